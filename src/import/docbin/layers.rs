//! Whose the spans of a document are.
//!
//! A group that has answers for each of its spans, as Obelus writes it, is the layer of one analyst, whose name is that of
//! the group. The names of other groups say what was marked and not who did it: their spans are one analyst's, and the
//! name is kept as the answer `group`, but for `sc`, which is what spaCy calls the group it learns from. The spans of `sc`
//! and the entities often repeat those of the groups; only what no group has is taken from them.

use super::document::{Group, Span};
use crate::import::collect::Mark;
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// What spaCy calls the group that it learns from.
const LEARNT: &str = "sc";
/// The label of spans that have none, in groups without a name.
const UNLABELLED: &str = "span";

/// The marks of a document's groups and entities, and the analysts who may have marked nothing. All are `asked_for`'s where
/// a person says so, and `nobody`'s where the file names no one.
pub(super) fn layers(
    groups: Vec<Group<'_>>,
    entities: Vec<Span<'_>>,
    (asked_for, nobody): (Option<&str>, &str),
    said_of_spans: &HashMap<(usize, usize), Map<String, Value>>,
    is_ours: bool,
) -> (Vec<Mark>, Vec<String>) {
    // An analyst may be called as spaCy's group is; that group itself has no answers in what Obelus writes.
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
    // What `sc` has twice was marked twice; what it has and the entities too, once.
    let mut rest: Vec<_> =
        learnt.into_iter().flat_map(|group| group.spans).filter(|span| !marked.contains(&place(span))).collect();
    marked.extend(rest.iter().map(place));
    rest.extend(entities.into_iter().filter(|span| !marked.contains(&place(span))));
    // In what Obelus writes nobody has worked on a text without groups.
    if !rest.is_empty() || analysts.is_empty() && !is_ours {
        analysts.push(analyst.to_owned());
    }
    rest.into_iter().for_each(|span| mark(span, "", analyst));
    (marks, analysts)
}
