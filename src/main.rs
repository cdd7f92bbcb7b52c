//! The binary. Everything is one call away, in [`cli`].
#![expect(unreachable_pub, reason = "a binary has no outside: `pub` marks what other folders of it use")]

mod benchmark;
mod bounded;
mod cli;
mod compression;
mod config;
mod digest;
mod fix;
mod live;
mod lsp;
mod mcp;
mod messages;
mod optimize;
mod paths;
mod plugin;
mod report;
mod rooms;
mod threads;
mod workspace;
mod write;

/// Threads take and give memory without waiting for each other, and less of it is touched: an eighth of the time of a
/// run. Without huge pages, which make some runs half as slow again.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::run()
}
