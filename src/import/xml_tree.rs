//! Reads XML as a small tree, without ever reading anything else: no external reference is followed, and only XML's own five
//! entities and character references are replaced. A document that declares its own entities is refused.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
    name::QName,
};

/// The deepest nesting of elements.
const MAX_DEPTH: usize = 200;
/// The number of elements of a document; a larger tree does not fit into memory together with the rest.
const MAX_ELEMENTS: usize = 4_000_000;
/// The number of attributes of an element, because each is compared with all before it.
const MAX_ATTRIBUTES: usize = 1000;

/// An element.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Element {
    /// The name without prefix.
    pub(super) name: String,
    /// The name with its prefix, which gives the type in XMI.
    pub(super) full_name: String,
    /// The attributes by name with prefix, in order.
    pub(super) attributes: Vec<(String, String)>,
    /// The contents, in order.
    pub(super) children: Vec<Node>,
}

/// A part of the contents of an element.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// An element inside it.
    Element(Element),
    /// Characters.
    Text(String),
}

impl Element {
    /// The value of the attribute with this name, including its prefix if it has one.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The elements directly inside it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first element directly inside it with this name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.name == name)
    }

    /// All elements below it with this name, in order.
    pub(super) fn descendants<'a>(&'a self, name: &str, found: &mut Vec<&'a Self>) {
        for element in self.elements() {
            if element.name == name {
                found.push(element);
            }
            element.descendants(name, found);
        }
    }

    /// All characters in it and below it.
    pub(super) fn text(&self) -> String {
        let parts = self.children.iter().map(|node| match node {
            Node::Element(element) => element.text(),
            Node::Text(text) => text.clone(),
        });
        parts.collect()
    }
}

/// Reads the root of a document; the error says what was found, and where.
pub(super) fn parse(xml: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    // The last element is the open one; the first stands for the document.
    let mut open = vec![Element::default()];
    let mut num_elements = 0_usize;
    loop {
        let at = reader.buffer_position();
        let event = reader.read_event().map_err(|error| format!("at byte {at}: {error}"))?;
        match event {
            Event::Start(start) => {
                num_elements += 1;
                if open.len() > MAX_DEPTH || num_elements > MAX_ELEMENTS {
                    return Err(format!("at byte {at}: more than {MAX_DEPTH} elements in each other or {MAX_ELEMENTS} in all"));
                }
                open.push(element(&start).map_err(|error| format!("at byte {at}: {error}"))?);
            }
            Event::Empty(start) => {
                num_elements += 1;
                let element = element(&start).map_err(|error| format!("at byte {at}: {error}"))?;
                add(&mut open, Node::Element(element));
            }
            Event::End(_) => {
                if open.len() > 1
                    && let Some(element) = open.pop()
                {
                    add(&mut open, Node::Element(element));
                }
            }
            Event::Text(text) => {
                let text = text.xml10_content().map_err(|error| format!("at byte {at}: {error}"))?;
                add(&mut open, Node::Text(text.into_owned()));
            }
            Event::CData(text) => {
                let text = text.decode().map_err(|error| format!("at byte {at}: {error}"))?;
                add(&mut open, Node::Text(text.replace("\r\n", "\n").replace('\r', "\n")));
            }
            Event::GeneralRef(reference) => {
                let name = reference.decode().map_err(|error| format!("at byte {at}: {error}"))?.into_owned();
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    _ => quick_xml::escape::resolve_xml_entity(&name)
                        .ok_or_else(|| format!("at byte {at}: “&{name};” is an entity that is not XML's own; none is replaced"))?
                        .to_owned(),
                };
                add(&mut open, Node::Text(resolved));
            }
            Event::DocType(doctype) => {
                let doctype = doctype.decode().map_err(|error| format!("at byte {at}: {error}"))?;
                if doctype.contains("<!ENTITY") {
                    return Err(format!("at byte {at}: it declares entities, which are not read; save it without them"));
                }
            }
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    if open.len() > 1 {
        return Err(format!("it ends inside the element “{}”", open.last().map_or("", |element| element.name.as_str())));
    }
    let root = open.pop().and_then(|document| document.elements().next().cloned());
    root.ok_or_else(|| "it has no element".to_owned())
}

fn add(open: &mut [Element], node: Node) {
    let Some(element) = open.last_mut() else { return };
    match (element.children.last_mut(), node) {
        (Some(Node::Text(known)), Node::Text(more)) => known.push_str(&more),
        (_, Node::Text(text)) if text.is_empty() => {}
        (_, node) => element.children.push(node),
    }
}

fn element(start: &BytesStart<'_>) -> Result<Element, String> {
    let name = |name: QName<'_>| String::from_utf8_lossy(name.as_ref()).into_owned();
    let mut element = Element {
        name: String::from_utf8_lossy(start.local_name().as_ref()).into_owned(),
        full_name: name(start.name()),
        ..Element::default()
    };
    for attribute in start.attributes() {
        if element.attributes.len() >= MAX_ATTRIBUTES {
            return Err(format!("more than {MAX_ATTRIBUTES} attributes of one element"));
        }
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        element.attributes.push((name(attribute.key), value.into_owned()));
    }
    Ok(element)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_has_names_attributes_and_characters() {
        let root = parse("<?xml version=\"1.0\"?><a:r x='1&#10;2' a:y=\"&lt;\">é&amp;<b/><![CDATA[<]]>&#13;</a:r>").unwrap();
        assert_eq!((root.name.as_str(), root.full_name.as_str()), ("r", "a:r"));
        assert_eq!((root.attribute("x"), root.attribute("a:y")), (Some("1\n2"), Some("<")));
        assert_eq!((root.text().as_str(), root.elements().count()), ("é&<\r", 1));
    }

    #[test]
    fn no_entity_is_replaced_and_no_file_is_read() {
        let bomb = "<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><r>&b;</r>";
        assert!(parse(bomb).unwrap_err().contains("declares entities"));
        assert!(parse("<r>&b;</r>").unwrap_err().contains("“&b;”"));
        assert!(parse("<!DOCTYPE r SYSTEM \"file:///etc/passwd\"><r>x</r>").is_ok_and(|root| root.text() == "x"));
        assert!(parse("<r x='&b;'/>").is_err());
    }

    #[test]
    fn what_is_broken_or_too_deep_is_refused() {
        for bad in ["", "x", "<r>", "<r></s>", "<r x=1/>", "<r x='1' x='2'/>", &"<r>".repeat(MAX_DEPTH + 2)] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
