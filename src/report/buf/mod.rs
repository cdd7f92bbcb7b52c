//! Findings in buf's own formats, so that a command line and what reads its output carry over. Only the
//! words are ours. Decides nothing, and knows no flag.

mod row;

pub use row::BufFormat;

use super::Reported;
use crate::rooms::rooms;
use row::{Position, Row, rows};
use std::io::{self, Write};

rooms! {
    /// All formats of buf, in the order in which they are listed.
    pub static BUF_FORMATS: [&BufFormat] = FORMAT of {
        text,
        json,
        msvs,
        junit,
        github_actions,
        gitlab_code_quality,
        config_ignore_yaml,
    }
}

/// Writes all findings, whatever their severity, since buf has only one; without any, nothing.
pub fn write_buf(format: &BufFormat, findings: Reported<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = rows(findings);
    if rows.is_empty() { Ok(()) } else { (format.write)(&rows, out) }
}
