//! Writes a layer as XMI.

use super::{FIRST_NUMBER, Layer};
use crate::export::xml::attribute;
use std::fmt::Write as _;

/// Writes the document.
pub(super) fn write(layer: &Layer<'_>) -> String {
    let article = &layer.record.article;
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" \
         xmlns:cas=\"http:///uima/cas.ecore\" xmlns:tcas=\"http:///uima/tcas.ecore\" xmlns:custom=\"http:///custom.ecore\" \
         xmlns:type=\"http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore\" xmi:version=\"2.0\">\n<cas:NULL xmi:id=\"0\"/>\n",
    );
    // Writing to a string cannot fail.
    let _infallible = writeln!(
        out,
        "<type:DocumentMetaData xmi:id=\"2\" sofa=\"1\" begin=\"0\" end=\"{}\" language=\"x-unspecified\" documentTitle=\"{}\" \
         documentId=\"{}\"/>",
        layer.num_units,
        attribute(article.title()),
        article.id,
    );
    let mut members = String::from("2");
    for (number, (start, end, values)) in (FIRST_NUMBER..).zip(&layer.spans) {
        let _infallible = write!(out, "<custom:Span xmi:id=\"{number}\" sofa=\"1\" begin=\"{start}\" end=\"{end}\"");
        for (name, value) in values {
            let _infallible = write!(out, " {name}=\"{}\"", attribute(value));
        }
        out.push_str("/>\n");
        let _infallible = write!(members, " {number}");
    }
    let text = attribute(article.text.as_str());
    let _infallible = write!(
        out,
        "<cas:Sofa xmi:id=\"1\" sofaNum=\"1\" sofaID=\"_InitialView\" mimeType=\"text/plain\" sofaString=\"{text}\"/>\n\
         <cas:View sofa=\"1\" members=\"{members}\"/>\n</xmi:XMI>\n"
    );
    out
}
