//! The table of formats: their names, whom they are for, what they never carry, and what writes them.
//!
//! A new format is a file of this room and a row here.

use super::{
    LossReport, brat, cas, conll, csv, dataset::DatasetError, doccano, html, jsonl, label_studio, out::Out, refi,
    selected::Selected, spacy, tei, w3c, webanno_tsv,
};

/// Writes what is selected, and reports what it could not carry.
pub(super) type Write = fn(&Selected<'_>, &mut LossReport, &mut dyn Out) -> Result<(), DatasetError>;

/// A row of the table.
struct Row {
    /// The name on the command line.
    name: &'static str,
    /// The name that people read.
    title: &'static str,
    /// What is written, and for whom.
    description: &'static str,
    /// Whether it can say that an analyst finished an article without a tag.
    carries_empty: bool,
    /// What it cannot carry, whatever the project.
    loses: Option<&'static str>,
    /// What writes it; the tables of Hugging Face have parts of their own.
    write: Option<Write>,
}

/// Makes an enum of the rows' names.
macro_rules! formats {
    ($($(#[$doc:meta])* $format:ident { $($field:ident: $value:expr,)* })*) => {
        /// A format that Obelus can write.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Format {
            $($(#[$doc])* $format,)*
        }

        impl Format {
            /// All formats, starting with the one that loses nothing.
            pub const ALL: [Self; [$(Self::$format),*].len()] = [$(Self::$format),*];

            const fn row(self) -> Row {
                match self {
                    $(Self::$format => Row { $($field: $value,)* },)*
                }
            }
        }
    };
}

formats! {
    /// One JSON object on each line; see `jsonl.rs` for its specification.
    Jsonl {
        name: "jsonl",
        title: "JSON lines, lossless",
        description: "Everything in the project as JSON lines, one annotation a row, for scripts and for archives.",
        carries_empty: true,
        loses: None,
        write: Some(jsonl::write),
    }

    /// A Hugging Face dataset folder with Parquet tables.
    HuggingFace {
        name: "hf",
        title: "Hugging Face, Parquet",
        description: "A Hugging Face dataset folder: Parquet tables of documents and annotations in shards, a card and a \
            Croissant description; DuckDB, Polars and Spark read it too.",
        carries_empty: true,
        loses: Some(
            "Blocks (headings, notices) and hyperlinks of articles, colours, keys and examples of the codebook. Its \
            definitions are in the card, answers are text beside their type.",
        ),
        write: None,
    }

    /// Two tables for spreadsheets and statistics programs.
    Csv {
        name: "csv",
        title: "CSV and TSV tables",
        description: "Two tables, annotations and articles, as .csv for spreadsheets (cells that one would take for a formula \
            begin with an apostrophe) and as .tsv for programs.",
        carries_empty: true,
        loses: Some(
            "The codebook's definitions and rules, the project's title, blocks (headings, notices) and hyperlinks of \
            articles. Links between annotations are written as ids. Everything is text: kinds are in the codebook. \
            Excel cuts cells after 32,767 characters.",
        ),
        write: Some(csv::write),
    }

    /// brat standoff, a folder for each analyst.
    Brat {
        name: "brat",
        title: "brat standoff",
        description: "brat standoff, a folder for each analyst: texts, .ann files, annotation.conf and visual.conf; answers that \
            are not from a list are JSON in a note.",
        carries_empty: true,
        loses: Some(
            "Metadata of articles, progress except that somebody worked on an article, ids, times, the project's title, and of the codebook everything but labels, \
            attributes with listed values and links. Line breaks inside a passage part it into fragments.",
        ),
        write: Some(brat::write),
    }

    /// doccano's JSON lines, a file for each analyst.
    Doccano {
        name: "doccano",
        title: "doccano",
        description: "JSON lines for doccano, a file for each analyst; import them into a project that allows overlapping spans, \
            or doccano drops those that overlap.",
        carries_empty: true,
        loses: Some(
            "Fragments (each is a span of its own), times, names of analysts, metadata except the title, and the codebook. \
            Answers, progress and ids are metadata of the examples, which doccano does not show beside the spans.",
        ),
        write: Some(doccano::write),
    }

    /// Tasks and configuration for Label Studio.
    LabelStudio {
        name: "labelstudio",
        title: "Label Studio",
        description: "tasks.json and label_config.xml for Label Studio, each analyst's regions as an annotation.",
        carries_empty: true,
        loses: Some(
            "Fragments (each is a region of its own), progress except that somebody worked on an article, times, names of analysts, most metadata, and the codebook's definitions. \
            Notes, links and answers that are not stated or unclear are in the regions' meta.",
        ),
        write: Some(label_studio::write),
    }

    /// W3C Web Annotation in JSON-LD.
    W3c {
        name: "w3c",
        title: "W3C Web Annotation",
        description: "W3C Web Annotation (JSON-LD), a page for each article and its text, with positions and quotes.",
        carries_empty: false,
        loses: Some("Metadata of articles but the title, progress, names of analysts, and the codebook."),
        write: Some(w3c::write),
    }

    /// JSON lines for spaCy and Prodigy.
    Spacy {
        name: "spacy",
        title: "spaCy and Prodigy",
        description: "JSON lines for spaCy (spancat) and Prodigy, one line for each article and analyst, with tokens that fit \
            every span; and the same as a DocBin, a span group for each analyst and “sc” with every span once.",
        carries_empty: true,
        loses: Some(
            "Fragments (each is a span of its own), progress except that somebody worked on an article, times, names \
            of analysts, most metadata, and the codebook. Answers are extra \
            fields of the spans.",
        ),
        write: Some(spacy::write),
    }

    /// Token tables in the BIO scheme.
    Conll {
        name: "conll",
        title: "CoNLL (BIO)",
        description: "CoNLL tables in the BIO scheme, a file for each article, a column for each layer and label, so that \
            overlapping spans survive.",
        carries_empty: false,
        loses: Some(
            "Everything but tokens, layers and labels: attributes, notes, ids, times, progress, metadata, the codebook, \
            and which fragments belong together.",
        ),
        write: Some(conll::write),
    }

    /// UIMA CAS as XMI and JSON, for INCEpTION.
    Cas {
        name: "cas",
        title: "UIMA CAS, INCEpTION",
        description: "UIMA CAS as XMI and JSON with its type system, a folder for each article; in INCEpTION, make the layer \
            custom.Span first.",
        carries_empty: true,
        loses: Some(
            "Fragments (each is a span of its own), progress except that somebody worked on an article, times, names of \
            analysts, metadata except the title, and of the codebook everything but names of labels and attributes. Answers are strings; notes, links and answers that \
            are not stated or unclear are features of Obelus's own.",
        ),
        write: Some(cas::write),
    }

    /// WebAnno TSV 3.3.
    WebannoTsv {
        name: "webannotsv",
        title: "WebAnno TSV 3.3",
        description: "WebAnno TSV 3.3, a folder for each article, a file for each analyst.",
        carries_empty: true,
        loses: Some(
            "Fragments (each is a span of its own), white space at edges of passages, progress except that somebody worked on \
            an article, times, names of analysts, metadata, and of the codebook everything but attributes. Answers are strings; notes, links and answers that \
            are not stated or unclear are features of Obelus's own.",
        ),
        write: Some(webanno_tsv::write),
    }

    /// REFI-QDA project and codebook.
    Refi {
        name: "refiqda",
        title: "REFI-QDA",
        description: "REFI-QDA project.qdpx and codebook.qdc for NVivo, ATLAS.ti, MAXQDA and QualCoder.",
        carries_empty: false,
        loses: Some(
            "Fragments (each is a selection of its own), progress, names of analysts, metadata, and of the codebook \
            everything but labels, their colours and definitions. Answers and notes are JSON in descriptions.",
        ),
        write: Some(refi::write),
    }

    /// TEI P5 with standOff.
    Tei {
        name: "tei",
        title: "TEI P5 standOff",
        description: "TEI P5 with annotations in standOff, a file for each article.",
        carries_empty: false,
        loses: Some(
            "Progress, times, names of analysts, most metadata, and the codebook's definitions and attributes. Answers are \
            strings; notes and links are features of Obelus's own.",
        ),
        write: Some(tei::write),
    }

    /// A page of each tagged article, to show or print.
    Html {
        name: "html",
        title: "HTML pages to show or print",
        description: "A page of each tagged article, to show or print: one file each, no script, light and dark.",
        carries_empty: false,
        loses: Some("Offsets, ids, times, progress and the codebook's rules: it is made for eyes, and no program reads it back."),
        write: Some(html::write),
    }
}

impl Format {
    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// The format with this [name](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The name that people read.
    pub const fn title(self) -> &'static str {
        self.row().title
    }

    /// Says in one sentence what is written, and for whom.
    pub const fn description(self) -> &'static str {
        self.row().description
    }

    /// Whether this build can write it.
    pub const fn is_in_build(self) -> bool {
        cfg!(feature = "parquet") || !matches!(self, Self::HuggingFace)
    }

    /// Whether it can say that an analyst finished an article without a tag.
    pub const fn carries_empty(self) -> bool {
        self.row().carries_empty
    }

    /// Says what this format cannot carry, whatever the project; `None` if it carries everything.
    pub const fn loses(self) -> Option<&'static str> {
        self.row().loses
    }

    /// Returns what writes it; `None` for the tables of Hugging Face, which have parts of their own.
    pub(super) const fn write(self) -> Option<Write> {
        self.row().write
    }
}
