//! A bound on what comes out of a set, by what goes in: names are declared once and printed wherever
//! they are used, so that a small hostile set could ask for a text without end. Counts, and no more.

use crate::encoding::{Damage, Part};
use std::cell::Cell;

/// Bytes of option names and values, and steps between files, that may still be spent.
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

    /// Spends some of it on what is read at `at`.
    pub(super) fn spend(&self, amount: usize, at: Part<'_>) -> Result<(), Damage> {
        let left = self.left.get().checked_sub(amount);
        self.left.set(left.unwrap_or(0));
        left.map(|_| ()).ok_or(at.damage("the options say far more than fits a set of this size"))
    }
}
