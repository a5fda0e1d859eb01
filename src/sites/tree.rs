//! Looking around in the tree of a page, without descending into itself: how deep a page goes is up to strangers.

use std::rc::{Rc, Weak};

use html5ever::Attribute;
use markup5ever_rcdom::{Handle, Node, NodeData};

/// The name of an element; empty for anything else.
pub(super) fn name(node: &Node) -> &str {
    match &node.data {
        NodeData::Element { name, .. } => &name.local,
        _ => "",
    }
}

/// What an element says of itself under this name.
pub(super) fn attribute(node: &Node, wanted: &str) -> Option<String> {
    let NodeData::Element { attrs, .. } = &node.data else { return None };
    let attributes = attrs.borrow();
    attributes.iter().find(|attribute| &*attribute.name.local == wanted).map(|attribute| attribute.value.to_string())
}

/// Lets an element keep only what `keeps` makes of it.
pub(super) fn reduce(node: &Node, keeps: impl Fn(&mut Attribute) -> bool) {
    if let NodeData::Element { attrs, .. } = &node.data {
        attrs.borrow_mut().retain_mut(|attribute| keeps(attribute));
    }
}

/// All below a node and itself, in the order of the page, each with its depth.
pub(super) struct Walk(Vec<(Handle, usize)>);

impl Walk {
    pub(super) fn through(root: &Handle) -> Self {
        Self(vec![(Rc::clone(root), 0)])
    }
}

impl Iterator for Walk {
    type Item = (Handle, usize);

    fn next(&mut self) -> Option<(Handle, usize)> {
        let (node, depth) = self.0.pop()?;
        self.0.extend(node.children.borrow().iter().rev().map(|child| (Rc::clone(child), depth + 1)));
        Some((node, depth))
    }
}

/// The elements below a node, and itself, that are wanted.
pub(super) fn all(root: &Handle, wanted: impl Fn(&Node) -> bool) -> Vec<Handle> {
    Walk::through(root).map(|(node, _)| node).filter(|node| wanted(node)).collect()
}

/// The first of them.
pub(super) fn first(root: &Handle, wanted: impl Fn(&Node) -> bool) -> Option<Handle> {
    Walk::through(root).map(|(node, _)| node).find(|node| wanted(node))
}

/// What a node says, in one line.
pub(super) fn text(root: &Handle) -> String {
    let mut said = String::new();
    for (node, _) in Walk::through(root) {
        if let NodeData::Text { contents } = &node.data
            && !is_within_code(&node)
        {
            said.push_str(&contents.borrow());
        }
    }
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text is a script or a sheet.
fn is_within_code(node: &Node) -> bool {
    let parent = node.parent.take();
    let above = parent.as_ref().and_then(Weak::upgrade);
    node.parent.set(parent);
    above.is_some_and(|above| matches!(name(&above), "script" | "style"))
}

/// Takes a node out of the tree.
pub(super) fn remove(node: &Handle) {
    let parent = node.parent.take();
    if let Some(above) = parent.as_ref().and_then(Weak::upgrade) {
        above.children.borrow_mut().retain(|child| !Rc::ptr_eq(child, node));
    }
}
