//! What the window's tests share: a renderer without a graphics card, and a page to test with.

mod desk;
mod soft;

pub use desk::{Desk, annotation_id, dark, harness, labels};
pub use soft::SoftRenderer;
