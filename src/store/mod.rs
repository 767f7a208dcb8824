//! Storage of a project: its file, its log, and the session through which every change must go.
//!
//! Beside `x.ron` is `x.ron.log`, with one line for each edit. Opening a project reads the last snapshot and the lines that
//! it does not contain yet; the same lines are the undo history. `x.ron.backups/` holds former states of the file, and
//! `x.ron.drafts` text that cannot be an edit yet. This is the only room that writes files.

mod articles;
mod backup;
mod beneath;
mod cited;
mod codebook_file;
mod compact;
mod drafts;
mod error;
pub mod file;
mod lock;
mod log;
mod log_writer;
mod open;
mod placement;
mod recover;
mod regular;
mod replay;
pub mod save;
mod session;
mod staging;
mod stamp;
mod target;
mod versions;

pub use articles::{Below, LeftOut, ReadArticleError, Unlisted, Walk, article_bytes, files_below, read_article, walk};
pub use backup::{Backup, KEPT_DAYS, KEPT_LAST, backups_folder, list_backups};
pub use cited::{Cited, cited};
pub use codebook_file::{CodebookFileError, read_codebook_file};
pub use compact::{LogLimit, LogSize, Shortening};
pub use drafts::{drafts_path, kept_drafts};
pub use error::{StoreError, with_causes};
pub use file::{Notice, default_codebook};
pub use lock::{Locks, SystemLocks};
pub use open::{ReadProject, create_project, open, open_with, read};
pub use placement::{Companion, PlaceError, Placement};
pub use recover::bring_back;
pub use regular::open_file;
pub use session::{Author, Ids, Opened, Session, Snapshot};
pub use staging::{Maker, Moved, Staging};
pub use stamp::FileState;
pub use target::write_named;
