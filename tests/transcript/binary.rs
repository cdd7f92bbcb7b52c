//! The program as tests run it: its output depends on its arguments and its folder, not on the environment of
//! the test.

use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

pub(crate) const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");

/// Settings for git, so that no configuration of a machine counts.
pub(crate) const GIT: [(&str, &str); 6] = [
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_AUTHOR_NAME", "A"),
    ("GIT_AUTHOR_EMAIL", "a@example.com"),
    ("GIT_COMMITTER_NAME", "A"),
    ("GIT_COMMITTER_EMAIL", "a@example.com"),
];

pub(crate) fn protune(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_protune"));
    command.current_dir(folder);
    for variable in ["NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS", "TERM", "RUST_BACKTRACE"] {
        command.env_remove(variable);
    }
    command
}

/// A copy of a folder of `fixtures/`, to write into.
pub(crate) fn copy_of(fixture: &str) -> TempDir {
    let (from, to) = (Path::new(FIXTURES).join(fixture), tempfile::tempdir().unwrap());
    for entry in walkdir::WalkDir::new(&from).min_depth(1) {
        let entry = entry.unwrap();
        let target = to.path().join(entry.path().strip_prefix(&from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
    to
}
