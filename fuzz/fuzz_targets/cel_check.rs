//! Any text as a CEL expression that is checked against a schema and a view: problems lie within, types are complete.
#![no_main]

#[path = "../../cel/tests/invariants/mod.rs"]
#[expect(dead_code, reason = "each target has one property")]
mod invariants;

libfuzzer_sys::fuzz_target!(|text: &str| {
    invariants::checks(text);
});
