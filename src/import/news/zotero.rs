//! Libraries of Zotero and other reference managers: CSL JSON, and Zotero's RDF.
//!
//! Neither holds texts. The abstract, or a note, is what there is; the articles are in the attachments.

use super::{
    article::{NewsArticle, key},
    count::Count,
    download::Download,
    markup::{self, head_has_root},
    text_kind::TextKind,
};
use crate::import::{metadata::day_of, xml_tree::Element};
use crate::text::words::one_line;
use jiff::civil::Date;
use serde_json::Value;

/// What to do with an item without any text.
const NO_TEXT: &str = "the library has no text of it; export its attachment from Zotero and import that";

/// Whether a text is CSL JSON: items of the types of CSL, with dates in parts or containers.
pub(super) fn tell(text: &str) -> bool {
    let head = &text[..text.floor_char_boundary(64 << 10)];
    let has = |name: &str| head.contains(&format!("\"{name}\""));
    text.trim_start().starts_with(['[', '{'])
        && has("type")
        && has("title")
        && (has("issued") && has("date-parts") || has("container-title"))
}

/// Reads CSL JSON.
pub(super) fn read(text: &str, download: &mut Download) {
    let items: Value = match serde_json::from_str(text) {
        Ok(items) => items,
        Err(error) => {
            download.notes.push((None, format!("all of it was left out, because its JSON is damaged: {error}")));
            return;
        }
    };
    let items: Vec<&Value> = match (&items, items.get("items").and_then(Value::as_array)) {
        (_, Some(items)) => items.iter().collect(),
        (Value::Array(items), None) => items.iter().collect(),
        _ => vec![&items],
    };
    let found = items.len();
    for item in items {
        of_csl(item, download);
    }
    download.count = Some(Count::of_number(None, found));
}

fn of_csl(item: &Value, download: &mut Download) {
    let of = |name: &str| item.get(name).map(plain).unwrap_or_default();
    let mut article = NewsArticle {
        headline: markup::line(&of("title")),
        outlet: one_line(&of("container-title")),
        url: of("URL"),
        language: of("language"),
        ..NewsArticle::default()
    };
    if article.outlet.is_empty() {
        article.outlet = one_line(&of("publisher"));
    }
    article.set_byline(&names(item.get("author")));
    article.published = item.get("issued").and_then(day_of_csl);
    if article.published.is_none() {
        article.keep(key::DATE, &item.get("issued").map(written_date).unwrap_or_default());
    }
    for (name, field) in [
        (key::ID, "id"),
        (key::PAGE, "page"),
        (key::SECTION, "section"),
        (key::EDITION, "edition"),
        ("type", "type"),
        ("place", "publisher-place"),
        ("DOI", "DOI"),
        ("volume", "volume"),
        ("issue", "issue"),
        ("database", "source"),
        ("archive", "archive"),
    ] {
        article.keep(name, &of(field));
    }
    take_text(&of("abstract"), &of("note"), article, download);
}

/// Adds an item with the abstract or the note as its text, or leaves it out.
fn take_text(summary: &str, note: &str, mut article: NewsArticle, download: &mut Download) {
    let kind = if summary.trim().is_empty() { TextKind::Note } else { TextKind::Abstract };
    let text = if kind == TextKind::Note { note } else { summary };
    article.body = markup::paragraphs(text).unwrap_or_default();
    if !article.has_body() {
        download.leave_out(&article, NO_TEXT);
        return;
    }
    if kind == TextKind::Abstract {
        article.keep("note", note);
    }
    kind.mark(&mut article);
    download.add(article);
}

/// Names as a byline: “Ana Orr and Bo Lind”.
fn names(authors: Option<&Value>) -> String {
    let name = |author: &Value| {
        let of = |field: &str| author.get(field).map(plain).unwrap_or_default();
        let parts = [of("given"), of("non-dropping-particle"), of("family"), of("suffix")];
        let name = parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
        if name.is_empty() { of("literal") } else { name }
    };
    let names: Vec<String> =
        authors.and_then(Value::as_array).into_iter().flatten().map(name).filter(|name| !name.is_empty()).collect();
    joined(&names)
}

fn joined(names: &[String]) -> String {
    match names {
        [others @ .., last] if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        names => names.concat(),
    }
}

fn day_of_csl(issued: &Value) -> Option<Date> {
    let parts = issued.pointer("/date-parts/0").and_then(Value::as_array);
    let number = |at: usize| plain(parts?.get(at)?).parse::<i16>().ok();
    let of_parts = || Date::new(number(0)?, i8::try_from(number(1)?).ok()?, i8::try_from(number(2)?).ok()?).ok();
    of_parts().or_else(|| day_of(&plain(issued.get("raw").or_else(|| issued.get("literal"))?)))
}

/// A date that is no day, as in “2024-03”.
fn written_date(issued: &Value) -> String {
    let parts = issued.pointer("/date-parts/0").and_then(Value::as_array);
    let of_parts = parts.map(|parts| parts.iter().map(plain).collect::<Vec<_>>().join("-")).unwrap_or_default();
    let literal = issued.get("literal").or_else(|| issued.get("raw")).map(plain).unwrap_or_default();
    if of_parts.is_empty() { literal } else { of_parts }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        // A container may have several titles.
        Value::Array(values) => values.first().map(plain).unwrap_or_default(),
        _ => String::new(),
    }
}

/// Whether a text is Zotero's RDF.
pub(super) fn tell_rdf(text: &str) -> bool {
    head_has_root(text, &["RDF"]) && text.contains("http://www.zotero.org/namespaces/export#")
}

/// Reads Zotero's RDF.
pub(super) fn read_rdf(text: &str, download: &mut Download) {
    let Some(root) = markup::tree(text, download) else { return };
    let mut found = 0;
    for item in root.elements().filter(|element| element.child("itemType").is_some()) {
        let kind = one_line(&item.child("itemType").map(Element::text).unwrap_or_default());
        if matches!(kind.as_str(), "attachment" | "note" | "annotation") || item.name == "Attachment" || item.name == "Memo" {
            continue;
        }
        found += 1;
        of_rdf(&root, item, &kind, download);
    }
    let num_files = root.elements().filter(|element| element.name == "Attachment").count();
    if num_files > 0 {
        download.notes.push((
            None,
            format!(
                "it names {} beside it (folder “files”), in which the articles are; import that folder too",
                crate::text::words::counted(num_files, "attachment", "attachments")
            ),
        ));
    }
    download.count = Some(Count::of_number(None, found));
}

fn of_rdf(root: &Element, item: &Element, kind: &str, download: &mut Download) {
    let of = |name: &str| item.child(name).map(|found| one_line(&found.text())).unwrap_or_default();
    let mut article = NewsArticle {
        headline: item.child("title").map(|title| one_line(&title.text())).unwrap_or_default(),
        language: of("language"),
        ..NewsArticle::default()
    };
    let about = item.attribute("rdf:about").unwrap_or_default();
    article.url = if about.starts_with("http") { about.to_owned() } else { deep_text(item.child("identifier"), "URI") };
    // What it is part of is described here, or elsewhere under its name.
    let container = item.child("isPartOf").map(|part| {
        let name = part.attribute("rdf:resource").unwrap_or_default();
        let elsewhere = root.elements().find(|element| !name.is_empty() && element.attribute("rdf:about") == Some(name));
        elsewhere.map_or_else(|| deep_text(Some(part), "title"), |described| deep_text(Some(described), "title"))
    });
    article.outlet = container.filter(|title| !title.is_empty()).unwrap_or_else(|| deep_text(item.child("publisher"), "name"));
    let mut people = Vec::new();
    if let Some(authors) = item.child("authors") {
        authors.descendants("Person", &mut people);
    }
    let part = |person: &Element, name: &str| person.child(name).map(|found| one_line(&found.text())).unwrap_or_default();
    let names: Vec<String> = people
        .iter()
        .map(|person| {
            let given = [part(person, "givenName"), part(person, "givenname")].concat();
            format!("{given} {}", part(person, "surname")).trim().to_owned()
        })
        .filter(|name| !name.is_empty())
        .collect();
    article.set_byline(&joined(&names));
    article.published = day_of(&of("date"));
    if article.published.is_none() {
        article.keep(key::DATE, &of("date"));
    }
    article.keep("type", kind);
    for (name, field) in [
        (key::PAGE, "pages"),
        (key::SECTION, "section"),
        (key::EDITION, "edition"),
        ("archive", "archive"),
        ("database", "libraryCatalog"),
    ] {
        article.keep(name, &of(field));
    }
    take_text(&item.child("abstract").map(Element::text).unwrap_or_default(), "", article, download);
}

/// The words of the first element below one that has this name.
fn deep_text(element: Option<&Element>, name: &str) -> String {
    let mut found = Vec::new();
    if let Some(element) = element {
        element.descendants(name, &mut found);
    }
    found.first().map(|first| one_line(&first.text())).unwrap_or_default()
}
