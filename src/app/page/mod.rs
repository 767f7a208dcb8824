//! The page: typesetting and painting of an article.
//!
//! Read [`view`] first: the widget. It asks [`outline`] what to set, [`typesetter`] to set it ([`paragraph`] holds the
//! result and answers every question of geometry), [`marks`] and [`lanes`] where annotations are drawn, and [`pointer`]
//! and [`caret`] what the mouse and the keys mean. Text is set by `parley` and painted from a glyph atlas, because stock
//! egui shows Arabic and Hebrew in a wrong order.

mod access;
mod atlas;
pub mod caret;
mod chips;
mod flow;
mod fonts;
pub mod heights;
pub mod lanes;
pub mod lines;
pub mod marks;
mod minimap;
pub mod outline;
mod paint;
pub mod paragraph;
mod pointer;
mod scroll;
pub mod style;
pub mod typesetter;
pub mod view;

pub use caret::{Motion, TextObject, Toward};
pub use marks::Mark;
pub use style::{Family, LabelLook, PageStyle, TextStyle, Weight};
pub use typesetter::Typesetter;
pub use view::{PageContent, PageEvent, PagePosition, PageView};
