//! Any text as a CEL expression that is run: the value has the type that was found, and limits hold.
#![no_main]

#[path = "../../cel/tests/invariants/mod.rs"]
#[expect(dead_code, reason = "each target has one property")]
mod invariants;

libfuzzer_sys::fuzz_target!(|text: &str| {
    invariants::runs(text);
});
