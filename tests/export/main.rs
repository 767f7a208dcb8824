//! Exports: what a project looks like in each format, and that every offset leads back to its words.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod csv_tables;
mod dataset;
mod json_lines;
#[path = "../support/marked.rs"]
mod marked;
mod others;
mod pages;
#[cfg(feature = "parquet")]
mod parquet_tables;
mod rebuild;
mod reimport;
mod schema;
#[cfg(feature = "parquet")]
mod settled;

use marked::{Marked, marked};
use obelus::{
    export::{ExportError, Format, LossReport, Selection, export},
    project::{
        AnalystId, AnnotationId, Article, ArticleId, ArticleRecord, AttributeKind, AttributeValue, Block, BlockKind, Change,
        Choice, Codebook, Edit, Fragments, Link, Metadata, Project, ProjectId, Sha256, Source, Status,
    },
    text::{ByteRange, IndexedText},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;

fn codebook() -> Codebook {
    let choices = ["exact", "at_least"].map(|id| Choice { id: id.to_owned(), name: id.to_owned() }).to_vec();
    let any = AttributeKind::Links { labels: Vec::new(), many: true };
    marked::codebook(&[
        ("claim", vec![("source", any), ("cue", AttributeKind::SubSpan)]),
        ("quote", vec![("speaker", AttributeKind::Text)]),
        (
            "figure",
            vec![
                ("low", AttributeKind::Integer { min: Some(0), max: None }),
                ("precision", AttributeKind::OneOf(choices.clone())),
                ("means", AttributeKind::SeveralOf(choices)),
                ("share", AttributeKind::Number),
                ("official", AttributeKind::YesNo),
                ("day", AttributeKind::Date),
            ],
        ),
    ])
}

/// One article: an emoji before everything, a nested figure, a quote in two fragments, Arabic, two analysts.
fn dravna() -> Project {
    let text = "💥 [At least [14]{figure} died in Dravna]{claim}.\n[“We ran,”]{quote#1} he said, [“then hid.”]{quote#1}\n\
                [قال إن ١٢ قتلوا]{claim@bo}";
    marked::project(codebook(), &[marked(text)])
}

const ARTICLE: u64 = 1;

fn change(project: &mut Project, annotation: u64, change: Change) {
    let (article, annotation) = (ArticleId::from_random(ARTICLE), AnnotationId::from_random(annotation));
    let modified = "2026-01-06T10:00:00.5Z".parse().unwrap();
    project.apply(Edit::ChangeAnnotation { article, annotation, change, modified }).unwrap();
}

fn answer(project: &mut Project, annotation: u64, attribute: &str, value: AttributeValue) {
    change(project, annotation, Change::Attribute(attribute.into(), Some(value)));
}

fn rows(project: &Project, selection: &Selection) -> (Vec<Value>, LossReport) {
    let (files, report) = export(project, Format::Jsonl, selection).unwrap();
    assert_eq!(files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["project.jsonl"]);
    let text = std::str::from_utf8(&files[0].bytes).unwrap();
    (text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), report)
}

/// The rows of one kind.
fn rows_of(project: &Project, kind: &str) -> Vec<Value> {
    rows(project, &Selection::default()).0.into_iter().filter(|row| row["obelus"] == kind).collect()
}

/// One table, the byte order mark left out, apostrophes as they are.
fn table(project: &Project, name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let (files, _) = export(project, Format::Csv, &Selection::default()).unwrap();
    let file = files.iter().find(|file| file.name == name).unwrap();
    let bytes = file.bytes.strip_prefix("\u{FEFF}".as_bytes()).expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(bytes);
    let cells = |row: &csv::StringRecord| row.iter().map(str::to_owned).collect::<Vec<_>>();
    let head = cells(reader.headers().unwrap());
    (head, reader.records().map(|row| cells(&row.unwrap())).collect())
}

/// The cells of one column.
fn column(project: &Project, file: &str, name: &str) -> Vec<String> {
    let (head, rows) = table(project, file);
    let at = head.iter().position(|column| column == name).unwrap_or_else(|| panic!("no column {name} in {head:?}"));
    rows.into_iter().map(|mut row| row.swap_remove(at)).collect()
}

/// An article with everything that can be known about one.
fn known_article() -> Article {
    let text = "Shelling in Dravna\n💥 Read more.";
    let end = text.len();
    Article {
        id: ArticleId::from_random(5),
        text: IndexedText::new(text).unwrap(),
        text_sha256: Sha256::of(text.as_bytes()),
        metadata: Metadata {
            headline: "Shelling in Dravna".to_owned(),
            published: Some("2026-01-04".parse().unwrap()),
            regions: vec!["Marentia".to_owned(), "Sel valley".to_owned()],
            other: [("desk".to_owned(), "night".to_owned())].into(),
            ..Metadata::default()
        },
        source: Source {
            file_name: "dravna.txt".to_owned(),
            format: "text".to_owned(),
            encoding: "UTF-8".to_owned(),
            sha256: None,
        },
        blocks: vec![
            Block { range: ByteRange::from_usize(0..18), kind: BlockKind::Headline },
            Block { range: ByteRange::from_usize(19..end), kind: BlockKind::Heading(2) },
        ],
        links: vec![Link { range: ByteRange::from_usize(24..end - 1), target: "https://example.org/a?b=1".to_owned() }],
        imported: "2026-01-05T09:00:00Z".parse().unwrap(),
    }
}

fn project_of(article: Article) -> Project {
    let mut project = Project::new(ProjectId::from_random(1), "War", codebook());
    project.apply(Edit::AddArticle { at: 0, record: Arc::new(ArticleRecord::new(article)) }).unwrap();
    project
}

#[test]
fn an_offset_that_cuts_a_character_is_in_no_project() {
    let mut article = known_article();
    article.links[0].range = ByteRange::from_usize(20..24); // begins inside the emoji
    let mut project = Project::new(ProjectId::from_random(1), "p", codebook());
    let error = project.apply(Edit::AddArticle { at: 0, record: ArticleRecord::new(article).into() }).unwrap_err();
    assert!(error.to_string().starts_with("article 0000000005 contradicts itself"), "{error}");
}

#[test]
fn formats_are_found_by_name_and_say_what_they_lose() {
    assert!(Format::ALL.into_iter().all(|format| Format::from_name(format.name()) == Some(format)));
    assert_eq!(Format::Jsonl.loses(), None);
    assert!(Format::Csv.loses().is_some_and(|loses| loses.contains("codebook")));
}

#[test]
fn finished_without_a_tag_is_not_the_same_as_never_opened() {
    let mut project =
        marked::project(codebook(), &[marked("[Sirens]{claim@bo} in Dravna."), marked("[Rain]{claim} on the Sel.")]);
    let set = Edit::SetStatus { article: ArticleId::from_random(1), analyst: "ana".into(), status: Some(Status::Done) };
    project.apply(set).unwrap();
    assert_eq!(
        rows_of(&project, "status"),
        [json!({"obelus": "status", "doc_id": "0000000001", "coder_id": "ana", "status": "done"})]
    );
    assert_eq!(column(&project, "articles.csv", "status:ana"), ["done", ""]);
    assert_eq!(column(&project, "articles.csv", "status:bo"), ["", ""]);
}

#[test]
fn a_selection_leaves_out_people_and_articles_and_names_the_links_it_cuts() {
    let mut project = marked::project(codebook(), &[marked("[Sirens]{claim} [wail]{claim@bo}."), marked("[Rain]{claim@bo}.")]);
    change(&mut project, 1, Change::SameAs(vec![AnnotationId::from_random(2)]));
    let ana = Selection { analysts: Some(vec!["ana".into()]), articles: None };
    let (rows, report) = rows(&project, &ana);
    assert_eq!(rows[0]["analysts"], json!([{"id": "ana", "name": "ANA"}]));
    let kinds: Vec<_> = rows.iter().map(|row| row["obelus"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["header", "article", "annotation", "article"]);
    assert_eq!(report.written, 1);
    let what: Vec<_> = report.losses.iter().map(|loss| loss.what.as_str()).collect();
    assert_eq!(what, ["same_as leads to annotation 0000000002 of an analyst who is not exported"]);

    let second = Selection { analysts: None, articles: Some(vec![ArticleId::from_random(2)]) };
    let (rows, report) = self::rows(&project, &second);
    assert_eq!((rows.len(), report.written, report.losses.len()), (3, 1, 0));
}

#[test]
fn a_selection_of_what_the_project_lacks_is_refused() {
    let refused = |selection| export(&dravna(), Format::Csv, &selection).unwrap_err();
    let cem = AnalystId::from("cem");
    assert_eq!(refused(Selection { analysts: Some(vec![cem.clone()]), articles: None }), ExportError::NoAnalyst(cem));
    let article = ArticleId::from_random(9);
    assert_eq!(refused(Selection { analysts: None, articles: Some(vec![article]) }), ExportError::NoArticle(article));
}

/// Texts that trip programs: astral characters, combining marks, joiners, right-to-left script, line separators, quotes.
const HARD: &str = "(\\PC|💥|👩🏽‍🌾|e\u{301}|נ|١٢|\n|\u{2028}|\u{85}|\t|=|'|＝|\"|,|;){1,60}";

fn any_project() -> impl Strategy<Value = Project> {
    (HARD, proptest::collection::vec((0usize..60, 1usize..20, 0usize..5, 1usize..9), 1..8)).prop_map(|(text, passages)| {
        let edges: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        let at = |place: usize| edges[place.min(edges.len() - 1)];
        let passages = passages.into_iter().filter_map(|(start, len, gap, more)| {
            let second = start + len + gap;
            let ranges =
                [at(start)..at(start + len), at(second)..at(second + more)].into_iter().filter(|range| !range.is_empty());
            let ranges = ranges.map(ByteRange::from_usize);
            let fragments = Fragments::new(ranges).ok()?;
            Some(marked::Mark { label: "claim".to_owned(), analyst: "ana".to_owned(), fragments })
        });
        let annotations = passages.collect();
        marked::project(codebook(), &[Marked { text, annotations }])
    })
}

fn cut(text: &str, start: usize, end: usize) -> String {
    text.chars().skip(start).take(end - start).collect()
}
