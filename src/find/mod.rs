//! Search: words in texts, annotations by their properties, and passages that are tagged inconsistently.
//!
//! [`Pattern`] finds words or a regular expression in a text. [`Query`] selects annotations and is written as people type it
//! (`label:claim by:ana inside:quote unsure`). [`consistency`] finds the same words tagged differently, or tagged in one
//! place and not in another. Everything works article by article, so that a window can show the first hits while the rest is
//! being searched.

pub mod consistency;
mod context;
mod matching;
mod near;
mod pattern;
mod query;
mod titles;

pub use context::{Context, context};
pub use matching::Matcher;
pub use pattern::{Hits, Pattern, PatternError, PatternOptions};
pub use query::{Condition, Query, QueryError, Relation, ValueTest};
pub use titles::{filtered, has_words};
