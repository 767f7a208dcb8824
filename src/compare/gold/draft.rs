//! From a choice to what the gold layer gets for it.

use super::{Choice, Draft, GoldError};
use crate::{
    compare::align::differences::Difference,
    project::{Annotation, ArticleRecord, AttributeId, AttributeValue, Fingerprint, Fragments, Verdict},
    text::segment,
};

/// The verdict, and the annotations that it gives.
pub(super) fn drafts(
    record: &ArticleRecord,
    difference: &Difference,
    choice: Choice,
) -> Result<(Verdict, Vec<Draft>), GoldError> {
    let find = |id| match id {
        Some(id) => record.annotations.get(&id).map(Some).ok_or(GoldError::Outdated),
        None => Ok(None),
    };
    let (a, b) = (find(difference.a)?, find(difference.b)?);
    let one = |annotation: Option<&Annotation>| {
        let annotation = annotation.ok_or(GoldError::NothingToTake)?;
        Ok((Verdict::One(annotation.id), vec![Draft::of(annotation)]))
    };
    match choice {
        Choice::A => one(a),
        Choice::B => one(b),
        Choice::Both => {
            let mut all: Vec<&Annotation> = a.into_iter().chain(b).collect();
            if all.len() == 2 && Fingerprint::of(all[0]) == Fingerprint::of(all[1]) {
                all.pop();
            }
            Ok((Verdict::All, all.into_iter().map(Draft::of).collect()))
        }
        Choice::Neither => Ok((Verdict::Neither, Vec::new())),
        Choice::Union | Choice::Intersection => {
            let (Some(a), Some(b)) = (a, b) else { return Err(GoldError::NothingToTake) };
            let is_union = choice == Choice::Union;
            let fragments = if is_union { Some(union(a, b)) } else { intersection(record, a, b) };
            let fragments = fragments.ok_or(GoldError::NothingShared)?;
            let verdict = if is_union { Verdict::Union } else { Verdict::Intersection };
            Ok((verdict, vec![Draft { fragments, ..Draft::of(a) }]))
        }
        Choice::Edited(draft) => Ok((Verdict::Edited, vec![draft])),
    }
}

impl Draft {
    /// What `annotation` says, as gold.
    pub fn of(annotation: &Annotation) -> Self {
        Self {
            label: annotation.label.clone(),
            fragments: annotation.fragments.clone(),
            attributes: annotation.attributes.clone(),
            note: annotation.note.clone(),
        }
    }

    /// Whether an annotation has this label, this range and these answers; links, which differ by layer, are left out.
    pub(super) fn says_the_same(&self, annotation: &Annotation) -> bool {
        let is_no_link = |answer: &(&AttributeId, &AttributeValue)| !matches!(answer.1, AttributeValue::Links(_));
        self.label == annotation.label
            && self.fragments == annotation.fragments
            && self.attributes.iter().filter(is_no_link).eq(annotation.attributes.iter().filter(is_no_link))
    }
}

fn union(a: &Annotation, b: &Annotation) -> Fragments {
    b.fragments.iter().fold(a.fragments.clone(), |all, fragment| all.with(fragment))
}

/// What both cover, without white space at its edges.
fn intersection(record: &ArticleRecord, a: &Annotation, b: &Annotation) -> Option<Fragments> {
    let text = record.article.text.as_str();
    let shared = a.fragments.iter().flat_map(|x| b.fragments.iter().filter_map(move |y| x.intersection(y)));
    Fragments::new(shared.filter_map(|range| segment::trim(text, range))).ok()
}
