//! The state of the window: the desk and every room's state. Only the floors above the rooms use it.

pub(crate) mod drafts;

use crate::{
    app::{
        codebook::CodebookState,
        compare::CompareRoom,
        dataset::DatasetState,
        desk::{Desk, files::Files, prefs::Prefs, room::Room},
        find::FindState,
        import::ImportRoom,
        merge::MergeRoom,
        page::Reader,
        tag::TagRoom,
    },
    store::{Notice, Opened},
};
use jiff::Timestamp;

/// Everything the window knows.
pub struct State {
    /// What all rooms share.
    pub desk: Desk,
    /// Reading and tagging an article.
    pub tag: TagRoom,
    /// Changing the codebook.
    pub codebook: CodebookState,
    /// Looking through the whole project.
    pub find: FindState,
    /// Comparing and settling.
    pub compare: CompareRoom,
    /// Putting a dataset together.
    pub dataset: DatasetState,
    /// Bringing in articles.
    pub import: ImportRoom,
    /// Bringing in layers of another copy.
    pub merge: MergeRoom,
}

impl State {
    /// A window on what was opened.
    pub fn new(opened: Opened, prefs: Prefs, files: Files, now: fn() -> Timestamp) -> Self {
        let mut state = Self {
            desk: Desk::new(opened.session, prefs, files, now),
            tag: TagRoom::default(),
            codebook: CodebookState::default(),
            find: FindState::default(),
            compare: CompareRoom::default(),
            dataset: DatasetState::default(),
            import: ImportRoom::default(),
            merge: MergeRoom::default(),
        };
        state.refresh(opened.notices);
        if let Some(problem) = state.desk.prefs.problem.take() {
            state.desk.complain(problem);
        }
        state
    }

    /// Takes another project into the window.
    pub fn take(&mut self, opened: Opened) {
        self.desk.session = opened.session;
        self.refresh(opened.notices);
    }

    /// Shows the project anew, after it was opened or another version of it was read. What is being read, written or
    /// offered goes on.
    pub fn refresh(&mut self, notices: Vec<Notice>) {
        self.desk.start();
        (self.tag, self.codebook, self.find, self.compare) = Default::default();
        self.dataset = self.dataset.anew();
        self.desk.greet(notices);
        drafts::restore(self);
        if self.desk.session.path().is_file() {
            self.desk.prefs.last_project = Some(self.desk.session.path().to_owned());
        }
    }

    /// Where the reader is on the page of the room that is shown.
    pub fn page(&self) -> &Reader {
        if self.desk.room == Room::Compare { &self.compare.page } else { &self.desk.open.page }
    }

    /// Whether the window must look again soon for what comes of work in the background.
    pub fn is_busy(&self) -> bool {
        self.desk.tasks.is_busy() || self.import.progress().is_some() || self.dataset.export_progress().is_some()
    }
}
