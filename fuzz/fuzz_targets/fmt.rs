//! Any bytes, formatted. What must hold stands in `tests/fmt/promises.rs`, where the tests find it too.
#![no_main]

#[path = "../../src/fmt/mod.rs"]
mod fmt;
#[path = "../../tests/fmt/promises.rs"]
mod promises;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| promises::format_holds(&String::from_utf8_lossy(bytes)));
