//! The Dataset room, in which a labelled dataset is put together, previewed and exported.
//!
//! `choices` holds what the user wants, as it is typed and kept; `form` is the form for it on the left. `look` finds out in
//! the background what the files would contain and lack, for a few articles first; `view`, `figures` and `losses` show the
//! result. `act` carries out requests, and `write` exports in the background.

mod act;
mod choices;
mod figures;
mod form;
mod look;
mod losses;
mod view;
mod write;

pub use act::{act, command, enter, keep, poll, refresh, target};
pub use choices::{Choices, Parting, Which};
pub use look::Figures;
pub use view::show;
pub use write::{Exported, Order, write};

use crate::{
    app::{
        desk::cx,
        running::{Running, begin, take},
    },
    export::{LossReport, dataset::Preview},
    find::filtered,
    project::{ArticleId, Project},
};
use std::path::PathBuf;

/// The state of the room.
#[derive(Debug, Default)]
pub struct DatasetState {
    /// What is wanted; `None` until the room is entered.
    pub choices: Option<Choices>,
    /// Which articles the list of those to tick shows.
    pub filter: String,
    /// Places of the articles to tick among the project's, and what they were listed for.
    listed: Vec<usize>,
    listed_for: Option<(u64, String)>,
    /// The first lines of the files.
    pub preview: Option<Preview>,
    /// Numbers for each part.
    pub figures: Option<Figures>,
    /// What the articles that were looked at would lack.
    pub report: LossReport,
    /// How many of how many articles were looked at.
    pub looked_at: (usize, usize),
    /// The reason why nothing can be exported with these choices.
    pub problem: Option<String>,
    /// Nothing is looked at until the choices change: the user said stop.
    is_stopped: bool,
    look: Option<Running<look::News>>,
    exporting: Option<Running<Exported>>,
    /// The project's revision and the choices of the look.
    seen: Option<(u64, Choices)>,
}

/// The requests of the room.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Set these choices.
    Choose(Box<Choices>),
    /// List the articles with these words.
    Filter(String),
    /// Tick or untick an article.
    Tick(ArticleId),
    /// Tick or untick all articles in the list.
    TickAll(bool),
    /// Write to this file or folder.
    Target(PathBuf),
    /// Show the place of a loss, by its number in the report.
    Go(usize),
    /// Write the dataset; ask first if something is in its place.
    Export,
    /// Write the dataset over what is in its place.
    Overwrite,
    /// Copy the same export as a command line.
    CopyCommand,
    /// Stop writing, or else looking.
    Stop,
    /// Look at all of it after a stop.
    Look,
}

impl DatasetState {
    /// Places of the articles to tick among the project's, as the filter says.
    pub fn listed(&self) -> &[usize] {
        &self.listed
    }

    /// Lists the articles to tick where the filter or the project has changed: ten thousand titles cost a frame nothing.
    fn list(&mut self, project: &Project, revision: u64) {
        let is_same = |(of, filter): &(u64, String)| *of == revision && *filter == self.filter;
        if !self.listed_for.as_ref().is_some_and(is_same) {
            self.listed = filtered(project, &self.filter);
            self.listed_for = Some((revision, self.filter.clone()));
        }
    }

    /// Whether something is being found out.
    pub fn is_busy(&self) -> bool {
        self.look.is_some()
    }

    /// Whether the whole report is there.
    pub fn is_complete(&self) -> bool {
        !self.is_busy() && !self.is_stopped && self.problem.is_none() && self.looked_at.0 == self.looked_at.1
    }

    /// Writes a dataset. One at a time.
    pub fn write(&mut self, order: Order, wake: impl Fn() + Send + Sync + 'static) -> bool {
        begin(&mut self.exporting, "export", wake, move |teller| write(&order, teller.progress()))
    }

    /// How many of how many articles of the dataset have been written.
    pub fn export_progress(&self) -> Option<(usize, usize)> {
        self.exporting.as_ref().map(Running::progress)
    }

    /// Stops writing the dataset.
    pub fn cancel_export(&self) {
        self.exporting.iter().for_each(Running::cancel);
    }

    /// What came of the dataset, once.
    pub fn poll_export(&mut self) -> Option<Exported> {
        take(&mut self.exporting).map(|exported| exported.unwrap_or_else(|| Exported::Failed("the export broke off".to_owned())))
    }

    /// Stops writing the dataset and waits until nothing of it is left behind.
    pub fn finish_export(&mut self) {
        self.cancel_export();
        // Written or not: the window closes.
        let _exported = self.exporting.take().and_then(|exporting| exporting.wait());
    }

    /// The room as it is for another project; what is being written goes on.
    #[must_use]
    pub fn anew(&mut self) -> Self {
        Self { exporting: self.exporting.take(), ..Self::default() }
    }
}

/// What the room's views are given.
type Cx<'a> = cx::Cx<'a, DatasetState, Ask>;
