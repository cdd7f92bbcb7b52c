//! Any bytes as up to three files, linted with all rules, compared, and fixed. What must hold stands in
//! `engine/tests/robust/linting.rs`, where the tests find it too.
#![no_main]

#[path = "../../engine/tests/robust/linting.rs"]
mod linting;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| linting::lint_holds(bytes));
