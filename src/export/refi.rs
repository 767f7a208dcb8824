//! REFI-QDA 1.5: `project.qdpx`, a ZIP archive of `project.qde` and the texts, and `codebook.qdc`.
//!
//! Each fragment is a selection with one coding. The analyst's answers and note are JSON in its description. Positions are
//! code points. The GUIDs contain the ids of articles and annotations, so that the importer finds them again.

use super::{
    ExportError, Loss, LossReport, Selected, answers, ascii,
    dataset::DatasetError,
    features::unfit,
    out::Out,
    span::span_of,
    xml::{attribute, text as escaped},
};
use crate::project::{AnalystId, Annotation, ArticleRecord, Codebook, Label, LabelId, Sha256};
use serde_json::Value;
use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
/// The mark by which the importer recognises files of Obelus.
const ORIGIN: &str = "Obelus";
/// The longest name of a selection, in characters.
const MAX_NAME_CHARS: usize = 80;

/// Writes the project and its codebook.
pub(super) fn write(selected: &Selected<'_>, report: &mut LossReport, out: &mut dyn Out) -> Result<(), DatasetError> {
    let project = selected.project;
    let labels = &project.codebook().labels;
    let analysts: Vec<_> = project.analysts().iter().filter(|analyst| selected.has(&analyst.id)).collect();
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // Without a time, so that the same project gives the same bytes.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut file = |name: &str, bytes: &[u8]| {
        // A vector accepts every write, and the names are short and all different.
        archive.start_file(name, options).expect("a file in memory");
        archive.write_all(bytes).expect("a file in memory");
    };
    let mut qde = format!(
        "{HEAD}<Project xmlns=\"urn:QDA-XML:project:1.0\" name=\"{}\" origin=\"{ORIGIN}\">\n",
        attribute(project.title())
    );
    if !analysts.is_empty() {
        qde.push_str("<Users>");
        for analyst in &analysts {
            // Writing to a string cannot fail.
            let _infallible = write!(qde, "<User guid=\"{}\" name=\"{}\"/>", user(&analyst.id), attribute(analyst.id.as_str()));
        }
        qde.push_str("</Users>\n");
    }
    if !labels.is_empty() {
        let _infallible = writeln!(qde, "<CodeBook><Codes>{}</Codes></CodeBook>", codes(labels));
    }
    if !selected.articles.is_empty() {
        qde.push_str("<Sources>\n");
        for record in &selected.articles {
            let source = guid(1, 0, record.article.id.bits());
            file(&format!("sources/{source}.txt"), record.article.text.as_str().as_bytes());
            let name = record.article.source.file_name.rsplit_once('.').map_or(record.article.title(), |(stem, _)| stem);
            let _infallible = write!(
                qde,
                "<TextSource guid=\"{source}\" name=\"{}\" plainTextPath=\"internal://{source}.txt\" creationDateTime=\"{}\"",
                attribute(name),
                record.article.imported
            );
            if let Some(first) = analysts.first() {
                let _infallible = write!(qde, " creatingUser=\"{}\"", user(&first.id));
            }
            qde.push_str(">\n");
            for annotation in selected.annotations(record) {
                selections(&mut qde, (record, annotation), selected, report)?;
                report.written += 1;
            }
            qde.push_str("</TextSource>\n");
            out.step(1)?;
        }
        qde.push_str("</Sources>\n");
    }
    qde.push_str("</Project>\n");
    file("project.qde", qde.as_bytes());
    let bytes = archive.finish().expect("a file in memory").into_inner();
    out.put("project.qdpx", &bytes)?;
    if !labels.is_empty() {
        out.put("codebook.qdc", codebook(project.codebook()).as_bytes())?;
    }
    Ok(())
}

/// Writes the codebook alone, as `.qdc`: names, definitions and colours. The format can hold no more.
pub fn codebook(codebook: &Codebook) -> String {
    let codes = codes(&codebook.labels);
    format!("{HEAD}<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\" origin=\"{ORIGIN}\"><Codes>{codes}</Codes><Sets/></CodeBook>\n")
}

/// Makes the selections of an annotation, one for each fragment.
fn selections(
    qde: &mut String,
    (record, annotation): (&ArticleRecord, &Annotation),
    selected: &Selected<'_>,
    report: &mut LossReport,
) -> Result<(), ExportError> {
    let mut losses = unfit(selected.project.codebook(), annotation, false);
    if annotation.fragments.count() > 1 {
        losses.push(format!("that its {} fragments are one annotation", annotation.fragments.count()));
        report.num_split += 1;
    }
    let article = record.article.id;
    report.losses.extend(losses.into_iter().map(|what| Loss { article, annotation: Some(annotation.id), what }));
    let said = answers::plain(record, annotation)?;
    let said = if said.is_empty() { None } else { Some(ascii::to_string(&Value::Object(said))) };
    let by = user(&annotation.analyst);
    for (number, fragment) in (0..).zip(annotation.fragments.iter()) {
        let span = span_of(record, annotation, fragment)?;
        let words = fragment.of(record.article.text.as_str()).unwrap_or_default();
        let name: String =
            words.chars().map(|c| if c.is_control() || c == '\u{2028}' { ' ' } else { c }).take(MAX_NAME_CHARS).collect();
        let bits = annotation.id.bits();
        let _infallible = writeln!(
            qde,
            "<PlainTextSelection guid=\"{}\" name=\"{}\" startPosition=\"{}\" endPosition=\"{}\" creatingUser=\"{by}\" \
             creationDateTime=\"{created}\" modifiedDateTime=\"{}\">{}<Coding guid=\"{}\" creatingUser=\"{by}\" \
             creationDateTime=\"{created}\"><CodeRef targetGUID=\"{}\"/></Coding></PlainTextSelection>",
            guid(2, number, bits),
            attribute(&name),
            span.start,
            span.end,
            annotation.modified,
            said.as_ref().map(|said| format!("<Description>{}</Description>", escaped(said))).unwrap_or_default(),
            guid(3, number, bits),
            code(&annotation.label),
            created = annotation.created,
        );
    }
    Ok(())
}

fn codes(labels: &[Label]) -> String {
    let code = |label: &Label| {
        let [red, green, blue] = label.color.light;
        let head = format!(
            "<Code guid=\"{}\" name=\"{}\" isCodable=\"true\" color=\"#{red:02X}{green:02X}{blue:02X}\"",
            code(&label.id),
            attribute(label.id.as_str())
        );
        if label.definition.is_empty() {
            head + "/>"
        } else {
            format!("{head}><Description>{}</Description></Code>", escaped(&label.definition))
        }
    };
    labels.iter().map(code).collect()
}

fn user(id: &AnalystId) -> String {
    guid(4, 0, hashed(id.as_str()))
}

fn code(id: &LabelId) -> String {
    guid(5, 0, hashed(id.as_str()))
}

/// The first 50 bits of a key's digest.
fn hashed(key: &str) -> u64 {
    let digest = Sha256::of(key.as_bytes()).to_string();
    u64::from_str_radix(&digest[..12], 16).unwrap_or_default()
}

/// Makes a GUID that holds 50 bits of an id in its last two groups. `kind` and `number` distinguish things with the same id.
fn guid(kind: u8, number: u16, bits: u64) -> String {
    format!("0BE105{kind:02X}-{number:04X}-4000-8{:03X}-{:012X}", bits >> 48, bits & 0xFFFF_FFFF_FFFF)
}
