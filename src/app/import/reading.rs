//! Reading what is to be imported, in the background: the same files and formats as on the command line.

use crate::{
    app::running::Progress,
    import::{
        self, Annotated, Budget, Columns, ImportOptions, InputFile, Watch,
        exchange::{self, Exchange},
        similar::near_duplicates,
    },
    parallel,
    project::{ArticleRecord, Sha256},
    store::{self, with_causes},
    text::words::cut,
};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

/// What is to be read, and how.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// What the user settled.
    pub options: ImportOptions,
    /// Whether a file of the preview is read again.
    pub is_again: bool,
    /// The articles of the project, with which the new ones are compared.
    pub known: Vec<Arc<ArticleRecord>>,
}

/// A file, or a folder whose files belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadFile {
    /// Where it lies.
    pub path: PathBuf,
    /// How it was read.
    pub options: ImportOptions,
    /// What it holds.
    pub annotated: Annotated,
    /// The columns, if it is a table.
    pub columns: Option<Columns>,
    /// Rows or entries that were left out.
    pub num_skipped: usize,
    /// For each article: what to say of a text that is there already, or nearly.
    pub notes: Vec<String>,
}

/// What came of reading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    /// What was read, in the order of the paths.
    pub files: Vec<ReadFile>,
    /// What folders hold besides articles, a sentence each.
    pub left_out: Vec<String>,
    /// Files and folders that could not be read, each with the reason and what to do.
    pub failed: Vec<String>,
    /// Whether the user stopped it.
    pub was_cancelled: bool,
    /// Whether a file of the preview was read again.
    pub is_again: bool,
}

/// Reads everything; `wake` is called now and then.
pub fn read_all(order: &Order, progress: &Progress, wake: &(impl Fn() + Sync)) -> Read {
    let mut read = Read { is_again: order.is_again, ..Read::default() };
    let mut files = Vec::new();
    for path in &order.paths {
        if path.is_dir()
            && let Some(folder) = annotated_folder(path, order, progress, wake, &mut read)
        {
            read.files.extend(folder);
        } else {
            let walk = store::walk(std::slice::from_ref(path), import::is_article_name);
            read.left_out.extend(walk.left_out.iter().map(ToString::to_string));
            read.failed.extend(walk.unlisted.iter().map(|unlisted| with_causes(unlisted)));
            files.extend(walk.files);
        }
    }
    progress.add_to_total(files.len());
    let is_cancelled = || progress.is_cancelled();
    let budget = Budget::default();
    let files_read = parallel::map_until(&files, parallel::num_threads(), is_cancelled, |path| {
        let mut failed = Vec::new();
        let read = read_file(path, &order.options, &budget, &mut failed);
        progress.step(1, wake);
        (read, failed)
    });
    read.was_cancelled = is_cancelled() || files_read.len() < files.len();
    for (file, failed) in files_read {
        read.failed.extend(failed);
        match file {
            Ok(files) => read.files.extend(files),
            Err(error) => read.failed.push(error),
        }
    }
    note_copies(&mut read, &order.known);
    read
}

/// A file of any kind; annotated data with what lies beside it. Parts of it that were refused are told apart.
fn read_file(path: &Path, options: &ImportOptions, budget: &Budget, failed: &mut Vec<String>) -> Result<Vec<ReadFile>, String> {
    if path.extension().is_some_and(|ending| ending == "ann") {
        return Err(format!("{} has annotations without their text; import the folder that it lies in", path.display()));
    }
    let shown = path.display().to_string();
    let mut share = budget.take(store::article_bytes(path).min(import::max_bytes(path)));
    let bytes = bytes_of(path)?;
    share.grow_to(import::needed_bytes(&bytes));
    if import::jsonl::is_ours(&bytes) {
        let read = import::jsonl::read(&shown, &bytes).map_err(|error| with_causes(&error))?;
        return Ok(vec![annotated_file(path, options, read, failed)]);
    }
    if options.format.is_none() && Exchange::detect(&bytes).is_some() {
        let beside = import::beside(path).into_iter().filter(|(_, place)| place.is_file());
        let parts: Vec<_> = beside.filter_map(|(name, place)| Some((name, bytes_of(&place).ok()?))).collect();
        let mut files = vec![InputFile { path: &shown, bytes: &bytes }];
        files.extend(parts.iter().map(|(name, bytes)| InputFile { path: name, bytes }));
        let found = exchange::read(&files, None).0.into_iter();
        return Ok(found.map(|(_, read)| annotated_file(path, options, read, failed)).collect());
    }
    let read = import::import_file_with(path, &bytes, options).map_err(|error| with_causes(&error))?.imported;
    let (columns, num_skipped) = (read.columns.clone(), read.num_skipped);
    Ok(vec![ReadFile { columns, num_skipped, ..annotated_file(path, options, Annotated::from(read), failed) }])
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, String> {
    store::read_article(path, import::max_bytes(path)).map_err(|error| with_causes(&error))
}

/// What the preview shows of annotated data; what was refused goes to where all failures are told.
fn annotated_file(path: &Path, options: &ImportOptions, annotated: Annotated, failed: &mut Vec<String>) -> ReadFile {
    failed.extend(annotated.failed.iter().map(|error| with_causes(error)));
    let annotated = Annotated { failed: Vec::new(), ..annotated };
    let options = options.clone();
    ReadFile { path: path.to_owned(), options, annotated, columns: None, num_skipped: 0, notes: Vec::new() }
}

/// All of a folder that has annotated data in it: brat's, or that of other programs with articles beside it. `None` if it
/// has none, or if the user stopped it.
fn annotated_folder(
    folder: &Path,
    order: &Order,
    progress: &Progress,
    wake: &(impl Fn() + Sync),
    told: &mut Read,
) -> Option<Vec<ReadFile>> {
    let has_ending = |path: &Path, endings: &[&str]| path.extension().is_some_and(|e| endings.iter().any(|known| e == *known));
    let is_brat = !store::files_below(folder, |path| has_ending(path, &["ann"])).files.is_empty();
    let is_likely = |path: &Path| exchange::is_likely_name(&path.to_string_lossy());
    let is_stopped = || progress.is_cancelled();
    // Whoever cannot be read is told of when it is read.
    let is_data = |path: &Path| !is_stopped() && bytes_of(path).is_ok_and(|bytes| import::is_annotated_data(&bytes));
    if !is_brat && !store::files_below(folder, is_likely).files.iter().any(|(_, path)| is_data(path)) {
        return None;
    }
    let is_wanted = |path: &Path| match is_brat {
        true => has_ending(path, &["txt", "ann", "conf"]),
        false => import::is_readable_name(&path.to_string_lossy()),
    };
    let store::Below { files: listed, unlisted, left_out } = store::files_below(folder, is_wanted);
    told.failed.extend(unlisted.iter().map(|unlisted| with_causes(unlisted)));
    told.left_out.extend(left_out.iter().map(ToString::to_string));
    progress.add_to_total(listed.len());
    wake();
    let read = parallel::map_until(&listed, parallel::num_threads(), is_stopped, |(_, path)| bytes_of(path));
    let mut files = Vec::new();
    for ((name, _), bytes) in listed.iter().zip(&read) {
        match bytes {
            Ok(bytes) => files.push(InputFile { path: name, bytes }),
            Err(error) => {
                told.failed.push(error.clone());
                progress.step(1, wake);
            }
        }
    }
    let step = |num_files| progress.step(num_files, wake);
    let watch = Watch::new(&is_stopped, &step);
    let sources = if is_brat {
        vec![(String::new(), import::brat::read_watched(&files, None, "brat", watch))]
    } else {
        let read = import::read_folder_watched(&files, None, &order.options, watch);
        told.failed.extend(read.failed.iter().map(|error| with_causes(error)));
        read.sources
    };
    // What has been read so far is not all of it.
    if is_stopped() {
        return None;
    }
    let place = |inside: &str| if inside.is_empty() { folder.to_owned() } else { folder.join(inside) };
    let sources = sources.into_iter();
    Some(sources.map(|(inside, source)| annotated_file(&place(&inside), &order.options, source, &mut told.failed)).collect())
}

/// Says of each article whether its text is there already, or one that is nearly the same.
fn note_copies(read: &mut Read, known: &[Arc<ArticleRecord>]) {
    let mut texts: Vec<&str> = known.iter().map(|record| record.article.text.as_str()).collect();
    let mut titles: Vec<String> = known.iter().map(|record| record.article.title().to_owned()).collect();
    let mut places = Vec::new();
    for (file, read) in read.files.iter().enumerate() {
        for (article, annotated) in read.annotated.articles.iter().enumerate() {
            places.push((file, article));
            texts.push(&annotated.article.text);
            titles.push(title_of(&annotated.article));
        }
    }
    let mut seen: HashMap<Sha256, usize> = HashMap::new();
    let mut notes = vec![String::new(); texts.len()];
    for (place, text) in texts.iter().enumerate() {
        let earlier = *seen.entry(Sha256::of(text.as_bytes())).or_insert(place);
        if earlier != place {
            notes[place] = format!("same text as “{}”: joined to it", titles[earlier]);
        }
    }
    for pair in near_duplicates(&texts, known.len()) {
        if notes[pair.later].is_empty() {
            notes[pair.later] = format!("{} % the same as “{}”", pair.percent, titles[pair.earlier]);
        }
    }
    for ((file, _), note) in places.into_iter().zip(notes.split_off(known.len())) {
        read.files[file].notes.push(note);
    }
}

/// What people call an article before it is one.
pub fn title_of(article: &import::ImportedArticle) -> String {
    let first_line = || article.text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let headline = article.metadata.headline.as_str();
    let title = if headline.is_empty() { first_line() } else { headline };
    cut(title, 200)
}
