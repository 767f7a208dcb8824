//! The state of the window beyond the project: what is open, selected, typed and running.

pub(crate) mod answers;
mod ask;
pub mod bindings;
pub(crate) mod change;
pub(crate) mod changes;
pub(crate) mod choices;
mod closing;
pub mod command;
mod command_ids;
pub(crate) mod cx;
mod dialog;
pub mod files;
pub mod fold;
pub(crate) mod messages;
pub(crate) mod navigate;
pub(crate) mod needs;
pub mod open;
pub(crate) mod opened;
pub(crate) mod others;
pub mod palette;
pub(crate) mod places;
pub mod prefs;
pub mod room;
pub(crate) mod saving;
pub(crate) mod sessions;
pub mod settings;
pub(crate) mod tasks;
pub(crate) mod typing;
pub(crate) mod undo;

pub use ask::Ask;
pub use closing::Closing;
pub use dialog::{Dialog, KeyChange, KeyUse};

use crate::{
    project::{Annotation, ArticleRecord, Label, Project},
    store::{self, Author, Notice, Session, StoreError},
    text::ByteRange,
};
use bindings::Bindings;
use changes::Changes;
use files::Files;
use fold::Breadth;
use jiff::Timestamp;
use open::OpenProject;
use places::Place;
use prefs::Prefs;
use room::Room;
use std::path::PathBuf;
use tasks::Tasks;
use typing::Typing;

/// What all rooms of the window share.
pub struct Desk {
    /// The open project.
    pub session: Session,
    /// What the window is used for at the moment.
    pub room: Room,
    /// What begins anew with each project.
    pub open: OpenProject,
    /// Grows with every change to the project, so that what is derived from it can be kept.
    pub revision: u64,
    /// What the last changes were about.
    pub changes: Changes,
    /// The state of typed text on its way to the disk.
    pub typing: Typing,
    /// How many times a project was shown from its beginning.
    pub num_starts: u64,
    /// Messages that stay until they are put away.
    pub messages: Vec<Message>,
    /// The dialog above the window.
    pub dialog: Option<Dialog>,
    /// Where the keyboard goes next.
    pub focus: Option<Focus>,
    /// How wide the window is.
    pub breadth: Breadth,
    /// Choices that outlive the window.
    pub prefs: Prefs,
    /// The keys in force, as the choices say.
    pub keys: Bindings,
    /// Work in the background.
    pub tasks: Tasks,
    /// How files are chosen.
    pub files: Files,
    /// What was last done, for the status bar.
    pub status: String,
    /// The clock.
    pub now: fn() -> Timestamp,
    /// Whether the text had the keys when the frame began.
    pub page_had_keys: bool,
    /// Set when the user asks for the window to close.
    pub is_closing: bool,
    /// How far closing has come.
    pub closing: Closing,
    /// Where work is written that cannot be written beside its project.
    pub rescue_folder: Option<PathBuf>,
    /// When it was last looked what other programs did to the project's files.
    pub looked_beneath: Option<Timestamp>,
}

/// Something the user should read.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// What happened and what to do.
    pub text: String,
    /// Whether something went wrong.
    pub is_error: bool,
}

/// Where the keys should go in the next frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The text.
    Page,
    /// The first attribute.
    Attributes,
    /// The note.
    Note,
    /// The filter of the article list.
    Filter,
}

impl Desk {
    /// A desk for `session`.
    pub fn new(session: Session, prefs: Prefs, files: Files, now: fn() -> Timestamp) -> Self {
        Self {
            open: OpenProject::new(session.project(), prefs.analyst.as_deref()),
            session,
            room: Room::default(),
            revision: 0,
            changes: Changes::default(),
            typing: Typing::default(),
            num_starts: 0,
            messages: Vec::new(),
            dialog: None,
            focus: Some(Focus::Page),
            breadth: Breadth::default(),
            keys: Bindings::new(&prefs.keys),
            prefs,
            tasks: Tasks::default(),
            files,
            status: String::new(),
            now,
            page_had_keys: false,
            is_closing: false,
            closing: Closing::No,
            rescue_folder: None,
            looked_beneath: None,
        }
    }

    /// Sets where work is written that cannot be written beside its project.
    pub fn set_rescue_folder(&mut self, folder: PathBuf) {
        self.session.set_rescue_folder(Some(folder.clone()));
        self.rescue_folder = Some(folder);
    }

    /// Shows the project of the session from its beginning.
    pub fn start(&mut self) {
        self.session.set_rescue_folder(self.rescue_folder.clone());
        self.revision += 1;
        self.num_starts += 1;
        self.open = OpenProject::new(self.session.project(), self.prefs.analyst.as_deref());
        self.focus = Some(Focus::Page);
    }

    /// Says what was found when the project was opened.
    pub fn greet(&mut self, notices: Vec<Notice>) {
        if let Some(reason) = self.session.read_only() {
            let text = format!("This project can only be read: {reason}. To change it, save a copy (Ctrl+Shift+S).");
            self.complain(text);
        }
        for notice in notices {
            self.complain(notice.to_string());
        }
    }

    /// The project.
    pub fn project(&self) -> &Project {
        self.session.project()
    }

    /// The article on the page.
    pub fn record(&self) -> Option<&ArticleRecord> {
        self.project().article(self.open.article?)
    }

    /// The selected annotation.
    pub fn annotation(&self) -> Option<&Annotation> {
        self.record()?.annotations.get(&self.open.selected?)
    }

    /// The annotation that a further fragment goes to: the selected one, or the one that the caret left last.
    pub fn fragment_target(&self) -> Option<&Annotation> {
        let left =
            || self.record()?.annotations.get(&self.open.left?).filter(|left| Some(&left.analyst) == self.open.analyst.as_ref());
        self.annotation().or_else(left)
    }

    /// The label of the selected annotation.
    pub fn annotation_label(&self) -> Option<&Label> {
        self.project().codebook().label(&self.annotation()?.label)
    }

    /// The annotations on the page, in reading order: those of the analyst at work.
    pub fn layer(&self) -> Vec<&Annotation> {
        match (self.record(), &self.open.analyst) {
            (Some(record), Some(analyst)) => record.layer(analyst),
            _ => Vec::new(),
        }
    }

    /// The selected words.
    pub fn selection(&self) -> Option<ByteRange> {
        self.open.page.selection(&self.record()?.article)
    }

    /// Where the reader is.
    pub fn place(&self) -> Option<Place> {
        Some(Place { article: self.open.article?, offset: self.open.page.reading_place() })
    }

    /// Remembers where the reader is, before a leap.
    pub fn leave_place(&mut self) {
        if let Some(here) = self.place() {
            self.open.places.leave(here);
        }
    }

    /// Who makes the next edit, and when.
    pub fn author(&self) -> Author {
        Author { analyst: self.open.analyst.clone(), now: (self.now)() }
    }

    /// Shows a message that stays until it is read.
    pub fn tell(&mut self, text: impl Into<String>) {
        self.push(Message { text: text.into(), is_error: false });
    }

    /// Shows a message about an error.
    pub fn complain(&mut self, text: impl Into<String>) {
        self.push(Message { text: text.into(), is_error: true });
    }

    /// Tells the user why the store could not do something, and what helps.
    pub fn complain_of(&mut self, error: &StoreError) {
        let hint = error.hint().map_or_else(String::new, |hint| format!(" To go on: {hint}."));
        self.complain(format!("{}.{hint}", store::with_causes(error)));
    }

    /// Whether the analyst at work has marked the article as done.
    pub fn is_done(&self) -> bool {
        self.record().zip(self.open.analyst.as_ref()).is_some_and(|(record, analyst)| record.standing(analyst).is_done())
    }

    fn push(&mut self, message: Message) {
        if !self.messages.contains(&message) {
            self.messages.push(message);
        }
    }
}
