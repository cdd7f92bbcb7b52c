//! Tests that no file can describe: processes that are killed, terminals, and other compilers.

#[path = "transcript/binary.rs"]
mod binary;
mod buf;
#[cfg(unix)]
mod ci;
mod contracts;
mod fix;
#[cfg(unix)]
mod interrupts;
#[cfg(feature = "live")]
mod live;
#[cfg(unix)]
mod lsp;
mod oracle;
mod profile;
mod terminal;
mod tools;
#[cfg(feature = "wasm")]
mod wasm;
