//! The cover of a download: what was searched, where and when, and which documents were selected.

use crate::import::news::{download::Download, wrapped::joined_after};
use std::ops::RangeInclusive;

/// What a line of the cover says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Request,
    Kept(&'static str),
    Other,
}

/// The labels, in lower case, with their colon.
const LABELS: &[(&str, Label)] = &[
    ("download request:", Label::Request),
    ("print request:", Label::Request),
    ("email request:", Label::Request),
    ("ausgabeauftrag:", Label::Request),
    ("printopdracht:", Label::Request),
    ("downloadopdracht:", Label::Request),
    ("demande d'impression:", Label::Request),
    ("demande de téléchargement:", Label::Request),
    ("time of request:", Label::Kept("download time")),
    ("tijdstip printopdracht:", Label::Kept("download time")),
    ("tijdstip downloadopdracht:", Label::Kept("download time")),
    ("datum der ausgabe:", Label::Kept("download time")),
    ("zeit der anfrage:", Label::Kept("download time")),
    ("heure de la demande:", Label::Kept("download time")),
    ("terms:", Label::Kept("search terms")),
    ("search terms:", Label::Kept("search terms")),
    ("begriffe:", Label::Kept("search terms")),
    ("zoektermen:", Label::Kept("search terms")),
    ("termes:", Label::Kept("search terms")),
    ("términos:", Label::Kept("search terms")),
    ("source:", Label::Kept("searched sources")),
    ("combined source:", Label::Kept("searched sources")),
    ("quelle:", Label::Kept("searched sources")),
    ("bron:", Label::Kept("searched sources")),
    ("fuente:", Label::Kept("searched sources")),
    ("send to:", Label::Other),
    ("verzenden naar:", Label::Other),
    ("senden an:", Label::Other),
    ("envoyer à:", Label::Other),
    ("project id:", Label::Other),
    ("client id:", Label::Other),
];

/// The label of a line, and what follows it.
fn label(line: &str) -> Option<(Label, &str)> {
    let line = line.trim();
    let end = line.find(':')? + 1;
    let name = line[..end].to_lowercase();
    LABELS.iter().find(|(known, _)| *known == name).map(|(_, label)| (*label, line[end..].trim()))
}

/// Whether these lines are a cover: at least two of its labels.
pub(super) fn is_cover(lines: &[&str]) -> bool {
    lines.iter().filter(|line| label(line).is_some()).count() >= 2
}

/// Keeps what the cover says, and returns the range of documents that were selected.
pub(super) fn read(lines: &[&str], download: &mut Download) -> Option<RangeInclusive<usize>> {
    let mut selected = None;
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let Some((label, value)) = label(line) else {
            at += 1;
            continue;
        };
        let more = lines[at + 1..].iter().take_while(|line| !line.trim().is_empty() && self::label(line).is_none()).count();
        let value = joined_after(value, &lines[at + 1..=at + more]);
        match label {
            Label::Request => selected = range(&value),
            Label::Kept(key) => download.keep(key, &value),
            Label::Other => {}
        }
        at += 1 + more;
    }
    selected
}

/// The range at the end of "Selected Items: 1-10".
fn range(value: &str) -> Option<RangeInclusive<usize>> {
    let (_, numbers) = value.rsplit_once(':')?;
    let (first, last) = numbers.trim().split_once('-')?;
    let (first, last): (usize, usize) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first > 0 && first <= last && last < 10_000_000).then_some(first..=last)
}
