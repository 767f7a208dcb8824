//! Downloads of news databases: one file goes in, its articles come out, each with what the file says of it.

#![expect(clippy::disallowed_methods, reason = "the program is given files")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use crate::program;
use obelus::{
    import::{Imported, ImportedArticle, POSITION, import},
    project::BlockKind,
};
use std::io::{Cursor, Write as _};

const LEXIS_TEXT: &[u8] = include_bytes!("../fixtures/news/lexis.txt");
const LEXIS_WEB: &[u8] = include_bytes!("../fixtures/news/lexis-web.txt");
const LEXIS_PAGE: &[u8] = include_bytes!("../fixtures/news/lexis.html");
const FACTIVA_PAGE: &[u8] = include_bytes!("../fixtures/news/factiva.html");
const FACTIVA_XML: &[u8] = include_bytes!("../fixtures/news/factiva.xml");
const FACTIVA_RTF: &[u8] = include_bytes!("../fixtures/news/factiva.rtf");
const NEXIS_RTF: &[u8] = include_bytes!("../fixtures/news/nexis.rtf");
const APA_RTF: &[u8] = include_bytes!("../fixtures/news/apa.rtf");

/// Reads a file whose name says nothing.
fn read(bytes: &[u8]) -> Imported {
    import("download", bytes, None).unwrap_or_else(|error| panic!("{error}"))
}

/// Headline, outlet, day and byline of each article.
fn heads(imported: &Imported) -> Vec<[String; 4]> {
    let head = |article: &ImportedArticle| {
        let known = &article.metadata;
        let day = known.published.map(|day| day.to_string()).unwrap_or_default();
        [known.headline.clone(), known.outlet.clone(), day, known.byline.clone()]
    };
    imported.articles.iter().map(head).collect()
}

fn texts(imported: &Imported) -> Vec<&str> {
    imported.articles.iter().map(|article| article.text.as_str()).collect()
}

fn other<'a>(article: &'a ImportedArticle, name: &str) -> &'a str {
    article.metadata.other.get(name).map_or("", String::as_str)
}

fn warnings(imported: &Imported) -> Vec<&str> {
    imported.warnings.iter().map(|warning| warning.message.as_str()).collect()
}

/// The numbers that the file states and holds.
fn count(imported: &Imported) -> (Option<usize>, usize) {
    imported.count.as_ref().map(|count| (count.num_stated, count.num_found)).unwrap_or_default()
}

#[test]
fn lexisnexis_text_gives_an_article_for_each_document() {
    let imported = read(LEXIS_TEXT);
    assert_eq!(
        heads(&imported),
        [
            ["Shelling hits market; Nine people die in Dravna", "The Sel Wire (Sel)", "2021-05-03", "Ilse Maren and Pavo Denn"],
            ["Ministerium senkt die Maut", "Dravna-Zeitung", "2021-05-05", "IM Sel"],
            ["FLASH: Front names new envoy", "Kaldor Press Agency", "2021-05-04", "Pavo Denn"],
            ["De tol daalt; Brug over de Sel", "De Brug", "2021-05-06", ""],
        ]
    );
    assert_eq!(
        texts(&imported)[0],
        "Shelling hits market; Nine people die in Dravna\n\nAt least nine people died on Monday when shells fell on the covered \
         market in the town of Dravna, rescue workers said.\n\nThe ministry gave the range of the gun.\nLENGTH: 19.43 meters, \
         said a soldier. A longer sentence fills the rest of the paragraph here.\n"
    );
    assert_eq!(texts(&imported)[2], "FLASH: Front names new envoy\n\nThe Kaldor Front named a new envoy on Tuesday.\n");
    let first = &imported.articles[0];
    for (name, value) in [
        ("section", "NEWS"),
        ("page", "4"),
        ("edition", "Late Edition"),
        ("words stated", "47"),
        (POSITION, "1 of 6"),
        ("load date", "May 4, 2021"),
        ("graphic", "Rescue workers in the market.; The gun, seen from the north."),
        ("date as printed", "May 3, 2021 Monday 8:27 PM GMT"),
        ("search terms", "(HEADLINE(Sel) or (market and shell!)) and Date(geq(01/05/2021) and leq(07/05/2021))"),
    ] {
        assert_eq!(other(first, name), value, "{name}");
    }
    assert_eq!(first.metadata.copyright, "Copyright 2021 Sel Media All Rights Reserved");
    assert_eq!(
        imported.articles.iter().map(|article| article.metadata.language.as_str()).collect::<Vec<_>>(),
        ["en", "de", "en", "nl"]
    );
    assert_eq!(first.blocks[0].kind, BlockKind::Headline);
    assert_eq!(first.source.format, "lexisnexis-text");
}

#[test]
fn what_is_missing_and_what_has_no_text_is_named() {
    let imported = read(LEXIS_TEXT);
    assert_eq!((count(&imported), imported.num_skipped), ((Some(6), 5), 1));
    let told = warnings(&imported);
    assert!(told.iter().any(|warning| warning.contains("6 documents, and 5 were found; missing: number 5")), "{told:?}");
    assert!(told.contains(&"the document “A quiet day” (4 of 6) was left out: it has a caption and no text"), "{told:?}");
}

#[test]
fn a_web_item_has_no_fields() {
    let imported = read(LEXIS_WEB);
    assert_eq!(heads(&imported), [["'The toll must fall'", "Sel Wire / Online", "2021-05-03", ""]]);
    let article = &imported.articles[0];
    assert_eq!(article.metadata.url, "http://www.wire.example/sel/economy/article/detail/4274851/2021/05/03/Bridge-toll.dhtml");
    assert_eq!(other(article, "words stated"), "184");
    assert_eq!(
        article.text,
        "'The toll must fall'\n\nThe ministry of Marentia has lowered the toll on the bridge over the Sel to 17 crowns, and it says that...\n"
    );
    assert!(warnings(&imported).iter().any(|told| told.contains("states 184 words") && told.contains("may be cut off")));
}

#[test]
fn a_page_of_lexisnexis_is_read_as_its_text() {
    let imported = read(LEXIS_PAGE);
    assert_eq!(heads(&imported), [["Shelling hits market; Nine people die", "The Sel Wire", "2021-05-03", "ILSE MAREN"]]);
    assert_eq!(
        texts(&imported),
        ["Shelling hits market; Nine people die\n\nAt least nine people died in the market.\n\nNobody claimed the attack.\n"]
    );
    assert_eq!((count(&imported), other(&imported.articles[0], POSITION)), ((Some(2), 2), "201 of 900"));
    assert!(
        warnings(&imported).iter().any(|told| told.contains("(202 of 900) was left out: the database put a notice of an error"))
    );
}

#[test]
fn pages_of_factiva_are_read_with_and_without_index() {
    let imported = read(FACTIVA_PAGE);
    assert_eq!(
        heads(&imported),
        [
            ["Shelling hits market", "The Sel Wire", "2021-05-03", "Ilse Maren and Pavo Denn"],
            ["Ministerium senkt die Maut", "Dravna-Zeitung", "2021-05-05", "Pavo Denn"],
        ]
    );
    assert_eq!(
        texts(&imported),
        [
            "Shelling hits market\n\nAt least nine people died in the market.\n\nNobody claimed the attack.\n",
            "Ministerium senkt die Maut\n\nDie Maut auf der Brücke über den Sel sinkt auf 17 Kronen.\n",
        ]
    );
    let known = |name| imported.articles.iter().map(|article| other(article, name)).collect::<Vec<_>>();
    assert_eq!(known("document id"), ["SELWIR0020210503eh530001t", "DRAZEI0020210505eh550002a"]);
    assert_eq!(known("words stated"), ["12", "11"]);
    assert_eq!(known("section"), ["NEWS", "Wirtschaft"]);
    assert_eq!(known("search terms"), ["Sel and market"; 2]);
    assert_eq!((count(&imported), warnings(&imported)), ((Some(2), 2), Vec::<&str>::new()));
}

#[test]
fn factiva_xml_states_a_number_that_is_checked() {
    let imported = read(FACTIVA_XML);
    assert_eq!(
        texts(&imported),
        [
            "Shelling hits market\n\nAt least nine people died in the market.\n\nNobody claimed the attack.\n",
            "TOLL ON BRIDGE FALLS\n\nThe ministry of Marentia lowered the toll on the bridge over the Sel.\n\nThe new toll is 17 \
             crowns, the ministry said.\n",
        ]
    );
    assert_eq!(count(&imported), (Some(3), 2));
    assert!(warnings(&imported)[0].contains("it states 3 documents, and 2 were found"));
    assert_eq!(imported.articles[1].metadata.published.unwrap().to_string(), "2021-05-04");
}

#[test]
fn factiva_rtf_is_read_with_and_without_index() {
    let imported = read(FACTIVA_RTF);
    assert_eq!(
        heads(&imported),
        [
            ["Shelling hits market", "The Sel Wire", "2021-05-03", "Ilse Maren and Pavo Denn"],
            ["Toll on bridge falls", "The Sel Wire", "2021-05-04", ""],
        ]
    );
    assert_eq!(
        texts(&imported),
        [
            "Shelling hits market\n\nAt least nine people died in the market.\n\nNobody claimed the attack.\n",
            "Toll on bridge falls\n\nThe ministry lowered the toll.\n\nIt is 17 crowns now.\n\nDrivers welcomed it.\n",
        ]
    );
    assert_eq!(warnings(&imported), Vec::<&str>::new());
}

#[test]
fn nexis_rtf_is_divided_at_bookmarks_and_its_language_does_not_matter() {
    let imported = read(NEXIS_RTF);
    assert_eq!(
        heads(&imported),
        [
            ["Shelling hits market", "The Sel Wire", "2021-05-03", "Ilse Maren and Pavo Denn"],
            ["Toll on bridge falls", "Dravna-Zeitung", "2021-05-05", ""],
        ]
    );
    assert_eq!(
        texts(&imported),
        [
            "Shelling hits market\n\nAt least nine people died in the market.\n\nNotes\n\nNobody claimed the attack.\n",
            "Toll on bridge falls\n\nDie Maut sinkt auf 17.\n",
        ]
    );
    let first = &imported.articles[0];
    assert_eq!(other(first, "document id"), "urn:contentItem:6BH1-0KX1-JBVM-Y011-00000-00");
    assert_eq!((other(first, "graphic"), other(first, "search terms")), ("The market of Dravna.", "Sel w/5 market"));
    assert_eq!(count(&imported), (Some(3), 2));
    assert!(warnings(&imported)[0].contains("missing: number 2"), "{:?}", warnings(&imported));
}

/// A paragraph of a Word document, with what is in its properties and before its words.
fn paragraph(properties: &str, before: &str, words: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{before}<w:r><w:t>{words}</w:t></w:r></w:p>")
}

/// A Word document with these paragraphs.
fn docx(paragraphs: &[String]) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{}<w:sectPr/></w:body></w:document>",
        paragraphs.concat()
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(document.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// A download of Nexis Uni with so many documents; `has_marks` says whether bookmarks and breaks are there.
fn nexis_docx(num_documents: usize, has_marks: bool) -> Vec<u8> {
    nexis_docx_without_end(num_documents, has_marks, 0)
}

/// The same, where the line is missing that ends the document with this number.
fn nexis_docx_without_end(num_documents: usize, has_marks: bool, without: usize) -> Vec<u8> {
    let plain = |words: &str| paragraph("", "", words);
    let centred = |words: &str| paragraph(if has_marks { "<w:jc w:val=\"center\"/>" } else { "" }, "", words);
    let mut paragraphs = vec![plain("Job Number: 2"), plain(&format!("Documents ({num_documents})")), plain("1. Shelling")];
    for number in 1..=num_documents {
        let mark = format!("<w:bookmarkStart w:id=\"1\" w:name=\"Bookmark_{number}\"/>");
        if has_marks {
            paragraphs.extend([paragraph("<w:sectPr/>", "", ""), paragraph("", &mark, "")]);
        }
        paragraphs.extend([
            centred(&format!("Shelling {number}")),
            centred("The Sel Wire"),
            centred("May 3, 2021 Monday"),
            plain("Section:\u{A0}NEWS; Pg. 4"),
            plain("Length:\u{A0}8 words"),
            plain("Body"),
            plain(&format!("Shells fell on the market of town {number}.")),
            plain("Classification"),
            plain("Language:\u{A0}ENGLISH"),
            plain("Load-Date:\u{A0}May 4, 2021"),
        ]);
        if number != without {
            paragraphs.push(plain("End of Document"));
        }
    }
    docx(&paragraphs)
}

#[test]
fn nexis_docx_is_divided_with_or_without_bookmarks() {
    for has_marks in [true, false] {
        let imported = read(&nexis_docx(3, has_marks));
        let expected: Vec<_> =
            (1..=3).map(|number| format!("Shelling {number}\n\nShells fell on the market of town {number}.\n")).collect();
        assert_eq!(texts(&imported), expected, "{has_marks}");
        assert_eq!((count(&imported), warnings(&imported)), ((Some(3), 3), Vec::<&str>::new()), "{has_marks}");
        assert_eq!(imported.articles[2].metadata.outlet, "The Sel Wire");
    }
}

#[test]
fn apa_rtf_has_a_line_above_each_article() {
    let imported = read(APA_RTF);
    assert_eq!(
        heads(&imported),
        [
            ["Markt in Dravna beschossen", "Dravna-Zeitung", "2021-05-03", "von Pavo Denn"],
            ["Maut sinkt", "Sel.at", "2021-05-04", ""]
        ]
    );
    assert_eq!(
        texts(&imported)[0],
        "Markt in Dravna beschossen\n\nNeun Menschen starben am Montag.\n\nNiemand bekennt sich\n\nDie Armee schweigt.\n"
    );
    assert_eq!((other(&imported.articles[0], "page"), other(&imported.articles[0], "edition")), ("L2", "Abend"));
}

#[test]
fn a_text_that_quotes_a_download_stays_one_article() {
    let quotes = "How to read an export\n\nA file may say\n\n1 of 3 DOCUMENTS\n\nat its top, and each article ends with the words\n\n\
                  End of Document\n\nLENGTH: 60 words\n\nand Document SELWIR0020210503eh530001t at the foot.\n";
    let paragraphs: Vec<String> = quotes.split("\n\n").map(|words| paragraph("", "", words)).collect();
    let rtf = format!("{{\\rtf1 {}}}", quotes.replace("\n\n", "\\par "));
    let html = format!("<html><body><p>{}</p></body></html>", quotes.replace("\n\n", "</p><p>"));
    for bytes in [quotes.as_bytes().to_vec(), docx(&paragraphs), rtf.into_bytes(), html.into_bytes()] {
        let imported = read(&bytes);
        assert_eq!((imported.articles.len(), imported.count.is_none()), (1, true));
        for words in ["1 of 3 DOCUMENTS", "End of Document", "LENGTH: 60 words"] {
            assert!(imported.articles[0].text.contains(words), "{words}");
        }
    }
}

#[test]
fn a_file_that_is_cut_gives_the_articles_before_and_says_so() {
    let at = LEXIS_TEXT.windows(16).position(|window| window == b"FLASH: Front nam").unwrap();
    let imported = read(&LEXIS_TEXT[..at]);
    assert_eq!(imported.articles.len(), 2);
    assert!(warnings(&imported)[0].contains("missing: number 4 to 6"), "{:?}", warnings(&imported));
    assert!(warnings(&imported).iter().any(|told| told.contains("(3 of 6) was left out: it has no text")));
}

#[test]
fn a_file_cut_at_any_byte_is_read_or_refused() {
    for whole in [LEXIS_TEXT, LEXIS_WEB, LEXIS_PAGE, FACTIVA_PAGE, FACTIVA_XML, FACTIVA_RTF, NEXIS_RTF, APA_RTF] {
        for end in 0..whole.len() {
            if let Ok(imported) = import("download", &whole[..end], None) {
                assert!(imported.articles.iter().all(|article| !article.text.trim().is_empty()));
            }
        }
    }
}

#[test]
fn a_document_whose_marker_is_gone_is_told_by_its_fields() {
    let text = String::from_utf8(LEXIS_TEXT.to_vec()).unwrap();
    let start = text.find("2 of 6 DOCUMENTS").unwrap();
    let imported = read((text[..start].to_owned() + &text[start + "2 of 6 DOCUMENTS".len()..]).as_bytes());
    assert_eq!(heads(&imported), heads(&read(LEXIS_TEXT)));
    assert_eq!(texts(&imported), texts(&read(LEXIS_TEXT)));
    assert_eq!(other(&imported.articles[1], POSITION), "2 of 6");
    assert!(warnings(&imported).contains(&"a document without its number follows 1 of 6; it was told by its fields"));
}

#[test]
fn a_document_whose_end_is_gone_is_told_by_its_parts() {
    for has_marks in [true, false] {
        let whole = read(&nexis_docx(3, has_marks));
        let cut = read(&nexis_docx_without_end(3, has_marks, 2));
        assert_eq!(texts(&cut), texts(&whole), "{has_marks}");
    }
}

#[test]
fn a_list_of_documents_is_no_article() {
    let lines = ["User Name: P. Lind", "Job Number: 2", "Documents (2)", "1. Shelling hits market", "Client/Matter: -None-"];
    let error = import("Files(2)_doclist.docx", &docx(&lines.map(|words| paragraph("", "", words))), None).unwrap_err();
    assert!(error.to_string().contains("it is the list of the documents of a download"), "{error}");
}

#[test]
fn the_command_line_says_what_is_stated_and_what_was_found() {
    let program = program::Folder::new();
    std::fs::write(program.path("sel.txt"), LEXIS_TEXT).unwrap();
    let (exit, told, _) = program.output("import p.ron sel.txt --dry-run");
    assert!(told.contains("; document 2 of 6; byline IM Sel; outlet Dravna-Zeitung; published 2021-05-05"), "{told}");
    assert!(told.contains("4 of 5 would be imported; 6 documents stated, 5 found, 1 skipped"), "{told}");
    assert_eq!(exit, 0);
    let (_, told, _) = program.output("import p.ron sel.txt --dry-run --json");
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["documents"], serde_json::json!({ "stated": 6, "found": 5, "missing": [[5, 5]] }));
    assert_eq!((&told["imported"][3]["position"], &told["num_left_out"]), (&"6 of 6".into(), &1.into()));
    assert!(!program.path("p.ron").exists());
}

#[test]
fn the_same_headline_is_no_duplicate() {
    let twice = String::from_utf8(LEXIS_TEXT.to_vec())
        .unwrap()
        .replace("Ministerium senkt die Maut", "Shelling hits market;\r\nNine people die in Dravna");
    assert_eq!(read(twice.as_bytes()).articles.len(), 4);
}
