//! The Find room, in which words and annotations of the whole project are found, reviewed and changed together.
//!
//! `search` works in the background, `view` and `table` show the results and make requests, and `act` carries these out with
//! the edits of `bulk`. Every row can be ticked, and a change to the ticked rows is one step for undo.

mod act;
mod bulk;
mod search;
mod table;
mod view;

pub use crate::app::desk::command::FindKey as Key;
pub use act::{act, key, open, open_for, poll};
pub use bulk::Bulk;
pub use view::show;

use crate::{
    app::desk::cx,
    find::PatternOptions,
    project::{AnnotationId, ArticleId, LabelId},
    text::ByteRange,
};
use search::Search;
use std::collections::BTreeSet;

/// What is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum What {
    /// Words or an expression in the texts.
    #[default]
    Words,
    /// Annotations that fit a query.
    Tags,
    /// The same words, tagged with different labels by the analyst at work.
    TaggedOtherwise,
    /// Words that the analyst at work tagged elsewhere and not here.
    NotTagged,
}

impl What {
    /// All, in the order of the panel.
    pub const ALL: [Self; 4] = [Self::Words, Self::Tags, Self::TaggedOtherwise, Self::NotTagged];

    /// The name that people read.
    pub fn name(self) -> &'static str {
        match self {
            Self::Words => "Words in the texts",
            Self::Tags => "Tags",
            Self::TaggedOtherwise => "Same words, tagged differently",
            Self::NotTagged => "Same words, not tagged",
        }
    }

    /// Whether its rows are annotations.
    pub fn is_of_tags(self) -> bool {
        matches!(self, Self::Tags | Self::TaggedOtherwise)
    }
}

/// By what the rows are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    /// By article and by place in it.
    #[default]
    Place,
    /// By the words, whatever the case.
    Words,
    /// By the label, in the codebook's order.
    Label,
    /// By the analyst, in the project's order.
    Analyst,
    /// By the time of the last change, the latest first.
    Changed,
}

/// One thing that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row {
    /// In which article.
    pub article: ArticleId,
    /// The words: of an annotation, its first fragment.
    pub range: ByteRange,
    /// The annotation; `None` where words were found.
    pub annotation: Option<AnnotationId>,
}

/// The state of the room.
#[derive(Debug, Default)]
pub struct FindState {
    /// What is looked for.
    pub what: What,
    /// The words that are typed.
    pub words: String,
    /// How the words are interpreted.
    pub options: PatternOptions,
    /// The query on annotations.
    pub query: String,
    /// Only in this article.
    pub only: Option<ArticleId>,
    /// Only words tagged with this label; `None` for any.
    pub label: Option<LabelId>,
    /// By what the rows are sorted.
    pub column: Column,
    /// What was found.
    pub rows: Vec<Row>,
    /// Those that something is to be done to.
    pub ticked: BTreeSet<Row>,
    /// Those that were ticked before the search that is going on.
    ticked_before: BTreeSet<Row>,
    /// Whether what is found is ticked as it comes.
    ticks_new: bool,
    /// The current row.
    pub at: usize,
    /// The rows are to show it.
    scroll_to: Option<usize>,
    /// The reason why the search cannot run.
    pub problem: Option<String>,
    /// What the last search left out, if anything.
    pub left_out: Option<String>,
    /// The answer that is typed for the ticked annotations.
    pub answer: String,
    /// The field of the room is to have the keys.
    pub wants_field: bool,
    search: Option<Search>,
    /// The project's revision when the search was started.
    revision: u64,
}

/// The requests of the room.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Look for this kind of thing.
    What(What),
    /// Find these words.
    Words(String),
    /// Interpret the words in this way.
    Options(PatternOptions),
    /// Look for annotations that fit this.
    Query(String),
    /// Look in this article only, or everywhere.
    Only(Option<ArticleId>),
    /// Look for words tagged so, or as anything.
    Label(Option<LabelId>),
    /// Sort by this.
    Sort(Column),
    /// Put the keys on this row.
    At(usize),
    /// Tick or untick this row.
    Tick(usize),
    /// Tick all rows, or none.
    TickAll(bool),
    /// Show this row's place in its article.
    Go(usize),
    /// Remember what is typed as an answer.
    Answer(String),
    /// Do this to what is ticked.
    Do(Bulk),
    /// Tag the ticked words with this label, or relabel the ticked annotations.
    DoLabel(LabelId),
    /// Stop searching; what was found stays.
    Stop,
    /// The field has the focus now.
    HasField,
}

impl FindState {
    /// Whether something is being searched for.
    pub fn is_busy(&self) -> bool {
        self.search.is_some()
    }

    /// How many of how many articles have been searched.
    pub fn progress(&self) -> Option<(usize, usize)> {
        self.search.as_ref().map(Search::progress)
    }

    /// The ticked rows, in the order of the list.
    pub fn chosen(&self) -> impl Iterator<Item = Row> + '_ {
        self.rows.iter().copied().filter(|row| self.ticked.contains(row))
    }
}

/// What the room's views are given.
type Cx<'a> = cx::Cx<'a, FindState, Ask>;
