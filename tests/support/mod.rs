//! What the window's tests share: a renderer without a graphics card, and a page to test with.

mod desk;
mod soft;

pub use desk::{Desk, annotation_id, article, dark, harness, labels, light};
pub use soft::SoftRenderer;
