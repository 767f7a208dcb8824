//! Measures of agreement: one file each, with formula, range, source and the cases in which it is not defined.
//!
//! What to show first for two analysts whose spans overlap and nest: the counts of the alignment, strict and type F1
//! ([`span`]), then γ with γ-cat ([`gamma`]). The coefficients on tokens and code points ([`coefficient`]) flatten what
//! overlaps, and long spans dominate them.

pub mod align;
pub mod bootstrap;
pub mod chance;
pub mod coefficient;
pub mod gamma;
pub mod nervaluate;
pub mod pooled;
pub mod random;
pub mod resample;
pub mod span;
pub mod statistics;
pub mod unitizing;
pub mod unitizing_1995;
pub mod units;
pub mod values;
