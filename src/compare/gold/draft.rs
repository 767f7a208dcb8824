//! Turns a choice into drafts of gold annotations.

use super::{Choice, Draft, GoldError};
use crate::{
    compare::differences::Difference,
    project::{Annotation, ArticleRecord, Codebook, Fragments, Verdict},
    text::segment,
};

/// The verdict of a choice, and the annotations that it produces.
pub(super) fn drafts(
    record: &ArticleRecord,
    difference: &Difference,
    choice: Choice,
    codebook: &Codebook,
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
        Choice::Both => match (a, b) {
            (Some(a), Some(b)) if Draft::of(a).is_at(b) => Err(GoldError::SamePlace),
            _ => Ok((Verdict::All, a.into_iter().chain(b).map(Draft::of).collect())),
        },
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
        Choice::Answered(base, answers) => {
            let (verdict, mut drafts) = drafts(record, difference, *base, codebook)?;
            let [draft] = &mut drafts[..] else { return Err(GoldError::NotOne) };
            let schema = codebook.label(&draft.label);
            for (attribute, answer) in answers {
                // An answer that the label does not ask for belongs to the other label.
                let is_asked = schema.is_none_or(|label| label.attribute(&attribute).is_some());
                match answer {
                    Some(answer) if is_asked => drop(draft.attributes.insert(attribute, answer)),
                    _ => drop(draft.attributes.remove(&attribute)),
                }
            }
            Ok((verdict, drafts))
        }
    }
}

impl Draft {
    /// Makes a draft of gold that says the same as `annotation`.
    pub fn of(annotation: &Annotation) -> Self {
        Self {
            label: annotation.label.clone(),
            fragments: annotation.fragments.clone(),
            attributes: annotation.attributes.clone(),
            note: annotation.note.clone(),
        }
    }

    /// Whether an annotation has this label and these fragments, which identify gold annotations.
    pub(super) fn is_at(&self, annotation: &Annotation) -> bool {
        self.label == annotation.label && self.fragments == annotation.fragments
    }
}

fn union(a: &Annotation, b: &Annotation) -> Fragments {
    b.fragments.iter().fold(a.fragments.clone(), |all, fragment| all.with(fragment))
}

/// The text that both cover, without white space at its edges.
fn intersection(record: &ArticleRecord, a: &Annotation, b: &Annotation) -> Option<Fragments> {
    let text = record.article.text.as_str();
    let shared = a.fragments.iter().flat_map(|x| b.fragments.iter().filter_map(move |y| x.intersection(y)));
    Fragments::new(shared.filter_map(|range| segment::trim(text, range))).ok()
}
