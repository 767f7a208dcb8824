//! The YAML before the Markdown of a card, which the Hugging Face hub reads.

use super::{WrittenTable, columns::Kind, shards::pattern};
use crate::compare::results::{Figure, Measure, PairResult, Results, tables};
use crate::export::dataset::{facts::Facts, settings::Layout, split::Part};
use crate::text::display::harmless;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Writes the YAML front matter with its dashes. Every value that a person wrote is a JSON string, which YAML reads
/// unchanged.
pub(super) fn front_matter(facts: &Facts, tables: &[WrittenTable; 3], layout: Layout) -> String {
    let mut yaml = vec!["---".to_owned()];
    let licence = facts.settings.licence.trim();
    if !licence.is_empty() {
        yaml.push(format!("license: {}", json!(licence)));
    }
    if !facts.languages.is_empty() {
        yaml.push("language:".to_owned());
        yaml.extend(facts.languages.iter().map(|language| format!("- {}", json!(language))));
    }
    yaml.push(format!("pretty_name: {}", json!(facts.title)));
    yaml.push(format!("size_categories:\n- {}", size(facts.num_articles())));
    yaml.push("task_categories:\n- token-classification".to_owned());
    yaml.push("annotations_creators:\n- expert-generated".to_owned());
    yaml.push(format!("offset_unit: {}", crate::export::OFFSET_UNIT));
    let labels: Vec<&str> = facts.codebook.labels.iter().map(|label| label.id.as_str()).collect();
    if let Some(agreement) = &facts.agreement {
        // YAML can read JSON; the figures have all digits here.
        yaml.push(format!("agreement: {}", figures(agreement)));
    }
    let written: Vec<_> = tables.iter().filter(|table| !table.shards.is_empty()).collect();
    if !written.is_empty() {
        yaml.push("configs:".to_owned());
    }
    for (place, WrittenTable { name: table, shards, .. }) in written.iter().enumerate() {
        yaml.push(format!("- config_name: {table}"));
        if place == 0 {
            yaml.push("  default: true".to_owned());
        }
        yaml.push("  data_files:".to_owned());
        let parts: BTreeSet<Part> = shards.iter().map(|shard| shard.part).collect();
        yaml.extend(
            parts.into_iter().map(|part| format!("  - split: {}\n    path: {}", part.name(), pattern(table, part, layout))),
        );
    }
    if !written.is_empty() {
        yaml.push("dataset_info:".to_owned());
    }
    for WrittenTable { name: table, columns, .. } in written {
        yaml.push(format!("- config_name: {table}\n  features:"));
        columns.iter().for_each(|(name, kind)| feature(&mut yaml, "  ", name, kind, &labels));
    }
    yaml.push("---\n\n".to_owned());
    // Words of people are in strings of JSON, in which an escape is the character itself.
    harmless(&yaml.join("\n")).into_owned()
}

/// The figures of the card in full; `null` for those that are not defined.
fn figures(agreement: &Results) -> Value {
    let of_all = |measure| agreement.figure(measure).and_then(Figure::number);
    let pair = |pair: &PairResult| {
        let of_pair = |measure| pair.figure(measure).and_then(Figure::number);
        json!({
            "analysts": tables::names_of(agreement, pair.pair),
            "articles": pair.compared.num_articles,
            "f1_strict": of_pair(Measure::StrictF1),
            "f1_overlap": of_pair(Measure::TypeF1),
        })
    };
    json!({
        "articles": agreement.compared.num_articles,
        "alpha_words_masi": of_all(Measure::AlphaMasi),
        "u_alpha": of_all(Measure::U),
        "pairs": agreement.pairs.iter().map(pair).collect::<Vec<_>>(),
    })
}

fn feature(yaml: &mut Vec<String>, indent: &str, name: &str, kind: &Kind, labels: &[&str]) {
    yaml.push(format!("{indent}- name: {name}"));
    match kind {
        Kind::Text => yaml.push(format!("{indent}  dtype: string")),
        Kind::Integer => yaml.push(format!("{indent}  dtype: int64")),
        Kind::YesNo => yaml.push(format!("{indent}  dtype: bool")),
        Kind::LabelPlace if labels.is_empty() => yaml.push(format!("{indent}  dtype: int64")),
        Kind::LabelPlace => {
            yaml.push(format!("{indent}  dtype:\n{indent}    class_label:\n{indent}      names:"));
            let names = labels.iter().enumerate();
            yaml.extend(names.map(|(place, label)| format!("{indent}        '{place}': {}", json!(label))));
        }
        Kind::Texts => yaml.push(format!("{indent}  list: string")),
        Kind::Structs(columns) => {
            yaml.push(format!("{indent}  list:"));
            let indent = format!("{indent}  ");
            columns.iter().for_each(|(name, kind)| feature(yaml, &indent, name, kind, labels));
        }
    }
}

/// The hub's name for a size.
const fn size(num_rows: usize) -> &'static str {
    match num_rows {
        0..1_000 => "n<1K",
        1_000..10_000 => "1K<n<10K",
        10_000..100_000 => "10K<n<100K",
        100_000..1_000_000 => "100K<n<1M",
        1_000_000..10_000_000 => "1M<n<10M",
        _ => "10M<n<100M",
    }
}
