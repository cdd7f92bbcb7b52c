//! Counts: the closing line of a run.

use super::Reported;
use protune_compiler::diagnostic::{Diagnostic, Safety, Severity};
use protune_engine::fix;
use std::fmt;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// Number of judged files.
    pub files: usize,
    /// Whether only changed files count.
    pub is_of_changes: bool,
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
    /// Number of findings with a fix that may be applied.
    pub fixable: usize,
    /// Number of further findings whose fix is too unsafe for that.
    pub fixable_unsafely: usize,
    /// Fixes made before, if fixing was requested.
    pub fixes: Option<Fixes>,
}

/// Results of the fixes of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fixes {
    pub made: usize,
    /// Number of files that they change.
    pub files: usize,
    /// Number of findings whose fix cannot be made.
    pub refused: usize,
    /// They are in the files; otherwise they would have been.
    pub are_written: bool,
}

impl Summary {
    pub fn of(findings: Reported<'_>) -> Summary {
        let files = findings.changed.unwrap_or(findings.workspace.targets.len());
        let (is_of_changes, fixes) = (findings.changed.is_some(), findings.fixes);
        let mut summary = Summary { files, is_of_changes, fixes, ..Summary::default() };
        for finding in findings.diagnostics {
            match finding.severity {
                Severity::Error => summary.errors += 1,
                Severity::Warning => summary.warnings += 1,
                Severity::Info => summary.infos += 1,
            }
            if fix::choose(finding, findings.limit).is_some() {
                summary.fixable += 1;
            } else if fix::choose(finding, Safety::Unsafe).is_some() {
                summary.fixable_unsafely += 1;
            }
        }
        if files == 0 && !findings.diagnostics.is_empty() {
            // What went missing is found in files that did not change.
            summary.files = findings.workspace.targets.len();
            summary.is_of_changes = false;
        }
        summary.fixable = summary.fixable.saturating_sub(fixes.map_or(0, |fixes| fixes.refused));
        summary
    }

    /// Describes the fixes that were made and those that were not, for a run that fixes.
    pub fn of_fixes(&self) -> String {
        let Some(Fixes { made, files, refused, are_written }) = self.fixes else { return String::new() };
        let files = count(files, "file");
        let mut line = match (made, are_written) {
            (0, _) => "nothing to fix".to_owned(),
            (made, true) => format!("{made} fixed in {files}"),
            (made, false) => format!("would fix {} in {files}", count(made, "finding")),
        };
        if self.fixable_unsafely > 0 {
            line += &format!(", {} more with --unsafe-fixes", self.fixable_unsafely);
        }
        if refused > 0 {
            line += &format!("; {} cannot be made: see --verbose", count_of(refused, "fix", "fixes"));
        }
        line
    }

    /// Describes the fixes that are available, and the flag for them.
    fn fixable(&self) -> Option<String> {
        if self.fixes.is_some() {
            return None;
        }
        match (self.fixable, self.fixable_unsafely) {
            (0, 0) => None,
            (0, risky) => Some(format!("{RISKY} {risky} can be fixed with --fix --unsafe-fixes")),
            (safe, 0) => Some(format!("{SAFE} {safe} can be fixed with --fix")),
            (safe, risky) => Some(format!(
                "{SAFE} {safe} can be fixed with --fix, {RISKY} {risky} more with --unsafe-fixes"
            )),
        }
    }
}

/// Marks of a finding that `--fix` mends, and of one that `--fix --unsafe-fixes` does. The summary explains them.
const SAFE: &str = "[*]";
const RISKY: &str = "[!]";

/// Returns the mark behind the message of a finding that can be fixed.
pub(super) fn mark(finding: &Diagnostic) -> Option<&'static str> {
    let can = |limit| fix::choose(finding, limit).is_some();
    can(Safety::Safe).then_some(SAFE).or_else(|| can(Safety::Unsafe).then_some(RISKY))
}

/// `checked 14 files: 3 errors, 1 warning; [*] 2 can be fixed with --fix`
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.fixes.is_some() {
            write!(f, "{}; ", self.of_fixes())?;
        }
        let is_idle = self.files == 0 && self.errors + self.warnings + self.infos == 0;
        if is_idle {
            return f.write_str(if self.is_of_changes {
                "no changed files to check"
            } else {
                "no files to check"
            });
        }
        write!(
            f,
            "checked {}: ",
            count(self.files, if self.is_of_changes { "changed file" } else { "file" })
        )?;
        let all = [(self.errors, "error"), (self.warnings, "warning"), (self.infos, "info")];
        let found: Vec<String> =
            all.into_iter().filter(|&(n, _)| n > 0).map(|(n, what)| count(n, what)).collect();
        if found.is_empty() {
            return f.write_str("no findings");
        }
        f.write_str(&found.join(", "))?;
        self.fixable().map_or(Ok(()), |fixes| write!(f, "; {fixes}"))
    }
}

/// `1 file`, `2 files`.
pub fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// Does the same as [`count`], for words with a plural of their own.
pub fn count_of(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_there_is_is_told() {
        let told = |summary: Summary| summary.to_string();
        let files = Summary { files: 1, ..Summary::default() };
        assert_eq!(told(files), "checked 1 file: no findings");
        assert_eq!(told(Summary::default()), "no files to check");
        let changed = Summary { is_of_changes: true, ..files };
        assert_eq!(told(changed), "checked 1 changed file: no findings");
        assert_eq!(told(Summary { files: 0, ..changed }), "no changed files to check");
        assert_eq!(told(Summary { errors: 2, warnings: 1, ..files }), "checked 1 file: 2 errors, 1 warning");
        let infos = Summary { files: 3, infos: 4, ..files };
        assert_eq!(
            told(Summary { fixable: 1, ..infos }),
            "checked 3 files: 4 infos; [*] 1 can be fixed with --fix"
        );
        assert_eq!(
            told(Summary { fixable: 1, fixable_unsafely: 2, ..infos }),
            "checked 3 files: 4 infos; [*] 1 can be fixed with --fix, [!] 2 more with --unsafe-fixes"
        );
        assert_eq!(
            told(Summary { fixable_unsafely: 2, ..infos }),
            "checked 3 files: 4 infos; [!] 2 can be fixed with --fix --unsafe-fixes"
        );
    }
}
