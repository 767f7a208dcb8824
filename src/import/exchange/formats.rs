//! The table of the formats of other programs: their names, what is read and what is lost, and what reads them.
//!
//! A new format is a file of the room, a row here, and its sign in `detect.rs`.

use crate::import::{
    Annotated, InputFile, Watch, cas, conll, csv, doccano, hugging_face, label_studio, refi, spacy, taguette, tei, w3c,
    webanno_tsv,
};

/// The files that one format is read from.
pub(super) struct Files<'a> {
    /// The files of the format.
    pub(super) files: &'a [InputFile<'a>],
    /// The files of no known format beside them.
    pub(super) others: &'a [InputFile<'a>],
    /// All files.
    pub(super) all: &'a [InputFile<'a>],
    /// The analyst, if all files are one person's.
    pub(super) analyst: Option<&'a str>,
    /// Hears how far reading is.
    pub(super) watch: Watch<'a>,
}

/// A row of the table.
pub(super) struct Row {
    name: &'static str,
    description: &'static str,
    loses: &'static str,
    /// The endings of its files; a folder's files with other endings are not opened.
    pub(super) endings: &'static [&'static str],
    /// Reads its files.
    pub(super) read: fn(&Files<'_>) -> Annotated,
    /// Whether its reader counts the files itself; readers of few large files do not.
    pub(super) counts_files: bool,
    /// Whether a file of no known format belongs to this one, where there are files of it.
    pub(super) is_part: fn(&InputFile<'_>) -> bool,
}

/// Makes an enum of the rows' names.
macro_rules! formats {
    ($($(#[$doc:meta])* $format:ident { $($field:ident: $value:expr,)* })*) => {
        /// A format of annotated data that other programs write.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Exchange {
            $($(#[$doc])* $format,)*
        }

        impl Exchange {
            /// All of them.
            pub const ALL: [Self; [$(Self::$format),*].len()] = [$(Self::$format),*];

            pub(super) const fn row(self) -> Row {
                match self {
                    $(Self::$format => Row { $($field: $value,)* },)*
                }
            }
        }
    };
}

formats! {
    /// CSV and TSV with a row an annotation.
    Csv {
        name: "csv",
        description: "Tables (.csv, .tsv) with a row an annotation: id of the text, start, end, label; the texts in a table beside it",
        loses: "types of answers that the codebook does not ask for; progress of analysts in tables of other programs",
        endings: &["csv", "tsv"],
        read: |of| csv::read(of.files, of.others, of.analyst),
        counts_files: false,
        is_part: csv::is_articles,
    }

    /// Datasets for Hugging Face.
    HuggingFace {
        name: "hf",
        description: "Hugging Face datasets (.parquet): documents with spans, and a row an annotation",
        loses: "progress of analysts in tables of other programs",
        endings: &["parquet"],
        read: |of| hugging_face::read(of.files, of.others, of.analyst),
        counts_files: false,
        is_part: |_| false,
    }

    /// doccano's JSON lines.
    Doccano {
        name: "doccano",
        description: "doccano's JSON lines (.jsonl), spans as label or as entities with relations",
        loses: "colours of labels, ids of users",
        endings: &["jsonl", "ndjson"],
        read: |of| doccano::read(of.files, of.analyst, of.watch),
        counts_files: true,
        is_part: |_| false,
    }

    /// Label Studio's tasks.
    LabelStudio {
        name: "labelstudio",
        description: "Label Studio's tasks (.json), each annotator's regions, answers and relations",
        loses: "regions of pictures, sounds and HTML, answers about no region, the configuration",
        endings: &["json"],
        read: |of| label_studio::read(of.files, of.analyst, of.watch),
        counts_files: true,
        is_part: |file| file.path.ends_with(".xml"),
    }

    /// JSON lines of spaCy and Prodigy, and spaCy's DocBin.
    Spacy {
        name: "spacy",
        description: "JSON lines of Prodigy and spaCy (.jsonl), spaCy's DocBin (.spacy) with entities and groups of spans, and its older \
            training data (.json)",
        loses: "tokens and what is said of them, what was rejected or ignored; a group of a DocBin is an analyst where it has \
            answers for each span as in our own, else --analyst or the file's name is, and the group is an answer",
        endings: &["spacy", "jsonl", "ndjson", "json"],
        read: |of| spacy::read(of.files, of.analyst, of.watch),
        counts_files: true,
        is_part: |_| false,
    }

    /// W3C Web Annotation in JSON-LD.
    W3c {
        name: "w3c",
        description: "W3C Web Annotation (.jsonld, .json), a folder with the texts as .txt",
        loses: "times, ids, and selectors other than of position and quote",
        endings: &["jsonld", "json"],
        read: |of| w3c::read(of.files, of.others, of.analyst, of.watch),
        counts_files: true,
        is_part: |file| file.path.ends_with(".txt"),
    }

    /// CoNLL 2002, 2003 and kin.
    Conll {
        name: "conll",
        description: "CoNLL 2002, 2003 and similar (.conll, .tsv, .bio), IOB1, BIO, BIOES or BILOU in any columns",
        loses: "columns without tags, and the tokens, from which the text is put together",
        endings: &["conll", "conll2002", "conll2003", "tsv", "bio", "iob", "bilou", "bioes", "ner"],
        read: |of| conll::read(of.files, of.all, of.analyst),
        counts_files: false,
        is_part: |file| file.stem() == "columns",
    }

    /// UIMA CAS, as XMI or JSON.
    Cas {
        name: "cas",
        description: "UIMA CAS as XMI (.xmi) or JSON (.json), with INCEpTION's layers; an analyst for each file of a folder",
        loses: "tokens, sentences and other layers of the text's structure",
        endings: &["xmi", "xml", "json"],
        read: |of| cas::read(of.files, of.others, of.analyst, of.watch),
        counts_files: true,
        is_part: |file| file.path.ends_with(".xml"),
    }

    /// WebAnno TSV 3.
    WebannoTsv {
        name: "webannotsv",
        description: "WebAnno TSV 3 (.tsv), span layers and relations; an analyst for each file of a folder",
        loses: "white space around sentences that no analyst's file of a text has (its length stays; none at the end), tokens, \
            sentences, and how mentions hang together in chains (they are counted)",
        endings: &["tsv"],
        read: |of| webanno_tsv::read(of.files, of.analyst, of.watch),
        counts_files: true,
        is_part: |_| false,
    }

    /// REFI-QDA projects and codebooks.
    Refi {
        name: "refiqda",
        description: "REFI-QDA projects and codebooks (.qdpx, .qde, .qdc) of NVivo, ATLAS.ti, MAXQDA, QualCoder",
        loses: "codings of pictures, sounds, films and PDF pages, cases, sets, variables and diagrams",
        endings: &["qdpx", "qde", "qdc"],
        read: |of| refi::read(of.files, of.all, of.analyst),
        counts_files: false,
        is_part: |file| file.path.ends_with(".txt"),
    }

    /// TEI P5 with standOff.
    Tei {
        name: "tei",
        description: "TEI P5 (.xml), its text and the annotations in standOff",
        loses: "markup of the text; where it has no line breaks, paragraphs are put on lines",
        endings: &["xml", "tei"],
        read: |of| tei::read(of.files, of.analyst, of.watch),
        counts_files: true,
        is_part: |_| false,
    }

    /// Taguette's database.
    Taguette {
        name: "taguette",
        description: "Taguette's database (.sqlite3)",
        loses: "who made a highlight, and the formatting of the documents",
        endings: &["sqlite3", "sqlite", "db"],
        read: |of| taguette::read(of.files, of.analyst),
        counts_files: false,
        is_part: |_| false,
    }
}

impl Exchange {
    /// Its name, the same as that of the export where there is one.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// Says in one sentence what is read.
    pub const fn description(self) -> &'static str {
        self.row().description
    }

    /// Whether this build can read it.
    pub const fn is_in_build(self) -> bool {
        match self {
            Self::HuggingFace => cfg!(feature = "parquet"),
            Self::Taguette => cfg!(feature = "sqlite"),
            _ => true,
        }
    }

    /// Says what is lost.
    pub const fn loses(self) -> &'static str {
        self.row().loses
    }
}
