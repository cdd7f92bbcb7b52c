//! Any bytes as up to three files, compiled as far as they go. What must hold stands in
//! `compiler/tests/robust/linking.rs`, where the tests find it too.
#![no_main]

#[path = "../../compiler/tests/robust/linking.rs"]
mod linking;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| linking::link_holds(bytes));
