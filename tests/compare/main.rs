//! Comparing and settling: differences, figures, the gold layer, and `obelus compare` from outside.

mod command;
#[path = "../support/corpus.rs"]
mod corpus;
mod gold;
#[path = "../support/marked.rs"]
mod marked;
mod partial;
#[path = "../support/program.rs"]
mod program;
