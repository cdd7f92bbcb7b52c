//! Runs the property that the fuzz target runs, over what fuzzing found, and over messages with bytes that
//! are cut off or changed.

#[path = "robust/carrying.rs"]
mod carrying;
#[path = "properties/messages.rs"]
mod messages;
#[path = "properties/random.rs"]
mod random;

use carrying::{carrying_holds, layout};
use messages::Tame;
use random::Random;

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
    }
}
