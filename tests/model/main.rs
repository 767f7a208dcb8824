//! What happens in a project, without files: edits and their laws, the codebook, counts, finding, suggestions.

mod codebook;
mod edits;
mod find;
#[path = "../support/marked.rs"]
mod marked;
#[path = "../support/random.rs"]
mod random;
mod standing;
mod stats;
mod suggest;
