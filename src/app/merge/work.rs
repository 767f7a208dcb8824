//! Joins another copy, on a thread.

use crate::{
    app::running::Progress,
    compare::gold,
    import::{self, Annotated, Copies, Joined, Warning, Watch},
    project::{AnalystId, Edit, Project},
    store::Ids,
};
use jiff::Timestamp;
use std::{collections::BTreeSet, sync::Arc};

/// What is to be joined, as it was chosen.
pub struct Job {
    /// The project that is open.
    pub project: Project,
    /// The other copy.
    pub source: Arc<Annotated>,
    /// Whose layers.
    pub analysts: BTreeSet<AnalystId>,
    /// Whether with the articles that are only there.
    pub adds_articles: bool,
    /// Whether what it settled otherwise is opened again.
    pub reopens: bool,
    /// What its labels become here.
    pub labels: Vec<(String, String)>,
    /// The time of what has none of its own.
    pub now: Timestamp,
    /// For new ids.
    pub seed: u64,
}

impl Job {
    /// Fits what is chosen into the project; `None` if it was stopped.
    pub fn run(self, progress: &Progress, wake: &(impl Fn() + Sync)) -> Option<Joined> {
        progress.set_total(self.source.articles.len());
        let is_stopped = || progress.is_cancelled();
        if is_stopped() {
            return None;
        }
        let mut source = Annotated::clone(&self.source);
        source.only(&self.analysts, &self.project, self.adds_articles);
        source.rename_labels(&self.labels);
        // Choosing a layer means wanting its latest state.
        source.copies = Copies::TakeNewer;
        progress.set_total(source.articles.len());
        let step = |num_articles| progress.step(num_articles, wake);
        let mut ids = Ids::from_seed(self.seed);
        let watch = Watch::new(&is_stopped, &step);
        let mut joined = import::join_watched(&self.project, vec![source], self.now, &mut || ids.article().bits(), watch)?;
        joined.tell_of_variants(&self.project);
        let places = joined.contradicted();
        if self.reopens && !places.is_empty() {
            let mut after = self.project;
            match after.apply(Edit::Batch(joined.edits.clone())) {
                Ok(_) => joined.edits.extend(gold::reopen_places(&after, &places)),
                Err(error) => {
                    let message = format!("differences that were settled differently could not be opened again: {error}");
                    joined.warnings.push(Warning { file_name: String::new(), line: None, message });
                }
            }
        }
        Some(joined)
    }
}

/// Frees what may be large, without holding up a frame.
pub fn free<T: Send + 'static>(thing: T) {
    // Without a thread it is freed here.
    let _freed = std::thread::Builder::new().name("free a copy".to_owned()).spawn(move || drop(thing));
}
