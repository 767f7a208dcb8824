//! The window, worked by keys and through what a screen reader sees.

#[path = "../support/soft.rs"]
mod soft;

mod keyboard;
mod panel;
mod projects;

use egui::{Key, Modifiers, Theme, Vec2, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable as _};
use obelus::{
    app::{
        Window,
        files::Files,
        prefs::Prefs,
        state::{Focus, State},
    },
    project::Annotation,
    store,
};
use std::path::{Path, PathBuf};

/// A window on a copy of the sample project, and the folder it lies in.
pub(crate) struct Desk {
    pub(crate) harness: Harness<'static, Option<Window>>,
    pub(crate) folder: tempfile::TempDir,
}

/// A clock that stands still.
fn now() -> jiff::Timestamp {
    "2026-05-04T12:00:00Z".parse().unwrap()
}

impl Desk {
    /// A window on a copy of the sample project.
    pub(crate) fn sample() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sample.ron");
        std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/projects/dravna.ron"), &path).unwrap();
        Self::open(folder, &path)
    }

    /// A window on the project at `path`.
    pub(crate) fn open(folder: tempfile::TempDir, path: &Path) -> Self {
        let path = path.to_owned();
        let harness = Harness::builder()
            .with_size(Vec2::new(1440.0, 900.0))
            .with_pixels_per_point(1.0)
            .with_theme(Theme::Light)
            .with_max_steps(16)
            .allow_missing_glyphs()
            .renderer(soft::SoftRenderer::default())
            .build_ui_state(
                move |ui, window: &mut Option<Window>| {
                    let window = window.get_or_insert_with(|| {
                        let opened = store::open(&path, "a test", 1).unwrap();
                        let files = Files::without_system();
                        let prefs = Prefs { theme: obelus::app::prefs::ThemeChoice::Light, ..Prefs::default() };
                        Window::new(ui.ctx(), State::new(opened, prefs, files, now), false)
                    });
                    let context = ui.ctx().clone();
                    window.logic(&context);
                    window.ui(ui);
                },
                None,
            );
        let mut desk = Self { harness, folder };
        desk.run();
        desk
    }

    /// Lets the window come to rest.
    pub(crate) fn run(&mut self) {
        self.harness.run();
    }

    pub(crate) fn state(&self) -> &State {
        &self.harness.state().as_ref().expect("shown").state
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn key(&mut self, key: Key) {
        self.keys(Modifiers::NONE, key);
    }

    pub(crate) fn keys(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.run();
    }

    pub(crate) fn click(&mut self, name: &str) {
        self.harness.get_by_label(name).click();
        self.run();
    }

    pub(crate) fn type_into(&mut self, name: &str, text: &str) {
        self.harness.get_by_role_and_label(Role::TextInput, name).type_text(text);
        self.run();
    }

    /// Opens the article whose title contains `title`.
    pub(crate) fn open_article(&mut self, title: &str) {
        let id =
            self.state().project().articles().iter().find(|record| record.article.title().contains(title)).unwrap().article.id;
        self.harness.state_mut().as_mut().unwrap().state.article = Some(id);
        self.harness.state_mut().as_mut().unwrap().state.page = obelus::app::page::PageView::new();
        self.harness.state_mut().as_mut().unwrap().state.focus = Some(Focus::Page);
        self.run();
    }

    /// The words that are selected on the page.
    pub(crate) fn selection(&self) -> Option<&str> {
        let state = self.state();
        state.selection()?.of(state.record()?.article.text.as_str())
    }

    /// Label and words of the selected annotation.
    pub(crate) fn selected(&self) -> Option<(&str, String)> {
        let annotation = self.annotation()?;
        let text = self.state().record()?.article.text.as_str();
        Some((annotation.label.as_str(), annotation.fragments.words(text)))
    }

    pub(crate) fn annotation(&self) -> Option<&Annotation> {
        self.state().annotation()
    }
}
