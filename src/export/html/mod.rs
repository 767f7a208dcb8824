//! Writes a page for each tagged article, to show or print.
//!
//! Each page is one file that includes its style. It has no script, font or picture and loads nothing from the network (its
//! own policy forbids it). It is light or dark like the reader's system, and light on paper. Annotations are underlined in
//! the label's colour and pattern. Those that nest or cross have a line each, one below the other, and the words have the
//! tint of the innermost one. A small number at the beginning of an annotation leads to the list below the text. Every
//! paragraph takes its direction from its own words. Everything that people wrote is escaped.

mod lanes;

use super::{ExportError, LossReport, Selected, dataset::DatasetError, names, out::Out, span::span_of};
use crate::{
    project::{Annotation, AnnotationId, ArticleRecord, AttributeValue, BlockKind, Codebook},
    text::ByteRange,
};
use lanes::{Stretch, Stretches, lanes, numbers};
use std::{collections::BTreeSet, fmt::Write as _};

const STYLE: &str = include_str!("style.css");

/// Writes the pages and a list of them.
pub fn write(selected: &Selected<'_>, report: &mut LossReport, out: &mut dyn Out) -> Result<(), DatasetError> {
    let names = names::of_articles(selected);
    // The list itself is called “index”.
    let name_of = |record: &ArticleRecord| match &names[&record.article.id] {
        name if name.eq_ignore_ascii_case("index") => format!("{name}-article.html"),
        name => format!("{name}.html"),
    };
    out.put("index.html", index(selected, name_of).as_bytes())?;
    for record in &selected.articles {
        let annotations = selected.annotations(record);
        report.written += annotations.len();
        out.put(&name_of(record), page(selected, record, &annotations)?.as_bytes())?;
        out.step(1)?;
    }
    Ok(())
}

/// Writes the list of the articles.
fn index(selected: &Selected<'_>, name_of: impl Fn(&ArticleRecord) -> String) -> String {
    let mut index = Page::new(selected.project.title(), selected.project.codebook());
    index.push("<h1 dir=\"auto\">");
    index.text(selected.project.title());
    index.push("</h1>\n<ol class=\"list\">\n");
    for record in &selected.articles {
        index.push("<li dir=\"auto\"><a href=\"");
        index.text(&percent_encoded(&name_of(record)));
        index.push("\">");
        index.text(record.article.title());
        let _infallible = writeln!(index.0, "</a> · {}</li>", selected.annotations(record).len());
    }
    index.push("</ol>\n");
    index.finish()
}

fn page(selected: &Selected<'_>, record: &ArticleRecord, annotations: &[&Annotation]) -> Result<String, ExportError> {
    let codebook = selected.project.codebook();
    for annotation in annotations {
        annotation.fragments.iter().try_for_each(|range| span_of(record, annotation, range).map(|_| ()))?;
    }
    let mut in_order: Vec<&Annotation> = annotations.to_vec();
    in_order.sort_by_key(|annotation| (annotation.fragments.reading_order(), annotation.id));
    let mut page = Page::new(record.article.title(), codebook);
    page.head(record, &in_order, codebook);
    page.article(record, &in_order, codebook);
    page.list(selected, record, &in_order);
    Ok(page.finish())
}

/// A page that is being written.
struct Page(String);

impl Page {
    fn new(title: &str, codebook: &Codebook) -> Self {
        let mut page = Self(String::from(
            "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>",
        ));
        page.text(title);
        page.push("</title>\n<style>\n");
        page.push(STYLE);
        let hex = |[r, g, b]: [u8; 3]| format!("#{r:02x}{g:02x}{b:02x}");
        let rules = |dark: bool| -> String {
            let rule = |(place, label): (usize, &crate::project::Label)| {
                format!(".l{place} {{ --c: {}; }}\n", hex(if dark { label.color.dark } else { label.color.light }))
            };
            codebook.labels.iter().enumerate().map(rule).collect()
        };
        let (light, dark) = (rules(false), rules(true));
        let _infallible = write!(page.0, "{light}@media screen and (prefers-color-scheme: dark) {{\n{dark}}}\n");
        page.push("</style>\n</head>\n<body>\n<main>\n");
        page
    }

    fn finish(mut self) -> String {
        self.push("</main>\n</body>\n</html>\n");
        self.0
    }

    fn push(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Adds a person's words.
    fn text(&mut self, words: &str) {
        for c in words.chars() {
            match c {
                '&' => self.push("&amp;"),
                '<' => self.push("&lt;"),
                '>' => self.push("&gt;"),
                '"' => self.push("&quot;"),
                '\'' => self.push("&#39;"),
                '\t' | '\n' => self.0.push(c),
                // HTML has no way to write control characters; their symbols show that they are there.
                '\0'..' ' => self.0.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}')),
                '\u{7F}' => self.0.push('\u{2421}'),
                '\u{80}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}' => self.0.push('\u{FFFD}'),
                _ => self.0.push(c),
            }
        }
    }

    /// Adds the article's metadata, and the labels that occur in it.
    fn head(&mut self, record: &ArticleRecord, annotations: &[&Annotation], codebook: &Codebook) {
        let known = &record.article.metadata;
        let published = known.published.map(|day| day.to_string()).unwrap_or_default();
        self.push("<header>\n");
        let mut is_first = true;
        for words in [&known.outlet, &known.byline, &published, &known.language, &known.url, &known.copyright] {
            if !words.is_empty() {
                self.push(if is_first { "" } else { " · " });
                self.push("<bdi>");
                self.text(words);
                self.push("</bdi>");
                is_first = false;
            }
        }
        let used: BTreeSet<_> = annotations.iter().map(|annotation| &annotation.label).collect();
        self.push("\n<ul class=\"legend\">\n");
        for (place, label) in codebook.labels.iter().enumerate().filter(|(_, label)| used.contains(&label.id)) {
            let _infallible = write!(self.0, "<li><span class=\"m t l{place} {}\">", label.pattern.name());
            self.text(&label.name);
            let count = annotations.iter().filter(|annotation| annotation.label == label.id).count();
            let _infallible = writeln!(self.0, "</span> {count}</li>");
        }
        self.push("</ul>\n</header>\n");
    }

    fn article(&mut self, record: &ArticleRecord, annotations: &[&Annotation], codebook: &Codebook) {
        let text = record.article.text.as_str();
        let lanes = lanes(annotations);
        let mut stretches = Stretches::new(annotations);
        let deepest = lanes.iter().max().copied().unwrap_or(0).min(6);
        // Room for the lines below one another, in thousandths of the font size.
        let height = 1700 + deepest * 230;
        let _infallible = writeln!(self.0, "<article class=\"text\" style=\"--line:{}.{:03}\">", height / 1000, height % 1000);
        let mut start = 0;
        for line in text.split('\n') {
            let range = ByteRange::from_usize(start..start + line.len());
            start += line.len() + 1;
            if line.trim().is_empty() {
                continue;
            }
            let (tag, class) = element(record.article.block_at(range));
            let _infallible = write!(self.0, "<{tag}{class} dir=\"auto\">");
            let stretches = stretches.of_line(range);
            for (stretch, numbers) in stretches.iter().zip(numbers(text, &stretches, annotations)) {
                self.stretch(text, (stretch, &numbers), annotations, &lanes, codebook);
            }
            let _infallible = writeln!(self.0, "</{tag}>");
        }
        self.push("</article>\n");
    }

    fn stretch(
        &mut self,
        text: &str,
        (stretch, numbers): (&Stretch, &[usize]),
        annotations: &[&Annotation],
        lanes: &[usize],
        codebook: &Codebook,
    ) {
        for (depth, place) in stretch.covering.iter().enumerate() {
            let annotation = annotations[*place];
            let (class, pattern, name) = look(annotation, codebook);
            let tint = if depth + 1 == stretch.covering.len() { " t" } else { "" };
            let _infallible =
                write!(self.0, "<span class=\"m{tint} {class} {pattern}\" style=\"--lane:{}\" title=\"", lanes[*place]);
            self.text(name);
            self.push(" · ");
            self.text(annotation.analyst.as_str());
            self.push("\">");
        }
        // The numbers float above the word, so that they neither move words nor break lines.
        if !numbers.is_empty() {
            self.push("<span class=\"ns\">");
            for place in numbers {
                let (class, _, _) = look(annotations[*place], codebook);
                let _infallible = write!(self.0, "<a class=\"n {class}\" data-n=\"{0}\" href=\"#a{0}\"></a>", place + 1);
            }
            self.push("</span>");
        }
        self.text(stretch.range.of(text).unwrap_or_default());
        stretch.covering.iter().for_each(|_| self.push("</span>"));
    }

    fn list(&mut self, selected: &Selected<'_>, record: &ArticleRecord, annotations: &[&Annotation]) {
        if annotations.is_empty() {
            return;
        }
        self.push("<section class=\"list\">\n<table>\n<tr><th></th><th>label</th><th>words</th><th>analyst</th></tr>\n");
        for (place, annotation) in annotations.iter().enumerate() {
            let (class, pattern, name) = look(annotation, selected.project.codebook());
            let _infallible = write!(self.0, "<tr id=\"a{0}\"><td>{0}</td><td class=\"label\">", place + 1);
            let _infallible = write!(self.0, "<span class=\"m {class} {pattern}\">");
            self.text(name);
            self.push("</span></td><td><div dir=\"auto\">");
            self.text(&annotation.fragments.words(record.article.text.as_str()));
            self.push("</div>");
            self.answers(record, annotation);
            self.push("</td><td><bdi>");
            let analyst = selected.project.analyst(&annotation.analyst);
            self.text(analyst.map_or(annotation.analyst.as_str(), |analyst| &analyst.name));
            self.push("</bdi></td></tr>\n");
        }
        self.push("</table>\n</section>\n");
    }

    fn answers(&mut self, record: &ArticleRecord, annotation: &Annotation) {
        let mut answers: Vec<String> = annotation
            .attributes
            .iter()
            .map(|(id, value)| format!("{id}: {}", shown(record.article.text.as_str(), value)))
            .collect();
        if annotation.is_unsure {
            answers.push("unsure".to_owned());
        }
        if !annotation.note.is_empty() {
            answers.push(format!("note: {}", annotation.note));
        }
        for answer in answers {
            self.push("<div class=\"answers\" dir=\"auto\">");
            self.text(&answer);
            self.push("</div>");
        }
    }
}

/// Formats an answer for people.
fn shown(text: &str, value: &AttributeValue) -> String {
    let ids = |links: &[AnnotationId]| links.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    value.words(None, ids, |range| format!("“{}”", range.of(text).unwrap_or_default()))
}

/// The class of the colour, the class of the pattern, and the label's name.
fn look<'p>(annotation: &'p Annotation, codebook: &'p Codebook) -> (String, &'static str, &'p str) {
    match codebook.labels.iter().position(|label| label.id == annotation.label) {
        Some(place) => {
            let label = &codebook.labels[place];
            (format!("l{place}"), label.pattern.name(), &label.name)
        }
        None => (String::new(), "", annotation.label.as_str()),
    }
}

/// The element of a line, and its class.
const fn element(kind: Option<BlockKind>) -> (&'static str, &'static str) {
    match kind {
        Some(BlockKind::Headline) => ("h1", ""),
        Some(BlockKind::Heading(0..=2)) => ("h2", ""),
        Some(BlockKind::Heading(_)) => ("h3", ""),
        Some(BlockKind::Metadata) => ("p", " class=\"metadata\""),
        Some(BlockKind::Notice) => ("p", " class=\"notice\""),
        Some(BlockKind::Quotation) => ("p", " class=\"quotation\""),
        Some(BlockKind::ListItem) => ("p", " class=\"item\""),
        None => ("p", ""),
    }
}

/// Encodes a file's name as a relative address.
fn percent_encoded(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            out.push(char::from(byte));
        } else {
            let _infallible = write!(out, "%{byte:02X}");
        }
    }
    out
}
