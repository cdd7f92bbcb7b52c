//! Steps that change the shape of messages, over all schemas and messages: what is predicted is what is encoded, and the
//! way back is whole.
//!
//!     PROTUNE_SEEDS=100000 cargo test -p protune-wire --test shapes      many more of them

#[path = "properties/messages.rs"]
mod messages;
#[path = "properties/random.rs"]
mod random;
#[path = "properties/schemas.rs"]
mod schemas;

use messages::Tame;
use protune_wire::shape::{Common, Reshaping, Shape, Spelling, Tree, Value};
use protune_wire::{Arena, Kind, Layout, Output, Recoding, read, transcode};
use random::Random;
use schemas::Syntax;
use std::collections::BTreeMap;

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

/// A step that may or may not be possible.
fn step(random: &mut Random, layout: &Layout, trees: &[Tree]) -> Option<Shape> {
    let types: Vec<_> = layout.types().map(|(_, ty)| ty).filter(|ty| !ty.fields().is_empty()).collect();
    let pick = |random: &mut Random| {
        let ty = types[random.below(types.len())];
        let field = &ty.fields()[random.below(ty.fields().len())];
        (ty.name.to_string(), field)
    };
    let (message, at) = pick(random);
    let field = at.number;
    let mut values: Vec<Value> = Vec::new();
    let id = layout.find(&message);
    for tree in trees {
        tree.visit(&mut |inner| {
            if Some(inner.type_id()) == id {
                values.extend(inner.get(field).iter().cloned());
            }
        });
    }
    let text = |value: &Value| match value {
        Value::Bytes(bytes) => String::from_utf8(bytes.to_vec()).ok().filter(|text| !text.is_empty()),
        _ => None,
    };
    let texts: Vec<String> = values.iter().filter_map(text).take(5).collect();
    Some(match random.below(12) {
        0 | 1 => Shape::Columns { message, field },
        2 => Shape::Delta { message, field },
        3 | 4 => {
            let uses: Vec<_> =
                (0..4).map(|_| pick(random)).filter(|(_, field)| field.kind == Kind::String).collect();
            let mut uses: Vec<_> = uses.into_iter().map(|(message, field)| (message, field.number)).collect();
            uses.dedup();
            Shape::Strings { uses }
        }
        5 => Shape::Messages { uses: vec![(message, field)] },
        6 => Shape::Enumerate { message, field, values: texts },
        7 => Shape::Keys { message, field, keys: vec!["a".to_owned(), "b".to_owned()] },
        8 => {
            let forms: Vec<Spelling> = Spelling::all().collect();
            Shape::Text { message, field, form: forms[random.below(forms.len())] }
        }
        9 => Shape::Scale { message, field, digits: random.below(4) as u8 },
        10 => {
            let value = match values.first()? {
                Value::Bits(bits) => Common::Bits(*bits),
                value => Common::Text(text(value)?),
            };
            Shape::Default { message, field, value }
        }
        _ => match random.below(3) {
            0 => Shape::Inline { message, field },
            1 => Shape::Equal { message, field, to: types[0].fields()[0].number },
            _ => Shape::Trim {
                message,
                field,
                prefix: texts.first()?.chars().next()?.to_string(),
                suffix: String::new(),
            },
        },
    })
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
        let text = schemas::schema(&mut random, SYNTAXES[seed as usize % 3]);
        let layout = layout(&text, "M3");
        let all: Vec<Vec<u8>> =
            (0..6).map(|_| messages::message(&mut random, &layout, Tame::default())).collect();
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
    println!("{carried:?} of {tried:?}");
    // Otherwise it would say little.
    for (step, tried) in tried {
        let carried = carried.get(&step).copied().unwrap_or(0);
        assert!(carried * 20 > tried, "{step}: {carried} of {tried}");
    }
}
