//! Finding out what a dataset would hold and lack, beside the window's work. What is quick comes first.

use crate::{
    export::{
        LossReport,
        dataset::{DatasetError, Part, Plan, Preview, Settings, facts::PartCounts},
    },
    project::Project,
    store::with_causes,
};
use std::{
    collections::BTreeMap,
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
};

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

/// A look that is going on.
#[derive(Debug)]
pub struct Look {
    receive: mpsc::Receiver<News>,
    is_stopped: Arc<AtomicBool>,
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
    /// Why nothing can be exported so.
    Problem(String),
    /// There is nothing more.
    End,
}

impl Look {
    /// Starts to look.
    ///
    /// # Errors
    /// If the system has no thread to spare.
    pub fn start(project: Project, settings: Settings, wake: impl Fn() + Send + 'static) -> io::Result<Self> {
        let (send, receive) = mpsc::channel();
        let is_stopped = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&is_stopped);
        std::thread::Builder::new().name("dataset".to_owned()).spawn(move || {
            let tell = |news| {
                // Nobody listens any more when the room was left.
                let is_heard = send.send(news).is_ok();
                wake();
                is_heard && !stop.load(Ordering::Relaxed)
            };
            match look(&project, &settings, &tell) {
                Ok(()) | Err(DatasetError::Cancelled) => {}
                Err(error) => {
                    tell(News::Problem(crate::app::projects::sentence(&with_causes(&error)) + "."));
                }
            }
            tell(News::End);
        })?;
        Ok(Self { receive, is_stopped })
    }

    /// What has been found out since the last question.
    pub fn poll(&self) -> Option<News> {
        match self.receive.try_recv() {
            Ok(news) => Some(news),
            Err(mpsc::TryRecvError::Empty) => None,
            Err(mpsc::TryRecvError::Disconnected) => Some(News::End),
        }
    }

    /// Says that nothing more is wanted; the end is still told.
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }

    /// Whether nothing more is wanted.
    pub fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }
}

impl Drop for Look {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The first lines of the first articles, the numbers, the losses. `tell` answers whether to go on.
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
