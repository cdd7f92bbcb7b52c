//! Tests that are data: each page, transcript and case is a file, and a test of its own. The name of a test ends
//! with its file, so `cargo test ENUM_FIRST` runs the pages of those rules, and `cargo test git.txt` one transcript.
//!
//! `BLESS=1 cargo test --test files` writes what is expected, of all files or of those that a filter names. Lists
//! of rules come first: a new rule is compiled and its page run by the same command.

mod cli;
mod compile;
mod config;
mod docs;
mod fmt;
mod house;
mod lists;
#[cfg(unix)]
mod mcp;
mod plugin;
#[path = "fmt/promises.rs"]
mod promises;
mod rooms;
#[cfg(unix)]
mod scratch;
#[cfg(unix)]
mod screens;
mod transcript;
mod words;

use libtest_mimic::{Arguments, Trial};
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    if std::env::args().nth(1).is_some_and(|argument| argument == plugin::MARK) {
        return plugin::act(std::env::args().skip(2));
    }
    let arguments = Arguments::from_args();
    if is_blessing() && !arguments.list && lists::write() {
        return again();
    }
    let groups = [cli::trials(), compile::trials(), config::trials(), docs::trials(), fmt::trials()];
    let mut trials: Vec<Trial> = groups.into_iter().flatten().collect();
    trials.extend(house::trials());
    trials.extend(lists::trials());
    trials.extend(rooms::trials());
    trials.extend(words::trials());
    #[cfg(unix)]
    trials.extend(scratch::trials().into_iter().chain(screens::trials()).chain(mcp::trials()));
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Whether files are to be written instead of compared.
fn is_blessing() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// Runs this command again, with the lists that were just written compiled in.
fn again() -> ExitCode {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["test", "--test", "files", "--"]).args(std::env::args_os().skip(1));
    let status = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).status().expect("cargo runs");
    if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
