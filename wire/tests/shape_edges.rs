//! Steps at the edges of what messages can be: each case goes there and back, or is refused.

use protune_wire::shape::{Common, Operations, Reshaping, Shape, Spelling, Tree};
use protune_wire::{Arena, Layout, read, varint};

/// The message after the steps, if it fits. Panics if it does not come back.
fn there(schema: &str, step: Shape, message: &[u8]) -> Result<Vec<u8>, &'static str> {
    let text = format!(
        "syntax = \"proto3\";\nimport \"google/protobuf/timestamp.proto\";\nimport \"google/protobuf/duration.proto\";\n{schema}"
    );
    let schema = protune_compiler::compile([("edges.proto", text)], |_| None);
    assert!(schema.problems().is_empty(), "{:?}", schema.problems());
    let layout = Layout::of(&schema, "M").expect("declared");
    let reshaping = Reshaping::new(&layout, [step]).expect("possible");
    let mut arena = Arena::default();
    let tree = Tree::of(&layout, read(&mut arena, &layout, message).expect("well encoded"));
    let new = match reshaping.there(tree.clone().with_sorted_maps(&layout)) {
        Ok(new) => new.encode(reshaping.to()),
        Err(unfit) => return Err(unfit.why),
    };
    let again = Tree::of(reshaping.to(), read(&mut arena, reshaping.to(), &new).expect("well encoded"));
    let back = reshaping.back(again).expect("the way back").with_sorted_maps(&layout);
    assert_eq!(back.encode(&layout), tree.with_sorted_maps(&layout).encode(&layout));
    Ok(new)
}

fn m() -> String {
    "M".to_owned()
}

fn double(value: f64) -> Vec<u8> {
    [vec![9], value.to_bits().to_le_bytes().to_vec()].concat()
}

const ROWS: &str =
    "message M { repeated R r = 1; } message R { int32 a = 1; optional int32 b = 2; repeated int32 c = 3; }";

#[test]
fn columns_of_no_rows_and_of_empty_rows() {
    let columns = || Shape::Columns { message: m(), field: 1 };
    assert_eq!(there(ROWS, columns(), &[]), Ok(vec![]));
    // Only the number of rows is left.
    assert_eq!(there(ROWS, columns(), &[10, 0, 10, 0, 10, 0]), Ok(vec![10, 2, 56, 3]));
    // A zero with presence is a value, and bits show which row has it.
    assert_eq!(there(ROWS, columns(), &[10, 0, 10, 2, 16, 0]), Ok(vec![10, 8, 18, 1, 0, 42, 1, 2, 56, 2]));
    // Lists of each row, of which some are empty.
    assert_eq!(
        there(ROWS, columns(), &[10, 4, 26, 2, 5, 6, 10, 0]),
        Ok(vec![10, 8, 26, 2, 5, 6, 50, 2, 2, 0])
    );
    let unknown = there(ROWS, columns(), &[10, 2, 80, 1]);
    assert_eq!(unknown, Err("an element has unknown fields or extensions"));
}

#[test]
fn columns_of_a_map_keep_zeros() {
    let map = "message M { map<string, int32> r = 1; }";
    let columns = Shape::Columns { message: m(), field: 1 };
    // An entry without its key and value has empty ones.
    assert_eq!(
        there(map, columns, &[10, 0, 10, 5, 10, 1, 97, 16, 3]),
        Ok(vec![10, 9, 10, 0, 10, 1, 97, 18, 2, 0, 3])
    );
}

#[test]
fn times_before_1970_and_negative_durations() {
    let times = "message M { google.protobuf.Timestamp t = 1; google.protobuf.Duration d = 2; }";
    let time = |field, digits| Shape::Time { message: m(), field, digits };
    let parts = |tag: u8, seconds: i64, nanoseconds: i64| {
        let mut body = Vec::new();
        for (tag, part) in [(8, seconds), (16, nanoseconds)] {
            if part != 0 {
                body.push(tag);
                varint::put(&mut body, part as u64);
            }
        }
        [vec![tag, body.len() as u8], body].concat()
    };
    // A quarter of a second before 1970 is second -1, and three quarters.
    assert_eq!(there(times, time(1, 3), &parts(10, -1, 750_000_000)), Ok(vec![8, 0xf3, 3]));
    assert_eq!(there(times, time(2, 3), &parts(18, 0, -500_000_000)), Ok(vec![16, 0xe7, 7]));
    assert_eq!(there(times, time(2, 3), &parts(18, -1, -500_000_000)), Ok(vec![16, 0xb7, 23]));
    // Zero is present.
    assert_eq!(there(times, time(2, 0), &[18, 0]), Ok(vec![16, 0]));
    assert_eq!(there(times, time(2, 0), &[]), Ok(vec![]));
    let misfit = Err("a value has another form");
    assert_eq!(there(times, time(2, 3), &parts(18, 1, -500_000_000)), misfit, "two signs");
    assert_eq!(there(times, time(1, 3), &parts(10, 1, 1)), misfit, "too fine");
    assert_eq!(there(times, time(1, 9), &parts(10, 253_402_300_799, 0)), misfit, "too far");
    assert_eq!(there(times, time(1, 0), &[10, 2, 80, 1]), misfit, "an unknown field");
}

#[test]
fn doubles_that_are_no_decimals() {
    let doubles = "message M { double d = 1; }";
    let scale = |digits| Shape::Scale { message: m(), field: 1, digits };
    assert_eq!(there(doubles, scale(2), &double(-12.25)), Ok(vec![8, 0x91, 19]));
    assert_eq!(there(doubles, scale(2), &double(0.0)), Ok(vec![]));
    for value in [-0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, 1e-300, 0.001] {
        assert_eq!(there(doubles, scale(2), &double(value)), Err("a value has another form"), "{value}");
    }
}

#[test]
fn doubles_that_are_floats() {
    let doubles = "message M { double d = 1; }";
    let float = || Shape::Retype { message: m(), field: 1, to: "float".to_owned() };
    for value in [-0.0, 1.5, f64::INFINITY, f64::NAN] {
        let bits = (value as f32).to_bits().to_le_bytes();
        assert_eq!(there(doubles, float(), &double(value)), Ok([&[13][..], &bits].concat()), "{value}");
    }
    // The last is a NaN that a conversion makes quiet.
    for value in [0.1, 1e-300, 1e300, f64::from_bits(0x7ff0_0000_0000_0001)] {
        assert_eq!(there(doubles, float(), &double(value)), Err("a value has another form"), "{value}");
    }
}

#[test]
fn numbers_at_the_ends_of_their_types() {
    let fixed = "message M { repeated fixed64 f = 1; }";
    let list: Vec<u8> = [u64::MAX, 0, 1].iter().flat_map(|number| number.to_le_bytes()).collect();
    let list = [vec![10, 24], list].concat();
    // Differences wrap around.
    assert_eq!(there(fixed, Shape::Delta { message: m(), field: 1 }, &list), Ok(vec![10, 3, 1, 2, 2]));
    let retype = |to: &str| Shape::Retype { message: m(), field: 1, to: to.to_owned() };
    assert_eq!(there(fixed, retype("int64"), &list), Err("a value has another form"));
    let small = [vec![10, 8], vec![1, 0, 0, 0, 0, 0, 0, 0]].concat();
    assert_eq!(there(fixed, retype("sint32"), &small), Ok(vec![10, 1, 2]));
}

#[test]
fn defaults_know_absent_from_zero() {
    let step = |value| Shape::Default { message: m(), field: 1, value };
    let (implicit, explicit) = ("message M { int32 a = 1; }", "message M { optional int32 a = 1; }");
    assert_eq!(there(implicit, step(Common::Bits(9)), &[8, 9]), Ok(vec![]));
    assert_eq!(there(implicit, step(Common::Bits(9)), &[]), Ok(vec![8, 0]));
    assert_eq!(there(explicit, step(Common::Bits(9)), &[8, 0]), Ok(vec![8, 0]));
    assert_eq!(there(explicit, step(Common::Bits(9)), &[]), Err("a value that may be absent is absent"));
}

#[test]
fn equal_and_inlined_messages() {
    let pair = "message M { R a = 1; R b = 2; } message R { int32 c = 1; }";
    let equal = || Shape::Equal { message: m(), field: 2, to: 1 };
    assert_eq!(there(pair, equal(), &[10, 2, 8, 1, 18, 2, 8, 1]), Ok(vec![10, 2, 8, 1]));
    assert_eq!(there(pair, equal(), &[]), Ok(vec![]));
    assert_eq!(there(pair, equal(), &[10, 0]), Err("the two fields differ"));
    let inline = || Shape::Inline { message: m(), field: 2 };
    assert_eq!(there(pair, inline(), &[18, 2, 8, 1]), Ok(vec![16, 1]));
    assert_eq!(there(pair, inline(), &[]), Ok(vec![]));
    assert_eq!(there(pair, inline(), &[18, 0]), Err("the message is empty, or has unknown fields"));
}

#[test]
fn maps_and_texts() {
    let map = "message M { map<string, int32> r = 1; string s = 2; }";
    let keys = || Shape::Keys { message: m(), field: 1, keys: vec!["a".to_owned()], as_json: false };
    assert_eq!(there(map, keys(), &[]), Ok(vec![]));
    assert_eq!(there(map, keys(), &[10, 3, 10, 1, 97]), Ok(vec![10, 2, 8, 0]), "a value of zero");
    assert_eq!(
        there(map, keys(), &[10, 3, 10, 1, 98]),
        Ok(vec![10, 7, 18, 5, 10, 1, 98, 16, 0]),
        "another key"
    );
    let twice = there(map, keys(), &[10, 5, 10, 1, 97, 16, 4, 10, 5, 10, 1, 97, 16, 5]);
    assert_eq!(twice, Ok(vec![10, 2, 8, 5]), "the last entry of a key counts");
    let trim = Shape::Trim { message: m(), field: 2, prefix: "ab".to_owned(), suffix: "b".to_owned() };
    assert_eq!(there(map, trim.clone(), b"\x12\x03abb"), Ok(vec![18, 0]));
    assert_eq!(there(map, trim, b"\x12\x02ab"), Err("a value has another form"), "prefix and suffix overlap");
    let digits = Shape::Text { message: m(), field: 2, form: Spelling::Digits };
    assert_eq!(there(map, digits, b"\x12\x010"), Ok(vec![16, 0]));
    let words = Shape::Enumerate { message: m(), field: 2, values: vec!["ab".to_owned()], as_json: false };
    assert_eq!(there(map, words.clone(), b"\x12\x02ab"), Ok(vec![16, 1]));
    assert_eq!(there(map, words, b"\x12\x02cd"), Ok(b"\x1a\x02cd".to_vec()));
}

#[test]
fn a_message_without_a_free_number_gets_no_field() {
    let text =
        "syntax = \"proto3\"; message M { repeated R r = 1; reserved 2 to max; } message R { string s = 1; }";
    let schema = protune_compiler::compile([("full.proto", text)], |_| None);
    let layout = Layout::of(&schema, "M").expect("declared");
    let table = Shape::Strings { uses: vec![("R".to_owned(), 1)] };
    let refusal = Reshaping::new(&layout, [table]).expect_err("there is no room for the table");
    assert_eq!(refusal.to_string(), "field 1 of `R`: the message has no free field number");
    // Columns are a message of their own, whose numbers nobody reserved.
    assert!(Reshaping::new(&layout, [Shape::Columns { message: m(), field: 1 }]).is_ok());
}

#[test]
fn json_stays_the_same() {
    let text = "message M { map<string, int32> r = 1; string s = 2; repeated string l = 3; oneof o { string t = 4; } \
                map<string, string> m = 5; optional string p = 6; }";
    let keys = || Shape::Keys { message: m(), field: 1, keys: vec!["a b".to_owned()], as_json: true };
    assert_eq!(there(text, keys(), b"\x0a\x07\x0a\x03a b\x10\x05"), Ok(vec![10, 2, 8, 5]));
    assert_eq!(there(text, keys(), &[10, 3, 10, 1, 98]), Err("a key is none of the fields"));
    let words =
        |field| Shape::Enumerate { message: m(), field, values: vec!["ab".to_owned()], as_json: true };
    assert_eq!(there(text, words(2), b"\x12\x02ab"), Ok(vec![16, 1]));
    assert_eq!(there(text, words(2), b"\x12\x02cd"), Err("a string is none of the values"));
    assert_eq!(there(text, words(6), b"\x32\x00"), Err("a string is none of the values"), "empty but set");
    let time = |field| Shape::Text { message: m(), field, form: Spelling::Timestamp };
    // Half a second past 1970, and 1970 itself: an empty message.
    let half = b"1970-01-01T00:00:00.500Z";
    let record = |tag: u8, text: &[u8]| [&[tag, text.len() as u8], text].concat();
    let nanoseconds = [6, 16, 128, 202, 181, 238, 1];
    assert_eq!(there(text, time(2), &record(18, half)), Ok([&[18], &nanoseconds[..]].concat()));
    assert_eq!(there(text, time(2), &record(18, b"1970-01-01T00:00:00Z")), Ok(vec![18, 0]));
    assert_eq!(there(text, time(3), &record(26, half)), Ok([&[26], &nanoseconds[..]].concat()));
    assert_eq!(there(text, time(4), &record(34, half)), Ok([&[34], &nanoseconds[..]].concat()));
    assert_eq!(
        there(text, time(2), &record(18, b"1970-01-01T00:00:00.000Z")),
        Err("a value has another form")
    );
    let entry = [&record(10, b"a")[..], &record(18, half)].concat();
    let of_entry = Shape::Text { message: "M.MEntry".to_owned(), field: 2, form: Spelling::Timestamp };
    assert_eq!(
        there(text, of_entry, &record(42, &entry)),
        Ok([&[42, 11, 10, 1, 97, 18], &nanoseconds[..]].concat())
    );
    let span = Shape::Text { message: m(), field: 2, form: Spelling::Duration };
    // -1 s and -1 ns, in ten bytes each.
    let minus = there(text, span, &record(18, b"-1.000000001s")).expect("it fits");
    assert_eq!((minus[..3].to_vec(), minus.len()), (vec![18, 22, 8], 24));
}

#[test]
fn what_keeps_json_says_so() {
    let text = "syntax = \"proto3\"; message M { int64 a = 1; int32 b = 2; string s = 3; double d = 4; }";
    let schema = protune_compiler::compile([("json.proto", text)], |_| None);
    let layout = Layout::of(&schema, "M").expect("declared");
    let to = |field, to: &str| Shape::Retype { message: m(), field, to: to.to_owned() };
    let verdicts = |step: &Shape| (step.keeps_json(&layout), step.keeps_all_json(&layout));
    assert_eq!(verdicts(&to(1, "sint64")), (true, true));
    assert_eq!(verdicts(&to(1, "uint64")), (true, false), "negative numbers are refused");
    assert_eq!(verdicts(&to(1, "fixed32")), (false, false), "text becomes a number");
    assert_eq!(verdicts(&to(2, "sfixed32")), (true, true));
    assert_eq!(verdicts(&to(4, "float")), (false, false));
    let text = |form| Shape::Text { message: m(), field: 3, form };
    assert_eq!(verdicts(&text(Spelling::Base64)), (true, false));
    assert_eq!(verdicts(&text(Spelling::Hex { upper: false })), (false, false));
    let steps = |values: &[&str]| {
        let values = values.iter().map(|&word| word.to_owned()).collect();
        Reshaping::new(&layout, [Shape::Enumerate { message: m(), field: 3, values, as_json: true }])
    };
    assert!(steps(&["PLACED", "paid", "_x1"]).is_ok());
    for words in [&["a b"][..], &["1a"], &["a_b", "AB"], &["_"], &["option"], &["\u{fc}"]] {
        assert!(steps(words).is_err(), "{words:?}");
    }
    let own =
        "syntax = \"proto3\"; package google.protobuf; message Timestamp { int64 s = 1; string t = 2; }";
    let schema = protune_compiler::compile([("own.proto", own)], |_| None);
    let layout = Layout::of(&schema, "google.protobuf.Timestamp").expect("declared");
    let step =
        Shape::Text { message: "google.protobuf.Timestamp".to_owned(), field: 2, form: Spelling::Timestamp };
    assert!(Reshaping::new(&layout, [step]).is_err());
}

#[test]
fn operations_are_counted() {
    let text = "syntax = \"proto3\"; message M { repeated M m = 1; map<string, int64> e = 2; repeated int32 p = 3; \
                double d = 4; bytes b = 5; string s = 6; }";
    let schema = protune_compiler::compile([("counts.proto", text)], |_| None);
    let layout = Layout::of(&schema, "M").expect("declared");
    let long = [&[42, 200, 1][..], &[0; 200]].concat();
    let message = [
        &[10, 2, 26, 0, 18, 6, 10, 1, 97, 16, 200, 1, 26, 4, 1, 172, 2, 3, 33, 0, 0, 0, 0, 0, 0, 240, 63][..],
        &long,
        &[50, 2, 97, 98],
    ]
    .concat();
    let mut arena = Arena::default();
    let tree = Tree::of(&layout, read(&mut arena, &layout, &message).expect("well encoded"));
    let mut operations = Operations::default();
    operations.count(&layout, &tree);
    let counted: Vec<u64> = operations.named().iter().map(|(_, count)| *count).collect();
    // An empty list is not there. Tags: 1 and 1 + 2 and 1 and 1 and 1 and 1; varints: one in the map, three in the list.
    assert_eq!(counted, [8, 4, 2, 1, 6, 1, 1, 1, 3, 3, 203], "{operations:?}");
    let mut twice = operations;
    twice.add(&operations);
    assert_eq!(twice.tags, 2 * operations.tags);
}

#[test]
fn texts_of_several_parts() {
    let text = "message M { string s = 1; int32 i = 2; optional string o = 4; oneof c { string p = 5; } }";
    let template = |field, texts: &[&str], parts: &[Option<Spelling>]| Shape::Template {
        message: m(),
        field,
        texts: texts.iter().map(|&text| text.to_owned()).collect(),
        parts: parts.to_vec(),
    };
    let number = Some(Spelling::Digits);
    let path = || template(1, &["/", "/x/", ""], &[None, number]);
    let there = |step: Shape, value: &[u8]| there(text, step, &[&[10, value.len() as u8], value].concat());
    assert_eq!(there(path(), b"/ab/x/7"), Ok(vec![10, 2, 97, 98, 24, 7]));
    assert_eq!(there(path(), b"//x/0"), Ok(vec![10, 0]), "an empty part shows that the text is there");
    assert_eq!(there(path(), b"/x/x/7/x/7"), Err("a value has another form"), "the rest is no number");
    assert_eq!(there(path(), b"/ab/x/07"), Err("a value has another form"), "a zero in front");
    assert_eq!(there(path(), b"/ab/x"), Err("a value has another form"));
    assert_eq!(there(path(), b"/"), Err("a value has another form"), "shorter than what is constant");
    let uuid = b"a-01234567-89ab-cdef-0123-456789abcdef-12";
    let of_uuid = template(1, &["a-", "-", ""], &[Some(Spelling::Uuid { upper: false }), number]);
    let new = there(of_uuid, uuid).expect("hyphens of a UUID are no ends");
    assert_eq!((new.len(), &new[..3], &new[18..]), (20, &[10, 16, 1][..], &[24, 12][..]));
    let schema =
        protune_compiler::compile([("edges.proto", format!("syntax = \"proto3\"; {text}"))], |_| None);
    let layout = Layout::of(&schema, "M").expect("declared");
    let why = |step| Reshaping::new(&layout, [step]).expect_err("it is refused").why;
    assert_eq!(why(template(1, &["", "", ""], &[None, None])), "nothing is between two parts");
    assert_eq!(why(template(1, &["a", "b"], &[None])), "there are no parts, or too many");
    assert_eq!(why(template(1, &["a", "b"], &[None, None])), "there are no parts, or too many");
    assert_eq!(why(template(5, &["", "a", ""], &[None, None])), "it is no plain string");
    let time = [None, Some(Spelling::Timestamp)];
    assert_eq!(why(template(1, &["", "a", ""], &time)), "a part cannot become a message");
    // A part without the first comes from no text.
    let reshaping = Reshaping::new(&layout, [path()]).expect("possible");
    let mut arena = Arena::default();
    let tree = Tree::of(reshaping.to(), read(&mut arena, reshaping.to(), &[24, 7]).expect("well encoded"));
    assert!(reshaping.back(tree).is_err());
}
