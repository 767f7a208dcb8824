//! The program: hands its arguments to the command line, or opens the window.

use obelus::{
    app,
    cli::{self, Exit, Outcome},
    store,
};
use std::{
    io::{self, Write as _},
    process::ExitCode,
};

fn main() -> ExitCode {
    let paths = match cli::run(std::env::args_os()) {
        Outcome::Exit(exit) => return exit.into(),
        Outcome::Window { paths } => paths,
    };
    match app::run(paths) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where standard error is closed, the exit code still tells.
            let _told = writeln!(io::stderr(), "error: {}", store::with_causes(&error));
            let _told = error.hint().map(|hint| writeln!(io::stderr(), "hint: {hint}"));
            Exit::Input.into()
        }
    }
}
