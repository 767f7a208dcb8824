//! `obelus formats`: lists what can be imported and exported, and what each format loses.

use super::{Answer, Failure};
use crate::{export, import};
use std::fmt::Write as _;

/// List what can be imported and exported, and what each loses
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_args: &Args) -> Result<Answer, Failure> {
    let mut out = String::from("import\n");
    for format in import::Format::ALL {
        let endings = format.extensions().iter().map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(" ");
        let description = format!("{} ({endings})", format.description());
        row(&mut out, format.name(), &in_build(&description, format.is_in_build()), format.loses());
    }
    for (name, description, loses) in ANNOTATED {
        row(&mut out, name, description, loses);
    }
    for format in import::exchange::Exchange::ALL {
        row(&mut out, format.name(), &in_build(format.description(), format.is_in_build()), format.loses());
    }
    out.push_str("\nexport\n");
    for format in export::Format::ALL {
        let description = in_build(format.description(), format.is_in_build());
        row(&mut out, format.name(), &description, format.loses().unwrap_or("nothing"));
    }
    Ok(Answer::done(out))
}

/// Formats of annotated data, which are recognised from the content, so no option names them.
const ANNOTATED: [(&str, &str, &str); 2] = [
    ("jsonl", "JSON lines that Obelus exported (.jsonl); a project that is not there is made as a copy", "nothing"),
    (
        "brat",
        "brat standoff, a folder with .txt and .ann files; offsets in UTF-16 units or bytes are found out; analysts from \
         suffixes or folders (--analyst-from)",
        "notes on no annotation, relations of other than two arguments, names of the arguments of relations",
    ),
];

/// The description, with a note if this build leaves the format out.
fn in_build(description: &str, is_in_build: bool) -> String {
    let description = description.trim_end_matches('.');
    if is_in_build { description.to_owned() } else { format!("{description} (not in this build)") }
}

fn row(out: &mut String, name: &str, description: &str, loses: &str) {
    // Writing to a string cannot fail.
    let _infallible = writeln!(out, "  {name:<11} {description}");
    let _infallible = writeln!(out, "  {:<11} loses: {}", "", loses.trim_end_matches('.'));
}
