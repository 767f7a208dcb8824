//! Importing: what goes in, and what comes out.

use obelus::{
    import::{self, Format, ImportError, Imported, ImportedArticle, MAX_FILE_BYTES, import},
    project::{ArticleId, BlockKind, Project, ProjectId, Sha256},
    store,
};
use proptest::prelude::*;
use std::path::Path;

const PAGE_DUMP: &str = include_str!("../fixtures/formats/markdown/page_dump.txt");
const MARKDOWN: &str = include_str!("../fixtures/formats/markdown/everything.md");
const ARABIC: &str = include_str!("../fixtures/formats/text/arabic.txt");

fn imported(file_name: &str, bytes: impl AsRef<[u8]>) -> Imported {
    import(file_name, bytes.as_ref(), None).expect("importable")
}

fn article(file_name: &str, bytes: impl AsRef<[u8]>) -> ImportedArticle {
    imported(file_name, bytes).articles.remove(0)
}

/// The text of a Markdown file.
fn markdown(source: &str) -> String {
    article("dravna.md", source).text
}

fn refusal(file_name: &str, bytes: impl AsRef<[u8]>) -> String {
    import(file_name, bytes.as_ref(), None).expect_err("not importable").to_string()
}

fn blocks(article: &ImportedArticle) -> Vec<(BlockKind, &str)> {
    article.blocks.iter().map(|block| (block.kind, block.range.of(&article.text).expect("in the text"))).collect()
}

fn links(article: &ImportedArticle) -> Vec<(&str, &str)> {
    article.links.iter().map(|link| (link.range.of(&article.text).expect("in the text"), link.target.as_str())).collect()
}

#[test]
fn a_page_dump_tells_what_it_is() {
    let article = article("dravna.txt", PAGE_DUMP);
    let metadata = &article.metadata;
    assert_eq!(metadata.headline, "Video: Marentian Army Seeks to Stop Kaldor Front Near Dravna");
    assert_eq!(metadata.byline, "Ana Reth and Ilmar Dosz");
    assert_eq!(metadata.outlet, "Sel Wire");
    assert_eq!(metadata.published, Some(jiff::civil::date(2021, 5, 3)));
    assert_eq!(metadata.regions, ["Upper Sel & Dravna", "Marentia"]);
    assert_eq!(metadata.themes, ["Ceasefire", "Refugees"]);
    assert_eq!(metadata.series, ["KALDOR"]);
    assert_eq!(metadata.source_note, "The original source of this article is Dravna Observer");
    assert_eq!(metadata.copyright, "Copyright © Ana Reth, Dravna Observer, 2021");
    assert_eq!(metadata.other["also published"], "Dravna Observer 2 May 2021");
    assert_eq!(article.source.format, "markdown");
    assert_eq!(article.source.sha256, Some(Sha256::of(PAGE_DUMP.as_bytes())));
}

#[test]
fn a_page_dump_loses_its_markup_and_nothing_else() {
    let article = article("dravna.txt", PAGE_DUMP);
    let by_hand =
        PAGE_DUMP.replace("](#)", "]").replace("[an ally of the Front]", "{an ally of the Front}").replace(['[', ']'], "");
    let by_hand = by_hand.replace('{', "[").replace('}', "]").replace("<https://", "https://").replace("/give>", "/give");
    assert_eq!(article.text, by_hand);
    assert_eq!(links(&article), [("https://observer.example/give", "https://observer.example/give")]);
}

#[test]
fn head_and_foot_of_a_page_dump_are_set_apart() {
    let article = article("dravna.txt", PAGE_DUMP);
    let kinds: Vec<(BlockKind, &str)> =
        blocks(&article).into_iter().map(|(kind, words)| (kind, words.get(..16).unwrap())).collect();
    use BlockKind::{Headline, Metadata, Notice};
    let expected = [
        (Headline, "Video: Marentian"),
        (Metadata, "By Ana Reth and "),
        (Metadata, "Sel Wire, May 3,"),
        (Metadata, "Dravna Observer "),
        (Metadata, "Region: Upper Se"),
        (Metadata, "Theme: Ceasefire"),
        (Metadata, "In-depth Report:"),
        (Metadata, "The original sou"),
        (Metadata, "Copyright © Ana"),
        (Metadata, "Articles by: Ana"),
        (Notice, "Disclaimer: The "),
        (Notice, "selwire.example "),
        (Notice, "For media inquir"),
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn markdown_loses_its_markup_by_bytes() {
    for (source, text) in [
        ("Shelling of *Dravna* and **the bridge**.", "Shelling of Dravna and the bridge."),
        ("snake_case_name, 5*3*2, ***both***", "snake_case_name, 532, both"),
        ("[**Sel** Wire](https://sel.example \"hover\")", "Sel Wire"),
        ("![the bridge](b.png) stood", "the bridge stood"),
        ("[![the bridge](b.png)](https://sel.example)", "the bridge"),
        ("<https://sel.example> and <desk@sel.example>", "https://sel.example and desk@sel.example"),
        ("a `*code*` span and ``a ` tick``", "a *code* span and a ` tick"),
        ("\\*not emphasis\\* \\\\ \\[x\\](y)", "*not emphasis* \\ [x](y)"),
        ("one\\\ntwo  \nthree", "one\ntwo  \nthree"),
        ("## The second day ##\n#hashtag\n####### seven", "The second day\n#hashtag\n####### seven"),
        ("Title\n=====\n\n***\n\nText", "Title\n=====\n\n***\n\nText"),
        ("> quoted\n> > twice\n>\n>no space\nlazy 5 > 3", "quoted\ntwice\n\nno space\nlazy 5 > 3"),
        ("> 5 > 3\n> - 4 > 2", "5 > 3\n- 4 > 2"),
        ("- > in a list\n  > and on", "- in a list\n  and on"),
        ("* one\n* two\n  1) three", "* one\n* two\n  1) three"),
        ("text\n\n    indented [link](x) and *more*\n\ttab", "text\n\n    indented link and more\n\ttab"),
        ("```\n*code* [x](y)\n```", "```\n*code* [x](y)\n```"),
        ("a <b>bold</b> &amp; &nbsp;", "a <b>bold</b> &amp; &nbsp;"),
        ("[words][1] and [Sel]\n\n[1]: http://a.example\n[sel]: <b>", "words and Sel\n\n\n"),
        ("[unknown] and [x][y]\n\n[unused]: http://a.example", "[unknown] and [x][y]\n\n[unused]: http://a.example"),
        ("[over\ntwo lines](\nx)", "over\ntwo lines\n"),
        ("* * *\n\n  *a*\u{A0}*b*  \n\n\n", "* * *\n\n  a\u{A0}b  \n\n\n"),
    ] {
        assert_eq!(markdown(source), text, "{source}");
    }
}

#[test]
fn text_with_links_keeps_what_may_not_be_markup() {
    let text = "See [Sel Wire](#). He said `yes' and *no* and `maybe', as in [1].\n\n[1]: http://sel.example\n";
    let expected = "See Sel Wire. He said `yes' and no and `maybe', as in [1].\n\n[1]: http://sel.example\n";
    assert_eq!(article("dravna.txt", text).text, expected);
}

#[test]
fn links_keep_their_targets() {
    let source =
        "*By* [Ana](https://a.example), [Ilmar](#), [](x), ![map](m.png), [![plan](p.png) b](q) and [there][t].\n\n[t]: r\n";
    let imported = imported("dravna.md", source);
    let expected = [("Ana", "https://a.example"), ("map", "m.png"), ("plan b", "q"), ("plan", "p.png"), ("there", "r")];
    assert_eq!(links(&imported.articles[0]), expected);
    assert_eq!(imported.warnings.len(), 1, "{:?}", imported.warnings);
    assert!(imported.warnings[0].to_string().starts_with("dravna.md, line 1: links or images without words"));
}

#[test]
fn markdown_tells_its_structure() {
    let imported = imported("dravna.md", MARKDOWN);
    let article = &imported.articles[0];
    use BlockKind::{Heading, Headline, ListItem, Metadata, Quotation};
    let expected = [
        (
            Metadata,
            "---\ntitle: \"Shells fall on Dravna\"\nauthor: Ana Reth\ndate: 2021-05-03\nlang: en\nsource: Sel Wire\n\
             url: https://selwire.example/dravna\ntags: [shelling, 'river Sel']\ndesk: foreign\n---",
        ),
        (Headline, "Shells fall on Dravna"),
        (Heading(2), "The night"),
        (Quotation, "We counted nine shells.\n\nThen we stopped counting."),
        (ListItem, "- two houses"),
        (ListItem, "- a bridge"),
        (ListItem, "  - its eastern half"),
        (Heading(2), "The morning"),
    ];
    assert_eq!(blocks(article), expected);
    assert_eq!(article.metadata.headline, "Shells fall on Dravna");
    assert_eq!(article.metadata.byline, "Ana Reth");
    assert_eq!(article.metadata.published, Some(jiff::civil::date(2021, 5, 3)));
    assert_eq!(article.metadata.language, "en");
    assert_eq!(article.metadata.outlet, "Sel Wire");
    assert_eq!(article.metadata.url, "https://selwire.example/dravna");
    assert_eq!(article.metadata.themes, ["shelling", "river Sel"]);
    assert_eq!(article.metadata.other["desk"], "foreign");
    assert_eq!(
        imported.warnings.iter().map(|warning| warning.line).collect::<Vec<_>>(),
        [Some(14), Some(32)],
        "hover text, HTML"
    );
}

#[test]
fn front_matter_that_cannot_be_understood_is_kept_and_reported() {
    let imported = imported("dravna.md", "---\ntitle: Dravna\ndate: last week\n---\nText.");
    assert_eq!(imported.articles[0].metadata.other["date"], "last week");
    let warning = imported.warnings[0].to_string();
    assert_eq!(
        warning,
        "dravna.md, line 3: expected a date such as 2021-05-03 for “date”, found “last week”; it was kept unchanged"
    );
}

#[test]
fn lists_in_front_matter_are_written_in_three_ways() {
    for list in ["[Sel, 'Dravna']", "Sel, Dravna", "\n  - Sel\n  - \"Dravna\""] {
        let article = article("dravna.md", format!("---\ntags: {list}\n---\nText."));
        assert_eq!(article.metadata.themes, ["Sel", "Dravna"], "{list}");
    }
    assert_eq!(markdown("---\nno key\n---\n*Text*"), "---\nno key\n---\nText", "text between two breaks");
}

#[test]
fn arabic_articles_tell_what_they_are() {
    let article = article("خبر.txt", ARABIC);
    assert_eq!(article.text, ARABIC);
    assert_eq!(article.metadata.headline, "قصف على بلدة درافنا");
    assert_eq!(article.metadata.byline, "ليلى حداد");
    assert_eq!(article.metadata.outlet, "سلك السيل");
    assert_eq!(article.metadata.published, Some(jiff::civil::date(2021, 5, 3)));
    assert_eq!(article.blocks.last().map(|block| block.kind), Some(BlockKind::Notice));
}

#[test]
fn ordinary_sentences_are_not_metadata() {
    for text in [
        "By Tuesday the town was empty\n",
        "By the river the shelling went on\n",
        "The shelling of the town began on 3 May 2021\n",
        "Nobody came.\n\nCopyright law was changed, the ministry said.\n",
        "On Tuesday the army of Marentia entered\nthe town of Dravna and searched its houses\nuntil the evening.\n",
    ] {
        let article = article("dravna.txt", text);
        assert_eq!(article.metadata.byline, "", "{text}");
        assert_eq!(article.metadata.published, None, "{text}");
        assert_eq!(article.metadata.copyright, "", "{text}");
        assert!(article.blocks.iter().all(|block| block.kind == BlockKind::Headline), "{text}");
    }
    let wrapped = "On Tuesday the army of Marentia entered\nthe town of Dravna\n";
    assert_eq!(article("dravna.txt", wrapped).metadata.headline, "", "a wrapped paragraph has no headline");
}

#[test]
fn a_far_body_is_left_alone() {
    let body = format!("{}\n\nBy Ana Reth\n\nSel Wire, 3 May 2021\n", "The shelling went on. ".repeat(20));
    let article = article("dravna.txt", body);
    assert_eq!((article.metadata.byline.as_str(), article.metadata.published), ("", None));
}

#[test]
fn the_format_is_told_from_name_and_content() {
    let format = |file_name, text: &str| article(file_name, text).source.format;
    assert_eq!(format("a.MD", "plain"), "markdown");
    assert_eq!(format("a.txt", "plain *stars* and [brackets] (round)"), "text");
    assert_eq!(format("a.txt", "a [link](x)"), "markdown");
    assert_eq!(format("a.txt", "array[0](not a target)"), "text");
    let asked_for = import("a.md", b"a [link](x)", Some(Format::Text)).expect("importable");
    assert_eq!(asked_for.articles[0].text, "a [link](x)");
    for format in Format::ALL {
        assert_eq!(format.name().parse(), Ok(format));
    }
    assert!("word".parse::<Format>().is_err());
}

#[test]
fn line_ends_become_line_feeds_and_a_mark_is_removed() {
    let article = article("dravna.txt", "\u{FEFF}\r\nDravna\r\rThe town\r\nfell.\n\r\n");
    assert_eq!(article.text, "\nDravna\n\nThe town\nfell.\n\n");
    assert_eq!(article.source.encoding, "UTF-8 with byte order mark");
}

#[test]
fn utf16_is_read_with_a_byte_order_mark() {
    let text = "\u{FEFF}Dravna درافنا 💥\r\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(article("dravna.txt", &little).text, "Dravna درافنا 💥\n");
    assert_eq!(article("dravna.txt", &big).text, "Dravna درافنا 💥\n");
    assert_eq!(article("dravna.txt", &big).source.encoding, "UTF-16 BE with byte order mark");

    let unpaired = [&little[..4], &[0x00, 0xD8], &little[4..]].concat();
    assert!(refusal("dravna.txt", unpaired).starts_with("the byte at offset 4 does not belong to UTF-16 LE text"));
    assert!(refusal("dravna.txt", &little[..little.len() - 1]).contains("cut off"));
}

#[test]
fn damaged_utf8_is_refused_with_the_offset() {
    let damaged = ["Türme, Äcker, Öfen, ".as_bytes(), b"caf\xE9", " für Gäste".as_bytes()].concat();
    let error = import("dravna.txt", &damaged, None).expect_err("mostly UTF-8");
    assert!(matches!(error, ImportError::WrongEncoding { byte_offset: 26, .. }));
    assert_eq!(error.file_name(), "dravna.txt");
    assert_eq!(
        error.to_string(),
        "the byte at offset 26 does not belong to UTF-8 text: it is E9 in hexadecimal, as in an older encoding such as \
         Windows-1252, or in a damaged file; save the file as UTF-8, or choose its encoding: dravna.txt"
    );
}

#[test]
fn what_is_not_text_is_named() {
    let name_of = |bytes: &[u8]| refusal("dravna.bin", bytes);
    assert!(name_of(b"%PDF-1.7\n%\xE2\xE3").starts_with("this cannot be read as pdf"));
    assert!(name_of(b"PK\x03\x04\x14\0\0\0").starts_with("this cannot be read as zip: its list of contents is damaged"));
    assert!(name_of(b"\x89PNG\r\n\x1A\n\0\0").contains("a PNG picture"));
    assert!(name_of(b"abc\0def").contains("its byte at offset 3 is zero"));
    assert!(name_of(b"\x01\x02\x03abc\x04").contains("control codes"));
    assert_eq!(article("dravna.txt", "RIFF and PAR1 are words too").text, "RIFF and PAR1 are words too");
}

#[test]
fn a_file_without_words_or_beyond_the_limit_is_refused() {
    assert_eq!(
        refusal("dravna.txt", ""),
        "the file holds no words (0 bytes); choose a file that has an article in it: dravna.txt"
    );
    assert!(refusal("dravna.txt", " \r\n\t\n").contains("no words"));
    assert!(refusal("dravna.txt", "\u{FEFF}").contains("no words"));
    let huge = vec![b'a'; MAX_FILE_BYTES + 1];
    assert_eq!(
        refusal("dravna.txt", huge),
        "the file has 65 MiB, but one article may have at most 64 MiB; split it into one file per article: dravna.txt"
    );
}

#[test]
fn odd_characters_are_kept_and_counted() {
    let imported = imported("dravna.txt", "Dravna\n\na\u{7}b\u{85}c, and much more text \u{FFFD}");
    assert_eq!(imported.articles[0].text, "Dravna\n\na\u{7}b\u{85}c, and much more text \u{FFFD}");
    let warnings: Vec<String> = imported.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        [
            "dravna.txt, line 3: from here on the text has 2 unusual control characters; they were kept",
            "dravna.txt, line 3: from here on the text has 1 replacement character (U+FFFD), so it was damaged before the import",
        ]
    );
}

#[test]
fn a_fault_on_every_line_is_told_a_thousand_times_and_then_counted() {
    let rows = format!("{{\"text\":\"Fourteen people were killed.\"}}\n{}", "[1]\n".repeat(5000));
    let imported = imported("rows.jsonl", rows);
    let warnings: Vec<String> = imported.warnings.iter().map(ToString::to_string).collect();
    assert_eq!((imported.articles.len(), imported.num_skipped, warnings.len()), (1, 5000, 1001));
    assert_eq!(warnings[0], "rows.jsonl: there are 4002 more warnings; the first 1000 are listed");
    assert_eq!(warnings[1], "rows.jsonl, line 2: this row was left out: expected an object, found a list");
}

#[test]
fn text_with_more_markup_than_any_article_stays_as_it_is() {
    for (name, unit) in [("a.md", "[a]("), ("a.md", "- a\n"), ("a.md", "> "), ("a.txt", "[a](b) *c* ")] {
        let text = format!("Dravna\n\n{}", unit.repeat(4_000_000 / unit.len() * 3));
        let imported = imported(name, &text);
        assert_eq!(imported.articles[0].text, text, "{unit}");
        assert!(imported.warnings[0].message.contains("more marks of Markdown than any article"), "{:?}", imported.warnings);
    }
    let long = format!("# Dravna\n\n{}", "At least 14 people were killed, *rescue workers* said. ".repeat(20_000));
    assert!(!article("a.md", long).text.contains(['#', '*']), "a long article is none of these");
}

#[test]
fn rows_longer_than_an_article_are_left_out_and_the_others_read() {
    let long = "At least 14 people were killed. ".repeat((MAX_FILE_BYTES >> 5) + 1);
    let one = |text: &str| format!("{{\"text\":\"{text}\"}}");
    let (short, long) = (one("Seventeen people were killed."), one(&long));
    for (name, text) in [("a.jsonl", format!("{short}\n{long}\n")), ("a.json", format!("[{short},{long}]"))] {
        let imported = imported(name, text);
        assert_eq!((imported.articles.len(), imported.num_skipped), (1, 1), "{name}");
        let told: Vec<_> = imported.warnings.iter().map(|warning| warning.message.as_str()).collect();
        assert!(told.contains(&"this row was left out: its text has more than 64 MiB"), "{told:?}");
    }
    let refusal = refusal("a.json", &long);
    assert_eq!(refusal, "this cannot be read as json: line 1: this row was left out: its text has more than 64 MiB: a.json");
}

#[test]
fn lists_of_json_are_read_part_by_part() {
    let list = "\u{FEFF}{\"meta\": {\"n\": [1, {}]}, \"few\": [{\"text\": \"x\"}],\n \"rows\" : [ {\"text\": \"One \\\"[{,\\\" two\", \"tags\": [\"a\", \"b\"]} , 7,\n{\"text\":\"Three\", \"tags\": null}]}";
    let imported = imported("a.json", list);
    let texts: Vec<_> = imported.articles.iter().map(|article| article.text.as_str()).collect();
    assert_eq!(texts, ["One \"[{,\" two", "Three"]);
    let told: Vec<_> = imported.warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(
        told[..2],
        ["the rows were taken from its list “rows”", "item 2 was left out: expected an object, found a number"]
    );
}

#[test]
fn an_imported_article_becomes_one_of_a_project() {
    let now: jiff::Timestamp = "2021-05-04T08:00:00Z".parse().unwrap();
    let article = article("dravna.txt", PAGE_DUMP).into_article(ArticleId::from_random(7), now).unwrap();
    assert_eq!(article.title(), "Video: Marentian Army Seeks to Stop Kaldor Front Near Dravna");
    assert_eq!(article.text_sha256, Sha256::of(article.text.as_str().as_bytes()));
    assert_eq!(article.imported, now);
}

/// Text in which Markdown, metadata and odd characters are frequent.
fn markdownish() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "*",
            "**",
            "_",
            "`",
            "``",
            "[",
            "]",
            "(",
            ")",
            "](#)",
            "](x)",
            "](<x> \"t\")",
            "![",
            "<",
            ">",
            "<b>",
            "<http://a.b>",
            "\\",
            "\n",
            "\n\n",
            "\n> ",
            "\n>",
            "\n- ",
            "\n1. ",
            "\n# ",
            "\n    ",
            "\n\t",
            " ",
            "  \n",
            "\n---\n",
            "\n===\n",
            "```",
            "\n[a]: b\n",
            "[a]",
            "[a][]",
            "&amp;",
            "\u{0}",
            "\r\n",
            "\r",
            "<!--",
            "-->",
            "By Ana",
            "---\nk: v\n",
            "Sel, 3 May 2021",
            "Disclaimer: ",
            "Copyright © 2021",
            "Theme: a, b",
            "#",
            "é",
            "درافنا",
            "💥",
            "a",
            "\u{301}",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn assert_sound(article: &ImportedArticle) -> Result<(), TestCaseError> {
    let mut end = 0;
    for block in &article.blocks {
        let words = block.range.of(&article.text);
        prop_assert!(words.is_some_and(|words| !words.trim().is_empty()));
        prop_assert!(block.range.start().to_usize() >= end);
        end = block.range.end().to_usize();
        prop_assert!(
            article.text[..block.range.start().to_usize()].is_empty()
                || article.text[..block.range.start().to_usize()].ends_with('\n')
        );
        prop_assert!(article.text[end..].is_empty() || article.text[end..].starts_with('\n'));
    }
    let mut start = 0;
    for link in &article.links {
        prop_assert!(link.range.of(&article.text).is_some() && !link.range.is_empty());
        prop_assert!(link.range.start().to_usize() >= start);
        start = link.range.start().to_usize();
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn no_bytes_make_the_import_panic(bytes: Vec<u8>, start in 0..6_usize) {
        let starts: [&[u8]; 6] = [b"", b"\xFF\xFE", b"\xFE\xFF", b"\xEF\xBB\xBF", b"%PDF", b"---\n"];
        let bytes = [starts[start], &bytes].concat();
        for format in [None, Some(Format::Text), Some(Format::Markdown)] {
            if let Ok(imported) = import("any", &bytes, format) {
                assert_sound(&imported.articles[0])?;
            }
        }
    }

    #[test]
    fn no_markdown_loses_words_or_lines(text in markdownish()) {
        for name in ["any.md", "any.txt"] {
            let Ok(imported) = import(name, text.as_bytes(), None) else { continue };
            let article = &imported.articles[0];
            assert_sound(article)?;
            let source = text.strip_prefix('\u{FEFF}').unwrap_or(&text).replace("\r\n", "\n").replace('\r', "\n");
            // Line by line, what is left is the source with some characters missing.
            prop_assert_eq!(article.text.split('\n').count(), source.split('\n').count());
            for (left, whole) in article.text.split('\n').zip(source.split('\n')) {
                let mut rest = whole.chars();
                prop_assert!(left.chars().all(|c| rest.any(|other| other == c)), "{:?} is not from {:?}", left, whole);
            }
        }
    }

    #[test]
    fn only_targets_of_links_are_words_that_go(text in markdownish()) {
        let text = text.replace("](", "] (").replace("]:", "] :");
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        if let Ok(imported) = import("any.md", text.as_bytes(), None) {
            prop_assert_eq!(letters(&imported.articles[0].text), letters(&text));
        }
    }

    #[test]
    fn text_without_markup_comes_out_as_it_went_in(text in "([\\p{L}\\p{N}\\p{M} ,.:;!?()'“”\"/%-]|\r|\n|\r\n){0,200}") {
        let Ok(imported) = import("any.txt", text.as_bytes(), None) else { return Ok(()) };
        prop_assert_eq!(&imported.articles[0].text, &text.replace("\r\n", "\n").replace('\r', "\n"));
        assert_sound(&imported.articles[0])?;
    }
}

#[test]
fn files_become_one_edit_without_a_text_twice() {
    let file = |path: &str, text: &str| import::import_file(Path::new(path), text.as_bytes(), None).expect("importable");
    let mut project = Project::new(ProjectId::from_random(1), "Dravna".to_owned(), store::default_codebook());
    let mut number = 0;
    let mut add = |project: &Project, files: Vec<import::ImportedFile>| {
        let new_id = || {
            number += 1;
            ArticleId::from_random(number)
        };
        import::add(project, files, "2026-05-04T12:00:00Z".parse().expect("a time"), new_id)
    };
    let first = add(&project, vec![file("in/a.txt", "Nobody was hurt.\n")]);
    project.apply(first.edit.expect("one article")).expect("it fits");

    let files = vec![
        file("in/b.txt", "The toll rose to 17.\n"),
        file("in/old.txt", "Nobody was hurt.\n"),
        file("in/c.md", "*Nobody* fled.\n"),
        file("in/twin.txt", "The toll rose to 17.\n"),
    ];
    let added = add(&project, files.clone());
    let duplicates: Vec<_> =
        added.duplicates.iter().map(|left| (left.path.to_str().unwrap_or(""), left.same_as.as_str())).collect();
    assert_eq!(duplicates, [("in/old.txt", "Nobody was hurt."), ("in/twin.txt", "The toll rose to 17.")]);
    assert_eq!(added.failed, [""; 0]);
    let inverse = project.apply(added.edit.expect("two articles")).expect("it fits");
    let names: Vec<_> = project.articles().iter().map(|record| record.article.source.file_name.as_str()).collect();
    assert_eq!(names, ["a.txt", "b.txt", "c.md"], "an article has its file's name, not the folder's");
    assert_eq!(project.articles()[1..].iter().collect::<Vec<_>>(), added.added.iter().map(|new| &new.record).collect::<Vec<_>>());
    assert_eq!(add(&project, files).edit, None, "nothing new the second time");
    project.apply(inverse).expect("one undo takes all of it back");
    assert_eq!(project.articles().len(), 1);
}

#[test]
fn what_is_wrong_with_a_file_is_told_with_its_whole_path() {
    let error = import::import_file(Path::new("in/zero.txt"), b"", None).expect_err("no words");
    assert_eq!(error.file_name(), "in/zero.txt");
    assert!(import::is_article_name(Path::new("in/A.TXT")) && import::is_article_name(Path::new("b.markdown")));
    assert!(!import::is_article_name(Path::new("map.png")) && !import::is_article_name(Path::new("txt")));
}
