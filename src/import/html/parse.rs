//! Parses HTML into a tree within limits that every normal page keeps.
//!
//! The parser takes time in proportion to a page only if few elements are open at once. With a million open elements, it
//! searches all of them at each tag. So the sink counts the parser's questions, and parsing stops when their number is out
//! of proportion. Elements that are nested too deep are placed side by side instead of inside each other, as browsers do.

use super::attributes::OpenTags;
use dom_query::{Document, NodeData, NodeId, NodeRef};
use html5ever::{
    Attribute, ParseOpts, Parser, QualName,
    interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink},
    local_name, ns, parse_document, parse_fragment,
    tendril::{StrTendril, TendrilSink as _},
    tree_builder::TreeBuilderOpts,
};

use std::{
    borrow::Cow,
    cell::{Cell, Ref, RefCell},
};

/// The deepest nesting of elements, as in Chromium.
const MAX_DEPTH: usize = 512;
const FEW_DEEPER: usize = 88;
/// The number of elements, texts and comments of a page.
const MAX_NODES: usize = 2_000_000;
/// The number of attributes of an element, because each is compared with all before it.
const MAX_ATTRIBUTES: usize = 1000;
/// The number of questions that the parser may ask for any page, or for a part of a mail or book; each byte allows more. A
/// page of a newspaper takes 2 to 5 for each byte.
pub(super) const FREE_OF_PAGE: usize = 8_000_000;
pub(super) const FREE_OF_PART: usize = 1_000_000;
const QUESTIONS_PER_BYTE: usize = 64;
/// The work of an attribute when two formatting elements are compared, in questions: the parser copies and sorts the
/// attributes of both.
const WORK_OF_ATTRIBUTE: usize = 10;
/// The number of bytes that are parsed before the limits are checked.
const CHUNK_BYTES: usize = 1024;
/// Elements that the parser opens again after a block ended inside them. It keeps a list of these.
const FORMATTING: [&str; 14] = ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// The reason why a page was not parsed to its end; `Display` gives it as a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum TooMuch {
    /// An element has too many attributes.
    #[error("one of its elements has more than {MAX_ATTRIBUTES} attributes")]
    Attributes,
    /// It has too many elements.
    #[error("it has more than {MAX_NODES} elements and pieces of text")]
    Nodes,
    /// Too many elements are open at once.
    #[error("too many of its elements never end")]
    OpenElements,
}

/// Parses a page. The parser may ask this many questions in addition to those that its length allows.
pub(super) fn document(html: &str, free_questions: usize) -> Result<Document, TooMuch> {
    let sink = Sink::new(Document::default(), html.len(), free_questions);
    parse(parse_document(sink, options()), html)
}

/// Parses a part of a page.
pub(super) fn fragment(html: &str) -> Result<Document, TooMuch> {
    let sink = Sink::new(Document::fragment_sink(), html.len(), FREE_OF_PAGE);
    let body = QualName::new(None, ns!(html), local_name!("body"));
    parse(parse_fragment(sink, options(), body, Vec::new(), false), html)
}

fn options() -> ParseOpts {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    ParseOpts { tree_builder, ..ParseOpts::default() }
}

fn parse(mut parser: Parser<Sink>, html: &str) -> Result<Document, TooMuch> {
    let mut tags = OpenTags::default();
    let mut rest = html;
    while !rest.is_empty() {
        let mut end = CHUNK_BYTES.min(rest.len());
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let (piece, after) = rest.split_at(end);
        parser.process(StrTendril::from_slice(piece));
        let sink = &parser.tokenizer.sink.sink;
        sink.check()?;
        if tags.read(piece, sink.has_made.take()) > MAX_ATTRIBUTES {
            return Err(TooMuch::Attributes);
        }
        rest = after;
    }
    let sink = parser.finish();
    sink.check()?;
    // When formatting crosses blocks, the parser moves elements, which puts a few deeper.
    if size(&sink.document).depth > MAX_DEPTH + FEW_DEEPER {
        return Err(TooMuch::OpenElements);
    }
    Ok(sink.document)
}

/// A node, with the place of what is known about it.
#[derive(Clone, Copy)]
struct Handle {
    id: NodeId,
    place: usize,
}

/// The known measures of a node.
#[derive(Clone, Copy, Default)]
struct Known {
    /// The number of elements around it in the tree.
    depth: usize,
    /// The number of elements that would be around it without a limit.
    nesting: usize,
    /// The work of comparing it with another node; 0 if it never is compared.
    weight: usize,
}

/// Builds the tree and counts the work.
struct Sink {
    document: Document,
    known: RefCell<Vec<Known>>,
    /// The number of questions left.
    num_left: Cell<usize>,
    /// The number of attributes that later tags added to `html` and `body`.
    num_added_attributes: Cell<usize>,
    /// Whether the parser asked or made anything since the last check.
    has_made: Cell<bool>,
}

impl Sink {
    fn new(document: Document, num_bytes: usize, free_questions: usize) -> Self {
        let num_left = free_questions.saturating_add(num_bytes.saturating_mul(QUESTIONS_PER_BYTE));
        Self {
            document,
            // The first node is the document.
            known: RefCell::new(vec![Known::default()]),
            num_left: Cell::new(num_left),
            num_added_attributes: Cell::new(0),
            has_made: Cell::new(false),
        }
    }

    fn check(&self) -> Result<(), TooMuch> {
        if self.num_left.get() == 0 {
            return Err(TooMuch::OpenElements);
        }
        if self.document.tree.len() > MAX_NODES { Err(TooMuch::Nodes) } else { Ok(()) }
    }

    fn spend(&self, number: usize) {
        self.has_made.set(true);
        self.num_left.set(self.num_left.get().saturating_sub(number));
    }

    fn handle(&self, id: NodeId, weight: usize) -> Handle {
        let mut known = self.known.borrow_mut();
        known.push(Known { weight, ..Known::default() });
        Handle { id, place: known.len() - 1 }
    }

    fn of(&self, handle: &Handle) -> Known {
        self.known.borrow().get(handle.place).copied().unwrap_or_default()
    }

    /// Decides where a child of `parent` goes: into it, or beside it if it is too deep already. `above` is what is known
    /// about `parent`.
    fn place_in(&self, parent: &Handle, child: Option<&Handle>) -> NodeId {
        let above = self.of(parent);
        let is_too_deep = above.depth >= MAX_DEPTH;
        if let Some(child) = child {
            if let Some(known) = self.known.borrow_mut().get_mut(child.place) {
                known.depth = if is_too_deep { above.depth } else { above.depth + 1 };
                known.nesting = above.nesting + 1;
            }
            // The list of formatting elements is about as long as the nesting is deep, and the child is compared with all of
            // them.
            self.spend(1 + above.nesting.saturating_mul(self.of(child).weight));
        }
        let beside = is_too_deep.then(|| self.document.tree.parent_of(&parent.id)).flatten();
        beside.map_or(parent.id, |above| above.id)
    }

    fn plain(child: NodeOrText<Handle>) -> NodeOrText<NodeId> {
        match child {
            NodeOrText::AppendNode(node) => NodeOrText::AppendNode(node.id),
            NodeOrText::AppendText(text) => NodeOrText::AppendText(text),
        }
    }
}

fn node_of(child: &NodeOrText<Handle>) -> Option<&Handle> {
    match child {
        NodeOrText::AppendNode(node) => Some(node),
        NodeOrText::AppendText(_) => None,
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Self;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Self {
        self
    }

    // Every page has parse errors, and nobody asks which.
    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { id: self.document.get_document(), place: 0 }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> Ref<'a, QualName> {
        self.spend(1);
        self.document.elem_name(&target.id)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> Handle {
        let is_formatting = name.ns == ns!(html) && FORMATTING.contains(&&*name.local);
        let weight = if is_formatting { 1 + WORK_OF_ATTRIBUTE * attributes.len() } else { 0 };
        self.spend(1);
        self.handle(self.document.create_element(name, attributes, flags), weight)
    }

    fn create_comment(&self, text: StrTendril) -> Handle {
        self.spend(1);
        self.handle(self.document.create_comment(text), 0)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> Handle {
        self.handle(self.document.create_pi(target, data), 0)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.spend(1);
        let place = self.place_in(parent, node_of(&child));
        self.document.append(&place, Self::plain(child));
    }

    fn append_based_on_parent_node(&self, element: &Handle, before: &Handle, child: NodeOrText<Handle>) {
        let _beside_the_table = self.place_in(before, node_of(&child));
        self.document.append_based_on_parent_node(&element.id, &before.id, Self::plain(child));
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.document.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        Handle { id: self.document.get_template_contents(&target.id), place: target.place }
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        self.spend(1);
        x.id == y.id
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        TreeSink::set_quirks_mode(&self.document, mode);
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        self.document.append_before_sibling(&sibling.id, Self::plain(child));
    }

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Attribute>) {
        // Each attribute is compared with all that exist.
        let num_added = self.num_added_attributes.get() + attributes.len();
        self.num_added_attributes.set(num_added);
        if num_added <= MAX_ATTRIBUTES {
            self.document.add_attrs_if_missing(&target.id, attributes);
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.document.remove_from_parent(&target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        self.spend(self.document.tree.child_ids_of_it(&node.id, false).count());
        self.document.reparent_children(&node.id, &new_parent.id);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &Handle) -> bool {
        TreeSink::is_mathml_annotation_xml_integration_point(&self.document, &handle.id)
    }
}

/// The size of a tree, as the work if each element is examined with everything inside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) num_elements: usize,
    /// The depth of the deepest node.
    pub(super) depth: usize,
    /// The number of nodes and of 64-byte pieces of text, each multiplied by the number of elements around it.
    pub(super) work: usize,
}

/// Measures a tree.
pub(super) fn size(document: &Document) -> Size {
    let mut size = Size::default();
    let mut depth = 0_usize;
    let mut next = document.root().first_child();
    while let Some(node) = next {
        size.num_elements += usize::from(node.is_element());
        size.depth = size.depth.max(depth);
        size.work = size.work.saturating_add((1 + text_bytes(&node) / 64) * (depth + 1));
        next = after(&node, &mut depth);
    }
    size
}

/// The next node in document order, and its depth.
fn after<'d>(node: &NodeRef<'d>, depth: &mut usize) -> Option<NodeRef<'d>> {
    if let Some(child) = node.first_child() {
        *depth += 1;
        return Some(child);
    }
    let mut node = *node;
    loop {
        if let Some(sibling) = node.next_sibling() {
            return Some(sibling);
        }
        node = node.parent()?;
        *depth = depth.checked_sub(1)?;
    }
}

fn text_bytes(node: &NodeRef<'_>) -> usize {
    let bytes = node.query(|node| match &node.data {
        NodeData::Text { contents } => contents.len(),
        _ => 0,
    });
    bytes.unwrap_or(0)
}
