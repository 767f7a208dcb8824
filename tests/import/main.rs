//! Articles: files in; texts, metadata and warnings out.

mod files;
mod news;
mod texts;
