//! Any text as a CEL expression that is parsed: spans lie within, depth is bounded.
#![no_main]

#[path = "../../cel/tests/invariants/mod.rs"]
#[expect(dead_code, reason = "each target has one property")]
mod invariants;

libfuzzer_sys::fuzz_target!(|text: &str| {
    invariants::parses(text);
});
