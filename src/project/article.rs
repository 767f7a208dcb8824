//! An article: one text, which never changes after import, and what is known about it.

use super::{
    annotation::Annotation,
    decision::Decision,
    id::{AnalystId, AnnotationId, ArticleId},
    layers::Annotations,
};
use crate::text::{ByteRange, IndexedText};
use jiff::Timestamp;
use std::{collections::BTreeMap, sync::Arc};

/// One text with its metadata. The text never changes, so offsets into it never move.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    /// Unique in the project and across its copies.
    pub id: ArticleId,
    /// The text that an analyst may tag: line ends as LF, without a byte order mark, otherwise as it was imported.
    pub text: IndexedText,
    /// SHA-256 of the text, by which copies of an article are recognised.
    pub text_sha256: Sha256,
    /// Its metadata.
    pub metadata: Metadata,
    /// Where it came from.
    pub source: Source,
    /// The parts of the text that the importer recognised, in order and without overlaps.
    pub blocks: Vec<Block>,
    /// The links of the source, in order.
    pub links: Vec<Link>,
    /// When it was imported.
    pub imported: Timestamp,
}

/// A SHA-256 digest (FIPS 180-4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256([u8; 32]);

/// The metadata of an article. Empty strings and lists mean unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The title. The text contains it too, in the place where the source had it.
    pub headline: String,
    /// Who wrote it, as printed, without "By".
    pub byline: String,
    /// Who published it.
    pub outlet: String,
    /// When it was published.
    pub published: Option<jiff::civil::Date>,
    /// Where it can be found.
    pub url: String,
    /// BCP 47 tag, as in `en` or `ar`.
    pub language: String,
    /// Parts of the world it is filed under.
    pub regions: Vec<String>,
    /// Subjects it is filed under.
    pub themes: Vec<String>,
    /// Series or report it belongs to.
    pub series: Vec<String>,
    /// The page's own note about its source.
    pub source_note: String,
    /// The copyright line.
    pub copyright: String,
    /// Anything else, by name.
    pub other: BTreeMap<String, String>,
}

/// Where an article's text came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Name of the file, without its folder.
    pub file_name: String,
    /// Which importer read it.
    pub format: String,
    /// The character encoding of its bytes.
    pub encoding: String,
    /// SHA-256 of the bytes that were imported.
    pub sha256: Option<Sha256>,
}

/// A part of the text that is set apart on the page. Everything else is body text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it is; always whole lines.
    pub range: ByteRange,
    /// The kind of part it is.
    pub kind: BlockKind,
}

/// The kind of a part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// The article's title.
    Headline,
    /// A line of metadata: byline, date, region, theme.
    Metadata,
    /// A heading inside the text; 1 is the highest level, 6 the lowest.
    Heading(u8),
    /// An item of a list.
    ListItem,
    /// A quoted block.
    Quotation,
    /// A notice at the foot: liability, rights, contact.
    Notice,
}

/// A link in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The words that were linked.
    pub range: ByteRange,
    /// The address that they lead to.
    pub target: String,
}

/// How far an analyst says to have come with an article; [`Standing`](super::Standing) derives from it what counts as work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// The article was opened and is not finished.
    InProgress,
    /// The article is finished; if it has no annotations, there is nothing to tag.
    Done,
}

/// An article together with everything that the analysts did with it.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleRecord {
    /// The text and what is known about it; shared, because texts are large and never change.
    pub article: Arc<Article>,
    /// The annotations of all layers.
    pub annotations: Annotations,
    /// How far each analyst is.
    pub status: BTreeMap<AnalystId, Status>,
    /// Decisions about differences, each filed under the annotations it is about (see [`Decision::key`]).
    pub decisions: BTreeMap<Vec<AnnotationId>, Decision>,
}

impl ArticleRecord {
    /// Makes the record of an article that nobody has worked on.
    pub fn new(article: Article) -> Self {
        Self { article: Arc::new(article), annotations: Annotations::new(), status: BTreeMap::new(), decisions: BTreeMap::new() }
    }

    /// The annotations of one analyst in reading order: by start, the longer first.
    pub fn layer(&self, analyst: &AnalystId) -> Vec<&Annotation> {
        let mut layer: Vec<_> = self.annotations.values().filter(|annotation| annotation.analyst == *analyst).collect();
        layer.sort_by_key(|annotation| (annotation.fragments.reading_order(), annotation.id));
        layer
    }
}

impl Article {
    /// The headline; without one, the first line that is not empty; without that, the name of the file.
    pub fn title(&self) -> &str {
        let first_line = || self.text.as_str().lines().map(str::trim).find(|line| !line.is_empty());
        [self.metadata.headline.as_str()]
            .into_iter()
            .chain(first_line())
            .find(|title| !title.is_empty())
            .unwrap_or(&self.source.file_name)
    }

    /// The kind of part that `range` lies in; `None` for body text.
    pub fn block_at(&self, range: ByteRange) -> Option<BlockKind> {
        let next = self.blocks.partition_point(|block| block.range.end() <= range.start());
        self.blocks.get(next).filter(|block| block.range.overlaps(range)).map(|block| block.kind)
    }
}

impl Sha256 {
    /// Wraps a digest that was computed piece by piece.
    pub const fn new(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest as _;
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// Reads 64 hexadecimal digits.
    pub fn from_hex(hex: &str) -> Option<Self> {
        let mut digest = [0; 32];
        if hex.len() != 64 || !hex.is_ascii() {
            return None;
        }
        for (i, byte) in digest.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).ok()?;
        }
        Some(Self(digest))
    }
}

impl std::fmt::Display for Sha256 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}
