//! A window without a screen, and what its frames take.

use egui::{Event, Key, Modifiers, Pos2, RawInput, Rect, Vec2, vec2};
use obelus::{
    app::{
        Window,
        desk::{
            files::Files,
            prefs::{Prefs, ThemeChoice},
        },
        rooms::State,
    },
    store::Opened,
};
use std::time::Instant;

/// A window of 1440 × 900 points on a project.
pub(crate) struct Desk {
    pub(crate) context: egui::Context,
    pub(crate) window: Window,
    time: f64,
    pub(crate) size: Vec2,
}

impl Desk {
    pub(crate) fn open(opened: Opened) -> Self {
        let prefs = Prefs { theme: ThemeChoice::Light, ..Prefs::default() };
        let context = egui::Context::default();
        let state = State::new(opened, prefs, Files::without_system(), || jiff::Timestamp::UNIX_EPOCH);
        let window = Window::new(&context, state, false);
        Self { context, window, time: 0.0, size: vec2(1440.0, 900.0) }
    }

    /// Milliseconds that a frame with these events takes, triangles included.
    pub(crate) fn frame(&mut self, events: Vec<Event>) -> f64 {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(self.time),
            focused: true,
            events,
            ..Default::default()
        };
        let window = &mut self.window;
        let before = Stopwatch::start();
        let mut output = self.context.run_ui(input, |ui| {
            window.logic(&ui.ctx().clone());
            window.ui(ui);
        });
        let triangles = self.context.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        std::hint::black_box(triangles.len());
        let time = before.milliseconds();
        output.textures_delta.clear();
        time
    }

    /// Frames until nothing moves any more.
    pub(crate) fn settle(&mut self) {
        for _ in 0..10 {
            self.frame(Vec::new());
        }
    }

    /// The frame in which a key is pressed.
    pub(crate) fn key(&mut self, modifiers: Modifiers, key: Key) -> f64 {
        let event = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
        self.frame(vec![event(true), event(false)])
    }
}

/// Time that this thread was given of a processor; elapsed time where the system does not say.
pub(crate) struct Stopwatch {
    thread: Option<u64>,
    wall: Instant,
}

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self { thread: thread_nanoseconds(), wall: Instant::now() }
    }

    pub(crate) fn milliseconds(&self) -> f64 {
        let elapsed = self.wall.elapsed().as_secs_f64() * 1e3;
        match (self.thread, thread_nanoseconds()) {
            (Some(before), Some(after)) => (after - before) as f64 / 1e6,
            _ => elapsed,
        }
    }
}

/// Nanoseconds of processor time of this thread, where the system says.
fn thread_nanoseconds() -> Option<u64> {
    // The figure is brought up to date when the thread steps back.
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok()
}

/// The entry at this share of the sorted times, from 0 (the shortest) to 1 (the longest); 0 if there are none.
pub(crate) fn at_share(times: &mut [f64], share: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get((times.len().saturating_sub(1) as f64 * share).round() as usize).copied().unwrap_or(0.0)
}
