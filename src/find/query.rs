//! A query for annotations, as people type it.
//!
//! A query is a line of conditions that must all hold:
//!
//! | typed | an annotation fits if |
//! |---|---|
//! | `word`, `"two words"` | its words contain this, whatever the case |
//! | `label:claim` | it has this label, by id or name |
//! | `by:ana` | it is in this analyst's layer, by id or name |
//! | `unsure` | it is marked as unsure |
//! | `old` | it was made before its label's rule was last changed |
//! | `note`, `note:word` | it has a note; its note contains this |
//! | `inside:quote` | it lies within one with this label, in the same layer |
//! | `around:figure` | one with this label lies within it |
//! | `overlaps:quote` | it shares words with one with this label |
//! | `precision=exact` | the attribute has this answer, by id or name |
//! | `precision=?` | the attribute is not filled |
//! | `precision=-`, `precision=~` | the answer is *not stated*, *unclear* |
//! | `low>10`, `low<10` | the number is more, is less |
//! | `findings` | the checks of the codebook find something |
//! | `-` before any of these | the condition does not hold |
//!
//! [`Query`] prints as a line that reads back as the same query.

use std::fmt;

/// Conditions that must all hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Each condition, and whether it must hold (`true`) or must not.
    pub conditions: Vec<(bool, Condition)>,
}

/// One condition on an annotation.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Its words contain this.
    Words(String),
    /// It has the label with this id or name.
    Label(String),
    /// It is in the layer of the analyst with this id or name.
    Analyst(String),
    /// It is marked as unsure.
    Unsure,
    /// It was made before its label's rule was last changed.
    OldRule,
    /// It has a note, which contains this.
    Note(String),
    /// It has this relation to an annotation of the same layer that has the label with this id or name.
    Related(Relation, String),
    /// The attribute with this id or name has an answer that passes the test.
    Attribute(String, ValueTest),
    /// The checks of the codebook find something.
    Findings,
}

/// The relation between the places of two annotations of one layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// All its words lie within the other's.
    Inside,
    /// All the other's words lie within its own.
    Around,
    /// They share words.
    Overlaps,
}

/// A test of an attribute's answer.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueTest {
    /// The answer is this, by id or name; of several choices, one is this.
    Is(String),
    /// The answer is a number greater than this.
    MoreThan(f64),
    /// The answer is a number smaller than this.
    LessThan(f64),
    /// The attribute is not filled.
    NotFilled,
    /// The answer is *not stated*.
    NotStated,
    /// The answer is *unclear*.
    Unclear,
}

/// The error for a line that is not a query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// A quotation mark is not closed.
    #[error("a quotation mark is not closed: {0}")]
    OpenQuotation(String),
    /// A sign must be followed by a word.
    #[error("“{0}” needs a word after it")]
    Incomplete(String),
    /// A comparison needs a number.
    #[error("“{0}” compares with something that is not a number")]
    NotANumber(String),
}

impl Query {
    /// Reads a typed line. An empty line matches every annotation.
    ///
    /// # Errors
    /// If a quotation mark is not closed, a sign has nothing after it, or a comparison has no number.
    pub fn parse(line: &str) -> Result<Self, QueryError> {
        let mut conditions = Vec::new();
        for word in words(line)? {
            let (holds, rest) = match word.strip_prefix('-') {
                Some(rest) if !rest.is_empty() => (false, rest),
                _ => (true, word.as_str()),
            };
            conditions.push((holds, condition(rest)?));
        }
        Ok(Self { conditions })
    }
}

/// Marks a character that stood between quotation marks, so that signs there mean nothing. Private use: such a
/// character cannot be typed by accident.
const QUOTED: char = '\u{F8FF}';

/// The words of a line; white space between quotation marks belongs to a word, and what was quoted is marked.
fn words(line: &str) -> Result<Vec<String>, QueryError> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut is_quoted = false;
    for c in line.chars().filter(|c| *c != QUOTED) {
        match c {
            '"' => {
                is_quoted = !is_quoted;
                word.push(QUOTED);
            }
            c if c.is_whitespace() && !is_quoted => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            c => word.push(c),
        }
    }
    if is_quoted {
        return Err(QueryError::OpenQuotation(line.trim().to_owned()));
    }
    if !word.is_empty() {
        words.push(word);
    }
    Ok(words)
}

fn plain(word: &str) -> String {
    word.replace(QUOTED, "")
}

fn condition(word: &str) -> Result<Condition, QueryError> {
    match word {
        "unsure" => return Ok(Condition::Unsure),
        "old" => return Ok(Condition::OldRule),
        "note" => return Ok(Condition::Note(String::new())),
        "findings" => return Ok(Condition::Findings),
        _ => {}
    }
    // A sign counts only before the first quotation mark.
    let unquoted = word.find(QUOTED).unwrap_or(word.len());
    let Some(at) = word[..unquoted].find([':', '=', '<', '>']) else { return Ok(Condition::Words(plain(word))) };
    let (name, sign, value) = (&word[..at], &word[at..=at], plain(&word[at + 1..]));
    let is_condition = ["label", "by", "note", "inside", "around", "overlaps"].contains(&name);
    if name.is_empty() || (sign == ":" && !is_condition) {
        // "12:30" and "https://…" are plain words.
        return Ok(Condition::Words(plain(word)));
    }
    if value.is_empty() {
        return Err(QueryError::Incomplete(plain(word)));
    }
    let number = || value.parse::<f64>().ok().filter(|n| n.is_finite()).ok_or_else(|| QueryError::NotANumber(plain(word)));
    let is_literal = word[at + 1..].contains(QUOTED);
    let name = name.to_owned();
    Ok(match (name.as_str(), sign) {
        ("label", ":") => Condition::Label(value),
        ("by", ":") => Condition::Analyst(value),
        ("note", ":") => Condition::Note(value),
        ("inside", ":") => Condition::Related(Relation::Inside, value),
        ("around", ":") => Condition::Related(Relation::Around, value),
        ("overlaps", ":") => Condition::Related(Relation::Overlaps, value),
        (_, "<") => Condition::Attribute(name, ValueTest::LessThan(number()?)),
        (_, ">") => Condition::Attribute(name, ValueTest::MoreThan(number()?)),
        _ => Condition::Attribute(
            name,
            match value.as_str() {
                "?" if !is_literal => ValueTest::NotFilled,
                "-" if !is_literal => ValueTest::NotStated,
                "~" if !is_literal => ValueTest::Unclear,
                _ => ValueTest::Is(value),
            },
        ),
    })
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (holds, condition)) in self.conditions.iter().enumerate() {
            write!(f, "{}{}{condition}", if i > 0 { " " } else { "" }, if *holds { "" } else { "-" })?;
        }
        Ok(())
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => write!(f, "\"{words}\""),
            Self::Label(label) => write!(f, "label:{}", quoted(label)),
            Self::Analyst(analyst) => write!(f, "by:{}", quoted(analyst)),
            Self::Unsure => f.write_str("unsure"),
            Self::OldRule => f.write_str("old"),
            Self::Note(note) if note.is_empty() => f.write_str("note"),
            Self::Note(note) => write!(f, "note:{}", quoted(note)),
            Self::Related(relation, label) => {
                let name = match relation {
                    Relation::Inside => "inside",
                    Relation::Around => "around",
                    Relation::Overlaps => "overlaps",
                };
                write!(f, "{name}:{}", quoted(label))
            }
            Self::Attribute(name, test) => match test {
                ValueTest::Is(value) => write!(f, "{name}={}", quoted(value)),
                ValueTest::MoreThan(number) => write!(f, "{name}>{number}"),
                ValueTest::LessThan(number) => write!(f, "{name}<{number}"),
                ValueTest::NotFilled => write!(f, "{name}=?"),
                ValueTest::NotStated => write!(f, "{name}=-"),
                ValueTest::Unclear => write!(f, "{name}=~"),
            },
            Self::Findings => f.write_str("findings"),
        }
    }
}

/// Returns the word as it is if it can be written without quotation marks, and otherwise quoted.
fn quoted(word: &str) -> String {
    let is_plain = word.chars().all(|c| c.is_alphanumeric() || c == '_') && !word.is_empty();
    if is_plain { word.to_owned() } else { format!("\"{word}\"") }
}
