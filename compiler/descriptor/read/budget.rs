//! A bound on what comes out of a set, by what goes in: names are declared once and looked up and
//! printed wherever they are used, so that a small hostile set could ask for work without end. Counts only.

use crate::encoding::part::Damage;
use std::cell::Cell;

/// Remaining budget: bytes of full names, of options, and of work with a similar cost.
pub(super) struct Budget {
    left: Cell<usize>,
}

impl Budget {
    /// A schema that somebody wrote needs a tenth of that.
    const PER_BYTE: usize = 32;
    /// For small sets whose few options say much.
    const AT_LEAST: usize = 16 << 20;

    pub(super) fn for_input(bytes: usize) -> Budget {
        Budget { left: Cell::new(bytes.saturating_mul(Budget::PER_BYTE).saturating_add(Budget::AT_LEAST)) }
    }

    /// Spends some of it on what stands at this offset.
    pub(super) fn spend(&self, amount: usize, offset: usize) -> Result<(), Damage> {
        let left = self.left.get().checked_sub(amount);
        self.left.set(left.unwrap_or(0));
        let what = "names and options take far more room than fits a set of this size";
        left.map(|_| ()).ok_or(Damage { offset, what })
    }

    /// Spends what it takes to look up a name.
    pub(super) fn look_up(&self, name: &str, offset: usize) -> Result<(), Damage> {
        self.spend(1 + name.len() / 8, offset)
    }
}
