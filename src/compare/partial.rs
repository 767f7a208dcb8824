//! A comparison as the sum of its articles: computed in parts, written, read, and combined in any order.
//!
//! A [`Partial`] holds what each article adds to every figure. The figures of the whole are computed from the articles in
//! order of their names, wherever the parts came from. So they are the same to the last bit, however a corpus was divided. A
//! part does not contain what only the project has: texts and lists of differences.

use super::{
    attributes::{Answers, answers},
    differences::{Difference, Kind},
    left_out::Named,
    units::{document_of, label_names},
};
use crate::{
    agreement::{
        statistics::{DocumentStatistics, Settings},
        units::Corpus,
    },
    parallel,
    project::{AnalystId, ArticleRecord, AttributeId, LabelId, Project},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the format of written parts.
pub const FORMAT: u32 = 1;

/// The largest distance between two numbers that count as near, as a share of the larger one.
pub const NUMBER_TOLERANCE: f64 = 0.1;

/// The contributions of some articles to the figures of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Partial {
    /// [`FORMAT`].
    pub obelus_partial: u32,
    /// The ids of the analysts, in the order in which they are compared.
    pub analysts: Vec<String>,
    /// The ids of the labels, sorted.
    pub labels: Vec<String>,
    /// The settings of the computation.
    pub settings: Settings,
    /// Whether only finished work was compared; see [`finished`](super::left_out::finished).
    #[serde(default)]
    pub only_done: bool,
    /// What people call the analysts, labels and attributes.
    #[serde(default)]
    pub names: NamesOf,
    /// What does not enter the figures, and why, article by article.
    #[serde(default)]
    pub left_out: Vec<Named>,
    /// Sentences about what counts once though it is there twice.
    #[serde(default)]
    pub counted_once: Vec<String>,
    /// The articles, in order of their names.
    pub articles: Vec<Share>,
}

/// Names by ids; parts that older versions wrote have none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamesOf {
    /// Of analysts.
    pub analysts: BTreeMap<String, String>,
    /// Of labels.
    pub labels: BTreeMap<String, String>,
    /// Of attributes, by the ids of label and attribute.
    pub attributes: BTreeMap<(String, String), String>,
}

impl NamesOf {
    /// The names in a project.
    pub fn of(project: &Project) -> Self {
        let labels = &project.codebook().labels;
        let attributes = labels.iter().flat_map(|label| {
            let key = |id: &AttributeId| (label.id.to_string(), id.to_string());
            label.attributes.iter().map(move |attribute| (key(&attribute.id), attribute.name.clone()))
        });
        Self {
            analysts: project.analysts().iter().map(|analyst| (analyst.id.to_string(), analyst.name.clone())).collect(),
            labels: labels.iter().map(|label| (label.id.to_string(), label.name.clone())).collect(),
            attributes: attributes.collect(),
        }
    }

    /// The name of an analyst, or the id where it has none.
    pub fn analyst<'a>(&'a self, id: &'a str) -> &'a str {
        self.analysts.get(id).map_or(id, String::as_str)
    }

    /// The name of a label, or the id where it has none.
    pub fn label<'a>(&'a self, id: &'a str) -> &'a str {
        self.labels.get(id).map_or(id, String::as_str)
    }

    /// The name of an attribute, or the id where it has none.
    pub fn attribute(&self, label: &str, attribute: &str) -> String {
        let found = self.attributes.get(&(label.to_owned(), attribute.to_owned()));
        found.map_or_else(|| attribute.to_owned(), Clone::clone)
    }

    /// Takes the names that are missing here from `other`. Returns a sentence for each analyst and label that has another name
    /// there.
    fn add(&mut self, other: Self) -> Vec<String> {
        let mut told = Vec::new();
        for (what, known, others) in [("analyst", &mut self.analysts, other.analysts), ("label", &mut self.labels, other.labels)]
        {
            for (id, name) in others {
                let here = known.entry(id.clone()).or_insert_with(|| name.clone());
                if *here != name {
                    told.push(format!(
                        "the {what} with the id {id} is “{here}” in one part and “{name}” in another; the figures take them as one"
                    ));
                }
            }
        }
        for (key, name) in other.attributes {
            self.attributes.entry(key).or_insert(name);
        }
        told
    }
}

/// The contribution of one article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// Its title.
    pub title: String,
    /// The contribution of its spans.
    pub statistics: DocumentStatistics,
    /// The number of differences of each kind, in the order of [`Kind::ALL`], for each pair of analysts.
    pub kinds: Vec<[u64; Kind::ALL.len()]>,
    /// The answers to attributes of aligned annotations, by label and attribute, for each pair of analysts.
    pub answers: Vec<BTreeMap<(String, String), Answers>>,
}

/// Measures the articles of a project one by one, to make a [`Partial`].
#[derive(Clone, Debug)]
pub struct Measurer {
    analysts: Vec<AnalystId>,
    corpus: Corpus,
    settings: Settings,
}

impl Measurer {
    /// Measures these analysts and labels (all if there are none).
    pub fn new(project: &Project, analysts: &[AnalystId], labels: &[LabelId], settings: &Settings) -> Self {
        let corpus = Corpus {
            labels: label_names(project, labels),
            analysts: analysts.iter().map(ToString::to_string).collect(),
            documents: Vec::new(),
        };
        Self { analysts: analysts.to_vec(), corpus, settings: settings.clone() }
    }

    /// The contribution of an article. `differences` returns those of a pair of analysts, by their places.
    pub fn share(
        &self,
        record: &ArticleRecord,
        num_threads: usize,
        differences: impl Fn(&ArticleRecord, (usize, usize)) -> Vec<Difference>,
    ) -> Share {
        let document = document_of(record, &self.analysts, &self.corpus.labels);
        let pairs: Vec<_> = self.corpus.pairs().into_iter().map(|pair| differences(record, pair)).collect();
        Share {
            title: record.article.title().to_owned(),
            statistics: DocumentStatistics::of(&self.corpus, &document, &self.settings, num_threads),
            kinds: pairs.iter().map(|found| kinds(found)).collect(),
            answers: pairs.iter().map(|found| named(answers(record, found, NUMBER_TOLERANCE))).collect(),
        }
    }

    /// Makes a part of these articles.
    pub fn partial(self, mut articles: Vec<Share>) -> Partial {
        articles.sort_by(|a, b| a.statistics.name.cmp(&b.statistics.name));
        let Corpus { labels, analysts, .. } = self.corpus;
        Partial {
            obelus_partial: FORMAT,
            analysts,
            labels,
            settings: self.settings,
            only_done: false,
            names: NamesOf::default(),
            left_out: Vec::new(),
            counted_once: Vec::new(),
            articles,
        }
    }
}

/// The reason why parts cannot be combined.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartialError {
    /// It is not a part.
    #[error("this is not a part of a comparison: {0}")]
    NotAPartial(String),
    /// It comes from a later version.
    #[error("the part has format {0}, this version reads {FORMAT}; use a newer Obelus")]
    Newer(u32),
    /// It was computed with other options than the first one.
    #[error("the parts were computed with different {0}; compute them with the same options")]
    Different(&'static str),
    /// An article is in two parts.
    #[error("article {0} is in two of the parts; leave one out")]
    Twice(String),
    /// There are no parts.
    #[error("there is no part to put together")]
    None,
}

impl Partial {
    /// Computes the contributions of all articles of a project, on this many threads. `differences` returns those of a pair
    /// of analysts, by their places.
    pub fn of(
        project: &Project,
        analysts: &[AnalystId],
        labels: &[LabelId],
        settings: &Settings,
        num_threads: usize,
        differences: impl Fn(&ArticleRecord, (usize, usize)) -> Vec<Difference> + Sync,
    ) -> Self {
        let measurer = Measurer::new(project, analysts, labels, settings);
        let of_each = if project.articles().len() < num_threads { num_threads } else { 1 };
        let articles =
            parallel::map(project.articles(), num_threads / of_each, |record| measurer.share(record, of_each, &differences));
        measurer.partial(articles)
    }

    /// Combines parts, in any order. Also returns a sentence for each analyst and label that has different names in them.
    ///
    /// # Errors
    /// If there are none, they were computed with different options, or an article is in two of them.
    pub fn reduce(parts: impl IntoIterator<Item = Self>) -> Result<(Self, Vec<String>), PartialError> {
        let mut told = Vec::new();
        let mut parts = parts.into_iter();
        let mut whole = parts.next().ok_or(PartialError::None)?;
        for part in parts {
            let differs = [
                (whole.analysts != part.analysts, "analysts"),
                (whole.labels != part.labels, "labels"),
                (whole.settings != part.settings, "settings (samples, seed or weights)"),
                (whole.only_done != part.only_done, "choices of finished work"),
            ];
            if let Some((_, what)) = differs.into_iter().find(|(differs, _)| *differs) {
                return Err(PartialError::Different(what));
            }
            whole.articles.extend(part.articles);
            told.extend(whole.names.add(part.names));
            whole.left_out.extend(part.left_out);
            whole.counted_once.extend(part.counted_once);
        }
        whole.articles.sort_by(|a, b| a.statistics.name.cmp(&b.statistics.name));
        match whole.articles.windows(2).find(|pair| pair[0].statistics.name == pair[1].statistics.name) {
            Some(pair) => Err(PartialError::Twice(pair[0].statistics.name.clone())),
            None => {
                whole.left_out.sort_by(|a, b| (&a.why, &a.title).cmp(&(&b.why, &b.title)));
                whole.counted_once.sort();
                whole.counted_once.dedup();
                told.sort();
                told.dedup();
                Ok((whole, told))
            }
        }
    }

    /// Writes the part as text, from which [`Self::read`] restores every number to the last bit.
    pub fn write(&self) -> String {
        // Plain structs, lists, maps and finite numbers can always be written as RON.
        ron::to_string(self).unwrap_or_default()
    }

    /// Reads what [`Self::write`] wrote.
    ///
    /// # Errors
    /// If the text is something else, or comes from a later version.
    pub fn read(text: &str) -> Result<Self, PartialError> {
        let read: Self = ron::from_str(text).map_err(|error| PartialError::NotAPartial(error.to_string()))?;
        if read.obelus_partial > FORMAT { Err(PartialError::Newer(read.obelus_partial)) } else { Ok(read) }
    }

    /// The analysts and labels, without documents.
    pub fn corpus(&self) -> Corpus {
        Corpus { labels: self.labels.clone(), analysts: self.analysts.clone(), documents: Vec::new() }
    }

    /// The statistics of all articles.
    pub fn statistics(&self) -> Vec<DocumentStatistics> {
        self.articles.iter().map(|share| share.statistics.clone()).collect()
    }

    /// The number of differences of each kind for a pair of analysts.
    pub fn kinds(&self, pair: usize) -> [u64; Kind::ALL.len()] {
        let mut sum = [0; Kind::ALL.len()];
        for kinds in self.articles.iter().filter_map(|share| share.kinds.get(pair)) {
            sum.iter_mut().zip(kinds).for_each(|(sum, count)| *sum += count);
        }
        sum
    }

    /// The answers of a pair of analysts, by label and attribute.
    pub fn answers(&self, pair: usize) -> BTreeMap<(String, String), Answers> {
        let mut sum: BTreeMap<(String, String), Answers> = BTreeMap::new();
        for (key, found) in self.articles.iter().filter_map(|share| share.answers.get(pair)).flatten() {
            *sum.entry(key.clone()).or_default() += found;
        }
        sum
    }
}

fn kinds(differences: &[Difference]) -> [u64; Kind::ALL.len()] {
    Kind::ALL.map(|kind| differences.iter().filter(|found| found.kind == kind).count() as u64)
}

fn named<L: ToString, A: ToString>(answers: BTreeMap<(L, A), Answers>) -> BTreeMap<(String, String), Answers> {
    answers.into_iter().map(|((label, attribute), found)| ((label.to_string(), attribute.to_string()), found)).collect()
}
