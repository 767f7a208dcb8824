//! What begins anew with each project.

use super::places::Places;
use crate::{
    app::page::Reader,
    project::{AnalystId, AnnotationId, ArticleId, Project},
};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Who is at work on the open project, where, and what is selected. Another project, or another version of this one, begins
/// with a new value of this.
pub struct OpenProject {
    /// Who is at work.
    pub analyst: Option<AnalystId>,
    /// The article on the page.
    pub article: Option<ArticleId>,
    /// Where the reader is in it.
    pub page: Reader,
    /// The annotation whose attributes the panel shows.
    pub selected: Option<AnnotationId>,
    /// The annotation that was selected until the caret moved on; a further fragment goes to it.
    pub left: Option<AnnotationId>,
    /// Where the reader has been.
    pub places: Places,
    /// Whose tags are shown beside those of the analyst at work.
    pub shown: Option<AnalystId>,
    /// The annotation of theirs that the panel shows; it cannot be changed.
    pub looked_at: Option<AnnotationId>,
    /// Whose tags who has seen since the project was opened, as far as it is in the log.
    pub looks: BTreeSet<(Option<AnalystId>, AnalystId)>,
    /// The article that was last kept as opened, and by whom.
    pub last_opened: Option<(ArticleId, AnalystId)>,
    /// When the project file was last written.
    pub saved_at: Option<Timestamp>,
    /// When the project was last changed.
    pub changed_at: Option<Timestamp>,
}

impl OpenProject {
    /// Begins at the first article of `project`, with the analyst who has the name `last`, or else with the first one.
    pub fn new(project: &Project, last: Option<&str>) -> Self {
        let analysts = project.analysts();
        let last = last.and_then(|last| analysts.iter().find(|analyst| analyst.name == last));
        Self {
            analyst: last.or(analysts.first()).map(|analyst| analyst.id.clone()),
            article: project.articles().first().map(|record| record.article.id),
            page: Reader::new(),
            selected: None,
            left: None,
            places: Places::default(),
            shown: None,
            looked_at: None,
            looks: BTreeSet::new(),
            last_opened: None,
            saved_at: None,
            changed_at: None,
        }
    }
}
