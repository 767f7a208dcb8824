//! What a view is given, and what it may ask for.

use super::{Ask, Desk, command::Command};
use crate::app::{
    look::theme::Tokens,
    page::{PageView, Typesetter},
};

/// What a view of a room is given: the desk, what its room knows, and something to draw with. It reads them and asks; it
/// changes nothing. What it asks for is one of its room's requests `A`, or something of the desk: a view cannot ask
/// another room for anything.
pub struct Cx<'a, R, A> {
    /// What all rooms share.
    pub desk: &'a Desk,
    /// The state of the room.
    pub room: &'a R,
    /// The reason why a command is unavailable now; `None` if it is available.
    pub unavailable: &'a dyn Fn(Command) -> Option<&'static str>,
    /// The colours.
    pub tokens: &'a Tokens,
    /// Text in any script.
    pub typesetter: &'a mut Typesetter,
    /// The pages, as they are drawn.
    pub pages: &'a mut Pages,
    /// The requests to carry out after the frame.
    pub wishes: &'a mut Vec<Wish<A>>,
}

/// What a view asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish<A> {
    /// Something of the desk.
    Desk(Ask),
    /// Something of its room.
    Room(A),
}

/// The pages, as they are drawn: where the reader is on them is for the desk and the rooms to know.
#[derive(Default)]
pub struct Pages {
    /// The article that is tagged.
    pub tag: PageView,
    /// The article that is compared.
    pub compare: PageView,
    /// The article that is about to be imported.
    pub import: PageView,
}

impl<R, A> Cx<'_, R, A> {
    /// Asks the room for something, to be done after the frame.
    pub fn ask(&mut self, ask: A) {
        self.wishes.push(Wish::Room(ask));
    }

    /// Asks the room for all of these.
    pub fn ask_all(&mut self, asks: impl IntoIterator<Item = A>) {
        self.wishes.extend(asks.into_iter().map(Wish::Room));
    }

    /// Asks the desk for something, to be done after the frame.
    pub fn ask_desk(&mut self, ask: Ask) {
        self.wishes.push(Wish::Desk(ask));
    }

    /// Asks for a command to be run after the frame.
    pub fn run(&mut self, command: Command) {
        self.ask_desk(Ask::Run(command));
    }

    /// The reason why a command is unavailable now; `None` if it is available.
    pub fn unavailable(&self, command: Command) -> Option<&'static str> {
        (self.unavailable)(command)
    }

    /// Draws a part of the window that belongs to `room`; `wrap` makes a request of the whole of what the part asks for.
    pub fn enter<Room, RoomAsk>(
        &mut self,
        room: &Room,
        wrap: impl Fn(RoomAsk) -> A,
        show: impl FnOnce(&mut Cx<'_, Room, RoomAsk>),
    ) {
        let mut wishes = Vec::new();
        show(&mut Cx {
            desk: self.desk,
            room,
            unavailable: self.unavailable,
            tokens: self.tokens,
            typesetter: self.typesetter,
            pages: self.pages,
            wishes: &mut wishes,
        });
        self.wishes.extend(wishes.into_iter().map(|wish| match wish {
            Wish::Desk(ask) => Wish::Desk(ask),
            Wish::Room(ask) => Wish::Room(wrap(ask)),
        }));
    }
}
