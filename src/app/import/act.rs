//! Handles files that were read: shows them, reads them again, and adds them.

use super::{
    Ask, ImportRoom, Preview, of_all,
    reading::{Order, Read},
};
use crate::{
    app::{
        desk::{Desk, Dialog, Focus, change::apply, choices::ask_who_is_tagging, sessions::seed},
        page::Reader,
    },
    import::{self, Copies, ImportOptions, Joined, Stranger},
    project::Edit,
    store::{self, Ids},
    text::{Message, one_line_a_kind, words::plural},
};
use egui::Context;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// Looks whether what is read has come, and shows it.
pub fn poll(desk: &mut Desk, room: &mut ImportRoom) {
    if let Some(read) = room.poll() {
        take(desk, room, read);
    }
}

/// Shows what was read, or reports why nothing was.
fn take(desk: &mut Desk, room: &mut ImportRoom, read: Read) {
    if read.is_again {
        // If the preview has been closed in the meantime, nobody waits for it.
        if let Some(file) = room.preview.as_mut().and_then(|preview| preview.rereading.take()) {
            replace(room, file, read);
        }
        return;
    }
    if read.files.iter().all(|file| file.annotated.articles.is_empty()) {
        desk.status = if read.was_cancelled { "Stopped; nothing was imported" } else { "Nothing was imported" }.to_owned();
        read.left_out.into_iter().for_each(|note| desk.tell(note));
        read.failed.into_iter().for_each(|failure| desk.complain(failure));
        desk.focus = Some(Focus::Page);
        return;
    }
    room.preview = Some(Preview::new(read));
    desk.dialog = Some(Dialog::ImportPreview);
}

/// Replaces a file that was read again.
fn replace(room: &mut ImportRoom, file: usize, mut read: Read) {
    let failed = read.failed.pop();
    let Some(preview) = &mut room.preview else { return };
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

/// Carries out a request of the room.
pub fn act(desk: &mut Desk, room: &mut ImportRoom, ask: Ask, context: &Context) {
    match ask {
        Ask::Read(paths) => read(desk, room, paths, context),
        Ask::Stop => room.stop(),
        Ask::SetUntagged(meaning) => with_preview(room, |preview| preview.untagged = meaning),
        Ask::SetTagged(meaning) => with_preview(room, |preview| preview.tagged = meaning),
        Ask::Show(place) => with_preview(room, |preview| {
            preview.shows_warnings = false;
            preview.show(place);
        }),
        Ask::Include(place, is_included) => with_preview(room, |preview| {
            if let Some(item) = preview.items.get_mut(place) {
                item.is_included = is_included;
            }
        }),
        Ask::SetField(field, value) => with_preview(room, |preview| preview.set_field(field, value)),
        Ask::SetEncoding(encoding) => reread(desk, room, context, |options| options.encoding = encoding),
        Ask::SetColumn(column, name) => reread(desk, room, context, |options| {
            // A column is one thing at a time.
            options.columns.0.retain(|_, taken| name.is_empty() || *taken != name);
            options.columns.0.insert(column, name);
        }),
        Ask::SetSheet(name) => reread(desk, room, context, |options| options.sheet = Some(name)),
        Ask::SetDayOrder(order) => reread(desk, room, context, |options| options.day_order = order),
        Ask::ShowWarnings(shows) => with_preview(room, |preview| {
            preview.shows_warnings = shows;
            preview.saved = None;
        }),
        Ask::SaveWarnings(path) => save_warnings(desk, room, &path),
        Ask::Add => add(desk, room),
    }
}

fn with_preview(room: &mut ImportRoom, change: impl FnOnce(&mut Preview)) {
    if let Some(preview) = &mut room.preview {
        change(preview);
    }
}

/// Reads articles in the background.
fn read(desk: &mut Desk, room: &mut ImportRoom, paths: Vec<PathBuf>, context: &Context) {
    desk.dialog = None;
    if desk.session.read_only().is_some() {
        desk.complain("Articles cannot be imported into a read-only project; save a copy first.");
        return;
    }
    let known = desk.project().articles().to_vec();
    // What was taken for the text is seen, and changed, before anything is imported.
    let options = ImportOptions { takes_any_body: true, ..ImportOptions::default() };
    let context = context.clone();
    if !room.read(Order { paths, known, options, ..Order::default() }, move || context.request_repaint()) {
        desk.status = "Articles are being imported already".to_owned();
    }
}

fn reread(desk: &mut Desk, room: &mut ImportRoom, context: &Context, change: impl FnOnce(&mut ImportOptions)) {
    let known = desk.project().articles().to_vec();
    let Some(preview) = &mut room.preview else { return };
    let Some(item) = preview.items.get(preview.selected) else { return };
    let file = &preview.files[item.file];
    let mut options = file.options.clone();
    change(&mut options);
    let order = Order { paths: vec![file.path.clone()], options, is_again: true, known };
    preview.rereading = Some(item.file);
    let context = context.clone();
    if !room.read(order, move || context.request_repaint()) {
        if let Some(preview) = &mut room.preview {
            preview.rereading = None;
        }
        desk.status = "Another file is still being read".to_owned();
    }
}

fn save_warnings(desk: &mut Desk, room: &mut ImportRoom, path: &Path) {
    let Some(preview) = &mut room.preview else { return };
    desk.dialog = Some(Dialog::ImportPreview);
    let list: Vec<String> = preview.all_warnings().collect();
    let summary = preview.summary();
    // With the ending that a list of lines has, unless another was asked for.
    let path = if path.extension().is_none() { path.with_extension("txt") } else { path.to_owned() };
    preview.saved = Some(match store::save::create(&path, format!("{}\n\n{summary}\n", list.join("\n")).as_bytes()) {
        Ok(()) => format!("The list is in {}", path.display()),
        Err(error) => format!("The list was not saved: {error}: {}; choose another name", path.display()),
    });
}

/// What joining has to say beyond what reading said, each with its place.
fn beyond(joined: &mut Joined, told: &[(String, String)]) -> Vec<(String, String)> {
    let told: BTreeSet<&(String, String)> = told.iter().collect();
    let warnings = std::mem::take(&mut joined.warnings).into_iter().map(|warning| (warning.place(), warning.message));
    let layers = joined.left_layers.iter().map(|layer| {
        let what = if layer.changed.count == 0 { "“Add layers from a copy”" } else { "“obelus import --layers”" };
        format!("{layer}; {what} takes it")
    });
    let people = joined.strangers.iter().map(|Stranger { id, here, there }| {
        format!("{there} of the data has the id “{id}” of {here} here, and was taken for another person")
    });
    let others = layers.chain(people).map(|words| (String::new(), words));
    warnings.filter(|warning| !told.contains(warning)).chain(others).collect()
}

/// Adds everything that is included as one step, and reports the result.
fn add(desk: &mut Desk, room: &mut ImportRoom) {
    let mut ids = match seed() {
        Ok(seed) => Ids::from_seed(seed),
        Err(error) => return desk.complain_of(&error),
    };
    let Some(preview) = room.preview.take() else { return };
    desk.dialog = None;
    let was_cancelled = preview.was_cancelled;
    let mut warnings = preview.placed_warnings();
    let (rest, num_out) = (preview.rest(), preview.num_skipped() + preview.num_failed);
    let now = (desk.now)();
    let mut sources = preview.sources();
    sources.iter_mut().for_each(|source| source.copies = Copies::LeaveDiffering);
    let mut joined = import::join(desk.session.project(), sources, now, &mut || ids.article().bits());
    let more = beyond(&mut joined, &warnings);
    let first = joined.new_articles.first().map(|record| record.article.id);
    let num_new = joined.new_articles.len();
    if !joined.edits.is_empty() {
        apply(desk, Edit::Batch(joined.edits));
    }
    if let Some(article) = first.filter(|article| desk.project().article(*article).is_some()) {
        desk.open.article = Some(article);
        desk.open.page = Reader::new();
        desk.open.selected = None;
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
    desk.status = summary.clone();
    if num_out > 0 || num_known > 0 || was_cancelled || joined.num_annotations > 0 {
        desk.tell(summary + ".");
    }
    warnings.extend(more);
    let messages: Vec<_> = warnings.iter().map(|(place, words)| Message { place, words }).collect();
    one_line_a_kind(&messages, "the preview of an import lists them").into_iter().for_each(|line| desk.tell(line));
    ask_who_is_tagging(desk);
}
