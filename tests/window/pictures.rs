//! How the whole window looks, light and dark, with the sample project.
//!
//! After a change that is meant to be seen: `UPDATE_SNAPSHOTS=1 cargo test --test window pictures`, then look at them.

use super::Desk;
use egui::{Key, Modifiers};
use egui_kittest::SnapshotOptions;
use obelus::app::desk::prefs::ThemeChoice;

/// The window with a figure inside a claim in front; pixels may differ a little where machines round differently.
fn picture(theme: ThemeChoice, name: &str) {
    let mut desk = Desk::sample();
    desk.harness.state_mut().as_mut().unwrap().state.desk.prefs.theme = theme;
    desk.keys(Modifiers::COMMAND, Key::Home);
    for _ in 0..3 {
        desk.key(Key::Tab);
    }
    desk.harness.remove_cursor();
    desk.run();
    let options = SnapshotOptions::default().output_path("tests/snapshots").threshold(1.0).max_failed_pixels(60_usize);
    desk.harness.snapshot_options(name, &options);
}

#[test]
fn the_window_by_day() {
    picture(ThemeChoice::Light, "window_light");
}

#[test]
fn the_window_by_night() {
    picture(ThemeChoice::Dark, "window_dark");
}
