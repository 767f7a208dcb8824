//! The command line: arguments in, results on standard output, everything else on standard error. Each command has a file.
//!
//! A command returns its results or a failure; this file prints them and sets the exit code. Time and random numbers enter
//! here too, and are passed on as values.

mod annotated;
mod check;
mod compare;
mod exit;
mod export;
mod formats;
mod import;
mod import_json;
mod names;
mod new;
mod progress;
mod screen;
mod stats;
mod table;

pub use exit::Exit;

use clap::{Parser, Subcommand};
use exit::Failure;
use screen::{on_one_line, say};
use std::{
    backtrace::{Backtrace, BacktraceStatus},
    ffi::OsString,
    io,
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
};

/// The next step after the arguments have been read.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is done, and the program ends.
    Exit(Exit),
    /// Open the window.
    Window {
        /// One project, or several articles; empty to open what was open last.
        paths: Vec<PathBuf>,
    },
}

/// Tag news articles by hand, export a labelled dataset, compare analysts
///
/// Without a command, opens the window.
#[derive(Debug, Parser)]
#[command(name = "obelus", version, args_conflicts_with_subcommands = true)]
#[command(
    after_help = "Exit codes: 0 done, 1 the input is at fault or the check failed, 2 wrong usage, 70 our fault, 130 stopped."
)]
struct Args {
    /// A project to open, or articles to open in a new project
    #[arg(value_name = "PROJECT | ARTICLE")]
    paths: Vec<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(new::Args),
    Import(import::Args),
    Check(check::Args),
    Stats(stats::Args),
    Compare(compare::Args),
    Export(Box<export::Args>),
    Formats(formats::Args),
}

/// The outcome of a command: its results, and its exit status.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    /// The results for standard output.
    results: String,
    exit: Exit,
}

impl Answer {
    fn done(results: String) -> Self {
        Self { results, exit: Exit::Done }
    }
}

/// Runs the command in the arguments; the first argument is the program's name.
pub fn run(arguments: impl Iterator<Item = OsString>) -> Outcome {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => {
            if error.use_stderr() {
                // The message quotes arguments, and a name that the shell put in place of `*` can come from anybody.
                error.render().to_string().trim_end().lines().for_each(say);
                return Outcome::Exit(Exit::Usage);
            }
            // If nobody reads the help to its end, that is not a failure.
            let _printed = error.print();
            return Outcome::Exit(Exit::Done);
        }
    };
    let Some(command) = args.command else {
        return match unknown_word(&args.paths) {
            Some(failure) => Outcome::Exit(report(&failure)),
            None => Outcome::Window { paths: args.paths },
        };
    };
    // A panic is a fault of this program, and scripts must see it as one. The message may quote a text.
    panic::set_hook(Box::new(|panic| {
        say(&panic.to_string());
        let trace = Backtrace::capture();
        if trace.status() == BacktraceStatus::Captured {
            trace.to_string().lines().for_each(say);
        }
    }));
    let answer = panic::catch_unwind(AssertUnwindSafe(|| command.run())).unwrap_or_else(|_| {
        Err(Failure::internal("Obelus failed in a way it should not").hint("please report this, with the lines above"))
    });
    Outcome::Exit(match answer {
        Ok(answer) => print(&answer),
        Err(failure) => report(&failure),
    })
}

impl Command {
    fn run(self) -> Result<Answer, Failure> {
        match self {
            Self::New(args) => new::run(args),
            Self::Import(args) => import::run(args),
            Self::Check(args) => check::run(&args),
            Self::Stats(args) => stats::run(&args),
            Self::Compare(args) => compare::run(&args),
            Self::Export(args) => export::run(&args),
            Self::Formats(args) => formats::run(&args),
        }
    }
}

/// Recognises a first word that is neither a command nor like a path: a misspelt command.
fn unknown_word(paths: &[PathBuf]) -> Option<Failure> {
    let word = paths.first()?;
    let looks_like_path = word.components().count() > 1 || word.extension().is_some() || word.exists();
    (!looks_like_path).then(|| {
        Failure::usage(format!("“{}” is neither a command nor a file", word.display())).hint("“obelus --help” lists the commands")
    })
}

/// Prints the results. If a reader stops reading early, that is not a failure.
fn print(answer: &Answer) -> Exit {
    match screen::results(&answer.results) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            report(&Failure::input(format!("cannot write the results: {error}")))
        }
        _ => answer.exit,
    }
}

fn report(failure: &Failure) -> Exit {
    complain(&failure.message, failure.hint.as_deref());
    failure.exit
}

/// Writes to standard error what went wrong and what to do about it.
pub fn complain(message: &str, hint: Option<&str>) {
    say(&format!("error: {message}"));
    if let Some(hint) = hint {
        say(&format!("hint: {hint}"));
    }
}

/// The present time, in whole seconds.
#[expect(clippy::disallowed_methods, reason = "the command line is where the time comes in")]
fn now() -> jiff::Timestamp {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// A random number from which new ids are made.
fn random_seed() -> Result<u64, Failure> {
    getrandom::u64().map_err(|error| Failure::internal(format!("the operating system gives no random numbers: {error}")))
}

/// The text that others see while the project is open.
fn holder(command: &str) -> String {
    format!("obelus {command}, process {}", std::process::id())
}

/// The title of a project if none was given: the name of its file.
fn title_of(project: &Path) -> String {
    project.file_stem().map_or_else(|| "Untitled".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(words: &[&str]) -> Outcome {
        run(["obelus"].iter().chain(words).map(OsString::from))
    }

    #[test]
    fn without_a_command_the_window_is_asked_for() {
        assert_eq!(outcome(&[]), Outcome::Window { paths: vec![] });
        let paths = vec!["a/dravna.ron".into(), "b.txt".into()];
        assert_eq!(outcome(&["a/dravna.ron", "b.txt"]), Outcome::Window { paths });
        assert_eq!(outcome(&["./stats"]), Outcome::Window { paths: vec!["./stats".into()] }, "a file named as a command");
        assert_eq!(outcome(&["chekc", "x.ron"]), Outcome::Exit(Exit::Usage));
    }

    #[test]
    fn arguments_are_declared_without_contradiction() {
        use clap::CommandFactory as _;
        Args::command().debug_assert();
    }
}
