//! How many of what: the closing line of a run.

use super::Findings;
use crate::fix;
use protune_compiler::diagnostic::{Safety, Severity};
use std::fmt;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// How many files were judged.
    pub files: usize,
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
    /// How many findings have a fix that may be applied.
    pub fixable: usize,
    /// How many more have one that is too unsafe for that.
    pub fixable_unsafely: usize,
}

impl Summary {
    pub fn of(findings: Findings<'_>) -> Summary {
        let mut summary = Summary { files: findings.workspace.targets.len(), ..Summary::default() };
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
        summary
    }

    /// What can be fixed, and how to see it.
    fn fixes(&self) -> Option<String> {
        match (self.fixable, self.fixable_unsafely) {
            (0, 0) => None,
            (0, risky) => Some(format!("{risky} can be fixed: see --diff --unsafe-fixes")),
            (safe, 0) => Some(format!("{safe} can be fixed: see --diff")),
            (safe, risky) => {
                Some(format!("{safe} can be fixed, {risky} more with --unsafe-fixes: see --diff"))
            }
        }
    }
}

/// `checked 14 files: 3 errors, 1 warning; 2 can be fixed: see --diff`
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "checked {}: ", count(self.files, "file"))?;
        let all = [(self.errors, "error"), (self.warnings, "warning"), (self.infos, "info")];
        let found: Vec<String> =
            all.into_iter().filter(|&(n, _)| n > 0).map(|(n, what)| count(n, what)).collect();
        if found.is_empty() {
            return f.write_str("no findings");
        }
        f.write_str(&found.join(", "))?;
        self.fixes().map_or(Ok(()), |fixes| write!(f, "; {fixes}"))
    }
}

/// `1 file`, `2 files`.
pub fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_there_is_is_told() {
        let told = |summary: Summary| summary.to_string();
        let files = Summary { files: 1, ..Summary::default() };
        assert_eq!(told(files), "checked 1 file: no findings");
        assert_eq!(told(Summary { errors: 2, warnings: 1, ..files }), "checked 1 file: 2 errors, 1 warning");
        let infos = Summary { files: 3, infos: 4, ..files };
        assert_eq!(
            told(Summary { fixable: 1, ..infos }),
            "checked 3 files: 4 infos; 1 can be fixed: see --diff"
        );
        assert_eq!(
            told(Summary { fixable: 1, fixable_unsafely: 2, ..infos }),
            "checked 3 files: 4 infos; 1 can be fixed, 2 more with --unsafe-fixes: see --diff"
        );
        assert_eq!(
            told(Summary { fixable_unsafely: 2, ..infos }),
            "checked 3 files: 4 infos; 2 can be fixed: see --diff --unsafe-fixes"
        );
    }
}
