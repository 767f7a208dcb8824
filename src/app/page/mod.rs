//! The page: typesetting and painting of an article.
//!
//! Read [`view`] first: the widget, [`reader`]: where the reader is, and [`content`]: what the widget is given and what it says. It asks [`outline`] what there is to set, [`typesetter`] to set it ([`paragraph`] holds
//! the result and answers every question of geometry), `flow` and `scroll` what is near the viewport, and
//! `paint` to show it: [`marks`] in [`lanes`] with their [`lines`], `links` between them, `joins` between two layers, `chips`
//! and `minimap` beside. `pointer` and [`caret`] know what the mouse and the keys mean, `access` what a screen reader is
//! told. Text is set by `parley` and painted from a glyph `atlas`, because stock egui shows Arabic and Hebrew in a wrong
//! order.

mod access;
mod atlas;
pub mod caret;
mod chips;
pub mod content;
mod flow;
mod fonts;
mod joins;
pub mod lanes;
pub mod lines;
mod links;
mod mark_index;
pub mod marks;
mod minimap;
mod object;
pub mod outline;
mod paint;
pub mod paragraph;
mod picture;
mod pointer;
pub mod reader;
mod scripts;
mod scroll;
pub mod style;
pub mod typesetter;
pub mod view;

pub use caret::{Motion, Toward};
pub use content::{Hits, Mark, PageContent, PageEvent, PagePosition, Side, TwoLayers};
pub use joins::Join;
pub use links::PageLink;
pub use object::TextObject;
pub use picture::png;
pub use reader::Reader;
pub use style::{Family, LabelLook, PageStyle, TextChoices, TextStyle, Weight};
pub use typesetter::Typesetter;
pub use view::PageView;
