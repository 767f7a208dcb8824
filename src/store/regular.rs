//! Opens and makes files safely in a folder that somebody else may have filled.
//!
//! A project that came by mail can have a link under the name of its lock or log, or a pipe under its own name. Our files
//! are therefore opened here: never through a link at the end of the path, never a pipe or a device (opening one could wait
//! for ever, reading one might never end). A new file is made only where nothing has its name, with its permissions from the
//! first byte on.

use std::{
    ffi::OsString,
    fs::{self, File, Metadata, OpenOptions, Permissions},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

/// The number of links that may lead to one another, as on Linux.
const MAX_LINKS: usize = 40;
/// The number of random names that are tried for a temporary file.
const TRIES: usize = 16;

/// Opens the file at `path` for reading. A link is followed; anything that is not a file is refused without waiting.
///
/// # Errors
/// [`io::ErrorKind::InvalidInput`] for a pipe, a device or a folder, or the operating system's error.
pub fn open_file(path: &Path) -> io::Result<File> {
    require_file(&fs::metadata(path)?)?;
    open(path, OpenOptions::new().read(true), flags::NO_WAIT)
}

/// Opens the file at `path` with `options`, never through a link.
///
/// # Errors
/// [`io::ErrorKind::InvalidInput`] for a link, a pipe, a device or a folder, or the operating system's error.
pub fn open_own(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    match path.symlink_metadata() {
        Ok(metadata) => require_own(&metadata)?,
        // The options may ask to make it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    open(path, options, flags::NO_WAIT | flags::NO_FOLLOW)
}

/// Reads the file at `path`, opened as by [`open_own`].
///
/// # Errors
/// As [`open_own`].
pub fn read_own(path: &Path) -> io::Result<Vec<u8>> {
    let file = open_own(path, OpenOptions::new().read(true))?;
    let mut bytes = Vec::new();
    // A file that is too large for the memory is an error, not the end of the file.
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    bytes.try_reserve_exact(length).map_err(|_too_large| io::Error::from(io::ErrorKind::OutOfMemory))?;
    file.take(u64::MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Returns the path of the file that `path` leads to, with links replaced by their targets. So a project has one log and one
/// lock, however it is opened.
pub fn resolve(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        let Ok(target) = fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    path
}

/// Makes the file at `path`, where nothing may exist, not even a link that leads nowhere. It has `permissions` from the
/// first byte on, or else the usual ones.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] if something is there, or the operating system's error.
pub fn create_new(path: &Path, permissions: Option<&Permissions>) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    let Some(permissions) = permissions else { return options.open(path) };
    flags::set_mode(&mut options, permissions);
    let file = options.open(path)?;
    // The system's mask may have removed rights that the project gives to others. Some file systems keep no permissions.
    let _kept = file.set_permissions(permissions.clone());
    Ok(file)
}

/// The permissions for files beside the project file at `project`, which hold the same words: those of that file, except
/// that its owner can always write. `None` if there is no file or the system has no permissions to set.
pub fn permissions_beside(project: &Path) -> Option<Permissions> {
    flags::beside(&fs::metadata(project).ok()?.permissions())
}

/// Makes a folder for files that hold the same words as the project file at `project`. Those who may not read that file may
/// not look into the folder.
///
/// # Errors
/// The operating system's error.
pub fn make_folder_like(folder: &Path, project: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    if let Ok(metadata) = fs::metadata(project) {
        flags::set_folder_mode(&mut builder, &metadata.permissions());
    }
    builder.create(folder)
}

/// Removes from a folder the rights that the project file at `project` does not give, for example after its owner restricted
/// it. A file system without permissions has none to remove.
pub fn close_folder(folder: &Path, project: &Path) {
    if let (Ok(now), Ok(wanted)) = (fs::metadata(folder), fs::metadata(project))
        && let Some(closed) = flags::closed_folder(&now.permissions(), &wanted.permissions())
    {
        let _kept = fs::set_permissions(folder, closed);
    }
}

/// Gives one of our open files the permissions of its project, if they differ and the file system keeps any.
pub fn set_permissions(file: &File, permissions: Option<&Permissions>) {
    if let (Some(permissions), Ok(metadata)) = (permissions, file.metadata())
        && !flags::is_same(&metadata.permissions(), permissions)
    {
        let _kept = file.set_permissions(permissions.clone());
    }
}

/// Makes a temporary file with a random name in the folder of `path`: `.x.ron.0123456789abcdef.tmp`.
///
/// # Errors
/// As [`create_new`].
pub fn create_temporary(path: &Path, permissions: Option<&Permissions>) -> io::Result<(PathBuf, File)> {
    for _ in 0..TRIES {
        let temporary = temporary_name(path)?;
        match create_new(&temporary, permissions) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|file| (temporary, file)),
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists))
}

/// Makes a random name beside `path` for a temporary file or folder, which [`is_temporary_of`] recognises.
///
/// # Errors
/// If the path does not name a file, or the system gives no random numbers.
fn temporary_name(path: &Path) -> io::Result<PathBuf> {
    let random = getrandom::u64().map_err(|error| io::Error::other(format!("there are no random numbers: {error}")))?;
    let no_name = || io::Error::new(io::ErrorKind::InvalidInput, "the path names no file");
    let mut name = OsString::from(".");
    name.push(path.file_name().ok_or_else(no_name)?);
    name.push(format!(".{random:016x}.tmp"));
    Ok(path.with_file_name(name))
}

/// Whether `found` is the name of a temporary file for a file called `name`. Earlier versions used the number of their
/// process instead of a random number.
pub fn is_temporary_of(name: &str, found: &str) -> bool {
    let middle = found.strip_prefix('.').and_then(|found| found.strip_prefix(name)?.strip_prefix('.')?.strip_suffix(".tmp"));
    middle.is_some_and(|middle| matches!(middle.len(), 1..=16) && middle.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn open(path: &Path, options: &mut OpenOptions, wanted: flags::Flags) -> io::Result<File> {
    flags::set(options, wanted);
    let file = options.open(path).map_err(|error| if flags::is_link(&error) { refused("a link") } else { error })?;
    // The file may have been replaced between the check and the opening.
    require_own(&file.metadata()?)?;
    Ok(file)
}

fn require_own(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_symlink() { Err(refused("a link")) } else { require_file(metadata) }
}

/// Refuses anything that is not a file.
///
/// # Errors
/// [`io::ErrorKind::InvalidInput`], which says what it is.
pub fn require_file(metadata: &Metadata) -> io::Result<()> {
    match metadata {
        metadata if metadata.is_file() => Ok(()),
        metadata if metadata.is_dir() => Err(refused("a folder")),
        _ => Err(refused("a pipe or a device")),
    }
}

fn refused(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("it is {what}, not a file"))
}

/// Whether an open file has a name. A file without one is gone as soon as it is closed.
pub fn has_a_name(metadata: &Metadata) -> bool {
    flags::has_a_name(metadata)
}

/// The identity of a file, whatever its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileId(flags::Id);

impl FileId {
    /// The identity of the file with this metadata.
    pub fn of(metadata: &Metadata) -> Self {
        Self(flags::id(metadata))
    }

    /// The identity of what has the name `path`; for a link, that of the link itself. `None` if nothing has the name.
    ///
    /// # Errors
    /// The operating system's error.
    pub fn at(path: &Path) -> io::Result<Option<Self>> {
        match path.symlink_metadata() {
            Ok(metadata) => Ok(Some(Self::of(&metadata))),
            Err(error) if super::stamp::is_missing(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[cfg(unix)]
mod flags {
    use std::{
        fs::{DirBuilder, Metadata, OpenOptions, Permissions},
        io,
        os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _},
    };

    pub type Flags = i32;
    pub const NO_WAIT: Flags = libc::O_NONBLOCK;
    pub const NO_FOLLOW: Flags = libc::O_NOFOLLOW;

    /// Device and inode.
    pub type Id = (u64, u64);

    pub fn set(options: &mut OpenOptions, flags: Flags) {
        options.custom_flags(flags);
    }

    pub fn set_mode(options: &mut OpenOptions, permissions: &Permissions) {
        options.mode(permissions.mode() & 0o777);
    }

    pub fn is_same(a: &Permissions, b: &Permissions) -> bool {
        a.mode() & 0o666 == b.mode() & 0o666
    }

    /// Gives those who may read the file the right to look into the folder.
    fn folder_mode(file: &Permissions) -> u32 {
        (file.mode() & 0o777) | ((file.mode() & 0o444) >> 2) | 0o700
    }

    pub fn set_folder_mode(builder: &mut DirBuilder, file: &Permissions) {
        builder.mode(folder_mode(file));
    }

    pub fn closed_folder(now: &Permissions, file: &Permissions) -> Option<Permissions> {
        let closed = now.mode() & folder_mode(file);
        (closed & 0o777 != now.mode() & 0o777).then(|| Permissions::from_mode(closed))
    }

    pub fn beside(project: &Permissions) -> Option<Permissions> {
        Some(Permissions::from_mode((project.mode() & 0o666) | 0o600))
    }

    pub fn is_link(error: &io::Error) -> bool {
        // FreeBSD reports EMLINK where the others report ELOOP.
        matches!(error.raw_os_error(), Some(libc::ELOOP | libc::EMLINK))
    }

    pub fn id(metadata: &Metadata) -> Id {
        (metadata.dev(), metadata.ino())
    }

    pub fn has_a_name(metadata: &Metadata) -> bool {
        metadata.nlink() > 0
    }
}

#[cfg(not(unix))]
mod flags {
    use jiff::Timestamp;
    use std::{
        fs::{DirBuilder, Metadata, OpenOptions, Permissions},
        io,
    };

    /// The standard library can set no such flags here, so the check before opening must suffice.
    pub type Flags = u32;
    pub const NO_WAIT: Flags = 0;
    pub const NO_FOLLOW: Flags = 0;

    /// The standard library does not give the number of a file here; the time at which it was made distinguishes most files.
    pub type Id = Option<Timestamp>;

    pub fn set(_options: &mut OpenOptions, _flags: Flags) {}

    pub fn set_mode(_options: &mut OpenOptions, _permissions: &Permissions) {}

    pub fn is_same(_a: &Permissions, _b: &Permissions) -> bool {
        true
    }

    pub fn set_folder_mode(_builder: &mut DirBuilder, _file: &Permissions) {}

    pub fn closed_folder(_now: &Permissions, _file: &Permissions) -> Option<Permissions> {
        None
    }

    pub fn beside(_project: &Permissions) -> Option<Permissions> {
        None
    }

    pub fn is_link(_error: &io::Error) -> bool {
        false
    }

    pub fn id(metadata: &Metadata) -> Id {
        metadata.created().ok().and_then(|time| Timestamp::try_from(time).ok())
    }

    /// The standard library does not tell this here.
    pub fn has_a_name(_metadata: &Metadata) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temporary_file_is_known_by_its_name() {
        let path = Path::new("x.ron");
        let name = temporary_name(path).unwrap();
        assert!(is_temporary_of("x.ron", name.to_str().unwrap()), "{}", name.display());
        assert_ne!(temporary_name(path).unwrap(), name);
        assert!(is_temporary_of("x.ron", ".x.ron.4711.tmp"), "of an earlier version");
        for other in [".x.ron.tmp", ".x.ron..tmp", ".x.ron.log.4711.tmp", "x.ron.4711.tmp", ".x.ron.notes.tmp", ".y.ron.4711.tmp"]
        {
            assert!(!is_temporary_of("x.ron", other), "{other}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_pipes_and_devices_are_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let (pipe, link, nowhere) = (folder.path().join("pipe"), folder.path().join("link"), folder.path().join("nowhere"));
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let file = folder.path().join("file");
        drop(create_new(&file, None).unwrap());
        std::os::unix::fs::symlink(&file, &link).unwrap();
        std::os::unix::fs::symlink(folder.path().join("gone"), &nowhere).unwrap();
        assert_eq!(open_file(&pipe).unwrap_err().to_string(), "it is a pipe or a device, not a file");
        assert_eq!(open_file(Path::new("/dev/zero")).unwrap_err().to_string(), "it is a pipe or a device, not a file");
        assert_eq!(open_file(folder.path()).unwrap_err().to_string(), "it is a folder, not a file");
        assert!(open_file(&link).is_ok(), "whoever names a link means what it leads to");
        for path in [&link, &nowhere] {
            let mut options = OpenOptions::new();
            let error = open_own(path, options.read(true).write(true).create(true)).unwrap_err();
            assert_eq!(error.to_string(), "it is a link, not a file");
            assert_eq!(create_new(path, None).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        }
        assert!(!folder.path().join("gone").exists());
        assert!(open_own(&pipe, OpenOptions::new().append(true)).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_has_its_permissions_from_the_first_byte() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        for mode in [0o600, 0o640, 0o666] {
            let (path, file) = create_temporary(&folder.path().join("x.ron"), Some(&Permissions::from_mode(mode))).unwrap();
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, mode);
            assert_eq!(path.metadata().unwrap().len(), 0);
        }
    }
}
