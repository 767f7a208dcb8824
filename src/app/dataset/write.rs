//! Writing a dataset in the background.

use crate::{
    app::running::Progress,
    export::dataset::{COMPANIONS, DatasetError, LOSSES_NAME, LOSSES_START, Plan, Settings},
    project::Project,
    store::{Maker, PlaceError, Placement, Staging, with_causes},
};
use jiff::Timestamp;
use std::{io, path::PathBuf};

/// What is to be written.
#[derive(Clone, Debug)]
pub struct Order {
    /// The project as it is now.
    pub project: Project,
    /// How.
    pub settings: Settings,
    /// Where to.
    pub target: PathBuf,
    /// The project file, which is never overwritten.
    pub project_file: PathBuf,
    /// Files that exist are overwritten: somebody said yes.
    pub is_replacing: bool,
    /// The time that the card names.
    pub now: Timestamp,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exported {
    /// It is written.
    Done {
        /// The file or folder.
        target: PathBuf,
        /// Number of articles in it.
        num_articles: usize,
        /// Number of annotations in it.
        num_annotations: usize,
        /// Number of losses in its report.
        num_losses: usize,
        /// Files of an earlier data set that were removed.
        removed: Vec<String>,
        /// Files of the folder that are no part of the data set.
        others: Vec<String>,
    },
    /// Something exists in its place, so nothing was written.
    Exists,
    /// The user stopped it, so nothing was written.
    Stopped,
    /// Something went wrong; nothing was written.
    Failed(String),
}

/// Writes a dataset, reporting progress.
pub fn write(order: &Order, progress: &Progress) -> Exported {
    match attempt(order, progress) {
        Ok(done) => done,
        Err(Trouble::Dataset(DatasetError::Cancelled)) => Exported::Stopped,
        Err(Trouble::Dataset(error)) => Exported::Failed(with_causes(&error)),
        Err(Trouble::Io(error)) => Exported::Failed(format!("cannot write {}: {error}", order.target.display())),
        Err(Trouble::Place(PlaceError::Exists(_))) => Exported::Exists,
        Err(Trouble::Place(error)) => Exported::Failed(error.to_string()),
    }
}

enum Trouble {
    Dataset(DatasetError),
    Io(io::Error),
    Place(PlaceError),
}

fn attempt(order: &Order, progress: &Progress) -> Result<Exported, Trouble> {
    let mut plan = Plan::new(&order.project, &order.settings).map_err(Trouble::Dataset)?;
    plan.require_something().map_err(Trouble::Dataset)?;
    if let Some(name) = order.target.file_name().filter(|_| !order.target.is_dir()) {
        plan = plan.with_file_name(name.to_string_lossy());
    }
    if let Some(folder) = order.target.parent() {
        std::fs::create_dir_all(folder).map_err(Trouble::Io)?;
    }
    let mut staging = Staging::begin(&order.target).map_err(Trouble::Io)?;
    let mut watch = |now: crate::export::dataset::Progress| {
        progress.set_total(now.total);
        progress.set_done(now.done);
        !progress.is_cancelled()
    };
    let outcome = plan.write(Some(order.now), &mut watch, &mut |name| staging.file(name)).map_err(Trouble::Dataset)?;
    let Order { target, project_file: project, is_replacing, .. } = order;
    let maker = Maker { file: LOSSES_NAME, start: LOSSES_START };
    let placement = Placement { target, companions: &COMPANIONS, maker, project, is_replacing: *is_replacing };
    let moved = staging.place(placement).map_err(Trouble::Place)?;
    Ok(Exported::Done {
        target: target.clone(),
        num_articles: outcome.num_articles,
        num_annotations: outcome.report.written,
        num_losses: outcome.report.losses.len(),
        removed: moved.removed,
        others: moved.others,
    })
}
