//! Layers with tags, where the files do not say whether their analyst has finished the text.
//!
//! Most programs hand out data that somebody has finished, so such a layer counts as done unless the user says otherwise. A
//! sentence for each format says how many there are, how they were read, and what reads them otherwise.

use super::{Annotated, AnnotatedArticle, Warning, untagged::name_of};
use crate::{project::Status, text::Examples};
use std::collections::{BTreeMap, BTreeSet};

/// What it means that an analyst has tags on a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TaggedLayers {
    /// The analyst finished the text.
    #[default]
    Done,
    /// The analyst is still at work on it.
    InProgress,
}

impl TaggedLayers {
    /// All meanings.
    pub const ALL: [Self; 2] = [Self::Done, Self::InProgress];

    /// What the command line calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::InProgress => "in-progress",
        }
    }

    /// As in “counted as in progress”.
    const fn words(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::InProgress => "in progress",
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Done => Self::InProgress,
            Self::InProgress => Self::Done,
        }
    }
}

impl Annotated {
    /// How many layers with tags count as done though the files do not say it.
    pub fn num_assumed_done(&self) -> usize {
        self.articles.iter().map(|article| article.assumed_done.len()).sum()
    }
}

impl AnnotatedArticle {
    /// Of the analysts of [`Self::assumed_done`], keeps those who have tags.
    pub(super) fn keep_tagged(&mut self) {
        let tagged: BTreeSet<_> = self.annotations.iter().map(|annotation| &annotation.analyst).collect();
        self.assumed_done.retain(|analyst| tagged.contains(analyst));
    }
}

/// Reads layers with tags as `meaning` says, where the files leave it open; returns a sentence for each format, which says how
/// many there are and how they were read.
#[must_use]
pub fn settle_tagged(sources: &mut [Annotated], meaning: TaggedLayers) -> Vec<Warning> {
    let mut found: BTreeMap<String, Examples> = BTreeMap::new();
    for source in sources {
        let layers = found.entry(source.format()).or_default();
        for article in &mut source.articles {
            for analyst in std::mem::take(&mut article.assumed_done) {
                layers.add(|| format!("{} of {}", article.article.source.file_name, name_of(&source.analysts, &analyst)));
                if meaning == TaggedLayers::InProgress {
                    article.status.insert(analyst, Status::InProgress);
                }
            }
        }
    }
    let of_format = |(format, layers): (String, Examples)| {
        let (shown, other) = (layers.shown(), meaning.other());
        let message = format!(
            "{} tags ({shown}), and the files do not say whether the work is finished: counted as {}; “--tagged {}” counts \
             them as {}",
            layers.counted("layer has", "layers have"),
            meaning.words(),
            other.name(),
            other.words(),
        );
        (layers.count > 0).then_some(Warning { file_name: format, line: None, message })
    };
    found.into_iter().filter_map(of_format).collect()
}
