//! Properties of all schemas, messages and plans.
//!
//!     cargo test -p protune-wire --test properties
//!     PROTUNE_SEEDS=100000 cargo test -p protune-wire --test properties      many more of them

#[path = "properties/judge.rs"]
mod judge;
#[path = "properties/messages.rs"]
mod messages;
#[path = "properties/plans.rs"]
mod plans;
#[path = "properties/random.rs"]
mod random;
#[path = "properties/schemas.rs"]
mod schemas;

use judge::{Hints, Judge, said};
use messages::Tame;
use protune_compiler::schema::Schema;
use protune_wire::{Arena, Change, Layout, Obstacle, Output, Recoding, read, size, transcode};
use random::Random;
use schemas::Syntax;
use std::collections::BTreeSet;

const SYNTAXES: [Syntax; 3] = [Syntax::Proto2, Syntax::Proto3, Syntax::Edition];

fn seeds() -> u64 {
    let seeds = std::env::var("PROTUNE_SEEDS").ok().and_then(|seeds| seeds.parse().ok());
    seeds.unwrap_or(300)
}

fn compiled(text: &str) -> Schema {
    let schema = protune_compiler::compile([("random.proto", text)], |_| None);
    assert!(schema.problems().is_empty(), "{:?}\n{text}", schema.problems());
    schema
}

/// Reads, sizes and writes a message under one recoding.
fn carried(layout: &Layout, bytes: &[u8], recoding: &Recoding) -> Result<Vec<u8>, Obstacle> {
    let mut arena = Arena::default();
    let message = read(&mut arena, layout, bytes).unwrap_or_else(|damage| panic!("{damage}: {bytes:?}"));
    let mut output = Output::default();
    let written = transcode(message, recoding, &mut output);
    let predicted = size(message, recoding);
    // Of several obstacles each meets another one first.
    assert_eq!(predicted.ok(), written.as_ref().ok().map(|bytes| bytes.len() as u64));
    written.map(<[u8]>::to_vec)
}

#[test]
fn predicted_is_encoded_and_the_way_back_is_whole() {
    let (mut plans, mut carried_out, mut changed) = (0, 0, 0);
    let mut kinds = BTreeSet::new();
    for seed in 0..seeds() {
        let mut random = Random::new(seed);
        let text = schemas::schema(&mut random, SYNTAXES[seed as usize % 3]);
        let layout = Layout::of(&compiled(&text), "M3").expect("declared");
        let nothing = Recoding::nothing(&layout);
        let there: Vec<_> = (0..4).map(|_| plans::plan(&mut random, &layout)).collect();
        for _ in 0..6 {
            let bytes = messages::message(&mut random, &layout, Tame::default());
            let canonical = carried(&layout, &bytes, &nothing).expect("nothing changes");
            assert_eq!(
                carried(&layout, &canonical, &nothing).as_ref(),
                Ok(&canonical),
                "seed {seed}\n{text}"
            );
            for (plan, there) in &there {
                plans += 1;
                let Ok(new) = carried(&layout, &bytes, there) else { continue };
                carried_out += 1;
                changed += usize::from(new != canonical);
                kinds.extend(plan.steps.iter().map(|step| kind_of(step.change)));
                let back = there.inverse();
                let old = carried(there.to(), &new, &back);
                assert_eq!(old.as_ref(), Ok(&canonical), "seed {seed}\n{plan:#?}\n{text}");
            }
        }
    }
    // Otherwise it would say little.
    assert!(carried_out * 4 > plans && changed * 4 > plans, "{changed} of {carried_out} of {plans}");
    let all = "Bytes Delimit Derive Expand Narrow Pack Prefix Remove Renumber Retype Unwrap";
    assert_eq!(kinds.into_iter().collect::<Vec<_>>().join(" "), all);
}

fn kind_of(change: Change) -> String {
    format!("{change:?}").chars().take_while(char::is_ascii_alphabetic).collect()
}

/// prost-reflect reads the same in the old form and the new one. It knows nothing of closed enums, refuses
/// known fields with other wire types, and writes unknown varints as short as it can.
#[test]
fn a_second_judge_agrees() {
    let tame = Tame { undeclared_enums: true, overlong: true, wrong_wire_types: true };
    let mut carried_out = 0;
    for seed in 0..seeds() {
        let mut random = Random::new(seed + 1_000_000);
        let syntax = SYNTAXES[seed as usize % 2];
        let text = schemas::schema(&mut random, syntax);
        let layout = Layout::of(&compiled(&text), "M3").expect("declared");
        let nothing = Recoding::nothing(&layout);
        let before = Judge::new(&layout, syntax == Syntax::Proto3);
        let (plan, there) = plans::plan(&mut random, &layout);
        let after = Judge::new(there.to(), syntax == Syntax::Proto3);
        let hints = Hints::of(&plan, &layout);
        for _ in 0..6 {
            let bytes = messages::message(&mut random, &layout, tame);
            let canonical = carried(&layout, &bytes, &nothing).expect("nothing changes");
            let (raw, read) = (before.read(&bytes), before.read(&canonical));
            let all = Hints::default();
            agree(&said(&raw, &all), &said(&read, &all), &format!("seed {seed}\n{text}"));
            let Ok(new) = carried(&layout, &bytes, &there) else { continue };
            carried_out += 1;
            assert_eq!(
                said(&read, &hints),
                said(&after.read(&new), &hints),
                "seed {seed}\n{plan:#?}\n{text}"
            );
        }
    }
    assert!(carried_out > seeds(), "{carried_out}");
}

/// Compares two long texts, and shows where they differ.
fn agree(this: &str, that: &str, context: &str) {
    let Some(at) =
        (0..this.len().max(that.len())).find(|&at| this.as_bytes().get(at) != that.as_bytes().get(at))
    else {
        return;
    };
    let around =
        |text: &str| text.get(at.saturating_sub(80)..).map(|it| it.chars().take(160).collect::<String>());
    panic!("{:#?}\n{:#?}\n{context}", around(this), around(that));
}
