//! What has to be written together: proposals about the same field are one edit of it.

use protune_rules::proposal::Proposal;
use std::collections::HashMap;

/// The proposals in groups, by their places, so that no two groups are about the same field. In order.
pub fn units(proposals: &[&Proposal]) -> Vec<Vec<usize>> {
    let mut group: Vec<usize> = (0..proposals.len()).collect();
    let mut owners: HashMap<(&str, u32), usize> = HashMap::new();
    for (at, proposal) in proposals.iter().enumerate() {
        for step in &proposal.steps {
            let owner = *owners.entry((&step.message, step.field)).or_insert(at);
            let (old, new) = (group[at].max(group[owner]), group[at].min(group[owner]));
            group.iter_mut().filter(|it| **it == old).for_each(|it| *it = new);
        }
    }
    let of = |unit: usize| (0..group.len()).filter(|&at| group[at] == unit).collect::<Vec<_>>();
    (0..group.len()).map(of).filter(|unit| !unit.is_empty()).collect()
}
