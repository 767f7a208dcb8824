//! The parts of the window. Each reads the state and pushes requests; none changes anything.

use super::{State, command::Command};
use crate::{
    app::{
        dispatch::request::Request,
        look::theme::Tokens,
        page::{PagePosition, Typesetter},
        tag::layer::Layer,
    },
    text::{ByteOffset, ByteRange},
};

/// What every view is given.
pub struct Cx<'a> {
    /// What the window knows.
    pub state: &'a State,
    /// What it derived from it.
    pub layer: &'a Layer,
    /// Where the reader is.
    pub reading: Reading,
    /// The colours.
    pub tokens: &'a Tokens,
    /// Text in any script.
    pub typesetter: &'a mut Typesetter,
    /// What is to be done after the frame.
    pub requests: &'a mut Vec<Request>,
}

/// Where the reader is on the page.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// The caret.
    pub caret: ByteOffset,
    /// The selected words.
    pub selection: Option<ByteRange>,
    /// The paragraph.
    pub position: PagePosition,
}

impl Cx<'_> {
    /// Asks for something to be done after the frame.
    pub fn ask(&mut self, request: Request) {
        self.requests.push(request);
    }

    /// Why a command cannot be run now; `None` if it can.
    pub fn unavailable(&self, command: Command) -> Option<&'static str> {
        command.unavailable_with(self.state, self.reading.selection)
    }

    /// Asks for a command to be run after the frame.
    pub fn run(&mut self, command: Command) {
        self.requests.push(Request::Run(command));
    }
}
