//! Makes a complete dataset: chosen articles, layers and labels, split for training, in one format, with a card, a loss
//! report and a checksum of every file.
//!
//! [`Settings`] say what is wanted. A [`Plan`] looks it up in a project and splits the articles. Without writing anything,
//! the plan gives the numbers ([`Plan::counts`]), the first rows ([`Plan::preview`]) and the losses ([`Plan::survey`]).
//! [`Plan::write`] passes the files to the caller. [`command_line()`] gives the same export as a command. The same project,
//! settings and time give the same bytes.

mod agreed;
pub mod agreement;
mod card;
mod command;
mod duplicates;
mod error;
pub mod facts;
pub mod files;
mod losses;
mod memory;
pub(in crate::export) mod preview;
pub mod settings;
pub mod split;
mod survey;
pub mod view;

pub use command::command_line;
pub use error::DatasetError;
pub use files::{Sink, WrittenFile};
pub use memory::memory;
pub use settings::{Layers, Layout, Names, Settings, Split, Tables};
pub use split::{Part, Parted, Shares};

use super::{Format, LossReport, Selection, csv, hugging_face};
use crate::project::{ArticleId, ArticleRecord, Project};
use agreement::Sums;
use facts::{Facts, PartCounts};
use files::{Files, PartFiles};
use jiff::Timestamp;
use std::{collections::BTreeMap, io, sync::Arc};
use view::View;

/// Name of the card.
const CARD_NAME: &str = "README.md";
/// Name of the loss report.
pub const LOSSES_NAME: &str = losses::FILE_NAME;
/// The beginning of the loss report in every version.
pub const LOSSES_START: &str = losses::START;
/// The name of the list of checksums, in the format of `sha256sum --check`.
const CHECKSUMS_NAME: &str = "SHA256SUMS";

/// The files that are not data: the name of each, and the ending of its name beside a single file of data. `None` means that
/// it is left out there.
pub const COMPANIONS: [(&str, Option<&str>); 3] =
    [(CARD_NAME, Some(".card.md")), (LOSSES_NAME, Some(".loss-report.json")), (CHECKSUMS_NAME, None)];

/// The progress of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Articles done.
    pub done: usize,
    /// Articles in the dataset.
    pub total: usize,
}

/// Receives progress and returns whether to continue.
pub type Watch<'w> = dyn FnMut(Progress) -> bool + 'w;

/// The files that were written or would be, with what they lack.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// All files, in the order of writing.
    pub files: Vec<WrittenFile>,
    /// The parts of the project that the files lack.
    pub report: LossReport,
    /// Number of articles in them.
    pub num_articles: usize,
}

/// The first rows of a dataset, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The file that is shown.
    pub name: String,
    /// Its first lines; for a Parquet table, its first rows as JSON.
    pub lines: Vec<String>,
}

/// A planned dataset.
pub struct Plan<'p> {
    view: View<'p>,
    settings: Settings,
    /// The part of each article of the view.
    parted: Parted,
    file_name: Option<String>,
}

impl<'p> Plan<'p> {
    /// Looks up in `project` what `settings` name, and splits the articles.
    ///
    /// # Errors
    /// If the settings name something that the project lacks, or the articles cannot be split as they say.
    pub fn new(project: &'p Project, settings: &Settings) -> Result<Self, DatasetError> {
        let view = View::new(project, settings)?;
        let parted = match &settings.split {
            None => Parted { parts: vec![Part::Train; view.articles().len()], duplicates: Vec::new() },
            Some(Split::Field(field)) => {
                let parts = view.articles().iter().map(|record| part_of_field(record, field)).collect::<Result<_, _>>()?;
                Parted { parts, duplicates: Vec::new() }
            }
            Some(Split::Shares { shares, seed }) => {
                let item = |record: &&'p Arc<ArticleRecord>| split::Item {
                    id: record.article.id.bits(),
                    text: record.article.text.as_str(),
                    labels: view.label_counts(record),
                };
                split::split(&view.articles().iter().map(item).collect::<Vec<_>>(), *shares, *seed)
            }
        };
        Ok(Self { view, settings: settings.clone(), parted, file_name: None })
    }

    /// Names the file of annotations `name`, if the format has only one file and the articles are not split.
    #[must_use]
    pub fn with_file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The settings of the plan.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The chosen part of the project.
    pub const fn view(&self) -> &View<'p> {
        &self.view
    }

    /// Every article with its part, in the project's order.
    pub fn articles(&self) -> impl Iterator<Item = (&'p ArticleRecord, Part)> + '_ {
        self.view.articles().iter().map(|record| &***record).zip(self.parted.parts.iter().copied())
    }

    /// The groups of near-duplicates that stay together, each as two or more places among the [articles](Self::articles).
    /// There are none unless the articles are split by shares.
    pub fn duplicates(&self) -> &[Vec<usize>] {
        &self.parted.duplicates
    }

    /// Checks that there is something to write. A format with a file for each article, analyst or part has none without
    /// articles; the other formats hold at least the codebook.
    ///
    /// # Errors
    /// [`DatasetError::Nothing`].
    pub fn require_something(&self) -> Result<(), DatasetError> {
        let has_codebook = matches!(self.settings.format, Format::Jsonl | Format::Csv | Format::LabelStudio | Format::Refi);
        match self.view.articles().is_empty() && !has_codebook {
            true => Err(DatasetError::Nothing(self.settings.format.title())),
            false => Ok(()),
        }
    }

    /// Counts the articles and annotations of each part, without writing anything.
    pub fn counts(&self) -> BTreeMap<Part, PartCounts> {
        let mut parts: BTreeMap<Part, PartCounts> = BTreeMap::new();
        for (record, part) in self.articles() {
            let counts = parts.entry(part).or_default();
            counts.num_articles += 1;
            let labels = self.view.label_counts(record);
            counts.num_by_label.resize(labels.len(), 0);
            for (sum, count) in counts.num_by_label.iter_mut().zip(labels) {
                *sum += count as usize;
                counts.num_annotations += count as usize;
            }
        }
        parts
    }

    /// The first lines of the first file, made from the first `num_articles` articles.
    ///
    /// # Errors
    /// As for [`Plan::write`].
    pub fn preview(&self, num_articles: usize, num_lines: usize) -> Result<Preview, DatasetError> {
        preview::preview(self, num_articles, num_lines)
    }

    /// Finds what would be lost, a few articles at a time. `take` receives the progress and the losses since its last call,
    /// and returns whether to continue. Together these losses are the report of [`Plan::write`], in the project's order.
    ///
    /// # Errors
    /// As for [`Plan::write`].
    pub fn survey_in_steps(&self, take: &mut dyn FnMut(Progress, LossReport) -> bool) -> Result<(), DatasetError> {
        survey::in_steps(self, take)
    }

    /// Computes everything that [`Plan::write`] would return, without writing any file.
    ///
    /// # Errors
    /// As for [`Plan::write`].
    pub fn survey(&self, watch: &mut Watch<'_>) -> Result<Outcome, DatasetError> {
        self.write(None, watch, &mut |_| Ok(Box::new(io::sink())))
    }

    /// Writes the dataset. `written` is the time that its card states.
    ///
    /// # Errors
    /// If an offset does not fit its text, a file cannot be written, or `watch` says to stop. Files may exist by then; the
    /// caller must keep them apart until this returns.
    pub fn write(&self, written: Option<Timestamp>, watch: &mut Watch<'_>, sink: &mut Sink<'_>) -> Result<Outcome, DatasetError> {
        let mut files = Files::new(sink);
        let mut facts = Facts::new(&self.view, &self.settings, written);
        let mut report = self.view.report();
        let tables = if self.settings.format == Format::HuggingFace {
            Some(hugging_face::write_tables(self, &mut facts, &mut report, watch, &mut files)?)
        } else {
            self.write_whole(&mut facts, &mut report, watch, &mut files)?;
            None
        };
        for record in self.view.articles() {
            facts.count_decisions(&self.view, record);
        }
        if let Some(mut sums) = Sums::new(&self.view) {
            let total = self.view.articles().len();
            // In the same order as on the command line, so that the same resamples give the same intervals.
            let mut records: Vec<_> = self.view.articles().iter().collect();
            records.sort_by_cached_key(|record| record.article.id.to_string());
            for record in records {
                sums.add(&self.view, record);
                if !watch(Progress { done: total, total }) {
                    return Err(DatasetError::Cancelled);
                }
            }
            facts.agreement = sums.finish(&self.view);
        }
        files.put(LOSSES_NAME, losses::file(self.view.project(), self.settings.format, &report).as_bytes())?;
        let num_articles = facts.num_articles();
        facts.report = report;
        let mut front_matter = String::new();
        if let Some(tables) = &tables {
            files.put("croissant.json", hugging_face::croissant(tables, &facts, &files).as_bytes())?;
            front_matter = hugging_face::front_matter(tables, &facts);
        }
        facts.files = files.written().to_vec();
        files.put(CARD_NAME, (front_matter + &card::card(&facts)).as_bytes())?;
        let sums: String = files.written().iter().map(|file| format!("{}  {}\n", file.sha256, file.name)).collect();
        files.put(CHECKSUMS_NAME, sums.as_bytes())?;
        Ok(Outcome { files: files.into_written(), report: facts.report, num_articles })
    }

    /// Writes a format whose files are made as a whole, part by part.
    fn write_whole(
        &self,
        facts: &mut Facts,
        report: &mut LossReport,
        watch: &mut Watch<'_>,
        files: &mut Files<'_, '_>,
    ) -> Result<(), DatasetError> {
        let project = self.view.as_project(&mut report.losses)?;
        let total = self.parted.parts.len();
        let mut by_part: BTreeMap<Part, Vec<ArticleId>> = BTreeMap::new();
        for (record, part) in project.articles().iter().zip(&self.parted.parts) {
            facts.count(*part, record);
            by_part.entry(*part).or_default().push(record.article.id);
        }
        if by_part.is_empty() {
            by_part.insert(Part::Train, Vec::new());
        }
        if self.settings.format == Format::Spacy && self.settings.split.is_some() {
            // spaCy's training asks for all of them by name.
            for part in Part::ALL {
                by_part.entry(part).or_default();
            }
        }
        let mut done = 0;
        for (part, articles) in by_part {
            if !watch(Progress { done, total }) {
                return Err(DatasetError::Cancelled);
            }
            let num_articles = articles.len();
            let selection = Selection { analysts: None, articles: Some(articles) };
            let mut of_part = PartFiles {
                files,
                name_of: &|name| self.name_of(name, part),
                watch: &mut |progress| watch(progress),
                num_before: done,
                total,
                num_steps: 0,
            };
            report.add(super::export_into(&project, self.settings.format, &selection, &mut of_part)?);
            done += num_articles;
        }
        Ok(())
    }

    /// The name of a file in the dataset: in the folder of its part, and with the chosen name of its table.
    fn name_of(&self, name: &str, part: Part) -> String {
        let name = match &self.settings.tables {
            _ if self.settings.format == Format::Jsonl && self.settings.split.is_none() => {
                return self.file_name.clone().unwrap_or_else(|| name.to_owned());
            }
            Some(tables) if self.settings.format == Format::Csv => csv::renamed(name, tables),
            _ => name.to_owned(),
        };
        match (&self.settings.split, self.settings.format) {
            (None, _) => name,
            // These are spaCy's own names; it calls the validation part “dev”.
            (Some(_), Format::Spacy) => {
                let stem = if part == Part::Validation { "dev" } else { part.name() };
                name.strip_prefix("train.").map_or_else(|| name.clone(), |ending| format!("{stem}.{ending}"))
            }
            (Some(_), _) => format!("{}/{name}", part.name()),
        }
    }
}

fn part_of_field(record: &ArticleRecord, field: &str) -> Result<Part, DatasetError> {
    let value = record.article.metadata.other.get(field).cloned().unwrap_or_default();
    Part::from_field(&value).ok_or_else(|| DatasetError::NoPart { article: record.article.id, field: field.to_owned(), value })
}
