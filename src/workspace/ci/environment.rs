//! Environment variables of CI systems. Knows none of them.

/// Returns a variable that is set to something.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Returns whether a variable is set to something.
pub(super) fn is_set(name: &str) -> bool {
    variable(name).is_some()
}

/// Returns a variable that holds a branch, without the folder of refs that some put before it.
pub(super) fn branch(name: &str) -> Option<String> {
    let value = variable(name)?;
    Some(value.strip_prefix("refs/heads/").unwrap_or(&value).to_owned())
}

/// Returns a variable that holds a commit; zeros stand for none.
pub(super) fn commit(name: &str) -> Option<String> {
    variable(name).filter(|value| !is_zero(value))
}

/// Returns whether a name of a commit stands for none.
pub(super) fn is_zero(commit: &str) -> bool {
    commit.bytes().all(|byte| byte == b'0')
}
