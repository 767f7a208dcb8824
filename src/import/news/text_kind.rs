//! Says of an article that its text is not the article but something about it.

use super::{article::NewsArticle, download::Download};

/// The name under which an article keeps what its text is.
const KEY: &str = "text is";

/// What a text is, if it is not the whole article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextKind {
    /// A summary by the database.
    Abstract,
    /// The teaser of a feed.
    Summary,
    /// A note of a reference.
    Note,
}

impl TextKind {
    const ALL: [Self; 3] = [Self::Abstract, Self::Summary, Self::Note];

    const fn name(self) -> &'static str {
        match self {
            Self::Abstract => "an abstract",
            Self::Summary => "a summary",
            Self::Note => "a note",
        }
    }

    const fn plural(self) -> &'static str {
        match self {
            Self::Abstract => "abstracts",
            Self::Summary => "summaries",
            Self::Note => "notes",
        }
    }

    /// Marks the text of an article as such.
    pub(super) fn mark(self, article: &mut NewsArticle) {
        article.keep(KEY, self.name());
    }
}

/// Says how many texts are none of an article.
pub(super) fn tell(download: &mut Download) {
    let num_articles = download.articles().len();
    for kind in TextKind::ALL {
        let num =
            download.articles().iter().filter(|article| article.other.get(KEY).is_some_and(|name| name == kind.name())).count();
        if num > 0 {
            let plural = kind.plural();
            download.notes.push((
                None,
                format!("{num} of {num_articles} texts are {plural}, not the articles; “{KEY}” in their metadata says so"),
            ));
        }
    }
}
