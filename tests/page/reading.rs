//! Reading: the place that stays, articles of any size, a window at rest.

use super::desk::{Desk, annotation_id, desk, harness, shown};
use super::geometry::serif;
use crate::support::SoftRenderer;
use egui::{Event, Modifiers, pos2, vec2};
use egui_kittest::{Harness, SnapshotOptions};
use obelus::{
    app::page::{Motion, TextStyle, Toward, Typesetter},
    project::Fragments,
    text::{ByteOffset, ByteRange, segment},
};

#[test]
fn an_idle_page_asks_for_no_repaint() {
    let mut harness = shown(desk());
    harness.state_mut().view.reader.request_focus();
    harness.run();
    harness.step();
    let delay = harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
    assert_eq!(delay, std::time::Duration::MAX);
}

/// Two hundred paragraphs, each with its number in words.
fn long() -> String {
    (1..=200)
        .map(|i| {
            format!("Paragraph number {i} says that the river Sel rose in Dravna, and that nobody there was asked about it.\n")
        })
        .collect()
}

#[test]
fn a_wider_column_and_another_size_keep_the_readers_place() {
    let mut harness = shown(Desk::new(&long()));
    let place = harness.state().range_of("Paragraph number 120 ");
    harness.state_mut().view.reader.scroll_to(place);
    harness.run();
    let visible = |harness: &Harness<'_, Desk>| harness.state().view.reader.rect_of(place.start()).map(|rect| rect.top());
    assert!(visible(&harness).is_some());
    harness.set_size(vec2(500.0, 520.0));
    harness.run();
    let narrow = visible(&harness).expect("still there in a narrow window");
    harness.state_mut().style.zoom = 1.5;
    harness.run();
    assert!(visible(&harness).is_some() || narrow > 400.0);
}

#[test]
fn scrolling_down_and_up_again_comes_back_to_the_same_line() {
    let mut harness = shown(Desk::new(&long()));
    let place = harness.state().range_of("Paragraph number 100 ");
    harness.state_mut().view.reader.scroll_to(place);
    harness.run();
    let before = harness.state().view.reader.rect_of(place.start()).unwrap();
    harness.hover_at(pos2(400.0, 300.0));
    for delta in [-3000.0, 3000.0] {
        harness.event(Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: vec2(0.0, delta),
            phase: egui::TouchPhase::Move,
            modifiers: Modifiers::NONE,
            source: egui::MouseWheelSource::Wheel,
        });
        harness.run_steps(60);
    }
    let after = harness.state().view.reader.rect_of(place.start()).expect("back");
    assert!((before.top() - after.top()).abs() < 1.0, "{before:?} {after:?}");
}

#[test]
fn a_paragraph_of_a_hundred_kilobytes_is_shown_in_pieces() {
    let text = "The river Sel rose. ".repeat(5000);
    let mut harness = shown(Desk::new(&text));
    let end = harness.state().article.text.end();
    harness.state_mut().view.reader.scroll_to(ByteRange::between(end, end));
    harness.run();
    assert!(harness.state().view.reader.rect_of(ByteOffset::new(end.get() - 5)).is_some());
}

#[test]
fn a_megabyte_with_ten_thousand_annotations_opens_and_scrolls() {
    let text = long().repeat(60);
    let mut desk = Desk::new(&text);
    let words: Vec<_> = segment::words_in(&text, ByteRange::from_usize(0..text.len())).step_by(15).take(10_000).collect();
    desk.annotations = words.iter().enumerate().map(|(i, word)| (Fragments::one(*word).unwrap(), i % 4)).collect();
    let mut harness = shown(desk);
    let middle = ByteOffset::from_usize(text.len() / 2);
    harness.state_mut().view.reader.scroll_to(ByteRange::between(middle, middle));
    harness.run();
    assert!(harness.state().view.reader.rect_of(middle).is_some());
    assert_eq!(harness.state().view.reader.position().num_paragraphs, 200 * 60);
}

#[test]
fn numbers_read_right_in_the_picture() {
    let mut desk = Desk::new("قال المتحدث باسم NATO إن العدد (17) غير مؤكد، وإن ١٧ شخصًا قُتلوا.")
        .annotate(0, &["NATO إن العدد (17) غير مؤكد"])
        .annotate(2, &["(17)"]);
    desk.selected = Some(annotation_id(1));
    let mut harness = harness(desk, vec2(520.0, 180.0), 1.0);
    harness.run();
    harness.snapshot_options("page_numbers", &SnapshotOptions::default().output_path("tests/snapshots"));
}

#[test]
fn every_article_can_be_shown_however_small_the_window() {
    for text in ["", "\n\n\n", "x", "\u{301}", "قصف", "\t\u{0}\u{202e}(17)\u{2028}"] {
        for size in [vec2(900.0, 500.0), vec2(300.0, 60.0), vec2(40.0, 20.0)] {
            let mut harness = harness(Desk::new(text), size, 1.0);
            harness.run();
            let end = harness.state().article.text.end();
            harness.state_mut().view.reader.scroll_to(ByteRange::between(end, end));
            for motion in [
                Motion::Grapheme(Toward::Forward),
                Motion::Line(Toward::Forward),
                Motion::Page(Toward::Back),
                Motion::Word(Toward::Back),
            ] {
                harness
                    .state_mut()
                    .with_content(|view, typesetter, content, _| view.move_caret(typesetter, content, motion, true));
                harness.run();
            }
        }
    }
}

#[test]
fn a_frame_with_more_glyphs_than_the_textures_hold_still_shows_all_of_them() {
    let mut typesetter = None;
    let mut harness = Harness::builder().with_size(vec2(200.0, 300.0)).renderer(SoftRenderer::default()).build_ui(move |ui| {
        let typesetter = typesetter.get_or_insert_with(|| Typesetter::new(ui, false));
        let painter = ui.painter().clone();
        let style = |size: f32| TextStyle { size, line_height_px: 100.0, ..serif() };
        typesetter.paint_text(&painter, pos2(0.0, 0.0), "first", &style(60.0), 200.0, 1);
        for size in 0..75 {
            let offscreen = pos2(0.0, 100.0);
            typesetter.paint_text(&painter, offscreen, "ABCDEFGHKLMNOPQRSTUVWXYZ", &style(100.0 + size as f32), 4000.0, 1);
        }
        typesetter.paint_text(&painter, pos2(0.0, 200.0), "last", &style(61.0), 200.0, 1);
    });
    harness.step();
    let picture = harness.render().unwrap();
    let ink = |top: u32| {
        (top..top + 100).flat_map(|y| (0..200).map(move |x| (x, y))).filter(|(x, y)| picture.get_pixel(*x, *y)[0] < 64).count()
    };
    assert!(ink(0) > 200, "painted before the textures were full");
    assert!(ink(200) > 200, "painted after");
}
