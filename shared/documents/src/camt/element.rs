//! Elements by local name, within the namespace of the element that they stand in.

use roxmltree::Node;

use crate::xml::text_of;

/// The children of that name.
pub(super) fn children<'a, 'b>(node: Node<'a, 'b>, local: &str) -> impl Iterator<Item = Node<'a, 'b>> {
    let namespace = node.tag_name().namespace();
    node.children().filter(move |child| {
        child.is_element() && child.tag_name().name() == local && child.tag_name().namespace() == namespace
    })
}

/// The first child of that name.
pub(super) fn child<'a, 'b>(node: Node<'a, 'b>, local: &str) -> Option<Node<'a, 'b>> {
    children(node, local).next()
}

/// The element at the end of a path of first children.
pub(super) fn at<'a, 'b>(node: Node<'a, 'b>, locals: &[&str]) -> Option<Node<'a, 'b>> {
    locals.iter().try_fold(node, |node, local| child(node, local))
}

/// Its text; none if it is absent or empty.
pub(super) fn text_at(node: Node<'_, '_>, locals: &[&str]) -> Option<String> {
    at(node, locals).and_then(text_of)
}
