//! Two bytes that choose a style, and any bytes as a file in it. What must hold stands in
//! `tests/fmt/promises.rs`, where the tests find it too.
#![no_main]

#[path = "../../tests/fmt/promises.rs"]
mod promises;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some((number, text)) = bytes.split_first_chunk() {
        let style = promises::style(usize::from(u16::from_le_bytes(*number)) % promises::STYLES);
        promises::format_holds(&String::from_utf8_lossy(text), &style);
    }
});
