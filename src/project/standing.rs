//! How far an analyst is with an article, and whether that counts as work: the one definition that the list of articles,
//! counts, comparisons, cards and exports share.
//!
//! There are three states: never opened, opened, done. Whether anything is tagged divides the last two. An analyst's
//! *work* in an article is what is tagged there, or the mark that it is done: a finished article without a tag says that
//! there is nothing to tag. An article that was opened, is not finished and has no tags says nothing yet, so it is left
//! out of every figure of agreement, and counted apart from articles that were never opened.

use super::{
    article::{ArticleRecord, Status},
    id::AnalystId,
};

/// How far an analyst is with an article, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Never opened: no status and no tags.
    NeverOpened,
    /// Opened and not finished; nothing is tagged yet.
    Opened,
    /// Tagged and not finished. Tags without a status, as some files bring them, are this too.
    InProgress,
    /// Finished, with tags.
    Done,
    /// Finished without a tag: there is nothing to tag.
    DoneEmpty,
}

impl Standing {
    /// Whether the article enters the analyst's figures: something is tagged in it, or it is finished.
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
    /// How far this analyst is with the article. In the gold layer, which is nobody's, a decision counts as a tag does:
    /// whoever settled that nothing is gold has worked on it.
    pub fn standing(&self, analyst: &AnalystId) -> Standing {
        let has_tags = || self.annotations.values().any(|annotation| annotation.analyst == *analyst);
        let has_decisions = || analyst.is_gold() && !self.decisions.is_empty();
        match self.status.get(analyst) {
            Some(Status::Done) if has_tags() => Standing::Done,
            Some(Status::Done) => Standing::DoneEmpty,
            _ if has_tags() || has_decisions() => Standing::InProgress,
            Some(Status::InProgress) => Standing::Opened,
            None => Standing::NeverOpened,
        }
    }
}
