//! What the last edits changed, so that what is derived from the project is not made anew for all of it.

use crate::project::{AnnotationId, ArticleId, Edit};
use std::collections::VecDeque;

/// Edits that are remembered: more than one frame ever makes.
const MAX_CHANGES: usize = 64;

/// Which annotations the last edits changed.
#[derive(Debug, Default)]
pub struct Changes(VecDeque<(u64, Changed)>);

#[derive(Debug, Default)]
struct Changed {
    annotations: Vec<(ArticleId, AnnotationId)>,
    /// Where somebody's status changed.
    status: Vec<ArticleId>,
}

impl Changes {
    /// Remembers what an edit changed that led to `revision`.
    pub fn record(&mut self, revision: u64, edits: &[Edit]) {
        let mut changed = Changed::default();
        if edits.iter().all(|edit| collect(edit, &mut changed)) {
            self.0.push_back((revision, changed));
            if self.0.len() > MAX_CHANGES {
                self.0.pop_front();
            }
        }
    }

    /// The annotations that changed from revision `from` to `to`, or `None` where that is not known.
    pub fn between(&self, from: u64, to: u64) -> Option<Vec<(ArticleId, AnnotationId)>> {
        Some(self.all_between(from, to)?.into_iter().flat_map(|changed| &changed.annotations).copied().collect())
    }

    /// The articles in which something changed from revision `from` to `to`, or `None` where that is not known.
    pub fn articles_between(&self, from: u64, to: u64) -> Option<Vec<ArticleId>> {
        let all = self.all_between(from, to)?.into_iter();
        let of = |changed: &Changed| {
            let annotated = changed.annotations.iter().map(|(article, _)| *article);
            annotated.chain(changed.status.iter().copied()).collect::<Vec<_>>()
        };
        let mut articles: Vec<_> = all.flat_map(of).collect();
        articles.sort_unstable();
        articles.dedup();
        Some(articles)
    }

    fn all_between(&self, from: u64, to: u64) -> Option<Vec<&Changed>> {
        let found = |revision: u64| self.0.iter().rev().find(|(known, _)| *known == revision);
        (from + 1..=to).map(|revision| found(revision).map(|(_, changed)| changed)).collect()
    }
}

/// The annotations that an edit changes; `false` if it changes more than annotations and how far somebody is.
fn collect(edit: &Edit, changed: &mut Changed) -> bool {
    match edit {
        Edit::AddAnnotation { article, annotation } => changed.annotations.push((*article, annotation.id)),
        Edit::RemoveAnnotation { article, annotation } | Edit::ChangeAnnotation { article, annotation, .. } => {
            changed.annotations.push((*article, *annotation));
        }
        Edit::SetStatus { article, .. } => changed.status.push(*article),
        Edit::ShowLayer(_) => {}
        Edit::Batch(edits) => return edits.iter().all(|edit| collect(edit, changed)),
        _ => return false,
    }
    true
}
