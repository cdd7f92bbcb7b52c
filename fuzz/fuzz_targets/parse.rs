//! Any bytes, parsed. What must hold stands in `compiler/tests/robust/parsing.rs`, where the tests
//! find it too.
#![no_main]

#[path = "../../compiler/tests/robust/parsing.rs"]
mod parsing;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| parsing::parse_holds(bytes));
