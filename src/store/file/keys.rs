//! Interns keys, which occur many times in a file and are kept in memory once.

use crate::project::{AnalystId, AttributeId, LabelId};
use std::{borrow::Borrow, collections::HashSet, hash::Hash};

/// The keys met so far: a key with the same words shares its bytes with the first one.
#[derive(Default)]
pub struct Keys {
    analysts: HashSet<AnalystId>,
    labels: HashSet<LabelId>,
    attributes: HashSet<AttributeId>,
}

impl Keys {
    /// Makes the id of the analyst with this key.
    pub fn analyst(&mut self, key: &str) -> AnalystId {
        shared(&mut self.analysts, key)
    }

    /// Makes the id of the label with this key.
    pub fn label(&mut self, key: &str) -> LabelId {
        shared(&mut self.labels, key)
    }

    /// Makes the id of the attribute with this key.
    pub fn attribute(&mut self, key: &str) -> AttributeId {
        shared(&mut self.attributes, key)
    }
}

fn shared<K: Borrow<str> + Clone + Eq + Hash + for<'a> From<&'a str>>(known: &mut HashSet<K>, key: &str) -> K {
    if let Some(found) = known.get(key) {
        return found.clone();
    }
    let new = K::from(key);
    known.insert(new.clone());
    new
}
