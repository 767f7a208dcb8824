//! The text of a difference in the list: its kind, its words, and how the two differ.

use crate::{
    compare::{
        differences::{Difference, Kind, Partners, is_same_answer},
        gold::answer_words,
    },
    project::{Annotation, ArticleRecord, AttributeId, Codebook},
    text::{
        ByteRange, segment,
        words::{capital, short},
    },
};

/// Words of a row are cut after so many characters; two lines hold fewer.
const MAX_WORDS: usize = 120;
/// The same for the detail after them.
const MAX_DETAIL: usize = 60;

/// A row of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// As in "Boundary · Claim".
    pub title: String,
    /// The words that it is about.
    pub words: String,
    /// How the two differ; may be empty.
    pub detail: String,
    /// The paragraph's number in the margin; 0 before the first.
    pub paragraph: u32,
    /// From the first byte that either covers to the last.
    pub extent: ByteRange,
    /// Row and column of the table of labels: places in the codebook, its length for *nothing*.
    pub cell: (usize, usize),
    /// What was answered, where both have the same label: places of label and attribute in the codebook.
    pub answered: Vec<(usize, usize)>,
    /// What of it was answered differently.
    pub differing: Vec<(usize, usize)>,
}

/// Names of kinds, as chips and rows show them; `names` are the analysts'.
pub fn kind_name(kind: Kind, names: &[String; 2]) -> String {
    match kind {
        Kind::Identical => "identical".to_owned(),
        Kind::AttributesDiffer => "attributes".to_owned(),
        Kind::FragmentsDiffer => "fragments".to_owned(),
        Kind::OtherLabel => "label".to_owned(),
        Kind::OtherBoundary => "boundary".to_owned(),
        Kind::Overlapping => "label and boundary".to_owned(),
        Kind::OnlyA => format!("only {}", names[0]),
        Kind::OnlyB => format!("only {}", names[1]),
    }
}

impl Item {
    /// Describes `difference`.
    pub fn new(
        record: &ArticleRecord,
        difference: &Difference,
        codebook: &Codebook,
        names: &[String; 2],
        partners: &Partners,
        paragraph: u32,
    ) -> Self {
        let (a, b) = (difference.annotation_a(record), difference.annotation_b(record));
        let text = record.article.text.as_str();
        let label_of = |annotation: &Annotation| {
            codebook.label(&annotation.label).map_or_else(|| annotation.label.to_string(), |label| label.name.clone())
        };
        let labels = match (a, b) {
            (Some(a), Some(b)) if a.label != b.label => format!("{} / {}", label_of(a), label_of(b)),
            (Some(one), _) | (_, Some(one)) => label_of(one),
            (None, None) => String::new(),
        };
        let (words, detail) = match (a, b) {
            (Some(a), Some(b)) => said(record, difference.kind, (a, b), codebook, partners),
            (Some(one), _) | (_, Some(one)) => (one.fragments.words(text), String::new()),
            (None, None) => Default::default(),
        };
        let place = |annotation: Option<&Annotation>| {
            let label = annotation.and_then(|annotation| codebook.labels.iter().position(|label| label.id == annotation.label));
            label.unwrap_or(codebook.labels.len())
        };
        let same_label = a.zip(b).filter(|(a, b)| a.label == b.label);
        let places = |keys: Vec<&AttributeId>| -> Vec<(usize, usize)> {
            let label = codebook.labels.get(place(a));
            let attribute = |key: &AttributeId| label?.attributes.iter().position(|known| known.id == *key);
            keys.into_iter().filter_map(|key| Some((place(a), attribute(key)?))).collect()
        };
        let answered = same_label.map_or_else(Vec::new, |(a, b)| places(answered(a, b)));
        let differing = same_label.map_or_else(Vec::new, |(a, b)| places(differing(a, b, partners)));
        Self {
            title: format!("{} · {labels}", capital(&kind_name(difference.kind, names))),
            words: short(&words, MAX_WORDS),
            detail: short(&detail, MAX_DETAIL),
            paragraph,
            extent: difference.extent(record).unwrap_or_default(),
            cell: (place(a), place(b)),
            answered,
            differing,
        }
    }

    /// All of it in a sentence, for screen readers.
    pub fn sentence(&self) -> String {
        let detail = if self.detail.is_empty() { String::new() } else { format!(", {}", self.detail) };
        format!("{}, paragraph {}: {}{detail}", self.title, self.paragraph, self.words)
    }
}

/// Describes the text that both cover, and the text that only one does.
fn said(
    record: &ArticleRecord,
    kind: Kind,
    (a, b): (&Annotation, &Annotation),
    codebook: &Codebook,
    partners: &Partners,
) -> (String, String) {
    let text = record.article.text.as_str();
    match kind {
        Kind::AttributesDiffer => (a.fragments.words(text), attributes(record, a, b, codebook, partners)),
        Kind::FragmentsDiffer | Kind::OtherBoundary | Kind::Overlapping => {
            let shared = a.fragments.iter().flat_map(|x| b.fragments.iter().filter_map(move |y| x.intersection(y)));
            let shared: Vec<&str> = shared.filter_map(|range| segment::trim(text, range)?.of(text)).collect();
            let extras: Vec<ByteRange> =
                [(a, b), (b, a)].into_iter().flat_map(|(one, other)| without(text, one, other)).collect();
            let detail = match extras.as_slice() {
                [] => String::new(),
                [one] => ends_of(one.of(text).unwrap_or("")),
                [..] if kind == Kind::FragmentsDiffer => "other fragments".to_owned(),
                [_, _] if a.fragments.count() == 1 && b.fragments.count() == 1 => "either side".to_owned(),
                [first, ..] => ends_of(first.of(text).unwrap_or("")),
            };
            (shared.join(" … "), detail)
        }
        _ => (a.fragments.words(text), String::new()),
    }
}

/// The stretches that one covers and the other does not, as far as they hold more than white space and marks.
fn without(text: &str, one: &Annotation, other: &Annotation) -> Vec<ByteRange> {
    let mut rest: Vec<ByteRange> = one.fragments.iter().collect();
    for taken in other.fragments.iter() {
        rest = rest
            .into_iter()
            .flat_map(|range| {
                if !range.overlaps(taken) {
                    return [Some(range), None];
                }
                [ByteRange::new(range.start(), taken.start()), ByteRange::new(taken.end(), range.end())]
            })
            .flatten()
            .collect();
    }
    let has_words = |range: &ByteRange| segment::words_in(text, *range).next().is_some();
    rest.into_iter().filter_map(|range| segment::trim(text, range)).filter(has_words).collect()
}

/// The first words and the last one.
fn ends_of(words: &str) -> String {
    let is_mark = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.' | '،' | '؛' | '–' | '—');
    let all: Vec<&str> = words.trim_matches(is_mark).split_whitespace().collect();
    match all.as_slice() {
        [first @ .., last] if all.len() > 5 => format!("{} … {last}", first[..3].join(" ")),
        _ => all.join(" "),
    }
}

/// The attributes that either annotation answers.
fn answered<'p>(a: &'p Annotation, b: &'p Annotation) -> Vec<&'p AttributeId> {
    let mut keys: Vec<_> = a.attributes.keys().chain(b.attributes.keys()).collect();
    keys.sort();
    keys.dedup();
    keys
}

/// The attributes that two annotations answer differently.
fn differing<'p>(a: &'p Annotation, b: &'p Annotation, partners: &Partners) -> Vec<&'p AttributeId> {
    let mut keys = answered(a, b);
    keys.retain(|key| !is_same_answer(a.attributes.get(*key), b.attributes.get(*key), partners));
    keys
}

/// The first attribute that they answer differently, what each says, and how many more there are.
fn attributes(record: &ArticleRecord, a: &Annotation, b: &Annotation, codebook: &Codebook, partners: &Partners) -> String {
    let mut differing = differing(a, b, partners).into_iter();
    let Some(first) = differing.next() else { return String::new() };
    let place = (&a.label, first);
    let answer = |found: &Annotation| answer_words(record, codebook, place, found.attributes.get(first));
    let values = format!("{}: {} / {}", codebook.attribute_name(place.0, place.1).to_lowercase(), answer(a), answer(b));
    match differing.count() {
        0 => values,
        more => format!("{values}, {more} more"),
    }
}
