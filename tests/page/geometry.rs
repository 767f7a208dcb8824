//! Geometry of set text: which character stands where, in every script.

use egui::{Pos2, pos2};
use obelus::{
    app::page::{
        Family, TextStyle, Typesetter, Weight,
        outline::{MAX_PIECE_BYTES, Outline, PieceKind},
        paragraph::{Place, SetParagraph},
    },
    text::{ByteOffset, segment},
};

/// Text that breaks page painters: marks, emoji, two directions, digits of three kinds, conjuncts.
const HARD: [&str; 6] = [
    "At least 14 people were killed, “unverified” — e\u{301}tude, Z\u{337}o\u{308}, 💥💥 👩‍🚒 🇺🇦, ffi, AVA.",
    "قال المتحدث باسم NATO إن العدد (17) غير مؤكد، وإن ١٧ شخصًا قُتلوا في درافنا يوم الثلاثاء.",
    "משרד הבריאות מסר כי לפחות 17 בני אדם נהרגו (לא אומת). בְּרֵאשִׁית בָּרָא Kaldor Front אתמול.",
    "स्वास्थ्य मंत्रालय ने कहा कि कम से कम १७ लोग मारे गए। क्षत्रिय",
    "Dravna: قصف على سوق (17) killed, said Tomas Reck.",
    "x",
];

/// Body text.
pub fn serif() -> TextStyle {
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

#[test]
fn pieces_cover_the_text_and_cut_no_character() {
    let long = "e\u{301}".repeat(20_000);
    let text = format!("Title\n\n\nA line.\n{}\n{long}\n", "The river Sel rose. ".repeat(3000));
    let article = super::desk::article(&text);
    let outline = Outline::new(&article);
    let mut end = 0;
    for piece in outline.pieces() {
        let range = piece.range.to_usize();
        assert!(range.len() <= MAX_PIECE_BYTES);
        assert!(segment::is_grapheme_boundary(&text, piece.range.start()));
        assert!(range.start == end || text[end..range.start] == *"\n", "only line feeds lie between pieces");
        end = range.end;
    }
    assert_eq!(end, text.len());
    let number = |words: &str| outline.number_of(outline.piece_at(ByteOffset::from_usize(text.find(words).unwrap())));
    assert_eq!((number("Title"), number("A line"), number("The river")), (0, 1, 2));
    assert_eq!(outline.num_paragraphs(), 3);
    assert_eq!(outline.piece_at(article.text.end()), outline.pieces().len() - 1);
}

#[test]
fn an_empty_article_has_one_blank_piece() {
    let outline = Outline::new(&super::desk::article(""));
    assert_eq!(outline.pieces().len(), 1);
    assert_eq!(outline.pieces()[0].kind, PieceKind::Blank);
}

#[test]
fn a_label_is_elided_at_its_last_line() {
    let mut typesetter = typesetter();
    let title = "Shelling hits Dravna market as truce talks stall";
    assert_eq!(typesetter.set_elided(title, &serif(), 150.0, 2).lines().len(), 2);
    let whole = typesetter.set_elided(title, &serif(), 2000.0, 1).width();
    let elided = typesetter.set_elided(title, &serif(), whole - 20.0, 1);
    assert!(elided.lines().len() == 1 && elided.width() <= whole - 20.0);
    let arabic = typesetter.set_elided("قصف على سوق درافنا يوقع ١٤ قتيلا", &serif(), 120.0, 1);
    assert!(arabic.is_rtl() && arabic.lines().len() == 1);
}

#[test]
fn no_text_makes_setting_panic() {
    let mut typesetter = typesetter();
    for text in [
        "",
        " ",
        "\n",
        "\r",
        "\t",
        "\u{0}",
        "\u{202e}abc",
        "\u{2029}",
        "\u{fffc}",
        "a\u{2028}b",
        "\u{301}",
        "\u{200d}\u{fe0f}",
        "\u{10ffff}",
    ] {
        for width in [1.0, 50.0, 500.0] {
            let set = typesetter.set(text, &serif(), width);
            set.hit(-5.0, -5.0);
            set.hit(1e6, 1e6);
            set.spans(0..text.len());
            for index in 0..=text.len() {
                set.caret(Place { index, is_after: index % 2 == 0 });
                set.beside(Place { index, is_after: false }, true);
            }
            typesetter.set_elided(text, &serif(), width, 1);
        }
    }
}
