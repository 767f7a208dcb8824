//! The model of a project and the edits that change it.
//!
//! Read [`edit`] first: it lists everything that can happen to a project. The other files define what it happens to.

mod alike;
pub mod annotation;
mod apply;
pub mod article;
pub mod check;
pub mod codebook;
pub mod codebook_change;
pub mod consequences;
pub mod decision;
mod describe;
mod edges;
pub mod edit;
pub mod history;
pub mod id;
mod index;
mod layers;
mod model;
pub mod site;
mod standing;
pub mod stats;
mod valid;
mod words;

pub use alike::{Alike, alike};
pub use annotation::{Annotation, AttributeValue, Fragments, FragmentsError};
pub use article::{Article, ArticleRecord, Block, BlockKind, Link, Metadata, Sha256, Source, Status};
pub use check::check_annotation;
pub use codebook::{Attribute, AttributeKind, Choice, Codebook, Example, Label, LabelColor, LinePattern};
pub use codebook_change::{CodebookChange, CodebookError, CodebookPlan};
pub use decision::{Decision, Fingerprint, Verdict};
pub use describe::{describe_value, in_the_past};
pub use edges::{Edge, moved_edge, replaced};
pub use edit::{Change, Edit, EditError, MAX_BATCHES};
pub use history::{Done, Entry, History, Kept, Step};
pub use id::{AnalystId, AnnotationId, ArticleId, AttributeId, LabelId, ProjectId};
pub use layers::Annotations;
pub use model::{Analyst, Project};
pub use site::{Reach, Site};
pub use standing::Standing;
