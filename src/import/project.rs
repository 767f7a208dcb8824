//! Reads another project file of Obelus, whose layers are joined to a project like those of any annotated data.
//!
//! In this way two analysts who worked on copies of one project combine their layers. Articles are found by their text,
//! annotations by their id, and one's own work does not change.

use super::{Annotated, AnnotatedArticle, ImportedArticle, Origin};
use crate::project::{ArticleRecord, Project};

impl Annotated {
    /// Takes everything in a project.
    pub fn of_project(project: &Project) -> Self {
        Self {
            origin: Some(Origin { id: project.id(), title: project.title().to_owned(), codebook: project.codebook().clone() }),
            analysts: project.analysts().to_vec(),
            labels: project.codebook().labels.clone(),
            articles: project.articles().iter().map(|record| article(record)).collect(),
            ..Self::default()
        }
    }
}

fn article(record: &ArticleRecord) -> AnnotatedArticle {
    let article = &*record.article;
    AnnotatedArticle {
        article: ImportedArticle {
            text: article.text.as_str().to_owned(),
            metadata: article.metadata.clone(),
            source: article.source.clone(),
            blocks: article.blocks.clone(),
            links: article.links.clone(),
        },
        stated: article.metadata.clone(),
        id: Some(article.id),
        imported: Some(article.imported),
        annotations: record.annotations.values().cloned().collect(),
        status: record.status.clone(),
        empty: Default::default(),
        assumed_done: Default::default(),
        decisions: record.decisions.values().cloned().collect(),
    }
}
