//! Any text as YAML, JSON and TOML: no panic, spans within the text, bounded trees, edits that keep a file readable.
#![no_main]

#[path = "../../data/tests/invariants/mod.rs"]
mod invariants;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| invariants::check(text));
