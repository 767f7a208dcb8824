//! The names of analysts that files of Obelus have beside the ids.
//!
//! An id stands for a person only within the copies of one project; outside, the name says who somebody is.

use super::{Annotated, Warning};
use crate::text::examples;
use std::collections::{BTreeMap, BTreeSet};

/// The names that files give to ids.
#[derive(Debug, Default)]
pub(super) struct NamesInFiles(BTreeMap<String, Names>);

/// The names of one id.
#[derive(Debug)]
struct Names {
    first: String,
    others: BTreeSet<String>,
}

impl NamesInFiles {
    /// Notes that a file calls the analyst with this id so. An empty name says nothing.
    pub(super) fn add(&mut self, id: &str, name: &str) {
        let (id, name) = (id.trim(), name.trim());
        if id.is_empty() || name.is_empty() {
            return;
        }
        match self.0.get_mut(id) {
            None => drop(self.0.insert(id.to_owned(), Names { first: name.to_owned(), others: BTreeSet::new() })),
            Some(names) if names.first != name => drop(names.others.insert(name.to_owned())),
            Some(_) => {}
        }
    }

    /// Calls the analysts of `read`, who go by their ids so far, by these names. `are_ids_ours` says whether Obelus gave the
    /// ids. Ids with several names, and names of several ids, are told; `place` is what the warnings are about.
    pub(super) fn give_to(self, read: &mut Annotated, place: &str, are_ids_ours: bool) {
        if self.0.is_empty() {
            return;
        }
        let mut told = Vec::new();
        let mut ids_of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        read.has_own_analysts = are_ids_ours && read.analysts.iter().all(|analyst| analyst.id.as_str() == analyst.name);
        for analyst in &mut read.analysts {
            let Some((id, names)) = self.0.get_key_value(&analyst.name) else { continue };
            ids_of.entry(&names.first).or_default().push(id);
            analyst.name.clone_from(&names.first);
            if !names.others.is_empty() {
                let others = examples(names.others.len(), &names.others);
                told.push(format!("analyst “{id}” has several names: “{}” was taken, not {others}", names.first));
            }
        }
        for (name, ids) in ids_of.into_iter().filter(|(_, ids)| ids.len() > 1) {
            let (shown, last) = (examples(ids.len(), &ids), ids[ids.len() - 1]);
            told.push(format!(
                "“{name}” is the name of {} analysts, who stay apart ({shown}); “obelus import --analyst-map {last}={name}” takes \
                 “{last}” and the first as one",
                ids.len()
            ));
        }
        let warning = |message| Warning { file_name: place.to_owned(), line: None, message };
        read.warnings.extend(told.into_iter().map(warning));
    }
}
