//! How quick 10,000 text articles (50 MB) are read from a folder, beside `cat` in the same run.
//!
//! `cargo bench --bench import` prints a table for `docs/benchmarks.md`. All files are in the cache of the operating system, so
//! that the program is measured and not the disk; `cat` shows what is possible at all. With `-- --cold` the files are dropped
//! from that cache before each reading (by GNU `dd`), so that every reading waits for the disk.

#![expect(clippy::print_stdout, reason = "the table is the result")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the benchmark")]
#![expect(clippy::disallowed_methods, reason = "the files are made here")]

use obelus::{
    import, parallel,
    project::Project,
    store::{self, Ids, default_codebook},
};
use std::{
    env, fs,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

const NUM_ARTICLES: usize = 10_000;
const ARTICLE_BYTES: usize = 5_000;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let mut num_bytes = 0;
    for number in 0..NUM_ARTICLES {
        let text = article(number);
        num_bytes += text.len();
        let inside = folder.path().join(format!("{:02}", number / 100));
        fs::create_dir_all(&inside).unwrap();
        fs::write(inside.join(format!("{number:05}.txt")), text).unwrap();
    }
    let megabytes = num_bytes as f64 / 1e6;
    let row = |what: &str, seconds: f64| println!("| {what} | {seconds:.2} s | {:.0} MB/s |", megabytes / seconds);
    let is_cold = env::args().any(|argument| argument == "--cold");
    let before_reading = || {
        if is_cold {
            drop_from_cache(folder.path());
        }
    };
    let place = if is_cold { "on disk" } else { "in the cache" };
    println!("{NUM_ARTICLES} articles, {megabytes:.0} MB {place}\n\n| what | time | |\n|---|---|---|");
    for _ in 0..2 {
        before_reading();
        let start = Instant::now();
        let status = Command::new("sh")
            .args(["-c", "find . -type f -print0 | xargs -0 cat"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success());
        row("`cat`", start.elapsed().as_secs_f64());
    }
    before_reading();
    let start = Instant::now();
    let walk = store::walk(&[folder.path().to_owned()], import::is_article_name);
    let files = parallel::map(&walk.files, parallel::num_threads(), |path| {
        let bytes = store::read_article(path, import::max_bytes(path)).unwrap();
        import::import_file(path, &bytes, None).unwrap()
    });
    let read = start.elapsed().as_secs_f64();
    row("read and recognise", read);
    let mut ids = Ids::from_seed(1);
    let project = Project::new(ids.project(), "bench".to_owned(), default_codebook());
    let start = Instant::now();
    let added = import::add(&project, files, "2026-05-04T12:00:00Z".parse().unwrap(), || ids.article());
    assert_eq!(added.added.len(), NUM_ARTICLES);
    row("index, compare each with all others", start.elapsed().as_secs_f64());
}

/// Writes all files below `folder` to disk and drops their bytes from the cache; names and places of files stay in it.
fn drop_from_cache(folder: &Path) {
    let drop = "sync && find . -type f -exec dd if={} iflag=nocache count=0 status=none ';'";
    assert!(Command::new("sh").args(["-c", drop]).current_dir(folder).status().unwrap().success());
}

/// An article of random words with a head.
fn article(number: usize) -> String {
    let mut random = number as u64 + 1;
    let mut next = move || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random
    };
    let mut text = format!("Report {number} from Dravna\n\nBy Ilse Maren\n\nSel Wire, 3 May 2021\n\n");
    while text.len() < ARTICLE_BYTES {
        for _ in 0..40 {
            let word = next();
            text.push_str(["bridge", "river", "town", "said", "seventeen", "the", "market", "of"][(word % 8) as usize]);
            text.push_str(&format!("{} ", word / 8 % 50));
        }
        text.push_str("end.\n\n");
    }
    text
}
