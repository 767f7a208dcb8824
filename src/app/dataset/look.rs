//! Finds out in the background what a dataset would contain and lack. Quick results come first.

use crate::{
    app::running::Running,
    export::{
        LossReport,
        dataset::{DatasetError, Part, Plan, Preview, Settings, facts::PartCounts},
    },
    project::Project,
    store::with_causes,
    text::words::sentence,
};
use std::collections::BTreeMap;

/// The preview is made of so many articles.
const PREVIEW_ARTICLES: usize = 3;
/// A line of the preview is shown in so many lines at most.
pub const SHOWN_LINES: usize = 2;
/// Lines of the preview.
const PREVIEW_LINES: usize = 40;

/// Numbers of a dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Names of the labels.
    pub labels: Vec<String>,
    /// By part.
    pub parts: BTreeMap<Part, PartCounts>,
    /// Groups of near-duplicates, and the articles in them.
    pub duplicates: (usize, usize),
}

/// What has been found out.
#[derive(Debug)]
pub enum News {
    /// The first lines.
    Preview(Preview),
    /// The numbers.
    Figures(Figures),
    /// What some more articles would lack, and how many of how many were looked at.
    Losses(LossReport, (usize, usize)),
    /// The reason why nothing can be exported with these choices.
    Problem(String),
}

/// Starts to look.
pub fn start(project: Project, settings: Settings, wake: impl Fn() + Send + Sync + 'static) -> Running<News> {
    Running::start("dataset", wake, move |teller| match look(&project, &settings, &|news| teller.tell(news)) {
        Ok(()) | Err(DatasetError::Cancelled) => {}
        Err(error) => {
            teller.tell(News::Problem(sentence(&with_causes(&error))));
        }
    })
}

/// Finds the first lines of the first articles, the numbers and the losses. `tell` returns whether to continue.
fn look(project: &Project, settings: &Settings, tell: &dyn Fn(News) -> bool) -> Result<(), DatasetError> {
    let whole = Settings { split: None, ..settings.clone() };
    if !tell(News::Preview(Plan::new(project, &whole)?.preview(PREVIEW_ARTICLES, PREVIEW_LINES)?)) {
        return Err(DatasetError::Cancelled);
    }
    let plan = Plan::new(project, settings)?;
    let duplicates = (plan.duplicates().len(), plan.duplicates().iter().map(Vec::len).sum());
    let labels = plan.view().codebook().labels.iter().map(|label| label.name.clone()).collect();
    if !tell(News::Figures(Figures { labels, parts: plan.counts(), duplicates })) {
        return Err(DatasetError::Cancelled);
    }
    plan.survey_in_steps(&mut |progress, report| tell(News::Losses(report, (progress.done, progress.total))))
}
