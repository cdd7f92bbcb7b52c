//! Groups of nodes of a graph that refer to each other in a circle. Knows no descriptors.

/// Returns the number of the group of each node. Nodes share a group if each leads to the other. Groups are numbered so
/// that one leads only to itself and to lower numbers.
pub(super) fn circles(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut walk = Walk {
        edges,
        order: vec![UNSEEN; edges.len()],
        low: vec![0; edges.len()],
        group: vec![UNSEEN; edges.len()],
        stack: Vec::new(),
        seen: 0,
        groups: 0,
    };
    (0..edges.len()).for_each(|node| walk.from(node));
    walk.group
}

const UNSEEN: usize = usize::MAX;

/// Tarjan's walk, with a stack of its own: strangers decide how deep it goes.
struct Walk<'e> {
    edges: &'e [Vec<usize>],
    order: Vec<usize>,
    low: Vec<usize>,
    group: Vec<usize>,
    stack: Vec<usize>,
    seen: usize,
    groups: usize,
}

impl Walk<'_> {
    fn from(&mut self, root: usize) {
        if self.order[root] != UNSEEN {
            return;
        }
        self.enter(root);
        let mut open = vec![(root, 0)];
        while let Some((node, next)) = open.last_mut() {
            let node = *node;
            let Some(&target) = self.edges[node].get(*next) else {
                open.pop();
                self.leave(node);
                if let Some(&(around, _)) = open.last() {
                    self.low[around] = self.low[around].min(self.low[node]);
                }
                continue;
            };
            *next += 1;
            if self.order[target] == UNSEEN {
                self.enter(target);
                open.push((target, 0));
            } else if self.group[target] == UNSEEN {
                self.low[node] = self.low[node].min(self.order[target]);
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.order[node] = self.seen;
        self.low[node] = self.seen;
        self.seen += 1;
        self.stack.push(node);
    }

    fn leave(&mut self, node: usize) {
        if self.low[node] != self.order[node] {
            return;
        }
        while let Some(member) = self.stack.pop() {
            self.group[member] = self.groups;
            if member == node {
                break;
            }
        }
        self.groups += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::circles;

    #[test]
    fn circles_are_found() {
        assert_eq!(circles(&[vec![1], vec![2], vec![]]), [2, 1, 0]);
        assert_eq!(circles(&[vec![1], vec![0, 2], vec![2]]), [1, 1, 0]);
        assert_eq!(circles(&[vec![1], vec![2], vec![0], vec![1]]), [0, 0, 0, 1]);
        assert!(circles(&[]).is_empty());
    }

    #[test]
    fn chains_are_as_long_as_they_like() {
        let chain: Vec<Vec<usize>> = (1..100_000).map(|next| vec![next]).chain([vec![]]).collect();
        assert_eq!(circles(&chain)[0], 99_999);
    }
}
