//! The window, worked by keys and through what a screen reader sees.
#![expect(clippy::disallowed_methods, reason = "these tests make articles and bad files")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[expect(dead_code, reason = "these tests need no other codebook than the usual one")]
#[path = "../support/marked.rs"]
mod marked;
#[path = "../support/soft.rs"]
mod soft;

mod articles;
mod by_keys;
mod codebook;
mod commands;
mod compare;
mod dataset;
mod drafts;
mod every_command;
mod faults;
mod find;
mod gestures;
mod history;
#[path = "../support/holder.rs"]
mod holder;
mod imports;
mod intake;
mod keyboard;
mod layers;
mod mouse;
mod names;
mod nested;
mod opened;
mod orientation;
mod panel;
mod pictures;
mod projects;
#[path = "../support/put.rs"]
mod put;
mod slow_frames;

use egui::{Event, Key, Modifiers, PointerButton, Theme, Vec2};
use egui_kittest::{Harness, kittest::Queryable as _};
use obelus::{
    app::{
        Window,
        desk::{Focus, files::Files, prefs::Prefs},
        rooms::State,
    },
    project::{Annotation, Fragments},
    store,
    text::ByteRange,
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
        let prefs = Prefs { theme: obelus::app::desk::prefs::ThemeChoice::Light, ..Prefs::default() };
        Self::open_with(folder, path, prefs)
    }

    /// A window with these settings on the project at `path`.
    pub(crate) fn open_with(folder: tempfile::TempDir, path: &Path, prefs: Prefs) -> Self {
        let path = path.to_owned();
        let harness = Harness::builder()
            .with_size(Vec2::new(1440.0, 900.0))
            .with_pixels_per_point(1.0)
            .with_theme(Theme::Light)
            .with_step_dt(1.0 / 60.0)
            .with_max_steps(120)
            .allow_missing_glyphs()
            .renderer(soft::SoftRenderer::default())
            .build_ui_state(
                move |ui, window: &mut Option<Window>| {
                    let window = window.get_or_insert_with(|| {
                        let opened = store::open(&path, "a test", 1).unwrap();
                        let files = Files::without_system();
                        Window::new(ui.ctx(), State::new(opened, prefs.clone(), files, now), false)
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

    /// A window on a project of one article, in which `word` is tagged as a claim.
    pub(crate) fn article(text: &str, word: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.ron");
        let at = text.find(word).expect("the word is in the text");
        let marked = marked::Marked {
            text: text.to_owned(),
            annotations: vec![marked::Mark {
                label: "claim".to_owned(),
                analyst: "ana".to_owned(),
                fragments: Fragments::one(ByteRange::from_usize(at..at + word.len())).unwrap(),
            }],
        };
        store::create_project(&path, &marked::project(store::default_codebook(), &[marked])).unwrap();
        Self::open(folder, &path)
    }

    /// Presses the mouse at the first place, goes on to the others with the keys held, and lets go at the last.
    pub(crate) fn drag(&mut self, places: &[egui::Pos2], modifiers: Modifiers) {
        let button = |pos, pressed| Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers };
        let (Some(first), Some(last)) = (places.first(), places.last()) else { return };
        self.harness.event(Event::ModifiersChanged(modifiers));
        self.harness.hover_at(*first);
        self.harness.step();
        self.harness.event(button(*first, true));
        self.harness.step();
        for place in places {
            self.harness.hover_at(*place);
            self.harness.step();
        }
        self.harness.event(button(*last, false));
        self.harness.step();
        self.harness.event(Event::ModifiersChanged(Modifiers::NONE));
        self.run();
    }

    /// The left edge of the words' first character and the right edge of their last, in text from left to right.
    pub(crate) fn edges_of(&self, words: &str) -> [egui::Pos2; 2] {
        let state = self.state();
        let at = state.desk.record().unwrap().article.text.as_str().find(words).unwrap();
        let rect = |at: usize| state.desk.open.page.rect_of(obelus::text::ByteOffset::from_usize(at)).expect("in view");
        let last = words.char_indices().last().unwrap().0;
        [rect(at).left_center(), rect(at + last).right_center()]
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

    /// Presses keys in turn, as in `^Home Tab ⇧[`: `^` holds Ctrl, `⇧` Shift and `⌥` Alt.
    pub(crate) fn press(&mut self, keys: &str) {
        for stroke in keys.split_whitespace() {
            let name = stroke.trim_start_matches(['^', '⇧', '⌥']);
            let held = stroke.chars().take(stroke.chars().count() - name.chars().count());
            let modifiers = held.fold(Modifiers::NONE, |held, mark| match mark {
                '^' => held | Modifiers::COMMAND,
                '⇧' => held | Modifiers::SHIFT,
                _ => held | Modifiers::ALT,
            });
            let key = match name {
                "[" => Key::OpenBracket,
                "]" => Key::CloseBracket,
                "+" => Key::Plus,
                name => Key::from_name(name).or_else(|| Key::from_name(&format!("Arrow{name}"))).unwrap(),
            };
            self.keys(modifiers, key);
        }
    }

    pub(crate) fn click(&mut self, name: &str) {
        self.harness.get_by_label(name).click();
        self.run();
    }

    /// The middle of the words on the page, as far as they are in view.
    pub(crate) fn place_of(&self, words: &str) -> egui::Pos2 {
        let state = self.state();
        let at = state.desk.record().unwrap().article.text.as_str().find(words).unwrap();
        let rect = |at: usize| state.desk.open.page.rect_of(obelus::text::ByteOffset::from_usize(at)).expect("in view");
        let (from, to) = (rect(at), rect(at + words.len()));
        if from.top() < to.top() {
            from.center() + egui::vec2(4.0, 0.0)
        } else {
            from.center() + (to.center() - from.center()) / 2.0
        }
    }

    /// Drags from the first to the last character of the words.
    pub(crate) fn drag_over(&mut self, words: &str) {
        let state = self.state();
        let at = state.desk.record().unwrap().article.text.as_str().find(words).unwrap();
        let place = |at: usize| state.desk.open.page.rect_of(obelus::text::ByteOffset::from_usize(at)).expect("in view").center();
        let (from, to) = (place(at) + egui::vec2(1.0, 0.0), place(at + words.len()) - egui::vec2(1.0, 0.0));
        self.harness.hover_at(from);
        self.harness.step();
        self.harness.drag_at(from);
        self.harness.step();
        for step in 1..=4 {
            self.harness.hover_at(from + (to - from) * (step as f32 / 4.0));
            self.harness.step();
        }
        self.harness.drop_at(to);
        self.run();
    }

    /// Clicks on the page.
    pub(crate) fn click_at(&mut self, place: egui::Pos2) {
        self.harness.hover_at(place);
        self.harness.step();
        self.harness.drag_at(place);
        self.harness.step();
        self.harness.drop_at(place);
        self.run();
        // Time passes, so that the next click is not the second of two.
        self.harness.run_steps(40);
    }

    /// Opens the article whose title contains `title`.
    pub(crate) fn open_article(&mut self, title: &str) {
        let id = self
            .state()
            .desk
            .project()
            .articles()
            .iter()
            .find(|record| record.article.title().contains(title))
            .unwrap()
            .article
            .id;
        self.harness.state_mut().as_mut().unwrap().state.desk.open.article = Some(id);
        self.harness.state_mut().as_mut().unwrap().state.desk.open.page = obelus::app::page::Reader::new();
        self.harness.state_mut().as_mut().unwrap().state.desk.focus = Some(Focus::Page);
        self.run();
    }

    /// The words that are selected on the page.
    pub(crate) fn selection(&self) -> Option<&str> {
        let state = self.state();
        state.desk.selection()?.of(state.desk.record()?.article.text.as_str())
    }

    /// Label and words of the selected annotation.
    pub(crate) fn selected(&self) -> Option<(&str, String)> {
        let annotation = self.annotation()?;
        let text = self.state().desk.record()?.article.text.as_str();
        Some((annotation.label.as_str(), annotation.fragments.words(text)))
    }

    pub(crate) fn annotation(&self) -> Option<&Annotation> {
        self.state().desk.annotation()
    }
}
