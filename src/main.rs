//! The program: hands its arguments to the command line, or opens the window.

use obelus::{
    app,
    cli::{self, Exit, Outcome},
    store,
};
use std::process::ExitCode;

fn main() -> ExitCode {
    let paths = match cli::run(std::env::args_os()) {
        Outcome::Exit(exit) => return exit.into(),
        Outcome::Window { paths } => paths,
    };
    match app::run(paths) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cli::complain(&store::with_causes(&error), error.hint());
            Exit::Input.into()
        }
    }
}
