//! From findings to new texts: choosing fixes, merging their edits round after round, and judging the result. All
//! edits of a fix are made, or none. Writes no file.

mod aside;
mod before;
mod circle;
mod edits;
mod judge;
mod names;
mod round;
mod rounds;

pub use before::{Before, Origins, imports};
pub use edits::{Merged, Proposed, merge};
pub use judge::{Allowance, Unjudged, is_as_announced};
pub use names::show_edits;
pub use round::Refused;
pub use rounds::{Changed, Fixed, Lint, MAX_ROUNDS, Second, Stopped, run};

use crate::check::lint;
use crate::documents::Workspace;
use crate::settings::Settings;
use protune_compiler::diagnostic::{Change, Diagnostic, Fix, Safety};
use protune_rules::Findings;

/// Lints a workspace and makes all fixes that are at most as unsafe as `limit`, round after round.
///
/// ```
/// use protune_compiler::diagnostic::Safety;
/// use protune_engine::{Settings, Workspace, fix};
/// use protune_rules::Catalog;
///
/// let text = "syntax = \"proto3\";\nimport \"google/protobuf/any.proto\";\n";
/// let workspace = Workspace::of_texts([("a.proto", text)]);
/// let settings = Settings::of_rules(Catalog::compiled_in().find("IMPORT_USED"));
/// let fixed = fix(&workspace, &settings, Safety::Safe).unwrap();
/// assert_eq!(fixed.changed[0].new, "syntax = \"proto3\";\n");
/// ```
pub fn fix(workspace: &Workspace, settings: &Settings, limit: Safety) -> Result<Fixed, Stopped> {
    in_memory(workspace, limit, MAX_ROUNDS, |workspace| lint(workspace, settings))
}

/// Does the same as [`fix`] for findings of any kind, which are found anew in each round.
pub fn in_memory(
    workspace: &Workspace,
    limit: Safety,
    rounds: usize,
    find: impl Fn(&Workspace) -> Findings,
) -> Result<Fixed, Stopped> {
    let mut lint = |texts: &mut _| {
        let workspace = workspace.replaced(texts);
        let findings = find(&workspace);
        Ok((workspace, findings))
    };
    run(&mut lint, limit, rounds, &|_, _, _, _| Ok(Vec::new()))
}

/// Returns the fix of a finding that would be made: the first that is at most as unsafe as `limit`. A manual fix
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

/// Difference that fixes may make to a file, as far as its descriptor goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Announced {
    /// Imports may go, what is reserved may come: all that most safe fixes do.
    Little,
    /// Options may say something else.
    Options,
    /// Order and names of declarations.
    Names,
    /// Anything that the title of an unsafe fix says; no program checks it.
    Anything,
}

#[cfg(test)]
mod tests {
    use super::*;
    use protune_compiler::diagnostic::{Edit, Place, Severity};
    use protune_compiler::schema::FileId;
    use protune_compiler::text::Span;

    fn fix(safety: Safety, text: &str) -> Fix {
        let edit = Edit { file: FileId::new(0), span: Span::new(0, 1), text: text.to_owned() };
        Fix::new(text, safety, if text.is_empty() { Vec::new() } else { vec![edit] })
    }

    #[test]
    fn the_limit_decides_and_manual_fixes_never_count() {
        let finding = Diagnostic::new("RULE", Severity::Error, Place::file(FileId::new(0)), "wrong")
            .fix(fix(Safety::Manual, "by hand"))
            .fix(fix(Safety::Safe, ""))
            .fix(fix(Safety::Unsafe, "unsafe"));
        let chosen = |limit| choose(&finding, limit).map(|fix| fix.title());
        assert_eq!(chosen(Safety::Safe), None);
        assert_eq!(chosen(Safety::Unsafe), Some("unsafe".into()));
        assert_eq!(chosen(Safety::Manual), Some("unsafe".into()));
    }
}
