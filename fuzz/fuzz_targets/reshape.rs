//! Any bytes as a message of an old shape, and of a new one. What must hold is in `wire/tests/robust/reshaping.rs`, where
//! the tests find it too.
#![no_main]

#[path = "../../wire/tests/robust/reshaping.rs"]
#[expect(dead_code, reason = "the tests make messages of the layouts")]
mod reshaping;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reshaping::reshaping_holds(bytes));
