//! Choices that outlive the window: the last project, the theme, the analyst's name, the size of the page's type.
//!
//! They lie in the user's configuration folder and are never more than a convenience: where they cannot be read or
//! written, the window starts with the usual ones.

use super::fold::Folds;
use crate::{app::page::TextChoices, store::save};
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
    /// What was wanted of the dataset of each project: its id to [`crate::app::dataset::Choices`] as text.
    pub datasets: BTreeMap<String, String>,
    /// Where they lie; `None` keeps them in memory only.
    #[serde(skip)]
    pub path: Option<PathBuf>,
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
            path: None,
        }
    }
}

impl Prefs {
    /// What is remembered at `path`, or the usual choices.
    pub fn load(path: PathBuf) -> Self {
        let stored = std::fs::read_to_string(&path).ok().and_then(|text| ron::from_str::<Self>(&text).ok());
        let mut prefs = stored.unwrap_or_default();
        prefs.set_text(prefs.text());
        prefs.path = Some(path);
        prefs
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

    /// Writes them where they came from.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn save(&self) -> std::io::Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let text = ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::new()).map_err(std::io::Error::other)?;
        save::replace(path, text.as_bytes())
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
