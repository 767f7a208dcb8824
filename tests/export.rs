//! Exports: what a project looks like in each format, and that every offset leads back to its words.

#[path = "support/marked.rs"]
mod marked;

use marked::{Marked, marked};
use obelus::{
    export::{ExportError, Format, LossReport, Selection, export},
    project::{
        AnalystId, AnnotationId, Article, ArticleId, ArticleRecord, Attribute, AttributeKind, AttributeValue, Block, BlockKind,
        Change, Choice, Codebook, Edit, Fragments, Label, LabelColor, LinePattern, Link, Metadata, Project, ProjectId, Sha256,
        Source, Status, stats::stats,
    },
    text::{ByteRange, IndexedText},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;

fn label(id: &str, attributes: &[(&str, AttributeKind)]) -> Label {
    let attribute = |(id, kind): &(&str, AttributeKind)| Attribute {
        id: (*id).into(),
        name: (*id).to_owned(),
        kind: kind.clone(),
        is_required: false,
        help: String::new(),
    };
    Label {
        id: id.into(),
        name: id.to_owned(),
        key: Some('1'),
        color: LabelColor { light: [0, 16, 255], dark: [170, 187, 204] },
        pattern: LinePattern::Wavy,
        definition: String::new(),
        include: String::new(),
        exclude: String::new(),
        span_rule: String::new(),
        edge_cases: String::new(),
        examples: Vec::new(),
        attributes: attributes.iter().map(attribute).collect(),
    }
}

fn codebook() -> Codebook {
    let choices = ["exact", "at_least"].map(|id| Choice { id: id.to_owned(), name: id.to_owned() }).to_vec();
    let any = AttributeKind::Links { labels: Vec::new(), many: true };
    let labels = vec![
        label("claim", &[("source", any), ("cue", AttributeKind::SubSpan)]),
        label("quote", &[("speaker", AttributeKind::Text)]),
        label(
            "figure",
            &[
                ("low", AttributeKind::Integer { min: Some(0), max: None }),
                ("precision", AttributeKind::OneOf(choices.clone())),
                ("means", AttributeKind::SeveralOf(choices)),
                ("share", AttributeKind::Number),
                ("official", AttributeKind::YesNo),
                ("day", AttributeKind::Date),
            ],
        ),
    ];
    Codebook { title: "War news".to_owned(), version: 1, general_rules: Vec::new(), labels }
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

#[test]
fn an_annotation_row_has_everything() {
    let mut project = dravna();
    answer(&mut project, 2, "low", AttributeValue::Integer(14));
    answer(&mut project, 2, "precision", AttributeValue::Choice("at_least".to_owned()));
    answer(&mut project, 2, "share", AttributeValue::NotStated);
    change(&mut project, 2, Change::Note("per hospital".to_owned()));
    let (files, _) = export(&project, Format::Jsonl, &Selection::default()).unwrap();
    let text = String::from_utf8(files[0].bytes.clone()).unwrap();
    let row = text.lines().find(|line| line.contains(r#""span_id":"0000000002""#)).unwrap();
    assert_eq!(
        row,
        concat!(
            r#"{"obelus":"annotation","doc_id":"0000000001","#,
            r#""text_sha256":"8ce9119361341307898f110d2d74efde6167c95533553d37ec6fbdc8d7444ab8","#,
            r#""span_id":"0000000002","tag":"figure","fragments":[{"start":11,"end":13}],"start":11,"end":13,"quote":"14","#,
            r#""prefix":"💥 At least ","suffix":" died in Dravna.\n“We ran,” he sa","#,
            r#""coder_id":"ana","coder_name":"ANA","layer":"ana","#,
            r#""created":"2026-01-05T09:00:00Z","modified":"2026-01-06T10:00:00.5Z","codebook_version":1,"#,
            r#""unsure":false,"note":"per hospital","#,
            r#""attributes":{"low":{"integer":14},"precision":{"choice":"at_least"}},"#,
            r#""attribute_states":{"share":"not_stated"},"same_as":[],"links":[],"offset_unit":"unicode_code_point"}"#,
        )
    );
}

#[test]
fn fragments_nested_and_right_to_left_passages_keep_their_places() {
    let places: Vec<_> = rows_of(&dravna(), "annotation")
        .iter()
        .map(|row| json!([row["coder_id"], row["tag"], row["fragments"], row["start"], row["end"], row["quote"]]))
        .collect();
    let expected = [
        json!(["ana", "claim", [{"start": 2, "end": 28}], 2, 28, "At least 14 died in Dravna"]),
        json!(["ana", "figure", [{"start": 11, "end": 13}], 11, 13, "14"]),
        json!(["ana", "quote", [{"start": 30, "end": 39}, {"start": 49, "end": 60}], 30, 60, "“We ran,” … “then hid.”"]),
        json!(["bo", "claim", [{"start": 61, "end": 76}], 61, 76, "قال إن ١٢ قتلوا"]),
    ];
    assert_eq!(places, expected);
}

#[test]
fn every_type_of_answer_names_itself() {
    let mut project = dravna();
    let sub_span = {
        let text = project.articles()[0].article.text.as_str();
        let start = text.find("died").unwrap();
        ByteRange::from_usize(start..start + 4)
    };
    answer(&mut project, 1, "source", AttributeValue::Links(vec![AnnotationId::from_random(3)]));
    answer(&mut project, 1, "cue", AttributeValue::SubSpan(sub_span));
    answer(&mut project, 2, "day", AttributeValue::Date("2017-09-21".parse().unwrap()));
    answer(&mut project, 2, "low", AttributeValue::Unclear);
    answer(&mut project, 2, "means", AttributeValue::Choices(vec!["exact".to_owned(), "at_least".to_owned()]));
    answer(&mut project, 2, "official", AttributeValue::YesNo(true));
    answer(&mut project, 2, "share", AttributeValue::Number(f64::INFINITY));
    answer(&mut project, 3, "speaker", AttributeValue::Text("2017-09-21".to_owned()));
    change(&mut project, 3, Change::SameAs(vec![AnnotationId::from_random(1)]));
    let rows = rows_of(&project, "annotation");
    assert_eq!(
        rows[0]["attributes"],
        json!({"cue": {"sub_span": {"start": 14, "end": 18}}, "source": {"links": ["0000000003"]}})
    );
    assert_eq!(rows[0]["links"], json!([{"type": "source", "target": "0000000003"}]));
    assert_eq!(
        rows[1]["attributes"],
        json!({
            "day": {"date": "2017-09-21"},
            "means": {"choices": ["exact", "at_least"]},
            "official": {"yes_no": true},
            "share": {"number": "Infinity"},
        })
    );
    assert_eq!(rows[1]["attribute_states"], json!({"low": "unclear"}));
    assert_eq!(rows[2]["attributes"], json!({"speaker": {"text": "2017-09-21"}}), "words, not a day");
    assert_eq!(rows[2]["links"], json!([{"type": "same_as", "target": "0000000001"}]));
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
fn an_article_row_has_everything() {
    let expected = json!({
        "obelus": "article",
        "id": "0000000005",
        "text": "Shelling in Dravna\n💥 Read more.",
        "text_sha256": "d0021f56a73ac6918a9f52fe616881f020d3c9e7e27ff832e00396c37d67d9d1",
        "imported": "2026-01-05T09:00:00Z",
        "metadata": {
            "headline": "Shelling in Dravna", "byline": "", "outlet": "", "published": "2026-01-04", "url": "", "language": "",
            "regions": ["Marentia", "Sel valley"], "themes": [], "series": [], "source_note": "", "copyright": "",
            "other": {"desk": "night"},
        },
        "source": {"file_name": "dravna.txt", "format": "text", "encoding": "UTF-8", "sha256": null},
        "blocks": [
            {"start": 0, "end": 18, "kind": "headline", "level": null},
            {"start": 19, "end": 31, "kind": "heading", "level": 2},
        ],
        "links": [{"start": 21, "end": 30, "target": "https://example.org/a?b=1"}],
    });
    let project = project_of(known_article());
    assert_eq!(rows_of(&project, "article"), [expected]);
    assert_eq!(column(&project, "articles.csv", "regions"), ["Marentia;Sel valley"]);
    assert_eq!(column(&project, "articles.csv", "other"), [r#"{"desk":"night"}"#]);
}

#[test]
fn an_offset_that_cuts_a_character_stops_the_export() {
    let mut article = known_article();
    article.links[0].range = ByteRange::from_usize(20..24); // begins inside the emoji
    let error = export(&project_of(article), Format::Jsonl, &Selection::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "article 0000000005: a hyperlink at bytes 20–24 lies outside the text or cuts a character; import the article again"
    );
}

#[test]
fn formats_are_found_by_name_and_say_what_they_lose() {
    assert!(Format::ALL.into_iter().all(|format| Format::from_name(format.name()) == Some(format)));
    assert_eq!(Format::Jsonl.loses(), None);
    assert!(Format::Csv.loses().is_some_and(|loses| loses.contains("codebook")));
}

#[test]
fn the_header_names_the_unit_and_holds_the_codebook() {
    let header = rows(&dravna(), &Selection::default()).0.remove(0);
    let start = ["obelus", "format_version", "offset_unit", "offset_end"].map(|field| header[field].clone());
    assert_eq!(start, [json!("header"), json!(1), json!("unicode_code_point"), json!("exclusive")]);
    assert_eq!(header["analysts"], json!([{"id": "ana", "name": "ANA"}, {"id": "bo", "name": "BO"}]));
    let figure = &header["codebook"]["labels"][2];
    assert_eq!(figure["color"], json!({"light": "#0010ff", "dark": "#aabbcc"}));
    assert_eq!(figure["attributes"][0]["kind"], json!({"type": "integer", "min": 0, "max": null}));
    assert_eq!(figure["attributes"][5]["kind"], json!({"type": "date"}));
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
fn no_character_of_a_text_ends_a_line_of_json() {
    let text = "One\u{2028}two\u{2029}three\u{85}four\u{b}five\u{c}six\u{1c}seven\u{7f}[eight]{claim}\r nine";
    let project = marked::project(codebook(), &[marked(text)]);
    let (files, _) = export(&project, Format::Jsonl, &Selection::default()).unwrap();
    let written = String::from_utf8(files[0].bytes.clone()).unwrap();
    assert!(written.chars().all(|c| c == '\n' || !(c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))));
    assert_eq!(written.matches('\n').count(), 3, "header, article, annotation");
    assert_eq!(rows_of(&project, "article")[0]["text"], marked(text).text);
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

#[test]
fn csv_has_a_column_for_each_attribute_and_its_state() {
    let mut project = dravna();
    answer(&mut project, 2, "low", AttributeValue::Integer(-5));
    answer(&mut project, 2, "share", AttributeValue::NotStated);
    let all = |name: &str| column(&project, "annotations.csv", name);
    assert_eq!(all("id"), ["0000000001"; 4]);
    assert_eq!(all("label"), ["claim", "figure", "quote", "claim"]);
    assert_eq!(all("text")[2], "“We ran,” … “then hid.”");
    assert_eq!(all("start"), ["2", "11", "30", "61"]);
    assert_eq!(all("fragments"), ["2-28", "11-13", "30-39;49-60", "61-76"]);
    assert_eq!(all("offset_unit"), ["unicode_code_point"; 4]);
    assert_eq!(all("attr:figure.low"), ["", "'-5", "", ""]);
    assert_eq!(all("state:figure.low"), ["", "filled", "", ""]);
    assert_eq!(all("state:figure.share"), ["", "not_stated", "", ""]);
    assert_eq!(all("state:figure.precision"), ["", "not_filled", "", ""]);
}

#[test]
fn csv_quotes_every_cell_and_ends_rows_with_cr_lf() {
    let project = marked::project(codebook(), &[marked("[“A \"b\"\n,c”]{quote}")]);
    let (files, _) = export(&project, Format::Csv, &Selection::default()).unwrap();
    let text = String::from_utf8(files[0].bytes.clone()).unwrap();
    assert!(text.starts_with("\u{FEFF}\"id\",\"analyst\",\"start\",\"end\",\"label\",\"text\",\"fragments\","));
    assert!(text.contains("\r\n\"0000000001\",\"ana\",\"0\",\"10\",\"quote\",\"“A \"\"b\"\"\n,c”\",\"0-10\","));
    assert!(text.ends_with("\"\r\n"));
}

#[test]
fn csv_says_which_answers_it_cannot_carry() {
    let mut project = dravna();
    answer(&mut project, 2, "means", AttributeValue::Choices(vec!["a;b".to_owned()]));
    answer(&mut project, 3, "tone", AttributeValue::Text("calm".to_owned()));
    let metadata = Metadata { regions: vec!["Dravna; Sel".to_owned()], ..Metadata::default() };
    project.apply(Edit::SetMetadata { article: ArticleId::from_random(1), metadata: Box::new(metadata) }).unwrap();
    assert_eq!(column(&project, "annotations.csv", "attr:quote.tone"), ["", "", "calm", ""]);
    let (_, report) = export(&project, Format::Csv, &Selection::default()).unwrap();
    let losses: Vec<_> = report.losses.iter().map(|loss| (loss.annotation.map(|id| id.bits()), loss.what.as_str())).collect();
    assert_eq!(
        losses,
        [
            (Some(2), "where one choice of means ends: one of them holds a “;”"),
            (Some(3), "the kind of tone, which is not the codebook's; its value is written"),
            (None, "where one item of regions ends: one of them holds a “;”"),
        ]
    );
}

#[test]
fn counts_tell_labels_people_progress_and_overlaps_apart() {
    let crossing = marked("[a b]{claim} c d").and("a [b c]{quote} d").and("a b [c d]{claim@bo}");
    let same = marked("[[a b]{claim} [c]{figure}]{quote}").and("[a b]{figure} c");
    let mut project = marked::project(codebook(), &[crossing, same, marked("[a]{quote#1} b [c]{quote#1}")]);
    change(&mut project, 1, Change::Unsure(true));
    change(&mut project, 2, Change::Note("?".to_owned()));
    for (article, status) in [(1, Status::InProgress), (2, Status::Done)] {
        for analyst in ["ana", "bo"] {
            let article = ArticleId::from_random(article);
            project.apply(Edit::SetStatus { article, analyst: analyst.into(), status: Some(status) }).unwrap();
        }
    }
    let stats = stats(&project);
    assert_eq!((stats.num_articles, stats.num_words, stats.num_code_points), (3, 10, 17));
    let labels: Vec<_> = stats.labels.iter().map(|l| (l.label.as_str(), l.num_annotations, l.num_by_analyst.clone())).collect();
    assert_eq!(labels, [("claim", 3, vec![2, 1]), ("quote", 3, vec![3, 0]), ("figure", 2, vec![2, 0])]);
    let ana = &stats.analysts[0];
    assert_eq!((ana.counts.num_annotations, ana.counts.num_fragments, ana.counts.num_discontinuous), (7, 8, 1));
    assert_eq!((ana.counts.num_same_span_pairs, ana.counts.num_nested_pairs, ana.counts.num_crossing_pairs), (1, 3, 1));
    assert_eq!((ana.counts.num_unsure, ana.counts.num_with_note), (1, 1));
    assert_eq!((ana.progress.num_not_opened, ana.progress.num_in_progress, ana.progress.num_done), (1, 1, 1));
    assert_eq!(stats.analysts[1].progress.num_done_empty, 1);
    assert_eq!(stats.total.num_annotations, 8);
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

fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

proptest! {
    #[test]
    fn code_points_cut_the_quote_out_of_the_text(project in any_project()) {
        let text = rows_of(&project, "article")[0]["text"].as_str().unwrap().to_owned();
        let number = |value: &Value| value.as_u64().unwrap() as usize;
        let annotations = rows_of(&project, "annotation");
        prop_assert_eq!(annotations.len(), project.num_annotations());
        for row in annotations {
            let pieces = row["fragments"].as_array().unwrap().iter();
            let pieces: Vec<_> = pieces.map(|f| cut(&text, number(&f["start"]), number(&f["end"]))).collect();
            prop_assert_eq!(pieces.join(" … "), row["quote"].as_str().unwrap());
            let (start, end) = (number(&row["start"]), number(&row["end"]));
            prop_assert!(cut(&text, 0, start).ends_with(row["prefix"].as_str().unwrap()));
            prop_assert!(cut(&text, end, text.chars().count()).starts_with(row["suffix"].as_str().unwrap()));
        }
    }

    #[test]
    fn csv_reads_back_once_the_apostrophes_are_off(mut project in any_project(), note in "[=+@'＝\t-]{0,3}\\PC{0,9}") {
        if project.num_annotations() > 0 {
            change(&mut project, 1, Change::Note(note.clone()));
            let notes = column(&project, "annotations.csv", "note");
            prop_assert!(notes.iter().any(|cell| unguarded(cell) == note));
        }
        let text = project.articles()[0].article.text.as_str();
        let written = column(&project, "articles.csv", "text").remove(0);
        prop_assert_eq!(unguarded(&written), text);
        let (_, rows) = table(&project, "annotations.csv");
        for row in rows {
            for cell in &row {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']), "{:?}", cell);
            }
            let pieces: Vec<_> = row[6].split(';').map(|span| {
                let (start, end) = span.split_once('-').unwrap();
                cut(text, start.parse().unwrap(), end.parse().unwrap())
            }).collect();
            prop_assert_eq!(unguarded(&row[5]), pieces.join(" … "));
        }
    }
}
