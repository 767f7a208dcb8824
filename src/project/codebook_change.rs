//! Changes to the codebook, planned together with what they do to annotations before anything is changed.
//!
//! A [`CodebookPlan`] is one edit, and its effect in numbers: "214 annotations in 37 articles change". The codebook's
//! version grows by one with every change. A label's [`rule version`](Label::rule_version) follows only when its rule
//! changes, not when its name, colour, key or place does.

use super::{
    annotation::Annotation,
    article::ArticleRecord,
    codebook::{Codebook, Label},
    consequences::{self, misfits},
    edit::{Change, Edit},
    id::{AnnotationId, ArticleId, AttributeId, LabelId},
    model::Project,
};
use jiff::Timestamp;
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

/// A change that somebody wants to make to the codebook.
#[derive(Clone, Debug, PartialEq)]
pub enum CodebookChange {
    /// Insert a label at this place of the panel.
    AddLabel {
        /// The place, counted from 0; the number of labels appends.
        at: usize,
        /// The whole label; its id must be new.
        label: Box<Label>,
    },
    /// Give the label with this id another name, colour, key, rule or schema. Answers that the new schema does not allow are
    /// emptied.
    EditLabel(Box<Label>),
    /// Put a label at another place of the panel.
    MoveLabel {
        /// The label to move.
        label: LabelId,
        /// Its new place, from 0.
        to: usize,
    },
    /// Give all annotations of one label another one, and remove the first label.
    MergeLabel {
        /// The label that is removed.
        from: LabelId,
        /// The label that stays.
        into: LabelId,
    },
    /// Add a label beside another and give it some of the other's annotations.
    SplitLabel {
        /// The label that is split.
        from: LabelId,
        /// The new label; its id must be new.
        new: Box<Label>,
        /// The annotations of `from` that become `new`.
        moved: BTreeSet<(ArticleId, AnnotationId)>,
    },
    /// Remove a label and its annotations.
    DeleteLabel(LabelId),
    /// Change the title and the rules that hold for every label.
    SetRules {
        /// Shown above the labels.
        title: String,
        /// Rules for every label, in order.
        general_rules: Vec<String>,
    },
    /// Replace the codebook by another one: its labels replace those with the same id. Labels that it lacks but annotations
    /// use stay, after its own.
    Replace(Box<Codebook>),
}

/// A change to the codebook, ready to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct CodebookPlan {
    /// The whole change, as one step.
    pub edit: Edit,
    /// The number of annotations that change or are removed.
    pub num_annotations: usize,
    /// The number of articles that these are in.
    pub num_articles: usize,
    /// The number of answers that are emptied, because the label no longer asks for them or no longer allows them.
    pub num_answers: usize,
    /// Labels that stay although the new codebook lacks them, because annotations use them.
    pub kept: Vec<LabelId>,
}

/// A change that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodebookError {
    /// The codebook has no such label.
    #[error("the codebook has no label “{0}”")]
    NoLabel(LabelId),
    /// The id belongs to another label.
    #[error("the codebook has a label “{0}” already; choose another name")]
    Exists(LabelId),
    /// A label needs a name.
    #[error("a label needs a name")]
    NoName,
    /// Two labels cannot have one key.
    #[error("the key “{key}” would belong to both {one} and {other}; choose another")]
    KeyTaken {
        /// The key.
        key: char,
        /// One label.
        one: String,
        /// The other.
        other: String,
    },
    /// Two labels of one name cannot be told apart.
    #[error("there is a label named “{0}” already")]
    NameTaken(String),
    /// Two choices of an attribute have one id.
    #[error("choice “{choice}” is in the list of “{attribute}” twice")]
    ChoiceTwice {
        /// Which attribute.
        attribute: AttributeId,
        /// The choice's id.
        choice: String,
    },
    /// Two attributes of a label have one id.
    #[error("attribute “{0}” is in the label twice")]
    AttributeTwice(AttributeId),
    /// A label cannot be merged with itself.
    #[error("a label cannot be merged with itself")]
    Itself,
    /// Nothing would change.
    #[error("nothing would change")]
    Nothing,
}

impl Project {
    /// Plans `change` as one edit, which is not made yet.
    ///
    /// # Errors
    /// If a label that it names does not exist, a label that it adds exists already, two labels would share a name or a key,
    /// or nothing would change.
    pub fn plan_codebook(&self, change: CodebookChange, now: Timestamp) -> Result<CodebookPlan, CodebookError> {
        self.plan(change, now, self.codebook().version.saturating_add(1))
    }

    /// Plans a change that continues the last one: together they make one version of the codebook.
    ///
    /// # Errors
    /// As [`Self::plan_codebook`].
    pub fn plan_further(&self, change: CodebookChange, now: Timestamp) -> Result<CodebookPlan, CodebookError> {
        self.plan(change, now, self.codebook().version)
    }

    fn plan(&self, change: CodebookChange, now: Timestamp, new_version: u32) -> Result<CodebookPlan, CodebookError> {
        let mut codebook = self.codebook().clone();
        let mut work = Work { project: self, now, edits: Vec::new(), touched: BTreeSet::new(), num_answers: 0 };
        let mut kept = Vec::new();
        match change {
            CodebookChange::AddLabel { at, label } => add(&mut codebook, at, *label)?,
            CodebookChange::EditLabel(label) => {
                let at = place(&codebook, &label.id)?;
                work.refit(&label);
                codebook.labels[at] = *label;
            }
            CodebookChange::MoveLabel { label, to } => {
                let moved = codebook.labels.remove(place(&codebook, &label)?);
                codebook.labels.insert(to.min(codebook.labels.len()), moved);
            }
            CodebookChange::MergeLabel { from, into } => {
                if from == into {
                    return Err(CodebookError::Itself);
                }
                let at = place(&codebook, &from)?;
                let target = codebook.labels[place(&codebook, &into)?].clone();
                work.relabel(&from, &target, |_, _| true);
                codebook.labels.remove(at);
                forget(&mut codebook, &from, Some(&into));
            }
            CodebookChange::SplitLabel { from, new, moved } => {
                let at = place(&codebook, &from)? + 1;
                work.relabel(&from, &new, |article, annotation| moved.contains(&(article, annotation)));
                add(&mut codebook, at, *new)?;
            }
            CodebookChange::DeleteLabel(label) => {
                codebook.labels.remove(place(&codebook, &label)?);
                forget(&mut codebook, &label, None);
                work.delete(&label);
            }
            CodebookChange::SetRules { title, general_rules } => {
                (codebook.title, codebook.general_rules) = (title, general_rules);
            }
            CodebookChange::Replace(new) => {
                kept = work.replace(&mut codebook, *new);
            }
        }
        validate(&codebook)?;
        version(self.codebook(), &mut codebook, new_version)?;
        let Work { mut edits, touched, num_answers, .. } = work;
        let lacks = |one: &Codebook, other: &Codebook| {
            let known: HashSet<_> = one.labels.iter().map(|label| &label.id).collect();
            other.labels.iter().any(|label| !known.contains(&label.id))
        };
        let (adds, removes) = (lacks(self.codebook(), &codebook), lacks(&codebook, self.codebook()));
        // A label must exist while annotations change to it, and while they change away from it.
        if adds || !removes {
            edits.insert(0, Edit::SetCodebook(Arc::new(with_old_labels(&codebook, self.codebook()))));
        }
        if removes {
            edits.push(Edit::SetCodebook(Arc::new(codebook)));
        }
        let articles: BTreeSet<_> = touched.iter().map(|(article, _)| *article).collect();
        Ok(CodebookPlan {
            edit: Edit::all(edits),
            num_annotations: touched.len(),
            num_articles: articles.len(),
            num_answers,
            kept,
        })
    }
}

/// Collects edits to annotations as they are found.
struct Work<'p> {
    project: &'p Project,
    now: Timestamp,
    edits: Vec<Edit>,
    touched: BTreeSet<(ArticleId, AnnotationId)>,
    num_answers: usize,
}

impl Work<'_> {
    fn annotations_of(&self, label: &LabelId) -> Vec<(&ArticleRecord, &Annotation)> {
        let all = self.project.articles().iter().flat_map(|record| record.annotations.values().map(move |a| (&**record, a)));
        all.filter(|(_, annotation)| annotation.label == *label).collect()
    }

    fn change(&mut self, article: ArticleId, annotation: AnnotationId, change: Change) {
        self.touched.insert((article, annotation));
        self.edits.push(Edit::ChangeAnnotation { article, annotation, change, modified: self.now });
    }

    /// Empties the answers that `label` does not allow.
    fn refit(&mut self, label: &Label) {
        let mut unfit = Vec::new();
        for (record, annotation) in self.annotations_of(&label.id) {
            unfit.extend(misfits(annotation, label).into_iter().map(|key| (record.article.id, annotation.id, key.clone())));
        }
        self.empty(unfit);
    }

    fn empty(&mut self, answers: Vec<(ArticleId, AnnotationId, AttributeId)>) {
        self.num_answers += answers.len();
        for (article, annotation, key) in answers {
            self.change(article, annotation, Change::Attribute(key, None));
        }
    }

    fn relabel(&mut self, from: &LabelId, to: &Label, is_meant: impl Fn(ArticleId, AnnotationId) -> bool) {
        let (mut moved, mut unfit) = (Vec::new(), Vec::new());
        for (record, annotation) in self.annotations_of(from) {
            let article = record.article.id;
            if is_meant(article, annotation.id) {
                moved.push((article, annotation.id));
                unfit.extend(misfits(annotation, to).into_iter().map(|key| (article, annotation.id, key.clone())));
            }
        }
        for (article, annotation) in moved {
            self.change(article, annotation, Change::Label(to.id.clone()));
        }
        self.empty(unfit);
    }

    /// Removes the label's annotations, and every link to one of them.
    fn delete(&mut self, label: &LabelId) {
        for record in self.project.articles() {
            let gone: BTreeSet<_> = record.annotations.values().filter(|a| a.label == *label).map(|a| a.id).collect();
            if gone.is_empty() {
                continue;
            }
            let edits = consequences::deletion(record, &gone, self.now);
            self.touched.extend(edits.iter().filter_map(|edit| match edit {
                Edit::RemoveAnnotation { article, annotation } | Edit::ChangeAnnotation { article, annotation, .. } => {
                    Some((*article, *annotation))
                }
                _ => None,
            }));
            self.edits.extend(edits);
        }
    }

    fn replace(&mut self, codebook: &mut Codebook, new: Codebook) -> Vec<LabelId> {
        for label in &new.labels {
            self.refit(label);
        }
        let used: BTreeSet<_> = self.project.articles().iter().flat_map(|r| r.annotations.values().map(|a| &a.label)).collect();
        let staying = |label: &&Label| used.contains(&label.id) && new.label(&label.id).is_none();
        let mut stay: Vec<Label> = codebook.labels.iter().filter(staying).cloned().collect();
        for label in &mut stay {
            // The new codebook's keys and names take precedence; the label itself must stay.
            label.key = label.key.filter(|key| new.label_of_key(*key).is_none());
            if new.labels.iter().any(|other| other.name == label.name) {
                label.name = format!("{} ({})", label.name, label.id);
            }
        }
        let kept = stay.iter().map(|label| label.id.clone()).collect();
        *codebook = Codebook { version: codebook.version, ..new };
        codebook.labels.extend(stay);
        kept
    }
}

fn place(codebook: &Codebook, label: &LabelId) -> Result<usize, CodebookError> {
    codebook.labels.iter().position(|known| known.id == *label).ok_or_else(|| CodebookError::NoLabel(label.clone()))
}

fn add(codebook: &mut Codebook, at: usize, label: Label) -> Result<(), CodebookError> {
    if codebook.label(&label.id).is_some() {
        return Err(CodebookError::Exists(label.id));
    }
    codebook.labels.insert(at.min(codebook.labels.len()), label);
    Ok(())
}

/// Replaces a label in the lists of what attributes may link to, or takes it out of them.
fn forget(codebook: &mut Codebook, gone: &LabelId, instead: Option<&LabelId>) {
    use super::codebook::AttributeKind;
    for attribute in codebook.labels.iter_mut().flat_map(|label| &mut label.attributes) {
        if let AttributeKind::Links { labels, .. } = &mut attribute.kind
            && let Some(at) = labels.iter().position(|label| label == gone)
        {
            match instead.filter(|instead| !labels.contains(instead)) {
                Some(instead) => labels[at] = instead.clone(),
                // An empty list would allow any label, so a list that names only the removed label keeps its name.
                None if labels.len() > 1 => _ = labels.remove(at),
                None => {}
            }
        }
    }
}

fn validate(codebook: &Codebook) -> Result<(), CodebookError> {
    codebook.validate()?;
    let mut names = HashSet::new();
    match codebook.labels.iter().find(|label| !names.insert(label.name.trim())) {
        Some(label) => Err(CodebookError::NameTaken(label.name.clone())),
        None => Ok(()),
    }
}

/// Sets the new version of the codebook, and of the labels whose rule has changed.
fn version(old: &Codebook, new: &mut Codebook, version: u32) -> Result<(), CodebookError> {
    new.version = old.version;
    let known: HashMap<_, _> = old.labels.iter().map(|label| (&label.id, label)).collect();
    for label in &mut new.labels {
        label.rule_version = known.get(&label.id).map_or(0, |known| known.rule_version);
    }
    if *new == *old {
        return Err(CodebookError::Nothing);
    }
    new.version = version;
    for label in &mut new.labels {
        if known.get(&label.id).is_none_or(|known| !label.has_rule_of(known)) {
            label.rule_version = version;
        }
    }
    Ok(())
}

/// Returns `new`, followed by the labels of `old` that it lacks, without their keys.
fn with_old_labels(new: &Codebook, old: &Codebook) -> Codebook {
    let mut both = new.clone();
    let known: HashSet<_> = new.labels.iter().map(|label| &label.id).collect();
    both.labels.extend(old.labels.iter().filter(|label| !known.contains(&label.id)).cloned().map(|mut label| {
        label.key = None;
        label
    }));
    both
}
