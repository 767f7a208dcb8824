//! The facts that a card states about a dataset, collected while it is written.

use super::{
    files::WrittenFile,
    settings::{Settings, Split},
    split::Part,
    view::View,
};
use crate::{
    compare::{gold::Origin, results::Results},
    export::LossReport,
    project::{Analyst, ArticleRecord, Codebook, Decision, Verdict},
};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The counts of one part of a dataset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartCounts {
    /// Articles.
    pub num_articles: usize,
    /// Annotations.
    pub num_annotations: usize,
    /// Annotations of each label, in the codebook's order.
    pub num_by_label: Vec<usize>,
}

/// The facts about a dataset other than its rows.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The project's title.
    pub title: String,
    /// The project's id.
    pub project: String,
    /// The time of writing; `None` if it was not given.
    pub written: Option<Timestamp>,
    /// The settings of the export.
    pub settings: Settings,
    /// The layers in the files.
    pub layers: Vec<Analyst>,
    /// The analysts whose work the layers are made of, under their names in the files.
    pub sources: Vec<Analyst>,
    /// Whether the dataset is one layer of what these analysts agreed on.
    pub is_agreed: bool,
    /// The codebook with the chosen labels.
    pub codebook: Codebook,
    /// The versions of the codebook under which annotations were made.
    pub codebook_versions: BTreeSet<u32>,
    /// Languages of the articles, as their metadata name them.
    pub languages: BTreeSet<String>,
    /// The counts of each part.
    pub parts: BTreeMap<Part, PartCounts>,
    /// For each layer, the number of finished articles and of unfinished ones.
    pub progress: Vec<(usize, usize)>,
    /// Annotations that somebody was unsure of.
    pub num_unsure: usize,
    /// The agreement of the analysts; for gold, as they tagged before anything was settled.
    pub agreement: Option<Results>,
    /// Whether the dataset has only the gold layer.
    pub is_gold: bool,
    /// The analysts behind it, under their names in the files; for gold all analysts, and never gold.
    pub raters: Vec<Analyst>,
    /// The decisions in its articles.
    pub decisions: DecisionCounts,
    /// Titles of requested articles whose gold layer is incomplete, each with the reason.
    pub left_out: Vec<(String, String)>,
    /// The losses.
    pub report: LossReport,
    /// The files written before the card.
    pub files: Vec<WrittenFile>,
}

/// The number of decisions of each kind, by the name of the person who made them; `None` for those that nobody had to make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecisionCounts(pub BTreeMap<Option<String>, BTreeMap<&'static str, usize>>);

impl DecisionCounts {
    /// The kinds in the order in which they are shown.
    pub const KINDS: [&'static str; 8] =
        ["all alike", "most alike", "one taken", "both taken", "none taken", "what either covers", "what both cover", "by hand"];

    /// Adds a decision made by somebody of this name.
    pub fn add(&mut self, decision: &Decision, by: Option<String>) {
        let kind = match (decision.verdict, Origin::of(decision)) {
            (Verdict::Neither, _) => "none taken",
            (_, Origin::Unanimous) => "all alike",
            (_, Origin::Majority) => "most alike",
            (_, Origin::Taken) => "one taken",
            (_, Origin::Both) => "both taken",
            (_, Origin::Union) => "what either covers",
            (_, Origin::Overlap) => "what both cover",
            (_, Origin::ByHand) => "by hand",
        };
        *self.0.entry(by).or_default().entry(kind).or_default() += 1;
    }

    /// The number of decisions.
    pub fn num(&self) -> usize {
        self.0.values().flat_map(BTreeMap::values).sum()
    }
}

impl Facts {
    /// Starts without any counts.
    pub fn new(view: &View<'_>, settings: &Settings, written: Option<Timestamp>) -> Self {
        let layers = view.layers();
        Self {
            title: view.project().title().to_owned(),
            project: view.project().id().to_string(),
            written,
            settings: settings.clone(),
            sources: view.source_names(),
            is_agreed: view.is_agreed(),
            codebook: view.codebook().clone(),
            codebook_versions: BTreeSet::new(),
            languages: BTreeSet::new(),
            parts: BTreeMap::new(),
            progress: vec![(0, 0); layers.len()],
            layers,
            num_unsure: 0,
            agreement: None,
            is_gold: view.is_gold(),
            raters: view.raters().into_iter().map(|analyst| view.written(&analyst.id)).collect(),
            decisions: DecisionCounts::default(),
            left_out: view.left_out().iter().map(|(record, why)| (record.article.title().to_owned(), why.clone())).collect(),
            report: LossReport::default(),
            files: Vec::new(),
        }
    }

    /// Counts an article as the files have it.
    pub fn count(&mut self, part: Part, record: &ArticleRecord) {
        let num_labels = self.codebook.labels.len();
        let counts =
            self.parts.entry(part).or_insert_with(|| PartCounts { num_by_label: vec![0; num_labels], ..Default::default() });
        counts.num_articles += 1;
        for annotation in record.annotations.values() {
            counts.num_annotations += 1;
            if let Some(place) = self.codebook.labels.iter().position(|label| label.id == annotation.label) {
                counts.num_by_label[place] += 1;
            }
            self.codebook_versions.insert(annotation.codebook_version);
            self.num_unsure += usize::from(annotation.is_unsure);
        }
        for (layer, (num_done, num_begun)) in self.layers.iter().zip(&mut self.progress) {
            let standing = record.standing(&layer.id);
            *num_done += usize::from(standing.is_done());
            *num_begun += usize::from(standing.is_in_progress());
        }
        let language = record.article.metadata.language.trim();
        if !language.is_empty() {
            self.languages.insert(language.to_owned());
        }
    }

    /// Counts the decisions of a gold article, as the project has it.
    pub fn count_decisions(&mut self, view: &View<'_>, record: &ArticleRecord) {
        if self.is_gold {
            for decision in view.decisions(record) {
                self.decisions.add(decision, decision.by.as_ref().map(|by| view.written(by).name));
            }
        }
    }

    /// The number of articles in all parts.
    pub fn num_articles(&self) -> usize {
        self.parts.values().map(|counts| counts.num_articles).sum()
    }

    /// The number of annotations in all parts.
    pub fn num_annotations(&self) -> usize {
        self.parts.values().map(|counts| counts.num_annotations).sum()
    }

    /// Describes in a sentence how the articles were split; `None` if they were not.
    pub fn split(&self) -> Option<String> {
        match &self.settings.split {
            None => None,
            Some(Split::Field(field)) => Some(format!("As the field “{field}” of the articles' metadata says.")),
            Some(Split::Shares { shares, seed }) => Some(format!(
                "By whole articles, {shares} percent, seed {seed}, with the labels spread as the articles are (the rarest \
                 first). Near-duplicates, texts that share at least 90 % of their runs of five words, are in one part."
            )),
        }
    }
}
