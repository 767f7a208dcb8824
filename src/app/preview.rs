//! What is about to be imported: shown, corrected, chosen, and only then added.

use super::{
    dispatch::apply,
    page::PageView,
    projects::{self, plural, seed},
    reading::{Order, Read, ReadFile, title_of},
    state::{Dialog, Focus, State},
};
use crate::{
    import::{self, Annotated, Column, ImportOptions, ImportedArticle, TextEncoding},
    project::{Article, ArticleId, Edit, Metadata},
    store::{self, Ids},
};
use egui::Context;
use std::{
    cell::RefCell,
    path::{Path, PathBuf},
};

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
    pub page: RefCell<PageView>,
    /// Everything that should be known, a sentence each.
    pub warnings: Vec<String>,
    /// Whether these are shown in place of the text.
    pub shows_warnings: bool,
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

/// A field of the metadata that can be corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetaField {
    /// The headline.
    Headline,
    /// Who wrote it.
    Byline,
    /// Who published it.
    Outlet,
    /// When, as 2021-05-03.
    Published,
    /// Where it can be found.
    Url,
    /// A language tag.
    Language,
    /// Parts of the world, between commas.
    Regions,
    /// Subjects, between commas.
    Themes,
    /// Series that it is part of, between commas.
    Series,
    /// What it says about its sources.
    SourceNote,
    /// Whose it is.
    Copyright,
}

/// What the preview asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum PreviewRequest {
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
    /// Show the warnings, or the text.
    ShowWarnings(bool),
    /// Write the warnings to this file.
    SaveWarnings(PathBuf),
    /// Add what is included.
    Add,
}

impl MetaField {
    /// All of them.
    pub const ALL: [(Self, &'static str); 11] = [
        (Self::Headline, "Headline"),
        (Self::Byline, "Byline"),
        (Self::Outlet, "Outlet"),
        (Self::Published, "Date"),
        (Self::Url, "URL"),
        (Self::Language, "Language"),
        (Self::Regions, "Regions"),
        (Self::Themes, "Themes"),
        (Self::Series, "Series"),
        (Self::SourceNote, "Source note"),
        (Self::Copyright, "Copyright"),
    ];

    /// What is known.
    pub fn get(self, metadata: &Metadata) -> String {
        match self {
            Self::Headline => metadata.headline.clone(),
            Self::Byline => metadata.byline.clone(),
            Self::Outlet => metadata.outlet.clone(),
            Self::Published => metadata.published.map(|day| day.to_string()).unwrap_or_default(),
            Self::Url => metadata.url.clone(),
            Self::Language => metadata.language.clone(),
            Self::Regions => metadata.regions.join(", "),
            Self::Themes => metadata.themes.join(", "),
            Self::Series => metadata.series.join(", "),
            Self::SourceNote => metadata.source_note.clone(),
            Self::Copyright => metadata.copyright.clone(),
        }
    }

    /// Whether it holds a list, between commas.
    pub const fn is_list(self) -> bool {
        matches!(self, Self::Regions | Self::Themes | Self::Series)
    }

    fn set(self, metadata: &mut Metadata, value: String) {
        match self {
            Self::Headline => metadata.headline = value,
            Self::Byline => metadata.byline = value,
            Self::Outlet => metadata.outlet = value,
            Self::Url => metadata.url = value,
            Self::Language => metadata.language = value,
            Self::SourceNote => metadata.source_note = value,
            Self::Copyright => metadata.copyright = value,
            Self::Regions => metadata.regions = items(&value),
            Self::Themes => metadata.themes = items(&value),
            Self::Series => metadata.series = items(&value),
            Self::Published if value.trim().is_empty() => metadata.published = None,
            // What is no date yet leaves the one that was there.
            Self::Published => metadata.published = value.trim().parse().ok().or(metadata.published),
        }
    }
}

/// What stands between commas.
fn items(value: &str) -> Vec<String> {
    value.split([',', '،', ';']).map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
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
            page: RefCell::new(PageView::new()),
            warnings,
            shows_warnings: false,
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
        let places =
            self.files.iter().enumerate().flat_map(|(file, read)| (0..read.annotated.articles.len()).map(move |at| (file, at)));
        self.items = places.map(|(file, article)| Item { file, article, is_included: true }).collect();
    }

    /// All warnings: of folders and files that failed, then of each file.
    pub fn all_warnings(&self) -> impl Iterator<Item = String> {
        let of_files = self.files.iter().flat_map(|file| file.annotated.warnings.iter().map(ToString::to_string));
        self.warnings.iter().cloned().chain(of_files)
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
        let parts = [
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
        self.page = RefCell::new(PageView::new());
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
        let Self { files, items, .. } = self;
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
        files.into_iter().zip(included).map(kept).filter(|annotated| !annotated.articles.is_empty()).collect()
    }
}

/// Shows what was read, or says why nothing was.
pub fn take(state: &mut State, read: Read) {
    if read.is_again {
        // Where the preview was closed meanwhile, nobody waits for it.
        if let Some(file) = state.preview.as_mut().and_then(|preview| preview.rereading.take()) {
            replace(state, file, read);
        }
        return;
    }
    if read.files.iter().all(|file| file.annotated.articles.is_empty()) {
        state.status = if read.was_cancelled { "Stopped; nothing was imported" } else { "Nothing was imported" }.to_owned();
        read.left_out.into_iter().for_each(|note| state.tell(note));
        read.failed.into_iter().for_each(|failure| state.complain(failure));
        state.focus = Some(Focus::Page);
        return;
    }
    state.preview = Some(Preview::new(read));
    state.dialog = Some(Dialog::ImportPreview);
}

/// Puts a file that was read again in the place of what it was.
fn replace(state: &mut State, file: usize, mut read: Read) {
    let failed = read.failed.pop();
    let Some(preview) = &mut state.preview else { return };
    let Some(path) = preview.files.get(file).map(|file| file.path.clone()) else { return };
    // A folder of annotated data may hold several that are read under its path.
    let earlier = preview.files[..file].iter().filter(|file| file.path == path).count();
    match (read.files.into_iter().filter(|file| file.path == path).nth(earlier), failed) {
        (Some(again), _) => {
            preview.files[file] = again;
            preview.list();
            let first = preview.items.iter().position(|item| item.file == file).unwrap_or(0);
            preview.show(first);
        }
        (_, Some(failure)) => {
            preview.warnings.insert(0, failure);
            preview.shows_warnings = true;
        }
        _ => {}
    }
}

/// Carries out what the preview asked for.
pub fn carry_out(state: &mut State, request: PreviewRequest, context: &Context) {
    let Some(preview) = &mut state.preview else { return };
    match request {
        PreviewRequest::Show(place) => {
            preview.shows_warnings = false;
            preview.show(place);
        }
        PreviewRequest::Include(place, is_included) => {
            if let Some(item) = preview.items.get_mut(place) {
                item.is_included = is_included;
            }
        }
        PreviewRequest::SetField(field, value) => preview.set_field(field, value),
        PreviewRequest::SetEncoding(encoding) => reread(state, context, |options| options.encoding = encoding),
        PreviewRequest::SetColumn(column, name) => reread(state, context, |options| {
            // A column is one thing at a time.
            options.columns.0.retain(|_, taken| name.is_empty() || *taken != name);
            options.columns.0.insert(column, name);
        }),
        PreviewRequest::ShowWarnings(shows) => {
            preview.shows_warnings = shows;
            preview.saved = None;
        }
        PreviewRequest::SaveWarnings(path) => save_warnings(state, &path),
        PreviewRequest::Add => add(state),
    }
}

fn reread(state: &mut State, context: &Context, change: impl FnOnce(&mut ImportOptions)) {
    let known = state.project().articles().to_vec();
    let Some(preview) = &mut state.preview else { return };
    let Some(item) = preview.items.get(preview.selected) else { return };
    let file = &preview.files[item.file];
    let mut options = file.options.clone();
    change(&mut options);
    let order = Order { paths: vec![file.path.clone()], options, is_again: true, known };
    preview.rereading = Some(item.file);
    let context = context.clone();
    if !state.tasks.import(order, move || context.request_repaint()) {
        if let Some(preview) = &mut state.preview {
            preview.rereading = None;
        }
        state.status = "Another file is still being read".to_owned();
    }
}

fn save_warnings(state: &mut State, path: &Path) {
    state.dialog = Some(Dialog::ImportPreview);
    let Some(preview) = &mut state.preview else { return };
    let list: Vec<String> = preview.all_warnings().collect();
    let summary = preview.summary();
    // With the ending that a list of lines has, unless another was asked for.
    let path = if path.extension().is_none() { path.with_extension("txt") } else { path.to_owned() };
    preview.saved = Some(match store::save::create(&path, format!("{}\n\n{summary}\n", list.join("\n")).as_bytes()) {
        Ok(()) => format!("The list is in {}", path.display()),
        Err(error) => format!("The list was not saved: {error}: {}; choose another name", path.display()),
    });
}

/// Adds what is included as one step, and says what came of it.
fn add(state: &mut State) {
    let mut ids = match seed() {
        Ok(seed) => Ids::from_seed(seed),
        Err(error) => return projects::complain(state, &error),
    };
    let Some(preview) = state.preview.take() else { return };
    state.dialog = None;
    let was_cancelled = preview.was_cancelled;
    let warnings: Vec<String> = preview.all_warnings().collect();
    let (rest, num_out) = (preview.rest(), preview.num_skipped() + preview.num_failed);
    let now = (state.now)();
    let joined = import::join(state.session.project(), preview.sources(), now, &mut || ids.article().bits());
    let first = joined.new_articles.first().map(|record| record.article.id);
    let num_new = joined.new_articles.len();
    if !joined.edits.is_empty() {
        apply(state, Some(Edit::Batch(joined.edits)));
    }
    if let Some(article) = first.filter(|article| state.project().article(*article).is_some()) {
        state.article = Some(article);
        state.page = PageView::new();
        state.selected = None;
    }
    let num_known = joined.known_articles.len();
    let mut summary = format!("{} imported", of_all(num_new, num_new + num_known + num_out));
    if joined.num_annotations > 0 {
        let layers = plural(joined.analysts.len(), "layer");
        summary.push_str(&format!(", {} in {layers}", plural(joined.num_annotations, "annotation")));
    }
    if num_known > 0 {
        let left_out = plural(num_known, "article");
        summary.push_str(&format!("; {left_out} left out because the project has the same text already"));
    }
    if was_cancelled {
        summary.push_str("; stopped before the rest was read");
    }
    if !rest.is_empty() {
        summary.push_str(&format!("; {}", rest.join(", ")));
    }
    state.status = summary.clone();
    if num_out > 0 || num_known > 0 || was_cancelled || joined.num_annotations > 0 {
        state.tell(summary + ".");
    }
    warnings.into_iter().for_each(|warning| state.tell(warning));
    projects::ask_who_is_tagging(state);
}
