//! The formats: their names, whom they are for, and what they never carry.

/// A format that Obelus can write.
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
    /// All formats, starting with the one that loses nothing.
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

    /// The name on the command line.
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

    /// The name that people read.
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

    /// Says in one sentence what is written, and for whom.
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

    /// Whether it can say that an analyst finished an article without a tag.
    pub const fn carries_empty(self) -> bool {
        !matches!(self, Self::W3c | Self::Conll | Self::Refi | Self::Tei | Self::Html)
    }

    /// Says what this format cannot carry, whatever the project; `None` if it carries everything.
    pub const fn loses(self) -> Option<&'static str> {
        match self {
            Self::Jsonl => None,
            Self::Csv => Some(
                "The codebook's definitions and rules, the project's title, blocks (headings, notices) and hyperlinks of \
                 articles. Links between annotations are written as ids. Everything is text: kinds are in the codebook. \
                 Excel cuts cells after 32,767 characters.",
            ),
            Self::Brat => Some(
                "Metadata of articles, progress except that somebody worked on an article, ids, times, the project's title, and of the codebook everything but labels, \
                 attributes with listed values and links. Line breaks inside a passage part it into fragments.",
            ),
            Self::Doccano => Some(
                "Fragments (each is a span of its own), times, metadata except the title, and the codebook. Answers, progress \
                 and ids are metadata of the examples, which doccano does not show beside the spans.",
            ),
            Self::LabelStudio => Some(
                "Fragments (each is a region of its own), progress except that somebody worked on an article, times, most metadata, and the codebook's definitions. \
                 Notes, links and answers that are not stated or unclear are in the regions' meta.",
            ),
            Self::W3c => Some("Metadata of articles but the title, progress, names of analysts, and the codebook."),
            Self::Spacy => Some(
                "Fragments (each is a span of its own), progress except that somebody worked on an article, times, most \
                 metadata, and the codebook. Answers are extra \
                 fields of the spans.",
            ),
            Self::Conll => Some(
                "Everything but tokens, layers and labels: attributes, notes, ids, times, progress, metadata, the codebook, \
                 and which fragments belong together.",
            ),
            Self::Cas => Some(
                "Fragments (each is a span of its own), progress except that somebody worked on an article, times, names of \
                 analysts, metadata except the title, and of the codebook everything but names of labels and attributes. Answers are strings; notes, links and answers that \
                 are not stated or unclear are features of Obelus's own.",
            ),
            Self::WebannoTsv => Some(
                "Fragments (each is a span of its own), white space at edges of passages, progress except that somebody worked on \
                 an article, times, names of analysts, metadata, and of the codebook everything but attributes. Answers are strings; notes, links and answers that \
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
