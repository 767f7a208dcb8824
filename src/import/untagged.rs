//! Texts on which an analyst has no tags, where the files do not say whether that analyst worked on them.
//!
//! There are two kinds. An analyst's layer may be there and empty, as an `.ann` file of brat is: somebody made it, so it
//! counts as finished unless the user says otherwise. Or the files hold nothing but tags, as TEI and REFI-QDA do, and an
//! analyst who has tags elsewhere has none here: that counts as never opened unless the user says otherwise. Either way one
//! warning for each format says how many there are, how they were read, and what reads them otherwise.

use super::{Annotated, AnnotatedArticle, Warning};
use crate::{
    project::{Analyst, AnalystId, Status},
    text::Examples,
};
use std::collections::{BTreeMap, BTreeSet};

/// What it means that an analyst has no tags on a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyLayers {
    /// The analyst finished the text, and there was nothing to tag.
    Done,
    /// The analyst never opened it.
    Missing,
}

impl EmptyLayers {
    /// All meanings.
    pub const ALL: [Self; 2] = [Self::Done, Self::Missing];

    /// What the command line calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Missing => "missing",
        }
    }

    /// As in “counted as never opened”.
    const fn words(self) -> &'static str {
        match self {
            Self::Done => "finished without tags",
            Self::Missing => "never opened",
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Done => Self::Missing,
            Self::Missing => Self::Done,
        }
    }
}

/// How the two kinds are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Untagged {
    /// The files hold the analyst's layer of the text, and it is empty: brat's empty `.ann`, rows without spans.
    pub empty: EmptyLayers,
    /// The files hold nothing but tags, and the analyst has tags elsewhere and none here.
    pub absent: EmptyLayers,
}

impl Untagged {
    /// The same for both.
    pub const fn all(meaning: EmptyLayers) -> Self {
        Self { empty: meaning, absent: meaning }
    }
}

impl Default for Untagged {
    fn default() -> Self {
        Self { empty: EmptyLayers::Done, absent: EmptyLayers::Missing }
    }
}

impl Annotated {
    /// How many layers are there without a tag and without anything that says whether their analyst worked on the text.
    pub fn num_empty(&self) -> usize {
        self.articles.iter().map(|article| article.open_empty().len()).sum()
    }

    /// How often an analyst of whom the files hold nothing but tags has none on a text.
    pub fn num_absent(&self) -> usize {
        let Some(known) = &self.known_by_tags else { return 0 };
        self.articles.iter().map(|article| article.absent(known).len()).sum()
    }

    /// The format of its files, as a warning names it.
    pub(super) fn format(&self) -> String {
        self.articles.first().map(|article| article.article.source.format.clone()).unwrap_or_default()
    }

    fn settle(&mut self, meaning: Untagged, (empty, absent): (&mut Examples, &mut Examples)) {
        let known = self.known_by_tags.take().unwrap_or_default();
        let analysts = &self.analysts;
        for article in &mut self.articles {
            let (open_empty, open_absent) = (article.open_empty(), article.absent(&known));
            article.empty.clear();
            for (open, meaning, found) in [(open_empty, meaning.empty, &mut *empty), (open_absent, meaning.absent, &mut *absent)]
            {
                for analyst in open {
                    found.add(|| format!("{} of {}", article.article.source.file_name, name_of(analysts, &analyst)));
                    if meaning == EmptyLayers::Done {
                        article.status.insert(analyst, Status::Done);
                    }
                }
            }
        }
    }
}

pub(super) fn name_of<'a>(analysts: &'a [Analyst], id: &'a AnalystId) -> &'a str {
    analysts.iter().find(|analyst| analyst.id == *id).map_or(id.as_str(), |analyst| &analyst.name)
}

impl AnnotatedArticle {
    /// The analysts of [`Self::empty`] of whom nothing else is known.
    fn open_empty(&self) -> Vec<AnalystId> {
        let is_tagged = |analyst: &AnalystId| self.annotations.iter().any(|annotation| annotation.analyst == *analyst);
        let is_open = |analyst: &&AnalystId| !self.status.contains_key(*analyst) && !is_tagged(analyst);
        self.empty.iter().filter(is_open).cloned().collect()
    }

    /// Those of `analysts` of whom nothing is known here.
    fn absent(&self, analysts: &BTreeSet<AnalystId>) -> Vec<AnalystId> {
        let tagged: BTreeSet<&AnalystId> = self.annotations.iter().map(|annotation| &annotation.analyst).collect();
        let is_known =
            |analyst: &AnalystId| tagged.contains(analyst) || self.status.contains_key(analyst) || self.empty.contains(analyst);
        analysts.iter().filter(|analyst| !is_known(analyst)).cloned().collect()
    }
}

/// Makes those whom one of several sources of a format names known to all of them, if these hold nothing but tags: files that
/// were named one by one are one set of files.
pub fn unite_known(sources: &mut [&mut Annotated]) {
    let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources.iter() {
        let Some(known) = &source.known_by_tags else { continue };
        let of_known = source.analysts.iter().filter(|analyst| known.contains(&analyst.id)).map(|analyst| analyst.name.clone());
        names.entry(source.format()).or_default().extend(of_known);
    }
    for source in sources.iter_mut() {
        let names = names.get(&source.format()).into_iter().flatten();
        let Annotated { known_by_tags: Some(known), analysts, .. } = &mut **source else { continue };
        for name in names {
            let found = analysts.iter().find(|analyst| analyst.name == *name).map(|analyst| analyst.id.clone());
            known.insert(found.unwrap_or_else(|| {
                let id = AnalystId::from_name(name, |id| analysts.iter().any(|analyst| analyst.id == *id));
                analysts.push(Analyst { id: id.clone(), name: name.clone() });
                id
            }));
        }
    }
}

/// Reads texts without tags of an analyst as `meaning` says; returns a warning for each format and kind, which says how many
/// there are and how they were read.
#[must_use]
pub fn settle_untagged(sources: &mut [Annotated], meaning: Untagged) -> Vec<Warning> {
    unite_known(&mut sources.iter_mut().collect::<Vec<_>>());
    let mut found: BTreeMap<String, (Examples, Examples)> = BTreeMap::new();
    for source in sources {
        let (empty, absent) = found.entry(source.format()).or_default();
        source.settle(meaning, (empty, absent));
    }
    let of_format = |(format, (empty, absent)): (String, (Examples, Examples))| {
        let (layers, times) = (empty.counted("layer has", "layers have"), absent.counted("time", "times"));
        let empty = (empty.count > 0).then(|| {
            let what = format!("{layers} no tags ({}), and the files do not say whether somebody worked on them", empty.shown());
            warning(&format, &what, meaning.empty)
        });
        let absent = (absent.count > 0).then(|| {
            let what = format!(
                "{times} an analyst has no tags on a text ({}), and the files do not say whether it was opened",
                absent.shown()
            );
            warning(&format, &what, meaning.absent)
        });
        [empty, absent].into_iter().flatten()
    };
    found.into_iter().flat_map(of_format).collect()
}

fn warning(format: &str, what: &str, meaning: EmptyLayers) -> Warning {
    let other = meaning.other();
    let message = format!("{what}: counted as {}; “--empty {}” counts them as {}", meaning.words(), other.name(), other.words());
    Warning { file_name: format.to_owned(), line: None, message }
}
