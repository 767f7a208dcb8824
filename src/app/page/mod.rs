//! The page: typesetting and painting of an article.
//!
//! Read [`view`] first: the widget. It asks [`outline`] what to set, [`typesetter`] to set it ([`paragraph`] holds the
//! result and answers every question of geometry), [`marks`] and [`lanes`] where annotations are drawn, and [`pointer`]
//! and [`caret`] what the mouse and the keys mean. Text is set by `parley` and painted from a glyph atlas, because stock
//! egui shows Arabic and Hebrew in a wrong order.

mod atlas;
mod fonts;
mod paragraph;
mod style;
mod typesetter;

pub use style::{Family, LabelLook, PageStyle, TextStyle, Weight};
pub use typesetter::Typesetter;
