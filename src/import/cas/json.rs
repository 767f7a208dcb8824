//! Reads CAS JSON, version 0.4.

use super::{Cas, Feature, Structure};
use crate::import::json_parts;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Reads a file.
pub(super) fn read(text: &str) -> Result<Cas, String> {
    let json = json_parts::value(text)?;
    let listed: Vec<&Map<String, Value>> = match json.get("%FEATURE_STRUCTURES") {
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_object).collect(),
        _ => return Err("it has no list %FEATURE_STRUCTURES".to_owned()),
    };
    let type_of = |structure: &Map<String, Value>| structure.get("%TYPE").and_then(Value::as_str).unwrap_or_default().to_owned();
    let sofas: Vec<_> =
        listed.iter().filter(|structure| type_of(structure) == "uima.cas.Sofa" && structure.contains_key("sofaString")).collect();
    let sofa = sofas.iter().find(|sofa| sofa.get("sofaID").and_then(Value::as_str) == Some("_InitialView")).or(sofas.first());
    let sofa = sofa.ok_or("it has no text (no Sofa with a sofaString)")?;
    let mut cas = Cas { text: sofa.get("sofaString").and_then(Value::as_str).unwrap_or_default().to_owned(), ..Cas::default() };
    let sofa_id = id(sofa.get("%ID"));
    for view in json.get("%VIEWS").and_then(Value::as_object).into_iter().flat_map(Map::values) {
        if id(view.get("%SOFA")) == sofa_id
            && let Some(members) = view.get("%MEMBERS").and_then(Value::as_array)
        {
            cas.members.get_or_insert_default().extend(members.iter().map(|member| id(Some(member))));
        }
    }
    // Lists of structures are structures themselves.
    let arrays: BTreeMap<String, Vec<String>> = listed
        .iter()
        .filter_map(|structure| {
            let elements = structure.get("%ELEMENTS")?.as_array()?;
            Some((id(structure.get("%ID")), elements.iter().map(|element| id(Some(element))).collect()))
        })
        .collect();
    for structure in listed {
        let type_name = type_of(structure);
        if type_name == "uima.cas.Sofa" || structure.contains_key("%ELEMENTS") {
            continue;
        }
        if type_name.ends_with(".DocumentMetaData") {
            structure.get("documentTitle").and_then(Value::as_str).unwrap_or_default().clone_into(&mut cas.title);
        }
        let at = |name: &str| structure.get(name).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
        let is_here = id(structure.get("@sofa")) == sofa_id;
        let mut features = Vec::new();
        for (name, value) in structure {
            if name.starts_with('%') || matches!(name.as_str(), "begin" | "end" | "@sofa") || value.is_null() {
                continue;
            }
            let feature = match name.strip_prefix('@') {
                Some(name) => {
                    let target = id(Some(value));
                    (name.to_owned(), Feature::References(arrays.get(&target).cloned().unwrap_or_else(|| vec![target])))
                }
                None => (name.trim_start_matches(['#', '^']).to_owned(), Feature::Value(value.clone())),
            };
            features.push(feature);
        }
        let range = at("begin").zip(at("end")).filter(|_| is_here);
        cas.structures.push(Structure { id: id(structure.get("%ID")), type_name, range, features });
    }
    Ok(cas)
}

fn id(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(id)) => id.clone(),
        Some(id) => id.to_string(),
        None => String::new(),
    }
}
