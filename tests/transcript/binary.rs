//! The program as tests run it: what it says depends on its arguments and its folder, and on nothing
//! that is around the test.

use std::path::Path;
use std::process::Command;

pub(crate) fn protune(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_protune"));
    command.current_dir(folder);
    for variable in ["NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS", "TERM", "RUST_BACKTRACE"] {
        command.env_remove(variable);
    }
    command
}
