//! Files of known kinds that hold no articles, or whose articles are not read: each is named, with the way to go on, so that
//! nothing structured becomes the text of an article.
//!
//! A new kind is a row of [`KINDS`]. Tables without texts are in `table/known.rs`.

use super::{ImportError, archive, compound::Compound};

/// How a kind is told.
enum Sign {
    /// An archive has an entry whose name begins, or ends, so.
    Entry(&'static [&'static str]),
    /// A compound file has a stream of this name.
    Stream(&'static str),
    /// It begins with one of these, behind white space.
    Start(&'static [&'static str]),
    /// It is XML, and its first element has one of these names.
    Root(&'static [&'static str]),
    /// It is JSON and has all of these near its beginning.
    Json(&'static [&'static str]),
    /// Its first lines are so.
    Lines(fn(&[&str]) -> bool),
    /// Its name ends so, and nothing else tells what it is.
    Ending(&'static [&'static str]),
}

/// A kind of file.
struct Kind {
    /// What it is, with its article.
    what: &'static str,
    /// What to do instead.
    advice: &'static str,
    sign: Sign,
}

const SAVE_AS_DOCX: &str = "open it there and save it as DOCX or PDF";
const SAVE_AS_XLSX: &str = "open it there and save it as XLSX or CSV";
const AS_CODE: &str = "it holds no article; if it does, save the article as a text file";

/// All kinds, in the order in which they are asked.
const KINDS: &[Kind] = &[
    Kind {
        what: "a document of Apple Pages",
        advice: SAVE_AS_DOCX,
        sign: Sign::Entry(&["Index/Document.iwa", "Index.zip", "index.apxl"]),
    },
    Kind { what: "a binary workbook of Excel (XLSB)", advice: SAVE_AS_XLSX, sign: Sign::Entry(&["xl/workbook.bin"]) },
    Kind {
        what: "a presentation of PowerPoint",
        advice: "save its text as a document",
        sign: Sign::Entry(&["ppt/presentation.xml"]),
    },
    Kind { what: "a map (KMZ)", advice: "it has places and no articles", sign: Sign::Entry(&["doc.kml"]) },
    Kind {
        what: "the archive of an account of X (Twitter)",
        advice: "its posts are not read yet; make a table of them, with a column for the text, and import that",
        sign: Sign::Entry(&["data/tweets.js", "data/tweet.js"]),
    },
    Kind { what: "a document of Word 97 to 2003 (DOC)", advice: SAVE_AS_DOCX, sign: Sign::Stream("WordDocument") },
    Kind {
        what: "a presentation of PowerPoint",
        advice: "save its text as a document",
        sign: Sign::Stream("PowerPoint Document"),
    },
    Kind { what: "an e-mail of Outlook (MSG)", advice: "save it as EML", sign: Sign::Stream("__properties_version1.0") },
    Kind {
        what: "an SQLite database, but not of Taguette",
        advice: "export the table with the articles as CSV and import that",
        sign: Sign::Start(&["SQLite format 3\0"]),
    },
    Kind { what: "an old web archive (ARC)", advice: "convert it to WARC", sign: Sign::Start(&["filedesc://"]) },
    Kind {
        what: "a list of references of PubMed (NBIB)",
        advice: "export it as RIS and import that; such lists have abstracts, not articles",
        sign: Sign::Start(&["PMID- "]),
    },
    Kind {
        what: "a list of references of EndNote",
        advice: "export it as RIS and import that; such lists have abstracts, not articles",
        sign: Sign::Start(&["%0 "]),
    },
    Kind {
        what: "a list of references of BibTeX",
        advice: "export it as RIS or CSL JSON and import that; such lists have abstracts, not articles",
        sign: Sign::Lines(is_bibtex),
    },
    Kind {
        what: "subtitles of a film",
        advice: "save the words without their times as a text file",
        sign: Sign::Lines(is_subtitles),
    },
    Kind {
        what: "a table of tokens of the CoNLL family in columns that Obelus does not know",
        advice: "convert it to CoNLL 2003 (token and BIO tag, apart by a tab) or to JSON lines with “spans”, and import that",
        sign: Sign::Lines(is_tokens),
    },
    Kind {
        what: "an annotated document of GATE",
        advice: "export it as JSON or CSV with start, end and label of each annotation, and import that",
        sign: Sign::Root(&["GateDocument"]),
    },
    Kind { what: "a map (KML)", advice: "it has places and no articles", sign: Sign::Root(&["kml", "gpx"]) },
    Kind { what: "a picture (SVG)", advice: "it holds no article", sign: Sign::Root(&["svg"]) },
    Kind {
        what: "a list of feeds (OPML)",
        advice: "it has their addresses and no articles; save the feeds and import those",
        sign: Sign::Root(&["opml"]),
    },
    Kind {
        what: "a site map",
        advice: "it has addresses and no articles; save the pages with a browser or as WARC and import those",
        sign: Sign::Root(&["urlset", "sitemapindex"]),
    },
    Kind { what: "a copy of a wiki", advice: "save its articles as pages or text files", sign: Sign::Root(&["mediawiki"]) },
    Kind { what: "a file of settings (property list)", advice: "it holds no article", sign: Sign::Root(&["plist"]) },
    Kind { what: "a workbook as XML", advice: SAVE_AS_XLSX, sign: Sign::Root(&["Workbook"]) },
    Kind {
        what: "a scientific article as XML (JATS)",
        advice: "save it as a web page or PDF and import that",
        sign: Sign::Root(&["article", "pmc-articleset"]),
    },
    Kind {
        what: "a map (GeoJSON)",
        advice: "it has places and no articles; if a property holds texts, make a table of it",
        sign: Sign::Json(&["\"type\"", "Feature", "\"geometry\""]),
    },
    Kind {
        what: "training data of spaCy 2 (JSON)",
        advice: "convert it with “spacy convert” to DocBin (.spacy) and import that",
        sign: Sign::Json(&["\"paragraphs\"", "\"sentences\"", "\"tokens\"", "\"orth\""]),
    },
    Kind { what: "a notebook of Jupyter", advice: AS_CODE, sign: Sign::Json(&["\"cells\"", "\"cell_type\""]) },
    Kind {
        what: "source code",
        advice: AS_CODE,
        sign: Sign::Ending(&[
            "py", "r", "rs", "js", "mjs", "ts", "jsx", "tsx", "c", "h", "cc", "cpp", "hpp", "cs", "java", "kt", "scala", "go",
            "rb", "php", "pl", "sh", "bash", "bat", "ps1", "sql", "css", "scss", "swift", "jl", "lua", "do", "sas", "ipynb",
            "rmd", "qmd", "tex", "sty",
        ]),
    },
    Kind {
        what: "source code",
        advice: AS_CODE,
        sign: Sign::Start(&["#!/", "<?php", "import numpy", "import pandas", "library(", "#include <", "\\documentclass"]),
    },
    Kind {
        what: "a file of settings",
        advice: "it holds no article",
        sign: Sign::Ending(&["ini", "toml", "yaml", "yml", "cfg", "conf", "env", "properties", "lock", "plist", "gitignore"]),
    },
    Kind { what: "a file of settings", advice: "it holds no article", sign: Sign::Lines(is_settings) },
];

/// How many bytes of a file are looked at.
const HEAD_BYTES: usize = 16 << 10;

/// Refuses XML that nothing else knows, once nothing else has read it.
pub(super) fn refuse_xml(file_name: &str, text: &str) -> Result<(), ImportError> {
    let head = text.trim_start_matches('\u{FEFF}').trim_start();
    // Prose may begin with a word in angle brackets.
    let is_declared = head.starts_with("<?xml") || head.starts_with("<!DOCTYPE ");
    let is_other = is_declared && super::xml::root_name(head).is_some_and(|root| !root.eq_ignore_ascii_case("html"));
    if !is_other {
        return Ok(());
    }
    let advice = "save the articles in it as text or web pages, or as a table, and import those".to_owned();
    let what = "XML of a kind that Obelus does not know".to_owned();
    Err(ImportError::NotRead { file_name: file_name.to_owned(), what, advice })
}

/// Refuses a file of a kind that holds no article, or whose articles are not read.
pub(super) fn refuse(file_name: &str, bytes: &[u8]) -> Result<(), ImportError> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]);
    let head = head.trim_start_matches('\u{FEFF}').trim_start();
    let lines: Vec<&str> = head.lines().take(60).collect();
    let entries = if bytes.starts_with(b"PK\x03\x04") { archive::names(bytes) } else { Vec::new() };
    let file = Compound::open(bytes);
    let ending = file_name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let root = super::xml::root_name(head);
    let is_json = head.starts_with(['{', '[']);
    let is = |kind: &&Kind| match kind.sign {
        Sign::Entry(names) => {
            names.iter().any(|name| entries.iter().any(|entry| entry == name || entry.ends_with(&format!("/{name}"))))
        }
        Sign::Stream(name) => file.as_ref().is_some_and(|file| file.has(name)),
        Sign::Start(starts) => starts.iter().any(|start| head.starts_with(start)),
        Sign::Root(names) => root.is_some_and(|root| names.contains(&root)),
        Sign::Json(signs) => is_json && signs.iter().all(|sign| head.contains(sign)),
        Sign::Lines(is_so) => is_so(&lines),
        Sign::Ending(endings) => endings.contains(&ending.as_str()),
    };
    match KINDS.iter().find(is) {
        Some(Kind { what, advice, .. }) => {
            Err(ImportError::NotRead { file_name: file_name.to_owned(), what: (*what).to_owned(), advice: (*advice).to_owned() })
        }
        None => Ok(()),
    }
}

fn worded<'l>(lines: &'l [&'l str]) -> impl Iterator<Item = &'l str> {
    lines.iter().copied().filter(|line| !line.trim().is_empty())
}

fn is_bibtex(lines: &[&str]) -> bool {
    let is_entry = |line: &str| {
        let rest = line.trim().strip_prefix('@').and_then(|rest| rest.split_once('{'));
        rest.is_some_and(|(kind, key)| {
            kind.bytes().all(|byte| byte.is_ascii_alphabetic()) && !kind.is_empty() && key.ends_with(',')
        })
    };
    worded(lines).find(|line| !line.starts_with('%')).is_some_and(is_entry)
}

fn is_subtitles(lines: &[&str]) -> bool {
    let mut first = worded(lines);
    let is_time = |line: &str| line.contains("-->") && line.chars().filter(char::is_ascii_digit).count() >= 8;
    first.next().is_some_and(|line| line.starts_with("WEBVTT") || line.trim().parse::<u32>().is_ok() || is_time(line))
        && first.take(3).any(is_time)
}

/// Whether lines are tokens with columns: each sentence a paragraph, and numbers or tags in every line.
fn is_tokens(lines: &[&str]) -> bool {
    if worded(lines).next().is_some_and(|first| {
        first.starts_with("#begin document") || first.starts_with("# newdoc") || first.starts_with("# sent_id =")
    }) {
        return true;
    }
    let rows: Vec<Vec<&str>> =
        worded(lines).filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect();
    let Some(width) = rows.first().map(Vec::len).filter(|width| *width >= 3) else { return false };
    let is_number = |cell: &&str| cell.parse::<u32>().is_ok();
    let is_tag = |cell: &&str| {
        matches!(*cell, "O" | "_" | "-")
            || cell.get(..2).is_some_and(|start| matches!(start, "B-" | "I-" | "E-" | "S-" | "L-" | "U-"))
    };
    let is_token =
        |row: &Vec<&str>| row.len() == width && row.iter().all(|cell| cell.len() < 60) && row.last().is_some_and(is_tag);
    let num_tokens =
        rows.iter().filter(|row| is_token(row) || row.first().is_some_and(is_number) && row.len() == width && width >= 8).count();
    rows.len() >= 5 && num_tokens * 10 >= rows.len() * 9
}

/// Whether nearly all lines are names in brackets, comments, or a name and a value.
fn is_settings(lines: &[&str]) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name.len() < 40
            && name.trim().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
    };
    let is_line = |line: &str| {
        let line = line.trim();
        let is_section = line.starts_with('[') && line.ends_with(']') && is_name(&line[1..line.len() - 1]);
        is_section || line.starts_with(['#', ';']) || line.split_once('=').is_some_and(|(name, _)| is_name(name))
    };
    let all: Vec<&str> = worded(lines).collect();
    all.len() >= 4 && all.iter().filter(|line| line.contains('=')).count() >= 2 && all.iter().all(|line| is_line(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, text: &str) -> String {
        refuse(name, text.as_bytes())
            .and_then(|()| refuse_xml(name, text))
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn what_holds_no_article_is_named() {
        for (name, text, what) in [
            (
                "a.xml",
                "<?xml version=\"1.0\"?>\n<!-- x -->\n<GateDocument version=\"3\"><TextWithNodes>Nine</TextWithNodes></GateDocument>",
                "GATE",
            ),
            ("a.xml", "<?xml version=\"1.0\"?><records><r>Nine</r></records>", "XML of a kind"),
            ("a.json", "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", \"geometry\": {}}]}", "GeoJSON"),
            ("a.py", "print(9)", "source code"),
            ("a.xml", "<!DOCTYPE r>\n<r>Nine</r>", "XML of a kind"),
            ("a.txt", "#!/usr/bin/env python\nprint(9)", "source code"),
            ("a.txt", "[main]\nname = Sel\n# a comment\nport = 9\n", "a file of settings"),
            ("a.txt", "@article{sel,\n  title = {Nine die}\n}", "BibTeX"),
            ("a.txt", "1\n00:00:01,000 --> 00:00:04,000\nNine people died.\n", "subtitles"),
            ("a.conllu", "# sent_id = 1\n1\tNine\tnine\tNUM\n", "CoNLL"),
            ("a.txt", "1\tNine\tNUM\tO\n2\tdied\tV\tO\n3\tin\tP\tO\n4\tSel\tN\tB-LOC\n5\t.\t.\tO\n", "CoNLL"),
        ] {
            assert!(told(name, text).contains(what), "{name}: {} instead of {what}", told(name, text));
        }
    }

    #[test]
    fn articles_are_not_refused() {
        for text in [
            "Nine die in Sel\n\nThe army denied it.",
            "#Sel: nine people died.\n\n“x = y”, said the mayor.",
            "[Update] Nine die\n\nIt = nothing.",
            "1\nNine people died.\n2\nThe army denied it.",
            "<Ana> Nine people died.",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE html>\n<html><body>Nine</body></html>",
            "title: Nine die\ndate: 2024-03-05\n\nThe army denied it.",
        ] {
            assert_eq!(told("a.txt", text), "", "{text}");
        }
    }
}
