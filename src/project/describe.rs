//! Describes edits as sentences, for the history and for the tooltips of undo and redo.

use super::{
    annotation::AttributeValue,
    article::Status,
    codebook::{Codebook, Label},
    decision::{Decision, Verdict},
    edit::{Change, Edit},
    id::{AnalystId, AnnotationId, ArticleId, LabelId},
    model::Project,
};
use crate::text::words::short;
use std::collections::BTreeSet;

/// The number of characters of an annotation's words that a sentence quotes.
const QUOTED_CHARS: usize = 40;

impl Edit {
    /// Describes the edit in the imperative, as in "Tag “nine bodies” as casualty figure".
    ///
    /// `project` is the project before the edit; things that the edit names and the project lacks are named by their ids.
    pub fn describe(&self, project: &Project) -> String {
        match self {
            Self::SetTitle(title) => format!("Rename the project to “{title}”"),
            Self::SetCodebook(codebook) => describe_codebook(project.codebook(), codebook),
            Self::AddAnalyst { analyst, .. } => format!("Add analyst {}", analyst.name),
            Self::RemoveAnalyst(analyst) => format!("Remove analyst {}", analyst_name(project, analyst)),
            Self::RenameAnalyst { analyst, name } => format!("Rename analyst {} to {name}", analyst_name(project, analyst)),
            Self::AddArticle { record, .. } => format!("Add article “{}”", shorten(record.article.title())),
            Self::RemoveArticle(article) => format!("Remove article “{}”", title(project, *article)),
            Self::SetMetadata { article, .. } => format!("Change the metadata of “{}”", title(project, *article)),
            Self::SetStatus { article, analyst, status } => match status {
                Some(Status::Done) => format!("Mark “{}” as done", title(project, *article)),
                Some(Status::InProgress) if is_unopened(project, *article, analyst) => {
                    format!("Open “{}”", title(project, *article))
                }
                Some(Status::InProgress) => format!("Mark “{}” as in progress", title(project, *article)),
                None => format!("Mark “{}” as not opened", title(project, *article)),
            },
            Self::SetDecision { article, about, decision } => {
                describe_decision(project, *article, about.first(), decision.as_deref())
            }
            Self::AddAnnotation { article, annotation } => {
                let text = project.article(*article).map_or("", |record| record.article.text.as_str());
                format!("Tag “{}” as {}", shorten(&annotation.fragments.words(text)), label_name(project, &annotation.label))
            }
            Self::RemoveAnnotation { article, annotation } => {
                format!("Delete the tag on “{}”", words(project, *article, *annotation))
            }
            Self::ChangeAnnotation { article, annotation, change, .. } => describe_change(project, *article, *annotation, change),
            Self::ShowLayer(analyst) => format!("Show the tags of {}", analyst_name(project, analyst)),
            Self::Batch(edits) => match edits.as_slice() {
                [] => "Nothing".to_owned(),
                [only] => only.describe(project),
                // A decision and its effect on the gold layer.
                [decision @ Self::SetDecision { .. }, rest @ ..]
                    if !rest.iter().any(|edit| matches!(edit, Self::SetDecision { decision: Some(_), .. })) =>
                {
                    decision.describe(project)
                }
                // Many decisions at once.
                [Self::SetDecision { .. }, ..] => format!("Settle {} differences at once", num_decisions(edits)),
                edits if edits.iter().any(|edit| matches!(edit, Self::SetCodebook(_))) => describe_recoding(project, edits),
                // Earlier versions wrote the first tag in an article like this.
                [first, Self::SetStatus { status: Some(Status::InProgress), .. }] => first.describe(project),
                // A new label empties the answers it does not ask for.
                [first @ Self::ChangeAnnotation { annotation: id, change: Change::Label(_), .. }, rest @ ..]
                    if rest.iter().all(|edit| matches!(edit, Self::ChangeAnnotation { annotation, .. } if annotation == id)) =>
                {
                    first.describe(project)
                }
                [first, rest @ ..] => format!("{} and {} more", first.describe(project), rest.len()),
            },
        }
    }
}

fn is_unopened(project: &Project, article: ArticleId, analyst: &AnalystId) -> bool {
    project.article(article).is_some_and(|record| !record.status.contains_key(analyst))
}

/// Turns a sentence of [`Edit::describe`] into the past tense: "tagged “nine bodies” as casualty figure".
pub fn in_the_past(sentence: &str) -> String {
    let (verb, rest) = sentence.split_once(' ').unwrap_or((sentence, ""));
    let past = match verb {
        "Add" => "added",
        "Change" => "changed",
        "Delete" => "deleted",
        "Empty" => "emptied",
        "Give" => "gave",
        "Link" => "linked",
        "Mark" => "marked",
        "Move" => "moved",
        "Nothing" => "changed nothing",
        "Open" => "opened",
        "Put" => "put",
        "Relabel" => "relabelled",
        "Remove" => "removed",
        "Rename" => "renamed",
        "Set" => "set",
        "Settle" => "settled",
        "Show" => "showed",
        "Tag" => "tagged",
        "Take" => "took",
        "Write" => "wrote",
        _ => return sentence.to_owned(),
    };
    // In "Add label “Rumour” and change 3 annotations" the last clause has a verb too.
    let rest = match rest.rsplit_once(" and change ") {
        Some((before, count)) if count.ends_with("annotation") || count.ends_with("annotations") => {
            format!("{before} and changed {count}")
        }
        _ => rest.to_owned(),
    };
    if rest.is_empty() { past.to_owned() } else { format!("{past} {rest}") }
}

/// Describes a decision, as in “Settle “nine people” as Ana has it (rule 3)”.
fn describe_decision(project: &Project, article: ArticleId, about: Option<&AnnotationId>, decision: Option<&Decision>) -> String {
    let of = |id: &AnnotationId| words(project, article, *id);
    let words = about.map_or_else(String::new, of);
    let Some(decision) = decision else { return format!("Open “{words}” again") };
    let whose = |id: AnnotationId| {
        let found = project.article(article).and_then(|record| record.annotations.get(&id));
        found.map_or("another analyst", |found| analyst_name(project, &found.analyst))
    };
    let how = match decision.verdict {
        Verdict::One(taken) => format!("“{}” as {} has it", of(&taken), whose(taken)),
        Verdict::All if decision.by.is_none() && decision.gold.len() < 2 => format!("“{words}” as all have it"),
        Verdict::All if decision.gold.len() < 2 => format!("“{words}” as it is"),
        Verdict::All => format!("“{words}” by keeping both"),
        Verdict::Majority => format!("“{words}” as most have it"),
        Verdict::Neither => format!("“{words}” by keeping none"),
        Verdict::Union => format!("“{words}” by what either covers"),
        Verdict::Intersection => format!("“{words}” by what both cover"),
        Verdict::Edited => format!("“{words}” by hand"),
    };
    let why = if decision.comment.is_empty() { String::new() } else { format!(" ({})", shorten(&decision.comment)) };
    format!("Settle {how}{why}")
}

/// Counts the decisions among the edits of one batch.
fn num_decisions(edits: &[Edit]) -> usize {
    edits.iter().filter(|edit| matches!(edit, Edit::SetDecision { decision: Some(_), .. })).count()
}

fn describe_change(project: &Project, article: ArticleId, annotation: AnnotationId, change: &Change) -> String {
    let words = words(project, article, annotation);
    match change {
        Change::Label(label) => format!("Relabel “{words}” as {}", label_name(project, label)),
        Change::Fragments(_) => format!("Move the edges of “{words}”"),
        Change::Attribute(attribute, None) => format!("Empty {attribute} of “{words}”"),
        Change::Attribute(attribute, Some(value)) => format!("Set {attribute} of “{words}” to {}", describe_value(value)),
        Change::SameAs(_) => format!("Link “{words}” to its repeats"),
        Change::Note(note) if note.is_empty() => format!("Remove the note on “{words}”"),
        Change::Note(_) => format!("Write a note on “{words}”"),
        Change::Unsure(true) => format!("Mark “{words}” as unsure"),
        Change::Unsure(false) => format!("Mark “{words}” as sure"),
    }
}

/// Describes a change to the codebook together with its effect on annotations. The first codebook of the batch brings new
/// labels; the last one removes old ones.
fn describe_recoding(project: &Project, edits: &[Edit]) -> String {
    let codebooks = || edits.iter().filter_map(|edit| if let Edit::SetCodebook(codebook) = edit { Some(codebook) } else { None });
    let ends = codebooks().next().zip(codebooks().next_back());
    let what = ends.map_or_else(String::new, |(first, last)| {
        let added = first.labels.iter().find(|label| project.codebook().label(&label.id).is_none());
        added.map_or_else(|| describe_codebook(project.codebook(), last), |label| format!("Add label “{}”", label.name))
    });
    let touched: BTreeSet<_> = edits
        .iter()
        .filter_map(|edit| match edit {
            Edit::RemoveAnnotation { article, annotation } | Edit::ChangeAnnotation { article, annotation, .. } => {
                Some((*article, *annotation))
            }
            Edit::AddAnnotation { article, annotation } => Some((*article, annotation.id)),
            _ => None,
        })
        .collect();
    match touched.len() {
        0 => what,
        1 => format!("{what} and change 1 annotation"),
        several => format!("{what} and change {several} annotations"),
    }
}

/// Describes how two codebooks differ, the most important difference first.
fn describe_codebook(old: &Codebook, new: &Codebook) -> String {
    let missing = |from: &Codebook, label: &&Label| from.label(&label.id).is_none();
    let added: Vec<_> = new.labels.iter().filter(|label| missing(old, label)).collect();
    let removed: Vec<_> = old.labels.iter().filter(|label| missing(new, label)).collect();
    let changed: Vec<_> =
        new.labels.iter().filter_map(|now| Some((old.label(&now.id)?, now))).filter(|(old, new)| old != new).collect();
    match (added.as_slice(), removed.as_slice(), changed.as_slice()) {
        ([label], [], _) => format!("Add label “{}”", label.name),
        ([], [label], _) => format!("Remove label “{}”", label.name),
        ([], [], [(old, new)]) if old.name != new.name => format!("Rename label “{}” to “{}”", old.name, new.name),
        ([], [], [(old, new)]) if !new.has_rule_of(old) => format!("Change the rule of label “{}”", new.name),
        ([], [], [(old, new)]) if old.key != new.key => match new.key {
            Some(key) => format!("Give label “{}” the key {key}", new.name),
            None => format!("Take the key from label “{}”", new.name),
        },
        ([], [], [(_, new)]) => format!("Change the look of label “{}”", new.name),
        ([], [], []) if old.labels != new.labels => "Put the labels in another order".to_owned(),
        _ => "Change the codebook".to_owned(),
    }
}

/// Describes an answer in a few words without its codebook: choices are named by their ids.
pub fn describe_value(value: &AttributeValue) -> String {
    match value {
        AttributeValue::Text(text) => format!("“{}”", shorten(text)),
        value => value.words(None, |ids| format!("{} linked annotations", ids.len()), |range| format!("bytes {range:?}")),
    }
}

fn analyst_name<'a>(project: &'a Project, id: &'a AnalystId) -> &'a str {
    project.analyst(id).map_or(id.as_str(), |analyst| &analyst.name)
}

fn label_name(project: &Project, id: &LabelId) -> String {
    project.codebook().label(id).map_or_else(|| id.to_string(), |label| label.name.to_lowercase())
}

fn title(project: &Project, article: ArticleId) -> String {
    project.article(article).map_or_else(|| article.to_string(), |record| shorten(record.article.title()))
}

fn words(project: &Project, article: ArticleId, annotation: AnnotationId) -> String {
    let Some(record) = project.article(article) else { return annotation.to_string() };
    record
        .annotations
        .get(&annotation)
        .map_or_else(|| annotation.to_string(), |found| shorten(&found.fragments.words(record.article.text.as_str())))
}

/// Puts `text` on one line and cuts it after [`QUOTED_CHARS`] characters.
fn shorten(text: &str) -> String {
    short(text, QUOTED_CHARS)
}

#[cfg(test)]
mod tests {
    #[test]
    fn sentences_become_what_happened() {
        let past = super::in_the_past;
        assert_eq!(past("Tag “12 people” as casualty figure"), "tagged “12 people” as casualty figure");
        assert_eq!(past("Add label “Rumour” and change 3 annotations"), "added label “Rumour” and changed 3 annotations");
        assert_eq!(past("Write a note on “nine and change of”"), "wrote a note on “nine and change of”");
        assert_eq!(past("Nothing"), "changed nothing");
    }
}
