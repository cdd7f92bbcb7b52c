//! A version step for people, and for release tools: its name alone in the first line, then why.

use super::look::visible;
use super::{Look, Reported};
use protune_engine::check::{Reason, Semver};
use std::io::{self, Write};

/// Maximum number of reasons for one step, unless all are requested.
const MOST: usize = 5;

pub(super) fn write(
    semver: &Semver,
    findings: Reported<'_>,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let most = if findings.is_verbose { usize::MAX } else { MOST };
    writeln!(out, "{}", semver.step.name())?;
    for reasons in semver.reasons.chunk_by(|a, b| a.step == b.step) {
        let step = reasons[0].step;
        for reason in reasons.iter().take(most) {
            write_reason(reason, findings, look, out)?;
        }
        if let Some(more @ 1..) = reasons.len().checked_sub(most) {
            writeln!(out, "  {}: and {more} more (--verbose lists all)", step.name())?;
        }
    }
    Ok(())
}

fn write_reason(reason: &Reason, findings: Reported<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "  {}: {}", reason.step.name(), look.path().style(findings.shown_path(reason.place)))?;
    if let Some((line, column)) = findings.position(reason.place) {
        write!(out, ":{line}:{column}")?;
    }
    let rule = reason.rule.map_or(String::new(), |rule| format!("[{rule}] "));
    writeln!(out, ": {rule}{}", visible(&reason.message))
}
