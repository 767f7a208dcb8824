//! Turns brat's types into labels and attributes.

use super::config::Config;
use crate::{
    import::annotated::bare_label,
    project::{Attribute, AttributeId, AttributeKind, AttributeValue, Choice, Label, LabelId},
};

/// The labels that the types of a collection become, in the order in which they appear, each with its type.
#[derive(Debug, Default)]
pub(super) struct Labels(pub(super) Vec<(String, Label)>);

impl Labels {
    /// Finds or makes the label of a type.
    pub(super) fn id(&mut self, type_name: &str, config: &Config) -> LabelId {
        if let Some((_, label)) = self.0.iter().find(|(name, _)| name == type_name) {
            return label.id.clone();
        }
        let name = config.names.get(type_name).map_or(type_name, String::as_str);
        let id = LabelId::from_name(type_name, |id| self.0.iter().any(|(_, label)| label.id == *id));
        let label = bare_label(id.clone(), name, Vec::new(), self.0.len());
        self.0.push((type_name.to_owned(), label));
        id
    }

    /// Finds or makes the attribute for links called `name`.
    pub(super) fn link(&mut self, label: &LabelId, name: &str, config: &Config) -> AttributeId {
        self.attribute(label, name, config, || AttributeKind::Links { labels: Vec::new(), many: true }).0
    }

    /// Reads the attribute and the answer of a line. Without a value, or with true or false, the answer is yes or no.
    pub(super) fn value(
        &mut self,
        label: &LabelId,
        name: &str,
        value: Option<&str>,
        config: &Config,
    ) -> (AttributeId, AttributeValue) {
        let listed = config.values.get(name).map(Vec::as_slice).unwrap_or_default();
        let is_yes_no = |value: &str| matches!(value, "true" | "false");
        let Some(value) = value.filter(|value| !(is_yes_no(value) && listed.iter().all(|value| is_yes_no(value)))) else {
            let (id, _) = self.attribute(label, name, config, || AttributeKind::YesNo);
            return (id, AttributeValue::YesNo(value != Some("false")));
        };
        let choice = |value: &str| Choice { id: value.to_owned(), name: value.to_owned() };
        let (id, kind) = self.attribute(label, name, config, || AttributeKind::OneOf(listed.iter().map(|v| choice(v)).collect()));
        if let Some(AttributeKind::OneOf(choices)) = kind
            && choices.iter().all(|known| known.id != value)
        {
            choices.push(choice(value));
        }
        (id, AttributeValue::Choice(value.to_owned()))
    }

    pub(super) fn attribute(
        &mut self,
        label: &LabelId,
        name: &str,
        config: &Config,
        kind: impl FnOnce() -> AttributeKind,
    ) -> (AttributeId, Option<&mut AttributeKind>) {
        // In files of Obelus, attributes are named by their ids. If two labels have an attribute of the same id, the label's
        // type and a double underscore precede it.
        let found = self.0.iter_mut().find(|(_, known)| known.id == *label);
        let prefix = found.as_ref().map(|(type_name, _)| format!("{type_name}__")).unwrap_or_default();
        let id = if config.is_ours {
            AttributeId::from(name.strip_prefix(&prefix).unwrap_or(name))
        } else {
            AttributeId::from_name(name, |_| false)
        };
        let Some((_, label)) = found else { return (id, None) };
        let place = label.attributes.iter().position(|attribute| attribute.id == id).unwrap_or_else(|| {
            let attribute =
                Attribute { id: id.clone(), name: name.to_owned(), kind: kind(), is_required: false, help: String::new() };
            label.attributes.push(attribute);
            label.attributes.len() - 1
        });
        (id, Some(&mut label.attributes[place].kind))
    }
}
