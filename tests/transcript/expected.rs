//! Files with expected texts. `BLESS=1` writes them; nothing else does.

use crate::is_blessing;
use libtest_mimic::Failed;
use similar::TextDiff;
use std::fs;
use std::path::Path;

/// Fails with a diff unless a file has this text; writes the text into it when blessing.
pub(crate) fn hold(path: &Path, wanted: &str) -> Result<(), Failed> {
    let text = fs::read_to_string(path).ok();
    if text.as_deref() == Some(wanted) {
        return Ok(());
    }
    if is_blessing() {
        return fs::write(path, wanted).map_err(Failed::from);
    }
    Err(difference(&path.display().to_string(), &text.unwrap_or_default(), wanted).into())
}

/// The unified diff between a written text and that of this run.
pub(crate) fn difference(name: &str, written: &str, wanted: &str) -> String {
    let diff = TextDiff::from_lines(written, wanted);
    diff.unified_diff().header(name, "this run; BLESS=1 writes it").to_string()
}
