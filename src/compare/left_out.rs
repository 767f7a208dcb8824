//! Who is left out of which articles, and why: no figure stands on less than it says.

use crate::{
    project::{AnalystId, Annotation, ArticleId, ArticleRecord, Edit, EditError, Project, Standing},
    text::{
        examples,
        words::{counted, cut},
    },
};
use serde::{Deserialize, Serialize};

/// Characters of a title that are shown.
const MAX_TITLE_CHARS: usize = 70;

/// Why an article does not enter an analyst's figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The analyst never opened it.
    NeverOpened,
    /// The analyst opened it, has not finished it and tagged nothing yet.
    OpenedUntagged,
    /// Only finished work is compared, and the analyst has not finished this.
    NotDone,
}

/// The articles that do not enter an analyst's figures for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Whose figures.
    pub analyst: AnalystId,
    /// Why.
    pub reason: Reason,
    /// Ids and titles, in the project's order; never empty.
    pub articles: Vec<(ArticleId, String)>,
}

impl Reason {
    /// All reasons, in the order in which they are told.
    pub const ALL: [Self; 3] = [Self::NeverOpened, Self::OpenedUntagged, Self::NotDone];

    /// Why an article is left out where this is how far the analyst is; `None` where it enters the figures.
    pub fn of(standing: Standing, only_done: bool) -> Option<Self> {
        match standing {
            Standing::NeverOpened => Some(Self::NeverOpened),
            Standing::Opened => Some(Self::OpenedUntagged),
            Standing::InProgress if only_done => Some(Self::NotDone),
            Standing::InProgress | Standing::Done | Standing::DoneEmpty => None,
        }
    }

    /// Its name in files, as the end of a field that lists analysts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NeverOpened => "never_opened_by",
            Self::OpenedUntagged => "opened_untagged_by",
            Self::NotDone => "not_done_by",
        }
    }

    /// As in “never opened by Bo”.
    pub fn words(self, analyst: &str) -> String {
        match self {
            Self::NeverOpened => format!("never opened by {analyst}"),
            Self::OpenedUntagged => format!("opened by {analyst}, not finished and without tags"),
            Self::NotDone => format!("not finished by {analyst}"),
        }
    }

    /// As in “never opened by Bo: 4 articles, “A”, “B”, “C” and 1 more”. The first three of `titles` are quoted.
    pub fn sentence<'a>(self, analyst: &str, count: usize, titles: impl IntoIterator<Item = &'a str>) -> String {
        sentence(&self.words(analyst), count, titles)
    }
}

/// An article that is left out, or in which an analyst is, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// As in “never opened by Bo”.
    pub why: String,
    /// The article's title.
    pub title: String,
}

impl Named {
    /// As in “never opened by Bo: “A””.
    pub fn line(&self) -> String {
        sentence(&self.why, 1, [self.title.as_str()])
    }
}

/// Every article of these with the reason in words, in which `name` gives an analyst's name.
pub fn named(all: &[LeftOut], name: impl Fn(&AnalystId) -> String) -> Vec<Named> {
    let of_one = |left_out: &LeftOut| {
        let why = left_out.reason.words(&name(&left_out.analyst));
        let named = left_out.articles.iter().map(|(_, title)| Named { why: why.clone(), title: title.clone() });
        named.collect::<Vec<_>>()
    };
    all.iter().flat_map(of_one).collect()
}

/// A sentence for each reason with the first titles, in the order in which the reasons first occur.
pub fn sentences(all: &[Named]) -> Vec<String> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for Named { why, title } in all {
        match reasons.iter_mut().find(|(known, _)| known == why) {
            Some((_, titles)) => titles.push(title),
            None => reasons.push((why, vec![title])),
        }
    }
    reasons.into_iter().map(|(why, titles)| sentence(why, titles.len(), titles)).collect()
}

fn sentence<'a>(why: &str, count: usize, titles: impl IntoIterator<Item = &'a str>) -> String {
    let titles = examples(count, titles.into_iter().map(|title| cut(title, MAX_TITLE_CHARS)));
    if count == 1 { format!("{why}: {titles}") } else { format!("{why}: {}, {titles}", counted(count, "article", "articles")) }
}

/// What does not enter the figures of `analysts`, by analyst, then by reason.
pub fn left_out(project: &Project, analysts: &[AnalystId], only_done: bool) -> Vec<LeftOut> {
    let mut all = Vec::new();
    for analyst in analysts {
        let mut found: Vec<LeftOut> =
            Reason::ALL.map(|reason| LeftOut { analyst: analyst.clone(), reason, articles: Vec::new() }).into_iter().collect();
        for record in project.articles() {
            if let Some(reason) = Reason::of(record.standing(analyst), only_done) {
                found[reason as usize].articles.push((record.article.id, record.article.title().to_owned()));
            }
        }
        all.extend(found.into_iter().filter(|found| !found.articles.is_empty()));
    }
    all
}

/// The project without unfinished work of `analysts`: in an article that one of them has not marked as done, that one has
/// nothing.
///
/// # Errors
/// When the project does not hold together: an edit that takes out what is there was refused.
pub fn finished(project: &Project, analysts: &[AnalystId]) -> Result<Project, EditError> {
    let records = project.articles().iter();
    let edits = records.flat_map(|record| analysts.iter().flat_map(|analyst| without_unfinished(record, analyst))).collect();
    let mut finished = project.clone();
    finished.apply(Edit::Batch(edits))?;
    Ok(finished)
}

fn without_unfinished(record: &ArticleRecord, analyst: &AnalystId) -> Vec<Edit> {
    let article = record.article.id;
    if record.standing(analyst).is_done() {
        return Vec::new();
    }
    let is_own = |annotation: &&Annotation| annotation.analyst == *analyst;
    let own = record.annotations.values().filter(is_own);
    let tags = own.map(|annotation| Edit::RemoveAnnotation { article, annotation: annotation.id });
    let status = Edit::SetStatus { article, analyst: analyst.clone(), status: None };
    // What was decided is gold's work.
    let decisions = record.decisions.keys().filter(|_| analyst.is_gold());
    let decisions = decisions.map(|about| Edit::SetDecision { article, about: about.clone(), decision: None });
    tags.chain(decisions).chain(record.status.contains_key(analyst).then_some(status)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_is_said_once_with_three_examples() {
        let named = |why: &str, title: &str| Named { why: why.to_owned(), title: title.to_owned() };
        let mut all: Vec<Named> = ["A", "B", "C", "D", "E"].map(|title| named("never opened by Bo", title)).into();
        all.insert(1, named("only in x.ron", &"long ".repeat(40)));
        let found = sentences(&all);
        assert_eq!(found[0], "never opened by Bo: 5 articles, “A”, “B”, “C” and 2 more");
        assert!(found[1].starts_with("only in x.ron: “long long") && found[1].ends_with("…”"), "{}", found[1]);
        assert_eq!(found.len(), 2);
    }
}
