//! The page: what stands where, what the mouse and the keys do, and how it looks.

mod support;

use egui::{Event, Key, Modifiers, PointerButton, Pos2, pos2, vec2};
use egui_kittest::{Harness, SnapshotOptions, kittest::Queryable as _};
use obelus::{
    app::page::{
        Family, Motion, PageEvent, TextObject, TextStyle, Toward, Typesetter, Weight,
        paragraph::{Place, SetParagraph},
    },
    project::Fragments,
    text::{ByteOffset, ByteRange, segment},
};
use support::{Desk, annotation_id, harness};

/// Text that breaks page painters: marks, emoji, two directions, digits of three kinds, conjuncts.
const HARD: [&str; 6] = [
    "At least 14 people were killed, “unverified” — e\u{301}tude, Z\u{337}o\u{308}, 💥💥 👩‍🚒 🇺🇦, ffi, AVA.",
    "قال المتحدث باسم NATO إن العدد (17) غير مؤكد، وإن ١٧ شخصًا قُتلوا في درافنا يوم الثلاثاء.",
    "משרד הבריאות מסר כי לפחות 17 בני אדם נהרגו (לא אומת). בְּרֵאשִׁית בָּרָא Kaldor Front אתמול.",
    "स्वास्थ्य मंत्रालय ने कहा कि कम से कम १७ लोग मारे गए। क्षत्रिय",
    "Dravna: قصف على سوق (17) killed, said Tomas Reck.",
    "x",
];

const SIX_LINES: &str = "Shelling hits Dravna market\n\nAt least 14 people were killed and dozens wounded in Dravna.\n\n“We pulled nine bodies from one stall,” said Tomas Reck. “Two of them were children.”\n\nThe Kaldor Front denied firing on the town.";

fn serif() -> TextStyle {
    TextStyle {
        family: Family::Serif,
        size: 18.0,
        weight: Weight::Regular,
        italic: false,
        line_height_px: 30.0,
        color: egui::Color32::BLACK,
    }
}

fn typesetter() -> Typesetter {
    Typesetter::new(&egui::Context::default(), false)
}

fn grapheme_boundaries(text: &str) -> Vec<usize> {
    (0..text.len()).filter(|i| segment::is_grapheme_boundary(text, ByteOffset::from_usize(*i))).collect()
}

/// The middle of the part of a character on which a click means "before it".
fn point_before(set: &SetParagraph, index: usize) -> Option<Pos2> {
    let (line, cluster) = set
        .lines()
        .iter()
        .enumerate()
        .find_map(|(number, line)| line.clusters.iter().find(|c| c.start as usize == index).map(|c| (number, *c)))?;
    let share = if cluster.is_rtl { 0.75 } else { 0.25 };
    let y = (line as f32 + 0.5) * set.line_height();
    (cluster.x1 - cluster.x0 > 0.5).then(|| pos2(cluster.x0 + (cluster.x1 - cluster.x0) * share, y))
}

#[test]
fn a_click_before_a_character_finds_that_character_in_every_script_at_every_width() {
    let mut typesetter = typesetter();
    for text in HARD {
        for width in [90.0, 240.0, 610.0] {
            let set = typesetter.set(text, &serif(), width);
            let mut checked = 0;
            for index in grapheme_boundaries(text) {
                let Some(at) = point_before(&set, index) else { continue };
                assert_eq!(set.hit(at.x, at.y).index, index, "{text} at width {width}");
                let (line, x) = set.caret(Place { index, is_after: false });
                assert_eq!(line, set.line_at(at.y), "the caret is drawn on the line that was clicked");
                assert!((x - at.x).abs() < 30.0, "and beside the character");
                checked += 1;
            }
            assert!(checked * 10 >= grapheme_boundaries(text).len() * 9, "nearly every character has a width: {text}");
        }
    }
}

#[test]
fn a_hit_never_splits_a_character() {
    let mut typesetter = typesetter();
    for text in HARD {
        let set = typesetter.set(text, &serif(), 200.0);
        for y in 0..set.lines().len() {
            for x in -20..220 {
                let index = set.hit(x as f32, y as f32 * 30.0 + 15.0).index;
                assert!(segment::is_grapheme_boundary(text, ByteOffset::from_usize(index)), "{text} at {x}, {y}");
            }
        }
    }
}

#[test]
fn digits_in_arabic_stand_in_their_own_order() {
    let text = "قال إن العدد (17) غير مؤكد وإن ١٧ شخصًا";
    let set = typesetter().set(text, &serif(), 600.0);
    let left_of = |c: char| {
        let start = text.find(c).unwrap() as u32;
        set.lines()[0].clusters.iter().find(|cluster| cluster.start == start).unwrap().x0
    };
    assert!(left_of('1') < left_of('7'));
    assert!(left_of('١') < left_of('٧'));
    assert!(left_of('١') < left_of('1'), "what comes later in the sentence stands further left");
    assert!(left_of(')') < left_of('1') && left_of('7') < left_of('('), "brackets enclose the number");
}

#[test]
fn a_range_across_a_change_of_direction_has_the_boxes_that_logic_demands() {
    let mut typesetter = typesetter();
    let text = "Dravna: قصف على سوق today";
    let set = typesetter.set(text, &serif(), 600.0);
    let from = text.find("avna").unwrap();
    let to = text.find(" على").unwrap();
    assert_eq!(set.spans(from..to).len(), 2, "the first Arabic word stands at the right of its sentence");
    assert_eq!(set.spans(0..text.len()).len(), 1, "all of a line is one box");
    assert_eq!(set.spans(3..3).len(), 0);
}

#[test]
fn arrows_visit_every_character_as_painted() {
    let mut typesetter = typesetter();
    for text in HARD {
        let set = typesetter.set(text, &serif(), 2000.0);
        let start = if set.is_rtl() { Place { index: text.len(), is_after: true } } else { Place::default() };
        let (mut place, mut x, mut steps) = (start, f32::MIN, 0);
        while let Some(next) = set.beside(place, true) {
            let (_, next_x) = set.caret(next);
            assert!(next_x >= x - 0.01, "the caret goes to the right: {text} from {place:?} to {next:?}");
            (place, x, steps) = (next, next_x, steps + 1);
            assert!(steps < 500, "and comes to an end");
        }
        assert!(steps * 10 >= grapheme_boundaries(text).len() * 9, "{steps} steps in {text}");
    }
}

#[test]
fn a_character_without_a_glyph_leaves_its_neighbours_in_place() {
    let set = typesetter().set("a文b", &serif(), 600.0);
    assert_eq!(set.lines()[0].clusters.len(), 3);
}

// ---- the widget ------------------------------------------------------------------------------------------------------

fn desk() -> Desk {
    Desk::new(SIX_LINES)
        .annotate(0, &["At least 14 people were killed and dozens wounded"])
        .annotate(2, &["14 people"])
        .annotate(1, &["“We pulled nine bodies from one stall,”", "“Two of them were children.”"])
}

fn shown(desk: Desk) -> Harness<'static, Desk> {
    let mut harness = harness(desk, vec2(900.0, 520.0), 1.0);
    harness.run();
    harness
}

/// The middle of the letter with which `words` begin, plus `share` of its width.
fn at(harness: &Harness<'_, Desk>, words: &str) -> Pos2 {
    let range = harness.state().range_of(words);
    harness.state().view.rect_of(range.start()).expect("visible").center()
}

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
    desk.view.selection(&desk.article)?.of(desk.article.text.as_str())
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
    assert_eq!(harness.state().view.caret(), harness.state().range_of("Kaldor").start());
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
    let rect = harness.state().view.rect_of(harness.state().range_of(" were killed").start()).unwrap();
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
        harness.state().view.caret().to_usize()
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
        harness.state().view.caret().get()
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
        desk.view.set_selection(ByteRange::between(start, start));
        for _ in 0..times {
            desk.view.select_object(object, &desk.article);
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
    harness.get_by_label("figure, 2 words");
    harness.get_by_label("quote, 12 words");
    harness.get_by_label("claim in this paragraph");
}

#[test]
fn a_screen_readers_click_selects_the_annotation() {
    let mut harness = shown(desk());
    harness.get_by_label("figure, 2 words").click();
    harness.run();
    assert_eq!(harness.state().selected, Some(annotation_id(1)));
}

#[test]
fn an_idle_page_asks_for_no_repaint() {
    let mut harness = shown(desk());
    harness.state_mut().view.request_focus();
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
    harness.state_mut().view.scroll_to(place);
    harness.run();
    let visible = |harness: &Harness<'_, Desk>| harness.state().view.rect_of(place.start()).map(|rect| rect.top());
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
    harness.state_mut().view.scroll_to(place);
    harness.run();
    let before = harness.state().view.rect_of(place.start()).unwrap();
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
    let after = harness.state().view.rect_of(place.start()).expect("back");
    assert!((before.top() - after.top()).abs() < 1.0, "{before:?} {after:?}");
}

#[test]
fn a_paragraph_of_a_hundred_kilobytes_is_shown_in_pieces() {
    let text = "The river Sel rose. ".repeat(5000);
    let mut harness = shown(Desk::new(&text));
    let end = harness.state().article.text.end();
    harness.state_mut().view.scroll_to(ByteRange::between(end, end));
    harness.run();
    assert!(harness.state().view.rect_of(ByteOffset::new(end.get() - 5)).is_some());
}

#[test]
fn a_megabyte_with_ten_thousand_annotations_opens_and_scrolls() {
    let text = long().repeat(60);
    let mut desk = Desk::new(&text);
    let words: Vec<_> = segment::words_in(&text, ByteRange::from_usize(0..text.len())).step_by(15).take(10_000).collect();
    desk.annotations = words.iter().enumerate().map(|(i, word)| (Fragments::one(*word).unwrap(), i % 4)).collect();
    let mut harness = shown(desk);
    let middle = ByteOffset::from_usize(text.len() / 2);
    harness.state_mut().view.scroll_to(ByteRange::between(middle, middle));
    harness.run();
    assert!(harness.state().view.rect_of(middle).is_some());
    assert_eq!(harness.state().view.position().num_paragraphs, 200 * 60);
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
fn escape_and_arrows_stay_with_the_page() {
    let mut harness = shown(desk());
    harness.state_mut().view.request_focus();
    harness.run();
    harness.key_press(Key::ArrowRight);
    harness.key_press(Key::Tab);
    harness.run();
    let context = harness.ctx.clone();
    assert!(harness.state().view.has_focus(&context));
}
