//! Projects on a real disk: the file, the log and the session, and what others do to them.

mod beneath;
mod faults;
#[path = "../support/holder.rs"]
mod holder;
#[path = "../support/random.rs"]
mod random;
mod readable;
mod received;
#[path = "../support/scaffold.rs"]
mod scaffold;
mod session;
mod versions;
