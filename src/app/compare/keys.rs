//! The keys of the Compare room: commands, which have their rows in the table of commands, and those that move about.

use super::{Ask, CompareRoom, Filter, Key, Progress, Scope, act};
use crate::{
    app::desk::Desk,
    compare::gold::{Choice, Start},
};
use egui::Modifiers;

impl Key {
    /// The reason why it is unavailable now; `None` if it is available.
    pub fn unavailable(self, desk: &Desk, room: &CompareRoom) -> Option<&'static str> {
        if desk.room != crate::app::desk::room::Room::Compare {
            return Some("Go to the Compare room first");
        }
        match self {
            Self::Keep => {
                let is_nothing = !room.is_editing() && !room.has_answers();
                is_nothing.then_some("Nothing is being made by hand, and no answers are chosen")
            }
            Self::Sort | Self::Scope | Self::Figures | Self::Take | Self::Report | Self::Next | Self::Previous => None,
            Self::Edit if room.is_editing() => None,
            Self::Identical => room.why_not_settle(desk),
            _ if room.is_editing() => Some("Keep or give up first what is being made by hand"),
            _ if room.chosen.is_none() => Some("No difference is chosen"),
            Self::Comment => None,
            _ => room.why_not_settle(desk).or_else(|| self.missing(room)),
        }
    }

    /// The reason why nothing can be taken from the current difference in this way.
    fn missing(self, room: &CompareRoom) -> Option<&'static str> {
        let (_, difference) = room.chosen?;
        let unless = |is_there: bool| (!is_there).then_some("There is no annotation on this side to take");
        match self {
            Self::First => unless(difference.a.is_some()),
            Self::Second => unless(difference.b.is_some()),
            Self::Union | Self::Overlap | Self::Fill => unless(difference.a.is_some() && difference.b.is_some()),
            Self::Both if room.is_same_place() => Some("Both have the same words and the same tag: take one of the two"),
            Self::Reopen => {
                let is_open = room.chosen_item().is_none_or(|(_, progress)| progress == Progress::Open);
                is_open.then_some("This difference is open")
            }
            _ => None,
        }
    }

    fn ask(self, room: &CompareRoom) -> Ask {
        match self {
            Self::First => Ask::Settle(Choice::A),
            Self::Second => Ask::Settle(Choice::B),
            Self::Union => Ask::Settle(Choice::Union),
            Self::Overlap => Ask::Settle(Choice::Intersection),
            Self::Both => Ask::Settle(Choice::Both),
            Self::Neither => Ask::Settle(Choice::Neither),
            Self::Edit => Ask::Edit,
            Self::Keep => Ask::Keep,
            Self::Fill => Ask::FillAnswers,
            Self::Reopen => Ask::Reopen,
            Self::Comment => Ask::Comment,
            Self::Identical => Ask::Start(Start::Identical),
            Self::Next => Ask::Step(1),
            Self::Previous => Ask::Step(-1),
            Self::Sort => Ask::Show(next_filter(room)),
            Self::Scope => Ask::SetScope(match (room.scope, room.article) {
                (Scope::All, Some(article)) => Scope::Article(article),
                _ => Scope::All,
            }),
            Self::Figures => Ask::ToggleMore,
            Self::Take => Ask::ShowTake,
            Self::Report => Ask::AskReport,
        }
    }
}

/// Runs a command of the room.
pub fn key(desk: &mut Desk, room: &mut CompareRoom, key: Key) {
    let ask = key.ask(room);
    act(desk, room, ask);
}

/// The next of the sorts of differences that there are.
fn next_filter(room: &CompareRoom) -> Filter {
    let counts = room.counts();
    let kinds = crate::compare::differences::Kind::ALL.into_iter().skip(1);
    let kinds = kinds.filter(|kind| counts.open[*kind as usize] > 0).map(Filter::Kind);
    let settled = (counts.settled_of().0 > 0).then_some(Filter::Settled);
    let all: Vec<Filter> = std::iter::once(Filter::Open).chain(kinds).chain(settled).collect();
    let at = all.iter().position(|filter| *filter == room.filter).map_or(0, |at| at + 1);
    all.get(at).copied().unwrap_or_default()
}

/// The request of a key that is not a command but moves the page, while the page has the keyboard.
pub fn ask_of(key: egui::Key, modifiers: Modifiers) -> Option<Ask> {
    use egui::Key;
    if modifiers.alt && !(modifiers.command || modifiers.ctrl || modifiers.shift) {
        return row_of(key).map(Ask::CycleAnswer);
    }
    if modifiers.command || modifiers.ctrl || modifiers.alt {
        return None;
    }
    Some(match key {
        Key::ArrowDown => Ask::Step(1),
        Key::ArrowUp => Ask::Step(-1),
        Key::Home => Ask::Step(isize::MIN),
        Key::End => Ask::Step(isize::MAX),
        Key::PageDown => Ask::Scroll(0.85),
        Key::PageUp => Ask::Scroll(-0.85),
        Key::Backspace => Ask::Reopen,
        _ => return None,
    })
}

/// The row of answers for a digit.
fn row_of(key: egui::Key) -> Option<usize> {
    use egui::Key;
    let digits = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];
    digits.iter().position(|digit| *digit == key)
}
