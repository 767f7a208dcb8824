//! From characters to a tree, within limits that every page keeps.
//!
//! The parser of HTML takes time in proportion to a page only where few elements are open at once: with a million of them open, it
//! looks through all at each tag. So the sink counts what the parser asks it, and reading stops when that is out of all
//! proportion. Elements nested too deep are put beside each other instead of into each other, as browsers do.

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

/// How deep elements are nested at most: as in Chromium.
const MAX_DEPTH: usize = 512;
const FEW_DEEPER: usize = 88;
/// Elements, texts and comments of a page, at most.
const MAX_NODES: usize = 2_000_000;
/// Attributes of an element, at most: each is compared with all before it.
const MAX_ATTRIBUTES: usize = 1000;
/// What the parser may ask in any page, in a part of a mail or book, and more for each byte. A page of a newspaper asks 2 to 5
/// for each byte.
pub(super) const FREE_OF_PAGE: usize = 8_000_000;
pub(super) const FREE_OF_PART: usize = 1_000_000;
const QUESTIONS_PER_BYTE: usize = 64;
/// So much is parsed before it is asked whether to go on, in bytes.
const CHUNK_BYTES: usize = 1024;
/// Elements that the parser opens again where a block ended inside of them, and keeps a list of.
const FORMATTING: [&str; 14] = ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Why a page was not parsed to its end; shown as a sentence.
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

/// The tree of a page, of which the parser may ask so much besides what its length accounts for.
pub(super) fn document(html: &str, free_questions: usize) -> Result<Document, TooMuch> {
    let sink = Sink::new(Document::default(), html.len(), free_questions);
    parse(parse_document(sink, options()), html)
}

/// The tree of a part of a page.
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
    // Moving elements, as the parser does with formatting that crosses blocks, takes a few deeper.
    if size(&sink.document).depth > MAX_DEPTH + FEW_DEEPER {
        return Err(TooMuch::OpenElements);
    }
    Ok(sink.document)
}

/// A node, and where more is known of it.
#[derive(Clone, Copy)]
struct Handle {
    id: NodeId,
    place: usize,
}

/// What is known of a node.
#[derive(Clone, Copy, Default)]
struct Known {
    /// In how many elements it lies in the tree.
    depth: usize,
    /// In how many elements it would lie if there were no limit.
    nesting: usize,
    /// How much work it makes to compare it with another; 0 if it never is.
    weight: usize,
}

/// Builds the tree, and counts.
struct Sink {
    document: Document,
    known: RefCell<Vec<Known>>,
    /// What may still be asked.
    num_left: Cell<usize>,
    /// Attributes that later tags added to `html` and `body`.
    num_added_attributes: Cell<usize>,
    /// Whether anything was asked or made since this was looked at.
    has_made: Cell<bool>,
}

impl Sink {
    fn new(document: Document, num_bytes: usize, free_questions: usize) -> Self {
        let num_left = free_questions.saturating_add(num_bytes.saturating_mul(QUESTIONS_PER_BYTE));
        Self {
            document,
            // The first is the document.
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

    /// Where a child of `parent` goes: into it, or where it is too deep already, beside it. `above` is what is known of `parent`.
    fn place_in(&self, parent: &Handle, child: Option<&Handle>) -> NodeId {
        let above = self.of(parent);
        let is_too_deep = above.depth >= MAX_DEPTH;
        if let Some(child) = child {
            if let Some(known) = self.known.borrow_mut().get_mut(child.place) {
                known.depth = if is_too_deep { above.depth } else { above.depth + 1 };
                known.nesting = above.nesting + 1;
            }
            // The list of formatting elements is about as long, and each is compared with all of them.
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

    // Every page has some, and nobody asks which.
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
        let weight = if is_formatting { 1 + attributes.len() } else { 0 };
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
        // Each is compared with all that are there.
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

/// How much there is to go through where every element looks at all that is in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) num_elements: usize,
    /// The depth of the deepest node.
    pub(super) depth: usize,
    /// Nodes, and pieces of sixty-four bytes of text, each as many times as there are elements around it.
    pub(super) work: usize,
}

/// The size of a tree.
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

/// The next node in the order of the text, and its depth.
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
