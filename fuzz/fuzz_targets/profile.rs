//! Any bytes as a profile: refused, or reported on, merged and sealed. What must hold is in
//! `wire/tests/robust/profiles.rs`, where the tests find it too.
#![no_main]

#[path = "../../wire/tests/robust/profiles.rs"]
#[expect(dead_code, reason = "the tests make profiles")]
mod profiles;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    profiles::reading_holds(bytes);
    profiles::reading_holds(&[profiles::START, bytes].concat());
});
