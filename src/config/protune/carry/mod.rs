//! From configurations of other tools to a protune.toml that says the same. What a protune.toml cannot say is listed.

mod api_linter;
mod buf;
mod output;
mod protolint;
mod protolock;
mod prototool;

use crate::config::problem::Problems;
use crate::paths;
use output::Carried;
use std::path::Path;

/// Carries a configuration over, of the tool whose it is by its name or content. The text is for a file in the same folder.
pub fn carry_over(path: &Path) -> Result<Carried, Problems> {
    let path = paths::absolute(path, &paths::working_dir());
    let is_named = |names: &[&str]| path.file_name().is_some_and(|name| names.iter().any(|it| name == *it));
    match () {
        () if is_named(&protolint::NAMES) => protolint::carry_over(&path),
        () if is_named(&prototool::NAMES) => prototool::carry_over(&path),
        () if is_named(&[protolock::NAME]) => protolock::carry_over(&path),
        () => match crate::config::api_linter::open(&path)? {
            Some(file) => Ok(api_linter::carry_over(&path, &file)),
            None => buf::carry_over(&path),
        },
    }
}
