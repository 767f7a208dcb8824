//! Finds analysts and labels whose names a reader cannot tell apart.

use super::model::Project;
use crate::text::look_of;
use std::{collections::BTreeMap, fmt};

/// Analysts or labels whose names are the same, or look the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// What they are, in the plural.
    pub what: &'static str,
    /// Name and id of each, in the project's order.
    pub named: Vec<(String, String)>,
}

impl Alike {
    /// Whether all have one name, to the letter.
    pub fn is_one_name(&self) -> bool {
        self.named.windows(2).all(|pair| pair[0].0 == pair[1].0)
    }
}

impl fmt::Display for Alike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, named } = self;
        let each = named.iter().map(|(name, id)| format!("“{name}” (id {id})")).collect::<Vec<_>>().join(", ");
        let how = if self.is_one_name() { "have one name" } else { "have names that look alike" };
        write!(f, "{} {what} {how}: {each}; they count as {}", named.len(), if named.len() == 2 { "two" } else { "several" })
    }
}

/// The analysts of a project whose names look alike, then the labels.
pub fn alike(project: &Project) -> Vec<Alike> {
    let analysts = project.analysts().iter().map(|analyst| (analyst.name.clone(), analyst.id.to_string()));
    let labels = project.codebook().labels.iter().map(|label| (label.name.clone(), label.id.to_string()));
    [("analysts", analysts.collect::<Vec<_>>()), ("labels", labels.collect())]
        .into_iter()
        .flat_map(|(what, all)| {
            let mut by_look: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
            all.into_iter().for_each(|(name, id)| by_look.entry(look_of(&name)).or_default().push((name, id)));
            by_look.into_values().filter(|named| named.len() > 1).map(move |named| Alike { what, named })
        })
        .collect()
}
