//! A large project: 10,000 articles (50 MB of text) and 200,000 annotations of two analysts.

pub(crate) mod make;

use obelus::{
    project::{Analyst, Annotation, Article, ArticleRecord, Edit, Metadata, Project, Source},
    store::{Ids, default_codebook},
    text::{ByteOffset, ByteRange},
};
use std::sync::Arc;

/// Articles of a large project.
pub(crate) const NUM_ARTICLES: usize = 10_000;
const ARTICLE_BYTES: usize = 5_000;
const ANNOTATIONS_PER_ARTICLE: usize = 20;

/// Annotation `number` of an article of the large project.
pub(crate) fn annotation(ids: &mut Ids, number: usize) -> Annotation {
    let start = number * 199 % (ARTICLE_BYTES - 200);
    // The words below are ASCII, so every byte is a boundary.
    let range = ByteRange::between(ByteOffset::from_usize(start), ByteOffset::from_usize(start + 60 + number % 90));
    let analyst = ["ana", "bo"][number % 2].into();
    let label = ["claim", "quote", "casualty_figure", "disclaimer"][number % 4].into();
    make::annotation(ids.annotation(), analyst, label, range)
}

/// A project of so many articles of 5 kB, each with 20 annotations of two analysts.
pub(crate) fn project(ids: &mut Ids, num_articles: usize) -> Project {
    const WORDS: [&str; 8] = ["Rescue", "workers", "in", "Dravna", "said", "the shelling", "had", "\"stopped\".\n"];
    let mut project = Project::new(ids.project(), "A large project", default_codebook());
    for (at, name) in ["Ana", "Bo"].into_iter().enumerate() {
        let analyst = Analyst { id: name.to_lowercase().as_str().into(), name: name.to_owned() };
        project.apply(Edit::AddAnalyst { at, analyst }).unwrap();
    }
    for at in 0..num_articles {
        let mut text = format!("Article {at}\n");
        for word in 0.. {
            if text.len() >= ARTICLE_BYTES {
                break;
            }
            text.push_str(WORDS[(word * 5 + word / 7 + at) % WORDS.len()]);
            text.push(' ');
        }
        let article = Article {
            metadata: Metadata { headline: format!("Article {at}"), ..Metadata::default() },
            source: Source { file_name: format!("{at}.txt"), ..Source::default() },
            ..make::article(ids.article(), text)
        };
        let mut record = ArticleRecord::new(article);
        for number in 0..ANNOTATIONS_PER_ARTICLE {
            let annotation = annotation(ids, at * 31 + number);
            record.annotations.insert(annotation.id, annotation);
        }
        project.apply(Edit::AddArticle { at, record: Arc::new(record) }).unwrap();
    }
    project
}
