//! Whether a declaration is documented: the one judgement of the rules that ask for comments.

use crate::context::{FileContext, Findings};
use protune_compiler::schema::{DeclarationId, View};

/// A finding for each of the declarations that nothing is said of; `what` is the kind of all.
pub(crate) fn check<'s, I: DeclarationId>(
    cx: &FileContext<'_>,
    what: &str,
    declarations: impl Iterator<Item = View<'s, I>>,
    out: &mut Findings,
) {
    for declaration in declarations {
        if !says_something(&declaration.leading_comment()) {
            let text = format!("the {what} `{}` is not documented", declaration.name());
            let help = "write a comment above it that tells what a reader of the name does not know";
            out.push(cx.finding(declaration.located(), text).help(help));
        }
    }
}

/// Something is said to people: not to a linter.
fn says_something(comment: &str) -> bool {
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
