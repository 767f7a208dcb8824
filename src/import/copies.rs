//! Selects the layers of a copy of a project, and compares its codebook with that of the project.

use super::Annotated;
use crate::{
    project::{AnalystId, Attribute, AttributeKind, Codebook, Label, LabelId, Project, Sha256},
    text::{Examples, examples},
};
use std::{
    collections::{BTreeSet, HashMap},
    fmt,
};

/// A label of other data that the codebook lacks or defines differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelDifference {
    /// Its id in the other data.
    pub id: LabelId,
    /// Its name in the other data.
    pub name: String,
    /// The number of annotations with it.
    pub num_annotations: usize,
    /// The label here that it corresponds to; `None` if there is none, so that it would be added.
    pub here: Option<LabelId>,
    /// How the two differ, as in "has other rules here, which stay"; empty for a new label.
    pub how: Vec<String>,
}

/// How an analyst's layer here differs from the same layer in a copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LayerDifference {
    /// The analyst's name in the copy.
    pub name: String,
    /// The number of annotations in the copy's layer.
    pub num_there: usize,
    /// Annotations in both that were last changed here.
    pub changed_here: Examples,
    /// Annotations in both that were last changed there.
    pub changed_there: Examples,
    /// Annotations in both that differ, though no time says which is newer: the copy has none, or the same one.
    pub changed: Examples,
    /// Annotations that only the copy has: made there, or removed here.
    pub only_there: Examples,
    /// Annotations that only the project has: made here, or removed there.
    pub only_here: Examples,
}

impl LayerDifference {
    pub(super) fn new(name: String) -> Self {
        Self { name, ..Self::default() }
    }

    /// Whether an annotation differs between the two.
    pub fn is_contradiction(&self) -> bool {
        self.changed_here.count + self.changed_there.count + self.changed.count > 0
    }
}

impl fmt::Display for LayerDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (&self.changed_here, "changed here after there"),
            (&self.changed_there, "changed there after here"),
            (&self.changed, "different there"),
            (&self.only_there, "only there"),
            (&self.only_here, "only here"),
        ];
        let part = |(examples, what): (&Examples, &str)| {
            (examples.count > 0).then(|| format!("{} {what} ({})", examples.count, examples.shown()))
        };
        let parts: Vec<_> = parts.into_iter().filter_map(part).collect();
        let which = match (self.changed_here.count, self.changed_there.count) {
            _ if self.changed.count > 0 => "whose times do not say which is newer",
            (_, 0) => "the copy is older",
            (0, _) => "the copy is newer",
            _ => "both were changed",
        };
        write!(
            f,
            "the layer of {} was left as it is, because it differs from the copy’s ({which}): annotations {}",
            self.name,
            parts.join(", ")
        )
    }
}

/// The labels of `source` that `codebook` lacks or defines differently, in the order of the source.
pub fn label_differences(codebook: &Codebook, source: &Annotated) -> Vec<LabelDifference> {
    let mut counts: HashMap<&LabelId, usize> = HashMap::new();
    for annotation in source.articles.iter().flat_map(|article| &article.annotations) {
        *counts.entry(&annotation.label).or_default() += 1;
    }
    let counterparts = Counterparts::of(codebook);
    let difference = |label: &Label| {
        let known = counterparts.find(label);
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

/// Finds the labels of a codebook that correspond to those of other data: by id, or else by name.
struct Counterparts<'c> {
    by_id: HashMap<&'c str, &'c Label>,
    by_name: HashMap<String, &'c Label>,
}

impl<'c> Counterparts<'c> {
    fn of(codebook: &'c Codebook) -> Self {
        // If several have the same name, the first one counts.
        let labels = || codebook.labels.iter().rev();
        Self {
            by_id: labels().map(|label| (label.id.as_str(), label)).collect(),
            by_name: labels().map(|label| (label.name.to_lowercase(), label)).collect(),
        }
    }

    fn find(&self, label: &Label) -> Option<&'c Label> {
        let by_id = self.by_id.get(label.id.as_str()).or_else(|| self.by_id.get(label.name.as_str()));
        by_id.or_else(|| self.by_name.get(&label.name.to_lowercase())).copied()
    }
}

/// Describes how a label of other data differs from the project's, which stays.
pub(super) fn differences(known: &Label, label: &Label) -> Vec<String> {
    let texts = |label: &Label| {
        [&label.definition, &label.include, &label.exclude, &label.span_rule, &label.edge_cases].map(Clone::clone)
    };
    // Data without rules does not contradict any.
    let is_bare = texts(label).iter().all(String::is_empty) && label.examples.is_empty();
    let mut parts = Vec::new();
    if known.id != label.id {
        parts.push(format!("is “{}” here", known.id));
    }
    if known.name != label.name {
        parts.push(format!("is called “{}” here", known.name));
    }
    if !is_bare && (texts(known) != texts(label) || known.examples != label.examples) {
        parts.push("has other rules here, which stay".to_owned());
    }
    let attributes: HashMap<_, _> = known.attributes.iter().map(|attribute| (&attribute.id, attribute)).collect();
    for attribute in &label.attributes {
        if let Some(known) = attributes.get(&attribute.id) {
            parts.extend(attribute_differences(known, attribute, is_bare));
        }
    }
    if !is_bare {
        let ids = |label: &'_ Label| label.attributes.iter().map(|attribute| attribute.id.to_string()).collect();
        parts.extend(only_one_has("", &ids(known), &ids(label)));
    }
    parts
}

/// Describes which attributes, or choices, only the project's label has, and which only the other one.
fn only_one_has(of: &str, here: &BTreeSet<String>, there: &BTreeSet<String>) -> Vec<String> {
    let told = |(one, other, place): (&BTreeSet<String>, &BTreeSet<String>, &str)| {
        let only: Vec<&str> = one.difference(other).map(String::as_str).collect();
        (!only.is_empty()).then(|| format!("has {of}{} only {place}", examples(only.len(), only)))
    };
    [(here, there, "here"), (there, here, "there")].into_iter().filter_map(told).collect()
}

/// Describes how an attribute of other data differs from the project's, which stays.
fn attribute_differences(known: &Attribute, attribute: &Attribute, is_bare: bool) -> Vec<String> {
    let id = &attribute.id;
    if std::mem::discriminant(&known.kind) != std::mem::discriminant(&attribute.kind) {
        return vec![format!("has another kind of “{id}” here")];
    }
    let mut parts = Vec::new();
    let names: HashMap<_, _> = known.kind.choices().iter().map(|choice| (&choice.id, &choice.name)).collect();
    let mut renamed = Examples::default();
    for choice in attribute.kind.choices() {
        // A choice whose name is its id comes from data without names.
        if let Some(name) = names.get(&choice.id).filter(|name| ***name != choice.name && choice.id != choice.name) {
            renamed.add(|| format!("{}: {name}, not {}", choice.id, choice.name));
        }
    }
    if renamed.count > 0 {
        parts.push(format!(
            "has other words here for {} of “{id}”, which stay ({})",
            renamed.counted("choice", "choices"),
            renamed.shown()
        ));
    }
    if let (AttributeKind::Integer { .. }, true) = (&known.kind, known.kind != attribute.kind && !is_bare) {
        parts.push(format!("has other bounds for “{id}” here, which stay"));
    }
    if !is_bare {
        let ids = |attribute: &Attribute| attribute.kind.choices().iter().map(|choice| choice.id.clone()).collect();
        parts.extend(only_one_has(&format!("the choices of “{id}” "), &ids(known), &ids(attribute)));
        match (known.is_required, attribute.is_required) {
            (true, false) => parts.push(format!("requires “{id}” only here")),
            (false, true) => parts.push(format!("requires “{id}” only there")),
            _ => {}
        }
    }
    if !is_bare && known.name != attribute.name {
        parts.push(format!("calls “{id}” “{}” here", known.name));
    }
    if !is_bare && known.help != attribute.help {
        parts.push(format!("explains “{id}” differently here"));
    }
    parts
}

impl Annotated {
    /// Keeps only the layers of these analysts; decisions stay with the gold layer. Articles that `project` lacks stay only
    /// if `with_new_articles`.
    pub fn only(&mut self, analysts: &BTreeSet<AnalystId>, project: &Project, with_new_articles: bool) {
        let known: BTreeSet<Sha256> = project.articles().iter().map(|record| record.article.text_sha256).collect();
        if !with_new_articles {
            self.articles.retain(|article| known.contains(&Sha256::of(article.article.text.as_bytes())));
        }
        self.keep_layers(analysts);
    }

    /// Keeps only the layers of these analysts; decisions stay with the gold layer.
    pub fn keep_layers(&mut self, analysts: &BTreeSet<AnalystId>) {
        let mut named = analysts.clone();
        for article in &mut self.articles {
            article.annotations.retain(|annotation| analysts.contains(&annotation.analyst));
            article.status.retain(|analyst, _| analysts.contains(analyst));
            article.empty.retain(|analyst| analysts.contains(analyst));
            article.assumed_done.retain(|analyst| analysts.contains(analyst));
            if !analysts.iter().any(AnalystId::is_gold) {
                article.decisions.clear();
            }
            named.extend(article.decisions.iter().filter_map(|decision| decision.by.clone()));
        }
        self.analysts.retain(|analyst| named.contains(&analyst.id));
        if let Some(known) = &mut self.known_by_tags {
            known.retain(|analyst| analysts.contains(analyst));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{AttributeId, Choice};

    fn label(attributes: &[(&str, &[&str], bool)]) -> Label {
        let choice = |id: &&str| Choice { id: (*id).to_owned(), name: id.to_uppercase() };
        let attribute = |(id, choices, is_required): &(&str, &[&str], bool)| Attribute {
            id: AttributeId::from(*id),
            name: (*id).to_owned(),
            kind: AttributeKind::OneOf(choices.iter().map(choice).collect()),
            is_required: *is_required,
            help: String::new(),
        };
        Label {
            definition: "What somebody says.".to_owned(),
            attributes: attributes.iter().map(attribute).collect(),
            ..Label::undefined("claim".into())
        }
    }

    #[test]
    fn what_only_one_of_two_codebooks_asks_for_is_told_and_another_order_is_not() {
        let here = label(&[("stance", &["for", "against"], true), ("source", &[], false)]);
        let there = label(&[("stance", &["against", "for", "none"], false), ("tone", &[], false)]);
        let expected = [
            "has the choices of “stance” “none” only there",
            "requires “stance” only here",
            "has “source” only here",
            "has “tone” only there",
        ];
        assert_eq!(differences(&here, &there), expected);
        let turned = label(&[("source", &[], false), ("stance", &["against", "for"], true)]);
        assert_eq!(differences(&here, &turned), Vec::<String>::new());
    }
}
