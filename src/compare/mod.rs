//! Comparing analysts: what they tagged alike, what differently, and how much they agree.
//!
//! [`units`] turns a project's layers into plain data: spans in code points, with numbered labels. The measures on them are in
//! [`crate::agreement`]. [`differences`] names what two analysts differ in. [`comparison`] follows a project while it changes,
//! and [`summary`] computes its figures. [`results`] has the figures that people read, [`json`] writes those for programs.
//! [`gold`] settles differences, as edits.
//!
//! Two rules hold for every measure. *Missing is not empty*: an analyst who neither tagged anything in an article nor
//! marked it as done is left out of it, one who finished it without a tag counts with nothing; [`left_out`] names what is
//! missing. *Undefined is not 0 and not 1*: where chance leaves no room for agreement the answer is `None`. All measures
//! are computed from counts or lengths per article that add up, so that a selection, a resample and a corpus read in
//! parts give the same figures.

pub mod answer;
pub mod attributes;
pub mod comparison;
pub mod confusion;
pub mod differences;
pub mod gold;
pub mod json;
pub mod left_out;
pub mod pairwise;
pub mod partial;
pub mod report;
pub mod results;
pub mod summary;
pub mod units;
