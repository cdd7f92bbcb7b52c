//! Program that protoc runs for `--protune_out`: `protune protoc-plugin`, with the protune in the same
//! folder, else the one on the path. Knows nothing of the messages between the two.

use std::ffi::OsString;
use std::process::{Command, ExitCode};
use std::{env, io};

fn main() -> ExitCode {
    let protune = protune();
    // Standard input and output are protoc's, and go along.
    match Command::new(&protune).arg("protoc-plugin").args(env::args_os().skip(1)).status() {
        Ok(status) => ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(2)),
        Err(error) => {
            let _ = io::Write::write_fmt(
                &mut io::stderr(),
                format_args!(
                    "error: cannot run {}: {error}; install protune beside protoc-gen-protune, or on the path\n",
                    protune.display()
                ),
            );
            ExitCode::from(2)
        }
    }
}

fn protune() -> OsString {
    let name = format!("protune{}", env::consts::EXE_SUFFIX);
    let beside = env::current_exe().ok().and_then(|path| Some(path.parent()?.join(&name)));
    beside.filter(|path| path.is_file()).map_or_else(|| name.into(), Into::into)
}
