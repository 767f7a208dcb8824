//! Walks through the parser's events and notes which bytes are markup.

use super::{
    Dialect, Stripped,
    deletion::{Deletions, Remains},
    quote_markers::QuoteMarkers,
};
use crate::{
    import::{
        error::Warnings,
        lines::{LineMarks, Lines},
    },
    project::{BlockKind, Link},
    text::{ByteOffset, ByteRange},
};
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};
use std::{collections::BTreeSet, ops::Range};

/// The longest line above dashes that counts as a heading, in bytes. In a news text the dashes may just end a paragraph.
const MAX_UNDERLINED_BYTES: usize = 200;

/// The part of the text that the walk is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// The document.
    Document,
    /// A line that was indented like code or set in backticks, and is read only for inline markup.
    Inside,
}

/// Occasions for warnings: the first line of each, and their number.
#[derive(Debug, Default)]
struct Tally(Option<(usize, usize)>);

/// A link or image that has begun and has not ended yet.
#[derive(Debug)]
struct OpenLink {
    kind: LinkType,
    target: String,
    /// The first byte of the linked words.
    words_start: usize,
    /// The end of the last element inside it.
    words_end: usize,
}

#[derive(Debug)]
struct Walk<'a> {
    source: &'a str,
    lines: Lines<'a>,
    dialect: Dialect,
    deletions: Deletions,
    quotes: QuoteMarkers,
    quote_depth: usize,
    marks: LineMarks,
    open_links: Vec<OpenLink>,
    /// The ranges of linked words in the source, with their targets.
    links: Vec<(Range<usize>, String)>,
    used_definitions: BTreeSet<(usize, usize)>,
    num_inline_links: usize,
    html: Tally,
    entities: Tally,
    wordless_links: Tally,
    hover_texts: Tally,
}

impl Tally {
    fn note(&mut self, line: usize) {
        self.0 = Some(self.0.map_or((line, 1), |(first, num)| (first, num + 1)));
    }
}

/// Implements [`super::strip`].
pub(super) fn strip(source: &str, first_line: usize, dialect: Dialect, warnings: &mut Warnings<'_>) -> Stripped {
    let lines = Lines::new(source);
    let markdown = lines.range(first_line).start..source.len();
    let mut walk = Walk {
        source,
        lines,
        dialect,
        deletions: Deletions::default(),
        quotes: QuoteMarkers::default(),
        quote_depth: 0,
        marks: LineMarks::default(),
        open_links: Vec::new(),
        links: Vec::new(),
        used_definitions: BTreeSet::new(),
        num_inline_links: 0,
        html: Tally::default(),
        entities: Tally::default(),
        wordless_links: Tally::default(),
        hover_texts: Tally::default(),
    };
    walk.read(markdown, Level::Document);
    walk.finish(warnings)
}

impl Walk<'_> {
    /// Reads a part of the source.
    fn read(&mut self, part: Range<usize>, level: Level) {
        let source = self.source;
        let mut events = Parser::new_ext(&source[part.clone()], Options::empty()).into_offset_iter();
        let mut code_block = None;
        let mut last_leaf_end = part.start;
        let outer_links = std::mem::take(&mut self.open_links);
        while let Some((event, range)) = events.next() {
            let range = part.start + range.start..part.start + range.end;
            if self.quote_depth > 0 && is_inline(&event) {
                self.quotes.words_at(self.lines.of(range.start), range.start);
            }
            match &event {
                Event::Start(tag) => {
                    if let Tag::CodeBlock(kind) = tag {
                        code_block = Some(matches!(kind, CodeBlockKind::Indented));
                    }
                    if let Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. } = tag
                        && self.is_by_reference(*link_type)
                        && let Some(definition) = events.reference_definitions().get(id)
                    {
                        let span = (part.start + definition.span.start, part.start + definition.span.end);
                        self.used_definitions.insert(span);
                    }
                    self.start(tag, &range, level);
                }
                Event::End(TagEnd::CodeBlock) => code_block = None,
                Event::End(tag) => self.end(*tag, &range, level),
                Event::Text(_) if code_block == Some(true) => self.read_inside(range.clone(), level),
                Event::Text(_) if code_block.is_some() => {}
                Event::Text(text) => self.words(text, &range, last_leaf_end),
                Event::Code(_) => self.code(&range, level),
                Event::InlineHtml(_) => self.html.note(self.lines.of(range.start)),
                Event::HardBreak if source[range.clone()].starts_with('\\') => {
                    self.deletions.delete(source, range.start..range.start + 1);
                }
                _ => {}
            }
            if !matches!(event, Event::Start(_)) {
                if let Some(link) = self.open_links.last_mut() {
                    link.words_end = link.words_end.max(range.end);
                }
                if !matches!(event, Event::End(_)) {
                    last_leaf_end = range.end;
                }
            }
        }
        self.open_links = outer_links;
    }

    /// Reads indented text, or text in backticks, for inline markup. This is done only once: markup inside that stays.
    fn read_inside(&mut self, range: Range<usize>, level: Level) {
        let words = self.source[range.clone()].trim();
        if level == Level::Document && words.contains(['*', '_', '[', '<', '\\']) {
            let start = range.end - self.source[range.clone()].trim_start().len();
            self.read(start..start + words.len(), Level::Inside);
        }
    }

    fn is_by_reference(&self, kind: LinkType) -> bool {
        self.dialect == Dialect::Full && matches!(kind, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut)
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>, level: Level) {
        let source = self.source;
        match tag {
            Tag::Emphasis => self.delete_both_ends(range, 1),
            Tag::Strong => self.delete_both_ends(range, 2),
            Tag::Link { link_type, dest_url, title, .. } | Tag::Image { link_type, dest_url, title, .. } => {
                let opening = if matches!(tag, Tag::Image { .. }) { 2 } else { 1 };
                let mail = if matches!(link_type, LinkType::Email) && !dest_url.starts_with("mailto:") { "mailto:" } else { "" };
                let words_start = range.start + opening;
                let target = format!("{mail}{dest_url}");
                self.open_links.push(OpenLink { kind: *link_type, target, words_start, words_end: words_start });
                if !title.is_empty() && (matches!(link_type, LinkType::Inline) || self.is_by_reference(*link_type)) {
                    self.hover_texts.note(self.lines.of(range.start));
                }
            }
            Tag::HtmlBlock => self.html.note(self.lines.of(range.start)),
            _ if level == Level::Inside => {}
            Tag::BlockQuote(_) => {
                let lines = self.lines.touched_by(range);
                if self.quote_depth == 0 {
                    self.marks.mark(lines.clone(), BlockKind::Quotation);
                }
                self.quotes.quote(lines);
                self.quote_depth += 1;
            }
            Tag::Item if self.quote_depth == 0 => {
                let lines = self.lines.touched_by(&(range.start..range.start + source[range.clone()].trim_end().len()));
                self.marks.mark(lines, BlockKind::ListItem);
            }
            Tag::Heading { level, .. } => {
                let lines = self.lines.touched_by(range);
                let is_underlined = hashes(&source[range.clone()]).is_none();
                let is_one_line = lines.len() == 2 && range.len() <= 2 * MAX_UNDERLINED_BYTES;
                if self.quote_depth == 0 && (!is_underlined || is_one_line) {
                    self.marks.mark(lines.start..lines.start + 1, BlockKind::Heading(*level as u8));
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>, level: Level) {
        match tag {
            TagEnd::Link | TagEnd::Image => {
                if let Some(link) = self.open_links.pop() {
                    self.close_link(link, range);
                }
            }
            TagEnd::BlockQuote(_) if level == Level::Document => self.quote_depth = self.quote_depth.saturating_sub(1),
            TagEnd::Heading(_) if level == Level::Document => self.heading_markers(range),
            _ => {}
        }
    }

    fn close_link(&mut self, link: OpenLink, range: &Range<usize>) {
        let source = self.source;
        let words = match link.kind {
            LinkType::Autolink | LinkType::Email => {
                self.delete_both_ends(range, 1);
                range.start + 1..range.end - 1
            }
            kind if matches!(kind, LinkType::Inline) || self.is_by_reference(kind) => {
                // Only white space may come between the last element in the link and the bracket.
                let Some(rest) = source.get(link.words_end..range.end) else { return };
                let Some(bracket) = rest.find(']') else { return };
                self.num_inline_links += usize::from(matches!(kind, LinkType::Inline));
                self.deletions.delete(source, range.start..link.words_start);
                self.deletions.delete(source, link.words_end + bracket..range.end);
                link.words_start..link.words_end + bracket
            }
            _ => return,
        };
        if link.target.is_empty() || link.target == "#" {
            return;
        }
        if source[words.clone()].trim().is_empty() {
            self.wordless_links.note(self.lines.of(range.start));
            return;
        }
        self.links.push((words, link.target));
    }

    /// Deletes the hashes of a heading, in front with one space, and at the end with the white space before them.
    fn heading_markers(&mut self, range: &Range<usize>) {
        let source = self.source;
        let Some(front) = hashes(&source[range.clone()]) else { return };
        let heading = &source[range.clone()];
        let space = usize::from(heading[front.end..].starts_with(' '));
        self.deletions.delete(source, range.start + front.start..range.start + front.end + space);
        let words = heading.trim_end();
        let without_hashes = words.trim_end_matches('#');
        let without_space = without_hashes.trim_end_matches([' ', '\t']);
        if without_hashes.len() < words.len() && without_space.len() < without_hashes.len() && front.end <= without_space.len() {
            self.deletions.delete(source, range.start + without_space.len()..range.start + words.len());
        }
    }

    /// Deletes the backslash before words that begin with an escaped character.
    fn words(&mut self, text: &str, range: &Range<usize>, last_leaf_end: usize) {
        let bytes = self.source.as_bytes();
        let is_escaped = range.start > last_leaf_end
            && bytes[range.start - 1] == b'\\'
            && bytes.get(range.start).is_some_and(u8::is_ascii_punctuation);
        if is_escaped {
            self.deletions.delete(self.source, range.start - 1..range.start);
        } else if bytes.get(range.start) == Some(&b'&') && self.source[range.clone()] != *text {
            self.entities.note(self.lines.of(range.start));
        }
    }

    fn code(&mut self, range: &Range<usize>, level: Level) {
        let code = &self.source[range.clone()];
        let ticks = code.len() - code.trim_start_matches('`').len();
        match self.dialect {
            Dialect::Full => self.delete_both_ends(range, ticks),
            Dialect::PageDump if code.len() > 2 * ticks => self.read_inside(range.start + ticks..range.end - ticks, level),
            Dialect::PageDump => {}
        }
    }

    fn delete_both_ends(&mut self, range: &Range<usize>, bytes: usize) {
        if range.len() >= 2 * bytes {
            self.deletions.delete(self.source, range.start..range.start + bytes);
            self.deletions.delete(self.source, range.end - bytes..range.end);
        }
    }

    fn finish(mut self, warnings: &mut Warnings<'_>) -> Stripped {
        self.quotes.delete(self.source, &self.lines, &mut self.deletions);
        for (start, end) in std::mem::take(&mut self.used_definitions) {
            self.deletions.delete(self.source, start..end);
        }
        let messages = [
            (&self.html, "HTML tags begin on this line ({}); they were kept as text, with what is inside HTML blocks"),
            (&self.entities, "HTML entities such as &nbsp; begin on this line ({}); they were kept as they are written"),
            (&self.wordless_links, "links or images without words begin on this line ({}); their targets were left out"),
            (&self.hover_texts, "links with a hover text begin on this line ({}); the hover texts were left out"),
        ];
        for (tally, message) in messages {
            if let Some((first_line, num)) = tally.0 {
                warnings.add(Some(first_line), message.replace("{}", &num.to_string()));
            }
        }
        let remains = self.deletions.apply(self.source);
        let links = links(self.links, &remains);
        Stripped { text: remains.text, links, marks: self.marks, num_inline_links: self.num_inline_links }
    }
}

fn links(links: Vec<(Range<usize>, String)>, remains: &Remains) -> Vec<Link> {
    let byte = |source_byte| ByteOffset::from_usize(remains.position(source_byte));
    let link =
        |(words, target): (Range<usize>, String)| Link { range: ByteRange::between(byte(words.start), byte(words.end)), target };
    let mut links: Vec<Link> = links.into_iter().map(link).filter(|link| !link.range.is_empty()).collect();
    links.sort_by_key(|link| (link.range.start(), std::cmp::Reverse(link.range.end())));
    links
}

/// The hashes of an ATX heading; `None` for an underlined heading.
fn hashes(heading: &str) -> Option<Range<usize>> {
    let start = heading.len() - heading.trim_start_matches([' ', '\t']).len();
    let rest = heading[start..].trim_start_matches('#');
    let end = heading.len() - rest.len();
    ((1..=6).contains(&(end - start)) && (rest.is_empty() || rest.starts_with([' ', '\t', '\n']))).then_some(start..end)
}

fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. }),
        Event::Text(_) | Event::Code(_) | Event::Html(_) | Event::InlineHtml(_) => true,
        _ => false,
    }
}
