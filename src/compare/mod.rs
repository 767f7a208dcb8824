//! Comparing analysts: what they tagged alike, what differently, and how much they agree.
//!
//! [`units`] turns a project's layers into plain data: spans in code points, with numbered labels. [`align`] pairs the
//! spans of two analysts or more; [`agreement`] has one file per measure, each with its formula and source. [`json`]
//! writes the figures for programs, [`results`] has those that people read; [`page`] keeps a comparison up to date while a project changes; [`gold`] settles
//! differences, as edits.
//!
//! Two rules hold for every measure. *Missing is not empty*: an analyst who neither tagged anything in an article nor
//! marked it as done is left out of it, one who finished it without a tag counts with nothing; [`left_out`] names what is
//! missing. *Undefined is not 0 and not 1*: where chance leaves no room for agreement the answer is `None`. All measures
//! are computed from counts or lengths per article that add up, so that a selection, a resample and a corpus read in
//! parts give the same figures.

pub mod agreement;
pub mod align;
pub mod answer;
pub mod gold;
pub mod json;
pub mod left_out;
pub mod page;
pub mod pairwise;
pub mod partial;
pub mod pooled;
pub mod report;
pub mod resample;
pub mod results;
pub mod statistics;
pub mod units;
pub mod values;

pub use crate::project::parallel;
