//! Obelus: tag news articles by hand, export a labelled dataset, compare two analysts.
//!
//! The rooms, and who may use whom (`tests/layout.rs` enforces it):
//!
//! `text <- project <- {store, import, export, compare, find, suggest} <- {cli, app} <- main`
//!
//! `intake` reads what paths mean, for `cli` and `app`, with `store` and `import`.
//!
//! `agreement` measures agreement on spans and knows nothing of projects. `parallel` and `splitmix` lie beneath all rooms.

pub mod agreement;
pub mod app;
pub mod cli;
pub mod compare;
pub mod export;
pub mod find;
pub mod import;
pub mod intake;
pub mod parallel;
pub mod project;
pub mod splitmix;
pub mod store;
pub mod suggest;
pub mod text;
