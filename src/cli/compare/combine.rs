//! Combines two project files in memory, to compare a layer of one with a layer of the other.

use super::super::Failure;
use crate::{
    import::{Annotated, join, label_differences, variants_across},
    project::{Analyst, AnalystId, Annotation, ArticleRecord, Edit, Fingerprint, Label, Project, Sha256},
    store::Ids,
    text::examples,
};
use std::collections::{BTreeMap, BTreeSet};

/// An article that only one of two projects has.
pub(super) struct Alone {
    pub(super) id: String,
    pub(super) title: String,
    /// Whether it is in the first project.
    pub(super) is_in_first: bool,
    /// Where the other project's article begins to differ, if it has the same article with a few other characters.
    pub(super) difference: Option<String>,
}

/// Two projects combined, reduced to the articles that both have.
pub(super) struct Combined {
    /// The articles that both have, by their text, with the layers of both.
    pub(super) project: Project,
    /// The articles that only one of them has.
    pub(super) alone: Vec<Alone>,
    /// The analysts in both.
    pub(super) in_both: Vec<InBoth>,
    /// How the second project differs from the first beyond its layers, as sentences.
    pub(super) notes: Vec<String>,
}

/// An analyst in both of two projects.
pub(super) struct InBoth {
    pub(super) analyst: Analyst,
    /// The second project's layer as an analyst of its own; none where both layers say the same.
    pub(super) second: Option<Analyst>,
    /// Whether only the layer of the first is compared, because there are two other people at least.
    pub(super) is_compared_once: bool,
}

/// Takes the second layers of people who are in both out of `analysts`, unless nobody else is there to be compared.
///
/// One person twice among the raters of a coefficient would count as agreement of two.
pub(super) fn compare_once(in_both: &mut [InBoth], analysts: &mut Vec<AnalystId>) {
    let is_second = |id: &AnalystId| in_both.iter().filter_map(|found| found.second.as_ref()).any(|second| second.id == *id);
    let people: Vec<AnalystId> = analysts.iter().filter(|id| !is_second(id)).cloned().collect();
    let are_enough = people.len() > 1;
    if are_enough {
        *analysts = people;
    }
    in_both.iter_mut().for_each(|found| found.is_compared_once = found.second.is_none() || are_enough);
}

/// Combines the articles that both projects have, by their text, with the layers of both; and lists those that only one has.
///
/// If the first project has an analyst of the second too, that layer of the second is left out if both layers say the same.
/// Otherwise `suffix` is added to its name.
pub(super) fn combine(a: &Project, b: &Project, suffix: &str) -> Result<Combined, Failure> {
    let (in_a, in_b) = (texts(a), texts(b));
    let only_a = a.articles().iter().filter(|record| !in_b.contains(&record.article.text_sha256));
    let only_b = b.articles().iter().filter(|record| !in_a.contains(&record.article.text_sha256));
    let mut edits: Vec<Edit> = only_a.clone().map(|record| Edit::RemoveArticle(record.article.id)).collect();
    let alone = alone(&only_a.map(|record| &**record).collect::<Vec<_>>(), &only_b.map(|record| &**record).collect::<Vec<_>>());
    let mut other = Annotated::of_project(b);
    other.articles.retain(|article| in_a.contains(&Sha256::of(article.article.text.as_bytes())));
    other.articles.iter_mut().for_each(|article| article.decisions.clear());
    let shared: BTreeSet<Sha256> = in_a.intersection(&in_b).copied().collect();
    let renamed = renamed(a, b, &shared, suffix);
    let in_both = |(id, new): (&AnalystId, &Option<AnalystId>)| {
        let analyst = b.analyst(id).filter(|_| !id.is_gold() && !said(b, id, &shared).is_empty())?;
        a.analysts().iter().find(|known| known.name == analyst.name)?;
        let second = |id: &AnalystId| Analyst { id: id.clone(), name: format!("{} ({suffix})", analyst.name) };
        Some(InBoth { analyst: analyst.clone(), second: new.as_ref().map(second), is_compared_once: new.is_none() })
    };
    let in_both = renamed.iter().filter_map(in_both).collect();
    let new_id = |analyst: &AnalystId| renamed.get(analyst).cloned().unwrap_or_else(|| Some(analyst.clone()));
    for article in &mut other.articles {
        article.annotations.retain(|annotation| new_id(&annotation.analyst).is_some());
        for annotation in &mut article.annotations {
            annotation.analyst = new_id(&annotation.analyst).unwrap_or_else(|| annotation.analyst.clone());
        }
        let status = std::mem::take(&mut article.status).into_iter();
        article.status = status.filter_map(|(analyst, status)| Some((new_id(&analyst)?, status))).collect();
    }
    let analysts = std::mem::take(&mut other.analysts).into_iter();
    other.analysts = analysts
        .filter_map(|Analyst { id, name }| {
            let new = new_id(&id)?;
            let is_in_both = a.analysts().iter().any(|known| known.name == name);
            let name = if new == id || !is_in_both { name } else { format!("{name} ({suffix})") };
            Some(Analyst { id: new, name })
        })
        .collect();
    let differing = label_differences(a.codebook(), &other).into_iter().filter(|label| label.here.is_some());
    let mut notes: Vec<String> = differing.map(|label| format!("label “{}” {}", label.id, label.how.join(", "))).collect();
    let mut ids = Ids::from_seed(1);
    let mut project = a.clone();
    let joined = join(a, vec![other], jiff::Timestamp::UNIX_EPOCH, &mut || ids.article().bits());
    notes.extend(other_labels(a, b));
    notes.extend(other_people(a, b));
    edits.extend(joined.edits);
    let fits = project.apply(Edit::Batch(edits));
    fits.map_err(|error| Failure::internal(format!("the projects do not go together: {error}")))?;
    Ok(Combined { project, alone, in_both, notes })
}

/// The texts of a project.
fn texts(project: &Project) -> BTreeSet<Sha256> {
    project.articles().iter().map(|record| record.article.text_sha256).collect()
}

/// The articles that only one of the projects has. If the other has the same article with another text, the difference is
/// named.
fn alone(only_a: &[&ArticleRecord], only_b: &[&ArticleRecord]) -> Vec<Alone> {
    let alone = |record: &ArticleRecord, is_in_first, difference| Alone {
        id: record.article.id.to_string(),
        title: record.article.title().to_owned(),
        is_in_first,
        difference,
    };
    let mut of_a: Vec<Option<String>> = vec![None; only_a.len()];
    let mut of_b: Vec<Option<String>> = vec![None; only_b.len()];
    // Two similar articles of one project do not concern the other.
    for variant in variants_across(only_a, only_b) {
        of_a[variant.earlier] = Some(variant.difference.clone());
        of_b[variant.new] = Some(variant.difference);
    }
    let of_a = only_a.iter().zip(of_a).map(|(record, difference)| alone(record, true, difference));
    of_a.chain(only_b.iter().zip(of_b).map(|(record, difference)| alone(record, false, difference))).collect()
}

/// Labels of annotations of one project that the other's codebook lacks.
fn other_labels(a: &Project, b: &Project) -> Vec<String> {
    let lacking = |one: &Project, other: &Project, which: &str| {
        let used: BTreeSet<_> =
            one.articles().iter().flat_map(|record| record.annotations.values().map(|annotation| &annotation.label)).collect();
        let names: BTreeSet<_> = other.codebook().labels.iter().map(|label| label.name.to_lowercase()).collect();
        let is_lacking = |label: &&Label| {
            used.contains(&label.id) && other.label(&label.id).is_none() && !names.contains(&label.name.to_lowercase())
        };
        let labels: Vec<_> = one.codebook().labels.iter().filter(is_lacking).map(|label| &label.name).collect();
        (!labels.is_empty())
            .then(|| format!("only the {which} project’s codebook has the labels {}", examples(labels.len(), labels)))
    };
    [lacking(a, b, "first"), lacking(b, a, "second")].into_iter().flatten().collect()
}

/// Analysts with the same id and two names.
fn other_people(a: &Project, b: &Project) -> Vec<String> {
    let other = |analyst: &Analyst| {
        let known = a.analyst(&analyst.id).filter(|known| known.name != analyst.name && !known.id.is_gold())?;
        let Analyst { id, name } = analyst;
        Some(format!("“{id}” is “{}” in the first and “{name}” in the second: they are compared as two people", known.name))
    };
    b.analysts().iter().filter_map(other).collect()
}

/// A note for two projects with different gold layers: there is one gold layer, and it is not a rater.
pub(super) fn other_gold(a: &Project, b: &Project) -> Option<&'static str> {
    let gold = AnalystId::gold();
    let shared = texts(a).intersection(&texts(b)).copied().collect();
    let (here, there) = (said(a, &gold, &shared), said(b, &gold, &shared));
    let differs = !here.is_empty() && !there.is_empty() && here != there;
    differs.then_some("both projects have gold, and not the same: that of the second is left out")
}

/// Analysts of `b` whom `a` has too, with their new id; `None` if both layers say the same about the shared texts.
fn renamed(a: &Project, b: &Project, shared: &BTreeSet<Sha256>, suffix: &str) -> BTreeMap<AnalystId, Option<AnalystId>> {
    let mut renamed = BTreeMap::new();
    for analyst in b.analysts() {
        let is_taken = |id: &AnalystId| [a, b].iter().any(|project| project.analyst(id).is_some());
        let same = a.analyst(&analyst.id).filter(|known| known.name == analyst.name || known.id.is_gold());
        let Some(known) = same.or_else(|| a.analysts().iter().find(|known| known.name == analyst.name)) else {
            // The id belongs to somebody else.
            if a.analyst(&analyst.id).is_some() {
                renamed.insert(analyst.id.clone(), Some(AnalystId::from_name(&analyst.name, is_taken)));
            }
            continue;
        };
        let (in_a, in_b) = (said(a, &known.id, shared), said(b, &analyst.id, shared));
        let is_second_gold = analyst.id.is_gold() && !in_a.is_empty();
        if is_second_gold || in_a == in_b || in_b.is_empty() {
            renamed.insert(analyst.id.clone(), None);
        } else if !in_a.is_empty() {
            renamed.insert(analyst.id.clone(), Some(AnalystId::from_name(&format!("{} {suffix}", analyst.name), is_taken)));
        }
    }
    renamed
}

/// The annotations of an analyst on these texts of a project, text by text.
fn said(project: &Project, analyst: &AnalystId, texts: &BTreeSet<Sha256>) -> Vec<(Sha256, Vec<Fingerprint>)> {
    let of_article = |record: &std::sync::Arc<ArticleRecord>| {
        let own = record.annotations.values().filter(|annotation: &&Annotation| annotation.analyst == *analyst);
        let mut said: Vec<_> = own.map(Fingerprint::of).collect();
        said.sort();
        record.standing(analyst).is_work().then_some((record.article.text_sha256, said))
    };
    let articles = project.articles().iter().filter(|record| texts.contains(&record.article.text_sha256));
    let mut all: Vec<_> = articles.filter_map(of_article).collect();
    all.sort();
    all
}
