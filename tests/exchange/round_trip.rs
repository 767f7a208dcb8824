//! What is exported comes back through import as the same annotations, but for what the loss report names.

use super::random::{self, Numbers};
use obelus::{
    export::{self, Format, LossReport, Selection},
    import::{InputFile, brat, exchange, join, jsonl},
    project::{
        AnnotationId, ArticleId, ArticleRecord, AttributeKind, AttributeValue, Change, Edit, Metadata, Project, ProjectId,
    },
    store::Ids,
};
use proptest::prelude::*;

/// A project with overlapping and parted passages on hard texts, with answers that fit their questions and some that do not.
fn project(numbers: &[u32]) -> Project {
    let mut ids = Ids::from_seed(5);
    let mut project = random::project(&mut ids);
    let mut numbers = Numbers::new(numbers);
    for _ in 0..25 {
        if let Some(edit) = random::edit(&project, &mut ids, &mut numbers) {
            project.apply(edit).unwrap();
        }
    }
    let questions: Vec<_> = project
        .articles()
        .iter()
        .flat_map(|record| record.annotations.values().map(|annotation| (record.article.id, annotation.clone())))
        .flat_map(|(article, annotation)| {
            let label = project.codebook().label(&annotation.label).unwrap();
            label.attributes.iter().map(move |attribute| (article, annotation.id, attribute.clone())).collect::<Vec<_>>()
        })
        .collect();
    for (article, annotation, attribute) in questions {
        let record = project.article(article).unwrap();
        let Some(value) = value(record, &attribute.kind, &mut numbers) else { continue };
        let change = Change::Attribute(attribute.id, Some(value));
        project.apply(Edit::ChangeAnnotation { article, annotation, change, modified: random::time(0) }).unwrap();
    }
    project
}

fn value(record: &ArticleRecord, kind: &AttributeKind, numbers: &mut Numbers<'_>) -> Option<AttributeValue> {
    let words = ["", "x", "{\"a\"", "[1]", "a|b[2]\\_*;->\t\n\r\"'<&>", "\u{2028}é💥", "true", "12"];
    match numbers.below(6) {
        0 | 1 => return None,
        2 => return Some(AttributeValue::NotStated),
        3 => return Some(AttributeValue::Unclear),
        _ => {}
    }
    let choices = kind.choices();
    let ids: Vec<_> = record.annotations.keys().copied().collect();
    Some(match kind {
        AttributeKind::Text => AttributeValue::Text(words[numbers.below(words.len())].to_owned()),
        AttributeKind::Integer { .. } => AttributeValue::Integer(numbers.below(2000) as i64 - 1000),
        AttributeKind::Number => AttributeValue::Number(numbers.below(2000) as f64 / 8.0),
        AttributeKind::YesNo => AttributeValue::YesNo(numbers.below(2) == 0),
        AttributeKind::OneOf(_) => AttributeValue::Choice(choices[numbers.below(choices.len())].id.clone()),
        AttributeKind::SeveralOf(_) => AttributeValue::Choices(
            choices.iter().take(numbers.below(choices.len() + 1)).map(|choice| choice.id.clone()).collect(),
        ),
        AttributeKind::Date => AttributeValue::Date(jiff::civil::date(2024, 2, 1 + numbers.below(28) as i8)),
        AttributeKind::Links { .. } => AttributeValue::Links(vec![*ids.get(numbers.below(ids.len()))?]),
        AttributeKind::SubSpan => AttributeValue::SubSpan(record.annotations.values().next()?.fragments.first()),
    })
}

/// The project that the files of `project` in `format` make in an empty one with the same codebook.
fn back(project: &Project, format: Format) -> (Project, LossReport) {
    back_from(project, format, |_| true)
}

/// The same from those of the files whose names are wanted.
fn back_from(project: &Project, format: Format, is_wanted: fn(&str) -> bool) -> (Project, LossReport) {
    let (mut files, report) = export::export(project, format, &Selection::default()).unwrap();
    files.retain(|file| is_wanted(&file.name));
    let inputs: Vec<_> = files.iter().map(|file| InputFile { path: &file.name, bytes: &file.bytes }).collect();
    let sources = match format {
        Format::Jsonl => vec![jsonl::read("p.jsonl", &files[0].bytes).unwrap()],
        Format::Brat => vec![brat::read(&inputs, None, "nobody")],
        _ => exchange::read(&inputs, None)
            .0
            .into_iter()
            .map(|(found, read)| {
                assert_eq!(found.name(), format.name());
                read
            })
            .collect(),
    };
    for source in &sources {
        assert_eq!(source.failed, [], "{format:?}");
    }
    let mut empty = Project::new(ProjectId::from_random(2), "Back", project.codebook().clone());
    for (at, analyst) in project.analysts().iter().cloned().enumerate() {
        empty.apply(Edit::AddAnalyst { at, analyst }).unwrap();
    }
    let mut bits = 1000;
    let mut random_bits = || {
        bits += 1;
        bits
    };
    let joined = join(&empty, sources, random::time(0), &mut random_bits);
    empty.apply(Edit::Batch(joined.edits)).unwrap();
    (empty, report)
}

/// The text and what was said of it, without ids; links by the places of their ends, those that lead nowhere left out.
fn said(project: &Project) -> Vec<(ArticleId, Option<AnnotationId>, String)> {
    let mut said = Vec::new();
    for record in project.articles() {
        let text = record.article.text.as_str();
        said.push((record.article.id, None, format!("{text:?}")));
        let place = |id: &AnnotationId| record.annotations.get(id).map(|annotation| places(text, annotation));
        for annotation in record.annotations.values() {
            let answers = annotation.attributes.iter().filter_map(|(id, value)| match value {
                // Links of which none leads anywhere come back as the list of ids that they were written as.
                AttributeValue::Choices(ids) if !ids.is_empty() && ids.iter().all(|id| id.parse::<AnnotationId>().is_ok()) => {
                    None
                }
                AttributeValue::Links(links) => {
                    let places: Vec<_> = links.iter().filter_map(place).collect();
                    (!places.is_empty()).then(|| format!("{id}: {places:?}"))
                }
                AttributeValue::SubSpan(range) => Some(format!("{id}: {}", chars(text, *range))),
                value => Some(format!("{id}: {value:?}")),
            });
            said.push((
                record.article.id,
                Some(annotation.id),
                format!(
                    "{} {} {} {:?} {:?} {:?} {}",
                    annotation.analyst,
                    annotation.label,
                    places(text, annotation),
                    answers.collect::<Vec<_>>(),
                    annotation.same_as.iter().filter_map(place).collect::<Vec<_>>(),
                    annotation.note,
                    annotation.is_unsure,
                ),
            ));
        }
    }
    said
}

fn chars(text: &str, range: obelus::text::ByteRange) -> String {
    let at = |byte: usize| text[..byte].chars().count();
    format!("{}–{} {:?}", at(range.start().to_usize()), at(range.end().to_usize()), range.of(text))
}

fn places(text: &str, annotation: &obelus::project::Annotation) -> String {
    annotation.fragments.iter().map(|range| chars(text, range)).collect::<Vec<_>>().join(" + ")
}

/// Every annotation that the report does not name comes back as it was, and no more come than there are pieces.
fn comes_back(project: &Project, format: Format) -> Result<(), TestCaseError> {
    comes_back_from(project, format, |_| true)
}

fn comes_back_from(project: &Project, format: Format, is_wanted: fn(&str) -> bool) -> Result<(), TestCaseError> {
    let (back, report) = back_from(project, format, is_wanted);
    let named: Vec<_> = report.losses.iter().filter_map(|loss| loss.annotation).collect();
    let articles: Vec<_> = report.losses.iter().filter(|loss| loss.annotation.is_none()).map(|loss| loss.article).collect();
    // What leads to an annotation that is named may lead to a piece of it.
    let leads_to_named = |id: AnnotationId| {
        let annotation = project.articles().iter().find_map(|record| record.annotations.get(&id)).unwrap();
        let links = annotation.attributes.values().filter_map(|value| match value {
            AttributeValue::Links(links) => Some(links.clone()),
            _ => None,
        });
        links.flatten().chain(annotation.same_as.iter().copied()).any(|id| named.contains(&id))
    };
    let mut found: Vec<_> = said(&back).into_iter().map(|(_, _, said)| said).collect();
    let mut num_lost = 0;
    for (article, annotation, said) in said(project) {
        let is_named = annotation.map_or(articles.contains(&article), |id| named.contains(&id) || leads_to_named(id));
        match found.iter().position(|found| *found == said) {
            Some(place) => drop(found.swap_remove(place)),
            // Two articles of one text are one article.
            None if annotation.is_none()
                && project.articles().iter().filter(|record| format!("{:?}", record.article.text.as_str()) == said).count()
                    > 1 => {}
            None => {
                prop_assert!(is_named, "{:?}: {} did not come back; left are {:?}; {:?}", format, said, found, report.losses);
                num_lost += annotation.map_or(1, |id| {
                    let annotation = project.articles().iter().find_map(|record| record.annotations.get(&id)).unwrap();
                    annotation.fragments.count()
                });
            }
        }
    }
    prop_assert!(found.len() <= num_lost, "{:?}: these are more than there were: {:?}", format, found);
    Ok(())
}

/// What of an article's metadata each format has a place for.
const PLACES: [(Format, &[&str]); 3] = [
    (Format::Jsonl, &["headline", "byline", "outlet", "published", "url", "language", "copyright", "regions", "other"]),
    (Format::Spacy, &["headline", "byline", "outlet", "published", "url", "language", "copyright"]),
    (Format::LabelStudio, &["headline", "outlet", "published", "url"]),
];

#[test]
fn metadata_comes_back_where_a_format_has_a_place_for_it() {
    let metadata = Metadata {
        headline: "A market is hit".to_owned(),
        byline: "Ilse Maren".to_owned(),
        outlet: "Sel Wire".to_owned(),
        published: Some(jiff::civil::date(2024, 5, 4)),
        url: "https://sel.example/1?a=1&b=2".to_owned(),
        language: "en".to_owned(),
        copyright: "© Sel Wire".to_owned(),
        regions: vec!["Dravna".to_owned()],
        other: [("desk".to_owned(), "1 & 2".to_owned())].into(),
        ..Metadata::default()
    };
    let mut project = random::project(&mut Ids::from_seed(5));
    let article = project.articles()[0].article.id;
    project.apply(Edit::SetMetadata { article, metadata: Box::new(metadata.clone()) }).unwrap();
    let text = project.articles()[0].article.text.clone();
    for (format, places) in PLACES {
        let (back, _) = back(&project, format);
        let record = back.articles().iter().find(|record| record.article.text == text).unwrap();
        let found = &record.article.metadata;
        for place in places {
            let of = |metadata: &Metadata| match *place {
                "headline" => metadata.headline.clone(),
                "byline" => metadata.byline.clone(),
                "outlet" => metadata.outlet.clone(),
                "published" => format!("{:?}", metadata.published),
                "url" => metadata.url.clone(),
                "language" => metadata.language.clone(),
                "copyright" => metadata.copyright.clone(),
                "regions" => format!("{:?}", metadata.regions),
                _ => format!("{:?}", metadata.other),
            };
            assert_eq!(of(found), of(&metadata), "{place} in {}", format.name());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn json_lines_bring_ids_and_times_back_too(numbers in prop::collection::vec(any::<u32>(), 0..500)) {
        let project = project(&numbers);
        let (back, _) = back(&project, Format::Jsonl);
        for record in project.articles() {
            // Two articles of one text are one article.
            let is_twice = project.articles().iter().filter(|other| other.article.text == record.article.text).count() > 1;
            let Some(again) = back.article(record.article.id) else {
                prop_assert!(is_twice, "{} did not come back", record.article.id);
                continue;
            };
            prop_assert_eq!(&again.article.metadata, &record.article.metadata);
            prop_assert_eq!(&again.article.source, &record.article.source);
            prop_assert_eq!(again.article.imported, record.article.imported);
            for (id, annotation) in record.annotations.iter().filter(|_| !is_twice) {
                prop_assert_eq!(again.annotations.get(id), Some(annotation));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_project_comes_back_but_for_what_the_report_names(numbers in prop::collection::vec(any::<u32>(), 0..500)) {
        let project = project(&numbers);
        for format in [
            Format::Jsonl, Format::Brat, Format::Cas, Format::W3c, Format::LabelStudio, Format::Doccano, Format::Spacy,
            Format::WebannoTsv, Format::Refi, Format::Tei, Format::Csv, Format::HuggingFace,
        ] {
            comes_back(&project, format)?;
        }
        // JSON lines and a DocBin say the same, together and each alone.
        comes_back_from(&project, Format::Spacy, |name| name.ends_with(".jsonl"))?;
        comes_back_from(&project, Format::Spacy, |name| name.ends_with(".spacy"))?;
    }
}
