//! Checks for any bytes as a message: they are read, or damaged at an offset inside them, and a message that
//! was read comes back whole from under every plan that accepts it.
use protune_wire::{
    Arena, Change, Derivation, Kind, Layout, Output, Plan, Recoding, Step, TextForm, read, size, transcode,
};
use std::sync::LazyLock;

const SCHEMA: &str = r#"
    syntax = "proto2";
    import "google/protobuf/wrappers.proto";
    import "google/protobuf/any.proto";
    message M {
      optional int64 a = 1;
      repeated sint32 b = 2 [packed = true];
      optional M c = 3;
      optional double d = 4;
      optional string e = 5;
      optional google.protobuf.Int32Value f = 6;
      repeated Closed g = 7;
      map<int32, M> h = 8;
      map<string, Closed> i = 9;
      repeated group J = 10 { optional bool bit = 1; optional M m = 2; }
      oneof choice { M k = 11; uint32 l = 12; }
      optional google.protobuf.Any m = 13;
      repeated fixed64 n = 14;
      optional int32 o = 15;
      optional int64 p = 16;
      extensions 100 to 200;
    }
    extend M { repeated float x = 100; }
    enum Closed { ZERO = 0; ONE = 1; }
"#;

struct World {
    layout: Layout,
    recodings: Vec<Recoding>,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let schema = protune_compiler::compile([("m.proto", SCHEMA)], |_| None);
    assert!(schema.problems().is_empty(), "{:?}", schema.problems());
    let layout = Layout::of(&schema, "M").expect("declared");
    let step = |(field, change)| Step { message: "M".to_owned(), field, change };
    let plans: [&[(u32, Change)]; 5] = [
        &[],
        &[
            (1, Change::Renumber { to: 2047 }),
            (2, Change::Expand),
            (7, Change::Pack),
            (14, Change::Pack),
            (100, Change::Renumber { to: 101 }),
        ],
        &[
            (1, Change::Retype(Kind::Sfixed32)),
            (2, Change::Retype(Kind::Int64)),
            (4, Change::Narrow),
            (5, Change::Bytes(TextForm::Hex)),
            (14, Change::Retype(Kind::Uint64)),
        ],
        &[
            (3, Change::Delimit),
            (10, Change::Prefix),
            (11, Change::Delimit),
            (6, Change::Unwrap),
            (3, Change::Renumber { to: 10 }),
            (10, Change::Renumber { to: 3 }),
        ],
        &[(16, Change::Derive(Derivation::Equal { to: 15 })), (13, Change::Remove)],
    ];
    let plans = plans.map(|steps| Plan { steps: steps.iter().copied().map(step).collect() });
    let recodings = plans.iter().map(|plan| Recoding::new(&layout, plan).expect("possible")).collect();
    World { layout, recodings }
});

pub(crate) fn carrying_holds(bytes: &[u8]) {
    let World { layout, recodings } = &*WORLD;
    let (mut arena, mut again, mut output) = (Arena::default(), Arena::default(), Output::default());
    let message = match read(&mut arena, layout, bytes) {
        Ok(message) => message,
        Err(damage) => return assert!(damage.offset <= bytes.len(), "{damage}"),
    };
    let canonical = transcode(message, &recodings[0], &mut output).expect("nothing changes").to_vec();
    for there in recodings {
        let predicted = size(message, there);
        let Ok(new) = transcode(message, there, &mut output).map(<[u8]>::to_vec) else {
            assert!(predicted.is_err());
            continue;
        };
        assert_eq!(predicted, Ok(new.len() as u64));
        let moved = read(&mut again, there.to(), &new).expect("what was written");
        let back = there.inverse();
        assert_eq!(transcode(moved, &back, &mut output), Ok(&canonical[..]));
    }
}

pub(crate) fn layout() -> &'static Layout {
    &WORLD.layout
}
