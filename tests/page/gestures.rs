//! What the mouse, the keys and a screen reader do.

use super::desk::{Desk, SIX_LINES, annotation_id, at, desk, shown};
use egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::{Harness, kittest::Queryable as _};
use obelus::{
    app::page::{Motion, PageEvent, TextObject, Toward},
    text::ByteRange,
};

fn drag(harness: &mut Harness<'_, Desk>, from: Pos2, to: Pos2) {
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.step();
    for i in 1..=4 {
        harness.hover_at(from + (to - from) * i as f32 / 4.0);
        harness.step();
    }
    harness.drop_at(to);
    harness.run();
}

fn click(harness: &mut Harness<'_, Desk>, at: Pos2) {
    harness.hover_at(at);
    harness.step();
    harness.drag_at(at);
    harness.step();
    harness.drop_at(at);
    harness.run();
    // Let time pass, so that the next click is not a double click.
    harness.run_steps(30);
}

fn selected_words(desk: &Desk) -> Option<&str> {
    desk.view.reader.selection(&desk.article)?.of(desk.article.text.as_str())
}

#[test]
fn a_drag_selects_whole_words() {
    let mut harness = shown(desk());
    let (from, to) = (at(&harness, "aldor Front"), at(&harness, "enied firing"));
    drag(&mut harness, from, to);
    assert_eq!(selected_words(harness.state()), Some("Kaldor Front denied"));
    let range = harness.state().range_of("Kaldor Front denied");
    assert_eq!(harness.state().events, [PageEvent::Selected(range)]);
}

#[test]
fn a_drag_backwards_selects_the_same_and_leaves_the_caret_at_the_start() {
    let mut harness = shown(desk());
    let (from, to) = (at(&harness, "enied firing"), at(&harness, "aldor Front"));
    drag(&mut harness, from, to);
    assert_eq!(selected_words(harness.state()), Some("Kaldor Front denied"));
    assert_eq!(harness.state().view.reader.caret(), harness.state().range_of("Kaldor").start());
}

#[test]
fn with_alt_a_drag_selects_characters() {
    let mut harness = shown(desk());
    let (from, to) = (at(&harness, "ldor Front") - egui::vec2(1.5, 0.0), at(&harness, "ied firing"));
    for event in [
        Event::ModifiersChanged(Modifiers::ALT),
        Event::PointerMoved(from),
        Event::PointerButton { pos: from, button: PointerButton::Primary, pressed: true, modifiers: Modifiers::ALT },
        Event::PointerMoved(to + egui::vec2(-3.0, 0.0)),
        Event::PointerMoved(to + egui::vec2(-2.0, 0.0)),
    ] {
        harness.event(event);
        harness.step();
    }
    assert_eq!(selected_words(harness.state()), Some("ldor Front den"));
}

#[test]
fn a_drag_beyond_the_lower_edge_scrolls() {
    let mut harness = shown(Desk::new(&"The river Sel rose in Dravna on Tuesday.\n".repeat(100)));
    let from = at(&harness, "river Sel");
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.step();
    harness.hover_at(from + egui::vec2(0.0, 600.0));
    harness.run_steps(40);
    let caret = harness.state().view.reader.caret();
    assert!(caret.get() > 1000, "the selection goes on: {caret:?}");
    assert!(harness.state().view.reader.rect_of(ByteRange::default().start()).is_none(), "the first line is out of sight");
    harness.drop_at(from + egui::vec2(0.0, 600.0));
    harness.run();
}

#[test]
fn a_chip_goes_through_the_annotations_of_its_label() {
    let desk = desk().annotate(2, &["dozens wounded"]);
    let (first, second) = (annotation_id(1), annotation_id(2));
    let mut harness = shown(desk);
    for expected in [first, second, first] {
        harness.get_by_label("figure ×2 in this paragraph").click();
        harness.run();
        assert_eq!(harness.state().selected, Some(expected));
    }
}

#[test]
fn double_click_selects_the_word_and_triple_click_the_sentence() {
    let mut harness = shown(desk());
    let at = at(&harness, "enied firing");
    for (clicks, expected) in [(2, "denied"), (3, "The Kaldor Front denied firing on the town.")] {
        harness.run_steps(60);
        for _ in 0..clicks {
            for pressed in [true, false] {
                harness.event(Event::PointerButton {
                    pos: at,
                    button: PointerButton::Primary,
                    pressed,
                    modifiers: Modifiers::NONE,
                });
            }
            harness.step();
        }
        harness.run();
        assert_eq!(selected_words(harness.state()), Some(expected));
    }
}

#[test]
fn clicks_go_through_annotations_that_lie_on_one_another() {
    let mut harness = shown(desk());
    let inside = at(&harness, "people were killed");
    let inner = annotation_id(1);
    let outer = annotation_id(0);
    for expected in [inner, outer, inner] {
        click(&mut harness, inside);
        assert_eq!(harness.state().selected, Some(expected));
    }
    let beside = at(&harness, "denied firing");
    click(&mut harness, beside);
    assert_eq!(harness.state().selected, None);
    assert_eq!(harness.state().events.last(), Some(&PageEvent::Cleared));
}

#[test]
fn the_end_of_the_selected_annotation_can_be_dragged_to_another_word() {
    let mut desk = desk();
    desk.selected = Some(annotation_id(1));
    let mut harness = shown(desk);
    let rect = harness.state().view.reader.rect_of(harness.state().range_of(" were killed").start()).unwrap();
    let target = at(&harness, "illed and");
    drag(&mut harness, rect.left_center(), target);
    let range = harness.state().range_of("14 people were killed");
    let expected = PageEvent::EdgeDragged { id: annotation_id(1), fragment: 0, range };
    assert_eq!(harness.state().events, [expected]);
}

#[test]
fn keys_move_the_caret_and_select() {
    let mut harness = shown(Desk::new(SIX_LINES));
    let mut go = |motion, extend| {
        harness.state_mut().with_content(|view, typesetter, content, _| view.move_caret(typesetter, content, motion, extend));
        harness.run();
        harness.state().view.reader.caret().to_usize()
    };
    let (back, forward) = (Toward::Back, Toward::Forward);
    assert_eq!(go(Motion::Grapheme(forward), false), 1);
    assert_eq!(go(Motion::Word(forward), false), "Shelling".len());
    assert_eq!(go(Motion::LineEdge(forward), false), "Shelling hits Dravna market".len());
    assert_eq!(go(Motion::Paragraph(forward), false), SIX_LINES.find("At least").unwrap());
    assert_eq!(go(Motion::Line(forward), false), SIX_LINES.find("“We").unwrap());
    assert_eq!(go(Motion::Article(forward), false), SIX_LINES.len());
    assert_eq!(go(Motion::Page(back), false), 0, "the article is shorter than the window");
    go(Motion::Word(forward), true);
    assert_eq!(selected_words(harness.state()), Some("Shelling"));
}

#[test]
fn the_right_arrow_goes_to_the_right_in_arabic_too() {
    let mut harness = shown(Desk::new("قال إن العدد"));
    let mut go = |toward| {
        let motion = Motion::Grapheme(toward);
        harness.state_mut().with_content(|view, typesetter, content, _| view.move_caret(typesetter, content, motion, false));
        harness.state().view.reader.caret().get()
    };
    assert_eq!(go(Toward::Back), 2, "to the left is onward");
    assert_eq!(go(Toward::Back), 4);
    assert_eq!(go(Toward::Forward), 2);
}

#[test]
fn text_objects_grow_when_asked_for_again() {
    let mut desk = Desk::new("Reck said: “It was “a lie” again,” he said. Nobody knows.\nNext.");
    let start = desk.range_of("lie").start();
    let mut select = |object, times: usize| {
        desk.view.reader.set_selection(ByteRange::between(start, start));
        for _ in 0..times {
            desk.view.reader.select_object(object, &desk.article);
        }
        selected_words(&desk).unwrap().to_owned()
    };
    assert_eq!(select(TextObject::Word, 1), "lie");
    assert_eq!(select(TextObject::Word, 2), "lie” again");
    assert_eq!(select(TextObject::Quotation, 1), "“a lie”");
    assert_eq!(select(TextObject::Quotation, 2), "“It was “a lie” again,”");
    assert!(select(TextObject::Sentence, 1).ends_with("he said."));
    assert!(select(TextObject::Sentence, 2).ends_with("Nobody knows."));
    assert!(select(TextObject::Paragraph, 2).ends_with("Next."));
}

#[test]
fn copy_takes_the_selected_words() {
    let mut harness = shown(desk());
    let (from, to) = (at(&harness, "aldor Front"), at(&harness, "enied firing"));
    drag(&mut harness, from, to);
    harness.event(Event::Copy);
    harness.step();
    let copied = harness
        .output()
        .platform_output
        .commands
        .iter()
        .any(|command| matches!(command, egui::OutputCommand::CopyText(words) if words == "Kaldor Front denied"));
    assert!(copied);
}

#[test]
fn a_screen_reader_finds_paragraphs_and_annotations() {
    let harness = shown(desk());
    harness.get_by_label("Article text");
    harness.get_by_label("The Kaldor Front denied firing on the town.");
    harness.get_by_label("figure, 2 words, overlaps claim");
    harness.get_by_label("quote, 12 words");
    harness.get_by_label("claim in this paragraph");
}

#[test]
fn a_screen_readers_click_selects_the_annotation() {
    let mut harness = shown(desk());
    harness.get_by_label("figure, 2 words, overlaps claim").click();
    harness.run();
    assert_eq!(harness.state().selected, Some(annotation_id(1)));
}

#[test]
fn escape_and_arrows_stay_with_the_page() {
    let mut harness = shown(desk());
    harness.state_mut().view.reader.request_focus();
    harness.run();
    harness.key_press(Key::ArrowRight);
    harness.key_press(Key::Tab);
    harness.run();
    let context = harness.ctx.clone();
    assert!(harness.state().view.reader.has_focus(&context));
}
