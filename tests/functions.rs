//! Tests that no file can describe: processes that are killed, terminals, editors, and other compilers.

#[path = "transcript/binary.rs"]
mod binary;
mod buf;
mod contracts;
mod editors;
mod fix;
#[cfg(unix)]
mod interrupts;
mod oracle;
mod profile;
mod terminal;
mod tools;
