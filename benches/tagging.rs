//! What the tools around the page cost with a large project: 10,000 articles (50 MB of text) and 200,000 annotations.
//!
//! `cargo bench --bench tagging` prints a table: how long the first rows of a search take to be there, how long all of them
//! do, and the frames meanwhile and afterwards, of egui and Obelus together, without the graphics card. What is waited for
//! is elapsed time; frames are time that the thread was given of a processor.

#![expect(clippy::print_stdout, reason = "the table is the result")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the benchmark")]

#[path = "support/desk.rs"]
mod desk;
#[path = "support/large.rs"]
mod large;

use desk::{Desk, at_share};
use egui::{Event, Key, Modifiers, MouseWheelUnit, TouchPhase, pos2, vec2};
use obelus::{
    app::find::{self, Ask, Column, What},
    store::{self, Ids},
};
use std::{
    thread,
    time::{Duration, Instant},
};

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };
const FRAMES: usize = 200;
/// What a screen of 60 pictures a second leaves between two.
const BETWEEN_FRAMES: Duration = Duration::from_millis(16);

fn main() {
    let is_test = !std::env::args().any(|argument| argument == "--bench");
    let num_articles = if is_test { 20 } else { large::NUM_ARTICLES };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.ron");
    store::create_project(&path, &large::project(&mut Ids::from_seed(1), num_articles)).unwrap();
    let mut desk = Desk::open(store::open(&path, "a benchmark", 1).unwrap());
    desk.settle();
    println!("{num_articles} articles, {} annotations\n", desk.window.state.desk.project().num_annotations());
    println!("| work | first rows ms | all ms | rows | frame: median ms | p99 ms | worst ms |\n|---|---|---|---|---|---|---|");
    frames("idle frame", (0..FRAMES).map(|_| desk.frame(Vec::new())).collect());
    article_list(&mut desk);
    palette(&mut desk);
    words(&mut desk);
    tags(&mut desk);
    checks(&mut desk);
}

fn frames(work: &str, mut times: Vec<f64>) {
    println!("| {work} | | | | {} |", spread(&mut times));
}

fn spread(times: &mut [f64]) -> String {
    let mut at = |share: f64| format!("{:.2}", at_share(times, share));
    [at(0.5), at(0.99), at(1.0)].join(" | ")
}

fn typed(desk: &mut Desk, text: &str) -> Vec<f64> {
    text.chars().map(|c| desk.frame(vec![Event::Text(c.to_string())])).collect()
}

/// Turns of the wheel at this place.
fn wheel(desk: &mut Desk, x: f32, y: f32) -> Vec<f64> {
    let turn = |_| {
        desk.frame(vec![
            Event::PointerMoved(pos2(x, y)),
            Event::MouseWheel {
                unit: MouseWheelUnit::Point,
                delta: vec2(0.0, -400.0),
                phase: TouchPhase::Move,
                modifiers: Modifiers::NONE,
                source: egui::MouseWheelSource::Unknown,
            },
        ])
    };
    (0..FRAMES).map(turn).collect()
}

fn article_list(desk: &mut Desk) {
    frames("the list of articles: scroll", wheel(desk, 120.0, 500.0));
    desk.key(CTRL, Key::L);
    desk.settle();
    frames("the list of articles: type a filter", typed(desk, "article 77"));
    desk.key(CTRL, Key::A);
    desk.key(Modifiers::NONE, Key::Delete);
    desk.key(Modifiers::NONE, Key::Escape);
    desk.settle();
    frames(
        "next article: key and frame",
        (0..50).map(|_| desk.key(Modifiers::ALT, Key::ArrowDown) + desk.frame(Vec::new())).collect(),
    );
}

fn palette(desk: &mut Desk) {
    let mut opened: Vec<f64> = Vec::new();
    let mut letters: Vec<f64> = Vec::new();
    for _ in 0..5 {
        opened.push(desk.key(CTRL, Key::K) + desk.frame(Vec::new()));
        letters.extend(typed(desk, "article 4711"));
        desk.key(Modifiers::NONE, Key::Escape);
        desk.settle();
    }
    frames("command palette: open", opened);
    frames("command palette: a letter", letters);
}

/// Lets what was asked for come, and says how it came.
fn arrive(desk: &mut Desk, work: &str, ask: impl FnOnce(&mut Desk)) {
    let begin = Instant::now();
    ask(desk);
    let (mut first, mut times) = (None, Vec::new());
    loop {
        let frame = Instant::now();
        times.push(desk.frame(Vec::new()));
        if !desk.window.state.find.rows.is_empty() {
            first.get_or_insert_with(|| begin.elapsed());
        }
        if !desk.window.state.find.is_busy() {
            break;
        }
        thread::sleep(BETWEEN_FRAMES.saturating_sub(frame.elapsed()));
    }
    let all = begin.elapsed();
    let milliseconds = |time: Duration| format!("{:.0}", time.as_secs_f64() * 1e3);
    let first = first.map_or_else(|| "none".to_owned(), milliseconds);
    let rows = desk.window.state.find.rows.len();
    println!("| {work} | {first} | {} | {rows} | {} |", milliseconds(all), spread(&mut times));
}

fn ask(desk: &mut Desk, ask: Ask) {
    let context = desk.context.clone();
    let state = &mut desk.window.state;
    find::act(&mut state.desk, &mut state.find, ask, &context);
}

fn words(desk: &mut Desk) {
    desk.key(CTRL_SHIFT, Key::F);
    desk.settle();
    arrive(desk, "find “rescue”", |desk| ask(desk, Ask::Words("rescue".to_owned())));
    frames("… scroll the rows", wheel(desk, 700.0, 600.0));
    frames(
        "… tick all, untick all",
        (0..10)
            .map(|_| {
                desk.key(Modifiers::NONE, Key::Escape);
                desk.key(CTRL, Key::A) + desk.frame(Vec::new())
            })
            .collect(),
    );
    arrive(desk, "find “stopped”, as a whole word and in its case", |desk| {
        let options = obelus::find::PatternOptions { match_case: true, whole_words: true, ..Default::default() };
        ask(desk, Ask::Options(options));
        ask(desk, Ask::Words("stopped".to_owned()));
    });
    arrive(desk, "find the expression “w\\w+s in [A-Z]”", |desk| {
        let options = obelus::find::PatternOptions { is_regex: true, ..Default::default() };
        ask(desk, Ask::Options(options));
        ask(desk, Ask::Words("w\\w+s in [A-Z]".to_owned()));
    });
    ask(desk, Ask::Options(obelus::find::PatternOptions::default()));
    arrive(desk, "find “xyzzy”, which is nowhere", |desk| ask(desk, Ask::Words("xyzzy".to_owned())));
}

fn tags(desk: &mut Desk) {
    ask(desk, Ask::What(What::Tags));
    arrive(desk, "all tags of one analyst", |desk| ask(desk, Ask::Query(String::new())));
    frames("… scroll the table", wheel(desk, 700.0, 600.0));
    for (column, name) in
        [(Column::Words, "words"), (Column::Label, "label"), (Column::Changed, "time"), (Column::Place, "place")]
    {
        arrive(desk, &format!("… sort by {name}"), |desk| ask(desk, Ask::Sort(column)));
    }
    arrive(desk, "tags “label:claim shelling”", |desk| {
        ask(desk, Ask::Query("label:claim shelling".to_owned()));
    });
}

fn checks(desk: &mut Desk) {
    for (what, name) in [(What::TaggedOtherwise, "same words tagged otherwise"), (What::NotTagged, "same words not tagged")] {
        arrive(desk, name, |desk| ask(desk, Ask::What(what)));
    }
}
