//! The choice and the order of the articles in the list.
//!
//! The work of the current analyst in each article is counted once, and an edit then updates only what it touched. The list
//! is sorted again only when something changes that its order depends on. So even ten thousand articles cost a frame
//! nothing.

use super::TagRoom;
use crate::{
    app::desk::{Desk, changes::Changes},
    find::has_words,
    project::{AnalystId, ArticleId, ArticleRecord, Project, Standing},
};
use std::collections::HashMap;

/// The name under which the list shows a standing.
pub fn name_of(standing: Standing) -> &'static str {
    match standing {
        Standing::NeverOpened => "to do",
        Standing::Opened => "opened, no tags",
        Standing::InProgress => "in progress",
        Standing::Done => "done",
        Standing::DoneEmpty => "done, no tags",
    }
}

/// The articles that the list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Only {
    /// All.
    #[default]
    All,
    /// The articles that were never opened.
    ToDo,
    /// The articles that were opened and are not finished, with or without tags.
    InProgress,
    /// The finished articles, with or without tags.
    Done,
    /// The articles that were finished without tags: empty ones.
    Empty,
}

impl Only {
    /// All choices, in order.
    pub const ALL: [Self; 5] = [Self::All, Self::ToDo, Self::InProgress, Self::Done, Self::Empty];

    /// The name that people read.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::ToDo => "To do",
            Self::InProgress => "In progress",
            Self::Done => "Done",
            Self::Empty => "Done, no tags",
        }
    }

    fn holds(self, standing: Standing) -> bool {
        match self {
            Self::All => true,
            Self::ToDo => standing == Standing::NeverOpened,
            Self::InProgress => standing.is_in_progress(),
            Self::Done => standing.is_done(),
            Self::Empty => standing == Standing::DoneEmpty,
        }
    }
}

/// The order of the articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// As they were imported.
    #[default]
    Import,
    /// By headline, ignoring case.
    Headline,
    /// By the day of publication, the latest first; those without one last.
    Date,
    /// By the number of the analyst's tags, the most first.
    Tags,
    /// By standing: articles to do come first and finished ones last.
    Standing,
}

impl Sort {
    /// All choices, in order.
    pub const ALL: [Self; 5] = [Self::Import, Self::Headline, Self::Date, Self::Tags, Self::Standing];

    /// The name that people read.
    pub fn name(self) -> &'static str {
        match self {
            Self::Import => "As imported",
            Self::Headline => "By headline",
            Self::Date => "By date",
            Self::Tags => "By tags",
            Self::Standing => "By status",
        }
    }
}

/// A request about the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Show only these.
    Only(Only),
    /// Sort them so.
    Sort(Sort),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Facts {
    standing: Standing,
    num_tags: usize,
}

/// The state of the list.
#[derive(Debug, Default)]
pub struct ArticleList {
    /// The articles that the list shows.
    pub only: Only,
    /// In which order.
    pub sort: Sort,
    /// The facts about each article, in the project's order.
    facts: Vec<Facts>,
    places: HashMap<ArticleId, usize>,
    /// Indices of all articles as they are sorted, and of the articles that are shown.
    order: Vec<usize>,
    shown: Vec<usize>,
    /// For each article in the project's order, its index in `order`.
    ranks: Vec<usize>,
    /// The revision and the analyst for which the facts were counted.
    of: Option<(u64, Option<AnalystId>)>,
    /// The input for which the order was made.
    made_for: Option<(String, Only, Sort)>,
}

impl ArticleList {
    /// The indices of the shown articles in the project, in the list's order.
    pub fn shown(&self) -> &[usize] {
        &self.shown
    }

    /// The standing of the current analyst in the article at this index of the project.
    pub fn standing(&self, place: usize) -> Standing {
        self.facts.get(place).map_or(Standing::NeverOpened, |facts| facts.standing)
    }

    /// The number of articles that a choice would show, without regard to the filter by words.
    pub fn count(&self, only: Only) -> usize {
        self.facts.iter().filter(|facts| only.holds(facts.standing)).count()
    }

    /// The shown article that comes after or before another article, which need not be shown itself.
    pub fn beside(&self, article: Option<ArticleId>, step: isize) -> Option<usize> {
        let Some(at) = article.and_then(|article| self.rank(article)) else { return self.shown.first().copied() };
        // The shown articles are in the same order as all articles.
        let next = match step > 0 {
            true => self.shown.partition_point(|place| self.ranks[*place] <= at),
            false => self.shown.partition_point(|place| self.ranks[*place] < at).checked_sub(1)?,
        };
        self.shown.get(next).copied()
    }

    /// The first article after this one that is not done. The search continues from the top after the last article.
    pub fn next_to_do(&self, article: Option<ArticleId>) -> Option<usize> {
        let at = article.and_then(|article| self.rank(article)).map_or(0, |at| at + 1);
        let (before, after) = self.order.split_at(at.min(self.order.len()));
        let is_open = |place: &&usize| !self.standing(**place).is_done();
        let is_other = |place: &&usize| article.and_then(|article| self.places.get(&article)) != Some(*place);
        after.iter().chain(before).filter(is_other).find(is_open).copied()
    }

    fn rank(&self, article: ArticleId) -> Option<usize> {
        self.ranks.get(*self.places.get(&article)?).copied()
    }

    fn refresh(&mut self, project: &Project, changes: &Changes, (revision, analyst): (u64, Option<AnalystId>), filter: &str) {
        let known = self.of.as_ref().filter(|(_, of)| *of == analyst).map(|(known, _)| *known);
        let is_current = known == Some(revision);
        let touched = known.and_then(|known| changes.articles_between(known, revision));
        let mut is_stale = false;
        match touched {
            _ if is_current => {}
            Some(touched) => {
                for article in touched {
                    let (Some(place), Some(record)) = (self.places.get(&article), project.article(article)) else { continue };
                    let facts = facts(record, analyst.as_ref());
                    let Some(old) = self.facts.get_mut(*place) else { continue };
                    let old = std::mem::replace(old, facts);
                    let is_sorted_by = match self.sort {
                        Sort::Tags => old.num_tags != facts.num_tags,
                        Sort::Standing => old.standing != facts.standing,
                        Sort::Import | Sort::Headline | Sort::Date => false,
                    };
                    is_stale |= is_sorted_by || self.only.holds(old.standing) != self.only.holds(facts.standing);
                }
            }
            None => {
                let articles = project.articles();
                self.facts = articles.iter().map(|record| facts(record, analyst.as_ref())).collect();
                self.places = articles.iter().enumerate().map(|(place, record)| (record.article.id, place)).collect();
                is_stale = true;
            }
        }
        self.of = Some((revision, analyst));
        let same = |made: &&(String, Only, Sort)| made.0 == filter && (made.1, made.2) == (self.only, self.sort);
        if is_stale || self.made_for.as_ref().filter(same).is_none() {
            self.put_in_order(project, filter);
            self.made_for = Some((filter.to_owned(), self.only, self.sort));
        }
    }

    fn put_in_order(&mut self, project: &Project, filter: &str) {
        let articles = project.articles();
        let mut order: Vec<usize> = (0..articles.len()).collect();
        // Sorting is stable, so equals keep their order of import.
        match self.sort {
            Sort::Import => {}
            Sort::Headline => order.sort_by_cached_key(|place| articles[*place].article.title().to_lowercase()),
            Sort::Date => order.sort_by_key(|place| {
                let published = articles[*place].article.metadata.published;
                (published.is_none(), std::cmp::Reverse(published))
            }),
            Sort::Tags => order.sort_by_key(|place| std::cmp::Reverse(self.facts[*place].num_tags)),
            Sort::Standing => order.sort_by_key(|place| self.facts[*place].standing),
        }
        let wanted = filter.trim().to_lowercase();
        let fits = |place: &usize| self.only.holds(self.facts[*place].standing) && has_words(&articles[*place], &wanted);
        self.shown = order.iter().copied().filter(fits).collect();
        self.ranks = vec![0; order.len()];
        for (rank, place) in order.iter().enumerate() {
            self.ranks[*place] = rank;
        }
        self.order = order;
    }
}

/// Updates the list before a frame is drawn.
pub fn refresh(desk: &Desk, tag: &mut TagRoom) {
    let of = (desk.revision, desk.open.analyst.clone());
    tag.articles.refresh(desk.session.project(), &desk.changes, of, &tag.filter);
}

/// Carries out a request.
pub fn act(tag: &mut TagRoom, ask: Ask) {
    match ask {
        Ask::Only(only) => tag.articles.only = only,
        Ask::Sort(sort) => tag.articles.sort = sort,
    }
}

fn facts(record: &ArticleRecord, analyst: Option<&AnalystId>) -> Facts {
    let own = record.annotations.values().filter(|annotation| Some(&annotation.analyst) == analyst);
    let num_tags = own.count();
    let standing = analyst.map_or(Standing::NeverOpened, |analyst| record.standing(analyst));
    Facts { standing, num_tags }
}
