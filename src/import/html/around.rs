//! Says where in a page an element is: in the article, or in what stands beside it.

use dom_query::NodeRef;

/// The number of elements around a node that are looked at.
const MAX_AROUND: usize = 40;
/// The number of nodes in an element that are looked at.
const MAX_INSIDE: usize = 2000;
/// Parts of names (classes and ids, in lower case) of what is about other articles or by other people.
const BESIDE: [&str; 12] = [
    "comment",
    "related",
    "sidebar",
    "recommend",
    "teaser",
    "most-read",
    "popular",
    "disqus",
    "newsletter",
    "cookie",
    "latest",
    "trending",
];

/// The class and id of an element, in lower case.
pub(super) fn names(node: &NodeRef<'_>) -> String {
    let (class, id) = (node.attr("class").unwrap_or_default(), node.attr("id").unwrap_or_default());
    let mut names = String::with_capacity(class.len() + id.len() + 1);
    names.push_str(&class);
    names.push(' ');
    names.push_str(&id);
    names.make_ascii_lowercase();
    names
}

/// Whether the headline is inside: “content with sidebar” is no sidebar.
fn holds_headline(node: &NodeRef<'_>) -> bool {
    node.descendants_it().take(MAX_INSIDE).any(|inside| inside.has_name("h1"))
}

/// Whether an element is in comments, menus, teasers of other articles, or the site's foot.
pub(super) fn is_beside_article(node: &NodeRef<'_>) -> bool {
    let mut is_in_foot = false;
    for around in std::iter::successors(Some(*node), NodeRef::parent).take(MAX_AROUND) {
        if !around.is_element() {
            continue;
        }
        match around.node_name().as_deref() {
            Some("aside" | "nav") => return true,
            Some("footer") => is_in_foot = true,
            Some("article" | "main") => is_in_foot = false,
            Some("body" | "html") => break,
            _ => {}
        }
        let names = names(&around);
        if BESIDE.iter().any(|beside| names.contains(beside)) && !holds_headline(&around) {
            return true;
        }
    }
    is_in_foot
}
