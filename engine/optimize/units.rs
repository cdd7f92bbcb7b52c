//! Proposals that have to be written together: those about the same message, which share what it reserves.

use crate::documents::Workspace;
use protune_compiler::diagnostic::{Change, Diagnostic};
use protune_rules::proposal::{Declared, Proposal, restate};
use protune_wire::Step;
use std::collections::HashMap;

/// Returns the places of the proposals in groups, so that no two groups are about the same message. In order.
pub fn units(proposals: &[&Proposal]) -> Vec<Vec<usize>> {
    let mut group: Vec<usize> = (0..proposals.len()).collect();
    let mut owners: HashMap<&str, usize> = HashMap::new();
    for (at, proposal) in proposals.iter().enumerate() {
        for step in &proposal.steps {
            let owner = *owners.entry(&step.message).or_insert(at);
            let (old, new) = (group[at].max(group[owner]), group[at].min(group[owner]));
            group.iter_mut().filter(|it| **it == old).for_each(|it| *it = new);
        }
    }
    let of = |unit: usize| (0..group.len()).filter(|&at| group[at] == unit).collect::<Vec<_>>();
    (0..group.len()).map(of).filter(|unit| !unit.is_empty()).collect()
}

/// Returns a finding for each unit, with the edits of all its proposals.
pub fn restated(workspace: &Workspace, proposals: &[&Proposal], units: &[Vec<usize>]) -> Vec<Diagnostic> {
    let declared = Declared::new(&workspace.schema);
    let finding = |unit: &Vec<usize>| {
        let mut finding = proposals[unit[0]].finding.clone();
        let steps: Vec<Step> = unit.iter().flat_map(|&at| proposals[at].steps.iter().cloned()).collect();
        if !steps.is_empty() {
            finding.fixes.first_mut()?.change = Change::from(restate(&declared, &steps)?);
        }
        Some(finding)
    };
    units.iter().filter_map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use protune_compiler::diagnostic::{Place, Severity};
    use protune_compiler::schema::FileId;
    use protune_rules::proposal::Verdicts;
    use protune_wire::Change;

    fn about(fields: &[(&str, u32)]) -> Proposal {
        let step = |&(message, field): &(&str, u32)| Step {
            message: message.to_owned(),
            field,
            change: Change::Pack,
        };
        Proposal {
            finding: Diagnostic::new("RULE", Severity::Info, Place::file(FileId::new(0)), "long"),
            steps: fields.iter().map(step).collect(),
            verdicts: Verdicts::SAFE,
            gain: 1,
        }
    }

    #[test]
    fn what_is_about_one_message_is_one_unit() {
        let of = |proposals: &[Proposal]| units(&proposals.iter().collect::<Vec<_>>());
        assert_eq!(of(&[about(&[("A", 1)]), about(&[("B", 1)]), about(&[])]), [[0], [1], [2]]);
        assert_eq!(of(&[about(&[("A", 1)]), about(&[("B", 2)]), about(&[("A", 2)])]), [vec![0, 2], vec![1]]);
        // The last one ties the first two together.
        let tied = [about(&[("A", 1)]), about(&[("B", 2)]), about(&[("B", 2), ("A", 1)])];
        assert_eq!(of(&tied), [[0, 1, 2]]);
    }
}
