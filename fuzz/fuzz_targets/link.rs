//! Any bytes as up to three files, compiled as far as they go. What must hold stands in
//! `compiler/tests/robust/properties.rs`, where the tests find it too.
#![no_main]

#[path = "../../compiler/tests/robust/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::link_holds(bytes));
