//! Reads and writes the settings file field by field, so that nothing in it is lost.
//!
//! A save reads the file again and writes only what this window changed. So two windows keep each other's settings (if they
//! do not write within the same instant: there is no lock), and settings of a newer version, which this one does not know,
//! stay. A file that cannot be read is copied beside itself before anything takes its place; where that fails, nothing is
//! written. The file has no version: a setting whose meaning changes gets a new name.

use crate::store::{open_file, save};
use ron::value::RawValue;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, Visitor},
};
use std::{
    collections::BTreeMap,
    ffi::OsString,
    fmt, fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

/// A settings file, and the settings that the window had when it last read or wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsFile {
    path: PathBuf,
    seen: Fields,
}

/// Settings as text in RON, by name. Of a map, each entry has its own text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<(String, Option<String>), String>);

/// Settings that were not read or not written. Shown as a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file is no settings file, and a copy of it was made.
    #[error(
        "the settings in {} cannot be read: {reason}; the usual ones are used, and the file is kept as {}; to have your settings \
         back, close the window, correct that file, and copy it to its old name",
        path.display(), kept.display()
    )]
    KeptAside {
        /// The settings file.
        path: PathBuf,
        /// Its fault.
        reason: String,
        /// The copy.
        kept: PathBuf,
    },
    /// The file cannot be read or copied, so that nothing is written in its place.
    #[error(
        "the settings in {} cannot be read: {reason}; the usual ones are used, what you choose holds until the window closes, and \
         nothing is written there; {remedy}, then open the window again",
        path.display()
    )]
    LeftAlone {
        /// The settings file.
        path: PathBuf,
        /// Its fault.
        reason: String,
        /// What the user can do about it.
        remedy: &'static str,
    },
    /// Single settings have values that this version does not know.
    #[error(
        "{names} in {} cannot be read ({reason}); the usual is used, and what is written there stays until you choose another",
        path.display()
    )]
    Values {
        /// The settings file.
        path: PathBuf,
        /// The names of the settings.
        names: String,
        /// The fault of the first.
        reason: String,
    },
    /// The file cannot be written.
    #[error("{} cannot be written", path.display())]
    Unwritten {
        /// The settings file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// The contents of a file that cannot be read as settings, if there are any, and its fault.
struct Fault {
    reason: String,
    remedy: &'static str,
    bytes: Option<Vec<u8>>,
}

impl SettingsFile {
    /// Reads the settings at `path`; `None` where there is no file.
    ///
    /// # Errors
    /// [`SettingsError::KeptAside`] or [`SettingsError::LeftAlone`].
    pub fn read(path: &Path) -> Result<Option<Fields>, SettingsError> {
        read(path).map_err(|fault| fault.keep_aside(path).0)
    }

    /// Makes a settings file of `path`. `seen` are the settings that the window starts with.
    pub fn new(path: PathBuf, seen: Fields) -> Self {
        Self { path, seen }
    }

    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes what differs in `now` from the settings last seen; `usual` are the settings of a window without a file. Returns
    /// what is to be told if the file became unreadable meanwhile and was kept aside.
    ///
    /// # Errors
    /// [`SettingsError::LeftAlone`] or [`SettingsError::Unwritten`]. The file is then as it was.
    pub fn write(&mut self, now: Fields, usual: &Fields) -> Result<Option<SettingsError>, SettingsError> {
        if now == self.seen {
            return Ok(None);
        }
        let path = &self.path;
        let (mut fields, before, told) = match read(path) {
            Ok(Some(fields)) => (fields, &self.seen, None),
            Ok(None) => (Fields::default(), usual, None),
            Err(fault) => match fault.keep_aside(path) {
                (told @ SettingsError::KeptAside { .. }, is_new) => (Fields::default(), usual, is_new.then_some(told)),
                (refused, _) => return Err(refused),
            },
        };
        fields.change(before, &now);
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        folder
            .and_then(|()| save::replace(path, fields.to_string().as_bytes()))
            .map_err(|source| SettingsError::Unwritten { path: path.clone(), source })?;
        self.seen = now;
        Ok(told)
    }
}

fn read(path: &Path) -> Result<Option<Fields>, Fault> {
    let fault = |reason: String, remedy, bytes| Fault { reason, remedy, bytes };
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return match fs::read_link(path) {
                Ok(target) => {
                    let reason = format!("it is a link to {}, where nothing is", target.display());
                    Err(fault(reason, "mend or remove the link", None))
                }
                Err(_) => Ok(None),
            };
        }
        Err(error) => return Err(fault(error.to_string(), "make it readable for you", None)),
    };
    if metadata.is_dir() {
        return Err(fault("it is a folder".to_owned(), "move the folder away", None));
    }
    let bytes = bytes_of(path).map_err(|error| fault(error.to_string(), "make it readable for you", None))?;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let reason = format!("it is not UTF-8 text, from byte {} on", error.utf8_error().valid_up_to());
            return Err(fault(reason, "", Some(error.into_bytes())));
        }
    };
    match Fields::parse(&text) {
        Ok(fields) => Ok(Some(fields)),
        Err(error) => {
            let at = error.span.start;
            let reason = format!("line {}, column {}: {}", at.line, at.col, error.code);
            Err(fault(reason, "", Some(text.into_bytes())))
        }
    }
}

fn bytes_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_file(path)?.take(u64::MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl Fault {
    /// Copies the contents of the file at `path` beside it, unless a copy of the same is there. Returns what to tell, and
    /// whether the copy is new.
    fn keep_aside(self, path: &Path) -> (SettingsError, bool) {
        let Self { reason, remedy, bytes } = self;
        let path = path.to_owned();
        let Some(bytes) = bytes else { return (SettingsError::LeftAlone { path, reason, remedy }, false) };
        match copy_aside(&path, &bytes) {
            Ok((kept, is_new)) => (SettingsError::KeptAside { path, reason, kept }, is_new),
            Err(error) => {
                let reason = format!("{reason}, and no copy of it can be made beside it ({error})");
                (SettingsError::LeftAlone { path, reason, remedy: "make room for the copy or move the file away" }, false)
            }
        }
    }
}

/// Makes a file beside `path` under the first free of the names `x.unreadable.ron`, `x.unreadable-2.ron` and so on, or finds
/// the one that holds `bytes`. Returns whether it is new.
fn copy_aside(path: &Path, bytes: &[u8]) -> io::Result<(PathBuf, bool)> {
    let stem = path.file_stem().unwrap_or_default();
    for number in 1_u32.. {
        let mut name = OsString::from(stem);
        name.push(if number == 1 { ".unreadable.ron".to_owned() } else { format!(".unreadable-{number}.ron") });
        let kept = path.with_file_name(name);
        match save::create(&kept, bytes) {
            Ok(()) => return Ok((kept, true)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if bytes_of(&kept).is_ok_and(|known| known == bytes) {
                    return Ok((kept, false));
                }
            }
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists))
}

impl Fields {
    /// Returns `settings`, a struct, as fields.
    ///
    /// # Errors
    /// If a value has no text in RON, such as a path that is no Unicode.
    pub fn of(settings: &impl Serialize) -> Result<Self, ron::Error> {
        Self::parse(&ron::to_string(settings)?).map_err(|error| error.code)
    }

    /// Reads the fields of a struct in RON, whatever they are.
    ///
    /// # Errors
    /// If `text` is no struct with named fields.
    pub fn parse(text: &str) -> Result<Self, ron::error::SpannedError> {
        let mut fields = BTreeMap::new();
        for (name, raw) in ron::from_str::<RawFields>(text)?.0 {
            let text = raw.trim().get_ron();
            match ron::from_str::<BTreeMap<String, Box<RawValue>>>(text) {
                Ok(entries) => {
                    for (entry, raw) in entries {
                        fields.insert((name.clone(), Some(entry)), raw.trim().get_ron().to_owned());
                    }
                    fields.insert((name, None), String::new());
                }
                Err(_) => drop(fields.insert((name, None), text.to_owned())),
            }
        }
        Ok(Self(fields))
    }

    /// Returns the names of the fields of which `is_good` does not hold, given each as a struct of its own, with the reason
    /// why the first is not good.
    pub fn bad<E>(&self, mut check: impl FnMut(&str) -> Result<(), E>) -> Option<(Vec<&str>, E)> {
        let mut names = Vec::new();
        let mut first = None;
        for (name, text) in self.by_name() {
            if let Err(error) = check(&format!("({name}:{text})")) {
                names.push(name);
                first.get_or_insert(error);
            }
        }
        first.map(|reason| (names, reason))
    }

    /// Returns the same without the fields of these names.
    pub fn without(&self, names: &[&str]) -> Self {
        let fields = self.0.iter().filter(|((name, _), _)| !names.contains(&name.as_str()));
        Self(fields.map(|(name, text)| (name.clone(), text.clone())).collect())
    }

    /// Does to these fields what leads from `before` to `after`.
    fn change(&mut self, before: &Self, after: &Self) {
        for name in before.0.keys().filter(|name| !after.0.contains_key(*name)) {
            self.0.remove(name);
        }
        for (name, text) in after.0.iter().filter(|(name, text)| before.0.get(*name) != Some(*text)) {
            if name.1.is_some() {
                // It may be no map here.
                self.0.insert((name.0.clone(), None), String::new());
            }
            self.0.insert(name.clone(), text.clone());
        }
    }

    /// The fields with their texts, maps put together.
    fn by_name(&self) -> Vec<(&str, String)> {
        let mut fields = Vec::new();
        for ((name, entry), text) in &self.0 {
            if entry.is_some() {
                continue;
            }
            if !text.is_empty() {
                fields.push((name.as_str(), text.clone()));
                continue;
            }
            let entries = self.0.iter().filter(|((of, entry), _)| of == name && entry.is_some());
            let entries =
                entries.map(|((_, entry), text)| format!("        {:?}: {text},\n", entry.as_deref().unwrap_or_default()));
            let entries: String = entries.collect();
            fields.push((name.as_str(), if entries.is_empty() { "{}".to_owned() } else { format!("{{\n{entries}    }}") }));
        }
        fields
    }
}

impl fmt::Display for Fields {
    /// Writes the fields as a struct in RON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(\n")?;
        self.by_name().into_iter().try_for_each(|(name, text)| writeln!(f, "    {name}: {text},"))?;
        f.write_str(")\n")
    }
}

/// The fields of any struct.
struct RawFields(BTreeMap<String, Box<RawValue>>);

impl<'de> Deserialize<'de> for RawFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyStruct;

        impl<'de> Visitor<'de> for AnyStruct {
            type Value = RawFields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("settings in parentheses, as in (theme: Dark)")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<RawFields, A::Error> {
                let mut all = BTreeMap::new();
                while let Some((name, value)) = fields.next_entry()? {
                    all.insert(name, value);
                }
                Ok(RawFields(all))
            }
        }

        deserializer.deserialize_struct("Prefs", &[], AnyStruct)
    }
}

#[cfg(test)]
mod tests;
