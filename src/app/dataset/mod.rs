//! The room in which a labelled dataset is put together, looked at before it is written, and exported.
//!
//! `choices` is what is wanted, as it is typed and as it is kept; `form` asks for it at the left. `look` finds out beside
//! the window's work what the files would hold and what they would lack, a few articles first; `view`, `figures` and
//! `losses` show it. `act` does what was asked, `write` exports in the background.

mod act;
mod choices;
mod figures;
mod form;
mod look;
mod losses;
mod view;
mod write;

pub use act::{command, enter, keep, poll, refresh, run, target};
pub use choices::{Choices, Parting, Which};
pub use look::Figures;
pub use view::show;
pub use write::{Exported, Order, write};

use crate::{
    app::running::Running,
    export::{LossReport, dataset::Preview},
    find::filtered,
    project::{ArticleId, Project},
};
use std::path::PathBuf;

/// What the room knows.
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
    /// Why nothing can be exported so.
    pub problem: Option<String>,
    /// Nothing is looked at until the choices change: the user said stop.
    is_stopped: bool,
    look: Option<Running<look::News>>,
    /// The project's revision and the choices of the look.
    seen: Option<(u64, Choices)>,
}

/// What the room asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Want this.
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
}
