//! The preview of an import: articles are shown, corrected and chosen before they are added.

mod act;
mod field;
pub mod reading;
pub mod view;

pub use act::{act, poll};
pub use field::MetaField;

use crate::{
    app::{
        desk::cx,
        look::article::title_of,
        page::Reader,
        running::{Running, begin, take as take_result},
    },
    import::{self, Annotated, Column, Count, DayOrder, ImportedArticle, TaggedLayers, TextEncoding, Untagged},
    project::{Article, ArticleId},
    text::words::plural,
};
use reading::{Order, Read, ReadFile, read_all};
use std::path::PathBuf;

/// The state of the room.
#[derive(Default)]
pub struct ImportRoom {
    /// What is about to be imported.
    pub preview: Option<Preview>,
    reading: Option<Running<Read>>,
}

impl ImportRoom {
    /// Reads files and folders for import. One at a time.
    pub fn read(&mut self, order: Order, wake: impl Fn() + Send + Sync + 'static) -> bool {
        begin(&mut self.reading, "import", wake, move |teller| read_all(&order, teller.progress(), &|| teller.wake()))
    }

    /// How many of how many files have been read.
    pub fn progress(&self) -> Option<(usize, usize)> {
        self.reading.as_ref().map(Running::progress)
    }

    /// Stops reading.
    pub fn stop(&self) {
        self.reading.iter().for_each(Running::cancel);
    }

    /// What was read, once.
    pub fn poll(&mut self) -> Option<Read> {
        let broke_off = || Read { failed: vec!["the import broke off; nothing was added".to_owned()], ..Read::default() };
        take_result(&mut self.reading).map(|read| read.unwrap_or_else(broke_off))
    }
}

/// Articles that were read and are not yet part of the project.
pub struct Preview {
    /// Where they are from.
    pub files: Vec<ReadFile>,
    /// The articles, file by file.
    pub items: Vec<Item>,
    /// Which of them is shown.
    pub selected: usize,
    /// It, as it will be tagged.
    pub article: Option<Article>,
    /// Where the reader is in it.
    pub page: Reader,
    /// Everything that should be known, a sentence each.
    pub warnings: Vec<String>,
    /// Whether these are shown in place of the text.
    pub shows_warnings: bool,
    /// What it means that an analyst has no tags on a text, where the files do not say it.
    pub untagged: Untagged,
    /// How many layers are there without a tag, and how often an analyst of files that hold nothing but tags has none on a
    /// text, where the files do not say whether somebody worked on it.
    pub num_untagged: (usize, usize),
    /// What it means that an analyst has tags on a text, where the files do not say whether the work is finished.
    pub tagged: TaggedLayers,
    /// How many such layers there are.
    pub num_tagged: usize,
    /// What came of saving the warnings.
    pub saved: Option<String>,
    /// How many files failed.
    num_failed: usize,
    /// The file that is being read again.
    rereading: Option<usize>,
    was_cancelled: bool,
}

/// One of the articles.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its file.
    pub file: usize,
    /// Its place in it.
    pub article: usize,
    /// Whether it will be imported.
    pub is_included: bool,
}

/// The requests of the room.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Read these files and folders.
    Read(Vec<PathBuf>),
    /// Show this one.
    Show(usize),
    /// Import this one, or do not.
    Include(usize, bool),
    /// Correct what is known about the one that is shown.
    SetField(MetaField, String),
    /// Read its file in this encoding; `None` guesses.
    SetEncoding(Option<TextEncoding>),
    /// Read its table with this column as that.
    SetColumn(Column, String),
    /// Read this sheet of its workbook.
    SetSheet(String),
    /// Read dates such as 05/03/2024 in this order; `None` finds out.
    SetDayOrder(Option<DayOrder>),
    /// Read texts without tags of an analyst as this says, where the files do not say it.
    SetUntagged(Untagged),
    /// Read tags of an analyst as finished work or not, where the files do not say it.
    SetTagged(TaggedLayers),
    /// Show the warnings, or the text.
    ShowWarnings(bool),
    /// Write the warnings to this file.
    SaveWarnings(PathBuf),
    /// Add what is included.
    Add,
    /// Stop reading.
    Stop,
}

/// As in `214 of 216 articles`.
fn of_all(num: usize, of: usize) -> String {
    if num == of { plural(num, "article") } else { format!("{num} of {}", plural(of, "article")) }
}

impl Preview {
    fn new(read: Read) -> Self {
        let Read { files, left_out, failed, was_cancelled, is_again: _ } = read;
        let num_failed = failed.len();
        let mut warnings = failed;
        warnings.extend(left_out);
        let mut preview = Self {
            files,
            items: Vec::new(),
            selected: 0,
            article: None,
            page: Reader::new(),
            warnings,
            shows_warnings: false,
            untagged: Untagged::default(),
            num_untagged: (0, 0),
            tagged: TaggedLayers::default(),
            num_tagged: 0,
            saved: None,
            num_failed,
            rereading: None,
            was_cancelled,
        };
        preview.list();
        preview.show(0);
        preview
    }

    /// Lists the articles anew.
    fn list(&mut self) {
        import::unite_known(&mut self.files.iter_mut().map(|file| &mut file.annotated).collect::<Vec<_>>());
        let count = |count: fn(&Annotated) -> usize| self.files.iter().map(|file| count(&file.annotated)).sum();
        self.num_untagged = (count(Annotated::num_empty), count(Annotated::num_absent));
        self.num_tagged = count(Annotated::num_assumed_done);
        let places =
            self.files.iter().enumerate().flat_map(|(file, read)| (0..read.annotated.articles.len()).map(move |at| (file, at)));
        self.items = places.map(|(file, article)| Item { file, article, is_included: true }).collect();
    }

    /// All warnings: of folders and files that failed, then of each file.
    pub fn all_warnings(&self) -> impl Iterator<Item = String> {
        let of_files = self.files.iter().flat_map(|file| file.annotated.warnings.iter().map(ToString::to_string));
        self.warnings.iter().cloned().chain(of_files)
    }

    /// The same, each with its place.
    fn placed_warnings(&self) -> Vec<(String, String)> {
        let of_files = self.files.iter().flat_map(|file| &file.annotated.warnings);
        let placed = of_files.map(|warning| (warning.place(), warning.message.clone()));
        self.warnings.iter().map(|warning| (String::new(), warning.clone())).chain(placed).collect()
    }

    /// How many will be imported.
    pub fn num_included(&self) -> usize {
        self.items.iter().filter(|item| item.is_included).count()
    }

    /// As in `214 of 216 articles read; 2 skipped, 5 warnings`.
    pub fn summary(&self) -> String {
        let (num_read, rest) = (self.items.len(), self.rest().join(", "));
        let read = format!("{} read", of_all(num_read, num_read + self.num_skipped() + self.num_failed));
        if rest.is_empty() { read } else { format!("{read}; {rest}") }
    }

    /// How many rows of tables and files of archives were left out.
    fn num_skipped(&self) -> usize {
        self.files.iter().map(|file| file.num_skipped).sum()
    }

    /// How many were skipped, how many failed, how many warnings there are; nothing of what there is none of.
    fn rest(&self) -> Vec<String> {
        let (num_skipped, num_failed) = (self.num_skipped(), self.num_failed);
        let num_warnings = self.all_warnings().count().saturating_sub(num_failed);
        let count = Count::sum(self.files.iter().filter_map(|file| file.count.as_ref()));
        let parts = [
            count.as_ref().and_then(Count::words),
            (num_skipped > 0).then(|| format!("{num_skipped} skipped")),
            (num_failed > 0).then(|| format!("{num_failed} failed")),
            (num_warnings > 0).then(|| plural(num_warnings, "warning")),
        ];
        parts.into_iter().flatten().collect()
    }

    /// The article of an item.
    pub fn imported(&self, item: &Item) -> Option<&ImportedArticle> {
        Some(&self.files.get(item.file)?.annotated.articles.get(item.article)?.article)
    }

    /// The one that is shown, and its file.
    pub fn shown(&self) -> Option<(&ReadFile, &ImportedArticle)> {
        let item = self.items.get(self.selected)?;
        Some((self.files.get(item.file)?, self.imported(item)?))
    }

    /// Title of an item.
    pub fn title(&self, item: &Item) -> String {
        self.imported(item).map(title_of).unwrap_or_default()
    }

    fn show(&mut self, place: usize) {
        self.selected = place;
        self.page = Reader::new();
        let shown = self.shown().map(|(_, article)| article.clone());
        // The id only tells the page that it is another article.
        let id = ArticleId::from_random(place as u64 + 1);
        self.article = shown.and_then(|article| article.into_article(id, jiff::Timestamp::UNIX_EPOCH).ok());
    }

    fn set_field(&mut self, field: MetaField, value: String) {
        let Some(item) = self.items.get(self.selected) else { return };
        let Some(file) = self.files.get_mut(item.file) else { return };
        if let Some(annotated) = file.annotated.articles.get_mut(item.article) {
            field.set(&mut annotated.article.metadata, value);
            if let Some(article) = &mut self.article {
                article.metadata.clone_from(&annotated.article.metadata);
            }
        }
    }

    /// What is included, ready to be joined to a project.
    fn sources(self) -> Vec<Annotated> {
        let Self { files, items, untagged, tagged, .. } = self;
        let mut included: Vec<Vec<bool>> = files.iter().map(|file| vec![false; file.annotated.articles.len()]).collect();
        for item in items {
            included[item.file][item.article] = item.is_included;
        }
        let kept = |(file, included): (ReadFile, Vec<bool>)| {
            let mut included = included.into_iter();
            let mut annotated = file.annotated;
            annotated.articles.retain(|_| included.next().unwrap_or(false));
            annotated
        };
        let kept = files.into_iter().zip(included).map(kept);
        let mut sources: Vec<_> = kept.filter(|annotated| !annotated.articles.is_empty()).collect();
        // The preview has asked, so that nothing is left to be said.
        drop(import::settle_untagged(&mut sources, untagged));
        drop(import::settle_tagged(&mut sources, tagged));
        sources
    }
}

/// What the room's views are given.
type Cx<'a> = cx::Cx<'a, ImportRoom, Ask>;
