//! Check for missing documentation, shared by the rules that require comments.

use crate::context::{FileContext, Findings};
use crate::options::{Default, RuleOption};
use protune_compiler::schema::{DeclarationId, View};

/// Option of the rules that require comments.
pub(crate) static STARTS_WITH_NAME: RuleOption = RuleOption {
    name: "comment_starts_with_name",
    doc: "require that comments start with the name of what they are about, as in Go",
    default: Default::Flag(false),
};

/// Reports each declaration without documentation; `what` is the kind of all of them.
pub(crate) fn check<'s, I: DeclarationId>(
    cx: &FileContext<'_>,
    what: &str,
    declarations: impl Iterator<Item = View<'s, I>>,
    out: &mut Findings,
) {
    let starts_with_name = cx.flag(&STARTS_WITH_NAME);
    for declaration in declarations {
        let comment = declaration.leading_comment();
        if says_something(&comment) {
            if starts_with_name && !comment.trim_start().starts_with(declaration.name()) {
                let name = declaration.name();
                let text = format!("the comment of {what} `{name}` should start with `{name}`");
                out.push(cx.finding(declaration.located(), text));
            }
        } else {
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
