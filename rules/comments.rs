//! Check for missing documentation, shared by the rules that require comments.

use crate::context::{FileContext, Findings};
use protune_compiler::schema::{DeclarationId, View};

/// Reports each declaration without documentation; `what` is the kind of all of them.
pub(crate) fn check<'s, I: DeclarationId>(
    cx: &FileContext<'_>,
    what: &str,
    declarations: impl Iterator<Item = View<'s, I>>,
    out: &mut Findings,
) {
    for declaration in declarations {
        if !says_something(&declaration.leading_comment()) {
            let text = format!("{what} `{}` should have a comment above it", declaration.name());
            let help = "say in a comment what the name does not say";
            out.push(cx.finding(declaration.located(), text).help(help));
        }
    }
}

/// Returns whether a comment has text for people, not only for a linter.
pub(crate) fn says_something(comment: &str) -> bool {
    let mut lines = comment.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.any(|line| !line.starts_with("buf:lint:ignore") && !line.starts_with("protune: ignore"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_to_people() {
        assert!(says_something(" Sleeps.\n"));
        assert!(says_something("\n a\n"));
        assert!(says_something(" buf:lint:ignore COMMENT_FIELD\n and why\n"));
        assert!(says_something(" see buf:lint:ignore\n"));
    }

    #[test]
    fn what_is_not() {
        for comment in
            ["", "\n", "  \n \t\n", " buf:lint:ignore COMMENT_FIELD\n\n", "protune: ignore[COMMENT_ENUM]"]
        {
            assert!(!says_something(comment), "{comment:?}");
        }
    }
}
