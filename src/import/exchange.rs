//! Annotated data of other programs: detects the format of a file from its content, and reads it.

use super::{
    Annotated, InputFile, Watch, cas, conll, csv, docbin, doccano, hugging_face,
    json_parts::{self, Parts, is_one_value},
    label_studio, refi, spacy, taguette, tei, w3c, webanno_tsv,
};
use serde_json::Value;

/// A format of annotated data that other programs write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exchange {
    /// CSV and TSV with a row an annotation.
    Csv,
    /// Datasets for Hugging Face.
    HuggingFace,
    /// doccano's JSON lines.
    Doccano,
    /// Label Studio's tasks.
    LabelStudio,
    /// JSON lines of spaCy and Prodigy, and spaCy's DocBin.
    Spacy,
    /// W3C Web Annotation in JSON-LD.
    W3c,
    /// CoNLL 2002, CoNLL 2003 and similar files.
    Conll,
    /// UIMA CAS, as XMI or JSON.
    Cas,
    /// WebAnno TSV 3.
    WebannoTsv,
    /// REFI-QDA projects and codebooks.
    Refi,
    /// TEI P5 with standOff.
    Tei,
    /// Taguette's database.
    Taguette,
}

impl Exchange {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Csv,
        Self::HuggingFace,
        Self::Doccano,
        Self::LabelStudio,
        Self::Spacy,
        Self::W3c,
        Self::Conll,
        Self::Cas,
        Self::WebannoTsv,
        Self::Refi,
        Self::Tei,
        Self::Taguette,
    ];

    /// Its name, the same as that of the export where there is one.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::HuggingFace => "hf",
            Self::Doccano => "doccano",
            Self::LabelStudio => "labelstudio",
            Self::Spacy => "spacy",
            Self::W3c => "w3c",
            Self::Conll => "conll",
            Self::Cas => "cas",
            Self::WebannoTsv => "webannotsv",
            Self::Refi => "refiqda",
            Self::Tei => "tei",
            Self::Taguette => "taguette",
        }
    }

    /// Says in one sentence what is read.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Csv => {
                "Tables (.csv, .tsv) with a row an annotation: id of the text, start, end, label; the texts in a table beside it"
            }
            Self::HuggingFace => "Hugging Face datasets (.parquet): documents with spans, and a row an annotation",
            Self::Doccano => "doccano's JSON lines (.jsonl), spans as label or as entities with relations",
            Self::LabelStudio => "Label Studio's tasks (.json), each annotator's regions, answers and relations",
            Self::Spacy => {
                "JSON lines of Prodigy and spaCy (.jsonl), spaCy's DocBin (.spacy) with entities and groups of spans, and its older \
                 training data (.json)"
            }
            Self::W3c => "W3C Web Annotation (.jsonld, .json), a folder with the texts as .txt",
            Self::Conll => "CoNLL 2002, 2003 and similar (.conll, .tsv, .bio), IOB1, BIO, BIOES or BILOU in any columns",
            Self::Cas => "UIMA CAS as XMI (.xmi) or JSON (.json), with INCEpTION's layers; an analyst for each file of a folder",
            Self::WebannoTsv => "WebAnno TSV 3 (.tsv), span layers and relations; an analyst for each file of a folder",
            Self::Refi => "REFI-QDA projects and codebooks (.qdpx, .qde, .qdc) of NVivo, ATLAS.ti, MAXQDA, QualCoder",
            Self::Tei => "TEI P5 (.xml), its text and the annotations in standOff",
            Self::Taguette => "Taguette's database (.sqlite3)",
        }
    }

    /// Says what is lost.
    pub const fn loses(self) -> &'static str {
        match self {
            Self::Csv => "types of answers that the codebook does not ask for; progress of analysts in tables of other programs",
            Self::HuggingFace => "progress of analysts in tables of other programs",
            Self::Doccano => "colours of labels, ids of users",
            Self::LabelStudio => "regions of pictures, sounds and HTML, answers about no region, the configuration",
            Self::Spacy => {
                "tokens and what is said of them, what was rejected or ignored; a group of a DocBin is an analyst where it has \
                 answers for each span as in our own, else --analyst or the file's name is, and the group is an answer"
            }
            Self::W3c => "times, ids, and selectors other than of position and quote",
            Self::Conll => "columns without tags, and the tokens, from which the text is put together",
            Self::Cas => "tokens, sentences and other layers of the text's structure",
            Self::WebannoTsv => {
                "white space around sentences that no analyst's file of a text has (its length stays; none at the end), tokens, \
                 sentences, and how mentions hang together in chains (they are counted)"
            }
            Self::Refi => "codings of pictures, sounds, films and PDF pages, cases, sets, variables and diagrams",
            Self::Tei => "markup of the text; where it has no line breaks, paragraphs are put on lines",
            Self::Taguette => "who made a highlight, and the formatting of the documents",
        }
    }

    /// Detects the format of a file, if it is one of these.
    pub fn detect(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"SQLite format 3\0") {
            return Some(Self::Taguette);
        }
        if bytes.starts_with(b"PAR1") {
            return hugging_face::is_part(bytes).then_some(Self::HuggingFace);
        }
        if bytes.starts_with(b"PK\x03\x04") {
            return contains(bytes, b"project.qde").then_some(Self::Refi);
        }
        if docbin::is_docbin(bytes) {
            return Some(Self::Spacy);
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
        };
        let start = text.trim_start();
        match start.as_bytes().first()? {
            b'<' => of_xml(start),
            b'{' | b'[' => of_json(start),
            _ if start.starts_with("#FORMAT=WebAnno TSV") => Some(Self::WebannoTsv),
            _ if csv::is_annotations(text) => Some(Self::Csv),
            _ => conll::is_table(text).then_some(Self::Conll),
        }
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn of_xml(text: &str) -> Option<Exchange> {
    let head = first_chars(text, 8 << 10);
    if head.contains("http://www.omg.org/XMI") {
        Some(Exchange::Cas)
    } else if head.contains("urn:QDA-XML:") {
        Some(Exchange::Refi)
    } else if head.contains("http://www.tei-c.org/ns/1.0") {
        Some(Exchange::Tei)
    } else {
        None
    }
}

fn first_chars(text: &str, max_bytes: usize) -> &str {
    let end = (0..=max_bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    &text[..end]
}

fn of_json(text: &str) -> Option<Exchange> {
    let has = |name: &str| text.contains(&format!("\"{name}\""));
    if has("%FEATURE_STRUCTURES") || has("%TYPES") {
        return Some(Exchange::Cas);
    }
    if (text.contains("ns/anno.jsonld") || text.contains("ns/anno\"")) || has("TextQuoteSelector") || has("TextPositionSelector")
    {
        return Some(Exchange::W3c);
    }
    let rows = sample(text);
    if rows.first().is_some_and(|row| row.get("obelus").is_some()) {
        return None;
    }
    let lists = |name: &str, is_entry: fn(&Value) -> bool| is_list_of(&rows, name, is_entry);
    if lists("spans", is_span) {
        return Some(Exchange::Spacy);
    }
    if lists("label", is_triple) || lists("labels", is_triple) || lists("entities", is_entity) {
        return Some(Exchange::Doccano);
    }
    let is_task = has("data") && (has("annotations") || has("completions") || has("predictions"));
    let is_short_task = has("text") && has("labels") && has("start") && has("end");
    if is_task || is_short_task {
        return Some(Exchange::LabelStudio);
    }
    let is_pair = |row: &Value| {
        row.get(0).is_some_and(Value::is_string) && row.get(1).is_some_and(|fields| fields.get("entities").is_some())
    };
    let is_training = !rows.is_empty() && rows.iter().all(is_pair);
    (is_training || lists("entities", |entry| is_span(entry) || is_triple(entry))).then_some(Exchange::Spacy)
}

/// The number of rows that are examined to detect their format.
const SAMPLE_ROWS: usize = 50;

/// The first rows of JSON lines or of a list. Only these are parsed, because the text may have hundreds of megabytes.
fn sample(text: &str) -> Vec<Value> {
    if text.starts_with('[') && is_one_value(text) {
        let rows: Vec<Value> = Parts::of(text).take(SAMPLE_ROWS).map_while(json_parts::loose_value).collect();
        // A list of texts may be the only line of a table.
        return if rows.iter().any(|row| !row.is_string()) { rows } else { vec![Value::Array(rows)] };
    }
    let lines = text.lines().filter(|line| !line.trim().is_empty()).take(SAMPLE_ROWS);
    lines.map_while(json_parts::loose_value).collect()
}

/// Whether rows are texts with a list of this name that holds only such entries. Tables of articles have lists too, of names
/// for example.
fn is_list_of(rows: &[Value], name: &str, is_entry: fn(&Value) -> bool) -> bool {
    let has_text = |row: &Value| row.get("text").or_else(|| row.get("data")).is_some_and(Value::is_string);
    let lists: Vec<&Vec<Value>> = rows.iter().filter_map(|row| row.get(name)?.as_array()).collect();
    !lists.is_empty() && rows.iter().all(has_text) && lists.into_iter().flatten().all(is_entry)
}

/// Whether an entry looks like `{"start": 3, "end": 5, …}`.
fn is_span(entry: &Value) -> bool {
    ["start", "end"].iter().all(|name| entry.get(name).is_some_and(Value::is_number))
}

/// Whether an entry looks like `{"start_offset": 3, "end_offset": 5, …}`.
fn is_entity(entry: &Value) -> bool {
    ["start_offset", "end_offset"].iter().all(|name| entry.get(name).is_some_and(Value::is_number))
}

/// Whether an entry looks like `[3, 5, "claim"]`.
fn is_triple(entry: &Value) -> bool {
    let at = |place: usize| entry.get(place);
    at(0).is_some_and(Value::is_number) && at(1).is_some_and(Value::is_number) && at(2).is_some_and(Value::is_string)
}

/// The endings of files that may be annotated data; other files in a folder are not opened.
const ENDINGS: [&str; 25] = [
    "csv",
    "parquet",
    "json",
    "jsonl",
    "jsonld",
    "spacy",
    "ndjson",
    "xmi",
    "xml",
    "tsv",
    "conll",
    "conll2002",
    "conll2003",
    "bio",
    "iob",
    "bilou",
    "bioes",
    "ner",
    "qdpx",
    "qde",
    "qdc",
    "sqlite",
    "sqlite3",
    "db",
    "tei",
];

/// Whether a file with this name may be annotated data, so that it is worth opening.
pub fn is_likely_name(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Reads those of `files` that are in one of these formats. Each format is read as a whole, because some have the layers of
/// one article, or its text, in several files. If the files are one person's, `analyst` is who made them; otherwise files,
/// folders and fields name the analysts. Returns the formats that were found, and the paths of other files that belong to
/// them.
pub fn read(files: &[InputFile<'_>], analyst: Option<&str>) -> (Vec<(Exchange, Annotated)>, Vec<String>) {
    read_watched(files, analyst, Watch::default())
}

/// Like [`read`], on several threads, with `watch` for progress. The result does not depend on the number of threads.
pub fn read_watched(
    files: &[InputFile<'_>],
    analyst: Option<&str>,
    watch: Watch<'_>,
) -> (Vec<(Exchange, Annotated)>, Vec<String>) {
    let formats = watch.map(files, |file| Exchange::detect(file.bytes));
    let mut detected: Vec<_> = files.iter().copied().zip(formats).collect();
    // A table without any tag still counts as CoNLL if another file with the same ending does.
    let ending = |file: &InputFile<'_>| file.path.rsplit_once('.').map_or("", |(_, ending)| ending).to_owned();
    let tables: Vec<_> =
        detected.iter().filter(|(_, known)| *known == Some(Exchange::Conll)).map(|(file, _)| ending(file)).collect();
    for (file, format) in detected.iter_mut().filter(|(_, format)| format.is_none()) {
        *format = tables.contains(&ending(file)).then_some(Exchange::Conll).filter(|_| !file.path.ends_with(".txt"));
    }
    let others: Vec<_> = detected.iter().filter(|(_, format)| format.is_none()).map(|(file, _)| *file).collect();
    let mut found = Vec::new();
    for format in Exchange::ALL {
        let is_columns = |file: &InputFile<'_>| format == Exchange::Conll && file.stem() == "columns";
        let of_format = detected.iter().filter(|(_, known)| *known == Some(format)).map(|(file, _)| *file);
        let of_format: Vec<_> = of_format.filter(|file| !is_columns(file)).collect();
        if of_format.is_empty() {
            continue;
        }
        let read = match format {
            Exchange::Csv => csv::read(&of_format, &others, analyst),
            Exchange::HuggingFace => hugging_face::read(&of_format, &others, analyst),
            Exchange::Doccano => doccano::read(&of_format, analyst, watch),
            Exchange::LabelStudio => label_studio::read(&of_format, analyst, watch),
            Exchange::Spacy => spacy::read(&of_format, analyst, watch),
            Exchange::W3c => w3c::read(&of_format, &others, analyst, watch),
            Exchange::Conll => conll::read(&of_format, files, analyst),
            Exchange::Cas => cas::read(&of_format, &others, analyst, watch),
            Exchange::WebannoTsv => webanno_tsv::read(&of_format, analyst, watch),
            Exchange::Refi => refi::read(&of_format, files, analyst),
            Exchange::Tei => tei::read(&of_format, analyst, watch),
            Exchange::Taguette => taguette::read(&of_format, analyst),
        };
        // The other readers count files as they read them. These formats have few large files, or all texts in one file, and
        // are counted here.
        if matches!(format, Exchange::Csv | Exchange::HuggingFace | Exchange::Conll | Exchange::Refi | Exchange::Taguette) {
            watch.step(of_format.len());
        }
        found.push((format, read));
    }
    let has = |format: Exchange| found.iter().any(|(known, _)| *known == format);
    let is_part = |file: &InputFile<'_>| {
        let ends = |ending: &str| file.path.ends_with(ending);
        has(Exchange::W3c) && ends(".txt")
            || has(Exchange::Csv) && csv::is_articles(file)
            || has(Exchange::Conll) && file.stem() == "columns"
            || has(Exchange::Cas) && ends(".xml")
            || has(Exchange::LabelStudio) && ends(".xml")
            || has(Exchange::Refi) && ends(".txt")
    };
    let beside: Vec<_> = others.iter().filter(|file| is_part(file)).collect();
    watch.step(beside.len());
    // Tables whose format is known only from those beside them are not articles either.
    let taken = detected.iter().filter(|(_, format)| format.is_some()).map(|(file, _)| file);
    let parts = beside.into_iter().chain(taken).map(|file| file.path.to_owned()).collect();
    (found, parts)
}
