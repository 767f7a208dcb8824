//! Names and values of features, as layers of UIMA and WebAnno have them.

use super::{Mark, answers::written_answer};
use serde_json::Value;

/// The attribute with this feature name. In files of Obelus, characters that feature names cannot contain are written as
/// `x_`, the character's number in hexadecimal, and `_`.
pub(in crate::import) fn feature(name: &str) -> String {
    let mut out = String::new();
    let mut rest = name;
    while let Some(at) = rest.find("x_") {
        let code = rest[at + 2..].split_once('_').and_then(|(hex, after)| {
            let c = char::from_u32(u32::from_str_radix(hex, 16).ok()?)?;
            Some((c, after))
        });
        let (c, after) = code.unwrap_or(('x', &rest[at + 1..]));
        out.push_str(&rest[..at]);
        out.push(c);
        rest = after;
    }
    out + rest
}

/// Whether this is one of the features that Obelus adds to layers when they are needed.
pub(in crate::import) fn is_our_feature(name: &str) -> bool {
    matches!(name, "obelus_id" | "obelus_note" | "obelus_unsure" | "obelus_same_as")
}

/// Adds the value of a feature to `mark`: a feature of Obelus's layers to its field, any other to the answers.
pub(in crate::import) fn take_feature(mark: &mut Mark, name: &str, value: &str, is_ours: bool) {
    match name {
        "obelus_id" if is_ours => value.clone_into(&mut mark.key),
        "obelus_note" | "obelus_unsure" | "obelus_same_as" if is_ours => {
            let name = name.replacen("obelus_", "#", 1);
            let value = match name.as_str() {
                "#note" => Value::String(value.to_owned()),
                _ => serde_json::from_str(value).unwrap_or(Value::Null),
            };
            mark.answers.insert(name, value);
        }
        _ => {
            let name = if is_ours { feature(name) } else { name.to_owned() };
            mark.answers.insert(name, written_answer(value, is_ours));
        }
    }
}

/// Chooses the feature that names the label, among those of a layer of another program.
pub(in crate::import) fn label_feature<'f>(names: impl Iterator<Item = &'f str> + Clone) -> Option<&'f str> {
    let known = ["label", "value", "tag", "category", "referenceType"];
    known.into_iter().find_map(|known| names.clone().find(|name| *name == known))
}

/// Whether a UIMA type describes the structure of the text (words, sentences, syntax), which nobody marks as evidence.
pub(in crate::import) fn is_structure(type_name: &str) -> bool {
    let parts = ["segmentation", "lexmorph", "syntax", "metadata", "transform"];
    type_name == "uima.tcas.DocumentAnnotation"
        || type_name.starts_with("de.tudarmstadt.ukp.clarin.webanno.api.type")
        || parts.iter().any(|part| type_name.contains(&format!("dkpro.core.api.{part}.")))
}

/// A type's name without its packages.
pub(in crate::import) fn short_type(type_name: &str) -> &str {
    type_name.rsplit('.').next().unwrap_or(type_name)
}
