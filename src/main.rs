//! The program: hands its arguments to the command line, or opens the window.

use obelus::cli::{self, Outcome};
use std::{
    io::{self, Write as _},
    process::ExitCode,
};

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Outcome::Exit(exit) => exit.into(),
        Outcome::Window { .. } => {
            // Where standard error is closed, the exit code still tells.
            let _told = writeln!(io::stderr(), "error: this version has no window yet\nhint: “obelus --help” lists the commands");
            cli::Exit::Input.into()
        }
    }
}
