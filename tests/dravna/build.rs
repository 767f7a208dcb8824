//! Builds the sample project from its articles, its metadata and its tags, with the same ids and times every time.

use jiff::{Timestamp, ToSpan as _};
use obelus::{
    import,
    project::{
        Analyst, AnalystId, Annotation, AnnotationId, Article, ArticleRecord, AttributeValue, Block, BlockKind, Edit, Fragments,
        Project, Status,
    },
    store::{Ids, default_codebook},
    text::ByteRange,
};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::PathBuf,
    sync::Arc,
};

/// The articles in the order of the list: the worked example, its story's beginning, a long read, the Arabic one, and
/// one that the second analyst has still to do.
const ORDER: [&str; 5] =
    ["02-shelling.txt", "01-bridge-toll.txt", "03-hospital-ledger.txt", "04-arabic-bus-stop.txt", "05-drones-over-the-sel.txt"];
const ANALYSTS: [&str; 2] = ["Ana", "Bo"];
const SEED: u64 = 0x0D4A_57A4;
const IMPORTED: &str = "2026-05-04T07:40:00Z";
/// When each analyst began with the first article; every other article was a day later.
const BEGUN: [&str; 2] = ["2026-05-04T08:05:12Z", "2026-05-05T13:31:47Z"];

#[derive(Deserialize)]
struct Known {
    article: String,
    headline: String,
    byline: String,
    outlet: String,
    published: String,
    language: String,
    regions: Vec<String>,
    themes: Vec<String>,
}

/// What one analyst made of one article.
#[derive(Deserialize)]
pub struct Layer {
    pub article: String,
    pub analyst: String,
    status: FixtureStatus,
    pub tags: Vec<Tag>,
}

#[derive(Clone, Copy, Deserialize)]
enum FixtureStatus {
    InProgress,
    Done,
}

/// One tag, by the words it covers.
#[derive(Deserialize)]
pub struct Tag {
    #[serde(default)]
    name: Option<String>,
    pub label: String,
    pub at: Vec<String>,
    #[serde(default)]
    attributes: BTreeMap<String, Value>,
    #[serde(default)]
    same_as: Vec<String>,
    #[serde(default)]
    pub unsure: bool,
    #[serde(default)]
    pub note: String,
}

#[derive(Deserialize)]
enum Value {
    NotStated,
    Unclear,
    Text(String),
    Integer(i64),
    Choice(String),
    Choices(Vec<String>),
    Links(Vec<String>),
    SubSpan(String),
}

fn fixture(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/dravna").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every layer of the fixtures, in their order.
pub fn layers() -> Vec<Layer> {
    ron::from_str(&fixture("tags.ron")).expect("tags.ron reads")
}

/// The whole project.
pub fn project() -> Project {
    let mut ids = Ids::from_seed(SEED);
    let mut project = Project::new(ids.project(), "Dravna shelling", default_codebook());
    let apply = |project: &mut Project, edit| project.apply(edit).expect("the edit fits").clone();
    for (at, name) in ANALYSTS.into_iter().enumerate() {
        let analyst = Analyst { id: id_of(name), name: name.to_owned() };
        apply(&mut project, Edit::AddAnalyst { at, analyst });
    }
    let known: Vec<Known> = ron::from_str(&fixture("metadata.ron")).expect("metadata.ron reads");
    let layers = layers();
    assert!(layers.iter().all(|layer| ORDER.contains(&layer.article.as_str())), "every layer has its article");
    for (at, name) in ORDER.into_iter().enumerate() {
        let known = known.iter().find(|known| known.article == name).expect("metadata.ron has every article");
        let mut record = ArticleRecord::new(article(known, &mut ids));
        for layer in layers.iter().filter(|layer| layer.article == name) {
            let begun: Timestamp = BEGUN[place_of(&layer.analyst)].parse().expect("a time");
            let begun = begun.checked_add((24 * at as i64).hours()).expect("a time");
            add_layer(&mut record, layer, project.codebook().version, begun, &mut ids);
        }
        apply(&mut project, Edit::AddArticle { at, record: Arc::new(record) });
    }
    project
}

fn place_of(analyst: &str) -> usize {
    ANALYSTS.iter().position(|name| *name == analyst).expect("tags.ron has the two analysts")
}

fn id_of(analyst: &str) -> AnalystId {
    AnalystId::from_name(analyst, |_| false)
}

/// Imports an article; what the fixtures know about it goes before what was recognised.
fn article(known: &Known, ids: &mut Ids) -> Article {
    let imported = import::import(&known.article, fixture(&known.article).as_bytes(), None).expect("the article imports");
    assert_eq!(imported.warnings, [], "{}", known.article);
    let [article] = imported.articles.try_into().expect("one article a file");
    let mut article = article.into_article(ids.article(), IMPORTED.parse().expect("a time")).expect("it is short");
    let first_line = article.text.line_range(0).expect("every text has a first line");
    if article.text.slice(first_line) == Some(known.headline.as_str()) && article.block_at(first_line).is_none() {
        article.blocks.insert(0, Block { range: first_line, kind: BlockKind::Headline });
    }
    let metadata = &mut article.metadata;
    metadata.headline.clone_from(&known.headline);
    metadata.byline.clone_from(&known.byline);
    metadata.outlet.clone_from(&known.outlet);
    metadata.published = Some(known.published.parse().expect("a day"));
    metadata.language.clone_from(&known.language);
    metadata.regions.clone_from(&known.regions);
    metadata.themes.clone_from(&known.themes);
    article
}

fn add_layer(record: &mut ArticleRecord, layer: &Layer, codebook_version: u32, begun: Timestamp, ids: &mut Ids) {
    let article = Arc::clone(&record.article);
    let text = article.text.as_str();
    let tag_ids: Vec<AnnotationId> = layer.tags.iter().map(|_| ids.annotation()).collect();
    let named: HashMap<&str, AnnotationId> =
        layer.tags.iter().zip(&tag_ids).filter_map(|(tag, id)| Some((tag.name.as_deref()?, *id))).collect();
    let links = |names: &[String]| -> Vec<AnnotationId> {
        names.iter().map(|name| *named.get(name.as_str()).unwrap_or_else(|| panic!("no tag is named {name}"))).collect()
    };
    let mut time = begun;
    for (number, (tag, id)) in layer.tags.iter().zip(&tag_ids).enumerate() {
        // A tag takes a while, and one that one thinks about takes longer.
        let thought = if tag.note.is_empty() { 0 } else { 70 };
        time = time.checked_add((14 + (number as i64 * 37) % 83 + thought).seconds()).expect("a time");
        let attributes = tag.attributes.iter().map(|(key, value)| {
            let value = match value {
                Value::NotStated => AttributeValue::NotStated,
                Value::Unclear => AttributeValue::Unclear,
                Value::Text(words) => AttributeValue::Text(words.clone()),
                Value::Integer(number) => AttributeValue::Integer(*number),
                Value::Choice(choice) => AttributeValue::Choice(choice.clone()),
                Value::Choices(choices) => AttributeValue::Choices(choices.clone()),
                Value::Links(names) => AttributeValue::Links(links(names)),
                Value::SubSpan(words) => AttributeValue::SubSpan(find(text, words)),
            };
            (key.as_str().into(), value)
        });
        let annotation = Annotation {
            id: *id,
            analyst: id_of(&layer.analyst),
            label: tag.label.as_str().into(),
            fragments: Fragments::new(tag.at.iter().map(|words| find(text, words))).expect("fragments are in order"),
            attributes: attributes.collect(),
            same_as: links(&tag.same_as),
            note: tag.note.clone(),
            is_unsure: tag.unsure,
            created: time,
            modified: time.checked_add((5 + tag.attributes.len() as i64 * 4 + thought / 2).seconds()).expect("a time"),
            codebook_version,
        };
        record.annotations.insert(*id, annotation);
    }
    let status = match layer.status {
        FixtureStatus::InProgress => Status::InProgress,
        FixtureStatus::Done => Status::Done,
    };
    record.status.insert(id_of(&layer.analyst), status);
}

/// The place of `words`, of which `@2` at the end means the second; without a number they stand in the text once.
fn find(text: &str, words: &str) -> ByteRange {
    let numbered = words.rsplit_once('@').and_then(|(words, number)| Some((words, number.parse::<usize>().ok()?)));
    let (words, number) = numbered.map_or((words, None), |(words, number)| (words, Some(number)));
    let places: Vec<_> = text.match_indices(words).map(|(start, _)| ByteRange::from_usize(start..start + words.len())).collect();
    match (number, places.as_slice()) {
        (None, [place]) => *place,
        (Some(number), places) if (1..=places.len()).contains(&number) => places[number - 1],
        _ => panic!("“{words}” number {number:?} stands in the text {} times", places.len()),
    }
}
