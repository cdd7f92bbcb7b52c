//! Objects of Kubernetes in a file: those of its documents, of Lists, and of lists that tools keep them in.

use super::kind::Source;
use protune_data::Node;

/// Object of Kubernetes.
#[derive(Clone, Copy, Debug)]
pub(super) struct KubeObject<'d> {
    pub node: &'d Node,
    /// Group of `apiVersion`, before the slash.
    pub group: &'d str,
    pub kind: &'d str,
}

impl<'d> KubeObject<'d> {
    /// Value below `metadata`.
    pub(super) fn metadata(&self, key: &str) -> Option<&'d Node> {
        self.node.get("metadata")?.get(key)
    }
}

/// Levels of lists that objects are looked for in.
const MAX_LISTS: u32 = 4;

/// Calls a function for each object of a file, in order of the text.
pub(super) fn each<'d>(source: &Source<'d>, mut visit: impl FnMut(KubeObject<'d>)) {
    for document in &source.data.documents {
        find(document, MAX_LISTS, &mut visit);
    }
}

fn find<'d>(node: &'d Node, lists: u32, visit: &mut impl FnMut(KubeObject<'d>)) {
    if let Some(object) = object(node) {
        visit(object);
        return;
    }
    let Some(lists) = lists.checked_sub(1) else { return };
    let items = node.entries().iter().flat_map(|entry| entry.value.items()).chain(node.items());
    items.for_each(|item| find(item, lists, visit));
}

fn object(node: &Node) -> Option<KubeObject<'_>> {
    let (api, kind) = (node.get("apiVersion")?.text()?, node.get("kind")?.text()?);
    if node.get("items").is_some() {
        return None;
    }
    let group = api.split_once('/').map_or("", |(group, _)| group);
    Some(KubeObject { node, group, kind })
}
