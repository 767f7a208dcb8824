//! The rooms of the window, which the tabs at the top choose between.

/// What the window is used for at the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Room {
    /// Tagging an article.
    #[default]
    Tag,
    /// Comparing two analysts and settling where they differ.
    Compare,
    /// Finding words and annotations in the whole project.
    Find,
    /// Exporting a labelled dataset.
    Dataset,
    /// Changing the labels and their rules.
    Codebook,
}

impl Room {
    /// The rooms that have a tab, from the left.
    pub const OFFERED: &[Self] = &[Self::Tag, Self::Compare, Self::Dataset, Self::Codebook, Self::Find];

    /// What the tab says.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tag => "Tag",
            Self::Compare => "Compare",
            Self::Find => "Find",
            Self::Dataset => "Dataset",
            Self::Codebook => "Codebook",
        }
    }
}
