//! Projects and edits made from random numbers, for tests of laws.
#![expect(clippy::unwrap_used, reason = "what is made here is right by its making")]

use jiff::Timestamp;
use obelus::{
    project::{
        Analyst, AnalystId, Annotation, AnnotationId, Article, ArticleRecord, AttributeValue, Block, BlockKind, Change, Decision,
        Edit, Fingerprint, Fragments, Metadata, Project, Sha256, Source, Status, Verdict,
    },
    store::{Ids, default_codebook},
    text::{ByteOffset, ByteRange, IndexedText},
};
use std::sync::Arc;

/// Texts that have broken other people's offsets.
pub const HARD_TEXTS: [&str; 5] = [
    "Shelling hits Dravna\nAt least 14 people were killed, rescue workers said.\n",
    "A👩🏽‍🌾 said: “نحو ١٢ قتيلا”\nCafe\u{301} 💥 end",
    "قُتل ١٧ شخصًا (17) وفقًا لـ NATO.\n\nשלום “עולם”\u{2028}next",
    "tab\there \"quotes\" \\ back\u{0}slash \u{202E}override\u{FEFF}\n\n\n",
    "x",
];

/// Random numbers that shrink well: a list that proptest made, read in order, then zeros.
pub struct Numbers<'a>(std::slice::Iter<'a, u32>);

impl<'a> Numbers<'a> {
    pub fn new(numbers: &'a [u32]) -> Self {
        Self(numbers.iter())
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0.next().map_or(0, |number| *number as usize % limit.max(1))
    }

    fn pick<'b, T>(&mut self, from: &'b [T]) -> Option<&'b T> {
        from.get(self.below(from.len()))
    }
}

/// A time that is not round.
pub fn time(seconds: usize) -> Timestamp {
    Timestamp::new(1_790_000_000 + seconds as i64, 123_000_000).unwrap()
}

pub fn article(ids: &mut Ids, text: &str) -> Article {
    let text = IndexedText::new(text).unwrap();
    let first_line = text.line_range(0).unwrap();
    Article {
        id: ids.article(),
        text_sha256: Sha256::of(text.as_str().as_bytes()),
        metadata: Metadata {
            headline: text.slice(first_line).unwrap().to_owned(),
            published: Some(jiff::civil::date(2024, 5, 4)),
            regions: vec!["Marentia".to_owned()],
            ..Metadata::default()
        },
        source: Source { file_name: "a.txt".to_owned(), sha256: Some(Sha256::of(b"original")), ..Source::default() },
        blocks: vec![Block { range: first_line, kind: BlockKind::Headline }],
        links: Vec::new(),
        imported: time(0),
        text,
    }
}

/// A project with the default codebook, two analysts and one article of each hard text.
pub fn project(ids: &mut Ids) -> Project {
    let mut project = Project::new(ids.project(), "Dravna", default_codebook());
    for (at, name) in ["Ana", "Bo"].into_iter().enumerate() {
        let analyst = Analyst { id: name.to_lowercase().as_str().into(), name: name.to_owned() };
        project.apply(Edit::AddAnalyst { at, analyst }).unwrap();
    }
    for (at, text) in HARD_TEXTS.into_iter().enumerate() {
        let record = Arc::new(ArticleRecord::new(article(ids, text)));
        project.apply(Edit::AddArticle { at, record }).unwrap();
    }
    project
}

fn range(text: &str, numbers: &mut Numbers<'_>) -> Option<ByteRange> {
    let starts: Vec<_> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let (a, b) = (numbers.below(starts.len()), numbers.below(starts.len()));
    let range = ByteRange::between(ByteOffset::from_usize(starts[a]), ByteOffset::from_usize(starts[b]));
    (!range.is_empty()).then_some(range)
}

fn annotation(project: &Project, record: &ArticleRecord, ids: &mut Ids, numbers: &mut Numbers<'_>) -> Option<Annotation> {
    let text = record.article.text.as_str();
    let mut fragments = Fragments::one(range(text, numbers)?).ok()?;
    if numbers.below(3) == 1 {
        fragments = fragments.with(range(text, numbers)?);
    }
    let label = numbers.pick(&project.codebook().labels)?.id.clone();
    let created = time(numbers.below(1000));
    Some(Annotation {
        id: ids.annotation(),
        analyst: numbers.pick(project.analysts())?.id.clone(),
        label,
        fragments,
        attributes: Default::default(),
        same_as: Vec::new(),
        note: if numbers.below(2) == 0 { String::new() } else { "a \"note\"\nin two lines".to_owned() },
        is_unsure: numbers.below(2) == 1,
        created,
        modified: created,
        codebook_version: 1,
    })
}

/// An edit that fits `project`, if the numbers make one.
pub fn edit(project: &Project, ids: &mut Ids, numbers: &mut Numbers<'_>) -> Option<Edit> {
    let record = numbers.pick(project.articles())?;
    let article = record.article.id;
    let existing: Vec<_> = record.annotations.keys().copied().collect();
    let analyst = numbers.pick(project.analysts())?.id.clone();
    Some(match numbers.below(13) {
        0 => Edit::SetTitle(format!("Dravna {}", numbers.below(9))),
        1 => Edit::RenameAnalyst { analyst, name: "Ana María".to_owned() },
        2 => Edit::AddArticle {
            at: numbers.below(project.articles().len() + 1),
            record: Arc::new(ArticleRecord::new(self::article(ids, "one more"))),
        },
        3 => Edit::RemoveArticle(article),
        4 => Edit::SetStatus { article, analyst, status: [None, Some(Status::InProgress), Some(Status::Done)][numbers.below(3)] },
        5 => Edit::RemoveAnnotation { article, annotation: *numbers.pick(&existing)? },
        6 | 7 => {
            let annotation = *numbers.pick(&existing)?;
            let change = change(record, ids, numbers)?;
            Edit::ChangeAnnotation { article, annotation, change, modified: time(numbers.below(5000)) }
        }
        8 => {
            let mut codebook = project.codebook().clone();
            codebook.version = codebook.version.saturating_add(1);
            codebook.labels[0].definition.push('!');
            Edit::SetCodebook(Arc::new(codebook))
        }
        9 => Edit::Batch(vec![
            Edit::SetTitle("a batch".to_owned()),
            Edit::AddAnnotation { article, annotation: Box::new(annotation(project, record, ids, numbers)?) },
        ]),
        10 => {
            let about = existing.iter().take(numbers.below(3) + 1).copied().collect::<Vec<_>>();
            let decision = (numbers.below(3) > 0).then(|| Box::new(decision(record, &about, analyst, numbers)));
            Edit::SetDecision { article, about, decision }
        }
        _ => Edit::AddAnnotation { article, annotation: Box::new(annotation(project, record, ids, numbers)?) },
    })
}

fn decision(record: &ArticleRecord, about: &[AnnotationId], by: AnalystId, numbers: &mut Numbers<'_>) -> Decision {
    let first = about.first().copied();
    let verdicts = [Verdict::All, Verdict::Neither, Verdict::Union, Verdict::Intersection, Verdict::Edited];
    let one = first.map(Verdict::One).filter(|_| numbers.below(2) == 1);
    Decision {
        sources: about.iter().map(|id| (*id, Fingerprint::of(&record.annotations[id]))).collect(),
        verdict: one.unwrap_or(verdicts[numbers.below(verdicts.len())]),
        gold: first.into_iter().collect(),
        by: (numbers.below(2) == 1).then_some(by),
        time: time(numbers.below(1000)),
        comment: if numbers.below(2) == 0 { String::new() } else { "because of \"rule 3\"\nsee ١٢".to_owned() },
    }
}

fn change(record: &ArticleRecord, ids: &mut Ids, numbers: &mut Numbers<'_>) -> Option<Change> {
    let text = record.article.text.as_str();
    let values = [
        None,
        Some(AttributeValue::NotStated),
        Some(AttributeValue::Unclear),
        Some(AttributeValue::Text("words “in” \"marks\"\n".to_owned())),
        Some(AttributeValue::Integer(-17)),
        Some(AttributeValue::Number(0.1)),
        Some(AttributeValue::YesNo(true)),
        Some(AttributeValue::Choice("killed".to_owned())),
        Some(AttributeValue::Choices(vec!["women".to_owned(), "men".to_owned()])),
        Some(AttributeValue::Date(jiff::civil::date(2024, 2, 29))),
        Some(AttributeValue::Links(vec![ids.annotation()])),
        Some(AttributeValue::SubSpan(range(text, numbers)?)),
    ];
    Some(match numbers.below(6) {
        0 => Change::Label("quote".into()),
        1 => Change::Fragments(Fragments::one(range(text, numbers)?).ok()?),
        2 => Change::Note("changed".to_owned()),
        3 => Change::Unsure(numbers.below(2) == 0),
        4 => Change::SameAs(vec![ids.annotation()]),
        _ => Change::Attribute("low".into(), values[numbers.below(values.len())].clone()),
    })
}
