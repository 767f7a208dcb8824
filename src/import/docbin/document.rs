//! Reads one document of a DocBin: its text, joined from its words, its entities and its span groups.

use super::{
    MAX_WARNINGS,
    file::{Strings, Word},
    pack::{PackError, Packed},
};
use crate::import::{MAX_FILE_BYTES, quoted::short};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// spaCy's numbers for the position of a word in an entity.
const INSIDE: u64 = 1;
const BEGINS: u64 = 3;
/// The number of bytes of a span in a group.
const SPAN_BYTES: usize = 40;
/// The number of spans in a file that repeat others because a group has several names, which take few bytes.
const MAX_REPEATED_SPANS: usize = 100_000;

/// The data that the documents of a file share, and the problems with the spans of one document.
pub(super) struct Reader<'a> {
    strings: Strings<'a>,
    num_repeated_left: usize,
    problems: Problems,
}

/// Problems with spans: the first few, and their number.
#[derive(Debug, Default)]
pub(super) struct Problems {
    pub(super) first: Vec<String>,
    pub(super) num: usize,
}

impl Problems {
    fn add(&mut self, problem: String) {
        self.num += 1;
        // A few bytes may cause a problem each, and its description is long.
        if self.num <= MAX_WARNINGS {
            self.first.push(problem);
        }
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(strings: Strings<'a>) -> Self {
        Self { strings, num_repeated_left: MAX_REPEATED_SPANS, problems: Problems::default() }
    }

    /// Returns the problems since the last call.
    pub(super) fn take_problems(&mut self) -> Problems {
        std::mem::take(&mut self.problems)
    }
}

/// A text, with the places of its words.
pub(super) struct Text {
    pub(super) text: String,
    /// The code points at which each word begins and ends.
    places: Vec<(u32, u32)>,
}

/// A span. Fields without a value in the file are empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Span<'a> {
    /// Start in code points.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) label: &'a str,
    pub(super) id: &'a str,
    pub(super) knowledge_base_id: &'a str,
    /// The answers, if the group has some for each span.
    pub(super) answers: Map<String, Value>,
}

/// The spans with one group name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Group<'a> {
    pub(super) name: &'a str,
    pub(super) spans: Vec<Span<'a>>,
    /// Whether the group has answers for each span.
    pub(super) has_answers: bool,
}

impl Text {
    /// Joins words to a text of at most this many bytes. `Err` says which word, from 1, is not among the strings, or that
    /// there are too many.
    pub(super) fn of(words: impl Iterator<Item = Word>, reader: &Reader<'_>, most_bytes: usize) -> Result<Self, String> {
        let most_bytes = most_bytes.min(MAX_FILE_BYTES);
        let (mut text, mut places, mut at) = (String::new(), Vec::new(), 0_u32);
        for (number, word) in words.enumerate() {
            let Some(string) = reader.strings.get(word.text) else {
                return Err(format!("its word {} (number {}) is not among the strings of the file", number + 1, word.text));
            };
            // A few strings can stand for far more text than the file has bytes.
            if text.len() + string.len() >= most_bytes {
                return Err(format!("its text is longer than the {most_bytes} bytes that it may have"));
            }
            text.push_str(string);
            // A text has no more characters than bytes.
            let end = at + string.chars().count() as u32;
            places.push((at, end));
            at = end;
            if word.has_space {
                text.push(' ');
                at += 1;
            }
        }
        Ok(Self { text, places })
    }

    /// The code points from the start of one word to the start of another.
    fn range(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let last = end.checked_sub(1).filter(|last| *last >= start)?;
        let (start, end) = (self.places.get(start)?.0 as usize, self.places.get(last)?.1 as usize);
        // Words may be empty.
        (start < end).then_some((start, end))
    }

    /// The entities that the words belong to.
    pub(super) fn entities<'a>(&self, words: impl Iterator<Item = Word>, reader: &mut Reader<'a>) -> Vec<Span<'a>> {
        let Reader { strings, problems, .. } = reader;
        let mut spans = Vec::new();
        // The place where the open entity began, and its word.
        let mut open: Option<(usize, Word)> = None;
        let mut close = |open: Option<(usize, Word)>, end: usize| {
            let Some((start, word)) = open else { return };
            let Some((start, end)) = self.range(start, end) else { return };
            let named = |id: u64| strings.get(id).unwrap_or_default();
            match strings.get(word.entity) {
                Some(label) => spans.push(Span {
                    start,
                    end,
                    label,
                    id: named(word.entity_id),
                    knowledge_base_id: named(word.knowledge_base_id),
                    answers: Map::new(),
                }),
                None => problems.add(format!("an entity was left out: its label {} is not among the strings", word.entity)),
            }
        };
        let mut num_words = 0;
        for (number, word) in words.enumerate() {
            num_words = number + 1;
            let is_in = word.entity != 0 && word.place_in_entity.is_none_or(|place| matches!(place, INSIDE | BEGINS));
            let goes_on = open.is_some_and(|(_, first)| first.entity == word.entity) && word.place_in_entity != Some(BEGINS);
            if is_in && goes_on {
                continue;
            }
            close(open.take(), number);
            open = is_in.then_some((number, word));
        }
        close(open, num_words);
        spans
    }

    /// Reads the groups from the bytes of a document.
    pub(super) fn groups<'a>(&self, packed: &'a [u8], reader: &mut Reader<'a>) -> Result<Vec<Group<'a>>, PackError> {
        let mut groups = Vec::new();
        // The list is empty if the file has no groups at all, and the bytes are empty if this document has none.
        let packed = if packed.is_empty() { packed } else { Packed::new(packed).bytes()? };
        if packed.is_empty() {
            return Ok(groups);
        }
        let mut list = Packed::new(packed);
        // Older versions of spaCy 3 have a list of groups, newer ones a map from each group to its names.
        if let Ok(num) = list.list() {
            for _ in 0..num {
                groups.push(self.group(list.bytes()?, reader)?);
            }
            return Ok(groups);
        }
        let mut map = Packed::new(packed);
        for _ in 0..map.map()? {
            let group = self.group(map.bytes()?, reader)?;
            let num_names = map.list()?;
            let names = (0..num_names).map(|_| map.text()).collect::<Result<Vec<_>, _>>()?;
            // Without answers, a group says no more under a second name, because only groups with answers are layers of
            // people.
            let kept = if group.has_answers { names.len() } else { 1 };
            let names: Vec<_> = if names.is_empty() { vec![group.name] } else { names };
            for (number, name) in names.into_iter().take(kept.max(1)).enumerate() {
                let num_repeated = if number == 0 { 0 } else { group.spans.len() };
                let Some(num_left) = reader.num_repeated_left.checked_sub(num_repeated) else {
                    let name = short(name);
                    reader.problems.add(format!("the group “{name}” and those after it were left out: too many groups are one"));
                    break;
                };
                reader.num_repeated_left = num_left;
                groups.push(Group { name, ..group.clone() });
            }
        }
        Ok(groups)
    }

    fn group<'a>(&self, packed: &'a [u8], reader: &mut Reader<'a>) -> Result<Group<'a>, PackError> {
        let mut packed = Packed::new(packed);
        let (mut name, mut spans, mut attributes, mut ids) = ("", None, None, None);
        for _ in 0..packed.map()? {
            match packed.text()? {
                "name" => name = Packed::new(packed.skip()?).text().unwrap_or_default(),
                "spans" => spans = Some(Packed::new(packed.skip()?)),
                "attrs" => {
                    let mut own = Packed::new(packed.skip()?);
                    for _ in 0..own.map()? {
                        let key = own.bytes()?;
                        let value = Packed::new(own.skip()?);
                        match key {
                            b"attributes" => attributes = Some(value),
                            b"ids" => ids = Some(value),
                            _ => {}
                        }
                    }
                }
                _ => drop(packed.skip()?),
            }
        }
        let mut spans = spans.ok_or(PackError::Unexpected { expected: "spans", found: "none" })?;
        let num_spans = spans.list()?;
        // An empty list holds no values; nor are any read for spans that cannot exist.
        let is_said = |list: &Packed<'_>| num_spans == 0 || list.clone().list() != Ok(0);
        let is_possible = num_spans.saturating_mul(SPAN_BYTES) <= spans.len_left();
        let attributes = attributes.filter(|attributes| is_possible && is_said(attributes));
        let ids = ids.filter(|ids| is_possible && is_said(ids));
        let answers = attributes.and_then(|attributes| answers(attributes, num_spans));
        if attributes.is_some() && answers.is_none() {
            let name = short(name);
            reader
                .problems
                .add(format!("what the group “{name}” says of its spans was left out: expected a JSON object for each"));
        }
        let has_answers = answers.is_some();
        let mut answers = answers.unwrap_or_default().into_iter();
        let ids = ids.and_then(|ids| texts(ids, num_spans)).unwrap_or_default();
        let mut found = Vec::new();
        for number in 0..num_spans {
            let bytes = spans.bytes()?;
            let (answers, id) = (answers.next().unwrap_or_default(), ids.get(number).copied());
            match self.span(bytes, &reader.strings) {
                Ok((span, problem)) => {
                    problem.into_iter().for_each(|problem| reader.problems.add(problem));
                    found.push(Span { answers, id: id.unwrap_or(span.id), ..span });
                }
                Err(problem) => reader.problems.add(problem),
            }
        }
        Ok(Group { name, spans: found, has_answers })
    }

    /// Reads a span of a group, and a problem in spite of which it can be read.
    fn span<'a>(&self, bytes: &[u8], strings: &Strings<'a>) -> Result<(Span<'a>, Option<String>), String> {
        if bytes.len() != SPAN_BYTES {
            return Err(format!("a span was left out: it has {} bytes instead of {SPAN_BYTES}", bytes.len()));
        }
        // Three numbers of 64 bits, then four of 32 with a sign, each with the highest byte first.
        let large = |at: usize| bytes[at..at + 8].iter().fold(0, |number, byte| (number << 8) | u64::from(*byte));
        let small = |at: usize| {
            let number = bytes[at..at + 4].iter().fold(0, |number, byte| (number << 8) | u32::from(*byte));
            usize::try_from(number.cast_signed()).ok()
        };
        let Some(label) = strings.get(large(16)) else {
            return Err(format!("a span was left out: its label {} is not among the strings of the file", large(16)));
        };
        let range = |start: Option<usize>, end: Option<usize>| start.zip(end);
        let (words, chars) = (range(small(24), small(28)), range(small(32), small(36)));
        let by_words = words.and_then(|(start, end)| self.range(start, end));
        let Some((start, end)) = by_words.or(chars) else {
            return Err(format!("a span “{label}” was left out: it is at no words of the document"));
        };
        let problem = match chars {
            Some(chars) if by_words == Some(chars) => None,
            Some((from, to)) if by_words.is_some() => Some(format!(
                "a span “{label}” is at {start}–{end} by its words, but at {from}–{to} by its characters; the words were taken"
            )),
            _ => Some(format!("a span “{label}” is said to be at words that the document does not have")),
        };
        let named = |id: u64| strings.get(id).unwrap_or_default();
        let span = Span { start, end, label, id: named(large(0)), knowledge_base_id: named(large(8)), answers: Map::new() };
        Ok((span, problem))
    }
}

/// Reads an object for each of the spans, as JSON or packed.
fn answers(mut packed: Packed<'_>, num_spans: usize) -> Option<Vec<Map<String, Value>>> {
    if packed.list().ok()? != num_spans {
        return None;
    }
    let mut all = Vec::new();
    for _ in 0..num_spans {
        let value = match packed.json().ok()? {
            Value::String(json) => serde_json::from_str(&json).ok()?,
            value => value,
        };
        let Value::Object(answers) = value else { return None };
        all.push(answers);
    }
    Some(all)
}

/// Reads a text for each of the spans.
fn texts<'a>(mut packed: Packed<'a>, num_spans: usize) -> Option<Vec<&'a str>> {
    if packed.list().ok()? != num_spans {
        return None;
    }
    (0..num_spans).map(|_| packed.text().ok()).collect()
}

/// The contents of `doc.user_data` about the document, and about spans by their places.
#[derive(Debug, Default)]
pub(super) struct UserData {
    pub(super) document: Map<String, Value>,
    pub(super) spans: HashMap<(usize, usize), Map<String, Value>>,
}

impl UserData {
    /// Reads the entries for a document: plain names, and `("._.", name, start, end)` for extension attributes.
    pub(super) fn of(packed: &[u8]) -> Result<Self, PackError> {
        let mut user_data = Self::default();
        let mut packed = match Packed::new(packed).bytes() {
            Ok(bytes) => Packed::new(bytes),
            // There are none.
            Err(_) => return Ok(user_data),
        };
        for _ in 0..packed.map()? {
            let (key, value) = (packed.skip()?, packed.skip()?);
            let (Ok(key), Ok(value)) = (Packed::new(key).json(), Packed::new(value).json()) else { continue };
            if value.is_null() {
                continue;
            }
            match key {
                Value::String(name) => drop(user_data.document.insert(name, value)),
                Value::Array(key) => match key.as_slice() {
                    [Value::String(mark), Value::String(name), Value::Null, Value::Null] if mark == "._." => {
                        user_data.document.insert(name.clone(), value);
                    }
                    [Value::String(mark), Value::String(name), start, end, ..] if mark == "._." => {
                        let at = |number: &Value| usize::try_from(number.as_u64()?).ok();
                        // Values of single words are not kept.
                        let Some(place) = at(start).zip(at(end)) else { continue };
                        user_data.spans.entry(place).or_default().insert(name.clone(), value);
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(user_data)
    }
}
