//! Articles: files in; texts, metadata and warnings out.

mod files;
mod neighbours;
mod news;
#[path = "../support/program.rs"]
mod program;
mod texts;
