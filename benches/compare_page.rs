//! What the Compare room costs: an article of 30,000 characters with 200 annotations of each of two analysts, and a project
//! of many such articles, whose list has tens of thousands of differences.
//!
//! `cargo bench --bench compare_page` prints a table. Frames go through `egui::Context::run_ui` and are tessellated; times
//! of frames are what the window's thread was given of a processor, "elapsed" ones are waited for.

#[path = "../tests/support/chance.rs"]
mod chance;
#[path = "support/desk.rs"]
mod desk;
#[path = "support/make.rs"]
mod make;

use chance::Random;
use desk::{Desk, at_share};
use egui::{Key, Modifiers};
use obelus::{
    project::{Analyst, AnalystId, Article, ArticleRecord, Edit, LabelId, Metadata, Project, Status},
    store::{self, Ids},
    text::ByteRange,
};
use std::{fmt::Write as _, sync::Arc, time::Instant};

const WORDS: usize = 4600;
const ANNOTATIONS: usize = 200;

fn main() {
    let is_test = !std::env::args().any(|argument| argument == "--bench");
    let mut table = String::from("| project | work | median ms | worst ms |\n|---|---|---|---|\n");
    for num_articles in if is_test { [1, 2] } else { [1, 200] } {
        bench(&mut table, num_articles);
    }
    #[expect(clippy::print_stdout, reason = "the table is what this program is for")]
    {
        println!("{table}");
    }
}

/// A window on the project.
fn open(path: &std::path::Path) -> Desk {
    Desk::open(store::open(path, "a benchmark", 1).expect("the project can be opened"))
}

fn bench(table: &mut String, num_articles: usize) {
    let folder = tempfile::tempdir().expect("a folder for the project");
    let path = folder.path().join("bench.ron");
    store::create_project(&path, &project(num_articles)).expect("the project can be written");
    let name = format!("{num_articles} × 30,000 characters, 2 × {ANNOTATIONS} annotations each");
    let mut row = |work: &str, mut times: Vec<f64>| {
        let (median, worst) = (at_share(&mut times, 0.5), at_share(&mut times, 1.0));
        // Writing into a string does not fail.
        let _ok = writeln!(table, "| {name} | {work} | {median:.2} | {worst:.2} |");
    };
    let (mut first, mut list, mut figures) = (Vec::new(), Vec::new(), Vec::new());
    let mut desk = open(&path);
    for _ in 0..3 {
        desk = open(&path);
        desk.settle();
        let start = Instant::now();
        desk.key(Modifiers::COMMAND, Key::Num2);
        first.push(desk.frame(Vec::new()));
        while desk.window.state.compare.counts().num_articles < num_articles {
            desk.frame(Vec::new());
        }
        list.push(start.elapsed().as_secs_f64() * 1e3);
        while desk.window.state.compare.is_busy() {
            desk.frame(Vec::new());
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        figures.push(start.elapsed().as_secs_f64() * 1e3);
    }
    row("enter the room: the first frame", first);
    row("the whole list is there (elapsed)", list);
    row("all figures are there (elapsed)", figures);
    let rows = desk.window.state.compare.num_rows();
    row("idle frame", (0..100).map(|_| desk.frame(Vec::new())).collect());
    row(
        "next difference: key and frame",
        (0..100).map(|_| desk.key(Modifiers::NONE, Key::Space) + desk.frame(Vec::new())).collect(),
    );
    row(
        "to the last difference and back",
        (0..20)
            .map(|i| {
                let key = if i % 2 == 0 { Key::End } else { Key::Home };
                desk.key(Modifiers::NONE, key) + desk.frame(Vec::new())
            })
            .collect(),
    );
    desk.key(Modifiers::NONE, Key::T);
    desk.settle();
    row("settle: key and frame", (0..60).map(|_| desk.key(Modifiers::NONE, Key::A) + desk.frame(Vec::new())).collect());
    row(&format!("rows in the list: {rows}"), vec![0.0]);
}

/// Two analysts who agree on a third, differ by a few words on another, and otherwise not at all.
fn project(num_articles: usize) -> Project {
    let mut ids = Ids::from_seed(7);
    let mut random = Random(11);
    let mut project = Project::new(ids.project(), "Bench", store::default_codebook());
    let analysts: [AnalystId; 2] = ["ana".into(), "bo".into()];
    for (at, id) in analysts.iter().enumerate() {
        let analyst = Analyst { id: id.clone(), name: id.as_str().to_uppercase() };
        project.apply(Edit::AddAnalyst { at, analyst }).expect("a new analyst");
    }
    let labels: Vec<LabelId> = project.codebook().labels.iter().map(|label| label.id.clone()).collect();
    for at in 0..num_articles {
        let (text, words) = text(&mut random);
        let metadata = Metadata { outlet: "Sel Wire".to_owned(), ..Metadata::default() };
        let article = Article { metadata, ..make::article(ids.article(), text) };
        let mut record = ArticleRecord::new(article);
        for _ in 0..ANNOTATIONS {
            let (start, length) = (random.below(words.len() - 40), 1 + random.below(14));
            let label = random.below(labels.len());
            let moves = [(0, 0, 0), (random.below(3), random.below(3), 0), (random.below(20), random.below(4), random.below(2))];
            let (by, longer, other) = moves[random.below(3)];
            let spans = [(start, length, label), (start + by, length + longer, (label + other) % labels.len())];
            for (analyst, (start, length, label)) in analysts.iter().zip(spans) {
                let range = ByteRange::from_usize(words[start].start..words[start + length - 1].end);
                let annotation = make::annotation(ids.annotation(), analyst.clone(), labels[label].clone(), range);
                record.annotations.insert(annotation.id, annotation);
            }
        }
        record.status = analysts.iter().map(|id| (id.clone(), Status::Done)).collect();
        project.apply(Edit::AddArticle { at, record: Arc::new(record) }).expect("a new article");
    }
    project
}

/// A text, and where its words stand.
fn text(random: &mut Random) -> (String, Vec<std::ops::Range<usize>>) {
    const ALL: [&str; 12] =
        ["shelling", "hit", "the", "market", "of", "Dravna", "and", "ministry", "said", "bridge", "wounded", "convoy"];
    let (mut text, mut words) = (String::new(), Vec::new());
    for number in 0..WORDS {
        let start = text.len();
        text.push_str(ALL[random.below(ALL.len())]);
        words.push(start..text.len());
        text.push_str(if number % 60 == 59 { "\n" } else { " " });
    }
    (text.trim_end().to_owned(), words)
}
