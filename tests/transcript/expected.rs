//! Texts that lie in files, and what they should be. `BLESS=1` writes the files; nothing else does.

use similar::TextDiff;
use std::fs;
use std::path::Path;

/// How a file differs from what it should say. One that is to be blessed says so from then on.
pub(crate) fn difference(path: &Path, wanted: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok();
    if text.as_deref() == Some(wanted) {
        return None;
    }
    if std::env::var_os("BLESS").is_some() {
        fs::write(path, wanted).unwrap();
        return None;
    }
    let text = text.unwrap_or_default();
    let diff = TextDiff::from_lines(text.as_str(), wanted);
    Some(diff.unified_diff().header(&path.display().to_string(), "as it is now").to_string())
}
