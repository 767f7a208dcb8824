//! A selection that has been looked up in its project, which is what every format writes.

use super::{ExportError, Format, Loss, LossReport, Selection};
use crate::{
    project::{AnalystId, Annotation, AnnotationId, ArticleId, ArticleRecord, AttributeValue, Decision, Project, Standing},
    text::words::counted,
};
use std::collections::BTreeSet;

/// A selection that has been looked up in its project.
pub(super) struct Selected<'p> {
    pub(super) project: &'p Project,
    pub(super) analysts: Option<BTreeSet<&'p AnalystId>>,
    pub(super) articles: Vec<&'p ArticleRecord>,
}

impl<'p> Selected<'p> {
    pub(super) fn new(project: &'p Project, selection: &Selection) -> Result<Self, ExportError> {
        let analyst_of =
            |id: &AnalystId| project.analyst(id).map(|analyst| &analyst.id).ok_or_else(|| ExportError::NoAnalyst(id.clone()));
        let analysts = selection.analysts.as_ref().map(|ids| ids.iter().map(analyst_of).collect()).transpose()?;
        let articles = match &selection.articles {
            None => project.articles().iter().map(|record| &**record).collect(),
            Some(ids) => {
                let place_of = |id: &ArticleId| project.place_of(*id).ok_or(ExportError::NoArticle(*id));
                let places: BTreeSet<usize> = ids.iter().map(place_of).collect::<Result<_, _>>()?;
                places.into_iter().map(|place| &*project.articles()[place]).collect()
            }
        };
        Ok(Self { project, analysts, articles })
    }

    /// Starts a report with what the selection cut off, and with the decisions that the format cannot carry.
    pub(super) fn report(&self, format: Format) -> LossReport {
        let mut report = LossReport { losses: self.cut_links(), ..LossReport::default() };
        report.losses.extend(self.lost_decisions(format));
        report
    }

    /// The decisions that can be written, because all annotations they are about are selected.
    pub(super) fn decisions(&self, record: &'p ArticleRecord) -> impl Iterator<Item = &'p Decision> {
        let is_selected = |id: &AnnotationId| record.annotations.get(id).is_none_or(|found| self.has(&found.analyst));
        record.decisions.values().filter(move |decision| decision.sources.keys().chain(&decision.gold).all(is_selected))
    }

    /// Counts the selected annotations that were not written.
    pub(super) fn count_dropped(&self, report: &mut LossReport) {
        let num_selected: usize = self.articles.iter().map(|record| self.num_annotations(record)).sum();
        report.num_dropped = num_selected.saturating_sub(report.written);
    }

    /// Whether this analyst's work is exported.
    pub(super) fn has(&self, analyst: &AnalystId) -> bool {
        self.analysts.as_ref().is_none_or(|analysts| analysts.contains(analyst))
    }

    /// The selected analysts with work in an article (see [`Standing`](crate::project::Standing)), in the project's order.
    pub(super) fn workers(&self, record: &ArticleRecord) -> Vec<&'p AnalystId> {
        let selected = self.project.analysts().iter().map(|analyst| &analyst.id).filter(|id| self.has(id));
        selected.filter(|id| record.standing(id).is_work()).collect()
    }

    /// Of these, the analysts who finished it without a tag.
    pub(super) fn finished_empty(&self, record: &ArticleRecord) -> Vec<&'p AnalystId> {
        self.workers(record).into_iter().filter(|id| record.standing(id) == Standing::DoneEmpty).collect()
    }

    /// Reports articles that were opened and left empty, for a format that cannot say so.
    pub(super) fn lose_empty(&self, report: &mut LossReport) {
        for record in &self.articles {
            let by = self.finished_empty(record);
            if !by.is_empty() {
                let by = by.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ");
                let what = format!("opened and left empty by {by}: not carried");
                report.losses.push(Loss { article: record.article.id, annotation: None, what });
                report.num_left_empty += 1;
            }
        }
    }

    /// The selected annotations of an article, by analyst in the project's order, then in reading order.
    pub(super) fn annotations(&self, record: &'p ArticleRecord) -> Vec<&'p Annotation> {
        let place = |id: &AnalystId| self.project.analysts().iter().position(|analyst| analyst.id == *id);
        let mut annotations: Vec<_> = record.annotations.values().filter(|annotation| self.has(&annotation.analyst)).collect();
        annotations
            .sort_by_cached_key(|annotation| (place(&annotation.analyst), annotation.fragments.reading_order(), annotation.id));
        annotations
    }

    /// The number of these.
    pub(super) fn num_annotations(&self, record: &ArticleRecord) -> usize {
        record.annotations.values().filter(|annotation| self.has(&annotation.analyst)).count()
    }

    /// The decisions that the files lack; the gold layer that they produced is a layer like any other.
    fn lost_decisions(&self, format: Format) -> Vec<Loss> {
        let lost = |record: &&'p ArticleRecord| {
            let num_written = match format {
                Format::HuggingFace => record.decisions.len(),
                Format::Jsonl => self.decisions(record).count(),
                _ => 0,
            };
            let num_lost = record.decisions.len() - num_written;
            let why = if format == Format::Jsonl { ": not everything that this is about is exported" } else { "" };
            let what = counted(num_lost, "difference was", "differences were");
            (num_lost > 0).then(|| Loss {
                article: record.article.id,
                annotation: None,
                what: format!("how {what} settled is not written{why}"),
            })
        };
        self.articles.iter().filter_map(lost).collect()
    }

    /// Links that lead to an annotation outside the selection.
    fn cut_links(&self) -> Vec<Loss> {
        let mut losses = Vec::new();
        for record in &self.articles {
            let left_out = |id: &AnnotationId| record.annotations.get(id).is_some_and(|linked| !self.has(&linked.analyst));
            for annotation in self.annotations(record) {
                for (kind, id) in links_of(annotation).filter(|(_, id)| left_out(id)) {
                    losses.push(Loss {
                        article: record.article.id,
                        annotation: Some(annotation.id),
                        what: format!("{kind} leads to annotation {id} of an analyst who is not exported"),
                    });
                }
            }
        }
        losses
    }
}

/// Every link of an annotation, with its name and the annotation it leads to.
pub(super) fn links_of(annotation: &Annotation) -> impl Iterator<Item = (&str, AnnotationId)> {
    let of_attributes = annotation.attributes.iter().filter_map(|(key, value)| match value {
        AttributeValue::Links(links) => Some(links.iter().map(|id| (key.as_str(), *id))),
        _ => None,
    });
    annotation.same_as.iter().map(|id| ("same_as", *id)).chain(of_attributes.flatten())
}
