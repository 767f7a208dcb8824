//! The filter of the list: open differences by kind, and the annotations that a figure counts.

use super::{Progress, item::Item};
use crate::{
    compare::differences::{Difference, Kind},
    project::Codebook,
};

/// Which differences the list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All that are not settled.
    #[default]
    Open,
    /// Those of one kind that are not settled.
    Kind(Kind),
    /// Those that are settled.
    Settled,
    /// Those in a cell of the table of labels, settled or not, identical ones too: row and column.
    Cell(usize, usize),
    /// Open ones in which either annotation has this label, by its place in the codebook.
    Label(usize),
    /// Open ones in which an attribute is answered differently: places of label and attribute in the codebook.
    Attribute(usize, usize),
    /// The annotations that a figure counts, settled or not, including identical ones.
    Behind(Behind),
}

/// The annotations that a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behind {
    /// Every annotation.
    Everything,
    /// Every annotation of the first (0) or second (1) analyst.
    Analyst(usize),
    /// Every annotation with this label, by its place in the codebook.
    Label(usize),
    /// Pairs with the same range and label.
    Strict,
    /// Pairs with the same range.
    SameRange,
    /// Pairs that overlap and have the same label.
    SameLabel,
    /// Pairs that overlap.
    Pairs,
    /// Pairs under this label in which this attribute was answered: places in the codebook.
    Answered(usize, usize),
}

impl Filter {
    /// Whether the list shows a difference.
    pub fn lets_through(self, difference: &Difference, item: &Item, progress: Progress) -> bool {
        let is_open = progress != Progress::Settled;
        let differs = difference.kind != Kind::Identical;
        match self {
            Self::Open => is_open && differs,
            Self::Kind(kind) => is_open && difference.kind == kind,
            Self::Settled => !is_open && differs,
            Self::Cell(row, column) => item.cell == (row, column),
            Self::Label(label) => is_open && differs && (item.cell.0 == label || item.cell.1 == label),
            Self::Attribute(label, attribute) => is_open && item.differing.contains(&(label, attribute)),
            Self::Behind(behind) => behind.holds(difference, item),
        }
    }

    /// The text of its chip; `names` are the analysts' names.
    pub fn name(self, codebook: &Codebook, names: &[String; 2]) -> String {
        let label = |place: usize| codebook.labels.get(place).map_or("nothing", |label| label.name.as_str()).to_lowercase();
        let attribute = |of: usize, place: usize| {
            let attribute = codebook.labels.get(of).and_then(|label| label.attributes.get(place));
            format!("{}: {}", label(of), attribute.map_or("", |attribute| attribute.name.as_str()).to_lowercase())
        };
        match self {
            Self::Open => "all".to_owned(),
            Self::Kind(kind) => super::item::kind_name(kind, names),
            Self::Settled => "settled".to_owned(),
            Self::Cell(row, column) => format!("{} / {}", label(row), label(column)),
            Self::Label(place) => label(place),
            Self::Attribute(of, place) => attribute(of, place),
            Self::Behind(Behind::Everything) => "everything".to_owned(),
            Self::Behind(Behind::Analyst(place)) => format!("by {}", names.get(place).map_or("", String::as_str)),
            Self::Behind(Behind::Label(place)) => format!("every {}", label(place)),
            Self::Behind(Behind::Strict) => "same words, same tag".to_owned(),
            Self::Behind(Behind::SameRange) => "same words".to_owned(),
            Self::Behind(Behind::SameLabel) => "overlapping, same tag".to_owned(),
            Self::Behind(Behind::Pairs) => "overlapping".to_owned(),
            Self::Behind(Behind::Answered(of, place)) => format!("answered, {}", attribute(of, place)),
        }
    }
}

impl Behind {
    fn holds(self, difference: &Difference, item: &Item) -> bool {
        let is_pair = difference.a.is_some() && difference.b.is_some();
        let is_same_range = matches!(difference.kind, Kind::Identical | Kind::AttributesDiffer | Kind::OtherLabel);
        match self {
            Self::Everything => true,
            Self::Analyst(0) => difference.a.is_some(),
            Self::Analyst(_) => difference.b.is_some(),
            Self::Label(label) => item.cell.0 == label || item.cell.1 == label,
            Self::Strict => is_same_range && difference.kind != Kind::OtherLabel,
            Self::SameRange => is_same_range,
            Self::SameLabel => is_pair && item.cell.0 == item.cell.1,
            Self::Pairs => is_pair,
            Self::Answered(label, attribute) => item.answered.contains(&(label, attribute)),
        }
    }
}
