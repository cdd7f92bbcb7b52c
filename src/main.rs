//! The binary. Everything is one call away, in [`cli`].
#![expect(unreachable_pub, reason = "a binary has no outside: `pub` marks what other folders of it use")]

mod bounded;
mod cli;
mod compression;
mod config;
mod fix;
mod messages;
mod optimize;
mod paths;
mod report;
mod rooms;
mod threads;
mod workspace;
mod write;

fn main() -> std::process::ExitCode {
    cli::run()
}
