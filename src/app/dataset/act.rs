//! Carries out the requests of the room, and takes in the results of background work.

use super::{
    Ask, Choices, DatasetState, Exported, Order, Which,
    look::{self, News},
};
use crate::{
    app::{
        desk::{Desk, Dialog, choices, navigate, room::Room},
        running::{Came, Running},
    },
    export::{Format, dataset::command_line},
    text::{
        ByteRange, listed,
        words::{capital, counted, plural},
    },
};
use egui::Context;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// The number of projects whose choices are kept.
const MAX_KEPT: usize = 40;

/// Enters the room with the choices of the last time.
pub fn enter(desk: &mut Desk, dataset: &mut DatasetState) {
    if dataset.choices.is_none() {
        let kept = desk.prefs.datasets.get(&desk.project().id().to_string());
        let choices = kept.map_or_else(Choices::default, |kept| Choices::parse(kept, desk.project()));
        dataset.choices = Some(choices);
    }
}

/// Keeps the choices for the next time the project is open.
pub fn keep(desk: &mut Desk, dataset: &mut DatasetState) {
    let Some(choices) = &dataset.choices else { return };
    let (id, stored) = (desk.project().id().to_string(), choices.stored());
    if desk.prefs.datasets.get(&id) == Some(&stored) {
        return;
    }
    while desk.prefs.datasets.len() >= MAX_KEPT && !desk.prefs.datasets.contains_key(&id) {
        desk.prefs.datasets.pop_first();
    }
    desk.prefs.datasets.insert(id, stored);
    choices::keep_prefs(desk);
}

/// The absolute path of the project file, for a shell in any folder.
fn project_file(desk: &Desk) -> PathBuf {
    let path = desk.session.path();
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The file or folder that is written to.
pub fn target(desk: &Desk, dataset: &DatasetState) -> PathBuf {
    let project = project_file(desk);
    let folder = project.parent().unwrap_or_else(|| Path::new(""));
    let choices = dataset.choices.as_ref();
    let typed = choices.map_or("", |choices| choices.target.trim());
    match (typed, typed.strip_prefix("~/"), std::env::home_dir()) {
        ("", ..) => {
            let stem = project.file_stem().unwrap_or_default().to_string_lossy();
            let name = match choices.map_or(Format::Jsonl, |choices| choices.settings.format) {
                Format::Jsonl => format!("{stem}.jsonl"),
                format => format!("{stem}-{}", format.name()),
            };
            folder.join(name)
        }
        (_, Some(rest), Some(home)) => home.join(rest),
        _ => folder.join(typed),
    }
}

/// Carries out a request of the room.
pub fn act(desk: &mut Desk, dataset: &mut DatasetState, ask: Ask, context: &Context) {
    match ask {
        Ask::Choose(choices) => choose(dataset, *choices),
        Ask::Filter(filter) => dataset.filter = filter,
        Ask::Tick(article) => {
            let id = article.to_string();
            tick(dataset, |ticked| {
                if !ticked.remove(&id) {
                    ticked.insert(id);
                }
            });
        }
        Ask::TickAll(all) => {
            refresh(desk, dataset);
            let records = dataset.listed().iter().filter_map(|place| desk.project().articles().get(*place));
            let ids: Vec<String> = records.map(|record| record.article.id.to_string()).collect();
            tick(dataset, |ticked| {
                if all {
                    ticked.extend(ids);
                } else {
                    ids.iter().for_each(|id| {
                        ticked.remove(id);
                    });
                }
            });
        }
        Ask::Target(path) => {
            if let Some(choices) = &dataset.choices {
                choose(dataset, Choices { target: path.display().to_string(), ..choices.clone() });
            }
        }
        Ask::Go(place) => go(desk, dataset, place),
        Ask::Export => export(desk, dataset, false, context),
        Ask::Overwrite => {
            desk.dialog = None;
            export(desk, dataset, true, context);
        }
        Ask::CopyCommand => copy(desk, dataset, context),
        Ask::Look => {
            dataset.is_stopped = false;
            dataset.seen = None;
        }
        Ask::Stop if dataset.export_progress().is_some() => dataset.cancel_export(),
        Ask::Stop => {
            dataset.is_stopped = dataset.is_busy();
            dataset.look.iter().for_each(Running::cancel);
        }
    }
}

/// Brings the list of articles to tick up to date, before a frame is drawn.
pub fn refresh(desk: &mut Desk, dataset: &mut DatasetState) {
    if dataset.choices.as_ref().is_some_and(|choices| choices.which == Which::Ticked) {
        dataset.list(desk.session.project(), desk.revision);
    }
}

fn choose(dataset: &mut DatasetState, choices: Choices) {
    dataset.is_stopped = false;
    dataset.choices = Some(choices);
}

fn tick(dataset: &mut DatasetState, change: impl FnOnce(&mut std::collections::BTreeSet<String>)) {
    dataset.is_stopped = false;
    if let Some(choices) = &mut dataset.choices {
        choices.which = Which::Ticked;
        change(Arc::make_mut(&mut choices.ticked));
    }
}

fn go(desk: &mut Desk, dataset: &mut DatasetState, place: usize) {
    let Some(loss) = dataset.report.losses.get(place) else { return };
    let (article, annotation) = (loss.article, loss.annotation);
    let found = annotation.and_then(|id| desk.project().annotation(article, id));
    let range = found.map_or_else(|| ByteRange::from_usize(0..0), |found| found.fragments.first());
    keep(desk, dataset);
    navigate::go_to(desk, article, range, annotation);
}

fn export(desk: &mut Desk, dataset: &mut DatasetState, is_replacing: bool, context: &Context) {
    let Some(choices) = &dataset.choices else { return };
    if dataset.export_progress().is_some() {
        desk.status = "A dataset is being written already".to_owned();
        return;
    }
    let settings = match choices.settings() {
        Ok(settings) => settings,
        Err(problem) => return desk.complain(problem),
    };
    let target = target(desk, dataset);
    if !is_replacing && is_taken(&target) {
        desk.dialog = Some(Dialog::Overwrite(target));
        return;
    }
    keep(desk, dataset);
    let now = (desk.now)();
    let order = Order {
        project: desk.project().clone(),
        settings,
        target,
        project_file: desk.session.path().to_owned(),
        is_replacing,
        now: jiff::Timestamp::from_second(now.as_second()).unwrap_or(now),
    };
    let context = context.clone();
    desk.status.clear();
    dataset.write(order, move || context.request_repaint());
}

/// Whether writing here needs confirmation: it is a file, or a folder that is not empty.
fn is_taken(target: &Path) -> bool {
    match std::fs::read_dir(target) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => target.symlink_metadata().is_ok(),
    }
}

/// The same export as a command line.
///
/// # Errors
/// What is to be corrected about the choices, as a sentence.
pub fn command(desk: &Desk, dataset: &DatasetState) -> Result<String, String> {
    let settings = dataset.choices.as_ref().map_or_else(|| Choices::default().settings(), Choices::settings)?;
    Ok(command_line(&settings, &project_file(desk).display().to_string(), &target(desk, dataset).display().to_string()))
}

fn copy(desk: &mut Desk, dataset: &mut DatasetState, context: &Context) {
    match command(desk, dataset) {
        Ok(command) => {
            context.copy_text(command);
            desk.status = "The command is in the clipboard".to_owned();
        }
        Err(problem) => desk.complain(problem),
    }
}

/// Takes in what was found out and what was written since the last frame, and looks anew after a change.
pub fn poll(desk: &mut Desk, dataset: &mut DatasetState, context: &Context) {
    if let Some(exported) = dataset.poll_export() {
        finish(desk, dataset, exported);
    }
    while let Some(came) = dataset.look.as_ref().and_then(Running::poll) {
        match came {
            Came::News(news) => take(dataset, news),
            Came::End => dataset.look = None,
        }
    }
    let is_here = desk.room == Room::Dataset;
    let Some(choices) = dataset.choices.as_ref().filter(|_| is_here) else {
        if dataset.look.take().is_some() {
            // When the user comes back, it is computed anew.
            dataset.seen = None;
        }
        return;
    };
    let is_seen = dataset.seen.as_ref().is_some_and(|(revision, seen)| *revision == desk.revision && seen == choices);
    if is_seen || dataset.is_stopped {
        return;
    }
    match &dataset.look {
        // Only one look runs at a time, and this one reports its end.
        Some(look) => look.cancel(),
        None => start(desk, dataset, context),
    }
}

fn start(desk: &mut Desk, dataset: &mut DatasetState, context: &Context) {
    let Some(choices) = dataset.choices.clone() else { return };
    let (project, settings) = (desk.session.project().clone(), choices.settings());
    dataset.seen = Some((desk.revision, choices));
    dataset.report = Default::default();
    dataset.looked_at = (0, 0);
    dataset.problem = None;
    let context = context.clone();
    match settings {
        Ok(settings) => dataset.look = Some(look::start(project, settings, move || context.request_repaint())),
        Err(problem) => dataset.fail(problem),
    }
}

impl DatasetState {
    fn fail(&mut self, problem: String) {
        (self.preview, self.figures, self.problem) = (None, None, Some(problem));
    }
}

fn take(dataset: &mut DatasetState, news: News) {
    if dataset.look.as_ref().is_some_and(Running::is_cancelled) {
        return;
    }
    match news {
        News::Preview(preview) => dataset.preview = Some(preview),
        News::Figures(figures) => {
            dataset.looked_at.1 = figures.parts.values().map(|part| part.num_articles).sum();
            dataset.figures = Some(figures);
        }
        News::Losses(report, looked_at) => {
            dataset.report.add(report);
            dataset.looked_at = looked_at;
        }
        News::Problem(problem) => dataset.fail(problem),
    }
}

fn finish(desk: &mut Desk, dataset: &mut DatasetState, exported: Exported) {
    match exported {
        Exported::Done { target, num_articles, num_annotations, num_losses, removed, others } => {
            let (articles, annotations) = (plural(num_articles, "article"), plural(num_annotations, "annotation"));
            let lost = if num_losses == 0 {
                "nothing is lost".to_owned()
            } else {
                format!("the report names {}", counted(num_losses, "loss", "losses"))
            };
            desk.status = "Dataset written".to_owned();
            let mut told = format!("{articles} and {annotations} written to {}; {lost}.", target.display());
            if !removed.is_empty() {
                let files = counted(removed.len(), "file", "files");
                told.push_str(&format!(
                    " Removed {files} of the earlier dataset that this one lacks: {}.",
                    listed(removed.len(), removed)
                ));
            }
            if !others.is_empty() {
                let files = counted(others.len(), "other file", "other files");
                told.push_str(&format!(" {files} in the folder left as they were: {}.", listed(others.len(), others)));
            }
            desk.tell(told);
        }
        Exported::Exists => desk.dialog = Some(Dialog::Overwrite(target(desk, dataset))),
        Exported::Stopped => desk.status = "Stopped; nothing was exported".to_owned(),
        Exported::Failed(why) => desk.complain(format!("{}. Nothing was exported.", capital(&why))),
    }
}
