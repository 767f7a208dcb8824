//! UIMA CAS, as XMI and as JSON: `TypeSystem.xml`, and a folder for each article. A folder has two files for each analyst
//! who worked on the article; without any such analyst, two files of the text alone.
//!
//! The layer is `custom.Span` with the feature `label` and one feature for each attribute. All of them are strings, because
//! UIMA cannot leave other features unset. Offsets count UTF-16 units, as UIMA does. XML cannot contain some characters; an
//! article that has them is written only as JSON.

mod json;
mod xmi;

use super::{
    Loss, LossReport, Selected,
    dataset::DatasetError,
    features::{Features, unfit},
    names,
    out::Out,
    xml::is_possible_text,
};
use crate::project::ArticleRecord;
use std::{collections::BTreeMap, fmt::Write as _};

/// The name of the layer. INCEpTION must have a layer of this name.
const LAYER: &str = "custom.Span";
/// The type that names the document.
const METADATA: &str = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData";
/// The number of the first annotation; the text is 1, the metadata 2.
const FIRST_NUMBER: usize = 3;

/// One analyst's work on an article.
struct Layer<'p> {
    record: &'p ArticleRecord,
    /// The length of the text in UTF-16 units.
    num_units: u32,
    /// The spans: start and end in UTF-16 units, and the features that are set, including the label.
    spans: Vec<(u32, u32, BTreeMap<String, String>)>,
}

/// Writes the type system and the files.
pub fn write(selected: &Selected<'_>, report: &mut LossReport, out: &mut dyn Out) -> Result<(), DatasetError> {
    let all = selected.articles.iter().flat_map(|record| record.annotations.values()).filter(|a| selected.has(&a.analyst));
    let features = Features::new(selected.project.codebook(), all);
    let articles = names::of_articles(selected);
    out.put("TypeSystem.xml", type_system(&features).as_bytes())?;
    for record in &selected.articles {
        let is_xml = is_possible_text(record.article.text.as_str());
        if !is_xml {
            let what = "the .xmi file: the text has characters that XML cannot have; the .json file has everything".to_owned();
            report.losses.push(Loss { article: record.article.id, annotation: None, what });
        }
        for (analyst, name) in names::of_workers(selected, record) {
            let mut spans = Vec::new();
            for annotation in analyst.map(|analyst| record.layer(analyst)).unwrap_or_default() {
                let mut losses = unfit(selected.project.codebook(), annotation, true);
                if annotation.fragments.count() > 1 {
                    losses.push(format!("that its {} fragments are one annotation", annotation.fragments.count()));
                    report.num_split += 1;
                }
                let mut values = features.of(record, annotation)?;
                values.insert("label".to_owned(), annotation.label.to_string());
                if is_xml && !values.values().all(|value| is_possible_text(value)) {
                    losses.push("characters of its answers that XML cannot have; the .json file has them".to_owned());
                }
                for fragment in annotation.fragments.iter() {
                    super::span::span_of(record, annotation, fragment)?;
                    let text = &record.article.text;
                    if let (Some(start), Some(end)) = (text.utf16_of(fragment.start()), text.utf16_of(fragment.end())) {
                        spans.push((start.get(), end.get(), values.clone()));
                    }
                }
                report.written += 1;
                let article = record.article.id;
                report.losses.extend(losses.into_iter().map(|what| Loss { article, annotation: Some(annotation.id), what }));
            }
            let layer = Layer { record, num_units: record.article.text.num_utf16_units(), spans };
            let path = format!("{}/{name}", articles[&record.article.id]);
            if is_xml {
                out.put(&format!("{path}.xmi"), xmi::write(&layer).as_bytes())?;
            }
            out.put(&format!("{path}.json"), json::write(&layer, &features).as_bytes())?;
        }
        out.step(1)?;
    }
    Ok(())
}

fn type_system(features: &Features) -> String {
    let feature = |name: &str| {
        format!(
            "        <featureDescription><name>{name}</name><description/><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>\n"
        )
    };
    let described = |name: &str, parent: &str, features: &[&str]| {
        let features: String = features.iter().map(|name| feature(name)).collect();
        format!(
            "    <typeDescription>\n      <name>{name}</name><description/>\n      <supertypeName>{parent}</supertypeName>\n      \
             <features>\n{features}      </features>\n    </typeDescription>\n"
        )
    };
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<typeSystemDescription xmlns=\"http://uima.apache.org/resourceSpecifier\">\n  <types>\n",
    );
    let names: Vec<_> = std::iter::once("label").chain(features.names.iter().map(String::as_str)).collect();
    // Writing to a string cannot fail.
    let _infallible = write!(
        out,
        "{}{}",
        described(METADATA, "uima.tcas.DocumentAnnotation", &["documentTitle", "documentId"]),
        described(LAYER, "uima.tcas.Annotation", &names)
    );
    out + "  </types>\n</typeSystemDescription>\n"
}
