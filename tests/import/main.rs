//! Articles: files in; texts, metadata and warnings out.

mod files;
mod news;
#[path = "../support/program.rs"]
mod program;
mod texts;
