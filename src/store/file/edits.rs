//! Edits as the log holds them. Positions are bytes, so that a line can be read without its article.

use super::{
    codebook::{codebook_from, codebook_to},
    convert::{
        Positions, annotation_from, annotation_to, article_from, article_to, decision_from, decision_to, id, metadata_from,
        metadata_to, status_from, status_to, time, value_from, value_to,
    },
    keys::Keys,
    v1::{AnalystV1, AnnotationV1, ArticleV1, CodebookV1, DecisionV1, MetadataV1, StatusV1, ValueV1},
};
use crate::{
    project::{Analyst, Annotation, Change, Edit, Fragments},
    text::{ByteOffset, ByteRange},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A fragment in the log: its start and end in bytes.
type Bytes = (u32, u32);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum EditV1 {
    SetTitle(String),
    SetCodebook(CodebookV1),
    AddAnalyst {
        at: usize,
        analyst: AnalystV1,
    },
    RemoveAnalyst(String),
    RenameAnalyst {
        analyst: String,
        name: String,
    },
    AddArticle {
        at: usize,
        article: Box<ArticleV1>,
        annotations: Vec<AnnotationV1<Bytes>>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        decisions: Vec<DecisionV1>,
    },
    RemoveArticle(String),
    SetMetadata {
        article: String,
        metadata: MetadataV1,
    },
    SetStatus {
        article: String,
        analyst: String,
        status: Option<StatusV1>,
    },
    SetDecision {
        article: String,
        about: Vec<String>,
        decision: Option<DecisionV1>,
    },
    AddAnnotation(AnnotationV1<Bytes>),
    RemoveAnnotation {
        article: String,
        annotation: String,
    },
    ChangeAnnotation {
        article: String,
        annotation: String,
        change: ChangeV1,
        modified: String,
    },
    ShowLayer(String),
    Batch(Vec<Self>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ChangeV1 {
    Label(String),
    Fragments(Vec<Bytes>),
    Attribute(String, Option<ValueV1>),
    SameAs(Vec<String>),
    Note(String),
    Unsure(bool),
}

/// Converts an edit to the form of the log.
pub fn edit_to(edit: &Edit) -> EditV1 {
    match edit {
        Edit::SetTitle(title) => EditV1::SetTitle(title.clone()),
        Edit::SetCodebook(codebook) => EditV1::SetCodebook(codebook_to(codebook)),
        Edit::AddAnalyst { at, analyst } => {
            EditV1::AddAnalyst { at: *at, analyst: AnalystV1 { id: analyst.id.to_string(), name: analyst.name.clone() } }
        }
        Edit::RemoveAnalyst(analyst) => EditV1::RemoveAnalyst(analyst.to_string()),
        Edit::RenameAnalyst { analyst, name } => EditV1::RenameAnalyst { analyst: analyst.to_string(), name: name.clone() },
        Edit::AddArticle { at, record } => {
            let article = article_to(record);
            let annotations = record.annotations.values().map(|annotation| in_bytes(&article.id, annotation)).collect();
            let decisions = record.decisions.values().map(|decision| decision_to(&article.id, decision)).collect();
            EditV1::AddArticle { at: *at, article: Box::new(article), annotations, decisions }
        }
        Edit::RemoveArticle(article) => EditV1::RemoveArticle(article.to_string()),
        Edit::SetMetadata { article, metadata } => {
            EditV1::SetMetadata { article: article.to_string(), metadata: metadata_to(metadata) }
        }
        Edit::SetStatus { article, analyst, status } => {
            EditV1::SetStatus { article: article.to_string(), analyst: analyst.to_string(), status: status.map(status_to) }
        }
        Edit::SetDecision { article, about, decision } => EditV1::SetDecision {
            article: article.to_string(),
            about: about.iter().map(ToString::to_string).collect(),
            decision: decision.as_ref().map(|decision| decision_to(&article.to_string(), decision)),
        },
        Edit::AddAnnotation { article, annotation } => EditV1::AddAnnotation(in_bytes(&article.to_string(), annotation)),
        Edit::RemoveAnnotation { article, annotation } => {
            EditV1::RemoveAnnotation { article: article.to_string(), annotation: annotation.to_string() }
        }
        Edit::ChangeAnnotation { article, annotation, change, modified } => EditV1::ChangeAnnotation {
            article: article.to_string(),
            annotation: annotation.to_string(),
            change: change_to(change),
            modified: modified.to_string(),
        },
        Edit::ShowLayer(analyst) => EditV1::ShowLayer(analyst.to_string()),
        Edit::Batch(edits) => EditV1::Batch(edits.iter().map(edit_to).collect()),
    }
}

/// Reads an edit of the log.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn edit_from(stored: EditV1) -> Result<Edit, String> {
    Ok(match stored {
        EditV1::SetTitle(title) => Edit::SetTitle(title),
        EditV1::SetCodebook(codebook) => Edit::SetCodebook(Arc::new(codebook_from(codebook)?.0)),
        EditV1::AddAnalyst { at, analyst } => {
            Edit::AddAnalyst { at, analyst: Analyst { id: analyst.id.as_str().into(), name: analyst.name } }
        }
        EditV1::RemoveAnalyst(analyst) => Edit::RemoveAnalyst(analyst.as_str().into()),
        EditV1::RenameAnalyst { analyst, name } => Edit::RenameAnalyst { analyst: analyst.as_str().into(), name },
        EditV1::AddArticle { at, article, annotations, decisions } => {
            let (mut record, problems) = article_from(*article)?;
            if let Some(problem) = problems.into_iter().next() {
                return Err(problem);
            }
            let mut keys = Keys::default();
            for annotation in annotations {
                let annotation = from_bytes(&annotation, &mut keys)?;
                record.annotations.insert(annotation.id, annotation);
            }
            for decision in decisions {
                let decision = decision_from(&decision)?;
                record.decisions.insert(decision.key(), decision);
            }
            Edit::AddArticle { at, record: Arc::new(record) }
        }
        EditV1::RemoveArticle(article) => Edit::RemoveArticle(id(&article)?),
        EditV1::SetMetadata { article, metadata } => {
            Edit::SetMetadata { article: id(&article)?, metadata: Box::new(metadata_from(metadata)?) }
        }
        EditV1::SetStatus { article, analyst, status } => {
            Edit::SetStatus { article: id(&article)?, analyst: analyst.as_str().into(), status: status.map(status_from) }
        }
        EditV1::SetDecision { article, about, decision } => Edit::SetDecision {
            article: id(&article)?,
            about: about.iter().map(|about| id(about)).collect::<Result<_, _>>()?,
            decision: decision.map(|decision| decision_from(&decision).map(Box::new)).transpose()?,
        },
        EditV1::AddAnnotation(annotation) => {
            let article = id(&annotation.article)?;
            Edit::AddAnnotation { article, annotation: Box::new(from_bytes(&annotation, &mut Keys::default())?) }
        }
        EditV1::RemoveAnnotation { article, annotation } => {
            Edit::RemoveAnnotation { article: id(&article)?, annotation: id(&annotation)? }
        }
        EditV1::ChangeAnnotation { article, annotation, change, modified } => Edit::ChangeAnnotation {
            article: id(&article)?,
            annotation: id(&annotation)?,
            change: change_from(change)?,
            modified: time(&modified)?,
        },
        EditV1::ShowLayer(analyst) => Edit::ShowLayer(analyst.as_str().into()),
        EditV1::Batch(edits) => Edit::Batch(edits.into_iter().map(edit_from).collect::<Result<_, _>>()?),
    })
}

fn change_to(change: &Change) -> ChangeV1 {
    match change {
        Change::Label(label) => ChangeV1::Label(label.to_string()),
        Change::Fragments(fragments) => ChangeV1::Fragments(fragments.iter().map(bytes).collect()),
        Change::Attribute(key, value) => {
            ChangeV1::Attribute(key.to_string(), value.as_ref().map(|value| value_to(value, Positions::Bytes)))
        }
        Change::SameAs(others) => ChangeV1::SameAs(others.iter().map(ToString::to_string).collect()),
        Change::Note(note) => ChangeV1::Note(note.clone()),
        Change::Unsure(unsure) => ChangeV1::Unsure(*unsure),
    }
}

fn change_from(stored: ChangeV1) -> Result<Change, String> {
    Ok(match stored {
        ChangeV1::Label(label) => Change::Label(label.as_str().into()),
        ChangeV1::Fragments(fragments) => {
            Change::Fragments(Fragments::new(ranges(&fragments)?).map_err(|error| error.to_string())?)
        }
        ChangeV1::Attribute(key, value) => {
            Change::Attribute(key.as_str().into(), value.map(|value| value_from(&value, Positions::Bytes)).transpose()?)
        }
        ChangeV1::SameAs(others) => Change::SameAs(others.iter().map(|other| id(other)).collect::<Result<_, _>>()?),
        ChangeV1::Note(note) => Change::Note(note),
        ChangeV1::Unsure(unsure) => Change::Unsure(unsure),
    })
}

fn in_bytes(article: &str, annotation: &Annotation) -> AnnotationV1<Bytes> {
    annotation_to(article, annotation, Positions::Bytes, bytes)
}

fn from_bytes(stored: &AnnotationV1<Bytes>, keys: &mut Keys) -> Result<Annotation, String> {
    annotation_from(stored, Positions::Bytes, ranges(&stored.at)?, keys)
}

fn bytes(range: ByteRange) -> Bytes {
    (range.start().get(), range.end().get())
}

fn ranges(stored: &[Bytes]) -> Result<Vec<ByteRange>, String> {
    let range = |(start, end): &Bytes| {
        ByteRange::new(ByteOffset::new(*start), ByteOffset::new(*end)).ok_or_else(|| format!("bytes {start}–{end} run backwards"))
    };
    stored.iter().map(range).collect()
}
