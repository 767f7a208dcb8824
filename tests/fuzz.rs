//! Everything that reads bytes of others, fed with bytes that are nearly right: project file, log, codebook, articles,
//! and annotated data in every format.
//!
//! The corpus is fixed (what lies in `tests/fixtures` and `projects`, and what is written here) and so are the random
//! numbers, so that a failure is found again. `OBELUS_FUZZ_SECONDS` says how long it runs (3 seconds a target unless
//! told; `.ci/run` gives 30 seconds to all together). A mutant that takes longer than [`HANG`],
//! or more memory than its size accounts for, is a failure too.

#![expect(clippy::disallowed_methods, reason = "these tests make bad files on purpose")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(clippy::print_stdout, reason = "how many runs there were")]
#![expect(clippy::print_stderr, reason = "what a caught panic said")]

#[path = "support/chance.rs"]
mod chance;
#[path = "support/random.rs"]
mod random;

use chance::Random;
use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};
use obelus::{
    export::{self, Selection},
    import::{self, Annotated, InputFile, brat, exchange, jsonl},
    project::{Edit, Project, check::check_project},
    store::{self, Author, Ids, file},
};
use peak_alloc::PeakAlloc;
use std::{
    fs,
    io::{Read as _, Write as _},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Nothing of the size tried here may take longer, even on a slow machine.
const HANG: Duration = Duration::from_secs(20);
/// Mutants do not grow beyond this size, in bytes.
const MAX_BYTES: usize = 256 * 1024;
/// Memory that reading may take at most: so much, and so much for each byte that is read.
const BASE_MEMORY: usize = 16 * 1024 * 1024;
const MEMORY_PER_BYTE: usize = 256;

/// Counts what is allocated.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;
/// Held while a mutant is read, so that its memory is told from that of the other targets.
static ALONE: Mutex<()> = Mutex::new(());

/// A piece of what is `length` long.
fn stretch(random: &mut Random, length: usize) -> std::ops::Range<usize> {
    let start = random.below(length + 1);
    let end = start + random.below((length - start).min(200) + 1);
    start..end
}

/// Pieces that mean something to one of the readers.
const PIECES: &[&[u8]] = &[
    b"(",
    b")",
    b"[",
    b"]",
    b"{",
    b"}",
    b"\"",
    b"\\",
    b"\n",
    b"\r",
    b",",
    b":",
    b"|",
    b"#",
    b"---\n",
    b"> ",
    b"-1",
    b"4294967295",
    b"4294967296",
    b"18446744073709551616",
    b"1e400",
    b"NaN",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\\u{110000}",
    b"/*",
    b"r#\"",
    b"((((((((((((((((((((((((((((((((((((((((",
    b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "\u{202E}".as_bytes(),
    "e\u{301}\u{301}\u{301}".as_bytes(),
    "👩🏽‍🌾".as_bytes(),
    "٣".as_bytes(),
];

/// A corpus entry with a few things changed.
fn mutant(corpus: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = corpus[random.below(corpus.len())].clone();
    for _ in 0..=random.below(6) {
        let range = stretch(random, bytes.len());
        match random.below(7) {
            0 => drop(bytes.drain(range)),
            1 => {
                let copy = bytes[range].to_vec();
                let at = random.below(bytes.len() + 1);
                bytes.splice(at..at, copy);
            }
            2 => {
                let piece = PIECES[random.below(PIECES.len())];
                bytes.splice(range.start..range.start, piece.iter().copied());
            }
            3 => {
                let piece = PIECES[random.below(PIECES.len())];
                bytes.splice(range, piece.iter().copied());
            }
            4 => bytes.truncate(range.start),
            5 => {
                let other = &corpus[random.below(corpus.len())];
                let part = other[stretch(random, other.len())].to_vec();
                bytes.splice(range, part);
            }
            _ => {
                if let Some(byte) = bytes.get_mut(range.start) {
                    *byte = random.next() as u8;
                }
            }
        }
    }
    bytes.truncate(MAX_BYTES);
    bytes
}

/// Feeds mutants to `read` until the time is over.
fn fuzz(target: &str, corpus: &[Vec<u8>], read: impl Fn(&[u8])) {
    const NUM_TARGETS: f64 = 15.0;
    let seconds = std::env::var("OBELUS_FUZZ_SECONDS").map_or(3.0, |all| all.parse::<f64>().expect("seconds") / NUM_TARGETS);
    let until = Instant::now() + Duration::from_secs_f64(seconds);
    // A reader may catch a panic of the library it reads with. Resolving its backtrace would count as memory of the reader.
    std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
    let mut random = Random(20_260_504);
    let (mut num_mutants, mut most_memory) = (0_u64, 0);
    for entry in corpus {
        let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        read(entry);
    }
    while Instant::now() < until {
        let bytes = mutant(corpus, &mut random);
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let start = Instant::now();
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let result = catch_unwind(AssertUnwindSafe(|| read(&bytes)));
        let memory = MEMORY.peak_usage().saturating_sub(before);
        let took = start.elapsed();
        drop(alone);
        let is_too_much = memory > BASE_MEMORY + MEMORY_PER_BYTE * bytes.len();
        if result.is_err() || took > HANG || is_too_much {
            let kept = std::env::temp_dir().join(format!("obelus-fuzz-{target}-{num_mutants}"));
            fs::write(&kept, &bytes).unwrap();
            let kept = kept.display();
            panic!("{target}: mutant {num_mutants} failed after {took:?} with {memory} bytes of memory; it is kept as {kept}");
        }
        most_memory = most_memory.max(memory);
        num_mutants += 1;
    }
    println!(
        "{target}: {num_mutants} mutants in {seconds} s, no panic, no hang, at most {} MB of memory",
        most_memory / 1_000_000
    );
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut inside: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    inside.sort();
    inside.into_iter().flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// The written form of a small project and its log, with many kinds of edits.
fn project_and_log() -> (Vec<u8>, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.ron");
    store::create_project(&path, &random::project(&mut Ids::from_seed(3))).unwrap();
    let start = fs::read(&path).unwrap();
    let mut session = store::open(&path, "a test", 1).unwrap().session;
    let author = Author { analyst: Some("ana".into()), now: random::time(0) };
    let mut random = Random(7);
    for _ in 0..60 {
        let numbers: Vec<u32> = (0..12).map(|_| random.next() as u32).collect();
        let project = session.project().clone();
        if let Some(edit) = random::edit(&project, session.ids(), &mut random::Numbers::new(&numbers)) {
            session.apply(edit, &author).unwrap();
        }
    }
    session.undo(&author).unwrap();
    session.redo(&author).unwrap();
    session.apply(Edit::SetTitle("end".to_owned()), &author).unwrap();
    (start, fs::read(folder.path().join("x.ron.log")).unwrap())
}

#[test]
fn any_project_file_is_read_or_refused() {
    let small = file::write_project(&random::project(&mut Ids::from_seed(3)), 4, 5).into_bytes();
    let fixture = fs::read(root().join("tests/fixtures/projects/v1.ron")).unwrap();
    fuzz("project", &[small, fixture], |bytes| {
        if let Ok(loaded) = file::read_project(bytes) {
            // What was read can be checked, written, and read again as the same.
            check_project(&loaded.project);
            let written = file::write_project(&loaded.project, 0, 0);
            let again = file::read_project(written.as_bytes()).expect("what is written can be read");
            assert_eq!(again.project, loaded.project);
            for format in export::Format::ALL {
                let _any_outcome = export::export(&loaded.project, format, &Selection::default()).is_ok();
            }
        }
    });
}

#[test]
fn any_log_is_replayed_as_far_as_it_is_sound() {
    let (start, log) = project_and_log();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.ron");
    fs::write(&path, &start).unwrap();
    fuzz("log", &[log], |bytes| {
        fs::write(folder.path().join("x.ron.log"), bytes).unwrap();
        let read = store::read(&path).expect("a damaged log never keeps a project from being read");
        check_project(&read.project);
    });
}

#[test]
fn any_codebook_is_read_or_refused() {
    let corpus = [file::DEFAULT_CODEBOOK.as_bytes().to_vec()];
    fuzz("codebook", &corpus, |bytes| {
        let _any_outcome = file::read_codebook(&String::from_utf8_lossy(bytes)).is_ok();
    });
}

#[test]
fn any_article_is_imported_or_refused() {
    let folders = ["tests/fixtures/dravna", "tests/fixtures/formats"];
    let files: Vec<_> = folders.iter().flat_map(|folder| files_below(&root().join(folder))).collect();
    let mut corpus: Vec<_> = files.iter().map(|path| fs::read(path).unwrap()).collect();
    corpus.extend(random::HARD_TEXTS.map(|text| text.as_bytes().to_vec()));
    fuzz("import", &corpus, |bytes| {
        for name in ["a.txt", "a.md"] {
            if let Ok(imported) = import::import(name, bytes, None) {
                for article in imported.articles {
                    let id = Ids::from_seed(1).article();
                    let _any_outcome = article.into_article(id, random::time(0)).is_ok();
                }
            }
        }
    });
}

#[test]
fn any_download_of_a_database_is_read_or_refused() {
    let corpus: Vec<_> = files_below(&root().join("tests/fixtures/news")).iter().map(|path| fs::read(path).unwrap()).collect();
    fuzz("news", &corpus, |bytes| {
        if let Ok(imported) = import::import("any", bytes, None) {
            for article in imported.articles {
                assert!(!article.text.trim().is_empty());
                assert!(article.blocks.iter().all(|block| block.range.of(&article.text).is_some()));
                assert!(article.links.iter().all(|link| link.range.of(&article.text).is_some()));
            }
        }
    });
}

#[test]
fn any_annotated_data_is_read_or_refused() {
    let path = root().join("tests/fixtures/exchange");
    let mut corpus: Vec<_> = files_below(&path).iter().map(|path| fs::read(path).unwrap()).collect();
    corpus.sort();
    corpus.dedup();
    let project = random::project(&mut Ids::from_seed(3));
    fuzz("annotated", &corpus, |bytes| {
        let file = |path| InputFile { path, bytes };
        let files = [file("a/ana.json"), file("a/ana.txt"), InputFile { path: "columns.json", bytes: b"{}" }];
        let (found, _) = exchange::read(&files, None);
        let mut sources: Vec<_> = found.into_iter().map(|(_, read)| read).collect();
        sources.push(brat::read(&[file("a.txt"), file("a.ann")], None, "nobody"));
        sources.extend(jsonl::read("a.jsonl", bytes).ok());
        join_and_check(&project, sources);
    });
}

/// What was read can be added to a project, and what was added is sound.
fn join_and_check(project: &Project, sources: Vec<Annotated>) {
    let mut bits = 0;
    let joined = import::join(project, sources, random::time(0), &mut || {
        bits += 1;
        bits
    });
    let mut project = project.clone();
    project.apply(Edit::Batch(joined.edits)).expect("the edits of an import fit the project");
    check_project(&project);
}

/// What is inside of a DocBin is changed and packed again: as it is, nearly every change is found when it is unpacked.
#[test]
fn any_docbin_is_read_or_refused() {
    let fixtures = root().join("tests/fixtures");
    let mut corpus = Vec::new();
    for path in files_below(&fixtures.join("exchange/docbin")).iter().chain(&files_below(&fixtures.join("formats/spacy"))) {
        let mut inside = Vec::new();
        ZlibDecoder::new(fs::read(path).unwrap().as_slice()).read_to_end(&mut inside).unwrap();
        corpus.push(inside);
    }
    let project = random::project(&mut Ids::from_seed(3));
    fuzz("docbin", &corpus, |bytes| {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(bytes).unwrap();
        let packed = packed.finish().unwrap();
        let (found, _) = exchange::read(&[InputFile { path: "train.spacy", bytes: &packed }], None);
        join_and_check(&project, found.into_iter().map(|(_, read)| read).collect());
    });
}

/// Imports mutants of a format's fixtures, as what they seem to be and as what they are.
fn fuzz_format(format: import::Format, names: &[&str], more: &[&[u8]]) {
    let folder = root().join("tests/fixtures/articles");
    let mut corpus: Vec<_> = names.iter().map(|name| fs::read(folder.join(name)).unwrap()).collect();
    corpus.extend(more.iter().map(|bytes| bytes.to_vec()));
    fuzz(format.name(), &corpus, |bytes| {
        for asked_for in [None, Some(format)] {
            if let Ok(imported) = import::import("any", bytes, asked_for) {
                for article in imported.articles {
                    assert!(!article.text.trim().is_empty());
                    assert!(article.blocks.iter().all(|block| block.range.of(&article.text).is_some()));
                    assert!(article.links.iter().all(|link| link.range.of(&article.text).is_some()));
                    let id = Ids::from_seed(1).article();
                    let _any_outcome = article.into_article(id, random::time(0)).is_ok();
                }
            }
        }
    });
}

#[test]
fn any_page_is_imported_or_refused() {
    let tags = b"<html><table><tr><td><ul><li><a href=x><pre>";
    let open = b"<html><svg><td/><g><![CDATA[<p a='1' b=2>]]></svg><table>a<tr><b id=1><p>c</b><template><select><option><body d=1>&amp;<h1><div>";
    fuzz_format(import::Format::Html, &["saved-page.html", "report.html"], &[tags, open]);
}

#[test]
fn any_mail_is_imported_or_refused() {
    let mail = b"From: a\nSubject: =?utf-8?Q?=C3=A9?=\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nText\n--x--\n";
    let nested = b"From: a\nMIME-Version: 1.0\nContent-Type: multipart/digest; boundary=x\n\n--x\n\nSubject: b\nContent-Type: multipart/mixed; boundary=y\n\n--y\nContent-Type: message/rfc822\n\nSubject: c\n\nText\n--y--\n--x--\n";
    fuzz_format(import::Format::Eml, &["saved-page.mhtml"], &[mail, nested]);
}

#[test]
fn any_pdf_is_imported_or_refused() {
    // Without a table of objects, so that it is found by looking for them.
    let forms = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
        3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents[4 0 R 4 0 R]/Resources<</XObject<</F 5 0 R>>>>/Annots[<</AP<</N 5 0 R>>>>]>>\nendobj\n\
        4 0 obj\n<</Length 11>>\nstream\n/F Do /F Do\nendstream\nendobj\n5 0 obj\n<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 30>>\n\
        stream\nBT /T 12 Tf 5 7 Td (a) Tj ET /F Do\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n";
    fuzz_format(import::Format::Pdf, &["columns.pdf", "report.pdf", "encrypted.pdf", "scan.pdf"], &[forms]);
}

#[test]
fn any_document_is_imported_or_refused() {
    fuzz_format(import::Format::Docx, &["report.docx"], &[]);
}

#[test]
fn any_open_document_or_book_is_imported_or_refused() {
    fuzz_format(import::Format::Odt, &["report.odt", "report.epub"], &[]);
}

#[test]
fn any_rich_text_is_imported_or_refused() {
    fuzz_format(
        import::Format::Rtf,
        &["report.rtf"],
        &[b"{\\rtf1\\ansicpg1252{\\fonttbl{\\f0\\fcharset128 x;}}\\u-10179?\\u-9052?\\'e9\\par{\\*\\x y}\\bin3 abc}"],
    );
}

#[test]
fn any_table_is_imported_or_refused() {
    let csv = b"id,title,text,date\n1,A,\"some, words\nof text\",2021-05-03\n2,B,more,\n";
    let json = br#"{"title":"A","text":"some words","source":{"name":"x"},"tags":["a","b"]}"#;
    fuzz_format(import::Format::Csv, &["table.parquet"], &[csv, json, b"[{\"text\":\"a\"},{\"text\":\"b\"}]"]);
}

#[test]
fn any_workbook_is_imported_or_refused() {
    fuzz_format(import::Format::Xlsx, &["table.xlsx"], &[]);
    fuzz_format(import::Format::Ods, &["table.ods"], &[]);
    fuzz_format(import::Format::Xls, &["table.xls"], &[]);
}

#[test]
fn any_mailbox_is_imported_or_refused() {
    let mails = b"From a@b Tue Mar  5 07:12:00 2024\nFrom: a\nSubject: b\n\n>From x\n\nFrom a@b Tue Mar  5 07:12:00 2024\nSubject: c\nMIME-Version: 1.0\n\ny\n";
    fuzz_format(import::Format::Mbox, &[], &[mails]);
}

#[test]
fn any_web_archive_is_imported_or_refused() {
    let record = |kind: &str, block: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://a.example/\r\nWARC-Block-Digest: sha1:AB\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
    };
    let page = "<html><title>a</title><p>Some words of a page.</p></html>";
    let records = [
        record("response", &format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}")),
        record("response", &format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n{:x}\r\n{page}\r\n0\r\n", page.len())),
        record("revisit", ""),
        record("resource", page),
    ]
    .concat();
    fuzz_format(import::Format::Warc, &[], &[records.as_bytes()]);
    fuzz_format(import::Format::Wacz, &["table.ods"], &[]);
}

#[test]
fn any_parquet_is_imported_or_refused() {
    let files = ["table.parquet", "table-zstd.parquet", "table-brotli.parquet", "table-gzip.parquet", "table-lz4.parquet"];
    fuzz_format(import::Format::Parquet, &files, &[]);
}
