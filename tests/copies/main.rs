//! Copies of a project come together, in the library and on the command line.

mod command;
#[path = "../support/marked.rs"]
mod marked;
mod merge;
#[path = "../support/program.rs"]
mod program;
#[path = "../support/random.rs"]
mod random;
