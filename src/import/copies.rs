//! Bringing in a copy of a project: which of its layers, and in what its codebook differs.

use super::Annotated;
use crate::project::{AnalystId, Attribute, Codebook, Label, LabelId, Project, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// A label of other data that the codebook lacks, or has otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelDifference {
    /// Its id there.
    pub id: LabelId,
    /// Its name there.
    pub name: String,
    /// Annotations that have it.
    pub num_annotations: usize,
    /// The label that it is taken for here; `None` where there is none, and it would be added.
    pub here: Option<LabelId>,
    /// In what the two differ, as in "has other rules here, which stay"; nothing for a new one.
    pub how: Vec<String>,
}

/// The labels of `source` that `codebook` lacks or has otherwise, in the order of the source.
pub fn label_differences(codebook: &Codebook, source: &Annotated) -> Vec<LabelDifference> {
    let mut counts: BTreeMap<&LabelId, usize> = BTreeMap::new();
    for annotation in source.articles.iter().flat_map(|article| &article.annotations) {
        *counts.entry(&annotation.label).or_default() += 1;
    }
    let difference = |label: &Label| {
        let known = counterpart(codebook, label);
        let how = known.map_or_else(Vec::new, |known| differences(known, label));
        (known.is_none() || !how.is_empty()).then(|| LabelDifference {
            id: label.id.clone(),
            name: label.name.clone(),
            num_annotations: counts.get(&label.id).copied().unwrap_or(0),
            here: known.map(|known| known.id.clone()),
            how,
        })
    };
    source.labels.iter().filter_map(difference).collect()
}

/// The label of the codebook that other data's label is taken for: by its id, or else by its name.
fn counterpart<'c>(codebook: &'c Codebook, label: &Label) -> Option<&'c Label> {
    let name = label.name.to_lowercase();
    let labels = || codebook.labels.iter();
    let by_id = labels().find(|known| known.id == label.id).or_else(|| labels().find(|known| known.id.as_str() == label.name));
    by_id.or_else(|| labels().find(|known| known.name.to_lowercase() == name))
}

/// In what a label of other data differs from the project's, which stays.
pub(super) fn differences(known: &Label, label: &Label) -> Vec<String> {
    let texts = |label: &Label| [&label.definition, &label.include, &label.exclude, &label.span_rule].map(Clone::clone);
    // Data that brings no rules does not contradict any.
    let is_bare = texts(label).iter().all(String::is_empty);
    let mut parts = Vec::new();
    if known.id != label.id {
        parts.push(format!("is “{}” here", known.id));
    }
    if known.name != label.name {
        parts.push(format!("is called “{}” here", known.name));
    }
    if !is_bare && texts(known) != texts(label) {
        parts.push("has other rules here, which stay".to_owned());
    }
    let other_kind = |attribute: &&Attribute| {
        let known = known.attributes.iter().find(|known| known.id == attribute.id);
        known.is_some_and(|known| std::mem::discriminant(&known.kind) != std::mem::discriminant(&attribute.kind))
    };
    parts.extend(
        label.attributes.iter().filter(other_kind).map(|attribute| format!("has another kind of “{}” here", attribute.id)),
    );
    parts
}

impl Annotated {
    /// Leaves only the layers of these analysts; what was settled stays with the gold layer. Articles that `project` lacks
    /// stay only if `with_new_articles`.
    pub fn only(&mut self, analysts: &BTreeSet<AnalystId>, project: &Project, with_new_articles: bool) {
        let known: BTreeSet<Sha256> = project.articles().iter().map(|record| record.article.text_sha256).collect();
        if !with_new_articles {
            self.articles.retain(|article| known.contains(&Sha256::of(article.article.text.as_bytes())));
        }
        let mut named = analysts.clone();
        for article in &mut self.articles {
            article.annotations.retain(|annotation| analysts.contains(&annotation.analyst));
            article.status.retain(|analyst, _| analysts.contains(analyst));
            if !analysts.iter().any(AnalystId::is_gold) {
                article.decisions.clear();
            }
            named.extend(article.decisions.iter().filter_map(|decision| decision.by.clone()));
        }
        self.analysts.retain(|analyst| named.contains(&analyst.id));
    }
}
