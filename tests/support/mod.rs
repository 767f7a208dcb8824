//! What the window's tests share: a renderer without a graphics card.

mod soft;

pub use soft::SoftRenderer;
