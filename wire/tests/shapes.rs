//! Steps that change the shape of messages, over all schemas and messages: what is predicted is what is encoded, and the
//! way back is whole.
//!
//!     PROTUNE_SEEDS=100000 cargo test -p protune-wire --test shapes      many more of them

#[path = "properties/extras.rs"]
mod extras;
#[path = "properties/messages.rs"]
mod messages;
#[path = "properties/random.rs"]
mod random;
#[path = "properties/schemas.rs"]
mod schemas;
#[path = "properties/steps.rs"]
mod steps;

use messages::Tame;
use protune_wire::shape::{Reshaping, Shape, Tree};
use protune_wire::{Arena, Layout, Output, Recoding, read, transcode};
use random::Random;
use schemas::Syntax;
use std::collections::BTreeMap;
use steps::step;

const SYNTAXES: [Syntax; 3] = [Syntax::Proto2, Syntax::Proto3, Syntax::Edition];

fn layout(text: &str, root: &str) -> Layout {
    let schema = protune_compiler::compile([("random.proto", text)], |_| None);
    assert!(schema.problems().is_empty(), "{:?}\n{text}", schema.problems());
    Layout::of(&schema, root).expect("declared")
}

fn tree(layout: &Layout, bytes: &[u8]) -> Tree {
    let mut arena = Arena::default();
    let message = read(&mut arena, layout, bytes).unwrap_or_else(|damage| panic!("{damage}: {bytes:?}"));
    let mut tree = Tree::of(layout, message);
    tree.sort_maps(layout);
    tree
}

fn name(step: &Shape) -> String {
    format!("{step:?}").chars().take_while(char::is_ascii_alphabetic).collect()
}

#[test]
fn predicted_is_encoded_and_the_way_back_is_whole() {
    let seeds = std::env::var("PROTUNE_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(400);
    let (mut tried, mut carried) = (BTreeMap::<String, usize>::new(), BTreeMap::<String, usize>::new());
    for seed in 0..seeds {
        let mut random = Random::new(seed + 7_000_000);
        let syntax = SYNTAXES[seed as usize % 3];
        let plain = schemas::schema(&mut random, syntax);
        let (text, plain) = (extras::with_extras(&plain, syntax), layout(&plain, "M3"));
        let layout = layout(&text, "M3");
        let message = |_| {
            let random_fields = messages::message(&mut random, &plain, Tame::default());
            [random_fields, extras::values(&mut random)].concat()
        };
        let all: Vec<Vec<u8>> = (0..6).map(message).collect();
        let trees: Vec<Tree> = all.iter().map(|bytes| tree(&layout, bytes)).collect();
        let nothing = Recoding::nothing(&layout);
        for (bytes, tree) in all.iter().zip(&trees) {
            let (mut arena, mut output) = (Arena::default(), Output::default());
            let message = read(&mut arena, &layout, bytes).expect("read before");
            let canonical = transcode(message, &nothing, &mut output).expect("nothing changes");
            assert_eq!(Tree::of(&layout, message).encode(&layout), canonical, "seed {seed}\n{text}");
            assert_eq!(tree.size(&layout), canonical.len() as u64, "seed {seed}\n{text}");
        }
        for _ in 0..6 {
            let mut reshaping = Reshaping::new(&layout, []).expect("no step");
            let mut steps = Vec::new();
            for _ in 0..12 {
                let Some(step) = step(&mut random, reshaping.to(), &trees) else { continue };
                if reshaping.push(step.clone()).is_ok() {
                    steps.push(step);
                }
                if steps.len() == 3 {
                    break;
                }
            }
            for before in &trees {
                steps.iter().for_each(|step| *tried.entry(name(step)).or_default() += 1);
                let Ok(after) = reshaping.there(before.clone()) else { continue };
                steps.iter().for_each(|step| *carried.entry(name(step)).or_default() += 1);
                let context = || {
                    let trees = format!("{before:?}\n{after:?}");
                    format!(
                        "seed {seed}\n{steps:#?}\n{text}\n{}",
                        trees.chars().take(6000).collect::<String>()
                    )
                };
                let bytes = after.encode(reshaping.to());
                assert_eq!(bytes.len() as u64, after.size(reshaping.to()), "{}", context());
                let again = Tree::of(
                    reshaping.to(),
                    read(&mut Arena::default(), reshaping.to(), &bytes)
                        .unwrap_or_else(|_| panic!("{}", context())),
                );
                let mut back = reshaping.back(again).unwrap_or_else(|why| panic!("{why}: {}", context()));
                back.sort_maps(&layout);
                assert!(back == *before, "{}", context());
            }
        }
    }
    // Otherwise it would say little.
    for (step, tried) in tried {
        let carried = carried.get(&step).copied().unwrap_or(0);
        assert!(carried * 20 > tried, "{step}: {carried} of {tried}");
    }
}
