//! Reads Rust source just well enough to say which paths it mentions: comments, strings and characters are left out,
//! grouped imports are taken apart, and `super::` is followed.

/// A word, `::`, or a single character of punctuation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    pub text: &'a str,
    /// From 1.
    pub line: usize,
}

/// A path of at least two segments, or of one that is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Segments as written; `*` for a glob. `use a::{b, c::*}` gives `a b` and `a c *`.
    pub path: Vec<String>,
    /// From 1.
    pub line: usize,
    /// Whether it stands in a `use`.
    pub is_import: bool,
    /// Names of the inline modules around it, outermost first.
    pub inline_modules: Vec<String>,
}

/// The tokens of `source`.
pub fn tokens(source: &str) -> Vec<Token<'_>> {
    let (mut tokens, mut line, mut rest) = (Vec::new(), 1, source);
    while let Some(first) = rest.chars().next() {
        let mut is_token = false;
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment_length(rest)
        } else if first == '"' {
            string_length(rest, '"')
        } else if first == '\'' {
            character_length(rest)
        } else if let Some(length) = raw_string_length(rest) {
            length
        } else if is_word(first) {
            is_token = true;
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else {
            is_token = !first.is_whitespace();
            if rest.starts_with("::") { 2 } else { first.len_utf8() }
        };
        let (token, after) = rest.split_at(length);
        if is_token {
            tokens.push(Token { text: token, line });
        }
        line += token.matches('\n').count();
        rest = after;
    }
    tokens
}

/// The paths that `source` mentions, in order.
pub fn mentions(source: &str) -> Vec<Mention> {
    let mut reader = Reader { tokens: tokens(source), is_import: false, inline_modules: Vec::new(), found: Vec::new() };
    let (mut at, mut depth) = (0, 0_usize);
    while at < reader.tokens.len() {
        match reader.text(at) {
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                reader.inline_modules.retain(|(_, inside)| *inside <= depth);
            }
            ";" => reader.is_import = false,
            // `use<'a>` in a type is not an import.
            "use" => reader.is_import = reader.text(at + 1) != "<",
            "mod" if reader.text(at + 2) == "{" => {
                let name = reader.text(at + 1).to_owned();
                reader.inline_modules.push((name, depth + 1));
                at += 1;
            }
            text if begins_segment(text) => {
                at = reader.path(at, Vec::new());
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    reader.found
}

struct Reader<'a> {
    tokens: Vec<Token<'a>>,
    is_import: bool,
    /// Each with the depth of braces inside it.
    inline_modules: Vec<(String, usize)>,
    found: Vec<Mention>,
}

impl<'a> Reader<'a> {
    /// The token at a place; empty beyond the end.
    fn text(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.text)
    }

    /// Reads the path, glob or group at `at`, which `prefix` precedes; returns the place after it.
    fn path(&mut self, mut at: usize, mut prefix: Vec<String>) -> usize {
        if self.text(at) == "{" {
            at += 1;
            while at < self.tokens.len() && self.text(at) != "}" {
                at = if continues_path(self.text(at)) { self.path(at, prefix.clone()) } else { at + 1 };
            }
            return at + 1;
        }
        prefix.push(self.text(at).to_owned());
        if self.text(at + 1) == "::" && continues_path(self.text(at + 2)) {
            return self.path(at + 2, prefix);
        }
        if prefix.len() > 1 || self.is_import {
            self.found.push(Mention {
                path: prefix,
                line: self.tokens[at].line,
                is_import: self.is_import,
                inline_modules: self.inline_modules.iter().map(|(name, _)| name.clone()).collect(),
            });
        }
        if self.is_import && self.text(at + 1) == "as" { at + 3 } else { at + 1 }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn begins_segment(text: &str) -> bool {
    text == "*" || text.starts_with(is_word)
}

fn continues_path(text: &str) -> bool {
    text == "{" || begins_segment(text)
}

/// Block comments nest.
fn block_comment_length(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn string_length(rest: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Of a lifetime only the mark, of a character all of it.
fn character_length(rest: &str) -> usize {
    let mut chars = rest.chars().skip(1);
    match (chars.next(), chars.next()) {
        (Some('\\'), _) | (Some(_), Some('\'')) => string_length(rest, '\''),
        _ => 1,
    }
}

/// `r"…"`, `r#"…"#`, `br"…"`, `cr"…"`; of a raw identifier the `r#`.
fn raw_string_length(rest: &str) -> Option<usize> {
    let prefix = ["r", "br", "cr"]
        .into_iter()
        .find(|prefix| rest.strip_prefix(prefix).is_some_and(|after| after.starts_with(['#', '"'])))?;
    let after = &rest[prefix.len()..];
    let hashes = &after[..after.find(|c| c != '#')?];
    let Some(body) = after[hashes.len()..].strip_prefix('"') else {
        return (prefix == "r" && hashes == "#").then_some(2);
    };
    let start = rest.len() - body.len();
    let end = format!("\"{hashes}");
    Some(body.find(&end).map_or(rest.len(), |at| start + at + end.len()))
}

#[test]
fn comments_strings_and_characters_are_left_out() {
    let source = r###"
        // crate::a
        /* crate::b /* nested */ crate::c */
        let x: &'a str = "crate::d \" crate::e"; let y = r#"crate::f " crate::g"#;
        let (z, w) = ('"', b'\''); crate::h::i("…");
    "###;
    let paths: Vec<_> = mentions(source).into_iter().map(|mention| (mention.path.join("::"), mention.line)).collect();
    assert_eq!(paths, [("crate::h::i".to_owned(), 5)]);
}

#[test]
fn grouped_imports_are_taken_apart() {
    let paths = |source| mentions(source).into_iter().map(|mention| mention.path.join("::")).collect::<Vec<_>>();
    assert_eq!(
        paths("use crate::{store, text::{self, a as b, c::*}};"),
        ["crate::store", "crate::text::self", "crate::text::a", "crate::text::c::*"]
    );
    assert_eq!(paths("pub(crate) use {std::fs, egui as e}; let egui = text;"), ["std::fs", "egui"]);
    assert_eq!(
        paths("let x = ::egui::Ui::new(Vec::<eframe::Frame>::new() as r#type::T);"),
        ["egui::Ui::new", "eframe::Frame", "type::T"]
    );
}

#[test]
fn inline_modules_are_known() {
    let found = mentions("mod a { mod b { super::x(); } super::y(); } super::z();");
    let modules: Vec<_> = found.iter().map(|mention| mention.inline_modules.join("::")).collect();
    assert_eq!(modules, ["a::b", "a", ""]);
}
