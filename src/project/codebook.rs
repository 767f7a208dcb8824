//! The codebook: the labels, their meaning, and the attributes of an annotation with each of them.

use super::id::{AttributeId, LabelId};

/// The rules of a project: labels with their definitions and attribute schemas.
#[derive(Clone, Debug, PartialEq)]
pub struct Codebook {
    /// The title that is shown above the labels.
    pub title: String,
    /// The version, which grows by one with every change; an annotation keeps the version under which it was made.
    pub version: u32,
    /// Rules that hold for every label, in order.
    pub general_rules: Vec<String>,
    /// The labels, in the order of the panel.
    pub labels: Vec<Label>,
}

/// A category of the codebook.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The key by which annotations and files name it.
    pub id: LabelId,
    /// The name that people read.
    pub name: String,
    /// The key that tags with it: a digit or a letter.
    pub key: Option<char>,
    /// Colour of its line, chip and tint.
    pub color: LabelColor,
    /// Pattern of its line, so that labels differ without colour.
    pub pattern: LinePattern,
    /// What the label means, in one sentence.
    pub definition: String,
    /// What to tag.
    pub include: String,
    /// What not to tag.
    pub exclude: String,
    /// Where a span begins and ends.
    pub span_rule: String,
    /// How hard cases are decided.
    pub edge_cases: String,
    /// Words to tag and words not to tag.
    pub examples: Vec<Example>,
    /// The attributes of its annotations, in the order of the panel.
    pub attributes: Vec<Attribute>,
    /// The version of the codebook in which the rule was last changed: definition, include, exclude, span, edge cases,
    /// examples or attributes. 0 if that is not known. Annotations made under an earlier version were made under another
    /// rule.
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

/// A label's colour in the light and in the dark theme, as red, green and blue.
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
    /// One line of medium weight.
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
    /// All patterns, in the order in which new labels receive them.
    pub const ALL: [Self; 6] = [Self::Single, Self::Double, Self::Thick, Self::Dashed, Self::Dotted, Self::Wavy];

    /// The name that files for other programs use.
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

/// A question that the codebook asks about each annotation of a label.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// The key by which annotations and files name it.
    pub id: AttributeId,
    /// The name that people read.
    pub name: String,
    /// The kind of answer.
    pub kind: AttributeKind,
    /// Whether an empty answer is pointed out. It is never enforced: an analyst can always move on.
    pub is_required: bool,
    /// Advice on which answer to give when.
    pub help: String,
}

/// The kind of answer that an attribute takes.
#[derive(Clone, Debug, PartialEq)]
pub enum AttributeKind {
    /// Free text.
    Text,
    /// A whole number within bounds, which are included.
    Integer {
        /// The smallest value allowed.
        min: Option<i64>,
        /// The largest value allowed.
        max: Option<i64>,
    },
    /// Any number.
    Number,
    /// Yes or no.
    YesNo,
    /// One of these choices.
    OneOf(Vec<Choice>),
    /// Any number of these choices.
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
    /// The key that annotations and files hold.
    pub id: String,
    /// The name that people read.
    pub name: String,
}

impl Codebook {
    /// The label with this id.
    pub fn label(&self, id: &LabelId) -> Option<&Label> {
        self.labels.iter().find(|label| label.id == *id)
    }

    /// The name of an attribute of a label; its id if the codebook does not ask for it.
    pub fn attribute_name(&self, label: &LabelId, attribute: &AttributeId) -> String {
        let asked = self.label(label).and_then(|label| label.attribute(attribute));
        asked.map_or_else(|| attribute.to_string(), |attribute| attribute.name.clone())
    }

    /// The label that this keyboard key tags with.
    pub fn label_of_key(&self, key: char) -> Option<&Label> {
        self.labels.iter().find(|label| label.key == Some(key))
    }
}

impl Label {
    /// Makes a label for an id that annotations use and no codebook defines: named by its id, grey and dotted.
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

    /// Whether two labels have the same rule for tagging and the same attributes; name, key, colour and pattern do not
    /// count.
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
