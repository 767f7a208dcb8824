//! Whether everything in an article is settled, so that its gold layer is complete.

use super::{State, state_of};
use crate::{
    compare::{differences::differences, units::is_present},
    project::{AnalystId, ArticleRecord, Status},
    text::words::counted,
};
use std::collections::BTreeSet;

/// The progress of settling in an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// Every difference between any two analysts is settled, and the annotations are unchanged since.
    Settled,
    /// Nothing was decided, and gold was made in another way: somebody marked it as done, or it was imported complete.
    ByHand,
    /// Something is left to settle.
    Open {
        /// The number of annotations that nothing was decided on, or that have changed since. If all were decided on, the
        /// number of pairs of which gold has both annotations.
        num_open: usize,
    },
    /// Everything else is settled, but gold has annotations whose own were all deleted after they were settled.
    LeftOver {
        /// The number of these gold annotations.
        num_left_over: usize,
    },
    /// Fewer than two analysts worked on it, and gold has nothing.
    Nothing,
}

impl Settlement {
    /// Whether gold is complete.
    pub const fn is_whole(self) -> bool {
        matches!(self, Self::Settled | Self::ByHand)
    }

    /// The reason why gold is incomplete, as in “not all of its differences are settled: 3 annotations are open”; `None` if
    /// it is complete.
    pub fn reason(self) -> Option<String> {
        match self {
            Self::Settled | Self::ByHand => None,
            Self::Open { num_open: 1 } => Some("not all of its differences are settled: 1 annotation is open".to_owned()),
            Self::Open { num_open } => Some(format!("not all of its differences are settled: {num_open} annotations are open")),
            Self::LeftOver { num_left_over } => Some(format!(
                "{} left over from differences whose annotations were deleted after they were settled; delete them in the gold \
                 layer too, or undo the deletion",
                counted(num_left_over, "gold annotation is", "gold annotations are")
            )),
            Self::Nothing => Some("there is nothing to settle: fewer than two analysts worked on it".to_owned()),
        }
    }
}

/// Everybody except gold who worked on an article, in order of their ids.
pub fn people_in(record: &ArticleRecord) -> Vec<AnalystId> {
    let named = record.annotations.values().map(|found| &found.analyst).chain(record.status.keys());
    let named: BTreeSet<&AnalystId> = named.filter(|analyst| !analyst.is_gold()).collect();
    named.into_iter().filter(|analyst| is_present(record, analyst)).cloned().collect()
}

/// The progress of settling in an article, over everybody who worked on it and all labels.
///
/// For two analysts this takes time in proportion to their annotations. Only those of three or more are aligned.
pub fn settlement(record: &ArticleRecord) -> Settlement {
    let gold = AnalystId::gold();
    if record.decisions.is_empty() {
        let has_tags = record.annotations.values().any(|found| found.analyst.is_gold());
        match record.status.get(&gold) {
            Some(Status::Done) => return Settlement::ByHand,
            None if has_tags => return Settlement::ByHand,
            Some(Status::InProgress) | None => {}
        }
    }
    let people = people_in(record);
    if people.len() < 2 && record.decisions.is_empty() {
        return Settlement::Nothing;
    }
    let num_undecided = record.num_undecided();
    if num_undecided > 0 {
        return Settlement::Open { num_open: num_undecided };
    }
    let num_left_over = record.num_left_over();
    if num_left_over > 0 {
        return Settlement::LeftOver { num_left_over };
    }
    match if people.len() > 2 { num_open_pairs(record, &people) } else { 0 } {
        0 => Settlement::Settled,
        num_open => Settlement::Open { num_open },
    }
}

fn num_open_pairs(record: &ArticleRecord, people: &[AnalystId]) -> usize {
    let pairs = people.iter().enumerate().flat_map(|(place, a)| people[place + 1..].iter().map(move |b| (a, b)));
    let is_open = |difference: &_| !matches!(state_of(record, difference), State::Settled(_));
    pairs.map(|(a, b)| differences(record, a, b, &[]).iter().filter(|found| is_open(found)).count()).sum()
}
