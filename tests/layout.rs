//! Enforces what ARCHITECTURE.md says of the rooms: who may use whom, what stays outside, and how large a file may grow.
//!
//! The source is read as text ([`source`]), so a rule costs no build. Test code inside `src` obeys the same rules. What
//! a reader of text cannot see (an alias of a type, then its method) is left to the bans in `clippy.toml`.

#[path = "layout/source.rs"]
mod source;

use source::Mention;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Every room and the rooms it may use besides itself.
const ROOMS: &[(&str, &[&str])] = &[
    ("parallel", &[]),
    ("splitmix", &[]),
    ("text", &["splitmix"]),
    ("agreement", &["parallel", "splitmix"]),
    ("project", &["text"]),
    ("store", &["parallel", "splitmix", "text", "project"]),
    ("import", &["parallel", "splitmix", "text", "project"]),
    ("intake", &["parallel", "project", "store", "import"]),
    ("export", &["parallel", "splitmix", "text", "agreement", "project", "compare"]),
    ("compare", &["parallel", "text", "agreement", "project"]),
    ("find", &["text", "project"]),
    ("suggest", &["text", "project"]),
    ("cli", &["parallel", "text", "agreement", "project", "store", "import", "intake", "export", "compare", "find", "suggest"]),
    ("app", &["parallel", "text", "agreement", "project", "store", "import", "intake", "export", "compare", "find", "suggest"]),
    ("main", &["text", "project", "store", "import", "intake", "export", "compare", "find", "suggest", "cli", "app"]),
    ("lib", &["text", "project", "store", "import", "intake", "export", "compare", "find", "suggest", "cli", "app"]),
];

/// The floors of the window, from the ground up: files and folders of `src/app`. Each may use what is below it, nothing
/// beside it and nothing above it; so rooms do not know each other.
const FLOORS: &[&[&str]] = &[
    &["page", "running", "signals", "turns"],
    &["look"],
    &["desk"],
    &["tag", "codebook", "find", "compare", "dataset", "import", "merge"],
    &["rooms"],
    &["dispatch"],
    &["frame"],
    &["window"],
    &["start"],
    &["mod"],
];

/// Paths outside the crate, the rooms that may mention them, and what the others do instead.
const OUTSIDE: &[(&[&str], &[&str], &str)] = &[
    (&["egui", "eframe", "egui_kittest", "accesskit", "winit", "rfd", "parley", "swash"], &["app"], "the window stays in app"),
    (&["clap"], &["cli"], "arguments stay in cli"),
    (&["std::fs", "tempfile"], &["store", "cli", "app", "main"], "take and give bytes"),
    (&["std::env", "std::process", "etcetera"], &["store", "cli", "app", "main"], "pass the value in"),
    (&["getrandom", "rand"], &["store", "cli", "app", "main"], "pass the random bits in"),
    (
        &["std::time::SystemTime", "std::time::Instant", "SystemTime", "Instant", "Timestamp::now", "Zoned::now"],
        &["cli", "app"],
        "pass the time in",
    ),
    (&["jiff::Timestamp::now", "jiff::Zoned::now"], &["cli", "app"], "pass the time in"),
    (&["std::net", "tokio", "ureq", "reqwest"], &[], "Obelus opens no socket"),
];

/// Marks of unfinished work. An open end belongs into an issue.
const UNFINISHED: &[&str] = &["TODO", "FIXME", "todo!", "unimplemented!"];

const MAX_LINES: usize = 800;
const MAX_LINES_OF_MAIN: usize = 60;

/// Beginnings of paths that exist on one machine only. Put together here, so that this file does not contain them.
const MACHINE_PATHS: &[&str] = &[concat!("/", "work/"), concat!("/", "root/")];

#[test]
fn the_rooms_are_kept() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files: Vec<_> = text_files(&root.join("src")).into_iter().filter(|(path, _)| is_rust(path)).collect();
    assert!(files.len() > 10, "the walk found the source: {} files", files.len());
    let findings: Vec<_> =
        files.iter().flat_map(|(path, source)| findings(&slashed(path.strip_prefix(root).unwrap_or(path)), source)).collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[test]
fn no_file_mentions_a_path_of_one_machine() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut findings = Vec::new();
    for (path, text) in text_files(root) {
        for (line, words) in text.lines().enumerate().filter(|(_, words)| mentions_machine_path(words)) {
            findings.push(format!("{}:{}: {}", slashed(&path), line + 1, words.trim()));
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

/// Everything wrong with one file; `path` is relative to the repository, with slashes.
fn findings(path: &str, source: &str) -> Vec<String> {
    let module = module_of(path);
    let room = module.first().map_or("", String::as_str);
    let Some((_, may_use)) = ROOMS.iter().find(|(name, _)| *name == room) else {
        return vec![format!("{path}:1: `{room}` is no room; the rooms are in ARCHITECTURE.md")];
    };
    let mut findings = whole_file_findings(path, room, source);
    let tokens = source::tokens(source);
    for (what, words) in
        [("`#[path]`", ["#", "[", "path"]), ("`include!`", ["include", "!", "("]), ("`extern crate`", ["extern", "crate", ""])]
    {
        let matches =
            |window: &[source::Token<'_>]| window.iter().zip(words).all(|(token, word)| word.is_empty() || token.text == word);
        if let Some(window) = tokens.windows(3).find(|window| matches(window)) {
            findings.push(format!("{path}:{}: {what} hides who uses whom", window[0].line));
        }
    }
    for mention in source::mentions(source) {
        let at = format!("{path}:{}", mention.line);
        match inside_path(&mention, &module) {
            Some(inside) => match inside.first().map(String::as_str) {
                Some("app") if room == "app" => {
                    findings.extend(floor_finding(&module, &inside).map(|what| format!("{at}: {what}")));
                }
                Some(used) if used == room || may_use.contains(&used) => {}
                Some(used) if ROOMS.iter().any(|(name, _)| *name == used) => {
                    findings.push(format!("{at}: `{room}` may not use `{used}`"));
                }
                _ if room == "main" || room == "lib" => {}
                _ => findings.push(format!("{at}: `{}` names no room", mention.path.join("::"))),
            },
            None => findings.extend(outside_finding(&mention, room).map(|finding| format!("{at}: {finding}"))),
        }
    }
    findings
}

/// What is wrong with a mention of one floor of the window by another; both paths begin with `app`.
fn floor_finding(module: &[String], inside: &[String]) -> Option<String> {
    let height = |name: &str| FLOORS.iter().position(|floor| floor.contains(&name));
    let here = module.get(1).map_or("mod", String::as_str);
    let Some(from) = height(here) else {
        return Some(format!("`app/{here}` stands on no floor; the floors are in ARCHITECTURE.md"));
    };
    let used = inside.get(1)?;
    let is_below = height(used)? < from;
    (used != here && !is_below).then(|| format!("`app/{here}` may not use `app/{used}`"))
}

fn whole_file_findings(path: &str, room: &str, source: &str) -> Vec<String> {
    let mut findings = Vec::new();
    if !source.starts_with("//!") {
        findings.push(format!("{path}:1: begins without a `//!` line that says what is here"));
    }
    let (num_lines, limit) = (source.lines().count(), if room == "main" { MAX_LINES_OF_MAIN } else { MAX_LINES });
    if num_lines > limit {
        findings.push(format!("{path}:{num_lines}: {num_lines} lines, at most {limit}: look for a seam"));
    }
    for (line, words) in source.lines().enumerate() {
        if let Some(mark) = UNFINISHED.iter().find(|mark| words.contains(**mark)) {
            findings.push(format!("{path}:{}: `{mark}`: finish it, or open an issue", line + 1));
        }
    }
    findings
}

/// The module that a file is, without `crate`: `src/text/mod.rs` is `text`, `src/main.rs` is `main`.
fn module_of(path: &str) -> Vec<String> {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/').map(str::to_owned).collect()
}

/// Where in the crate a mention leads; `None` if it leads out of it.
fn inside_path(mention: &Mention, file_module: &[String]) -> Option<Vec<String>> {
    let path: Vec<String> = mention.path.iter().filter(|segment| *segment != "*").cloned().collect();
    let is_root_file = matches!(file_module, [name] if name == "main" || name == "lib");
    let mut module: Vec<String> = if is_root_file { Vec::new() } else { file_module.to_vec() };
    module.extend(mention.inline_modules.iter().cloned());
    match path.first().map(String::as_str) {
        Some("crate" | "obelus") => Some(path[1..].to_vec()),
        Some("self" | "super") => {
            let climbs = path.iter().filter(|segment| *segment == "super").count();
            module.truncate(module.len().saturating_sub(climbs));
            module.extend(path.into_iter().filter(|segment| segment != "self" && segment != "super"));
            Some(module)
        }
        _ => None,
    }
}

/// What is wrong with a mention that leads out of the crate.
fn outside_finding(mention: &Mention, room: &str) -> Option<String> {
    let segments: Vec<&str> = mention.path.iter().map(String::as_str).filter(|segment| *segment != "self").collect();
    let is_hit = |banned: &&str| {
        let banned: Vec<&str> = banned.split("::").collect();
        let is_named = match banned.as_slice() {
            // What the clock is called is telling wherever it stands in a path.
            [first, ..] if first.starts_with(char::is_uppercase) => segments.windows(banned.len()).any(|part| part == banned),
            _ => segments.starts_with(&banned),
        };
        // `use std as s` and `use std::*` could bring in anything below.
        let (is_glob, above) = match segments.as_slice() {
            [above @ .., "*"] => (true, above),
            above => (above.len() == 1, above),
        };
        is_named || (mention.is_import && is_glob && banned.starts_with(above))
    };
    let (_, _, instead) = OUTSIDE.iter().find(|(banned, rooms, _)| !rooms.contains(&room) && banned.iter().any(&is_hit))?;
    Some(format!("`{room}` may not use `{}`: {instead}", mention.path.join("::")))
}

/// Whether an absolute path of one machine stands in `words`; "and/work/or" is none.
fn mentions_machine_path(words: &str) -> bool {
    let is_absolute =
        |at: usize| !words[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '}' | '~'));
    MACHINE_PATHS.iter().any(|path| words.match_indices(path).any(|(at, _)| is_absolute(at)))
}

/// All files below `folder` that are text, by path; build output and git's own files left out.
fn text_files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("the folder can be read").map(|entry| entry.expect("an entry can be read").path()).collect();
    entries.sort();
    let mut files = Vec::new();
    for path in entries {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            if !matches!(name.as_str(), ".git" | "target") {
                files.extend(text_files(&path));
            }
        } else if name != ".git" // in a linked worktree it is a file
            && let Ok(text) = String::from_utf8(fs::read(&path).expect("the file can be read"))
        {
            files.push((path, text));
        }
    }
    files
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Checks the findings in a made-up file that begins with its module doc; `expect` leaves the file's name out.
fn check(path: &str, source: &str, expect: &[&str]) {
    let found = findings(path, &format!("//! A made-up file.\n{source}"));
    let found: Vec<_> = found.iter().map(|finding| finding.trim_start_matches(path).trim_start_matches(':')).collect();
    assert_eq!(found, expect, "{path}: {source}");
}

#[test]
fn rooms_may_use_what_the_arrows_point_to() {
    check("src/project/edit.rs", "use crate::text::ByteRange; use super::id::ArticleId;", &[]);
    check("src/export/csv.rs", "use crate::{compare::gold, project::{Edit, Project}, text};", &[]);
    check("src/agreement/gamma.rs", "use super::align; use crate::parallel;", &[]);
    check("src/app/mod.rs", "use crate::store::Session; use egui::Ui; let t = jiff::Timestamp::now();", &[]);
    check("src/main.rs", "use obelus::{app, cli}; fn main() { std::env::args_os(); }", &[]);
    check("src/text/segment/mod.rs", "use super::offset::ByteOffset; mod tests { use super::super::index; }", &[]);
    check("src/lib.rs", "pub mod text; pub use project::Project;", &[]);
}

#[test]
fn an_arrow_against_the_order_is_found() {
    check("src/text/a.rs", "use crate::{\n    project::Edit,\n    text,\n};", &["3: `text` may not use `project`"]);
    check("src/project/a.rs", "fn f() { crate::store::save(); }", &["2: `project` may not use `store`"]);
    check("src/import/a.rs", "use crate::export::csv;", &["2: `import` may not use `export`"]);
    check("src/agreement/a.rs", "use crate::text::CharOffset;", &["2: `agreement` may not use `text`"]);
    check("src/cli/a.rs", "use crate::app;", &["2: `cli` may not use `app`"]);
    check("src/app/find/a.rs", "use crate::cli::new;", &["2: `app` may not use `cli`"]);
    check("src/store/a.rs", "obelus::app::run();", &["2: `store` may not use `app`"]);
}

#[test]
fn the_floors_of_the_window_are_kept() {
    check("src/app/find/view.rs", "use super::Ask; use crate::app::{desk::{self, Desk}, look::theme::size};", &[]);
    check("src/app/dispatch/mod.rs", "use super::{find, rooms::State, tag};", &[]);
    check("src/app/window.rs", "use super::{dispatch, frame, turns::Turns};", &[]);
    check("src/app/find/act.rs", "use crate::app::compare::Ask;", &["2: `app/find` may not use `app/compare`"]);
    check("src/app/find/act.rs", "use crate::app::dispatch;", &["2: `app/find` may not use `app/dispatch`"]);
    check("src/app/desk/mod.rs", "use super::rooms::State;", &["2: `app/desk` may not use `app/rooms`"]);
    check("src/app/page/view.rs", "fn f() { crate::app::look::theme::size(); }", &["2: `app/page` may not use `app/look`"]);
    check(
        "src/app/dispatch/keys.rs",
        "mod tests { use super::super::super::frame; }",
        &["2: `app/dispatch` may not use `app/frame`"],
    );
    check("src/app/helpers.rs", "use super::desk;", &["2: `app/helpers` stands on no floor; the floors are in ARCHITECTURE.md"]);
}

#[test]
fn detours_are_found() {
    check("src/text/mod.rs", "use super::project;", &["2: `text` may not use `project`"]);
    check("src/text/a.rs", "mod tests { use super::super::super::{store::Session}; }", &["2: `text` may not use `store`"]);
    check("src/text/a.rs", "use crate as c;", &["2: `crate` names no room"]);
    check("src/text/a.rs", "use crate::*;", &["2: `crate::*` names no room"]);
    check("src/text/a.rs", "use crate::Project;", &["2: `crate::Project` names no room"]);
    check("src/text/a.rs", "#[path = \"../store/save.rs\"] mod save;", &["2: `#[path]` hides who uses whom"]);
    check("src/text/a.rs", "include!(\"../store/save.rs\");", &["2: `include!` hides who uses whom"]);
    check("src/app/a.rs", "extern crate clap;", &["2: `extern crate` hides who uses whom"]);
    check("src/helpers/mod.rs", "", &["1: `helpers` is no room; the rooms are in ARCHITECTURE.md"]);
}

#[test]
fn the_window_and_the_arguments_stay_in_their_rooms() {
    check("src/project/a.rs", "fn f(ui: &mut egui::Ui) {}", &["2: `project` may not use `egui::Ui`: the window stays in app"]);
    check("src/cli/a.rs", "use rfd as dialog;", &["2: `cli` may not use `rfd`: the window stays in app"]);
    check("src/app/a.rs", "use clap::Parser as _;", &["2: `app` may not use `clap::Parser`: arguments stay in cli"]);
    check("src/app/a.rs", "// clap::Parser\nlet clap = \"clap::Parser\";", &[]);
}

#[test]
fn files_environment_chance_and_clock_stay_out_of_the_inner_rooms() {
    check("src/import/a.rs", "use std::{fs, io};", &["2: `import` may not use `std::fs`: take and give bytes"]);
    check("src/import/a.rs", "use std as s;", &["2: `import` may not use `std`: take and give bytes"]);
    check("src/export/a.rs", "use std::*;", &["2: `export` may not use `std::*`: take and give bytes"]);
    check("src/text/a.rs", "std::env::var(\"X\");", &["2: `text` may not use `std::env::var`: pass the value in"]);
    check("src/project/a.rs", "getrandom::u64();", &["2: `project` may not use `getrandom::u64`: pass the random bits in"]);
    check("src/store/a.rs", "Timestamp::now();", &["2: `store` may not use `Timestamp::now`: pass the time in"]);
    check(
        "src/compare/a.rs",
        "use std::time::{Duration, Instant};",
        &["2: `compare` may not use `std::time::Instant`: pass the time in"],
    );
    check("src/app/a.rs", "use std::net::TcpStream;", &["2: `app` may not use `std::net::TcpStream`: Obelus opens no socket"]);
    check("src/project/a.rs", "use jiff::Timestamp; use std::{io, time::Duration};", &[]);
}

#[test]
fn files_say_what_they_are_and_stay_small_and_finished() {
    assert_eq!(findings("src/text/a.rs", "fn f() {}"), ["src/text/a.rs:1: begins without a `//!` line that says what is here"]);
    check("src/main.rs", &"\n".repeat(60), &["61: 61 lines, at most 60: look for a seam"]);
    check("src/text/a.rs", &"\n".repeat(800), &["801: 801 lines, at most 800: look for a seam"]);
    let unfinished = [concat!("// TO", "DO later"), concat!("to", "do!()")].join("\n");
    let expect = [concat!("2: `TO", "DO`: finish it, or open an issue"), concat!("3: `to", "do!`: finish it, or open an issue")];
    check("src/text/a.rs", &unfinished, &expect);
}

#[test]
fn a_path_of_one_machine_is_told_from_words() {
    assert!(mentions_machine_path(concat!("see (/", "work/main/x.md)")));
    assert!(!mentions_machine_path(concat!("https://example.org/", "work/1 and ~/", "work/x")));
}
