//! Bytes that are no messages, values that the new form cannot hold, steps that cannot be taken.
use protune_wire::{
    Arena, Change, Derivation, Flaw, Kind, Layout, Output, Plan, Recoding, Step, TextForm, read, size,
    transcode,
};

const SCHEMA: &str = r#"
    syntax = "proto2";
    import "google/protobuf/wrappers.proto";
    import "google/protobuf/any.proto";
    message M {
      optional int64 int = 1;
      repeated int32 list = 2;
      optional M inner = 3;
      optional double ratio = 4;
      optional string id = 5;
      optional google.protobuf.Int32Value wrapped = 6;
      optional Closed closed = 7;
      map<string, M> map = 8;
      optional group Group = 10 { optional bool bit = 1; }
      oneof choice { string text = 11; bytes raw = 12; }
      repeated M many = 13;
      optional google.protobuf.Any any = 14;
      repeated int32 run = 15 [packed = true];
      optional string twin = 17;
      optional google.protobuf.StringValue label = 18;
      reserved 20;
      extensions 100 to 200;
      enum Closed { ZERO = 0; ONE = 1; }
    }
    extend M { repeated fixed32 extra = 100; }
"#;

fn layout() -> Layout {
    let schema = protune_compiler::compile([("m.proto", SCHEMA)], |_| None);
    assert!(schema.problems().is_empty(), "{:?}", schema.problems());
    Layout::of(&schema, "M").expect("declared")
}

fn step(field: u32, change: Change) -> Step {
    Step { message: "M".to_owned(), field, change }
}

#[test]
fn damage_has_its_place() {
    let layout = layout();
    let cases: &[(&[u8], usize, Flaw)] = &[
        (&[0x08], 1, Flaw::Varint),
        (&[0x1A, 4, 0x1A, 2, 0x08, 0x80], 5, Flaw::Varint),
        (&[0x1A, 3, 0x1A, 2, 0x08, 0x80], 3, Flaw::Length),
        (&[0x12, 3, 1, 0x80, 0x80], 3, Flaw::Packed),
        (&[0xA2, 6, 5, 0, 0, 0, 0, 0], 7, Flaw::Packed),
        (&[0x08, 1, 0x53, 0x08, 1], 2, Flaw::GroupNotEnded),
        (&[0x53, 0x08, 0x80, 0x54], 0, Flaw::GroupNotEnded),
        (&[0x53, 0x08], 2, Flaw::Varint),
        (&[0x42, 3, 0x12, 1, 0x07], 4, Flaw::WireType),
        (&[0x1A, 1, 0x54], 2, Flaw::GroupNotStarted),
        (&[0x08, 1, 0x00], 2, Flaw::FieldNumber),
    ];
    let mut arena = Arena::default();
    for &(bytes, offset, flaw) in cases {
        let damage = read(&mut arena, &layout, bytes).expect_err("damaged");
        assert_eq!((damage.offset, damage.flaw), (offset, flaw), "{bytes:?}");
    }
    let nested = |depth: usize| {
        (0..depth).fold(Vec::new(), |body: Vec<u8>, _| {
            let mut record = vec![0x1A];
            protune_wire::varint::put(&mut record, body.len() as u64);
            [record, body].concat()
        })
    };
    assert!(read(&mut arena, &layout, &nested(100)).is_ok());
    let damage = read(&mut arena, &layout, &nested(101)).expect_err("too deep");
    assert_eq!(damage.flaw, Flaw::TooDeep);
    assert_eq!(damage.to_string(), format!("byte {}: messages nest too deep", damage.offset));
}

#[test]
fn obstacles_name_the_field_and_the_place() {
    let layout = layout();
    let uuid = Change::Bytes(TextForm::Uuid);
    let cases: &[(u32, Change, &[u8], &str)] = &[
        (
            1,
            Change::Retype(Kind::Int32),
            &[0x1A, 6, 8, 0x80, 0x80, 0x80, 0x80, 8],
            "byte 3: `int` of `M`: the number does not fit in `int32`",
        ),
        (
            2,
            Change::Retype(Kind::Uint32),
            &[0x12, 11, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
            "byte 3: `list` of `M`: the number does not fit in `uint32`",
        ),
        (
            4,
            Change::Narrow,
            &[0x21, 1, 0, 0, 0, 0, 0, 0, 0x40],
            "byte 1: `ratio` of `M`: no `float` is exactly this number",
        ),
        (5, uuid, &[0x2A, 1, b'x'], "byte 2: `id` of `M`: it is not a UUID in lower case with hyphens"),
        (6, Change::Unwrap, &[0x32, 2, 0x10, 1], "byte 2: `wrapped` of `M`: the wrapper has unknown fields"),
        (7, Change::Remove, &[0x38, 9], "byte 1: `closed` of `M`: it is present, and was to go"),
        (13, Change::Remove, &[0x6A, 0], "byte 2: `many` of `M`: it is present, and was to go"),
        (
            17,
            Change::Derive(Derivation::Equal { to: 5 }),
            &[0x2A, 1, b'x', 0x8A, 1, 1, b'y'],
            "byte 6: `twin` of `M`: it is not what it was to be derived as",
        ),
        (
            1,
            Change::Renumber { to: 9 },
            &[0x38, 1, 0x48, 1],
            "byte 2: `M`: the unknown field 9 has the number of a field that changes",
        ),
        (
            3,
            Change::Delimit,
            &[0x1B, 0x1C],
            "byte 0: `M`: the unknown field 3 has the number of a field that changes",
        ),
        (
            1,
            Change::Renumber { to: 9 },
            &[0x72, 10, 0x0A, 5, b'a', b'.', b'b', b'/', b'M', 0x12, 1, 8],
            "byte 11: `value` of `google.protobuf.Any`: it holds no message of the type that it names, which changes",
        ),
    ];
    for (field, change, bytes, wanted) in cases {
        let plan = Plan { steps: vec![step(*field, *change)] };
        let recoding = Recoding::new(&layout, &plan).unwrap_or_else(|refusal| panic!("{refusal}"));
        let (mut arena, mut output) = (Arena::default(), Output::default());
        let message = read(&mut arena, &layout, bytes).expect("sound");
        let [predicted, written] =
            [size(message, &recoding).err(), transcode(message, &recoding, &mut output).err()];
        assert_eq!(predicted, written);
        assert_eq!(written.map(|obstacle| obstacle.to_string()).as_deref(), Some(*wanted), "{change:?}");
    }
}

#[test]
fn refusals_say_why() {
    let layout = layout();
    let renumber = |field, to| vec![step(field, Change::Renumber { to })];
    let one = |field, change| vec![step(field, change)];
    let entry = |change| vec![Step { message: "M.MapEntry".to_owned(), field: 1, change }];
    let cases = [
        (renumber(1, 2), "field 1 of `M` cannot get the number 2: `list` has that number"),
        (renumber(1, 20), "field 1 of `M` cannot get the number 20: that number is reserved"),
        (renumber(1, 100), "field 1 of `M` cannot get the number 100: that number is left to extensions"),
        (renumber(100, 9), "field 100 of `M` cannot get the number 9: that number is not left to extensions"),
        (renumber(1, 19_500), "field 1 of `M` cannot get the number 19500: there is no such number"),
        (renumber(1, 1 << 29), "field 1 of `M` cannot get the number 536870912: there is no such number"),
        (renumber(99, 9), "field 99 of `M` cannot get the number 9: there is no such field"),
        (renumber(1, 1), "field 1 of `M` cannot get the number 1: that would change nothing"),
        (
            entry(Change::Renumber { to: 3 }),
            "field 1 of `M.MapEntry` cannot get the number 3: it is the key or the value of a map",
        ),
        (one(1, Change::Pack), "field 1 of `M` cannot be packed: it is no repeated field of numbers"),
        (one(3, Change::Pack), "field 3 of `M` cannot be packed: it is no repeated field of numbers"),
        (one(2, Change::Expand), "field 2 of `M` cannot be expanded: that would change nothing"),
        (one(4, Change::Retype(Kind::Int64)), "field 4 of `M` cannot become `int64`: its type is `double`"),
        (
            one(1, Change::Retype(Kind::Bool)),
            "field 1 of `M` cannot become `bool`: it is no type to change to",
        ),
        (one(1, Change::Narrow), "field 1 of `M` cannot become `float`: its type is `int64`"),
        (
            one(8, Change::Delimit),
            "field 8 of `M` cannot be delimited: it is no field of a message that is no map",
        ),
        (one(3, Change::Unwrap), "field 3 of `M` cannot be unwrapped: it is no singular field of a wrapper"),
        (
            one(1, Change::Derive(Derivation::Equal { to: 5 })),
            "field 1 of `M` cannot be derived from field 5: `id` has another type, or is changed as well",
        ),
        (
            one(11, Change::Derive(Derivation::Equal { to: 5 })),
            "field 11 of `M` cannot be derived from field 5: it is repeated, or a member of a oneof",
        ),
        (
            vec![step(1, Change::Remove), step(1, Change::Renumber { to: 9 })],
            "field 1 of `M` cannot be removed: it is changed otherwise as well",
        ),
        (
            vec![step(1, Change::Remove), step(2, Change::Renumber { to: 1 })],
            "field 2 of `M` cannot get the number 1: `int` has that number",
        ),
        (
            vec![Step { message: "N".to_owned(), field: 1, change: Change::Pack }],
            "field 1 of `N` cannot be packed: there is no such message",
        ),
        (
            vec![Step { message: "google.protobuf.Any".to_owned(), field: 1, change: Change::Remove }],
            "field 1 of `google.protobuf.Any` cannot be removed: runtimes know this message by heart",
        ),
    ];
    for (steps, wanted) in cases {
        let refusal = Recoding::new(&layout, &Plan { steps }).err().map(|refusal| refusal.to_string());
        assert_eq!(refusal.as_deref(), Some(wanted));
    }
}

/// Forms that parsers give a message, in bytes before and after.
#[test]
fn canonical_forms() {
    let layout = layout();
    let cases: &[(&str, &[u8], &[u8])] = &[
        ("nothing", &[], &[]),
        ("the last scalar wins", &[8, 1, 8, 0], &[8, 0]),
        ("an overlong varint", &[0x88, 0, 0x81, 0], &[8, 1]),
        ("a 32-bit number has no more bits", &[0x10, 0x81, 0x80, 0x80, 0x80, 0x10], &[0x10, 1]),
        (
            "packed and expanded elements are one list",
            &[0x12, 2, 1, 2, 0x10, 3, 0x12, 0],
            &[0x10, 1, 0x10, 2, 0x10, 3],
        ),
        ("messages are merged", &[0x1A, 2, 8, 1, 0x1A, 2, 0x10, 2], &[0x1A, 4, 8, 1, 0x10, 2]),
        ("unknown values of closed enums", &[0x38, 9, 0x38, 1], &[0x38, 1, 0x38, 9]),
        ("of a oneof the last member", &[0x5A, 1, b'a', 0x62, 0], &[0x62, 0]),
        (
            "of a key the last entry",
            &[0x42, 2, 0x0A, 0, 0x42, 4, 0x12, 2, 8, 1],
            &[0x42, 6, 0x0A, 0, 0x12, 2, 8, 1],
        ),
        ("entries have a key and a value", &[0x42, 0], &[0x42, 4, 0x0A, 0, 0x12, 0]),
        ("unknown fields stay as they are", &[0x48, 0x81, 0, 8, 1], &[8, 1, 0x48, 0x81, 0]),
        ("another wire type is an unknown field", &[0x0D, 1, 2, 3, 4], &[0x0D, 1, 2, 3, 4]),
        ("groups", &[0x53, 8, 5, 0x53, 0x54, 0x54], &[0x53, 8, 1, 0x53, 0x54, 0x54]),
        (
            "explicit zeros stay, negative ones as well",
            &[0x21, 0, 0, 0, 0, 0, 0, 0, 0x80],
            &[0x21, 0, 0, 0, 0, 0, 0, 0, 0x80],
        ),
        ("a wrapper of zero", &[0x32, 2, 8, 0], &[0x32, 0]),
        ("fields in order of their numbers", &[0x10, 1, 8, 1], &[8, 1, 0x10, 1]),
        ("also inside", &[0x1A, 4, 0x10, 1, 8, 1], &[0x1A, 4, 8, 1, 0x10, 1]),
        ("also in entries", &[0x42, 4, 0x12, 0, 0x0A, 0], &[0x42, 4, 0x0A, 0, 0x12, 0]),
        ("lists in one place", &[0x10, 1, 8, 1, 0x10, 2], &[8, 1, 0x10, 1, 0x10, 2]),
        ("unknown fields last", &[0x1A, 6, 8, 1, 0x48, 1, 0x10, 1], &[0x1A, 6, 8, 1, 0x10, 1, 0x48, 1]),
        ("an overlong length", &[0x1A, 0x82, 0, 8, 1], &[0x1A, 2, 8, 1]),
        ("a packed list is one record", &[0x7A, 1, 1, 0x7A, 2, 2, 3], &[0x7A, 3, 1, 2, 3]),
        ("or none", &[0x7A, 0], &[]),
        ("of what was expanded as well", &[0x78, 1], &[0x7A, 1, 1]),
        ("overlong elements", &[0x7A, 3, 0x81, 0, 5], &[0x7A, 2, 1, 5]),
        ("elements of two bytes", &[0x7A, 3, 0xAC, 2, 5], &[0x7A, 3, 0xAC, 2, 5]),
        (
            "elements without the bits of their sign",
            &[0x7A, 5, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
            &[0x7A, 10, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
        ),
        ("extensions", &[0xA5, 6, 1, 0, 0, 0, 8, 1], &[8, 1, 0xA5, 6, 1, 0, 0, 0]),
    ];
    let nothing = Recoding::nothing(&layout);
    for (what, bytes, wanted) in cases {
        let (mut arena, mut output) = (Arena::default(), Output::default());
        let message = read(&mut arena, &layout, bytes).unwrap_or_else(|damage| panic!("{what}: {damage}"));
        assert_eq!(transcode(message, &nothing, &mut output), Ok(*wanted), "{what}");
        assert_eq!(size(message, &nothing), Ok(wanted.len() as u64), "{what}");
    }
}

/// Unwrapping and conversion to bytes combine: for a value, no value, and an empty wrapper.
#[test]
fn steps_on_one_field_combine() {
    let layout = layout();
    let plan = Plan { steps: vec![step(18, Change::Bytes(TextForm::Hex)), step(18, Change::Unwrap)] };
    let there = Recoding::new(&layout, &plan).unwrap_or_else(|refusal| panic!("{refusal}"));
    let back = there.inverse();
    let cases: &[(&[u8], &[u8])] = &[
        (&[0x92, 1, 4, 0x0A, 2, b'f', b'0'], &[0x92, 1, 1, 0xF0]),
        (&[0x92, 1, 0], &[0x92, 1, 0]),
        (&[], &[]),
    ];
    for (old, new) in cases {
        let (mut arena, mut output) = (Arena::default(), Output::default());
        let message = read(&mut arena, &layout, old).expect("sound");
        assert_eq!(size(message, &there), Ok(new.len() as u64));
        assert_eq!(transcode(message, &there, &mut output), Ok(*new));
        let message = read(&mut arena, there.to(), new).expect("sound");
        assert_eq!(size(message, &back), Ok(old.len() as u64));
        assert_eq!(transcode(message, &back, &mut output), Ok(*old));
    }
}

/// A plan is compared with the schema that says what it led to.
#[test]
fn layouts_are_held_against_each_other() {
    let layout = layout();
    let text = SCHEMA.replace("repeated int32 list = 2", "repeated sint32 list = 9 [packed = true]");
    let schema = protune_compiler::compile([("m.proto", text)], |_| None);
    let wanted = Layout::of(&schema, "M").expect("declared");
    let steps = [Change::Pack, Change::Renumber { to: 9 }, Change::Retype(Kind::Sint32)];
    let mut plan = Plan { steps: steps.map(|change| step(2, change)).into() };
    let led_to = |plan: &Plan| Recoding::new(&layout, plan).expect("possible").to().clone();
    assert_eq!(led_to(&plan).difference(&wanted), None);
    plan.steps.pop();
    assert_eq!(led_to(&plan).difference(&wanted), Some("M.list".to_owned()));
}
