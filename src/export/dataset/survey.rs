//! Finds what a dataset would lose, a few articles at a time, so that the first losses appear at once and memory does not
//! grow with the project.

use super::{DatasetError, Part, Parted, Plan, Progress, facts::Facts, files::Files};
use crate::export::{Format, LossReport, hugging_face};
use std::io;

/// The number of articles in the first step; each step takes twice as many as the one before.
const FIRST_STEP: usize = 8;
/// The largest number of articles in a step.
const LAST_STEP: usize = 256;

/// Implements [`Plan::survey_in_steps`].
pub fn in_steps(plan: &Plan<'_>, take: &mut dyn FnMut(Progress, LossReport) -> bool) -> Result<(), DatasetError> {
    let total = plan.articles().count();
    let (mut done, mut step) = (0, FIRST_STEP);
    let left_out = plan.view().report();
    let has_news = !left_out.losses.is_empty() || !left_out.notes.is_empty();
    if has_news && !take(Progress { done, total }, left_out) {
        return Err(DatasetError::Cancelled);
    }
    while done < total {
        let next = (done + step).min(total);
        let report = step_of(plan, done..next)?;
        done = next;
        step = (step * 2).min(LAST_STEP);
        if !take(Progress { done, total }, report) {
            return Err(DatasetError::Cancelled);
        }
    }
    Ok(())
}

/// Makes the report for some of the articles.
fn step_of(plan: &Plan<'_>, places: std::ops::Range<usize>) -> Result<LossReport, DatasetError> {
    let parted = Parted { parts: vec![Part::Train; places.len()], duplicates: Vec::new() };
    let settings = super::Settings { split: None, ..plan.settings().clone() };
    let part = Plan { view: plan.view().some(places), settings, parted, file_name: None };
    let mut sink = |_: &str| -> io::Result<Box<dyn io::Write + Send>> { Ok(Box::new(io::sink())) };
    let mut files = Files::new(&mut sink);
    let mut facts = Facts::new(part.view(), part.settings(), None);
    let mut report = LossReport::default();
    if part.settings().format == Format::HuggingFace {
        hugging_face::write_tables(&part, &mut facts, &mut report, &mut |_| true, &mut files)?;
    } else {
        part.write_whole(&mut facts, &mut report, &mut |_| true, &mut files)?;
    }
    Ok(report)
}
