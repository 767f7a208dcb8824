//! The look of the window: colours, fonts and sizes, and the small widgets that several views draw.

pub mod article;
pub mod dialog;
pub mod theme;
pub mod widgets;
