//! Starts the window: chooses the project that it shows, and words the error if there is no display.

use super::{
    desk::{
        files::Files,
        prefs::{Folders, Prefs},
        sessions,
    },
    dispatch::{self, request::Request},
    import,
    rooms::State,
    signals,
    window::Window,
};
use crate::store::{self, Opened, StoreError};
use eframe::{CreationContext, Frame, NativeOptions};
use egui::{Context, Ui, vec2};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Why the window did not open.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The requested project cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system names no folder for the user's files.
    #[error("the system names no home folder; name a project: obelus PROJECT")]
    NoFolder,
    /// There is no display, or no OpenGL on it.
    #[error("cannot open a window: {0}")]
    NoDisplay(String),
    /// The display went away while the window was open.
    #[error("the window had to close: {0}; every change is in the project and its log")]
    DisplayGone(String),
}

impl AppError {
    /// Suggests a remedy, if there is one.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Store(error) => error.hint(),
            Self::NoFolder | Self::DisplayGone(_) => None,
            Self::NoDisplay(_) => Some(
                "run it in a desktop session; on Debian or Ubuntu a window needs the packages libx11-6 libx11-xcb1 libxcursor1 \
                 libxi6 libxkbcommon-x11-0 libegl1 libgl1-mesa-dri; every command of “obelus --help” works without a window",
            ),
        }
    }
}

/// Opens the window on `paths`, which name a project or articles for a new project. Without paths it opens the project that
/// was open last, or else a copy of the sample project in the user's folder. Returns when the window is closed.
///
/// # Errors
/// [`AppError`].
pub fn run(paths: Vec<PathBuf>) -> Result<(), AppError> {
    let folders = Folders::of_user();
    let prefs = folders.as_ref().map(|folders| Prefs::load(folders.prefs())).unwrap_or_default();
    let Start { opened, articles, complaint } = start(paths, folders.as_ref(), &prefs)?;
    let options = NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_app_id("obelus")
            .with_title("Obelus")
            .with_inner_size(vec2(1440.0, 900.0))
            .with_min_inner_size(vec2(900.0, 560.0)),
        ..NativeOptions::default()
    };
    let has_opened = Arc::new(AtomicBool::new(false));
    let opening = Arc::clone(&has_opened);
    let create = move |creation: &CreationContext<'_>| {
        let context = &creation.egui_ctx;
        signals::listen(context);
        opening.store(true, Ordering::SeqCst);
        let mut state = State::new(opened, prefs, Files::default(), now);
        if let Some(folders) = folders {
            state.desk.set_rescue_folder(folders.data);
        }
        let mut window = Window::new(context, state, true);
        if let Some(complaint) = complaint {
            window.state.desk.complain(complaint);
        }
        if !articles.is_empty() {
            dispatch::act(&mut window.state, Request::Import(import::Ask::Read(articles)), context);
        }
        Ok(Box::new(Native { window, title: String::new(), is_ending: false }) as Box<dyn eframe::App>)
    };
    eframe::run_native("Obelus", options, Box::new(create)).map_err(|error| {
        let reason = reason(&error);
        if has_opened.load(Ordering::SeqCst) { AppError::DisplayGone(reason) } else { AppError::NoDisplay(reason) }
    })
}

/// The reason why there is no window, in plain words if the error is a known one.
fn reason(error: &eframe::Error) -> String {
    let has_display = ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"].iter().any(|name| std::env::var_os(name).is_some());
    if cfg!(target_os = "linux") && !has_display {
        return "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)".to_owned();
    }
    let text = error.to_string();
    // Errors of the operating system begin with the source line that raised them, which does not help a user.
    text.rsplit_once(".rs:").and_then(|(_, rest)| rest.split_once(": ")).map_or_else(|| text.clone(), |(_, rest)| rest.to_owned())
}

/// Reads the clock for the window.
#[expect(clippy::disallowed_methods, reason = "the window is where the time comes in")]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// The state and settings with which the window begins.
struct Start {
    opened: Opened,
    articles: Vec<PathBuf>,
    complaint: Option<String>,
}

fn start(paths: Vec<PathBuf>, folders: Option<&Folders>, prefs: &Prefs) -> Result<Start, AppError> {
    let is_project = |path: &Path| path.extension().is_some_and(|ending| ending == "ron");
    match paths.as_slice() {
        [] => {}
        [path] if is_project(path) => {
            return Ok(Start { opened: sessions::open_session(path)?, articles: Vec::new(), complaint: None });
        }
        _ => {
            let opened = sessions::open_untitled(folders.ok_or(AppError::NoFolder)?)?;
            return Ok(Start { opened, articles: paths, complaint: None });
        }
    }
    let mut complaint = None;
    if let Some(last) = prefs.last_project.as_ref().filter(|last| last.exists()) {
        match sessions::open_session(last) {
            Ok(opened) => return Ok(Start { opened, articles: Vec::new(), complaint: None }),
            Err(error) => complaint = Some(format!("{}. The sample project was opened instead.", store::with_causes(&error))),
        }
    }
    let opened = sessions::open_sample(folders.ok_or(AppError::NoFolder)?)?;
    Ok(Start { opened, articles: Vec::new(), complaint })
}

/// The window as `eframe` runs it.
struct Native {
    window: Window,
    title: String,
    is_ending: bool,
}

impl eframe::App for Native {
    fn logic(&mut self, context: &Context, _frame: &mut Frame) {
        if signals::is_asked_to_end() && !std::mem::replace(&mut self.is_ending, true) {
            self.window.end(context);
        }
        self.window.logic(context);
        let title = format!("{} – Obelus", self.window.state.desk.project().title());
        if title != self.title {
            context.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut Frame) {
        self.window.ui(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.window.close();
    }
}

impl Drop for Native {
    /// Runs when the window goes away without being closed, after an error or a panic in the drawing code.
    fn drop(&mut self) {
        self.window.close();
    }
}
