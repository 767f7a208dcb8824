//! Articles in the forms in which they arrive: files that real programs wrote, and bad ones made here.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use obelus::{
    import::{ColumnMap, Format, ImportError, ImportOptions, Imported, ImportedArticle, import, import_with, similar},
    project::BlockKind,
};
use std::io::{Cursor, Write as _};

const PAGE: &str = include_str!("../fixtures/articles/page.txt");
const REPORT: &str = include_str!("../fixtures/articles/report.txt");
const COLUMNS: &str = include_str!("../fixtures/articles/columns.txt");

fn read(name: &str, bytes: &[u8]) -> Imported {
    import(name, bytes, None).unwrap_or_else(|error| panic!("{error}"))
}

fn article(name: &str, bytes: &[u8]) -> ImportedArticle {
    read(name, bytes).articles.remove(0)
}

fn refused(name: &str, bytes: &[u8]) -> ImportError {
    import(name, bytes, None).expect_err("not importable")
}

fn warnings(imported: &Imported) -> Vec<String> {
    imported.warnings.iter().map(|warning| warning.message.clone()).collect()
}

fn blocks(article: &ImportedArticle) -> Vec<(BlockKind, &str)> {
    article.blocks.iter().map(|block| (block.kind, block.range.of(&article.text).unwrap())).collect()
}

fn links(article: &ImportedArticle) -> Vec<(&str, &str)> {
    article.links.iter().map(|link| (link.range.of(&article.text).unwrap(), link.target.as_str())).collect()
}

/// An archive with these files.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn pages_that_a_browser_saved_give_the_article_and_nothing_else() {
    for (name, bytes, format) in [
        ("page.html", &include_bytes!("../fixtures/articles/saved-page.html")[..], "html"),
        ("page.mhtml", include_bytes!("../fixtures/articles/saved-page.mhtml"), "mhtml"),
        ("told by content", include_bytes!("../fixtures/articles/saved-page.html"), "html"),
    ] {
        let imported = read(name, bytes);
        let article = &imported.articles[0];
        assert_eq!(article.text, PAGE, "{name}");
        assert_eq!(article.source.format, format);
        let known = &article.metadata;
        assert_eq!(known.headline, "Shelling hits Dravna market as truce talks stall");
        // Chromium leaves scripts out of a page in one file, and JSON-LD with them.
        let has_json_ld = format == "html";
        let byline = if has_json_ld { "Ilse Maren, Pavo Denn" } else { "Ilse Maren and Pavo Denn" };
        assert_eq!((known.byline.as_str(), known.outlet.as_str()), (byline, "Sel Wire"));
        assert_eq!(known.published, Some(jiff::civil::date(2021, 5, 3)));
        assert_eq!(known.url, "https://selwire.example/2021/05/03/dravna-market");
        assert_eq!(known.language, "en");
        if has_json_ld {
            assert_eq!(known.other["updated"], "2021-05-04");
            assert_eq!(known.themes, ["Ceasefire", "Dravna", "Kaldor Front"]);
        }
        assert_eq!(links(article), [("their first report", "https://observers.example/dravna/17")]);
        let expected = [
            (BlockKind::Headline, "Shelling hits Dravna market as truce talks stall"),
            (BlockKind::Metadata, "By Ilse Maren and Pavo Denn"),
            (BlockKind::Metadata, "3 May 2021"),
            (BlockKind::Heading(2), "What is known"),
            (BlockKind::ListItem, "the firing logs of the night of 2–3 May,"),
            (BlockKind::ListItem, "access to the battery at Orlo, and"),
            (BlockKind::ListItem, "a list of the dead and the missing."),
            (BlockKind::Quotation, "We have seven names so far. We do not know who the others are, and we will not guess."),
        ];
        assert_eq!(blocks(article), expected);
        let told = warnings(&imported).join("\n");
        assert!(told.contains("the rest was left out, such as “Sel Wire”"), "{told}");
    }
}

#[test]
fn documents_of_a_word_processor_give_the_words_that_were_written() {
    for (name, bytes) in [
        ("report.odt", &include_bytes!("../fixtures/articles/report.odt")[..]),
        ("report.docx", include_bytes!("../fixtures/articles/report.docx")),
        ("report.rtf", include_bytes!("../fixtures/articles/report.rtf")),
        ("report.epub", include_bytes!("../fixtures/articles/report.epub")),
    ] {
        let article = article(name, bytes);
        // LibreOffice writes lists into books as paragraphs, and quotations too.
        let expected = if name == "report.epub" { REPORT.replace(",\n", ",\n\n") } else { REPORT.to_owned() };
        assert_eq!(article.text, expected, "{name}");
        assert_eq!(article.source.format, name.rsplit('.').next().unwrap());
        let known = &article.metadata;
        assert_eq!(known.headline, "Hospital of Dravna reports 17 dead", "{name}");
        assert_eq!((known.byline.as_str(), known.outlet.as_str()), ("Ilse Maren", "Sel Wire"), "{name}");
        let kinds: Vec<_> = blocks(&article).into_iter().filter(|(kind, _)| *kind != BlockKind::Metadata).collect();
        if name != "report.epub" {
            assert!(kinds.contains(&(BlockKind::Heading(2), "What the list says")), "{name}: {kinds:?}");
            assert!(kinds.contains(&(BlockKind::ListItem, "four from Orlo,")), "{name}: {kinds:?}");
        }
        if name != "report.epub" {
            assert_eq!(links(&article), [("their own count", "https://observers.example/dravna/17")], "{name}");
        }
        // Under another name the content tells.
        assert_eq!(self::article("report.bin", bytes).text, expected, "{name}");
    }
}

#[test]
fn paragraphs_of_a_pdf_are_rebuilt_from_its_lines() {
    let imported = read("columns.pdf", include_bytes!("../fixtures/articles/columns.pdf"));
    assert_eq!(imported.articles[0].text, COLUMNS);
    let told = warnings(&imported).join("\n");
    assert!(told.contains("running heads and page numbers were left out"), "{told}");
    assert!(told.contains("hyphens at line ends were taken out of words"), "{told}");
    assert_eq!(imported.articles[0].metadata.headline, "Marentia withdraws two brigades from the Sel");
}

#[test]
fn a_pdf_that_a_browser_printed_gives_every_word_of_the_paper() {
    // Paper has no menus: what a page in HTML leaves out by its markup is words here, each in a paragraph of its own.
    let items = |items: &[&str]| items.iter().map(|item| format!("{item}\n\n")).collect::<String>();
    let article = PAGE
        .replace(
            "\n\nWhat is known",
            "\n\nAdvertisement: three months of Sel Wire for the price of one. Subscribe now!\n\nWhat is known",
        )
        .replace("May,\naccess", "May,\n\naccess")
        .replace("and\na list", "and\n\na list");
    let menu = items(&["Sel Wire", "Home", "World", "Sport", "Subscribe"]);
    let foot = items(&["\nMost read", "Bridge toll rises to 17", "Drones over the Sel", "Weather"]);
    let imported = read("page.pdf", include_bytes!("../fixtures/articles/page.pdf"));
    assert_eq!(imported.articles[0].text, format!("{menu}{article}{foot}© 2021 Sel Wire. Terms of use · Privacy\n"));
    let known = &imported.articles[0].metadata;
    assert_eq!(known.headline, "Shelling hits Dravna market as truce talks stall");
    assert_eq!((known.byline.as_str(), known.published), ("Ilse Maren and Pavo Denn", Some(jiff::civil::date(2021, 5, 3))));
    assert_eq!(warnings(&imported), [""; 0], "one page has no running heads, and nothing was parted at a line's end");
}

#[test]
fn a_pdf_of_a_word_processor_gives_its_paragraphs() {
    let imported = read("report.pdf", include_bytes!("../fixtures/articles/report.pdf"));
    // Bullets are painted letters, a table is lines with gaps, and the font has é as one letter.
    let expected = REPORT
        .replace("eleven from", "• eleven from")
        .replace("\nfour from", "\n• four from")
        .replace("\ntwo not", "\n• two not")
        .replace("Cafe\u{301}", "Café")
        .replace("Wounded\n", "Wounded\n\n")
        .replace("23\n", "23\n\n")
        .replace('\t', " ");
    assert_eq!(imported.articles[0].text.trim_end(), expected.trim_end());
    assert_eq!(
        warnings(&imported),
        ["text from right to left was put in order from the places of its letters; look at numbers and brackets in it"]
    );
}

#[test]
fn a_scanned_and_an_encrypted_pdf_are_refused_with_what_to_do() {
    assert_eq!(
        refused("scan.pdf", include_bytes!("../fixtures/articles/scan.pdf")).to_string(),
        "this PDF file has no text (pages: 1): it was scanned; let a program for text recognition (OCR) put a text layer \
         into it, and import that: scan.pdf"
    );
    assert_eq!(
        refused("encrypted.pdf", include_bytes!("../fixtures/articles/encrypted.pdf")).to_string(),
        "this PDF file is encrypted; save a copy without a password and import that: encrypted.pdf"
    );
}

#[test]
fn older_encodings_are_guessed_told_and_overruled() {
    let french = "À Dravna, la mairie a été touchée : « dix-sept morts », a déclaré l’hôpital.\n";
    let bytes: Vec<u8> = encoding_rs::WINDOWS_1252.encode(french).0.into_owned();
    let imported = read("a.txt", &bytes);
    assert_eq!(imported.articles[0].text, french);
    assert_eq!(imported.articles[0].source.encoding, "windows-1252, a guess");
    assert_eq!(
        warnings(&imported),
        ["expected UTF-8, found the byte C0 (hexadecimal) at offset 0; read as windows-1252, which is a guess: look at a few \
          words; another encoding can be chosen"]
    );
    let arabic = "قالت وزارة الدفاع في مارنتيا إن ١٧ شخصا قتلوا في درافنا يوم الاثنين، وفقا للمستشفى.\n".replace(['١', '٧'], "1");
    let bytes: Vec<u8> = encoding_rs::WINDOWS_1256.encode(&arabic).0.into_owned();
    assert_eq!(article("a.txt", &bytes).text, arabic);
    let options = ImportOptions { encoding: Some("koi8-r".parse().unwrap()), ..ImportOptions::default() };
    let russian: Vec<u8> = encoding_rs::KOI8_R.encode("Мост закрыт.").0.into_owned();
    assert_eq!(import_with("a.txt", &russian, &options).unwrap().articles[0].text, "Мост закрыт.");
    let unmarked: Vec<u8> = "Dravna fell".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(article("a.txt", &unmarked).text, "Dravna fell");
    // A page says its own.
    let page = [b"<html><head><meta charset=koi8-r></head><body><p>".as_slice(), &russian, b"</p></body></html>"].concat();
    assert_eq!(article("a.html", &page).source.encoding, "KOI8-R, as the page says");
}

#[test]
fn columns_of_tables_are_guessed_shown_and_changed() {
    let csv = "id,Title,content,date,source,words\n7,Bridge toll rises,\"The toll rose to 17.\nNobody asked.\",2021-05-03,Sel Wire,7\n\
               8,,Second text,3 May 2021,,2\n9,Empty,,,,\n10,Too,many,,,,,\n";
    let imported = read("a.csv", csv.as_bytes());
    assert_eq!(imported.articles.len(), 2);
    let first = &imported.articles[0];
    assert_eq!(first.text, "Bridge toll rises\n\nThe toll rose to 17.\nNobody asked.");
    assert_eq!((first.metadata.headline.as_str(), first.metadata.outlet.as_str()), ("Bridge toll rises", "Sel Wire"));
    assert_eq!(first.metadata.published, Some(jiff::civil::date(2021, 5, 3)));
    assert_eq!((first.metadata.other["words"].as_str(), first.source.file_name.as_str()), ("7", "7"));
    assert_eq!(imported.articles[1].metadata.published, Some(jiff::civil::date(2021, 5, 3)));
    assert_eq!(imported.num_skipped, 2);
    assert_eq!(
        warnings(&imported),
        [
            "columns were taken as body=content, headline=Title, outlet=source, date=date, id=id; the columns are id, Title, \
             content, date, source, words",
            "this row was left out: expected words in the column “content”, found none",
            "this row was left out: expected 6 values, found 8",
        ]
    );
    let mut columns: ColumnMap = "body=source".parse().unwrap();
    columns.add("headline=").unwrap();
    let options = ImportOptions { columns, ..ImportOptions::default() };
    assert_eq!(import_with("a.csv", csv.as_bytes(), &options).unwrap().articles[0].text, "Sel Wire");
    assert!("content".parse::<ColumnMap>().is_err());
    assert!(refused("a.csv", b"a,b\n1,2\n").to_string().contains("no column is known to hold the text"));
}

#[test]
fn tables_come_in_five_forms() {
    let parquet = read("table", include_bytes!("../fixtures/articles/table.parquet"));
    let first = &parquet.articles[0];
    assert_eq!(
        first.text,
        "Bridge toll rises\n\nThe toll of the bridge at Orlo rose to 17 on Monday.\n\nNobody asked the ferrymen."
    );
    assert_eq!(first.metadata.published, Some(jiff::civil::date(2021, 5, 3)));
    assert_eq!(first.metadata.themes, ["Toll", "Orlo"]);
    assert_eq!((parquet.articles.len(), parquet.num_skipped), (2, 1));
    assert_eq!(parquet.articles[1].text, "Ferry runs again\n\nThe ferry runs twice a day. 💥 café");

    let jsonl = "{\"title\":\"A\",\"text\":\"First text.\"}\n{\"title\":\"B\",\"text\":\"Second\\ntext.\",\"source\":{\"name\":\"Sel Wire\"}}\nnot json\n";
    let imported = read("noname", jsonl.as_bytes());
    assert_eq!(imported.articles[1].text, "B\n\nSecond\ntext.");
    assert_eq!((imported.articles[1].metadata.outlet.as_str(), imported.num_skipped), ("Sel Wire", 1));
    assert_eq!(imported.warnings.last().unwrap().line, Some(3));
    let json = "{\"status\":\"ok\",\"articles\":[{\"title\":\"A\",\"content\":\"First text.\"},{\"content\":\"Second.\"}]}";
    assert_eq!(read("a.json", json.as_bytes()).articles[1].text, "Second.");
    assert_eq!(read("a.txt", "title\ttext\nA\tFirst text.\n".as_bytes()).articles[0].text, "A\n\nFirst text.");
    assert_eq!(read("a.csv", "title;text\nA;\"x, y\"\n".as_bytes()).articles[0].text, "A\n\nx, y");
}

#[test]
fn parquet_is_read_however_it_is_packed() {
    for (name, bytes) in [
        ("zstd", &include_bytes!("../fixtures/articles/table-zstd.parquet")[..]),
        ("brotli", include_bytes!("../fixtures/articles/table-brotli.parquet")),
        ("gzip", include_bytes!("../fixtures/articles/table-gzip.parquet")),
        ("lz4", include_bytes!("../fixtures/articles/table-lz4.parquet")),
    ] {
        let imported = read("table.parquet", bytes);
        assert_eq!(imported.articles.len(), 2, "{name}");
        let first = &imported.articles[0];
        assert_eq!(first.text, "Bridge toll rises\n\nThe toll of the bridge at Orlo rose to 17 on Monday. 💥", "{name}");
        assert_eq!(first.metadata.outlet, "Sel Wire", "{name}");
    }
}

#[test]
fn what_a_parquet_file_says_of_its_sizes_is_checked_before_it_is_believed() {
    let sound = include_bytes!("../fixtures/articles/table.parquet");
    // Every number of the first page's header in turn: its length when unpacked becomes two gigabytes.
    let mut refusals = 0;
    for at in 4..40 {
        let mut bytes = sound.to_vec();
        bytes.splice(at..at, [0xFE, 0xFF, 0xFF, 0xFF]);
        if let Err(error) = import("table.parquet", &bytes, None) {
            refusals += usize::from(error.to_string().contains("says that it unpacks to"));
        }
    }
    assert!(refusals > 0);
}

#[test]
fn an_e_mail_gives_its_text_and_names_what_is_attached() {
    let mail = "From: =?utf-8?Q?Ilse_Mar=C3=A9n?= <ilse@selwire.example>\r\nTo: desk@selwire.example\r\nSubject: Shelling in\r\n Dravna\r\n\
                Date: Mon, 3 May 2021 18:42:00 +0200\r\nMessage-ID: <1@selwire.example>\r\nMIME-Version: 1.0\r\n\
                Content-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\
                Content-Transfer-Encoding: quoted-printable\r\n\r\nThe caf=E9 at the market burnt down.\r\n\r\nNobody was hurt.\r\n--x\r\n\
                Content-Type: application/pdf; name=\"list.pdf\"\r\nContent-Disposition: attachment; filename=\"list.pdf\"\r\n\r\n%PDF\r\n--x--\r\n";
    let imported = read("a.eml", mail.as_bytes());
    let article = &imported.articles[0];
    assert_eq!(article.text, "Shelling in Dravna\n\nThe café at the market burnt down.\n\nNobody was hurt.\n");
    assert_eq!((article.metadata.headline.as_str(), article.metadata.byline.as_str()), ("Shelling in Dravna", "Ilse Marén"));
    assert_eq!(article.metadata.published, Some(jiff::civil::date(2021, 5, 3)));
    assert_eq!(warnings(&imported), ["the attachment “list.pdf” was left out; save it as a file and import that"]);
}

#[test]
fn of_an_archive_every_article_is_read_and_no_path_leads_out_of_it() {
    let inner = zip(&[("b.txt", b"Deep text.")]);
    let bytes = zip(&[
        ("a.txt", b"First text."),
        ("../../etc/evil.txt", b"Evil text."),
        ("more/page.html", include_bytes!("../fixtures/articles/saved-page.html")),
        ("inner.zip", &inner),
        ("map.png", b"x"),
        ("bad.docx", b"PK\x03\x04broken"),
    ]);
    let imported = read("corpus", &bytes);
    let names: Vec<_> = imported.articles.iter().map(|article| article.source.file_name.as_str()).collect();
    assert_eq!(names, ["a.txt", "etc/evil.txt", "b.txt", "more/page.html"]);
    assert_eq!(imported.num_skipped, 2);
    let told = warnings(&imported).join("\n");
    assert!(told.contains("“../../etc/evil.txt”, which leads out of the archive; it was read as “etc/evil.txt”"), "{told}");
    assert!(told.contains("“map.png” was left out"), "{told}");
}

#[test]
fn a_zip_bomb_is_cut_off() {
    let zeros = vec![b' '; 70 << 20];
    let bytes = zip(&[("a.txt", b"First text."), ("bomb.txt", &zeros)]);
    assert!(bytes.len() < 1 << 20);
    let imported = read("corpus.zip", &bytes);
    assert_eq!((imported.articles.len(), imported.num_skipped), (1, 1));
    assert!(warnings(&imported)[0].contains("it unpacks to more than 64 MiB, as a zip bomb does"), "{imported:?}");
}

#[test]
fn what_lies_behind_bombs_in_an_archive_is_read() {
    let zeros = vec![b' '; 70 << 20];
    let table = [b"text\n".as_slice(), &zeros].concat();
    let bytes = zip(&[("a.csv", &table), ("b.txt", &zeros), ("c.txt", &zeros), ("d.txt", b"Last text.")]);
    let imported = read("corpus.zip", &bytes);
    assert_eq!(imported.articles.iter().map(|article| article.text.as_str()).collect::<Vec<_>>(), ["Last text."]);
    assert_eq!(imported.num_skipped, 3);
}

#[test]
fn entities_of_xml_are_never_expanded() {
    let document = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY file SYSTEM \"file:///etc/passwd\">]>\
                    <w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>Words &a;&file; &amp; more &#x41;</w:t></w:r></w:p></w:body></w:document>";
    let imported = read("a.docx", &zip(&[("word/document.xml", document.as_bytes())]));
    assert_eq!(imported.articles[0].text, "Words &a;&file; & more A\n");
    let told = warnings(&imported).join("\n");
    assert!(told.contains("declares entities; they are not expanded"), "{told}");
    assert!(told.contains("2 entities that XML does not define"), "{told}");
}

#[test]
fn deep_and_endless_markup_is_refused_at_once() {
    let deep = format!("{{\\rtf1 {}", "{".repeat(1_000_000));
    assert!(refused("a.rtf", deep.as_bytes()).to_string().contains("nested more than"));
    let line = vec![b'a'; 8 << 20];
    assert_eq!(article("a.txt", &line).text.len(), line.len(), "a long line is one line");
    let deep = "[".repeat(1_000_000);
    assert_eq!(article("a.json.txt", deep.as_bytes()).source.format, "text");
}

/// A page whose body is this.
fn page_of(body: &str) -> Vec<u8> {
    format!("<html><body>{body}</body></html>").into_bytes()
}

#[test]
fn markup_of_many_tags_is_read_and_its_words_are_kept() {
    for (start, end) in [
        ("<div>", ""),
        ("<div/>", ""),
        ("<svg><td/><g>", ""),
        ("<math><mrow><td>", ""),
        ("<option>", ""),
        ("<li>", ""),
        ("<li></li>", ""),
        ("<ul><li>", ""),
        ("<table>", ""),
        ("<table><tr><td></td><td>", ""),
        ("<tr><td>a", ""),
        ("<font size=1><p>", ""),
        ("<b><i>a ", ""),
        ("<a href=x>a", ""),
        ("<h1><div>", ""),
        ("&nbsp;<b></b>", ""),
        ("&amp;", ""),
        ("&", ""),
        ("<", ""),
        ("«", ""),
        ("<!-- a -->", ""),
        ("<br>", ""),
        ("<object></object>", ""),
    ] {
        let body = format!("{}<p>Fourteen people were killed.</p>{}", start.repeat(600), end.repeat(600));
        let page = page_of(&body);
        let imported = import("a.html", &page, None).unwrap_or_else(|error| panic!("{start}: {error}"));
        // In SVG and in objects nothing is text of the page; the others keep every word.
        let is_hidden = start.starts_with("<svg") || start.starts_with("<math") || start.starts_with("<o");
        let text = &imported.articles[0].text;
        assert!(is_hidden || text.contains("Fourteen people were killed."), "{start}: {}", text.len());
    }
}

#[test]
fn markup_that_no_page_has_is_refused_with_a_sentence() {
    let attributes: String = (0..200_000).map(|number| format!("a{number}='1' ")).collect();
    let many = [
        format!("<p {attributes}>Fourteen people were killed."),
        format!("<svg><style>x<y='</style><p {attributes}>Fourteen people were killed."),
    ];
    for body in many {
        assert!(refused("a.html", &page_of(&body)).to_string().contains("has more than 1000 attributes"));
    }
    let open: String = (0..10_000).map(|number| format!("<b id={number}>a")).collect();
    assert!(refused("a.html", &page_of(&open)).to_string().contains("too many of its elements never end"));
    let many = page_of(&"<p>a".repeat(1_000_001));
    assert!(refused("a.html", &many).to_string().contains("more than 2000000 elements"));
}

#[test]
fn a_chapter_that_a_book_names_again_is_taken_once() {
    let package = "<package><manifest><item id='a' href='a.xhtml'/><item id='b' href='./a.xhtml'/></manifest>\
                   <spine><itemref idref='a'/><itemref idref='b'/><itemref idref='a'/></spine></package>";
    let book = zip(&[
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", b"<container><rootfiles><rootfile full-path='p.opf'/></rootfiles></container>"),
        ("p.opf", package.as_bytes()),
        ("a.xhtml", b"<html><body><p>Fourteen people were killed.</p></body></html>"),
    ]);
    let imported = read("a.epub", &book);
    assert_eq!(imported.articles[0].text, "Fourteen people were killed.\n");
    assert!(warnings(&imported).join("\n").contains("names 2 of its chapters again"), "{imported:?}");
}

#[test]
fn paragraphs_and_rows_of_a_document_that_never_end_keep_their_words() {
    for unit in ["<w:p>", "<w:tbl><w:tr><w:tc><w:p>"] {
        let document = format!(
            "<w:document xmlns:w='w'><w:body>{}<w:r><w:t>Fourteen people were killed.</w:t></w:r>{}",
            unit.repeat(100_000),
            "</w:p></w:tc></w:tr></w:tbl>".repeat(if unit == "<w:p>" { 0 } else { 100_000 })
        );
        let imported = read("a.docx", &zip(&[("word/document.xml", document.as_bytes())]));
        assert_eq!(imported.articles[0].text.trim(), "Fourteen people were killed.", "{unit}");
    }
}

#[test]
fn a_page_on_which_the_search_for_the_main_text_fails_is_taken_whole() {
    let page = page_of("<p>Fourteen people were killed.</p><iframe src='€youtube.com'></iframe>");
    assert!(article("a.html", &page).text.contains("Fourteen people were killed."));
}

#[test]
fn wire_copies_are_found() {
    let body: String = (0..200).map(|number| format!("sentence{number} says that post{} fell. ", number * 7 % 31)).collect();
    let first = format!("Dravna (Sel Wire) - {body}");
    let copy = format!("From our agencies. {body}Reporting by others.");
    let other: String = (0..200).map(|number| format!("bridge{number} was closed by road{}. ", number % 13)).collect();
    let found = similar::near_duplicates(&[&first, &other, &copy], 1);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].later, found[0].earlier), (2, 0));
    assert!(found[0].percent >= 95, "{found:?}");
    assert_eq!(similar::near_duplicates(&[&first, &other], 1), []);
}

#[test]
fn every_format_is_described() {
    for format in Format::ALL {
        assert!(!format.description().is_empty() && !format.loses().is_empty() && !format.extensions().is_empty());
    }
}

/// A line for each article of a table: headline, byline, outlet and day, and the words of its text.
fn rows(imported: &obelus::import::Imported) -> Vec<String> {
    let line = |article: &obelus::import::ImportedArticle| {
        let known = &article.metadata;
        let day = known.published.map(|day| day.to_string()).unwrap_or_default();
        let words = article.text.split_whitespace().count();
        format!("{} | {} | {} | {day} | {words} words", known.headline, known.byline, known.outlet)
    };
    imported.articles.iter().map(line).collect()
}

#[test]
fn workbooks_are_tables_on_the_first_sheet_with_texts() {
    let expected = [
        "Shelling hits Dravna market | Ilse Maren | Sel Wire | 2024-03-05 | 26 words",
        "Army denies market strike | Pavo Denn | Sel Wire | 2024-03-06 | 18 words",
    ];
    for (name, bytes) in [
        ("table.xlsx", include_bytes!("../fixtures/articles/table.xlsx").as_slice()),
        ("table.xls", include_bytes!("../fixtures/articles/table.xls")),
        ("table.ods", include_bytes!("../fixtures/articles/table.ods")),
    ] {
        let imported = import(name, bytes, None).expect("a workbook");
        assert_eq!(rows(&imported)[..2], expected, "{name}");
        let article = &imported.articles[0];
        assert_eq!((article.source.format.as_str(), article.metadata.other["ID"].as_str()), (&name[6..], "2939000001"), "{name}");
        assert!(
            article.text.contains("workers said.\n\n“We heard two blasts,” said Tiel Orran. The army denied it. 💥"),
            "{name}"
        );
        let told = |words: &str| imported.warnings.iter().any(|warning| warning.message.contains(words));
        assert!(told("the sheet “Articles” was read; ") && told("“Notes” (1 row)"), "{name}: {:?}", imported.warnings);
        assert!(told("above the names of the columns was left out: “The Dravna corpus”"), "{name}");
        if name == "table.xlsx" {
            assert!(told("“Old” (hidden, 1 row)") && told("1 cell took the value of a merged cell"), "{:?}", imported.warnings);
            assert!(told("1 cell has a formula that was saved without a result, and nothing is read of them: “A7”"));
            assert_eq!(imported.articles.len(), 3);
        }
    }
}

#[test]
fn another_sheet_can_be_named() {
    let bytes = include_bytes!("../fixtures/articles/table.xlsx");
    let options = |sheet: &str| obelus::import::ImportOptions { sheet: Some(sheet.to_owned()), ..Default::default() };
    let error =
        |sheet: &str| obelus::import::import_with("table.xlsx", bytes, &options(sheet)).expect_err("no texts").to_string();
    assert!(error("Notes").contains("no column is known to hold the text"), "{}", error("Notes"));
    assert!(error("Nots").contains("there is no sheet “Nots”; the sheets are “Notes”, “Articles”, “Old”"), "{}", error("Nots"));
}

#[test]
fn tables_of_other_programs_are_read_as_what_they_are() {
    let csv = |text: &str| import("a.csv", text.as_bytes(), None);
    let imported =
        csv("sep=;\ntitle;text;date\nNine die;\"The army; it said\";05/03/2024\nTen;No.;13/03/2024\n").expect("a table");
    assert_eq!(rows(&imported), ["Nine die |  |  | 2024-03-05 | 6 words", "Ten |  |  | 2024-03-13 | 2 words"]);
    let imported = csv("title,content\nNine &amp; more,<p>Nine <b>people</b> died.</p><p>No.</p>\n").expect("a table");
    assert_eq!(imported.articles[0].text, "Nine & more\n\nNine people died.\n\nNo.\n");
    let acled = "event_id_cnty,event_date,sub_event_type,location,source,notes,tags\nVEL1,05 March 2024,Shelling,Sel,Sel Wire,\"Shells fell on Sel.\",x\n";
    let imported = csv(acled).expect("a table");
    assert_eq!(rows(&imported), [" |  | Sel Wire | 2024-03-05 | 4 words"]);
    assert!(
        imported.warnings.iter().any(|warning| warning.message.contains("ACLED: its texts are summaries of events by coders"))
    );
    let ged = "id,source_article,source_headline,where_coordinates,date_start,best\n1,\"Sel Wire,2024-03-05,Nine die in Sel after shelling of market\",Nine die,Sel,2024-03-05,9\n";
    for (text, what) in [
        (ged.to_owned(), "this is a table of events of UCDP GED: "),
        (
            "id,media_name,media_url,title,url\n1,Sel Wire,sel,Nine die,https://sel.example/1\n".to_owned(),
            "this is a list of stories of Media Cloud: ",
        ),
        (format!("1\t20240305\t202403{}\thttps://sel.example/1\n", "\t0".repeat(57)), "this is a table of GDELT: "),
    ] {
        let error = csv(&text).expect_err("no texts").to_string();
        assert!(error.starts_with(what), "{error}");
    }
    let options = obelus::import::ImportOptions { columns: "body=source_headline".parse().unwrap(), ..Default::default() };
    assert_eq!(
        obelus::import::import_with("a.csv", ged.as_bytes(), &options).expect("as asked for").articles[0].text,
        "Nine die"
    );
}

#[test]
fn lists_that_look_like_annotations_are_no_text_and_are_named() {
    let rows = "{\"text\": \"Nine people died.\", \"anno\": [{\"begin\": 0, \"end\": 4, \"label\": \"x\"}]}\n{\"text\": \"No.\", \"anno\": []}\n";
    let imported = import("a.jsonl", rows.as_bytes(), None).expect("two articles");
    assert!(
        imported.warnings.iter().any(|warning| warning.message.starts_with("“anno” looks like annotations")),
        "{:?}",
        imported.warnings
    );
    let nested = "[{\"id\": 0, \"document\": [{\"raw\": \"Nine people died in Sel and the army denied it on Wednesday.\"}]}]";
    let error = import("a.json", nested.as_bytes(), None).expect_err("no text").to_string();
    assert!(error.contains("no column is known to hold the text"), "{error}");
}
