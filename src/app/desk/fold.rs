//! Folding panels: the list of articles and the tagging panel make room for the text, by choice or in a narrow window.

use super::{Desk, choices};
use serde::{Deserialize, Serialize};

/// A panel beside the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The list of articles.
    Articles,
    /// The tagging panel.
    Tagging,
}

/// Which panels are open; `None` leaves it to the width of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Folds {
    articles: Option<bool>,
    tagging: Option<bool>,
}

/// How much room the window has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Breadth {
    /// For everything.
    #[default]
    Wide,
    /// For the page and one narrower panel.
    Narrow,
    /// For the page alone.
    Tight,
}

/// Below this width the list of articles folds, in points.
const NARROW: f32 = 1200.0;
/// Below this width the tagging panel folds too.
const TIGHT: f32 = 860.0;

impl Breadth {
    /// Of a window this wide, in points.
    pub fn of_width(width: f32) -> Self {
        match width {
            _ if width < TIGHT => Self::Tight,
            _ if width < NARROW => Self::Narrow,
            _ => Self::Wide,
        }
    }

    /// Share of their usual width that panels take.
    pub fn panel_share(self) -> f32 {
        if self == Self::Wide { 1.0 } else { 0.85 }
    }

    fn has_place_for(self, side: Side) -> bool {
        match side {
            Side::Articles => self == Self::Wide,
            Side::Tagging => self != Self::Tight,
        }
    }
}

impl Folds {
    /// Whether a panel is open in a window with this much room.
    pub fn is_open(self, side: Side, breadth: Breadth) -> bool {
        let chosen = match side {
            Side::Articles => self.articles,
            Side::Tagging => self.tagging,
        };
        chosen.unwrap_or_else(|| breadth.has_place_for(side))
    }

    /// Opens or folds a panel. If the width has the same effect, this is not a choice, and the panel follows the width from
    /// then on.
    pub fn set(&mut self, side: Side, is_open: bool, breadth: Breadth) {
        let choice = (is_open != breadth.has_place_for(side)).then_some(is_open);
        match side {
            Side::Articles => self.articles = choice,
            Side::Tagging => self.tagging = choice,
        }
    }
}

/// Opens a folded panel, or folds an open one.
pub fn toggle(desk: &mut Desk, side: Side) {
    let is_open = desk.prefs.folds.is_open(side, desk.breadth);
    desk.prefs.folds.set(side, !is_open, desk.breadth);
    choices::keep_prefs(desk);
}

/// Opens a panel, because it is about to get the keyboard.
pub fn open(desk: &mut Desk, side: Side) {
    if !desk.prefs.folds.is_open(side, desk.breadth) {
        toggle(desk, side);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panels_follow_the_width_until_somebody_chooses() {
        let mut folds = Folds::default();
        let open =
            |folds: Folds, width: f32| [Side::Articles, Side::Tagging].map(|side| folds.is_open(side, Breadth::of_width(width)));
        assert_eq!([1440.0, 1000.0, 700.0].map(|width| open(folds, width)), [[true, true], [false, true], [false, false]]);
        folds.set(Side::Articles, true, Breadth::of_width(1000.0));
        assert_eq!(open(folds, 700.0), [true, false]);
        folds.set(Side::Articles, true, Breadth::of_width(1440.0));
        assert_eq!(open(folds, 1000.0), [false, true], "the choice ended when the window had room");
    }
}
