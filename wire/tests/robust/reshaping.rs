//! Checks for any bytes as a message of the old shape, and as one of the new shape: whatever fits a plan comes back whole,
//! and nothing makes the way back panic or take much more memory than the bytes.
use protune_wire::shape::{Common, Reshaping, Shape, Spelling, Tree};
use protune_wire::{Arena, Layout, read};
use std::sync::LazyLock;

const SCHEMA: &str = r#"
    syntax = "proto3";
    import "google/protobuf/timestamp.proto";
    message Batch {
      repeated Row rows = 1;
      map<string, string> notes = 2;
      string state = 3;
      repeated int64 ticks = 4;
      google.protobuf.Timestamp at = 5;
      double price = 6;
      string id = 7;
      optional string amount = 8;
      Row first = 9;
    }
    message Row {
      string name = 1;
      optional int32 count = 2;
      repeated string tags = 3;
      oneof choice { uint64 a = 4; Row b = 5; }
      fixed32 flags = 6;
      repeated Row rows = 7;
    }
"#;

struct World {
    layout: Layout,
    plans: Vec<Reshaping>,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let schema = protune_compiler::compile([("batch.proto", SCHEMA)], |_| None);
    assert!(schema.problems().is_empty(), "{:?}", schema.problems());
    let layout = Layout::of(&schema, "Batch").expect("declared");
    let batch = || "Batch".to_owned();
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let plans: [Vec<Shape>; 4] = [
        vec![
            Shape::Columns { message: batch(), field: 1 },
            Shape::Strings { uses: vec![("Row".to_owned(), 3), (batch(), 3)] },
            Shape::Delta { message: batch(), field: 4 },
        ],
        vec![
            Shape::Keys { message: batch(), field: 2, keys: words(&["a", "b"]), as_json: false },
            Shape::Enumerate { message: batch(), field: 3, values: words(&["a", "aa"]), as_json: false },
            Shape::Time { message: batch(), field: 5, digits: 9 },
            Shape::Scale { message: batch(), field: 6, digits: 2 },
            Shape::Default { message: batch(), field: 7, value: Common::Text("a".to_owned()) },
        ],
        vec![
            Shape::Text { message: batch(), field: 8, form: Spelling::Decimal { digits: 2 } },
            Shape::Template {
                message: batch(),
                field: 3,
                texts: words(&["", "a", ""]),
                parts: vec![None, Some(Spelling::Digits)],
            },
            Shape::Trim { message: batch(), field: 7, prefix: "a".to_owned(), suffix: String::new() },
            Shape::Columns { message: batch(), field: 2 },
        ],
        vec![
            Shape::Inline { message: batch(), field: 5 },
            Shape::Equal { message: batch(), field: 7, to: 3 },
        ],
    ];
    let plans = plans.map(|steps| {
        let mut reshaping = Reshaping::new(&layout, []).expect("no step");
        // A step that is refused leaves the others.
        steps.into_iter().for_each(|step| drop(reshaping.push(step)));
        reshaping
    });
    World { layout, plans: plans.into() }
});

pub(crate) fn reshaping_holds(bytes: &[u8]) {
    let World { layout, plans } = &*WORLD;
    let mut arena = Arena::default();
    for plan in plans {
        if let Ok(message) = read(&mut arena, layout, bytes) {
            let tree = Tree::of(layout, message).with_sorted_maps(layout);
            if let Ok(new) = plan.there(tree.clone()) {
                let encoded = new.encode(plan.to());
                assert_eq!(encoded.len() as u64, new.size(plan.to()));
                let again =
                    Tree::of(plan.to(), read(&mut arena, plan.to(), &encoded).expect("what was written"));
                let back = plan.back(again).expect("what was converted").with_sorted_maps(layout);
                assert!(back == tree, "{tree:?}\n{back:?}");
            }
        }
        if let Ok(message) = read(&mut arena, plan.to(), bytes) {
            // Made up, so that it may stand for nothing.
            drop(plan.back(Tree::of(plan.to(), message)));
        }
    }
}

pub(crate) fn reshaped_layouts() -> impl Iterator<Item = &'static Layout> {
    WORLD.plans.iter().map(Reshaping::to).chain([&WORLD.layout])
}
