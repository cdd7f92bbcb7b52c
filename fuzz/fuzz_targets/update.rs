//! Any bytes as up to four files, then edited at random: each update equals linking anew. What must hold stands in
//! `compiler/tests/update`, where the tests find it too.
#![no_main]

#[path = "../../compiler/tests/update/edits.rs"]
mod edits;
#[path = "../../compiler/tests/update/world.rs"]
mod world;

use edits::{Random, edit};
use world::{Document, World};

const SEPARATOR: &str = "\n=====\n";

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((seed, bytes)) = bytes.split_first_chunk::<2>() else { return };
    let mut random = Random::new(u16::from_le_bytes(*seed).into());
    let text = String::from_utf8_lossy(bytes);
    let document =
        |(at, text): (usize, &str)| Document { name: format!("f{at}.proto"), text: text.to_owned(), module: 0 };
    let documents: Vec<Document> = text.splitn(4, SEPARATOR).enumerate().map(document).collect();
    let own_descriptor = documents.len();
    let mut world = World::new(documents);
    for _ in 0..8 {
        edit(&mut world, &mut random, own_descriptor, 2);
        world.holds();
    }
});
