//! The text of drafts, which are typed text that cannot be an edit yet. Nothing here touches a file.

use super::{
    codebook::{codebook_as_written, codebook_to},
    serialize,
    v1::CodebookV1,
};
use crate::project::{AnnotationId, ArticleId, AttributeId, Codebook, Label, ProjectId};
use ron::ser::PrettyConfig;
use serde::{Deserialize, Serialize};

/// The version of the format of drafts.
const FORMAT: u32 = 1;

/// Text that was typed in a project and is not part of it yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drafts {
    /// Unfinished changes to the codebook.
    pub codebook: Vec<CodebookDraft>,
    /// Answers that are not of the kind that the attribute asks for.
    pub answers: Vec<AnswerDraft>,
    /// Comments on decisions that have not been made.
    pub comments: Vec<CommentDraft>,
}

impl Drafts {
    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Describes what is kept, in one sentence each.
    pub fn describe(&self) -> Vec<String> {
        let codebook = self.codebook.iter().map(|draft| match &draft.change {
            CodebookDraftChange::Rules { .. } => "title and rules of the codebook were changed and not applied".to_owned(),
            CodebookDraftChange::Label(label) => format!("the label “{}” was changed and not applied", label.name),
            CodebookDraftChange::NewLabel(label) => format!("the new label “{}” was not added", label.name),
        });
        let answers = self.answers.iter().map(|answer| {
            let AnswerDraft { annotation, attribute, text, .. } = answer;
            format!("“{text}” was typed for {attribute} of annotation {annotation} and does not fit")
        });
        let comments = self.comments.iter().map(|comment| {
            let about = comment.annotations.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
            format!("“{}” was typed as a comment on a decision about {about}, which was not made", comment.text)
        });
        codebook.chain(answers).chain(comments).collect()
    }
}

/// A change to the codebook that has not been applied.
#[derive(Clone, Debug, PartialEq)]
pub struct CodebookDraft {
    /// The version of the codebook that it starts from.
    pub version: u32,
    /// The part of the codebook that it changes.
    pub change: CodebookDraftChange,
}

/// The part of the codebook that a draft changes.
#[derive(Clone, Debug, PartialEq)]
pub enum CodebookDraftChange {
    /// The title and the rules for all labels.
    Rules {
        /// The title.
        title: String,
        /// The rules.
        general_rules: Vec<String>,
    },
    /// A label of the codebook, as it will be.
    Label(Box<Label>),
    /// A new label, which may still lack a name.
    NewLabel(Box<Label>),
}

/// An answer that does not fit its attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerDraft {
    /// The article.
    #[serde(with = "written")]
    pub article: ArticleId,
    /// The annotation.
    #[serde(with = "written")]
    pub annotation: AnnotationId,
    /// The attribute.
    #[serde(with = "key")]
    pub attribute: AttributeId,
    /// The typed text.
    pub text: String,
}

/// A comment on a decision that has not been made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommentDraft {
    /// The article.
    #[serde(with = "written")]
    pub article: ArticleId,
    /// The annotations that differ.
    #[serde(with = "written_list")]
    pub annotations: Vec<AnnotationId>,
    /// The typed text.
    pub text: String,
}

/// The contents of the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DraftsV1 {
    obelus_drafts: u32,
    project: String,
    #[serde(default)]
    codebook: Vec<CodebookDraftV1>,
    #[serde(default)]
    answers: Vec<AnswerDraft>,
    #[serde(default)]
    comments: Vec<CommentDraft>,
}

#[derive(Serialize, Deserialize)]
enum AboutV1 {
    Rules,
    Label,
    NewLabel,
}

/// A change as a codebook of its own: title and rules, or one label.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CodebookDraftV1 {
    about: AboutV1,
    codebook: CodebookV1,
}

/// Writes the drafts of a project as text, which [`read_drafts`] reads.
pub fn write_drafts(project: ProjectId, drafts: &Drafts) -> String {
    let Drafts { codebook, answers, comments } = drafts;
    let stored = DraftsV1 {
        obelus_drafts: FORMAT,
        project: project.to_string(),
        codebook: codebook.iter().map(codebook_draft_to).collect(),
        answers: answers.clone(),
        comments: comments.clone(),
    };
    let mut text = String::new();
    serialize(&mut text, &stored, PrettyConfig::new().depth_limit(5).indentor("  "));
    text.push('\n');
    text
}

/// Reads the drafts of this project.
///
/// # Errors
/// What is wrong, as a sentence for people: that the drafts belong to another project, or what cannot be read, with line and
/// column.
pub fn read_drafts(project: ProjectId, text: &str) -> Result<Drafts, String> {
    let stored: DraftsV1 = super::options().from_str(text).map_err(|error| error.to_string())?;
    if stored.obelus_drafts != FORMAT {
        return Err(format!("they are of format {}, and this version of Obelus reads {FORMAT}", stored.obelus_drafts));
    }
    if stored.project != project.to_string() {
        return Err("they belong to another project".to_owned());
    }
    let codebook = stored.codebook.into_iter().map(codebook_draft_from).collect::<Result<_, _>>()?;
    Ok(Drafts { codebook, answers: stored.answers, comments: stored.comments })
}

fn codebook_draft_to(draft: &CodebookDraft) -> CodebookDraftV1 {
    let (about, title, general_rules, labels) = match &draft.change {
        CodebookDraftChange::Rules { title, general_rules } => (AboutV1::Rules, title.clone(), general_rules.clone(), Vec::new()),
        CodebookDraftChange::Label(label) => (AboutV1::Label, String::new(), Vec::new(), vec![(**label).clone()]),
        CodebookDraftChange::NewLabel(label) => (AboutV1::NewLabel, String::new(), Vec::new(), vec![(**label).clone()]),
    };
    CodebookDraftV1 { about, codebook: codebook_to(&Codebook { title, version: draft.version, general_rules, labels }) }
}

fn codebook_draft_from(stored: CodebookDraftV1) -> Result<CodebookDraft, String> {
    let Codebook { title, version, general_rules, mut labels } = codebook_as_written(stored.codebook)?;
    let mut label = || labels.pop().map(Box::new).ok_or("a draft of a label lacks the label");
    let change = match stored.about {
        AboutV1::Rules => CodebookDraftChange::Rules { title, general_rules },
        AboutV1::Label => CodebookDraftChange::Label(label()?),
        AboutV1::NewLabel => CodebookDraftChange::NewLabel(label()?),
    };
    Ok(CodebookDraft { version, change })
}

/// Reads and writes ids in their written form.
mod written {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};
    use std::{borrow::Cow, fmt::Display, str::FromStr};

    pub fn serialize<T: Display, S: Serializer>(id: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(id)
    }

    pub fn deserialize<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// Reads and writes lists of ids in their written form.
mod written_list {
    use crate::project::AnnotationId;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub fn serialize<S: Serializer>(ids: &[AnnotationId], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(ids.iter().map(ToString::to_string))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<AnnotationId>, D::Error> {
        let written = Vec::<String>::deserialize(deserializer)?;
        written.iter().map(|id| id.parse().map_err(D::Error::custom)).collect()
    }
}

/// Reads and writes keys.
mod key {
    use crate::project::AttributeId;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(key: &AttributeId, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(key.as_str())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<AttributeId, D::Error> {
        Ok(String::deserialize(deserializer)?.as_str().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::default_codebook;

    fn drafts() -> Drafts {
        let mut label = default_codebook().labels.remove(0);
        label.name = String::new();
        label.definition = "Zwei\n\"Zeilen\"\u{202e} مرحبا".to_owned();
        Drafts {
            codebook: vec![CodebookDraft { version: 3, change: CodebookDraftChange::NewLabel(Box::new(label)) }],
            answers: vec![AnswerDraft {
                article: ArticleId::from_random(1),
                annotation: AnnotationId::from_random(2),
                attribute: "best".into(),
                text: "a dozen".to_owned(),
            }],
            comments: vec![CommentDraft {
                article: ArticleId::from_random(1),
                annotations: vec![AnnotationId::from_random(2), AnnotationId::from_random(3)],
                text: "both, since…".to_owned(),
            }],
        }
    }

    #[test]
    fn what_is_kept_is_read_as_it_was() {
        let project = ProjectId::from_random(7);
        let mut drafts = drafts();
        let rules = CodebookDraftChange::Rules { title: "T".to_owned(), general_rules: vec![String::new()] };
        drafts.codebook.push(CodebookDraft { version: 3, change: rules });
        assert_eq!(read_drafts(project, &write_drafts(project, &drafts)), Ok(drafts.clone()));
        assert_eq!(read_drafts(project, &write_drafts(project, &Drafts::default())), Ok(Drafts::default()));
    }

    #[test]
    fn drafts_of_another_project_and_of_a_later_version_are_not_taken() {
        let text = write_drafts(ProjectId::from_random(7), &drafts());
        assert_eq!(read_drafts(ProjectId::from_random(8), &text), Err("they belong to another project".to_owned()));
        let later = text.replacen("obelus_drafts: 1", "obelus_drafts: 2", 1);
        assert!(read_drafts(ProjectId::from_random(7), &later).is_err_and(|why| why.contains("format 2")));
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            let _read = read_drafts(ProjectId::from_random(7), &text[..end]);
        }
    }
}
