//! The standing of an analyst in an article: how far the analyst is, and whether that counts as work. The list of articles,
//! counts, comparisons, cards and exports all use this one definition.
//!
//! For an analyst, an article is in one of three states: never opened, opened or done; the last two are divided by whether
//! anything is tagged. An analyst's *work* in an article is either tags or the mark that it is done: a finished article
//! without tags says that there is nothing to tag. An article that was opened, is not finished and has no tags says nothing
//! yet. It is left out of every figure of agreement, and counted apart from articles that were never opened.

use super::{
    article::{ArticleRecord, Status},
    id::AnalystId,
};
use std::collections::BTreeSet;

/// How far an analyst is with an article, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Never opened: no status and no tags.
    NeverOpened,
    /// Opened and not finished, with nothing tagged yet.
    Opened,
    /// Tagged and not finished. This includes tags without a status, as some imported files have them.
    InProgress,
    /// Finished, with tags.
    Done,
    /// Finished without tags: there is nothing to tag.
    DoneEmpty,
}

impl Standing {
    /// Whether the article counts in the analyst's figures: something is tagged in it, or it is finished.
    pub const fn is_work(self) -> bool {
        !matches!(self, Self::NeverOpened | Self::Opened)
    }

    /// Whether the analyst marked it as done.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::DoneEmpty)
    }

    /// Whether it was opened and is not finished, with tags or without.
    pub const fn is_in_progress(self) -> bool {
        matches!(self, Self::Opened | Self::InProgress)
    }
}

impl ArticleRecord {
    /// The analyst's status in the article. That of gold follows from the decisions, if there are any: gold is done as long
    /// as everything in the article is decided and nothing has changed since, whatever was true when its status was set.
    pub fn status_of(&self, analyst: &AnalystId) -> Option<Status> {
        let stored = self.status.get(analyst).copied();
        if !analyst.is_gold() || self.decisions.is_empty() {
            return stored;
        }
        // With three analysts, a pair may be open although each annotation is decided: then the status was never done.
        let can_be_done = stored == Some(Status::Done) || self.num_people() < 3;
        match can_be_done && self.num_undecided() == 0 && self.num_left_over() == 0 {
            true => Some(Status::Done),
            false => stored.map(|_| Status::InProgress),
        }
    }

    /// The number of analysts other than gold who worked on the article.
    fn num_people(&self) -> usize {
        let done = self.status.iter().filter(|(_, status)| **status == Status::Done).map(|(analyst, _)| analyst);
        let people = self.annotations.values().map(|annotation| &annotation.analyst).chain(done);
        people.filter(|analyst| !analyst.is_gold()).collect::<BTreeSet<_>>().len()
    }

    /// How far this analyst is with the article. In the gold layer, which belongs to nobody, a decision counts as a tag
    /// does, because settling that nothing is gold is work too.
    pub fn standing(&self, analyst: &AnalystId) -> Standing {
        let has_tags = || self.annotations.values().any(|annotation| annotation.analyst == *analyst);
        let has_decisions = || analyst.is_gold() && !self.decisions.is_empty();
        match self.status_of(analyst) {
            Some(Status::Done) if has_tags() => Standing::Done,
            Some(Status::Done) => Standing::DoneEmpty,
            _ if has_tags() || has_decisions() => Standing::InProgress,
            Some(Status::InProgress) => Standing::Opened,
            None => Standing::NeverOpened,
        }
    }
}
