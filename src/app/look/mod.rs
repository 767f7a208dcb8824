//! How the window looks: colours, type and sizes, and the small things that several views draw.

pub mod article;
pub mod dialog;
pub mod theme;
pub mod widgets;
