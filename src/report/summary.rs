//! Numbers of files, findings and fixes: the closing line of a run, and the same numbers for programs.

use super::Reported;
use protune_compiler::diagnostic::{Diagnostic, Safety, Severity};
use protune_engine::fix;
use serde::Serialize;
use std::fmt;

/// Numbers of findings. Every format that has a summary calls them by these names.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Counts {
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
    /// Number of findings with a fix that may be applied.
    pub fixable: usize,
    /// Number of findings that only have a fix that is too unsafe for that.
    pub fixable_unsafe: usize,
}

impl Counts {
    /// `limit` is the most that a fix may change and still count as one that can be applied.
    pub(super) fn of<'d>(findings: impl IntoIterator<Item = &'d Diagnostic>, limit: Safety) -> Counts {
        let mut counts = Counts::default();
        for finding in findings {
            match finding.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Info => counts.infos += 1,
            }
            counts.add_fixes(finding, limit);
        }
        counts
    }

    pub(super) fn add_fixes(&mut self, finding: &Diagnostic, limit: Safety) {
        if fix::choose(finding, limit).is_some() {
            self.fixable += 1;
        } else if fix::choose(finding, Safety::Unsafe).is_some() {
            self.fixable_unsafe += 1;
        }
    }

    pub(super) fn all(&self) -> usize {
        self.errors + self.warnings + self.infos
    }

    /// Numbers with their names.
    pub(super) fn named(&self) -> [(&'static str, usize); 5] {
        let Counts { errors, warnings, infos, fixable, fixable_unsafe } = *self;
        [
            ("errors", errors),
            ("warnings", warnings),
            ("infos", infos),
            ("fixable", fixable),
            ("fixable_unsafe", fixable_unsafe),
        ]
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// Number of checked files.
    pub files: usize,
    /// Only changed files count.
    pub is_of_changes: bool,
    /// Number of files that could not be read.
    pub unread: usize,
    /// Number of skipped paths.
    pub skipped: usize,
    pub counts: Counts,
    /// Number of findings that a baseline hides.
    pub baseline: usize,
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
        let files = findings.changed.unwrap_or_else(|| findings.workspace.reported().count());
        let mut summary = Summary {
            files,
            is_of_changes: findings.changed.is_some(),
            unread: findings.workspace.failures.len(),
            skipped: findings.skipped,
            counts: Counts::of(findings.diagnostics, findings.limit),
            baseline: findings.known.len() + findings.recorded,
            fixes: findings.fixes,
        };
        if files == 0 && !findings.diagnostics.is_empty() {
            // What went missing is found in files that did not change.
            summary.files = findings.workspace.reported().count();
            summary.is_of_changes = false;
        }
        let refused = findings.fixes.map_or(0, |fixes| fixes.refused);
        summary.counts.fixable = summary.counts.fixable.saturating_sub(refused);
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
        if self.counts.fixable_unsafe > 0 {
            line += &format!(", {} more with --unsafe-fixes", self.counts.fixable_unsafe);
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
        match (self.counts.fixable, self.counts.fixable_unsafe) {
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
pub(super) const SAFE: &str = "[*]";
pub(super) const RISKY: &str = "[!]";

/// Returns the mark behind the message of a finding that can be fixed.
pub(super) fn mark(finding: &Diagnostic) -> Option<&'static str> {
    let can = |limit| fix::choose(finding, limit).is_some();
    can(Safety::Safe).then_some(SAFE).or_else(|| can(Safety::Unsafe).then_some(RISKY))
}

/// `checked 14 files, skipped 1 path: 3 errors, 1 warning, 5 more in the baseline; [*] 2 can be fixed with --fix`
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.fixes.is_some() {
            write!(f, "{}; ", self.of_fixes())?;
        }
        let is_idle = self.files == 0 && self.counts.all() == 0;
        if is_idle {
            let files = if self.is_of_changes { "changed files" } else { "files" };
            return write!(f, "no {files} to check{}", left_out(self.unread, self.skipped));
        }
        let files = count(self.files, if self.is_of_changes { "changed file" } else { "file" });
        write!(f, "checked {files}{}: ", left_out(self.unread, self.skipped))?;
        let Counts { errors, warnings, infos, .. } = self.counts;
        let all = [(errors, "error"), (warnings, "warning"), (infos, "info")];
        let mut found: Vec<String> =
            all.into_iter().filter(|&(n, _)| n > 0).map(|(n, what)| count(n, what)).collect();
        match (found.is_empty(), self.baseline) {
            (true, 0) => return f.write_str("no findings"),
            (true, known) => return write!(f, "no findings but {known} in the baseline"),
            (false, 0) => {}
            (false, known) => found.push(format!("{known} more in the baseline")),
        }
        f.write_str(&found.join(", "))?;
        self.fixable().map_or(Ok(()), |fixes| write!(f, "; {fixes}"))
    }
}

/// Says after the number of files which others there are: `, could not read 1, skipped 2 paths`.
pub fn left_out(unread: usize, skipped: usize) -> String {
    let mut words = String::new();
    if unread > 0 {
        words += &format!(", could not read {unread}");
    }
    if skipped > 0 {
        words += &format!(", skipped {}", count(skipped, "path"));
    }
    words
}

/// `1 file`, `2 files`, `1,000 files`.
pub fn count(n: usize, what: &str) -> String {
    format!("{} {what}{}", grouped(n), if n == 1 { "" } else { "s" })
}

/// Does the same as [`count`], for words with a plural of their own.
pub fn count_of(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// A number with a comma between thousands: `12,345`.
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
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
        let found = |counts: Counts| Summary { counts, ..files };
        let some = Counts { errors: 2, warnings: 1, ..Counts::default() };
        assert_eq!(told(found(some)), "checked 1 file: 2 errors, 1 warning");
        let infos = Counts { infos: 4, ..Counts::default() };
        assert_eq!(
            told(found(Counts { fixable: 1, ..infos })),
            "checked 1 file: 4 infos; [*] 1 can be fixed with --fix"
        );
        assert_eq!(
            told(found(Counts { fixable: 1, fixable_unsafe: 2, ..infos })),
            "checked 1 file: 4 infos; [*] 1 can be fixed with --fix, [!] 2 more with --unsafe-fixes"
        );
        assert_eq!(
            told(found(Counts { fixable_unsafe: 2, ..infos })),
            "checked 1 file: 4 infos; [!] 2 can be fixed with --fix --unsafe-fixes"
        );
    }

    #[test]
    fn thousands_are_told_apart() {
        let cases = [(0, "0"), (999, "999"), (1000, "1,000"), (12_345, "12,345"), (1_234_567, "1,234,567")];
        for (number, told) in cases {
            assert_eq!(grouped(number), told);
        }
    }

    #[test]
    fn what_is_left_out_is_told() {
        let files = Summary { files: 1, unread: 1, skipped: 2, baseline: 3, ..Summary::default() };
        assert_eq!(
            files.to_string(),
            "checked 1 file, could not read 1, skipped 2 paths: no findings but 3 in the baseline"
        );
        let counts = Counts { errors: 1, ..Counts::default() };
        assert_eq!(
            Summary { counts, unread: 0, skipped: 0, ..files }.to_string(),
            "checked 1 file: 1 error, 3 more in the baseline"
        );
    }
}
