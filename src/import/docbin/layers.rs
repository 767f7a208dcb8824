//! Assigns the spans of a document to analysts.
//!
//! A group with answers for each of its spans, as Obelus writes it, is the layer of the analyst with the group's name. The
//! names of other groups say what was marked and not who did it. Their spans belong to one analyst, and the name is kept as
//! the answer `group`, except for `sc`, spaCy's name for the group it learns from. The spans of `sc` and the entities often
//! repeat those of the groups, so only those that no group has are taken.

use super::document::{Group, Span};
use crate::import::collect::Mark;
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// spaCy's name for the group that it learns from.
const LEARNT: &str = "sc";
/// The label of spans without one, in groups without a name.
const UNLABELLED: &str = "span";

/// The marks of a document's groups and entities, and the analysts who may have marked nothing. All belong to `asked_for` if
/// a person says so, and to `nobody` if the file names no one.
pub(super) fn layers(
    groups: Vec<Group<'_>>,
    entities: Vec<Span<'_>>,
    (asked_for, nobody): (Option<&str>, &str),
    said_of_spans: &HashMap<(usize, usize), Map<String, Value>>,
    is_ours: bool,
) -> (Vec<Mark>, Vec<String>) {
    // An analyst may have the name of spaCy's group, but in files of Obelus that group itself has no answers.
    let is_learnt = |group: &Group<'_>| group.name == LEARNT && !(is_ours && group.has_answers && !group.spans.is_empty());
    let (mut analysts, mut marks) = (Vec::new(), Vec::new());
    let mut mark = |span: Span<'_>, group: &str, analyst: &str| {
        let mut answers = span.answers;
        for (name, answer) in said_of_spans.get(&(span.start, span.end)).into_iter().flatten() {
            answers.entry(name.as_str()).or_insert_with(|| answer.clone());
        }
        let mut said = |name: &str, words: &str| {
            if !words.is_empty() {
                answers.entry(name).or_insert_with(|| words.into());
            }
        };
        said("kb_id", span.knowledge_base_id);
        if !is_ours {
            said("id", span.id);
        }
        let label = [span.label, group].into_iter().find(|label| !label.is_empty()).unwrap_or(UNLABELLED);
        if label != group {
            said("group", group);
        }
        marks.push(Mark {
            key: span.id.to_owned(),
            label: label.to_owned(),
            analyst: analyst.to_owned(),
            ranges: vec![(span.start, span.end)],
            answers,
            ..Mark::default()
        });
    };
    let place = |span: &Span<'_>| (span.start, span.end, span.label.to_owned());
    let (learnt, groups): (Vec<_>, Vec<_>) = groups.into_iter().partition(is_learnt);
    let mut marked: HashSet<_> = groups.iter().flat_map(|group| group.spans.iter().map(place)).collect();
    for group in groups {
        let is_layer = group.has_answers;
        let analyst = asked_for.unwrap_or(if is_layer { group.name } else { nobody });
        if is_layer || !group.spans.is_empty() {
            analysts.push(analyst.to_owned());
        }
        let name = if is_layer { "" } else { group.name };
        group.spans.into_iter().for_each(|span| mark(span, name, analyst));
    }
    let analyst = asked_for.unwrap_or(nobody);
    // A repeat within `sc` was marked twice; a repeat between `sc` and the entities only once.
    let mut rest: Vec<_> =
        learnt.into_iter().flat_map(|group| group.spans).filter(|span| !marked.contains(&place(span))).collect();
    marked.extend(rest.iter().map(place));
    rest.extend(entities.into_iter().filter(|span| !marked.contains(&place(span))));
    // In files of Obelus, a text without groups is one that nobody has worked on.
    if !rest.is_empty() || analysts.is_empty() && !is_ours {
        analysts.push(analyst.to_owned());
    }
    rest.into_iter().for_each(|span| mark(span, "", analyst));
    (marks, analysts)
}
