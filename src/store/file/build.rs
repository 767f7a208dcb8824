//! Builds a project from the contents of its file. A project file is not trusted: everything it says is checked here.

use super::{
    codebook::codebook_from,
    convert::{Positions, annotation_from, article_from, decision_from, fragment_from, id},
    keys::Keys,
    read::{Loaded, Notice, ReadError},
    v1::{AnnotationV1, ArticleV1, DecisionV1, FragmentV1, ProjectV1},
};
use crate::project::{
    Analyst, AnalystId, Annotation, AnnotationId, Annotations, ArticleId, ArticleRecord, Codebook, Edit, Label, LabelId, Project,
};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

/// An article as it was read from the file.
pub struct ReadArticle {
    /// Its id as the file has it.
    key: String,
    /// The article without annotations, and what was wrong with it; or the reason why it cannot be read.
    record: Result<(ArticleRecord, Vec<String>), String>,
}

/// Reads an article, without annotations.
pub fn read_article(stored: ArticleV1) -> ReadArticle {
    ReadArticle { key: stored.id.clone(), record: article_from(stored) }
}

/// The place of each article in the file.
pub struct Places(HashMap<ArticleId, usize>);

impl Places {
    /// Indexes these articles; if two have the same id, the first one counts.
    pub fn of(articles: &[ReadArticle]) -> Self {
        let mut places = HashMap::with_capacity(articles.len());
        for (place, article) in articles.iter().enumerate() {
            if let Ok((record, _)) = &article.record {
                places.entry(record.article.id).or_insert(place);
            }
        }
        Self(places)
    }
}

/// An annotation as it was read from the file.
pub enum ReadAnnotation {
    /// Nothing is wrong with it; `place` is the place of its article.
    Sound { place: usize, annotation: Arc<Annotation> },
    /// The words in the file differ from those of the text.
    Differs(Box<(usize, Annotation, Vec<Notice>)>),
    /// It cannot be an annotation of its article.
    Unreadable(usize, Notice),
    /// The file lacks the article of this id.
    Orphan(String),
}

/// Reads an annotation of one of these articles.
pub fn read_annotation<S: AsRef<str>>(
    stored: &AnnotationV1<FragmentV1<S>, S>,
    articles: &[ReadArticle],
    places: &Places,
    keys: &mut Keys,
) -> ReadAnnotation {
    let place = id::<ArticleId>(stored.article.as_ref()).ok().and_then(|id| places.0.get(&id).copied());
    let record = place.and_then(|place| articles[place].record.as_ref().ok());
    let (Some(place), Some((record, _))) = (place, record) else {
        return ReadAnnotation::Orphan(stored.article.as_ref().to_owned());
    };
    let notice = |problem: String| {
        let (article, id, label) = (stored.article.as_ref(), stored.id.as_ref(), stored.label.as_ref());
        Notice(format!("article {article}, annotation {id} ({label}): {problem}"))
    };
    let mut at = smallvec::SmallVec::<[_; 4]>::new();
    let mut problems = Vec::new();
    for fragment in &stored.at {
        match fragment_from(&record.article.text, fragment) {
            Ok((range, differs)) => {
                at.push(range);
                problems.extend(differs.map(notice));
            }
            Err(problem) => return ReadAnnotation::Unreadable(place, notice(problem)),
        }
    }
    match annotation_from(stored, Positions::CodePoints(&record.article.text), at, keys) {
        Ok(annotation) if problems.is_empty() => ReadAnnotation::Sound { place, annotation: Arc::new(annotation) },
        Ok(annotation) => ReadAnnotation::Differs(Box::new((place, annotation, problems))),
        Err(problem) => ReadAnnotation::Unreadable(place, notice(problem)),
    }
}

/// The annotations of a file, article by article.
#[derive(Default)]
struct Sorted {
    layers: Vec<Vec<(AnnotationId, Arc<Annotation>)>>,
    notices: BTreeMap<usize, Vec<Notice>>,
    unreadable: BTreeMap<usize, Vec<Notice>>,
    orphans: BTreeMap<String, usize>,
    /// Labels that the codebook lacks, in the order in which they were found.
    missing_labels: Vec<LabelId>,
}

impl Sorted {
    fn of(annotations: impl IntoIterator<Item = ReadAnnotation>, articles: &[ReadArticle], codebook: &Codebook) -> Self {
        let mut sorted = Self { layers: vec![Vec::new(); articles.len()], ..Self::default() };
        let mut labels: HashSet<LabelId> = codebook.labels.iter().map(|label| label.id.clone()).collect();
        let mut seen = HashSet::new();
        for annotation in annotations {
            let (place, annotation, problems) = match annotation {
                ReadAnnotation::Sound { place, annotation } => (place, annotation, Vec::new()),
                ReadAnnotation::Differs(differs) => (differs.0, Arc::new(differs.1), differs.2),
                ReadAnnotation::Unreadable(place, notice) => {
                    sorted.unreadable.entry(place).or_default().push(notice);
                    continue;
                }
                ReadAnnotation::Orphan(article) => {
                    *sorted.orphans.entry(article).or_default() += 1;
                    continue;
                }
            };
            if !labels.contains(&annotation.label) {
                labels.insert(annotation.label.clone());
                sorted.missing_labels.push(annotation.label.clone());
            }
            if seen.insert(annotation.id) {
                sorted.layers[place].push((annotation.id, annotation));
                if !problems.is_empty() {
                    sorted.notices.entry(place).or_default().extend(problems);
                }
            } else {
                let twice = format!("article {}: annotation id {} occurs twice", articles[place].key, annotation.id);
                sorted.unreadable.entry(place).or_default().push(Notice(twice));
            }
        }
        sorted
    }
}

/// Puts the parts together. Of the lists in `stored`, only the decisions are used.
///
/// # Errors
/// [`ReadError::Contradiction`].
pub fn build(
    stored: ProjectV1,
    articles: Vec<ReadArticle>,
    annotations: impl IntoIterator<Item = ReadAnnotation>,
) -> Result<Loaded, ReadError> {
    let contradiction = |message: String| ReadError::Contradiction(message);
    let project_id = id(&stored.obelus.project).map_err(contradiction)?;
    let (mut codebook, repairs) = codebook_from(stored.codebook).map_err(contradiction)?;
    let mut sorted = Sorted::of(annotations, &articles, &codebook);
    let mut notices: Vec<_> = repairs.into_iter().map(Notice).collect();
    for label in std::mem::take(&mut sorted.missing_labels) {
        notices.push(Notice(format!("label “{label}” is used but not in the codebook; it was added without a definition")));
        codebook.labels.push(Label::undefined(label));
    }
    let mut project = Project::new(project_id, stored.title, codebook);
    let mut decisions: BTreeMap<String, Vec<DecisionV1>> = BTreeMap::new();
    for decision in stored.decisions {
        decisions.entry(decision.article.clone()).or_default().push(decision);
    }
    let mut undecided = Vec::new();
    let mut analysts = HashSet::new();
    for analyst in stored.analysts {
        let analyst = Analyst { id: analyst.id.as_str().into(), name: analyst.name };
        analysts.insert(analyst.id.clone());
        apply(&mut project, Edit::AddAnalyst { at: analysts.len() - 1, analyst })?;
    }
    for (place, ReadArticle { key, record }) in articles.into_iter().enumerate() {
        let (mut record, problems) = record.map_err(|error| contradiction(format!("article {key}: {error}")))?;
        notices.extend(problems.into_iter().map(|problem| Notice(format!("article {key}: {problem}"))));
        notices.extend(sorted.notices.remove(&place).unwrap_or_default());
        record.annotations = std::mem::take(&mut sorted.layers[place]).into_iter().collect::<Annotations>();
        for decision in decisions.remove(&key).unwrap_or_default() {
            match decision_from(&decision) {
                Ok(decision) => drop(record.decisions.insert(decision.key(), decision)),
                Err(problem) => undecided.push(Notice(format!("article {key}: a decision: {problem}"))),
            }
        }
        let people = record.status.keys().chain(record.annotations.values().map(|annotation| &annotation.analyst));
        let unknown: Vec<AnalystId> = people.filter(|person| !analysts.contains(*person)).cloned().collect();
        for person in unknown {
            if analysts.insert(person.clone()) {
                notices.push(Notice(format!("article {key}: analyst “{person}” is not in the file's list and was added to it")));
                let analyst = Analyst { name: person.to_string(), id: person };
                apply(&mut project, Edit::AddAnalyst { at: analysts.len() - 1, analyst })?;
            }
        }
        apply(&mut project, Edit::AddArticle { at: place, record: Arc::new(record) })?;
    }
    let mut unreadable: Vec<_> = sorted.unreadable.into_values().flatten().collect();
    unreadable.extend(sorted.orphans.into_iter().map(|(article, count)| {
        Notice(format!("{count} annotations belong to article “{article}”, which the file does not have"))
    }));
    unreadable.extend(undecided);
    unreadable.extend(decisions.into_iter().map(|(article, decisions)| {
        Notice(format!("{} decisions belong to article “{article}”, which the file does not have", decisions.len()))
    }));
    Ok(Loaded { project, header: stored.obelus, notices, unreadable })
}

fn apply(project: &mut Project, edit: Edit) -> Result<(), ReadError> {
    project.apply(edit).map(|_| ()).map_err(|error| ReadError::Contradiction(error.to_string()))
}
