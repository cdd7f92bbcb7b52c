//! From findings to new texts: which fixes are made, round after round, and whether two compilers agree
//! with what comes of it. Writes no file: see `crate::write`.

mod aside;
mod before;
mod edits;
mod judge;
mod names;
mod round;
mod rounds;
mod second;

pub use judge::Unjudged;
pub use names::show_edits;
pub use rounds::{Changed, Fixed, Lint, MAX_ROUNDS, Stopped, run};

use protune_compiler::diagnostic::{Change, Diagnostic, Fix, Safety};

/// The fix of a finding that would be made: the first that is at most as unsafe as `limit`. A manual fix
/// never is.
pub fn choose(finding: &Diagnostic, limit: Safety) -> Option<&Fix> {
    let limit = limit.min(Safety::Unsafe);
    finding.fixes.iter().find(|fix| fix.safety <= limit && changes_something(fix))
}

fn changes_something(fix: &Fix) -> bool {
    match &fix.change {
        Change::Edits(edits) => !edits.is_empty(),
        Change::Rename(_) => true,
    }
}

/// How a file may differ, as far as its descriptor goes, once fixes are made.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Announced {
    /// Imports may go, what is reserved may come: all that a safe fix does.
    Little,
    /// And declarations may be called differently.
    Names,
    /// What an unsafe fix says in its title; no machine holds it to that.
    Anything,
}

#[cfg(test)]
mod tests {
    use super::*;
    use protune_compiler::diagnostic::{Edit, Place, Severity};
    use protune_compiler::schema::FileId;
    use protune_compiler::text::Span;

    fn fix(safety: Safety, text: &str) -> Fix {
        let edit = Edit { file: FileId(0), span: Span::new(0, 1), text: text.to_owned() };
        let change = Change::Edits(if text.is_empty() { Vec::new() } else { vec![edit] });
        Fix { title: text.to_owned(), safety, change }
    }

    #[test]
    fn the_limit_decides_and_manual_fixes_never_count() {
        let finding = Diagnostic::new("RULE", Severity::Error, Place::file(FileId(0)), "wrong")
            .fix(fix(Safety::Manual, "by hand"))
            .fix(fix(Safety::Safe, ""))
            .fix(fix(Safety::Unsafe, "unsafe"));
        let chosen = |limit| choose(&finding, limit).map(|fix| fix.title.as_str());
        assert_eq!(chosen(Safety::Safe), None);
        assert_eq!(chosen(Safety::Unsafe), Some("unsafe"));
        assert_eq!(chosen(Safety::Manual), Some("unsafe"));
    }
}
