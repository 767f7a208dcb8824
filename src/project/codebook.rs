//! The codebook: which labels there are, what they mean, and which attributes an annotation with each may have.

use super::id::{AttributeId, LabelId};

/// The rules of a project: labels with their definitions and attribute schemas.
#[derive(Clone, Debug, PartialEq)]
pub struct Codebook {
    /// Shown above the labels.
    pub title: String,
    /// Grows by one with every change; an annotation keeps the version under which it was made.
    pub version: u32,
    /// Rules that hold for every label, in order.
    pub general_rules: Vec<String>,
    /// The labels in the order of the panel.
    pub labels: Vec<Label>,
}

/// A category of the codebook.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// What annotations and files name it by.
    pub id: LabelId,
    /// What people read.
    pub name: String,
    /// The key that tags with it: a digit or a letter.
    pub key: Option<char>,
    /// Colour of its line, chip and tint.
    pub color: LabelColor,
    /// Pattern of its line, so that labels differ without colour.
    pub pattern: LinePattern,
    /// One sentence: what it is.
    pub definition: String,
    /// What to tag.
    pub include: String,
    /// What to leave.
    pub exclude: String,
    /// Where the span begins and ends.
    pub span_rule: String,
    /// Decisions on hard cases.
    pub edge_cases: String,
    /// Words to tag, and words to leave.
    pub examples: Vec<Example>,
    /// What is asked of each annotation, in the order of the panel.
    pub attributes: Vec<Attribute>,
    /// Version of the codebook in which the rule was last changed: definition, include, exclude, span, cases, examples,
    /// attributes. 0 where that is not known. Annotations made under an earlier version were made under another rule.
    pub rule_version: u32,
}

/// An example of a label's use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The words.
    pub words: String,
    /// Whether they are to be tagged.
    pub is_tagged: bool,
}

/// A label's colour in the light and in the dark theme, as red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LabelColor {
    /// On a light page.
    pub light: [u8; 3],
    /// On a dark page.
    pub dark: [u8; 3],
}

/// The line drawn under a label's annotations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinePattern {
    /// One line of middling weight.
    Single,
    /// Two thin lines.
    Double,
    /// One heavy line.
    Thick,
    /// Dashes.
    Dashed,
    /// Dots.
    Dotted,
    /// A wave.
    Wavy,
}

impl LinePattern {
    /// All patterns, in the order in which new labels get them.
    pub const ALL: [Self; 6] = [Self::Single, Self::Double, Self::Thick, Self::Dashed, Self::Dotted, Self::Wavy];

    /// What files for other programs call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Double => "double",
            Self::Thick => "thick",
            Self::Dashed => "dashed",
            Self::Dotted => "dotted",
            Self::Wavy => "wavy",
        }
    }
}

/// One question asked of an annotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// What annotations and files name it by.
    pub id: AttributeId,
    /// What people read.
    pub name: String,
    /// What may be answered.
    pub kind: AttributeKind,
    /// Whether an empty one is pointed out. Never enforced: an analyst can always move on.
    pub is_required: bool,
    /// When to choose what.
    pub help: String,
}

/// What an attribute may hold.
#[derive(Clone, Debug, PartialEq)]
pub enum AttributeKind {
    /// Any words.
    Text,
    /// A whole number within bounds, both included.
    Integer {
        /// Smallest.
        min: Option<i64>,
        /// Largest.
        max: Option<i64>,
    },
    /// Any number.
    Number,
    /// Yes or no.
    YesNo,
    /// One of these.
    OneOf(Vec<Choice>),
    /// Any of these.
    SeveralOf(Vec<Choice>),
    /// A day, as in 2017-09-21.
    Date,
    /// Other annotations in the same article.
    Links {
        /// Labels that may be linked to; empty means any.
        labels: Vec<LabelId>,
        /// Whether more than one may be linked to.
        many: bool,
    },
    /// A stretch of the article.
    SubSpan,
}

/// One value of a closed list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What annotations and files hold.
    pub id: String,
    /// What people read.
    pub name: String,
}

impl Codebook {
    /// The label with this id.
    pub fn label(&self, id: &LabelId) -> Option<&Label> {
        self.labels.iter().find(|label| label.id == *id)
    }

    /// The label that this key tags with.
    pub fn label_of_key(&self, key: char) -> Option<&Label> {
        self.labels.iter().find(|label| label.key == Some(key))
    }
}

impl Label {
    /// A label that is used and defined nowhere: named by its id, grey and dotted.
    pub fn undefined(id: LabelId) -> Self {
        Self {
            name: id.to_string(),
            id,
            key: None,
            color: LabelColor { light: [0x78, 0x72, 0x68], dark: [0x8C, 0x86, 0x7A] },
            pattern: LinePattern::Dotted,
            definition: String::new(),
            include: String::new(),
            exclude: String::new(),
            span_rule: String::new(),
            edge_cases: String::new(),
            examples: Vec::new(),
            attributes: Vec::new(),
            rule_version: 0,
        }
    }

    /// The attribute with this id.
    pub fn attribute(&self, id: &AttributeId) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.id == *id)
    }

    /// Whether the two say the same of what is to be tagged and asked; name, key, colour and pattern do not count.
    pub fn has_rule_of(&self, other: &Self) -> bool {
        let rule = |label: &Self| {
            let Self { definition, include, exclude, span_rule, edge_cases, .. } = label;
            [definition, include, exclude, span_rule, edge_cases].map(Clone::clone)
        };
        rule(self) == rule(other) && self.examples == other.examples && self.attributes == other.attributes
    }
}

impl AttributeKind {
    /// The values of a closed list; empty for every other kind.
    pub fn choices(&self) -> &[Choice] {
        match self {
            Self::OneOf(choices) | Self::SeveralOf(choices) => choices,
            _ => &[],
        }
    }
}
