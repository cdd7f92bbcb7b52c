//! Exit codes.

/// Result of a command. The greater of two results wins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// Nothing weighs enough to fail.
    Clean = 0,
    Findings = 1,
    /// Part of the work failed.
    Failed = 2,
}
