//! The settings, which outlive the window: the last project, the theme, the analyst's name, the size of the page's text.
//!
//! They lie in a file in the user's configuration folder; [`settings`](super::settings) reads and writes it.

use super::{
    fold::Folds,
    settings::{Fields, SettingsError, SettingsFile},
};
use crate::{
    app::page::TextChoices,
    text::{examples, words::sentence},
};
use etcetera::base_strategy::{BaseStrategy as _, choose_native_strategy};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// What is remembered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Prefs {
    /// The project that was open last.
    pub last_project: Option<PathBuf>,
    /// Dark, light, or as the system is.
    pub theme: ThemeChoice,
    /// Name of the analyst at work.
    pub analyst: Option<String>,
    /// Size of the page's type, 1 being the usual one.
    pub zoom: f32,
    /// Length of the page's lines, 1 being the usual one.
    pub line_length: f32,
    /// Distance of the page's lines, 1 being the usual one.
    pub line_spacing: f32,
    /// The page is set in the interface's face instead of the reading face.
    pub is_sans: bool,
    /// Which panels are folded.
    pub folds: Folds,
    /// The panel shows all rules of the label, not only what it is.
    pub shows_rules: bool,
    /// Changed keys: name of a command to its key, as [`super::bindings`] writes both; an empty key is none.
    pub keys: BTreeMap<String, String>,
    /// What was wanted of the dataset of each project: its id to the choices of that room as text.
    pub datasets: BTreeMap<String, String>,
    /// Their file; `None` keeps them in memory only.
    #[serde(skip)]
    pub file: Option<SettingsFile>,
    /// A sentence for the user about the file, until it has been shown.
    #[serde(skip)]
    pub problem: Option<String>,
}

/// Which theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThemeChoice {
    /// As the system is.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The page's type is at most this much larger or smaller.
pub const ZOOM_RANGE: std::ops::RangeInclusive<f32> = 0.7..=2.5;

/// The page's lines are at most this much longer or shorter.
pub const LINE_LENGTH_RANGE: std::ops::RangeInclusive<f32> = 0.6..=1.6;
/// The page's lines are at most this much further apart or closer.
pub const LINE_SPACING_RANGE: std::ops::RangeInclusive<f32> = 0.8..=1.5;

impl Default for Prefs {
    fn default() -> Self {
        Self {
            last_project: None,
            theme: ThemeChoice::System,
            analyst: None,
            zoom: 1.0,
            line_length: 1.0,
            line_spacing: 1.0,
            is_sans: false,
            folds: Folds::default(),
            shows_rules: false,
            keys: BTreeMap::new(),
            datasets: BTreeMap::new(),
            file: None,
            problem: None,
        }
    }
}

impl Prefs {
    /// Reads the settings at `path`. Where there are none, or some that cannot be read, the usual ones take their place.
    pub fn load(path: PathBuf) -> Self {
        let (mut prefs, problem) = match SettingsFile::read(&path) {
            Ok(None) => (Self::default(), None),
            Ok(Some(fields)) => Self::of(&fields, &path),
            Err(error) => (Self::default(), Some(error)),
        };
        prefs.set_text(prefs.text());
        prefs.problem = problem.map(|error| sentence(&error.to_string()));
        // What was read as text can be written as text.
        let seen = Fields::of(&prefs).unwrap_or_default();
        prefs.file = Some(SettingsFile::new(path, seen));
        prefs
    }

    /// Takes the values that this version knows from `fields`, and the usual ones for the others.
    fn of(fields: &Fields, path: &Path) -> (Self, Option<SettingsError>) {
        let Some((names, reason)) = fields.bad(|field| ron::from_str::<Self>(field).map(drop)) else {
            // Each of them was read alone.
            return (ron::from_str(&fields.to_string()).unwrap_or_default(), None);
        };
        let good = ron::from_str(&fields.without(&names).to_string()).unwrap_or_default();
        let what = if names.len() == 1 { "the setting" } else { "the settings" };
        let names = format!("{what} {}", examples(names.len(), names));
        (good, Some(SettingsError::Values { path: path.to_owned(), names, reason: reason.code.to_string() }))
    }

    /// How the page's text is set.
    pub fn text(&self) -> TextChoices {
        let Self { zoom, line_length, line_spacing, is_sans, .. } = *self;
        TextChoices { zoom, line_length, line_spacing, is_sans }
    }

    /// Chooses how the page's text is set, within what a page can take.
    pub fn set_text(&mut self, choices: TextChoices) {
        let within = |share: f32, range: std::ops::RangeInclusive<f32>| {
            if share.is_finite() { share.clamp(*range.start(), *range.end()) } else { 1.0 }
        };
        self.zoom = within(choices.zoom, ZOOM_RANGE);
        self.line_length = within(choices.line_length, LINE_LENGTH_RANGE);
        self.line_spacing = within(choices.line_spacing, LINE_SPACING_RANGE);
        self.is_sans = choices.is_sans;
    }

    /// Writes to the file what changed since it was read. Returns what is to be told about the file.
    ///
    /// # Errors
    /// [`SettingsError`]. The file is then as it was.
    pub fn save(&mut self) -> Result<Option<SettingsError>, SettingsError> {
        let Some(mut file) = self.file.take() else { return Ok(None) };
        let unwritten =
            |error: ron::Error| SettingsError::Unwritten { path: file.path().to_owned(), source: std::io::Error::other(error) };
        let fields = Fields::of(self).and_then(|now| Ok((now, Fields::of(&Self::default())?))).map_err(unwritten);
        let written = fields.and_then(|(now, usual)| file.write(now, &usual));
        self.file = Some(file);
        written
    }
}

/// Folders of the user: where choices are kept, and where the sample project is copied to.
#[derive(Clone, Debug)]
pub struct Folders {
    /// For choices.
    pub config: PathBuf,
    /// For projects that the user has not put anywhere.
    pub data: PathBuf,
}

impl Folders {
    /// The folders of the user who runs the program, or `None` where the system names none.
    pub fn of_user() -> Option<Self> {
        let base = choose_native_strategy().ok()?;
        let data = base.data_dir();
        Some(if cfg!(windows) {
            Self { config: data.join(r"Obelus\config"), data: data.join(r"Obelus\data") }
        } else if cfg!(target_os = "macos") {
            Self { config: data.join("Obelus"), data: data.join("Obelus") }
        } else {
            Self { config: base.config_dir().join("obelus"), data: data.join("obelus") }
        })
    }

    /// The file with the user's choices.
    pub fn prefs(&self) -> PathBuf {
        self.config.join("obelus.ron")
    }

    /// A name in `folder` that no file has yet: `stem.ron`, `stem 2.ron` and so on.
    pub fn free_project(&self, stem: &str) -> PathBuf {
        let name = |number: u32| match number {
            1 => self.data.join(format!("{stem}.ron")),
            _ => self.data.join(format!("{stem} {number}.ron")),
        };
        (1..u32::MAX).map(name).find(|path| !path.exists()).unwrap_or_else(|| name(u32::MAX))
    }

    /// Makes the folder for projects.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn make_data(&self) -> std::io::Result<&Path> {
        std::fs::create_dir_all(&self.data)?;
        Ok(&self.data)
    }
}
