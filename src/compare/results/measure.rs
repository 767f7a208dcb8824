//! The measures that people see: their names, meanings, pitfalls, and the places of their numbers.

/// A measure of agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// F1 of annotations with the same range and label.
    StrictF1,
    /// F1 of annotations that overlap and have the same label.
    TypeF1,
    /// γ.
    Gamma,
    /// γ-cat.
    GammaCat,
    /// F1 of annotations with the same range.
    ExactF1,
    /// F1 in which an overlap counts half.
    PartialF1,
    /// Cohen's κ on the label sets of words.
    Kappa,
    /// Krippendorff's nominal α on the label sets of words.
    Alpha,
    /// The same with MASI distance.
    AlphaMasi,
    /// Unitizing α: place and label.
    U,
    /// Unitizing α: marked against not marked.
    BarU,
    /// Unitizing α: labels where both marked.
    Cu,
}

/// The unit that a measure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Annotations of all analysts together.
    Annotations,
    /// Words of the articles, each once.
    Words,
    /// Unicode code points of the articles, each once.
    CodePoints,
}

impl Unit {
    /// The name, as in "1,204 words".
    pub const fn name(self) -> &'static str {
        match self {
            Self::Annotations => "annotations",
            Self::Words => "words",
            Self::CodePoints => "code points",
        }
    }
}

impl Measure {
    /// All measures, in the order in which they are shown.
    pub const ALL: [Self; 12] = [
        Self::StrictF1,
        Self::TypeF1,
        Self::Gamma,
        Self::GammaCat,
        Self::ExactF1,
        Self::PartialF1,
        Self::Kappa,
        Self::Alpha,
        Self::AlphaMasi,
        Self::U,
        Self::BarU,
        Self::Cu,
    ];

    /// The measures of exactly two analysts. With more, each pair has its own.
    pub const OF_PAIRS: [Self; 5] = [Self::StrictF1, Self::TypeF1, Self::ExactF1, Self::PartialF1, Self::Kappa];

    /// Whether it measures exactly two analysts.
    pub fn is_of_pairs(self) -> bool {
        Self::OF_PAIRS.contains(&self)
    }

    /// Its name in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::StrictF1 => "strict_f1",
            Self::TypeF1 => "type_f1",
            Self::Gamma => "gamma",
            Self::GammaCat => "gamma_cat",
            Self::ExactF1 => "exact_f1",
            Self::PartialF1 => "partial_f1",
            Self::Kappa => "kappa_words",
            Self::Alpha => "alpha_words",
            Self::AlphaMasi => "alpha_masi_words",
            Self::U => "u_alpha",
            Self::BarU => "bar_u_alpha",
            Self::Cu => "cu_alpha",
        }
    }

    /// The name that people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::StrictF1 => "Strict F1",
            Self::TypeF1 => "Type F1",
            Self::Gamma => "γ",
            Self::GammaCat => "γ-cat",
            Self::ExactF1 => "Exact F1",
            Self::PartialF1 => "Partial F1",
            Self::Kappa => "κ",
            Self::Alpha => "α",
            Self::AlphaMasi => "α, MASI",
            Self::U => "u-α",
            Self::BarU => "|u-α",
            Self::Cu => "cu-α",
        }
    }

    /// Says in a few words what it measures.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::StrictF1 => "same words, same tag",
            Self::TypeF1 => "overlapping, same tag",
            Self::Gamma => "place, extent and tag",
            Self::GammaCat => "tag, where both tagged",
            Self::ExactF1 => "same words, any tag",
            Self::PartialF1 => "any overlap counts half",
            Self::Kappa => "tags of each word, Cohen",
            Self::Alpha => "tags of each word, Krippendorff",
            Self::AlphaMasi => "near misses of tags count less",
            Self::U => "stretches of text, their tags",
            Self::BarU => "tagged against not tagged",
            Self::Cu => "tags, where both tagged",
        }
    }

    /// Says in a sentence where it misleads.
    pub const fn misleads(self) -> &'static str {
        match self {
            Self::StrictF1 => "One word of difference at an edge counts as a full miss; nothing is taken off for chance.",
            Self::TypeF1 => "Long annotations overlap with much and raise it; nothing is taken off for chance.",
            Self::Gamma => "Drawn by chance and weighted; unstable with few annotations, and can be below −1.",
            Self::GammaCat => "Says nothing about what only one of them tagged.",
            Self::ExactF1 => "One word of difference at an edge counts as a full miss.",
            Self::PartialF1 => {
                "One shared character earns as much as nearly all of them; an annotation of the whole article matches everything."
            }
            Self::Kappa | Self::Alpha | Self::AlphaMasi => {
                "Long annotations and large untagged stretches dominate it; blind to how annotations are cut."
            }
            Self::U | Self::BarU | Self::Cu => "Flattens what overlaps, and does not see how annotations are cut.",
        }
    }

    /// The unit that it counts.
    pub const fn unit(self) -> Unit {
        match self {
            Self::Kappa | Self::Alpha | Self::AlphaMasi => Unit::Words,
            Self::U | Self::BarU | Self::Cu => Unit::CodePoints,
            _ => Unit::Annotations,
        }
    }

    /// Its place in [`crate::agreement::resample::NAMES`].
    pub const fn place(self) -> usize {
        match self {
            Self::Kappa => 0,
            Self::StrictF1 => 1,
            Self::TypeF1 => 2,
            Self::Alpha => 3,
            Self::U => 4,
            Self::Gamma => 5,
            Self::AlphaMasi => 6,
            Self::ExactF1 => 7,
            Self::PartialF1 => 8,
            Self::BarU => 9,
            Self::Cu => 10,
            Self::GammaCat => 11,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Measure;

    #[test]
    fn every_measure_has_a_place_of_its_own() {
        let mut places = Measure::ALL.map(Measure::place);
        places.sort_unstable();
        assert_eq!(places, std::array::from_fn(|place| place));
        assert_eq!(crate::agreement::resample::NAMES.len(), Measure::ALL.len());
    }
}
