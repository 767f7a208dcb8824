//! The README and the pages of `docs/`: what they show is what the program prints, and their links lead somewhere.

use super::program::Folder;
use std::{fs, path::Path};

const PAGES: [&str; 11] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "docs/agreement.md",
    "docs/benchmarks.md",
    "docs/command-line.md",
    "docs/datasets.md",
    "docs/formats.md",
    "docs/keys.md",
    "docs/limits.md",
    "docs/safety.md",
];

fn repository(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn page(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap()
}

/// The text between fences that begin with `fence`, block by block.
fn fenced<'t>(text: &'t str, fence: &str) -> Vec<&'t str> {
    text.split(fence).skip(1).map(|rest| rest.split_once("```").unwrap().0).collect()
}

/// The commands of a block with the lines that each is said to print.
fn commands(block: &str) -> Vec<(&str, Vec<&str>)> {
    let mut commands: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in block.trim_matches('\n').lines() {
        match line.strip_prefix("$ obelus ") {
            Some(command) => commands.push((command, Vec::new())),
            None => commands.last_mut().unwrap().1.push(line),
        }
    }
    commands
}

/// Spaces between quotation marks become `_`, as [`Folder::output`] reads them.
fn unquoted(command: &str) -> String {
    let pieces = command.split('"').enumerate();
    pieces.map(|(place, piece)| if place % 2 == 1 { piece.replace(' ', "_") } else { piece.to_owned() }).collect()
}

/// Whether `printed` has the lines of `shown` in their order; `…` is for any lines.
fn shows(shown: &[&str], printed: &str) -> bool {
    let mut printed = printed.lines();
    let mut may_skip = false;
    for line in shown {
        if *line == "…" {
            may_skip = true;
        } else if may_skip {
            may_skip = false;
            if !printed.any(|other| other == *line) {
                return false;
            }
        } else if printed.next() != Some(*line) {
            return false;
        }
    }
    may_skip || printed.next().is_none()
}

#[test]
fn every_command_of_the_readme_prints_what_it_shows() {
    for (name, least) in [("README.md", 5), ("docs/command-line.md", 7)] {
        let folder = Folder::new();
        for (from, to) in [
            ("projects/dravna.ron", "projects/dravna.ron"),
            ("examples/articles/01-bridge-toll.txt", "examples/articles/01-bridge-toll.txt"),
            ("examples/articles/02-shelling.txt", "examples/articles/02-shelling.txt"),
        ] {
            folder.write(to, fs::read(repository(from)).unwrap());
        }
        let mut num_run = 0;
        let text = page(name);
        for (command, shown) in fenced(&text, "```console\n").into_iter().flat_map(commands) {
            // A project alone opens the window.
            if command == "dravna.ron" {
                assert!(shown.is_empty(), "{name}: {command}");
                continue;
            }
            let (code, printed, rest) = folder.output(&unquoted(command));
            assert_eq!(code, 0, "{name}: {command}: {rest}");
            assert!(shows(&shown, &printed), "{name}: obelus {command} prints\n{printed}");
            num_run += 1;
        }
        assert!(num_run >= least, "{name} shows {num_run} commands");
    }
}

/// The anchor that a heading gets on a page: lower case, spaces as hyphens, other signs left out.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase().replace(' ', "-");
    kept.chars().filter(|c| c.is_alphanumeric() || *c == '-' || *c == '_').collect()
}

#[test]
fn every_link_of_the_manual_leads_somewhere() {
    for name in PAGES {
        let text = page(name);
        let folder = repository(name).parent().unwrap().to_path_buf();
        let links = text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap());
        for link in links.filter(|link| !link.starts_with("http")) {
            let (file, place) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { repository(name) } else { folder.join(file) };
            assert!(target.exists(), "{name}: {link}");
            if !place.is_empty() {
                let text = fs::read_to_string(&target).unwrap();
                let mut headings = text.lines().filter(|line| line.starts_with('#'));
                assert!(headings.any(|line| anchor(line.trim_start_matches('#')) == place), "{name}: {link}");
            }
        }
    }
}

#[test]
fn a_page_that_shows_something_else_is_noticed() {
    assert!(shows(&["one", "…", "four"], "one\ntwo\nthree\nfour\n"));
    assert!(shows(&["one", "…"], "one\ntwo\n"));
    assert!(!shows(&["one"], "one\ntwo\n"));
    assert!(!shows(&["one", "…", "three"], "one\ntwo\n"));
    assert!(!shows(&["two"], "one\ntwo\n"));
}
