//! Reads XMI, and the type systems beside it, which say which features are words and which are references.

use super::{Cas, Feature, Structure};
use crate::import::{
    InputFile, decode,
    xml_tree::{self, Element},
};
use serde_json::Value;
use std::collections::BTreeMap;

/// The type of a feature's values, by type and feature.
pub(super) type Types = BTreeMap<(String, String), String>;

/// Reads the type systems among `files`.
pub(super) fn types(files: &[InputFile<'_>]) -> Types {
    let (mut types, mut parents) = (Types::new(), BTreeMap::new());
    for file in files.iter().filter(|file| file.path.ends_with(".xml")) {
        let Some(root) = decode::characters(file.path, file.bytes).ok().and_then(|(text, _)| xml_tree::parse(&text).ok()) else {
            continue;
        };
        let mut described = Vec::new();
        root.descendants("typeDescription", &mut described);
        let text =
            |element: &Element, name: &str| element.child(name).map(|child| child.text().trim().to_owned()).unwrap_or_default();
        for described in described {
            let name = text(described, "name");
            parents.insert(name.clone(), text(described, "supertypeName"));
            for feature in described.child("features").into_iter().flat_map(Element::elements) {
                types.insert((name.clone(), text(feature, "name")), text(feature, "rangeTypeName"));
            }
        }
    }
    // Adds what a type inherits. A chain of types is never longer than their number.
    for name in parents.keys() {
        let mut above = parents.get(name);
        for _ in 0..parents.len().min(50) {
            let Some(parent) = above else { break };
            let inherited: Vec<_> =
                types.iter().filter(|((known, _), _)| known == parent).map(|((_, f), r)| (f.clone(), r.clone())).collect();
            for (feature, range) in inherited {
                types.entry((name.clone(), feature)).or_insert(range);
            }
            above = parents.get(parent);
        }
    }
    types
}

/// Reads a file.
pub(super) fn read(text: &str, types: &Types) -> Result<Cas, String> {
    let root = xml_tree::parse(text)?;
    let packages: BTreeMap<&str, String> = root
        .attributes
        .iter()
        .filter_map(|(name, uri)| {
            let package = uri.strip_prefix("http:///")?.strip_suffix(".ecore")?.replace('/', ".");
            Some((name.strip_prefix("xmlns:")?, package))
        })
        .collect();
    let type_of = |element: &Element| {
        let prefix = element.full_name.split_once(':').map_or("", |(prefix, _)| prefix);
        packages.get(prefix).map_or_else(|| element.name.clone(), |package| format!("{package}.{}", element.name))
    };
    let sofas: Vec<_> = root
        .elements()
        .filter(|element| type_of(element) == "uima.cas.Sofa" && element.attribute("sofaString").is_some())
        .collect();
    let sofa = sofas.iter().find(|sofa| sofa.attribute("sofaID") == Some("_InitialView")).or(sofas.first());
    let sofa = sofa.ok_or("it has no text (no Sofa with a sofaString)")?;
    let mut cas = Cas { text: sofa.attribute("sofaString").unwrap_or_default().to_owned(), ..Cas::default() };
    let sofa_id = sofa.attribute("xmi:id");
    for element in root.elements() {
        let type_name = type_of(element);
        match type_name.as_str() {
            "uima.cas.Sofa" | "uima.cas.NULL" => continue,
            "uima.cas.View" => {
                if element.attribute("sofa") == sofa_id {
                    let members = element.attribute("members").unwrap_or_default().split_whitespace().map(str::to_owned);
                    cas.members.get_or_insert_default().extend(members);
                }
                continue;
            }
            _ => {}
        }
        if type_name.ends_with(".DocumentMetaData") {
            element.attribute("documentTitle").unwrap_or_default().clone_into(&mut cas.title);
        }
        cas.structures.push(structure(element, type_name, sofa_id, types));
    }
    Ok(cas)
}

fn structure(element: &Element, type_name: String, sofa: Option<&str>, types: &Types) -> Structure {
    let at = |name: &str| element.attribute(name).and_then(|number| number.parse().ok());
    let is_here = element.attribute("sofa") == sofa;
    let mut features = Vec::new();
    for (name, value) in &element.attributes {
        if matches!(name.as_str(), "begin" | "end" | "sofa") || name.contains(':') {
            continue;
        }
        let range = types.get(&(type_name.clone(), name.clone())).map(String::as_str);
        let feature = match range {
            Some("uima.cas.Boolean") => Feature::Value(Value::Bool(value == "true")),
            Some(
                "uima.cas.Byte" | "uima.cas.Short" | "uima.cas.Integer" | "uima.cas.Long" | "uima.cas.Float" | "uima.cas.Double",
            ) => Feature::Value(serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.clone()))),
            Some("uima.cas.String") => Feature::Value(Value::String(value.clone())),
            // Subtypes of strings are defined in their own packages, and seldom hold only numbers.
            Some(_) if value.split_whitespace().all(|id| id.bytes().all(|byte| byte.is_ascii_digit())) => references(value),
            None if super::ENDS.contains(&name.as_str()) || name == "target" => references(value),
            _ => Feature::Value(Value::String(value.clone())),
        };
        features.push((name.clone(), feature));
    }
    let mut lists: Vec<(String, Vec<Value>)> = Vec::new();
    for child in element.elements() {
        match lists.iter_mut().find(|(name, _)| *name == child.name) {
            Some((_, values)) => values.push(Value::String(child.text())),
            None => lists.push((child.name.clone(), vec![Value::String(child.text())])),
        }
    }
    features.extend(lists.into_iter().map(|(name, values)| (name, Feature::Value(Value::Array(values)))));
    let range = at("begin").zip(at("end")).filter(|_| is_here);
    Structure { id: element.attribute("xmi:id").unwrap_or_default().to_owned(), type_name, range, features }
}

fn references(value: &str) -> Feature {
    Feature::References(value.split_whitespace().map(str::to_owned).collect())
}
