//! Exporters: a project in, files and a loss report out. One file of this room for each format.
//!
//! [`export`] writes nothing to disk. Every offset is a position in Unicode code points, counted from 0, the end excluded,
//! but in CAS and WebAnno TSV, whose programs count UTF-16 units. No exporter drops anything without saying so: what a format never
//! carries is said by [`Format::loses`], what it drops of the project at hand is in the [`LossReport`].

mod answers;
mod ascii;
mod brat;
mod cas;
pub mod codebook;
mod conll;
mod csv;
pub mod dataset;
mod docbin;
mod doccano;
mod features;
mod html;
mod hugging_face;
mod jsonl;
mod label_studio;
mod names;
mod out;
mod refi;
mod spacy;
mod span;
mod tei;
mod tokens;
mod w3c;
mod webanno_tsv;
mod xml;

use crate::project::{AnalystId, Annotation, AnnotationId, ArticleId, ArticleRecord, AttributeValue, Project};
use dataset::DatasetError;
use out::Out;
use std::collections::BTreeSet;

/// The unit of every offset in an export.
pub const OFFSET_UNIT: &str = "unicode_code_point";

/// A format that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// One JSON object on each line; see `jsonl.rs` for its specification.
    Jsonl,
    /// Two tables for spreadsheets and statistics programs.
    Csv,
    /// brat standoff, a folder for each analyst.
    Brat,
    /// doccano's JSON lines, a file for each analyst.
    Doccano,
    /// Tasks and configuration for Label Studio.
    LabelStudio,
    /// W3C Web Annotation in JSON-LD.
    W3c,
    /// JSON lines for spaCy and Prodigy.
    Spacy,
    /// Token tables in the BIO scheme.
    Conll,
    /// UIMA CAS as XMI and JSON, for INCEpTION.
    Cas,
    /// WebAnno TSV 3.3.
    WebannoTsv,
    /// REFI-QDA project and codebook.
    Refi,
    /// TEI P5 with standOff.
    Tei,
    /// A Hugging Face dataset folder with Parquet tables.
    HuggingFace,
    /// A page of each tagged article, to show or print.
    Html,
}

impl Format {
    /// All formats, the one that loses nothing first.
    pub const ALL: [Self; 14] = [
        Self::Jsonl,
        Self::HuggingFace,
        Self::Csv,
        Self::Brat,
        Self::Doccano,
        Self::LabelStudio,
        Self::W3c,
        Self::Spacy,
        Self::Conll,
        Self::Cas,
        Self::WebannoTsv,
        Self::Refi,
        Self::Tei,
        Self::Html,
    ];

    /// What the command line calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Brat => "brat",
            Self::Doccano => "doccano",
            Self::LabelStudio => "labelstudio",
            Self::W3c => "w3c",
            Self::Spacy => "spacy",
            Self::Conll => "conll",
            Self::Cas => "cas",
            Self::WebannoTsv => "webannotsv",
            Self::Refi => "refiqda",
            Self::Tei => "tei",
            Self::HuggingFace => "hf",
            Self::Html => "html",
        }
    }

    /// The format with this [name](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// What people call it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Jsonl => "JSON lines, lossless",
            Self::Csv => "CSV and TSV tables",
            Self::Brat => "brat standoff",
            Self::Doccano => "doccano",
            Self::LabelStudio => "Label Studio",
            Self::W3c => "W3C Web Annotation",
            Self::Spacy => "spaCy and Prodigy",
            Self::Conll => "CoNLL (BIO)",
            Self::Cas => "UIMA CAS, INCEpTION",
            Self::WebannoTsv => "WebAnno TSV 3.3",
            Self::Refi => "REFI-QDA",
            Self::Tei => "TEI P5 standOff",
            Self::HuggingFace => "Hugging Face, Parquet",
            Self::Html => "HTML pages to show or print",
        }
    }

    /// One sentence: what is written, and for whom.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Jsonl => "Everything in the project as JSON lines, one annotation a row, for scripts and for archives.",
            Self::Csv => {
                "Two tables, annotations and articles, as .csv for spreadsheets (cells that one would take for a formula \
                 begin with an apostrophe) and as .tsv for programs."
            }
            Self::Brat => {
                "brat standoff, a folder for each analyst: texts, .ann files, annotation.conf and visual.conf; answers that \
                 are not from a list are JSON in a note."
            }
            Self::Doccano => {
                "JSON lines for doccano, a file for each analyst; import them into a project that allows overlapping spans, \
                 or doccano drops those that overlap."
            }
            Self::LabelStudio => "tasks.json and label_config.xml for Label Studio, each analyst's regions as an annotation.",
            Self::W3c => "W3C Web Annotation (JSON-LD), a page for each article and its text, with positions and quotes.",
            Self::Spacy => {
                "JSON lines for spaCy (spancat) and Prodigy, one line for each article and analyst, with tokens that fit \
                 every span; and the same as a DocBin, a span group for each analyst and “sc” with every span once."
            }
            Self::Conll => {
                "CoNLL tables in the BIO scheme, a file for each article, a column for each layer and label, so that \
                 overlapping spans survive."
            }
            Self::Cas => {
                "UIMA CAS as XMI and JSON with its type system, a folder for each article; in INCEpTION, make the layer \
                 custom.Span first."
            }
            Self::WebannoTsv => "WebAnno TSV 3.3, a folder for each article, a file for each analyst.",
            Self::Refi => "REFI-QDA project.qdpx and codebook.qdc for NVivo, ATLAS.ti, MAXQDA and QualCoder.",
            Self::Tei => "TEI P5 with annotations in standOff, a file for each article.",
            Self::HuggingFace => {
                "A Hugging Face dataset folder: Parquet tables of documents and annotations in shards, a card and a \
                 Croissant description; DuckDB, Polars and Spark read it too."
            }
            Self::Html => "A page of each tagged article, to show or print: one file each, no script, light and dark.",
        }
    }

    /// What this format cannot carry, whatever the project; `None` if it carries everything.
    pub const fn loses(self) -> Option<&'static str> {
        match self {
            Self::Jsonl => None,
            Self::Csv => Some(
                "The codebook's definitions and rules, the project's title, blocks (headings, notices) and hyperlinks of \
                 articles. Links between annotations are written as ids. Everything is text: kinds are in the codebook. \
                 Excel cuts cells after 32,767 characters.",
            ),
            Self::Brat => Some(
                "Metadata of articles, progress, ids, times, the project's title, and of the codebook everything but labels, \
                 attributes with listed values and links. Line breaks inside a passage part it into fragments.",
            ),
            Self::Doccano => Some(
                "Fragments (each is a span of its own), progress, times, metadata but the title, and the codebook. Answers \
                 and ids are metadata of the examples, which doccano does not show beside the spans.",
            ),
            Self::LabelStudio => Some(
                "Fragments (each is a region of its own), progress, times, most metadata, and the codebook's definitions. \
                 Notes, links and answers that are not stated or unclear are in the regions' meta.",
            ),
            Self::W3c => Some("Metadata of articles but the title, progress, names of analysts, and the codebook."),
            Self::Spacy => Some(
                "Fragments (each is a span of its own), progress, times, most metadata, and the codebook. Answers are extra \
                 fields of the spans.",
            ),
            Self::Conll => Some(
                "Everything but tokens, layers and labels: attributes, notes, ids, times, progress, metadata, the codebook, \
                 and which fragments belong together.",
            ),
            Self::Cas => Some(
                "Fragments (each is a span of its own), progress, times, names of analysts, metadata but the title, and of the \
                 codebook everything but names of labels and attributes. Answers are strings; notes, links and answers that \
                 are not stated or unclear are features of Obelus's own.",
            ),
            Self::WebannoTsv => Some(
                "Fragments (each is a span of its own), white space at edges of passages, progress, times, names of analysts, \
                 metadata, and of the codebook everything but attributes. Answers are strings; notes, links and answers that \
                 are not stated or unclear are features of Obelus's own.",
            ),
            Self::Refi => Some(
                "Fragments (each is a selection of its own), progress, names of analysts, metadata, and of the codebook \
                 everything but labels, their colours and definitions. Answers and notes are JSON in descriptions.",
            ),
            Self::Tei => Some(
                "Progress, times, names of analysts, most metadata, and the codebook's definitions and attributes. Answers are \
                 strings; notes and links are features of Obelus's own.",
            ),
            Self::HuggingFace => Some(
                "Blocks (headings, notices) and hyperlinks of articles, colours, keys and examples of the codebook. Its \
                 definitions are in the card, answers are text beside their type.",
            ),
            Self::Html => {
                Some("Offsets, ids, times, progress and the codebook's rules: it is made for eyes, and no program reads it back.")
            }
        }
    }
}

/// Which part of a project is exported. The default is all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Whose annotations and progress; `None` is everybody's. Their order does not matter.
    pub analysts: Option<Vec<AnalystId>>,
    /// Which articles; `None` is all. They are written in the project's order.
    pub articles: Option<Vec<ArticleId>>,
}

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportFile {
    /// Its name, with slashes for the folders that are to be made for it.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Something of the project that the files do not carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// In which article.
    pub article: ArticleId,
    /// At which annotation; `None` when it concerns the article.
    pub annotation: Option<AnnotationId>,
    /// What is lost, as a sentence without its full stop.
    pub what: String,
}

/// What came of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LossReport {
    /// Number of annotations in the files.
    pub written: usize,
    /// Of these, in how many an end was moved, over white space or a line break that the format cannot have there.
    pub num_moved: usize,
    /// Of these, how many are several spans, one for each fragment.
    pub num_split: usize,
    /// Number of selected annotations that are not in the files.
    pub num_dropped: usize,
    /// What the files lack of the selected part, beyond what [`Format::loses`] says, in the order of the files.
    pub losses: Vec<Loss>,
}

impl LossReport {
    /// Reports the answers of an annotation that come back as something else.
    fn unfit(&mut self, selected: &Selected<'_>, record: &ArticleRecord, annotation: &Annotation) {
        let lost = features::unfit(selected.project.codebook(), annotation, false).into_iter();
        let (article, annotation) = (record.article.id, Some(annotation.id));
        self.losses.extend(lost.map(|what| Loss { article, annotation, what }));
    }

    /// Adds what came of another part.
    pub fn add(&mut self, other: Self) {
        let Self { written, num_moved, num_split, num_dropped, losses } = other;
        self.written += written;
        self.num_moved += num_moved;
        self.num_split += num_split;
        self.num_dropped += num_dropped;
        self.losses.extend(losses);
    }
}

/// Why nothing was exported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// The selection names an analyst whom the project lacks.
    #[error("the project has no analyst “{0}”; name one it has, or export everybody")]
    NoAnalyst(AnalystId),
    /// The selection names an article that the project lacks.
    #[error("the project has no article {0}; name one it has, or export all")]
    NoArticle(ArticleId),
    /// A place of an annotation is not between two characters of its article.
    #[error(
        "article {article}, annotation {annotation}: bytes {start}–{end} lie outside the text or cut a character; \
         run “obelus check”, remove the annotation and tag the passage again"
    )]
    Span {
        /// In which article.
        article: ArticleId,
        /// At which annotation.
        annotation: AnnotationId,
        /// First byte.
        start: u32,
        /// First byte after.
        end: u32,
    },
    /// A block or hyperlink of an article is not between two of its characters.
    #[error(
        "article {article}: a {what} at bytes {start}–{end} lies outside the text or cuts a character; \
         import the article again"
    )]
    Part {
        /// In which article.
        article: ArticleId,
        /// Block or hyperlink.
        what: &'static str,
        /// First byte.
        start: u32,
        /// First byte after.
        end: u32,
    },
    /// Tables could not be written.
    #[error("{0}")]
    Tables(String),
}

/// Writes the selected part of `project` in `format`.
///
/// The same project and selection always give the same bytes.
///
/// # Errors
/// When the selection names what the project lacks, or an offset does not fit its text; nothing is then to be written.
pub fn export(project: &Project, format: Format, selection: &Selection) -> Result<(Vec<ExportFile>, LossReport), ExportError> {
    if format == Format::HuggingFace {
        let selected = Selected::new(project, selection)?;
        let mut report = selected.report();
        let files = hugging_face::write(&selected, &mut report)?;
        selected.count_dropped(&mut report);
        return Ok((files, report));
    }
    let written = dataset::memory(|sink| {
        let mut files = dataset::files::Files::new(sink);
        export_into(project, format, selection, &mut files)
    });
    written.map_err(DatasetError::into_export)
}

/// Writes the selected part of `project` to `out` in any format but that of Hugging Face, whose tables have parts of their
/// own.
fn export_into(project: &Project, format: Format, selection: &Selection, out: &mut dyn Out) -> Result<LossReport, DatasetError> {
    let selected = Selected::new(project, selection)?;
    let mut report = selected.report();
    let write = match format {
        Format::Jsonl => jsonl::write,
        Format::Csv => csv::write,
        Format::Brat => brat::write,
        Format::Doccano => doccano::write,
        Format::LabelStudio => label_studio::write,
        Format::W3c => w3c::write,
        Format::Spacy => spacy::write,
        Format::Conll => conll::write,
        Format::Cas => cas::write,
        Format::WebannoTsv => webanno_tsv::write,
        Format::Refi => refi::write,
        Format::Tei => tei::write,
        Format::Html => html::write,
        Format::HuggingFace => return Err(DatasetError::Internal("Parquet tables are no files of a part")),
    };
    write(&selected, &mut report, out)?;
    selected.count_dropped(&mut report);
    Ok(report)
}

/// A number with its noun, as in “1 thing”, “3 things”.
pub fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A selection that has been looked up in its project.
struct Selected<'p> {
    project: &'p Project,
    analysts: Option<BTreeSet<&'p AnalystId>>,
    articles: Vec<&'p ArticleRecord>,
}

impl<'p> Selected<'p> {
    fn new(project: &'p Project, selection: &Selection) -> Result<Self, ExportError> {
        let analyst_of =
            |id: &AnalystId| project.analyst(id).map(|analyst| &analyst.id).ok_or_else(|| ExportError::NoAnalyst(id.clone()));
        let analysts = selection.analysts.as_ref().map(|ids| ids.iter().map(analyst_of).collect()).transpose()?;
        let articles = match &selection.articles {
            None => project.articles().iter().map(|record| &**record).collect(),
            Some(ids) => {
                let place_of = |id: &ArticleId| project.place_of(*id).ok_or(ExportError::NoArticle(*id));
                let places: BTreeSet<usize> = ids.iter().map(place_of).collect::<Result<_, _>>()?;
                places.into_iter().map(|place| &*project.articles()[place]).collect()
            }
        };
        Ok(Self { project, analysts, articles })
    }

    /// A report of what selecting took.
    fn report(&self) -> LossReport {
        let mut report = LossReport { losses: self.cut_links(), ..LossReport::default() };
        report.losses.extend(self.decisions());
        report
    }

    /// Counts what is selected and was not written.
    fn count_dropped(&self, report: &mut LossReport) {
        let num_selected: usize = self.articles.iter().map(|record| self.annotations(record).len()).sum();
        report.num_dropped = num_selected.saturating_sub(report.written);
    }

    /// Whether this analyst's work is exported.
    fn has(&self, analyst: &AnalystId) -> bool {
        self.analysts.as_ref().is_none_or(|analysts| analysts.contains(analyst))
    }

    /// The selected annotations of an article: by analyst in the project's order, then in reading order.
    fn annotations(&self, record: &'p ArticleRecord) -> Vec<&'p Annotation> {
        let place = |id: &AnalystId| self.project.analysts().iter().position(|analyst| analyst.id == *id);
        let mut annotations: Vec<_> = record.annotations.values().filter(|annotation| self.has(&annotation.analyst)).collect();
        annotations
            .sort_by_cached_key(|annotation| (place(&annotation.analyst), annotation.fragments.reading_order(), annotation.id));
        annotations
    }

    /// Decisions about differences, which no format carries; the gold layer that they made is a layer like any other.
    fn decisions(&self) -> impl Iterator<Item = Loss> {
        self.articles.iter().filter(|record| !record.decisions.is_empty()).map(|record| Loss {
            article: record.article.id,
            annotation: None,
            what: format!("how {} differences were settled is not written", record.decisions.len()),
        })
    }

    /// Links whose other end is in the project but not in the selection.
    fn cut_links(&self) -> Vec<Loss> {
        let mut losses = Vec::new();
        for record in &self.articles {
            let left_out = |id: &AnnotationId| record.annotations.get(id).is_some_and(|linked| !self.has(&linked.analyst));
            for annotation in self.annotations(record) {
                for (kind, id) in links_of(annotation).filter(|(_, id)| left_out(id)) {
                    losses.push(Loss {
                        article: record.article.id,
                        annotation: Some(annotation.id),
                        what: format!("{kind} leads to annotation {id} of an analyst who is not exported"),
                    });
                }
            }
        }
        losses
    }
}

/// Every link of an annotation: what it is called, and the annotation it leads to.
fn links_of(annotation: &Annotation) -> impl Iterator<Item = (&str, AnnotationId)> {
    let of_attributes = annotation.attributes.iter().filter_map(|(key, value)| match value {
        AttributeValue::Links(links) => Some(links.iter().map(|id| (key.as_str(), *id))),
        _ => None,
    });
    annotation.same_as.iter().map(|id| ("same_as", *id)).chain(of_attributes.flatten())
}
