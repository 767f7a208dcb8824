//! The choices for a dataset as they are typed; the settings of an export are made from them.

use crate::{
    export::dataset::{Layers, Settings, Split, Tables},
    project::Project,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, sync::Arc};

/// Which articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Which {
    /// All.
    #[default]
    All,
    /// Those that somebody whose work is chosen has marked as done.
    Done,
    /// Those that are ticked.
    Ticked,
}

/// How articles are split.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Parting {
    /// Not at all.
    #[default]
    None,
    /// By shares.
    Shares,
    /// By a field of the metadata.
    Field,
}

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// The choices without typing: format, layers, labels, names, licence, layout and size of shards.
    pub settings: Settings,
    /// Which articles.
    pub which: Which,
    /// Ids of the ticked articles, also while they do not count.
    pub ticked: Arc<BTreeSet<String>>,
    /// How articles are split.
    pub parting: Parting,
    /// Percent of each part, as typed.
    pub shares: String,
    /// Which of the splits that are equally good, as typed.
    pub seed: String,
    /// The field of the metadata.
    pub field: String,
    /// Names of the tables, as typed; empty for those of the format.
    pub tables: String,
    /// Where to write, as typed; empty for a place beside the project.
    pub target: String,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            settings: Settings::default(),
            which: Which::All,
            ticked: Arc::default(),
            parting: Parting::None,
            shares: "80/10/10".to_owned(),
            seed: "1".to_owned(),
            field: "split".to_owned(),
            tables: String::new(),
            target: String::new(),
        }
    }
}

impl Choices {
    /// Reads choices that were kept as text, as far as `project` still has what they name.
    pub fn parse(kept: &str, project: &Project) -> Self {
        let mut choices = ron::from_str::<Self>(kept).unwrap_or_default();
        let is_analyst = |id: &String| project.analyst(&id.as_str().into()).is_some();
        match &mut choices.settings.layers {
            Layers::Each(ids) | Layers::Agreed(ids) => ids.retain(is_analyst),
            _ => {}
        }
        if let Some(labels) = &mut choices.settings.labels {
            labels.retain(|id| project.codebook().label(&id.as_str().into()).is_some());
        }
        if choices.settings.labels.as_ref().is_some_and(Vec::is_empty) {
            choices.settings.labels = None;
        }
        let is_article = |id: &str| id.parse().is_ok_and(|id| project.article(id).is_some());
        Arc::make_mut(&mut choices.ticked).retain(|id| is_article(id));
        choices
    }

    /// The same as text.
    pub fn stored(&self) -> String {
        // Names and numbers alone: this does not fail.
        ron::to_string(self).unwrap_or_default()
    }

    /// What an export is to do.
    ///
    /// # Errors
    /// What is to be corrected, as a sentence.
    pub fn settings(&self) -> Result<Settings, String> {
        let mut settings = self.settings.clone();
        settings.only_done = self.which == Which::Done;
        settings.articles = (self.which == Which::Ticked).then(|| self.ticked.iter().cloned().collect());
        if settings.articles.as_ref().is_some_and(Vec::is_empty) {
            return Err("Tick an article first.".to_owned());
        }
        settings.split = match self.parting {
            Parting::None => None,
            Parting::Shares => {
                let shares = self.shares.parse().map_err(|error| format!("{error}."))?;
                let seed = self.seed.trim().parse();
                let seed = seed.map_err(|_ignored| format!("The seed “{}” is not a whole number from 0 up.", self.seed))?;
                Some(Split::Shares { shares, seed })
            }
            Parting::Field if self.field.trim().is_empty() => return Err("Say which field of the metadata parts.".to_owned()),
            Parting::Field => Some(Split::Field(self.field.trim().to_owned())),
        };
        settings.tables = match self.tables.trim() {
            "" => None,
            words => {
                let tables = Tables::parse(words);
                Some(tables.ok_or("Write two different names for the tables, as in documents,tags.")?)
            }
        };
        settings.licence = self.settings.licence.trim().to_owned();
        Ok(settings)
    }
}

/// `chosen` of `all` with one more or one less; `None` is all, and the last one stays.
pub fn toggled(chosen: Option<&[String]>, all: &[String], one: &str) -> Option<Vec<String>> {
    let has = |id: &str| chosen.is_none_or(|chosen| chosen.iter().any(|other| other == id));
    let after: Vec<String> = all.iter().filter(|id| has(id) != (*id == one)).cloned().collect();
    match after.len() {
        0 => chosen.map(<[String]>::to_vec),
        len if len == all.len() => None,
        _ => Some(after),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_none_and_the_last_one_stays() {
        let all = ["ana", "bo"].map(str::to_owned);
        let only = |id: &str| Some(vec![id.to_owned()]);
        assert_eq!(toggled(None, &all, "ana"), only("bo"));
        assert_eq!(toggled(only("bo").as_deref(), &all, "ana"), None);
        assert_eq!(toggled(only("bo").as_deref(), &all, "bo"), only("bo"));
        assert_eq!(toggled(None, &all[..1], "ana"), None);
    }

    #[test]
    fn what_is_typed_wrong_is_said() {
        let with = |change: fn(&mut Choices)| {
            let mut choices = Choices::default();
            change(&mut choices);
            choices.settings()
        };
        assert_eq!(with(|_| {}), Ok(Settings::default()));
        assert!(with(|choices| choices.which = Which::Ticked).is_err());
        assert!(with(|choices| (choices.parting, choices.shares) = (Parting::Shares, "80/30".to_owned())).is_err());
        assert!(with(|choices| (choices.parting, choices.seed) = (Parting::Shares, "-1".to_owned())).is_err());
        assert!(with(|choices| choices.tables = "tags".to_owned()).is_err());
    }
}
