//! Backups: former states of a project file, kept in a folder beside it.
//!
//! `x.ron.backups/2026-05-04T12-00-00.123Z.ron` is the file as it was written at that moment. Every save keeps the file that
//! it replaces. The last [`KEPT_LAST`] backups stay, and of older ones the last of each day, for the [`KEPT_DAYS`] latest
//! days that have any.

use super::{
    file::{HEADER_WITHIN_BYTES, Header, read_header},
    log::{log_path, project_of_log},
    regular::{FileId, close_folder, is_temporary_of, make_folder_like, open_own, resolve},
    save::create_copy,
    stamp::{FileState, Stamp},
};
use crate::project::ProjectId;
use jiff::{Timestamp, tz::TimeZone};
use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs::{self, OpenOptions},
    io::{self, Read as _},
    path::{Path, PathBuf},
    thread::JoinHandle,
};

/// The number of newest backups that always stay.
pub const KEPT_LAST: usize = 5;
/// The number of days for which the last of the older backups stays.
pub const KEPT_DAYS: usize = 30;

/// The largest project file, in bytes, that is copied while its user waits.
const COPIED_AT_ONCE_BYTES: u64 = 4 * 1024 * 1024;

/// The format of the time in a backup's name: ISO 8601 without the colons, which some file systems forbid.
const NAME_FORMAT: &str = "%Y-%m-%dT%H-%M-%S.%3fZ";

/// A former state of a project file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Its file.
    pub path: PathBuf,
    /// When that state was written.
    pub saved: Timestamp,
    /// Size of the file in bytes.
    pub size_bytes: u64,
    /// Distinguishes backups of the same moment.
    number: u32,
    /// The project that it is a state of.
    project: ProjectId,
    /// The number of the last line of the log that it contains.
    pub(super) sequence: u64,
}

/// The folder for backups of the project file at `project`.
pub fn backups_folder(project: &Path) -> PathBuf {
    let mut name = project.as_os_str().to_owned();
    name.push(".backups");
    PathBuf::from(name)
}

/// The backups of the project at `project`, the newest first; none if there is no such folder. Backups of another project
/// that had the same name before are left out, and so are files that cannot be read.
pub fn list_backups(project: &Path) -> Vec<Backup> {
    let project = &resolve(project);
    let mut backups = all_backups(project);
    if let Some(id) = project_at(project).or_else(|| backups.first().map(|newest| newest.project)) {
        backups.retain(|backup| backup.project == id);
    }
    backups
}

/// The backups of the project with this id among those of the file at `project`, the newest first.
pub(super) fn backups_of(project: &Path, id: ProjectId) -> Vec<Backup> {
    let mut backups = all_backups(project);
    backups.retain(|backup| backup.project == id);
    backups
}

/// The id of the project at `project`, or of the one that was there before it was damaged or lost, from its header or its
/// log.
fn project_at(project: &Path) -> Option<ProjectId> {
    header_at(project).and_then(|header| header.project.parse().ok()).or_else(|| Some(project_of_log(&log_path(project))?.0))
}

/// All backups in the folder, the newest first. A backup that is dated later than the last write in this place was dated by
/// a wrong clock, so nobody knows its age, and it comes last.
fn all_backups(project: &Path) -> Vec<Backup> {
    let folder = backups_folder(project);
    // A link could lead to somebody else's files.
    if !folder.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Vec::new();
    }
    let Ok(entries) = fs::read_dir(&folder) else { return Vec::new() };
    let mut backups: Vec<_> = entries.filter_map(|entry| backup_at(&entry.ok()?.path())).collect();
    let last_write = last_write(project);
    let is_dated_right = |backup: &Backup| last_write.is_none_or(|last| backup.saved <= last);
    backups.sort_by_key(|backup| std::cmp::Reverse((is_dated_right(backup), backup.saved, backup.number)));
    backups
}

/// The time of the last write to the project file, its log or its folder of backups. It stands in for a clock, which this
/// room does not have.
fn last_write(project: &Path) -> Option<Timestamp> {
    let paths = [project.to_owned(), log_path(project), backups_folder(project)];
    paths.iter().filter_map(|path| Some(written_at(&path.symlink_metadata().ok()?))).max()
}

fn backup_at(path: &Path) -> Option<Backup> {
    let (saved, number) = read_name(path.file_name()?)?;
    let metadata = path.symlink_metadata().ok().filter(fs::Metadata::is_file)?;
    let header = header_at(path)?;
    Some(Backup {
        path: path.to_owned(),
        saved,
        size_bytes: metadata.len(),
        number,
        project: header.project.parse().ok()?,
        sequence: header.sequence,
    })
}

/// The header of the project file at `path`, if its beginning is sound.
fn header_at(path: &Path) -> Option<Header> {
    let mut start = Vec::new();
    open_own(path, OpenOptions::new().read(true)).ok()?.take(HEADER_WITHIN_BYTES as u64).read_to_end(&mut start).ok()?;
    read_header(&start)
}

fn read_name(name: &OsStr) -> Option<(Timestamp, u32)> {
    let (moment, number) = name.to_str()?.strip_suffix(".ron")?.split_once('Z')?;
    let (date, time) = moment.split_once('T')?;
    let saved = format!("{date}T{}Z", time.replace('-', ":")).parse().ok()?;
    let number = if number.is_empty() { 1 } else { number.strip_prefix('-')?.parse().ok()? };
    Some((saved, number))
}

fn write_name(saved: Timestamp, number: u32) -> String {
    let moment = saved.strftime(NAME_FORMAT);
    if number == 1 { format!("{moment}.ron") } else { format!("{moment}-{number}.ron") }
}

/// The time at which the file was last written.
pub(super) fn written_at(metadata: &fs::Metadata) -> Timestamp {
    metadata.modified().ok().and_then(|time| Timestamp::try_from(time).ok()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Keeps the project file at `project` as a backup, and removes backups that need no longer be kept. Call this right before
/// the file is replaced, because until then file and backup may be the same file.
///
/// # Errors
/// The operating system's error; the project file is not touched.
pub(super) fn keep(project: &Path) -> io::Result<()> {
    keep_with(project, link_or_copy)
}

/// A project file that is being copied in the background. Dropping it waits for the copy.
#[derive(Debug, Default)]
pub(super) struct FirstBackup(Option<JoinHandle<()>>);

impl Drop for FirstBackup {
    fn drop(&mut self) {
        if let Some(copying) = self.0.take() {
            // A failure is not reported here: the next save keeps a backup too, and reports why it cannot.
            let _copied = copying.join();
        }
    }
}

/// Keeps the project file as a backup if there is no backup of this project yet. The file stays in use, so it is copied, a
/// large one in the background. Only the holder of the lock may call this, because it removes what a killed process left
/// behind.
///
/// # Errors
/// As [`keep`]; for a large file only errors in making the folder.
pub(super) fn keep_first(project: &Path, id: ProjectId) -> io::Result<FirstBackup> {
    remove_unfinished(project);
    if !backups_of(project, id).is_empty() {
        make_folder(project)?;
        return Ok(FirstBackup(None));
    }
    if fs::metadata(project)?.len() <= COPIED_AT_ONCE_BYTES {
        keep_with(project, create_copy)?;
        return Ok(FirstBackup(None));
    }
    make_folder(project)?;
    let project = project.to_owned();
    Ok(FirstBackup(Some(std::thread::spawn(move || {
        let _kept = keep_with(&project, create_copy);
    }))))
}

/// Removes unfinished copies.
fn remove_unfinished(project: &Path) {
    let folder = backups_folder(project);
    if !folder.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return;
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let found = entry.file_name();
        let of = found.to_str().and_then(|found| found.strip_prefix('.')?.split_once(".ron.")).map(|(of, _)| format!("{of}.ron"));
        if let (Some(of), Some(found)) = (of, found.to_str())
            && read_name(OsStr::new(&of)).is_some()
            && is_temporary_of(&of, found)
        {
            // One that cannot be removed takes space but does no harm.
            let _gone = fs::remove_file(entry.path());
        }
    }
}

/// Makes the folder of the backups if there is none. Only those who may read the project may look into it.
fn make_folder(project: &Path) -> io::Result<PathBuf> {
    let folder = backups_folder(project);
    match folder.symlink_metadata() {
        Ok(metadata) if metadata.is_dir() => close_folder(&folder, project),
        Ok(_) => return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a folder, or a link to one")),
        Err(_) => {
            make_folder_like(&folder, project)?;
            super::save::sync_folder(&folder)?;
        }
    }
    Ok(folder)
}

fn keep_with(project: &Path, put: fn(&Path, &Path) -> io::Result<()>) -> io::Result<()> {
    let folder = make_folder(project)?;
    let saved = written_at(&project.symlink_metadata()?);
    for number in 1.. {
        let path = folder.join(write_name(saved, number));
        match path.symlink_metadata() {
            // After a crash between keeping the file and replacing it, the file is kept already.
            Ok(_) if is_same(project, &path) => break,
            Ok(_) => {}
            Err(_) => {
                put(project, &path)?;
                break;
            }
        }
    }
    prune(project);
    Ok(())
}

fn is_same(a: &Path, b: &Path) -> bool {
    let is_one = matches!((FileId::at(a), FileId::at(b)), (Ok(a), Ok(b)) if a == b) && cfg!(unix);
    is_one || Stamp::of(a).and_then(|stamp| stamp.state_of(b)).is_ok_and(|state| state == FileState::Ours)
}

/// A hard link costs nothing, and is safe because the file is about to be replaced, never written in place.
fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to).or_else(|_| create_copy(from, to))
}

/// Removes backups that need no longer be kept. One that cannot be removed takes space but does no harm. Backups of another
/// project are left alone.
fn prune(project: &Path) {
    let Some(id) = project_at(project) else { return };
    let backups = backups_of(project, id);
    let times: Vec<_> = backups.iter().map(|backup| backup.saved).collect();
    for (backup, stays) in backups.iter().zip(which_stay(&times)) {
        if !stays {
            let _left = fs::remove_file(&backup.path);
        }
    }
}

/// Which of the backups with these times stay. The newest comes first; those that a wrong clock dated come last.
fn which_stay(times: &[Timestamp]) -> Vec<bool> {
    let mut days = BTreeSet::new();
    let mut stays = |(i, time): (usize, &Timestamp)| {
        let day = time.to_zoned(TimeZone::UTC).date();
        let is_last_of_day = !days.contains(&day) && days.len() < KEPT_DAYS;
        if is_last_of_day {
            days.insert(day);
        }
        i < KEPT_LAST || is_last_of_day
    };
    times.iter().enumerate().map(&mut stays).collect()
}

/// The number of the oldest line of the log that the newest backups need to be brought up to date.
pub(super) fn oldest_position_needed(project: &Path, id: ProjectId) -> Option<u64> {
    backups_of(project, id).iter().take(KEPT_LAST).map(|backup| backup.sequence).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_when_and_can_be_read_back() {
        let saved: Timestamp = "2026-05-04T12:00:07.25Z".parse().unwrap();
        assert_eq!(write_name(saved, 1), "2026-05-04T12-00-07.250Z.ron");
        assert_eq!(write_name(saved, 2), "2026-05-04T12-00-07.250Z-2.ron");
        for number in [1, 2, 30] {
            assert_eq!(read_name(OsStr::new(&write_name(saved, number))), Some((saved, number)));
        }
        for other in ["notes.txt", "2026.ron", ".2026-05-04T12-00-07.250Z.ron.17.tmp", "xTyZ.ron"] {
            assert_eq!(read_name(OsStr::new(other)), None, "{other}");
        }
    }

    #[test]
    fn the_last_five_stay_and_of_older_ones_the_last_of_each_day() {
        let times: Vec<Timestamp> = [
            "2026-05-04T18:00:00Z",
            "2026-05-04T17:00:00Z",
            "2026-05-04T16:00:00Z",
            "2026-05-04T15:00:00Z",
            "2026-05-04T14:00:00Z",
            "2026-05-04T13:00:00Z",
            "2026-05-03T23:00:00Z",
            "2026-05-03T01:00:00Z",
            "2026-04-01T01:00:00Z",
        ]
        .map(|time| time.parse().unwrap())
        .to_vec();
        assert_eq!(which_stay(&times), [true, true, true, true, true, false, true, false, true]);
    }

    #[test]
    fn daily_ones_stay_for_thirty_days_with_any() {
        let start: Timestamp = "2026-05-04T12:00:00Z".parse().unwrap();
        let times: Vec<_> = (0..40).map(|day| start - jiff::SignedDuration::from_hours(48 * day)).collect();
        assert_eq!(which_stay(&times).into_iter().filter(|stays| *stays).count(), KEPT_DAYS);
    }
}
