//! Makes edits, and returns the edits that take them back.

use super::{
    annotation::{Annotation, AttributeValue},
    article::{ArticleRecord, Status},
    codebook::Codebook,
    decision::Decision,
    edit::{Change, Edit, EditError, MAX_BATCHES},
    id::{AnalystId, AnnotationId, ArticleId, LabelId},
    model::{Analyst, Project},
    valid::require_inside,
};
use jiff::Timestamp;
use std::{
    collections::{HashMap, HashSet},
    mem,
    sync::Arc,
};

impl Project {
    /// Makes `edit` and returns the edit that takes it back.
    ///
    /// # Errors
    /// If something that `edit` names does not exist, or exists already; the project is then unchanged.
    pub fn apply(&mut self, edit: Edit) -> Result<Edit, EditError> {
        self.apply_within(edit, 0)
    }

    /// Makes an edit that is nested in this many batches.
    fn apply_within(&mut self, edit: Edit, num_batches: usize) -> Result<Edit, EditError> {
        Ok(match edit {
            Edit::SetTitle(title) => Edit::SetTitle(mem::replace(&mut self.title, title)),
            Edit::SetCodebook(codebook) => self.set_codebook(codebook)?,
            Edit::AddAnalyst { at, analyst } => self.add_analyst(at, analyst)?,
            Edit::RemoveAnalyst(analyst) => self.remove_analyst(analyst)?,
            Edit::RenameAnalyst { analyst, name } => {
                let at = self.index.analyst(&analyst).ok_or_else(|| EditError::NoAnalyst(analyst.clone()))?;
                Edit::RenameAnalyst { name: mem::replace(&mut self.analysts[at].name, name), analyst }
            }
            Edit::AddArticle { at, record } => self.add_article(at, record)?,
            Edit::RemoveArticle(article) => self.remove_article(article)?,
            Edit::SetMetadata { article, metadata } => {
                let record = self.record_mut(article)?;
                let before = mem::replace(&mut Arc::make_mut(&mut record.article).metadata, *metadata);
                Edit::SetMetadata { article, metadata: Box::new(before) }
            }
            Edit::SetStatus { article, analyst, status } => {
                self.require_analyst(&analyst)?;
                let record = self.record_mut(article)?;
                let before = match status {
                    Some(status) => record.status.insert(analyst.clone(), status),
                    None => record.status.remove(&analyst),
                };
                Edit::SetStatus { article, analyst, status: before }
            }
            Edit::SetDecision { article, about, decision } => self.set_decision(article, about, decision)?,
            Edit::AddAnnotation { article, annotation } => self.add_annotation(article, *annotation)?,
            Edit::RemoveAnnotation { article, annotation } => {
                let removed = self.record_mut(article)?.annotations.remove(&annotation);
                let removed = removed.ok_or(EditError::NoAnnotation(article, annotation))?;
                self.index.remove_annotation(annotation);
                Edit::AddAnnotation { article, annotation: Box::new(removed) }
            }
            Edit::ChangeAnnotation { article, annotation, change, modified } => {
                self.change(article, annotation, change, modified)?
            }
            Edit::ShowLayer(analyst) => {
                self.require_analyst(&analyst)?;
                Edit::ShowLayer(analyst)
            }
            Edit::Batch(_) if num_batches >= MAX_BATCHES => return Err(EditError::TooDeep),
            Edit::Batch(edits) => self.apply_all(edits, num_batches + 1)?,
        })
    }

    fn apply_all(&mut self, edits: Vec<Edit>, num_batches: usize) -> Result<Edit, EditError> {
        let mut inverses = Vec::with_capacity(edits.len());
        for edit in edits {
            match self.apply_within(edit, num_batches) {
                Ok(inverse) => inverses.push(inverse),
                Err(error) => {
                    for inverse in inverses.into_iter().rev() {
                        // Each inverse applies to the state that its edit left, because they are taken back in order.
                        self.apply_within(inverse, num_batches).expect("an inverse always applies");
                    }
                    return Err(error);
                }
            }
        }
        inverses.reverse();
        Ok(Edit::Batch(inverses))
    }

    fn set_codebook(&mut self, codebook: Arc<Codebook>) -> Result<Edit, EditError> {
        codebook.validate()?;
        let stays: HashSet<_> = codebook.labels.iter().map(|label| &label.id).collect();
        let gone: HashSet<_> = self.codebook.labels.iter().map(|label| &label.id).filter(|id| !stays.contains(id)).collect();
        if !gone.is_empty() {
            let mut uses: HashMap<&LabelId, usize> = HashMap::new();
            let labels = self.articles.iter().flat_map(|record| record.annotations.values().map(|annotation| &annotation.label));
            labels.filter(|label| gone.contains(label)).for_each(|label| *uses.entry(label).or_default() += 1);
            let in_use = self.codebook.labels.iter().find_map(|label| Some((&label.id, *uses.get(&label.id)?)));
            if let Some((label, num_annotations)) = in_use {
                return Err(EditError::LabelInUse { label: label.clone(), num_annotations });
            }
        }
        self.index.set_codebook(&codebook);
        Ok(Edit::SetCodebook(mem::replace(&mut self.codebook, codebook)))
    }

    fn add_analyst(&mut self, at: usize, analyst: Analyst) -> Result<Edit, EditError> {
        if self.analyst(&analyst.id).is_some() {
            return Err(EditError::Exists("analyst", analyst.id.to_string()));
        }
        if at > self.analysts.len() {
            return Err(EditError::Place(at));
        }
        let inverse = Edit::RemoveAnalyst(analyst.id.clone());
        self.analysts.insert(at, analyst);
        self.index.place_analysts(&self.analysts, at);
        Ok(inverse)
    }

    fn remove_analyst(&mut self, analyst: AnalystId) -> Result<Edit, EditError> {
        let at = self.index.analyst(&analyst).ok_or_else(|| EditError::NoAnalyst(analyst.clone()))?;
        let works = |record: &Arc<ArticleRecord>| {
            record.status.get(&analyst) == Some(&Status::Done) || record.annotations.values().any(|a| a.analyst == analyst)
        };
        if self.articles.iter().any(works) {
            return Err(EditError::AnalystHasWork(analyst));
        }
        // A mark that an article was opened is not a step of its own, so it must not keep the step that added the analyst
        // from being undone.
        let mut opened = Vec::new();
        for record in self.articles.iter_mut().filter(|record| record.status.contains_key(&analyst)) {
            let status = Arc::make_mut(record).status.remove(&analyst);
            opened.push(Edit::SetStatus { article: record.article.id, analyst: analyst.clone(), status });
        }
        let analyst = self.analysts.remove(at);
        self.index.remove_analyst(&analyst.id);
        self.index.place_analysts(&self.analysts, at);
        let back = Edit::AddAnalyst { at, analyst };
        Ok(Edit::all(std::iter::once(back).chain(opened).collect()))
    }

    fn add_article(&mut self, at: usize, record: Arc<ArticleRecord>) -> Result<Edit, EditError> {
        let id = record.article.id;
        if self.index.article(id).is_some() {
            return Err(EditError::Exists("article", id.to_string()));
        }
        if at > self.articles.len() {
            return Err(EditError::Place(at));
        }
        self.require_sound(&record)?;
        record.annotations.keys().for_each(|annotation| self.index.add_annotation(*annotation));
        self.articles.insert(at, record);
        self.index.place_articles(&self.articles, at);
        Ok(Edit::RemoveArticle(id))
    }

    fn remove_article(&mut self, article: ArticleId) -> Result<Edit, EditError> {
        let at = self.place_of(article).ok_or(EditError::NoArticle(article))?;
        let record = self.articles.remove(at);
        record.annotations.keys().for_each(|annotation| self.index.remove_annotation(*annotation));
        self.index.remove_article(article);
        self.index.place_articles(&self.articles, at);
        Ok(Edit::AddArticle { at, record })
    }

    fn add_annotation(&mut self, article: ArticleId, annotation: Annotation) -> Result<Edit, EditError> {
        let record = self.article(article).ok_or(EditError::NoArticle(article))?;
        let id = annotation.id;
        self.require_new(&annotation)?;
        self.require_valid(&record.article.text, &annotation)?;
        self.record_mut(article)?.annotations.insert(id, annotation);
        self.index.add_annotation(id);
        Ok(Edit::RemoveAnnotation { article, annotation: id })
    }

    fn set_decision(
        &mut self,
        article: ArticleId,
        about: Vec<AnnotationId>,
        decision: Option<Box<Decision>>,
    ) -> Result<Edit, EditError> {
        if decision.as_ref().is_some_and(|decision| decision.key() != about) {
            return Err(EditError::OtherSources);
        }
        let decisions = &mut self.record_mut(article)?.decisions;
        let before = match decision {
            Some(decision) => decisions.insert(about.clone(), *decision),
            None => decisions.remove(&about),
        };
        Ok(Edit::SetDecision { article, about, decision: before.map(Box::new) })
    }

    fn change(&mut self, article: ArticleId, id: AnnotationId, change: Change, modified: Timestamp) -> Result<Edit, EditError> {
        let record = self.article(article).ok_or(EditError::NoArticle(article))?;
        match &change {
            Change::Label(label) => self.require_label(label)?,
            Change::Fragments(fragments) => require_inside(&record.article.text, fragments.iter())?,
            Change::Attribute(_, Some(AttributeValue::SubSpan(range))) => require_inside(&record.article.text, [*range])?,
            Change::Attribute(..) | Change::SameAs(_) | Change::Note(_) | Change::Unsure(_) => {}
        }
        let annotation = self.record_mut(article)?.annotations.get_mut(&id).ok_or(EditError::NoAnnotation(article, id))?;
        let before = match change {
            Change::Label(label) => Change::Label(mem::replace(&mut annotation.label, label)),
            Change::Fragments(fragments) => Change::Fragments(mem::replace(&mut annotation.fragments, fragments)),
            Change::Attribute(key, Some(value)) => {
                let before = annotation.attributes.insert(key.clone(), value);
                Change::Attribute(key, before)
            }
            Change::Attribute(key, None) => {
                let before = annotation.attributes.remove(&key);
                Change::Attribute(key, before)
            }
            Change::SameAs(others) => Change::SameAs(mem::replace(&mut annotation.same_as, others)),
            Change::Note(note) => Change::Note(mem::replace(&mut annotation.note, note)),
            Change::Unsure(unsure) => Change::Unsure(mem::replace(&mut annotation.is_unsure, unsure)),
        };
        let modified = mem::replace(&mut annotation.modified, modified);
        Ok(Edit::ChangeAnnotation { article, annotation: id, change: before, modified })
    }

    fn record_mut(&mut self, article: ArticleId) -> Result<&mut ArticleRecord, EditError> {
        let place = self.place_of(article).ok_or(EditError::NoArticle(article))?;
        Ok(Arc::make_mut(&mut self.articles[place]))
    }

    pub(super) fn require_analyst(&self, analyst: &AnalystId) -> Result<(), EditError> {
        self.analyst(analyst).map(|_| ()).ok_or_else(|| EditError::NoAnalyst(analyst.clone()))
    }

    pub(super) fn require_label(&self, label: &LabelId) -> Result<(), EditError> {
        self.label(label).map(|_| ()).ok_or_else(|| EditError::NoLabel(label.clone()))
    }
}
