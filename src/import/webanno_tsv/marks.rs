//! Turns a file's annotations into marked places of the text, with answers and links.

use super::{
    cell::numbered,
    table::{Column, Found, Key, Table},
};
use crate::import::{
    InputFile,
    cas::layer_of,
    collect::{Collector, Mark, is_our_feature, is_structure, label_feature, short_type, take_feature},
    doccano::link,
    error::Warnings,
    offsets::Reading,
};
use std::collections::HashMap;

impl Table {
    /// Adds the annotations to the article with this text.
    pub(super) fn take(
        &self,
        all: &mut Collector,
        (file, text): (InputFile<'_>, &str),
        analyst: &str,
        warnings: &mut Warnings<'_>,
    ) {
        let is_ours = self.columns.iter().any(|column| matches!(column, Column::Feature(_, name) if is_our_feature(name)));
        all.set_ours(is_ours);
        let key_of = |(layer, id): &Key| format!("{}\u{1f}{layer}\u{1f}{id}", file.path);
        for (place, layer) in self.layers.iter().enumerate().filter(|(_, layer)| layer.is_chain) {
            let num = self.found.iter().filter(|((of, _), _)| *of == place).count();
            if num > 0 {
                let name = short_type(&layer.type_name);
                warnings.add(None, format!("how {num} mentions of “{name}” hang together in chains was left out"));
            }
        }
        let mut left_out: Vec<&str> = Vec::new();
        let mut marks: Vec<(usize, Mark)> = Vec::new();
        for (place, (key, found)) in self.found.iter().enumerate() {
            let layer = &self.layers[key.0];
            if is_structure(&layer.type_name) || found.values.is_empty() && layer.type_name.contains("Coreference") {
                left_out.push(&layer.type_name);
                continue;
            }
            let label = label_feature(found.values.iter().map(|(name, _)| name.as_str()));
            let value_of = |name: &str| found.values.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
            let mut mark = Mark {
                key: key_of(key),
                label: label.and_then(value_of).unwrap_or_else(|| short_type(&layer.type_name).to_owned()),
                analyst: analyst.to_owned(),
                ranges: vec![found.range],
                line: Some(found.line),
                ..Mark::default()
            };
            for (name, value) in found.values.iter().filter(|(name, _)| Some(name.as_str()) != label && !name.is_empty()) {
                take_feature(&mut mark, name, value, is_ours);
            }
            for (role, target) in &found.roles {
                let (unit, id) = numbered(target);
                if let Some(target) = self.at(unit, id.unwrap_or("0")) {
                    link(&mut mark, role, &key_of(target));
                }
            }
            marks.push((place, mark));
        }
        let by_place: HashMap<usize, usize> = marks.iter().enumerate().map(|(at, (place, _))| (*place, at)).collect();
        for relation in &self.relations {
            if is_structure(&self.layers[relation.layer].type_name) {
                continue;
            }
            let from = self.at(&relation.from.0, &relation.from.1).and_then(|key| self.places.get(key));
            let from = from.and_then(|place| by_place.get(place)).and_then(|at| marks.get_mut(*at));
            let to = self.at(&relation.to.0, &relation.to.1).map(key_of);
            match (from, to) {
                (Some((_, mark)), Some(to)) => link(mark, &relation.name, &to),
                _ => warnings.add(
                    Some(relation.line),
                    format!("a relation “{}” was left out: one of its ends is not an annotation", relation.name),
                ),
            }
        }
        left_out.sort_unstable();
        left_out.dedup();
        for type_name in left_out {
            warnings
                .add(None, format!("the layer “{}” was left out: it is about the structure of the text", short_type(type_name)));
        }
        let page = all.page(file, file.folder(), text.to_owned(), |_| {}, warnings);
        layer_of(all, &page, file, (analyst, marks.is_empty()));
        all.marks(&page, Reading::UTF16, marks.into_iter().map(|(_, mark)| mark).collect(), warnings);
    }

    /// The annotation with this number at a token, or else the first that covers the token.
    fn at(&self, unit: &str, id: &str) -> Option<&Key> {
        let (start, end) = self.tokens.get(unit)?;
        let is_meant = |(_, known): &Key| known == id || id == "0" && known == unit;
        let is_there = |found: &Found| found.range.0 <= *start && *end <= found.range.1;
        let mut here =
            self.found.iter().filter(|((layer, _), found)| !is_structure(&self.layers[*layer].type_name) && is_there(found));
        here.clone().find(|(key, _)| is_meant(key)).or_else(|| here.next()).map(|(key, _)| key)
    }
}
