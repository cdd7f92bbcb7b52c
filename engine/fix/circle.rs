//! Fixes that undo each other, such as those of two rules that want one name in two spellings.

use super::aside::{Broken, Finding, Made};
use protune_compiler::diagnostic::RuleId;
use std::collections::{BTreeSet, HashMap};

/// Watches for texts that return. What fixes do then, they do again and again: one more turn shows which they are.
#[derive(Default)]
pub(super) struct Watch {
    /// The round after which each state of the texts came up.
    seen: HashMap<u64, usize>,
    turn: Option<Turn>,
}

/// A second turn of a circle.
struct Turn {
    rounds: usize,
    fixes: Vec<Finding>,
}

impl Watch {
    /// Takes notice of the texts that a round wrote, by their hash.
    pub(super) fn see(&mut self, round: usize, texts: u64) {
        if self.turn.is_none()
            && let Some(earlier) = self.seen.insert(texts, round)
        {
            self.turn = Some(Turn { rounds: round - earlier, fixes: Vec::new() });
        }
    }

    /// Takes notice of the fixes of a round; returns them all once the circle is complete.
    pub(super) fn close(&mut self, made: &Made<'_>) -> Option<Broken> {
        let turn = self.turn.as_mut()?;
        turn.fixes.extend(made.keys());
        turn.rounds -= 1;
        if turn.rounds > 0 {
            return None;
        }
        let rules: BTreeSet<RuleId> = turn.fixes.iter().map(|(_, rule, _)| *rule).collect();
        let why = |own: RuleId| {
            let others: Vec<&str> =
                rules.iter().filter(|rule| **rule != own).map(|rule| rule.as_str()).collect();
            match others.is_empty() {
                true => format!("another fix of {own} undoes it"),
                false => format!("a fix of {} undoes it", others.join(" or ")),
            }
        };
        let culprits: Vec<(Finding, String)> = std::mem::take(&mut turn.fixes)
            .into_iter()
            .map(|fix| {
                let why = why(fix.1);
                (fix, why)
            })
            .collect();
        let why = culprits.first().map(|(_, why)| why.clone()).unwrap_or_default();
        Some(Broken { culprits, why })
    }
}
