//! Exit codes.

/// How a command ended. Where two things are to be said, the greater is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// Nothing weighs enough to fail.
    Clean = 0,
    Findings = 1,
    /// Some of the work could not be done.
    Failed = 2,
}
