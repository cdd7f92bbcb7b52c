//! Any bytes, parsed. What must hold stands in `compiler/tests/robust/properties.rs`, where the tests
//! find it too.
#![no_main]

#[path = "../../compiler/tests/robust/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::parse_holds(bytes));
