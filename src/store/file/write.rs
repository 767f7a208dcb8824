//! Writes a project as the bytes of its file.

use super::{
    codebook::codebook_to,
    convert::{Positions, annotation_to, article_to, decision_to, fragment_to},
    v1::{AnalystV1, CodebookV1, Header},
};
use crate::project::{Project, id::ProjectId};
use ron::ser::PrettyConfig;
use serde::Serialize;
use std::fmt::Write as _;

/// Writes `project` with a header that names the last line of the log whose edit it contains.
pub fn write_project(project: &Project, sequence: u64, mark: u32) -> String {
    let text_bytes: usize = project.articles().iter().map(|record| record.article.text.as_str().len()).sum();
    let mut out = String::with_capacity(text_bytes * 9 / 8 + project.num_annotations() * 200 + 64 * 1024);
    out.push_str("#![enable(implicit_some)]\n(\n");
    field(&mut out, "obelus", &header(project.id(), sequence, mark));
    field(&mut out, "title", project.title());
    list(
        &mut out,
        "analysts",
        project.analysts().iter().map(|analyst| AnalystV1 { id: analyst.id.to_string(), name: analyst.name.clone() }),
    );
    codebook(&mut out, &codebook_to(project.codebook()));
    list(&mut out, "articles", project.articles().iter().map(|record| article_to(record)));
    let annotations = project.articles().iter().flat_map(|record| {
        let id = record.article.id.to_string();
        let text = &record.article.text;
        let mut ordered: Vec<_> = record.annotations.values().collect();
        ordered.sort_by(|a, b| {
            (&a.analyst, a.fragments.reading_order(), a.id).cmp(&(&b.analyst, b.fragments.reading_order(), b.id))
        });
        ordered.into_iter().map(move |a| annotation_to(&id, a, Positions::CodePoints(text), |range| fragment_to(text, range)))
    });
    list(&mut out, "annotations", annotations);
    if project.articles().iter().any(|record| !record.decisions.is_empty()) {
        let decisions = project.articles().iter().flat_map(|record| {
            let id = record.article.id.to_string();
            record.decisions.values().map(move |decision| decision_to(&id, decision))
        });
        list(&mut out, "decisions", decisions);
    }
    out.push_str(")\n");
    out
}

fn header(project: ProjectId, sequence: u64, mark: u32) -> Header {
    Header { format: super::FORMAT, app: env!("CARGO_PKG_VERSION").to_owned(), project: project.to_string(), sequence, mark }
}

/// Writes the codebook label by label, each with its fields on lines of their own, because people read and edit it.
fn codebook(out: &mut String, codebook: &CodebookV1) {
    out.push_str("  codebook: ");
    out.push_str(&codebook_text(codebook).replace('\n', "\n  "));
    out.push_str(",\n");
}

/// Writes a codebook alone.
pub(super) fn codebook_text(codebook: &CodebookV1) -> String {
    let mut written = String::new();
    serialize(&mut written, codebook, PrettyConfig::new().depth_limit(4).indentor("  ").compact_maps(true));
    written
}

fn field(out: &mut String, name: &str, value: &(impl Serialize + ?Sized)) {
    // Writing to a string cannot fail.
    let _infallible = write!(out, "  {name}: ");
    serialize(out, value, on_one_line());
    out.push_str(",\n");
}

fn list<T: Serialize>(out: &mut String, name: &str, items: impl Iterator<Item = T>) {
    let _infallible = writeln!(out, "  {name}: [");
    for item in items {
        out.push_str("    ");
        serialize(out, &item, on_one_line());
        out.push_str(",\n");
    }
    out.push_str("  ],\n");
}

fn on_one_line() -> PrettyConfig {
    PrettyConfig::new().depth_limit(0)
}

/// Appends `value` as RON.
pub(in crate::store) fn serialize(out: &mut String, value: &(impl Serialize + ?Sized), pretty: PrettyConfig) {
    // The stored types are plain structs, lists, maps with string keys, and numbers, all of which RON can write.
    super::options().to_writer_pretty(out, value, pretty).expect("stored types can be written as RON");
}
