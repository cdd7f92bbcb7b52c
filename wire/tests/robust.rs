//! Runs the property that the fuzz target runs, over what fuzzing found, and over messages with bytes that
//! are cut off or changed.

#[path = "robust/carrying.rs"]
mod carrying;
#[path = "properties/messages.rs"]
mod messages;
#[path = "robust/profiles.rs"]
mod profiles;
#[path = "properties/random.rs"]
mod random;
#[path = "robust/reshaping.rs"]
mod reshaping;

use carrying::{carrying_holds, layout};
use messages::Tame;
use profiles::reading_holds;
use random::Random;
use reshaping::{reshaped_layouts, reshaping_holds};

/// Inputs that fuzzing found.
const FOUND: &[&[u8]] = &[];

#[test]
fn findings_of_old() {
    FOUND.iter().for_each(|bytes| carrying_holds(bytes));
}

#[test]
fn broken_messages() {
    for seed in 0..300 {
        let mut random = Random::new(seed);
        let bytes = messages::message(&mut random, layout(), Tame::default());
        carrying_holds(&bytes);
        for _ in 0..8 {
            carrying_holds(&bytes[..random.below(bytes.len() + 1)]);
            let mut changed = bytes.clone();
            for _ in 0..=random.below(3) {
                if let Some(byte) = changed.get_mut(random.below(bytes.len())) {
                    *byte = random.next() as u8;
                }
            }
            carrying_holds(&changed);
        }
    }
}

#[test]
fn noise() {
    for seed in 0..3000 {
        let mut random = Random::new(seed);
        let bytes: Vec<u8> = (0..random.below(60)).map(|_| random.next() as u8 >> random.below(5)).collect();
        carrying_holds(&bytes);
        reshaping_holds(&bytes);
    }
}

#[test]
fn broken_messages_of_other_shapes() {
    for (layout, seed) in (0..200).flat_map(|seed| reshaped_layouts().map(move |layout| (layout, seed))) {
        let mut random = Random::new(seed);
        let bytes = messages::message(&mut random, layout, Tame::default());
        reshaping_holds(&bytes);
        for _ in 0..4 {
            let mut changed = bytes[..random.below(bytes.len() + 1)].to_vec();
            if let Some(byte) = changed.get_mut(random.below(bytes.len())) {
                *byte = random.next() as u8;
            }
            reshaping_holds(&changed);
        }
    }
}

/// Few bytes that stand for much.
#[test]
fn tables_and_rows_are_bounded() {
    let rows = [10, 5, 88, 255, 255, 255, 127];
    reshaping_holds(&rows);
    let mut table = vec![0x52, 0xC0, 0x84, 0x3D];
    table.extend(vec![b'a'; 1_000_000]);
    table.extend([10, 0xC0, 0x84, 0x3D, 0x3A, 0xBC, 0x84, 0x3D]);
    table.extend(vec![1; 1_000_000 - 4]);
    reshaping_holds(&table);
}

#[test]
fn broken_profiles() {
    reading_holds(profiles::START);
    // Found by fuzzing: a second mark in place of the first.
    let bytes = profiles::profile(layout(), std::iter::empty()).encode();
    let other = [&bytes[..], b"\x0A\x01x"].concat();
    assert!(protune_wire::profile::Profile::decode(&other).is_err());
    reading_holds(&other);
    for seed in 0..100 {
        let mut random = Random::new(seed);
        let messages: Vec<Vec<u8>> =
            (0..random.below(6)).map(|_| messages::message(&mut random, layout(), Tame::default())).collect();
        let bytes = profiles::profile(layout(), messages.iter().map(|message| &**message)).encode();
        assert!(protune_wire::profile::Profile::decode(&bytes).is_ok());
        reading_holds(&bytes);
        for _ in 0..60 {
            reading_holds(&bytes[..random.below(bytes.len() + 1)]);
            let mut changed = bytes.clone();
            for _ in 0..=random.below(3) {
                if let Some(byte) = changed.get_mut(random.below(bytes.len())) {
                    *byte = [random.next() as u8, 0xFF, 0x7F][random.below(3)];
                }
            }
            reading_holds(&changed);
        }
    }
}
