//! Copies figures from the window, saves them as a drawing or picture, or writes all of them as a report.
//!
//! Files are written beside the project, under unused names, on a thread.

use super::{CompareRoom, Exhibit, Form, exhibit};
use crate::{
    agreement::{gamma::NumSamples, statistics::Settings},
    app::{
        desk::Desk,
        page::{Typesetter, png},
        running::{Came, Running, Teller},
    },
    compare::{
        differences::differences,
        left_out::{Named, left_out, named},
        partial::Measurer,
        report::{self, Report},
        results::{Citation, Options, Results, csv::csv, latex::latex, table::Table, text::text},
    },
    parallel,
    project::{AnalystId, Project, Sha256},
    store,
};
use std::path::{Path, PathBuf};

/// Relative precision of chance for γ of three analysts or more, as on the command line.
const PRECISION: f64 = 0.02;
/// The number of articles measured before the thread checks whether it should stop.
const BATCH: usize = 8;

/// The file that is being written, and the outcome.
#[derive(Default)]
pub struct Taking {
    running: Option<Running<Result<PathBuf, String>>>,
    /// What to call it.
    what: &'static str,
    /// Words for the clipboard, until the next frame.
    clipboard: Option<String>,
}

impl Taking {
    /// How many of how many articles of a report are measured.
    pub fn progress(&self) -> Option<(usize, usize)> {
        self.running.as_ref().map(Running::progress)
    }

    /// Stops writing the file.
    pub fn stop(&mut self) {
        self.running = None;
    }
}

/// Copies or saves a figure.
pub(super) fn take(desk: &mut Desk, room: &mut CompareRoom, exhibit: Exhibit, form: Form) {
    let tables = exhibit.tables(desk, room);
    let joined = |write: fn(&Table) -> String| tables.iter().map(write).collect::<Vec<_>>().join("\n");
    match form {
        Form::Svg | Form::Png => return draw(desk, room, exhibit, form),
        _ if tables.is_empty() => {
            desk.status = "There are no such figures yet".to_owned();
            return;
        }
        Form::Text => room.taking.clipboard = Some(joined(text)),
        Form::Csv => room.taking.clipboard = Some(joined(csv)),
        Form::Latex => room.taking.clipboard = Some(joined(latex)),
    }
    desk.dialog = None;
    desk.status = format!("{}: copied", exhibit.name());
}

fn draw(desk: &mut Desk, room: &mut CompareRoom, exhibit: Exhibit, form: Form) {
    let Some(drawing) = exhibit.drawing(desk, room) else {
        desk.status = "There are no such figures yet".to_owned();
        return;
    };
    let palette = exhibit::palette(desk, room);
    let path = beside(desk, exhibit.name(), if form == Form::Svg { "svg" } else { "png" });
    begin(desk, room, "The figure", move |_| {
        let bytes = match form {
            // The system's fonts have the scripts that those of the app lack.
            Form::Png => png(&drawing, &palette, &mut Typesetter::new(&egui::Context::default(), true))?,
            _ => drawing.svg_file(&palette).into_bytes(),
        };
        create(&path, &bytes)
    });
}

/// Writes the report on the two who are compared, or on all analysts.
pub(super) fn write_report(desk: &mut Desk, room: &mut CompareRoom, of_all: bool) {
    let project = desk.project().clone();
    let people = project.analysts().iter().filter(|analyst| !analyst.id.is_gold()).map(|analyst| analyst.id.clone());
    let pair = room.pair.clone().map_or_else(Vec::new, Vec::from);
    let analysts: Vec<AnalystId> = if of_all { people.collect() } else { pair };
    if analysts.len() < 2 {
        desk.status = "A report needs two analysts".to_owned();
        return;
    }
    let date = (desk.now)().to_zoned(jiff::tz::TimeZone::UTC).date();
    let source = desk.session.path().to_owned();
    let path = beside(desk, "report", "html");
    let total = project.articles().len();
    begin(desk, room, "The report", move |teller| {
        let files = store::cited(&source).map_err(|error| format!("{error}: {}", source.display()))?;
        let files: Vec<(String, Sha256)> = files.into_iter().map(|file| (file.name, file.sha256)).collect();
        let html = html(&project, &analysts, (date, files), teller).ok_or("it was stopped")?;
        if teller.progress().is_cancelled() {
            return Err("it was stopped".to_owned());
        }
        create(&path, html.as_bytes())
    });
    if let Some(running) = room.taking.running.take() {
        room.taking.running = Some(running.expecting(total));
    }
}

/// The report; `None` where it was stopped.
fn html(
    project: &Project,
    analysts: &[AnalystId],
    (date, files): (jiff::civil::Date, Vec<(String, Sha256)>),
    teller: &Teller<Result<PathBuf, String>>,
) -> Option<String> {
    let num_threads = parallel::num_threads_beside_window();
    let num_samples = if analysts.len() == 2 { NumSamples::Fixed(300) } else { NumSamples::Precision(PRECISION) };
    let settings = Settings { num_samples, ..Settings::default() };
    let pairs = |record: &_, (a, b): (usize, usize)| differences(record, &analysts[a], &analysts[b], &[]);
    let mut shares = Vec::new();
    let measurer = Measurer::new(project, analysts, &[], &settings);
    for batch in project.articles().chunks(BATCH) {
        if teller.progress().is_cancelled() {
            return None;
        }
        shares.extend(parallel::map(batch, num_threads, |record| measurer.share(record, 1, pairs)));
        teller.progress().advance(batch.len());
        teller.wake();
    }
    let partial = measurer.partial(shares);
    let name = |id: &AnalystId| super::name_of(project, id);
    let label = |id: &String| {
        let known = project.codebook().labels.iter().find(|label| label.id.as_str() == id);
        known.map_or_else(|| id.clone(), |label| label.name.clone())
    };
    let seed = settings.seed;
    let results = Results::of(
        analysts.iter().map(name).collect(),
        partial.labels.iter().map(label).collect(),
        &partial.statistics(),
        Options::new(seed, num_threads),
    );
    let citation = Citation { project: Some(project.title().to_owned()), date, seed, files };
    Some(report::html(&Report {
        project,
        analysts,
        partial: &partial,
        results: &results,
        citation: &citation,
        left_out: named(&left_out(project, analysts, false), name).iter().map(Named::line).collect(),
        differences: &pairs,
    }))
}

/// A name beside the project that no file has: the project's, what it is, and the time.
fn beside(desk: &Desk, what: &str, ending: &str) -> PathBuf {
    let time = (desk.now)().strftime("%Y-%m-%d %H-%M-%S").to_string();
    let mut name = desk.session.path().file_stem().unwrap_or_default().to_os_string();
    name.push(format!(" {} {time}.{ending}", what.to_lowercase()));
    desk.session.path().with_file_name(name)
}

fn create(path: &Path, bytes: &[u8]) -> Result<PathBuf, String> {
    store::save::create(path, bytes).map_err(|error| format!("{error}: {}", path.display()))?;
    Ok(path.to_owned())
}

fn begin(
    desk: &mut Desk,
    room: &mut CompareRoom,
    what: &'static str,
    work: impl FnOnce(&Teller<Result<PathBuf, String>>) -> Result<PathBuf, String> + Send + 'static,
) {
    if room.taking.running.is_some() {
        desk.status = "Something is being saved already".to_owned();
        return;
    }
    desk.dialog = None;
    let waker = room.waker.clone();
    let wake = move || waker.iter().for_each(egui::Context::request_repaint);
    room.taking.what = what;
    room.taking.running = Some(Running::once("save figures", wake, work));
}

/// Puts what was copied on the clipboard, and says what came of saving.
pub(super) fn refresh(desk: &mut Desk, room: &mut CompareRoom, context: &egui::Context) {
    room.waker = Some(context.clone());
    if let Some(words) = room.taking.clipboard.take() {
        context.copy_text(words);
    }
    let taking = &mut room.taking;
    let Some(came) = taking.running.as_ref().and_then(Running::poll) else { return };
    taking.running = None;
    let what = taking.what;
    match came {
        Came::News(Ok(path)) => desk.tell(format!("{what} is in {}.", path.display())),
        Came::News(Err(why)) => desk.complain(format!("{what} was not saved: {why}")),
        Came::End => desk.complain(format!("{what} was not saved: it broke off")),
    }
}
