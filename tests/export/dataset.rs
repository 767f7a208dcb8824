//! Whole datasets: what is chosen, how it is parted, and what stands beside it.

use super::{answer, change, codebook, dravna, marked};
use obelus::{
    export::{
        Format, Loss,
        dataset::{DatasetError, Layers, Names, Part, Plan, Settings, Shares, Split, Tables, memory},
    },
    project::{Analyst, AnalystId, AnnotationId, ArticleId, AttributeValue, Change, Edit, Metadata, Project, Sha256, Status},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn written(project: &Project, settings: &Settings) -> BTreeMap<String, String> {
    let plan = Plan::new(project, settings).unwrap();
    let time = Some("2026-02-01T12:00:00Z".parse().unwrap());
    let (files, _) = memory(|sink| plan.write(time, &mut |_| true, sink)).unwrap();
    files.into_iter().map(|file| (file.name, String::from_utf8_lossy(&file.bytes).into_owned())).collect()
}

fn annotations(files: &BTreeMap<String, String>) -> Vec<Value> {
    let rows = files["project.jsonl"].lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    rows.filter(|row| row["obelus"] == "annotation").collect()
}

fn losses(files: &BTreeMap<String, String>) -> Vec<String> {
    let report: Value = serde_json::from_str(&files["loss-report.json"]).unwrap();
    report["losses"].as_array().unwrap().iter().map(|loss| loss["what"].as_str().unwrap().to_owned()).collect()
}

fn split(shares: &str, seed: u64) -> Option<Split> {
    Some(Split::Shares { shares: shares.parse().unwrap(), seed })
}

#[test]
fn only_what_was_agreed_on_goes_into_the_agreed_layer() {
    let text = "[At least [14]{figure} died]{claim}, [rain]{claim}.";
    let other = "[At least [14]{figure} died]{claim}, [rain]{quote}.".replace('}', "@bo}");
    let mut project = marked::project(codebook(), &[marked::marked(text).and(&other), marked::marked("[Snow]{claim}")]);
    for (id, low) in [(2, 14), (5, 14)] {
        answer(&mut project, id, "low", AttributeValue::Integer(low));
    }
    answer(&mut project, 2, "official", AttributeValue::YesNo(true));
    change(&mut project, 5, Change::Note("as the hospital says".to_owned()));
    let settings = Settings { layers: Layers::Agreed(Vec::new()), ..Settings::default() };
    let files = written(&project, &settings);
    let rows = annotations(&files);
    let shown: Vec<_> = rows.iter().map(|row| (row["coder_id"].as_str().unwrap(), row["quote"].as_str().unwrap())).collect();
    assert_eq!(shown, [("agreed", "At least 14 died"), ("agreed", "14")]);
    assert_eq!(rows[1]["attributes"], json!({"low": {"integer": 14}}));
    assert_eq!(
        losses(&files),
        [
            "the answers to official: the analysts gave different ones",
            "the analysts' remarks",
            "all its annotations: only one of the analysts worked on it, so nothing is agreed",
        ]
    );
    let alone = Settings { layers: Layers::Agreed(vec!["ana".to_owned()]), ..Settings::default() };
    assert!(matches!(Plan::new(&project, &alone), Err(DatasetError::FewAnalysts(1))));
}

#[test]
fn labels_that_were_not_chosen_are_nowhere_and_cut_links_are_named() {
    let mut project = dravna();
    answer(&mut project, 1, "source", AttributeValue::Links(vec![AnnotationId::from_random(2), AnnotationId::from_random(4)]));
    let settings = Settings { labels: Some(vec!["claim".to_owned()]), ..Settings::default() };
    let files = written(&project, &settings);
    let header: Value = serde_json::from_str(files["project.jsonl"].lines().next().unwrap()).unwrap();
    assert_eq!(header["codebook"]["labels"].as_array().unwrap().len(), 1);
    let rows = annotations(&files);
    assert_eq!(rows.iter().map(|row| &row["tag"]).collect::<Vec<_>>(), ["claim", "claim"]);
    assert_eq!(rows[0]["attributes"], json!({"source": {"links": ["0000000004"]}}));
    assert_eq!(losses(&files), ["source leads to annotation 0000000002, which is not exported"]);
    let unknown = Settings { labels: Some(vec!["rumour".to_owned()]), ..Settings::default() };
    assert_eq!(
        Plan::new(&project, &unknown).err().unwrap().to_string(),
        "the codebook has no label “rumour”; name one it has, or export all"
    );
}

#[test]
fn pseudonyms_are_the_only_names_in_every_format() {
    let mut project = marked::project(codebook(), &[marked::marked("[Sirens]{claim@zoltan} [wail]{quote@quentin}.")]);
    let status = Edit::SetStatus { article: ArticleId::from_random(1), analyst: "zoltan".into(), status: Some(Status::Done) };
    project.apply(status).unwrap();
    for format in Format::ALL {
        let files = written(&project, &Settings { format, names: Names::Pseudonyms, ..Settings::default() });
        for (name, content) in &files {
            let both = format!("{name} {content}").to_lowercase();
            assert!(!both.contains("zoltan") && !both.contains("quentin"), "{name} of {}", format.name());
        }
        assert!(files["README.md"].contains("| `analyst_1` | Analyst 1 | 1 | 0 |"), "{}", files["README.md"]);
    }
}

#[test]
fn the_card_says_what_it_is_and_checksums_fit() {
    let project =
        marked::project(codebook(), &[marked::marked("[Sirens]{claim} [wail]{quote}.").and("[Sirens]{claim@bo} wail.")]);
    let settings = Settings { format: Format::Csv, licence: "CC BY 4.0".to_owned(), ..Settings::default() };
    let files = written(&project, &settings);
    let card = &files["README.md"];
    for line in [
        "# Marked",
        "Licence of the annotations: CC BY 4.0.",
        "| train | 1 | 3 | 2 | 1 | 0 |",
        "Agreement of ANA and BO:",
        "| Strict F1 | 0.667 |  | 0.667 | 1 | 3 | annotations |  |",
        "Marked, version 1. Annotations were made with: 1.",
        "* `precision` (one of `exact`, `at_least`)",
    ] {
        assert!(card.lines().any(|found| found == line), "{line} in:\n{card}");
    }
    assert!(card.contains("on 2026-02-01T12:00:00Z in the format `csv`"));
    for line in files["SHA256SUMS"].lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        assert_eq!(Sha256::of(files[name].as_bytes()).to_string(), sum, "{name}");
        assert!(name == "README.md" || card.contains(&format!("| `{name}` | {} | `{sum}` |", files[name].len())), "{name}");
    }
}

#[test]
fn the_card_of_three_has_the_figures_of_all_and_of_each_pair() {
    let article = marked::marked("[Sirens]{claim} wail.").and("[Sirens]{claim@bo} wail.").and("Sirens [wail]{claim@cy}.");
    let files = written(&marked::project(codebook(), &[article]), &Settings::default());
    let card = &files["README.md"];
    for title in ["Agreement of ANA, BO and CY:", "Mean and range over pairs:", "All pairs:"] {
        assert!(card.contains(&format!("\n\n{title}\n\n| ")), "{title} in:\n{card}");
    }
    assert!(card.contains("\n| Strict F1 | 0.333 | 0.000 | 1.000 | 3 | 3 |\n"), "{card}");
    for row in ["| ANA | BO | 1 | 1 | 1 | 1.000 |", "| ANA | CY | 1 | 1 | 1 | 0.000 |", "| BO | CY | 1 | 1 | 1 | 0.000 |"] {
        assert!(card.lines().any(|line| line.starts_with(row)), "{row} in:\n{card}");
    }
}

#[test]
fn the_loss_report_counts_what_became_of_annotations() {
    let files = written(&dravna(), &Settings { format: Format::Doccano, ..Settings::default() });
    let report: Value = serde_json::from_str(&files["loss-report.json"]).unwrap();
    assert_eq!(report["annotations"], json!({"written": 4, "moved": 0, "split": 1, "dropped": 0}));
    let title = "💥 At least 14 died in Dravna.";
    let what = "that its 2 fragments are one annotation: they are 2 spans";
    let loss = json!({"article": "0000000001", "title": title, "annotation": "0000000003", "what": what});
    assert_eq!(report["losses"], json!([loss]));
}

#[test]
fn what_is_moved_and_split_is_counted() {
    let project = marked::project(codebook(), &[marked::marked("Rain[ fell\n]{claim}and snow")]);
    let counts = |format| {
        let files = written(&project, &Settings { format, ..Settings::default() });
        serde_json::from_str::<Value>(&files["loss-report.json"]).unwrap()["annotations"].clone()
    };
    let moved = json!({"written": 1, "moved": 1, "split": 0, "dropped": 0});
    assert_eq!(counts(Format::WebannoTsv), moved);
    assert_eq!(counts(Format::Brat), moved, "brat has no place for the line break");
    assert_eq!(counts(Format::Tei), json!({"written": 1, "moved": 0, "split": 0, "dropped": 0}));
    for format in [Format::Cas, Format::Refi, Format::WebannoTsv, Format::Conll, Format::Spacy] {
        let files = written(&dravna(), &Settings { format, ..Settings::default() });
        let report: Value = serde_json::from_str(&files["loss-report.json"]).unwrap();
        assert_eq!(report["annotations"]["split"], 1, "{}", format.name());
    }
}

fn with_field(project: &mut Project, article: u64, value: &str) {
    let other = [("split".to_owned(), value.to_owned())].into();
    let metadata = Box::new(Metadata { other, ..Metadata::default() });
    project.apply(Edit::SetMetadata { article: ArticleId::from_random(article), metadata }).unwrap();
}

#[test]
fn a_field_of_the_metadata_can_say_where_an_article_goes() {
    let mut project = marked::project(codebook(), &["[Rain]{claim}", "[Snow]{claim}"].map(marked::marked));
    with_field(&mut project, 1, "train");
    with_field(&mut project, 2, "dev");
    let settings = Settings { split: Some(Split::Field("split".to_owned())), ..Settings::default() };
    let files = written(&project, &settings);
    assert!(files["train/project.jsonl"].contains("Rain") && files["validation/project.jsonl"].contains("Snow"));
    let spacy = written(&project, &Settings { format: Format::Spacy, ..settings.clone() });
    assert!(spacy["train.jsonl"].contains("Rain") && spacy["dev.jsonl"].contains("Snow") && spacy["test.jsonl"].is_empty());
    with_field(&mut project, 2, "later");
    assert_eq!(
        Plan::new(&project, &settings).err().unwrap().to_string(),
        "article 0000000002: its field “split” says “later”, not train, validation or test; correct it, or part by shares"
    );
}

#[test]
fn tables_are_called_as_asked() {
    let settings = Settings { format: Format::Csv, tables: Tables::parse("documents,tags"), ..Settings::default() };
    let files = written(&dravna(), &settings);
    assert!(["documents.csv", "documents.tsv", "tags.csv", "tags.tsv"].iter().all(|name| files.contains_key(*name)));
    for wrong in ["", "a", "a,a", "a,A", "a,b/c", "a,b,c", ",b"] {
        assert_eq!(Tables::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn gold_is_a_layer_of_its_own_and_agrees_with_nobody() {
    let both = "[At least [14]{figure} died]{claim}.";
    let mut project = marked::project(codebook(), &[marked::marked(both).and(&both.replace('}', "@bo}"))]);
    let gold = Settings { layers: Layers::Gold, ..Settings::default() };
    assert!(matches!(Plan::new(&project, &gold), Err(DatasetError::NoGold)));
    let analyst = Analyst { id: AnalystId::gold(), name: "Gold".to_owned() };
    project.apply(Edit::AddAnalyst { at: 2, analyst }).unwrap();
    let mut settled = project.articles()[0].annotations.values().next().unwrap().clone();
    settled.id = AnnotationId::from_random(90);
    settled.analyst = AnalystId::gold();
    let article = project.articles()[0].article.id;
    project.apply(Edit::AddAnnotation { article, annotation: Box::new(settled) }).unwrap();
    let shown = |settings: &Settings| {
        let rows = annotations(&written(&project, settings)).into_iter();
        rows.map(|row| row["coder_id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(shown(&gold), ["gold"]);
    let agreed = Settings { layers: Layers::Agreed(Vec::new()), ..Settings::default() };
    assert_eq!(shown(&agreed), ["agreed", "agreed"], "what gold lacks was agreed on all the same");
}

/// Rain, which both tagged and only Bo has finished; Snow, which both have finished; Wind, which nobody has finished.
fn partly_finished() -> Project {
    let texts = [
        ("[Rain]{claim} fell", "Rain [fell]{claim@bo}"),
        ("[Snow]{claim} lay", "Snow [lay]{claim@bo}"),
        ("[Wind]{claim} blew", "[Wind]{claim@bo} blew"),
    ];
    let texts = texts.map(|(ana, bo)| marked::marked(ana).and(bo));
    let mut project = marked::project(codebook(), &texts);
    for (article, analyst) in [(1, "bo"), (2, "ana"), (2, "bo")] {
        let (article, analyst) = (ArticleId::from_random(article), AnalystId::from(analyst));
        project.apply(Edit::SetStatus { article, analyst, status: Some(Status::Done) }).unwrap();
    }
    project
}

#[test]
fn unfinished_work_stays_at_home_analyst_by_analyst_in_every_format() {
    let project = partly_finished();
    for format in Format::ALL {
        let plan = Plan::new(&project, &Settings { format, only_done: true, ..Settings::default() }).unwrap();
        assert_eq!(plan.articles().map(|(record, _)| record.article.title()).collect::<Vec<_>>(), ["Rain fell", "Snow lay"]);
        let report = plan.survey(&mut |_| true).unwrap().report;
        let notes = [
            "1 layer left out, which the analyst has not marked as done: “Rain fell of ANA”",
            "1 article left out, which nobody has marked as done: “Wind blew”",
        ];
        assert_eq!((report.written, report.losses.len(), &report.notes[..]), (3, 0, &notes.map(str::to_owned)[..]), "{format:?}");
        let counted: usize = plan.counts().values().map(|part| part.num_annotations).sum();
        assert_eq!(counted, 3, "{format:?}: what is shown before it is written");
    }
}

#[test]
fn the_files_of_finished_work_say_what_was_left_out_and_agree_on_finished_work_alone() {
    let settings = Settings { only_done: true, names: Names::Pseudonyms, ..Settings::default() };
    let files = written(&partly_finished(), &settings);
    let words: Vec<_> = annotations(&files).iter().map(|row| format!("{} {}", row["coder_id"], row["quote"])).collect();
    assert_eq!(words, ["\"analyst_2\" \"fell\"", "\"analyst_1\" \"Snow\"", "\"analyst_2\" \"lay\""]);
    let note = "1 layer left out, which the analyst has not marked as done: “Rain fell of Analyst 1”";
    let report: Value = serde_json::from_str(&files["loss-report.json"]).unwrap();
    assert_eq!(report["left_out"][0], note);
    let card = &files["README.md"];
    assert!(card.contains(note), "{card}");
    assert!(card.contains("on the 1 article that at least two worked on"), "{card}");
    let agreed = Settings { layers: Layers::Agreed(Vec::new()), ..settings };
    assert_eq!(annotations(&written(&partly_finished(), &agreed)).len(), 0, "one analyst alone agrees with nobody");
}

#[test]
fn near_duplicates_are_told() {
    let text = "[Rain]{claim} fell on Dravna for a second day and the market stayed closed";
    let other = "[Snow]{claim} lay on the hills above Sel and nobody came";
    let project = marked::project(codebook(), &[text, other, text].map(marked::marked));
    let plan = Plan::new(&project, &Settings { split: split("50/50", 1), ..Settings::default() }).unwrap();
    assert_eq!(plan.duplicates(), [[0, 2]]);
}

#[test]
fn a_survey_in_steps_finds_what_writing_reports() {
    let project = obelus::store::read(concat!(env!("CARGO_MANIFEST_DIR"), "/projects/dravna.ron").as_ref()).unwrap().project;
    for format in Format::ALL {
        let labels = Some(vec!["claim".to_owned(), "quote".to_owned()]);
        let plan = Plan::new(&project, &Settings { format, labels, split: split("60/40", 1), ..Settings::default() }).unwrap();
        let (mut steps, mut losses, mut numbers) = (0, Vec::new(), [0; 4]);
        let taken = plan.survey_in_steps(&mut |_, report| {
            steps += 1;
            for (sum, number) in numbers.iter_mut().zip([report.written, report.num_moved, report.num_split, report.num_dropped])
            {
                *sum += number;
            }
            losses.extend(report.losses);
            true
        });
        taken.unwrap();
        let mut whole = plan.survey(&mut |_| true).unwrap().report;
        assert_eq!(numbers, [whole.written, whole.num_moved, whole.num_split, whole.num_dropped], "{}", format.name());
        let key = |loss: &Loss| (loss.article, loss.annotation, loss.what.clone());
        losses.sort_by_key(key);
        whole.losses.sort_by_key(key);
        assert_eq!(losses, whole.losses, "{}", format.name());
        assert!(steps > 0);
        let stopped = plan.survey_in_steps(&mut |_, _| false);
        assert!(matches!(stopped, Err(DatasetError::Cancelled)));
    }
}

#[test]
fn a_preview_and_a_survey_write_nothing_and_a_stop_is_heard() {
    let project = dravna();
    for format in Format::ALL {
        let plan = Plan::new(&project, &Settings { format, split: split("80/20", 1), ..Settings::default() }).unwrap();
        let preview = plan.preview(1, 3).unwrap();
        assert!(!preview.lines.is_empty() && preview.lines.len() <= 3, "{}", format.name());
        let outcome = plan.survey(&mut |_| true).unwrap();
        assert_eq!((outcome.report.written, outcome.num_articles), (4, 1), "{}", format.name());
        assert!(matches!(plan.survey(&mut |_| false), Err(DatasetError::Cancelled)));
    }
}

#[test]
fn settings_survive_being_kept() {
    let settings = Settings {
        format: Format::HuggingFace,
        layers: Layers::Agreed(vec!["ana".to_owned()]),
        split: split("80/10/10", 7),
        tables: Tables::parse("documents,tags"),
        ..Settings::default()
    };
    let kept = serde_json::to_string(&settings).unwrap();
    assert_eq!(serde_json::from_str::<Settings>(&kept).unwrap(), settings);
    assert_eq!(ron::from_str::<Settings>(&ron::to_string(&settings).unwrap()).unwrap(), settings);
    assert_eq!(serde_json::from_str::<Settings>("{}").unwrap(), Settings::default());
}

/// Articles of few different sentences, so that some are copies, with marks.
fn any_corpus() -> impl Strategy<Value = Vec<(usize, bool)>> {
    proptest::collection::vec((0usize..12, any::<bool>()), 1..30)
}

fn corpus(raw: &[(usize, bool)]) -> Project {
    let text = |(number, is_marked): &(usize, bool)| {
        let words: Vec<_> = (0..20).map(|word| format!("w{number}x{word}")).collect();
        let body = words.join(" ");
        marked::marked(&if *is_marked { format!("[Rain]{{claim}} {body}") } else { format!("Rain {body}") })
    };
    marked::project(codebook(), &raw.iter().map(text).collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn every_article_is_in_exactly_one_part_and_copies_are_together(raw in any_corpus(), seed: u64, percent in 1u32..100) {
        let project = corpus(&raw);
        let shares = Shares::new(percent, (100 - percent) / 2, 100 - percent - (100 - percent) / 2).unwrap();
        let settings = Settings { split: Some(Split::Shares { shares, seed }), ..Settings::default() };
        let plan = Plan::new(&project, &settings).unwrap();
        let parts: Vec<Part> = plan.articles().map(|(_, part)| part).collect();
        prop_assert_eq!(parts.len(), raw.len());
        for (a, (number, _)) in raw.iter().enumerate() {
            for (b, (other, _)) in raw.iter().enumerate() {
                prop_assert!(number != other || parts[a] == parts[b], "{} and {}", a, b);
            }
        }
        let again: Vec<Part> = Plan::new(&project, &settings).unwrap().articles().map(|(_, part)| part).collect();
        prop_assert_eq!(&again, &parts);
        prop_assert_eq!(plan.counts().values().map(|counts| counts.num_articles).sum::<usize>(), raw.len());
        let files = written(&project, &settings);
        let mut seen = Vec::new();
        for part in Part::ALL {
            for line in files.get(&format!("{}/project.jsonl", part.name())).map(|text| text.lines()).into_iter().flatten() {
                let row: Value = serde_json::from_str(line).unwrap();
                if row["obelus"] == "article" {
                    seen.push(row["id"].as_str().unwrap().to_owned());
                }
            }
        }
        seen.sort();
        let mut all: Vec<_> = project.articles().iter().map(|record| record.article.id.to_string()).collect();
        all.sort();
        prop_assert_eq!(seen, all);
    }
}
