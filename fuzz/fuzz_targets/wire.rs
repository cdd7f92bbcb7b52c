//! Any bytes as a message: read, sized, written under plans and back. What must hold stands in
//! `wire/tests/robust/carrying.rs`, where the tests find it too.
#![no_main]

#[path = "../../wire/tests/robust/carrying.rs"]
#[expect(dead_code, reason = "the tests make messages of the layout")]
mod carrying;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| carrying::carrying_holds(bytes));
