//! What the window costs with long articles: time of the processor for every frame, of egui and Obelus together, without
//! the graphics card.
//!
//! `cargo bench --bench page` prints a table. The articles are generated from a seed: 1 MB with 10,000 annotations and
//! 10 MB with 100,000, 15 % of them nested or overlapping, a tenth of the paragraphs Arabic. Frames go through
//! `egui::Context::run_ui` and are tessellated; times are what this thread was given of a processor, from Linux's
//! `/proc/thread-self/schedstat` (elsewhere: elapsed time), so that other programs disturb little. An edit waits for the
//! disk; that is not in the table.
//!
//! `benches/page-instructions` counts instructions instead, which no other program disturbs.

#[path = "../tests/support/chance.rs"]
mod chance;
#[path = "support/desk.rs"]
mod desk;
#[path = "support/make.rs"]
mod make;

use chance::Random;
use desk::{Desk, at_share};
use egui::{Event, Key, Modifiers, MouseWheelUnit, PointerButton, TouchPhase, pos2, vec2};
use obelus::{
    project::{Analyst, AnalystId, AnnotationId, Article, ArticleId, ArticleRecord, Edit, Metadata, Project},
    store::{self, Ids},
    text::{ByteOffset, ByteRange},
};
use std::{fmt::Write as _, sync::Arc, time::Instant};

const FRAMES: usize = 300;

/// Frames of each kind of work in which instructions are counted.
const COUNTED_FRAMES: usize = 40;

fn main() {
    // `cargo test --benches` only wants to know that it runs; `cargo bench` says what it is.
    let arguments: Vec<String> = std::env::args().collect();
    let is_test = !arguments.iter().any(|argument| argument == "--bench");
    let counted = arguments.iter().position(|argument| argument == "--instructions");
    let counted = counted.and_then(|at| arguments.get(at + 1)?.parse().ok());
    let sizes = match (counted, is_test) {
        (Some(bytes), _) => vec![bytes],
        (None, true) => vec![20_000, 40_000],
        (None, false) => vec![1_000_000, 10_000_000],
    };
    let frames = if counted.is_some() { COUNTED_FRAMES } else { FRAMES };
    let mut table = Table::default();
    table.line(&["article", "work", "median ms", "p99 ms", "worst ms"]);
    for bytes in sizes {
        let folder = tempfile::tempdir().expect("a folder for the project");
        bench(&mut table, bytes, frames, folder.path());
    }
    #[expect(clippy::print_stdout, reason = "the table is what this program is for")]
    {
        println!("{}", table.0);
    }
}

/// Everything with one article.
fn bench(table: &mut Table, bytes: usize, frames: usize, folder: &std::path::Path) {
    let name = format!("{} kB, {} annotations", bytes / 1000, bytes / 100);
    let path = folder.join("bench.ron");
    store::create_project(&path, &project(bytes)).expect("the project can be written");
    let before = resident_megabytes();
    let started = Instant::now();
    let opened = store::open(&path, "a benchmark", 1).expect("the project can be opened");
    let elapsed = started.elapsed().as_secs_f64() * 1e3;
    table.line(&[&name, "open the project (elapsed)", &format!("{elapsed:.0}"), "", ""]);
    let mut desk = Desk::open(opened);
    desk.settle();
    desk.settle();
    table.row(&name, "open the article, key to frame", work_open(&mut desk));
    desk.key(Modifiers::ALT, Key::ArrowDown);
    desk.settle();
    table.row(&name, "idle frame", counted_idle(&mut desk, frames));
    table.row(&name, "scroll by line", counted_scroll_by_line(&mut desk, frames));
    table.row(&name, "scroll by page (new text each frame)", counted_scroll_by_page(&mut desk, frames));
    table.row(&name, "turn the page after a pause", work_turn_page(&mut desk, frames.min(100)));
    table.row(&name, "random jump", counted_jump(&mut desk, frames, bytes));
    desk.settle();
    table.row(&name, "select by dragging", counted_drag(&mut desk, frames));
    table.row(&name, "tag: the frame of the key and the next", work_tag(&mut desk, frames.min(60), bytes));
    if frames != COUNTED_FRAMES {
        table.row(&name, "tag while a snapshot is written", work_tag_while_saving(&mut desk, frames.min(60), bytes));
    }
    table.row(&name, "resize", counted_resize(&mut desk, frames.min(120)));
    desk.resize(1440.0);
    desk.context.enable_accesskit();
    desk.settle();
    table.row(&name, "scroll by line, screen reader on", work_with_screen_reader(&mut desk, frames));
    let after = resident_megabytes();
    table.line(&[&name, "memory of window and project, MB", &format!("{:.0}", after - before), "", ""]);
}

// The kinds of work; each is a function of its own, by whose name instructions are counted. What is prepared between two
// counted acts is left out by counting another function.

#[inline(never)]
fn counted_open(desk: &mut Desk) -> f64 {
    desk.key(Modifiers::ALT, Key::ArrowDown) + desk.frame(Vec::new())
}

#[inline(never)]
fn counted_turn_page(desk: &mut Desk) -> f64 {
    desk.key(Modifiers::NONE, Key::PageDown) + desk.frame(Vec::new())
}

#[inline(never)]
fn counted_tag(desk: &mut Desk) -> f64 {
    desk.key(Modifiers::NONE, Key::Num3) + desk.frame(Vec::new())
}

/// From the short article to the long one and back, as often as it takes for a median.
fn work_open(desk: &mut Desk) -> Vec<f64> {
    let turns = (0..9).map(|_| {
        let time = counted_open(desk);
        desk.key(Modifiers::ALT, Key::ArrowUp);
        desk.settle();
        time
    });
    turns.collect()
}

#[inline(never)]
fn counted_idle(desk: &mut Desk, frames: usize) -> Vec<f64> {
    (0..frames).map(|_| desk.frame(Vec::new())).collect()
}

#[inline(never)]
fn counted_scroll_by_line(desk: &mut Desk, frames: usize) -> Vec<f64> {
    (0..frames).map(|_| desk.wheel(-30.0)).collect()
}

fn work_with_screen_reader(desk: &mut Desk, frames: usize) -> Vec<f64> {
    (0..frames).map(|_| desk.wheel(-30.0)).collect()
}

#[inline(never)]
fn counted_scroll_by_page(desk: &mut Desk, frames: usize) -> Vec<f64> {
    (0..frames).map(|_| desk.wheel(-760.0)).collect()
}

/// As somebody reads: in the pause the next page is set; that time is not counted.
fn work_turn_page(desk: &mut Desk, times: usize) -> Vec<f64> {
    let turn = |_| {
        desk.settle();
        counted_turn_page(desk)
    };
    (0..times).map(turn).collect()
}

#[inline(never)]
fn counted_jump(desk: &mut Desk, frames: usize, bytes: usize) -> Vec<f64> {
    (0..frames).map(|i| desk.jump(bytes / 7919 * (i * 2903 % 7919))).collect()
}

/// Drags up and down over half of the page.
#[inline(never)]
fn counted_drag(desk: &mut Desk, frames: usize) -> Vec<f64> {
    desk.drag(frames)
}

fn work_tag(desk: &mut Desk, times: usize, bytes: usize) -> Vec<f64> {
    (0..times).map(|i| desk.tag(bytes / (times + 1) * i)).collect()
}

/// The project as it was is held elsewhere, as it is while a snapshot of it is written.
fn work_tag_while_saving(desk: &mut Desk, times: usize, bytes: usize) -> Vec<f64> {
    let tag = |i: usize| {
        let held = desk.window.state.desk.session.snapshot();
        let time = desk.tag(bytes / (times + 1) * i + 700);
        drop(held);
        time
    };
    (0..times).map(tag).collect()
}

#[inline(never)]
fn counted_resize(desk: &mut Desk, frames: usize) -> Vec<f64> {
    (0..frames).map(|i| desk.resize(1210.0 + (i % 60) as f32 * 5.0)).collect()
}

/// What somebody does with a long article.
trait Reader {
    fn wheel(&mut self, points: f32) -> f64;
    fn text(&self) -> String;
    fn put_caret(&mut self, byte: usize);
    fn jump(&mut self, byte: usize) -> f64;
    fn drag(&mut self, frames: usize) -> Vec<f64>;
    fn tag(&mut self, byte: usize) -> f64;
    fn resize(&mut self, width: f32) -> f64;
}

impl Reader for Desk {
    /// A turn of the wheel over the text.
    fn wheel(&mut self, points: f32) -> f64 {
        self.frame(vec![
            Event::PointerMoved(pos2(600.0, 400.0)),
            Event::MouseWheel {
                unit: MouseWheelUnit::Point,
                delta: vec2(0.0, points),
                phase: TouchPhase::Move,
                modifiers: Modifiers::NONE,
                source: egui::MouseWheelSource::Unknown,
            },
        ])
    }

    fn text(&self) -> String {
        self.window.state.desk.record().map_or_else(String::new, |record| record.article.text.as_str().to_owned())
    }

    fn put_caret(&mut self, byte: usize) {
        let place = ByteOffset::from_usize(byte);
        let page = &mut self.window.state.desk.open.page;
        page.set_selection(ByteRange::between(place, place));
        page.scroll_to(ByteRange::between(place, place));
    }

    fn jump(&mut self, byte: usize) -> f64 {
        self.put_caret(byte);
        self.frame(Vec::new())
    }

    fn drag(&mut self, frames: usize) -> Vec<f64> {
        let button =
            |pressed, pos| Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE };
        let start = pos2(500.0, 300.0);
        self.frame(vec![Event::PointerMoved(start)]);
        self.frame(vec![button(true, start)]);
        let places = (0..frames).map(|i| start + vec2((i % 37) as f32 * 10.0, (i % 101) as f32 * 4.0));
        let times = places.map(|place| self.frame(vec![Event::PointerMoved(place)])).collect();
        self.frame(vec![button(false, start)]);
        self.settle();
        times
    }

    /// Selects a sentence and tags it.
    fn tag(&mut self, byte: usize) -> f64 {
        let text = self.text();
        let byte = text[..text.floor_char_boundary(byte)].rfind(". ").map_or(0, |at| at + 2);
        self.put_caret(byte);
        self.settle();
        self.key(Modifiers::NONE, Key::S);
        self.settle();
        let before = self.window.state.desk.revision;
        let time = counted_tag(self);
        assert!(self.window.state.desk.revision > before, "a tag was added");
        self.settle();
        time
    }

    fn resize(&mut self, width: f32) -> f64 {
        self.size.x = width;
        self.frame(Vec::new())
    }
}

/// Memory of this process, where the system says.
fn resident_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

#[derive(Default)]
struct Table(String);

impl Table {
    fn row(&mut self, article: &str, work: &str, mut times: Vec<f64>) {
        let mut at = |share: f64| format!("{:.2}", at_share(&mut times, share));
        self.line(&[article, work, &at(0.5), &at(0.99), &at(1.0)]);
    }

    fn line(&mut self, cells: &[&str; 5]) {
        let [article, work, median, p99, worst] = cells;
        // Writing into a string does not fail.
        let _ok = writeln!(self.0, "{article:<28} {work:<40} {median:>10} {p99:>8} {worst:>9}");
    }
}

const LATIN: &[&str] = &[
    "shelling",
    "hit",
    "the",
    "market",
    "of",
    "Dravna",
    "and",
    "ministry",
    "said",
    "fourteen",
    "people",
    "were",
    "wounded",
    "bridge",
    "over",
    "river",
    "Sel",
    "Kaldor",
    "Front",
    "denied",
    "on",
    "Monday",
    "a",
    "spokesman",
    "added",
    "convoy",
    "17",
    "in",
    "night",
    "hospital",
    "“nine”",
    "according",
    "to",
    "witnesses",
    "Marentia",
];
const ARABIC: &[&str] = &[
    "قصف",
    "سوق",
    "درافنا",
    "وقالت",
    "الوزارة",
    "إن",
    "١٤",
    "شخصا",
    "قتلوا",
    "على",
    "الجسر",
    "ليلا",
    "الجبهة",
    "نفت",
    "في",
    "المدينة",
    "شهود",
    "عيان",
    "و",
    "المستشفى",
];

/// Paragraphs of three to six sentences until there are `bytes`.
fn text(bytes: usize, random: &mut Random) -> String {
    let mut text = String::from("Shelling hits Dravna market\n");
    while text.len() < bytes {
        let words = if random.below(10) == 0 { ARABIC } else { LATIN };
        text.push('\n');
        for sentence in 0..3 + random.below(4) {
            if sentence > 0 {
                text.push(' ');
            }
            for word in 0..8 + random.below(14) {
                if word > 0 {
                    text.push(' ');
                }
                text.push_str(words[random.below(words.len())]);
            }
            text.push('.');
        }
        text.push('\n');
    }
    text
}

fn article(id: u64, text: String) -> Article {
    let metadata = Metadata { outlet: "Sel Wire".to_owned(), ..Metadata::default() };
    Article { metadata, ..make::article(ArticleId::from_random(id), text) }
}

/// A short article and one of `bytes` with an annotation for every hundred bytes.
fn project(bytes: usize) -> Project {
    let mut random = Random(7);
    let mut project = Project::new(Ids::from_seed(1).project(), "Benchmark", store::default_codebook());
    let analyst = Analyst { id: AnalystId::from_name("Ana", |_| false), name: "Ana".to_owned() };
    let labels: Vec<_> = project.codebook().labels.iter().map(|label| label.id.clone()).collect();
    let text = text(bytes, &mut random);
    let words: Vec<(usize, usize)> = word_ranges(&text);
    let mut record = ArticleRecord::new(article(2, text));
    let count = bytes / 100;
    for number in 0..count {
        // An outer annotation of ten words every ten; 15 % lie in it or across its end.
        let is_inner = random.below(100) < 15;
        let block = words.len() / count;
        let first = number * block + if is_inner { 0 } else { 1 };
        let first = if is_inner { first.saturating_sub(block / 2) } else { first };
        let last = (first + 2 + random.below(block.max(6) - 4)).min(words.len() - 1);
        let id = AnnotationId::from_random(number as u64 + 1);
        let label = labels[random.below(labels.len())].clone();
        let range = ByteRange::from_usize(words[first].0..words[last].1);
        let annotation = make::annotation(id, analyst.id.clone(), label, range);
        record.annotations.insert(id, annotation);
    }
    let short = ArticleRecord::new(article(1, "Truce talks resume\n\nTalks resumed in Dravna on Monday.".to_owned()));
    let edits = vec![
        Edit::AddAnalyst { at: 0, analyst },
        Edit::AddArticle { at: 0, record: Arc::new(short) },
        Edit::AddArticle { at: 1, record: Arc::new(record) },
    ];
    project.apply(Edit::Batch(edits)).expect("the project is sound");
    project
}

fn word_ranges(text: &str) -> Vec<(usize, usize)> {
    let base = text.as_ptr() as usize;
    text.split_whitespace().map(|word| (word.as_ptr() as usize - base, word.as_ptr() as usize - base + word.len())).collect()
}
