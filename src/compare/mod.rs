//! Compares analysts: finds what they tagged alike and what differently, and measures how much they agree.
//!
//! [`units`] turns the layers of a project into plain data: spans in code points, with numbered labels. The measures on them
//! are in [`crate::agreement`]. [`differences`] names the differences between two analysts. [`comparison`] follows a project
//! while it changes, and [`summary`] computes its figures. [`results`] has the figures for people, and [`json`] writes them
//! for programs. [`gold`] settles differences, as edits.
//!
//! Two rules hold for every measure. *Missing is not empty*: an analyst who neither tagged anything in an article nor marked
//! it as done is left out of it, and an analyst who finished it without a tag counts as having tagged nothing. [`left_out`]
//! names what is missing. *Undefined is not 0 and not 1*: if chance leaves no room for agreement, the figure is `None`. All
//! measures are computed from sums of counts or lengths per article, so a selection, a resample and a corpus that is read in
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
