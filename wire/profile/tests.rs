//! Properties of profiles: however messages are split and merged, the bytes are those of one run.

use crate::layout::Layout;
use crate::profile::{Distinct, FALLING, Key, Profile, Profiler, RISING, STRICTLY_RISING};
use crate::varint;

const SCHEMA: &str = r#"
    syntax = "proto3";
    message A {
      string name = 1;
      string other_name = 2;
      repeated A inside = 3;
      repeated sint64 numbers = 4;
      map<string, B> b = 5;
      double d = 6;
      B one = 7;
      B other = 8;
      repeated double ds = 9;
      bytes raw = 10;
      repeated string texts = 11;
      repeated uint64 times = 12;
    }
    message B { uint32 n = 1; A a = 2; fixed32 f = 3; bytes b = 4; bytes c = 5; float g = 6; }
"#;

/// Texts of many forms, some of which begin alike.
const TEXTS: [&str; 10] = [
    "",
    "12",
    "0.25",
    "-7.50",
    "2024-02-29",
    "2024-02-29T12:00:00Z",
    "https://a.example/1",
    "https://a.example/2",
    "AA==",
    "PAID",
];

fn layout(text: &str) -> Layout {
    Layout::of(&protune_compiler::compile([("a.proto", text)], |_| None), "A").expect("declared")
}

/// Numbers that look random and are always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    /// Records of every sort, many of which fit the schema.
    fn message(&mut self, depth: u32) -> Vec<u8> {
        let mut out = Vec::new();
        for _ in 0..self.roll(6) {
            let (number, wire_type) = (1 + self.roll(13), [0, 1, 2, 2, 2, 5][self.roll(6) as usize]);
            varint::put(&mut out, number << 3 | wire_type);
            match wire_type {
                0 => varint::put(&mut out, 10_u64.pow(self.roll(20) as u32) << self.roll(2)),
                1 => out.extend((self.roll(5) as f64 / [1.0, 4.0, 3.0][self.roll(3) as usize]).to_le_bytes()),
                5 => out.extend([self.roll(2) as u8; 4]),
                _ => {
                    let inside = match number {
                        3 | 5 | 7 | 8 if depth == 0 => Vec::new(),
                        3 | 5 | 7 | 8 => self.message(depth - 1),
                        4 => (0..self.roll(5)).map(|_| self.roll(128) as u8).collect(),
                        9 => (0..self.roll(4)).flat_map(|n| (n as f64 * 0.1).to_le_bytes()).collect(),
                        12 => self.rising(),
                        _ => TEXTS[self.roll(TEXTS.len() as u64) as usize].into(),
                    };
                    varint::put(&mut out, inside.len() as u64);
                    out.extend(inside);
                }
            }
        }
        out
    }
}

impl Dice {
    /// Numbers as varints; most lists rise.
    fn rising(&mut self) -> Vec<u8> {
        let (mut out, mut last) = (Vec::new(), 1000 * self.roll(5));
        for _ in 0..self.roll(5) {
            varint::put(&mut out, last);
            last = if self.roll(50) == 0 { self.roll(300) } else { last + 10 * self.roll(40) };
        }
        out
    }
}

fn profile(layout: &Layout, messages: &[Vec<u8>]) -> Profile {
    counted(layout, messages, None)
}

fn key(byte: u8) -> Key {
    Key::new(&[byte, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]).expect("it is no weak key")
}

fn counted(layout: &Layout, messages: &[Vec<u8>], key: Option<Key>) -> Profile {
    let mut profiler = Profiler::new(layout).counting(key);
    messages.iter().for_each(|message| profiler.add(message).expect("no damage"));
    profiler.finish()
}

/// However messages are split, and in whatever order and grouping the parts are merged.
#[test]
fn merged_is_as_counted_together() {
    let (layout, mut dice) = (layout(SCHEMA), Dice(1));
    for round in 0..400 {
        let key = (round % 2 == 0).then(|| key(0));
        let count = 1 + dice.roll(12);
        let mut messages: Vec<Vec<u8>> = (0..count).map(|_| dice.message(4)).collect();
        messages.retain(|message| crate::fit(&layout, message, false).is_ok());
        let whole = counted(&layout, &messages, key).encode();
        let mut parts: Vec<Vec<Vec<u8>>> = vec![Vec::new(); 4];
        messages.into_iter().for_each(|message| parts[dice.roll(4) as usize].push(message));
        let mut parts: Vec<Profile> = parts.iter().map(|part| counted(&layout, part, key)).collect();
        while parts.len() > 1 {
            let one = parts.swap_remove(dice.roll(parts.len() as u64) as usize);
            let into = dice.roll(parts.len() as u64) as usize;
            parts[into].merge(&one).expect("one schema");
        }
        assert_eq!(parts[0].encode(), whole);
        assert_eq!(Profile::decode(&whole).as_ref(), Ok(&parts[0]));
    }
}

/// Each byte is counted once: fields that are no messages, tags and lengths of those that are, and unknown
/// ones.
#[test]
fn bytes_add_up() {
    let (layout, mut dice) = (layout(SCHEMA), Dice(2));
    let mut messages: Vec<Vec<u8>> = (0..2000).map(|_| dice.message(5)).collect();
    messages.retain(|message| crate::fit(&layout, message, false).is_ok());
    let profile = profile(&layout, &messages);
    let mut sum = 0;
    for node in &profile.nodes {
        let ty = profile.ty(node);
        for counts in &node.fields {
            let kind = ty.field(counts.number).and_then(|field| field.kind());
            let inside = if kind.is_some_and(|kind| kind.is_message()) { counts.payload_bytes } else { 0 };
            sum += counts.bytes() - inside;
        }
        sum += node.unknown.iter().map(|unknown| unknown.bytes()).sum::<u64>();
    }
    assert!(messages.len() > 100 && sum > 1000, "{}", messages.len());
    assert_eq!(sum, profile.bytes);
}

#[test]
fn other_schemas_and_versions_are_refused() {
    let one = profile(&layout(SCHEMA), &[vec![0x0A, 0]]);
    let other = profile(&layout(&SCHEMA.replace("double d", "float d")), &[vec![0x0A, 0]]);
    let told = one.clone().merge(&other).expect_err("it differs").to_string();
    assert_eq!(told, "field `d` of `A` is `double` in one, and `float` in the other");
    let newer = Profile { version: 3, ..one.clone() }.encode();
    assert!(Profile::decode(&newer).is_err_and(|why| why.to_string().contains("version 3")));
    assert!(Profile::decode(b"syntax = \"proto3\";").is_err());
    assert!(Profile::decode(&one.encode()[..40]).is_err());
}

/// Profiles with different keys merge without the counts of single values. Which ones stay does not depend on the
/// order, and profiles of no messages do not matter.
#[test]
fn keys_have_to_be_the_same() {
    let (layout, message) = (layout(SCHEMA), vec![b"\x0A\x01a".to_vec()]);
    let of = |messages: &[Vec<u8>], which: Option<u8>| counted(&layout, messages, which.map(key));
    let full = [of(&message, Some(1)), of(&message, Some(2)), of(&message, None)];
    let empty = [of(&[], Some(1)), of(&[], Some(2)), of(&[], None)];
    let merged = |parts: &[&Profile]| {
        let mut all = parts[0].clone();
        parts[1..].iter().for_each(|part| all.merge(part).expect("one schema"));
        all
    };
    let parts: Vec<&Profile> = full.iter().chain(&empty).collect();
    for a in &parts {
        for b in &parts {
            assert_eq!(merged(&[a, b]).encode(), merged(&[b, a]).encode());
            for c in &parts {
                let right = merged(&[b, c]);
                assert_eq!(merged(&[a, b, c]).encode(), merged(&[a, &right]).encode());
            }
        }
        assert!(Profile::decode(&merged(&[a, &full[0]]).encode()).is_ok());
    }
    let values = |profile: &Profile| profile.nodes[0].counts(1).and_then(|counts| counts.values.clone());
    let kept = values(&merged(&[&full[0], &full[0], &empty[1], &empty[2]])).expect("they have one key");
    assert_eq!((kept.values.len(), kept.values[0].count, kept.values[0].length), (1, 2, 1));
    for other in [&full[1], &full[2]] {
        let merged = merged(&[&full[0], other]);
        assert!(merged.key.is_none() && values(&merged).is_none());
        assert_eq!(merged.messages, 2);
    }
}

#[test]
fn counts_say_what_values_are_like() {
    let layout = layout(SCHEMA);
    let of = |records: &[&[u8]]| {
        let messages: Vec<Vec<u8>> = records.iter().map(|record| record.to_vec()).collect();
        profile(&layout, &messages).nodes[0].fields[0].clone()
    };
    let double = |value: f64| [&[0x31][..], &value.to_le_bytes()].concat();
    let decimals = |values: &[f64]| {
        let records: Vec<Vec<u8>> = values.iter().map(|value| double(*value)).collect();
        let counts = of(&records.iter().map(|record| &**record).collect::<Vec<_>>());
        counts.doubles.map(|doubles| doubles.decimals)
    };
    assert_eq!(decimals(&[1.0, 0.0, -250.0]), Some(0));
    assert_eq!(decimals(&[0.1, 1.25, -3.0]), Some(2));
    assert_eq!(decimals(&[0.1, 1.0 / 3.0]), Some(8));
    assert_eq!(decimals(&[-0.0]), Some(8));
    assert_eq!(decimals(&[f64::NAN]), Some(8));

    let texts = of(&[b"\x0A\x0A2024-02-29", b"\x0A\x0A2024-03-01", b"\x0A\x0A2024-02-29"]);
    assert_eq!(texts.distinct(), Some(Distinct::About(2)));
    let strings = texts.strings.expect("it is one");
    assert_eq!(crate::profile::Form::of(strings.forms).collect::<Vec<_>>(), [crate::profile::Form::Date]);
    assert_eq!(strings.prefix.len(), 2, "2024 and no more");

    let list = |numbers: &[u8]| [&[0x62, numbers.len() as u8], numbers].concat();
    let order = |lists: &[&[u8]]| {
        let records: Vec<Vec<u8>> = lists.iter().map(|numbers| list(numbers)).collect();
        of(&records.iter().map(|record| &**record).collect::<Vec<_>>())
    };
    let steps = order(&[&[10, 20, 30, 40], &[70, 80]]);
    let lists = steps.lists.expect("it is repeated");
    assert_eq!((lists.order, lists.second), (RISING | STRICTLY_RISING, vec![5, 1]));
    assert_eq!(steps.integers.map(|integers| integers.tens), Some(1));
    let equal = order(&[&[10, 10], &[5]]).lists.expect("it is repeated");
    assert_eq!(equal.order, RISING | FALLING);
    let neither = order(&[&[10, 20], &[20, 10]]).lists.expect("it is repeated");
    assert_eq!((neither.order, neither.second), (0, Vec::new()));

    // `one` and `other` have the same bytes, and then not.
    let equal = [0x3A, 2, 8, 5, 0x42, 2, 8, 5];
    let derived = |messages: &[&[u8]]| {
        let messages: Vec<Vec<u8>> = messages.iter().map(|message| message.to_vec()).collect();
        let derived = profile(&layout, &messages).nodes[0].derived.clone();
        derived
            .into_iter()
            .find(|derived| (derived.field, derived.from) == (8, 7))
            .map(|derived| derived.holds)
    };
    assert_eq!(derived(&[&equal, &equal, b""]), Some(2));
    assert_eq!(derived(&[&equal, &equal[..4]]), None);
}

/// Versions of a schema to which only fields, types and values of enums were added.
const VERSIONS: [&str; 4] = [
    "message A { optional string s = 1; optional E e = 2; } enum E { X = 0; }",
    "message A { optional string s = 1; optional E e = 2; repeated sint32 n = 3; } enum E { X = 0; Y = 1; }",
    "message A { optional string s = 1; optional E e = 2; optional B b = 4; } enum E { X = 0; Z = 2; }
     message B { map<int32, A> a = 1; }",
    "message A { optional string s = 1; optional E e = 2; repeated sint32 n = 3; optional B b = 4; }
     enum E { X = 0; Y = 1; Z = 2; } message B { map<int32, A> a = 1; optional bytes c = 2; }",
];

#[test]
fn versions_merge_in_any_order() {
    let mut dice = Dice(3);
    let layouts = VERSIONS.map(layout);
    for _ in 0..100 {
        let mut parts = Vec::new();
        for layout in &layouts {
            let mut messages: Vec<Vec<u8>> = (0..4).map(|_| dice.message(3)).collect();
            messages.retain(|message| crate::fit(layout, message, false).is_ok());
            parts.push(Profile { partitions: vec![dice.roll(3).to_string()], ..profile(layout, &messages) });
        }
        let merged = |order: [usize; 4]| {
            let [a, b, c, d] = order.map(|at| parts[at].clone());
            let (mut one, mut other) = (a, c);
            one.merge(&b).expect("additive");
            other.merge(&d).expect("additive");
            one.merge(&other).expect("additive");
            one
        };
        let whole = merged([0, 1, 2, 3]);
        assert_eq!(Profile::decode(&whole.encode()).as_ref(), Ok(&whole));
        for order in [[3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]] {
            assert_eq!(merged(order).encode(), whole.encode());
        }
        let only_newest = layouts[3].types().all(|(_, ty)| whole.types.iter().any(|it| it.name == *ty.name));
        assert!(!only_newest || whole.is_of(&layouts[3]).is_ok());
        assert_eq!(whole.messages, parts.iter().map(|part| part.messages).sum::<u64>());
    }
}

#[test]
fn what_is_no_addition_is_named() {
    let of = |text: &str| profile(&layout(text), &[vec![0x0A, 0]]);
    let one = of(VERSIONS[0]);
    let told = |text: &str| one.clone().merge(&of(text)).expect_err("it differs").to_string();
    let field = |rest: &str| format!("field `{rest} in the other");
    let e = "optional E e = 2; } enum E { X = 0; }";
    let s = |text: &str| format!("message A {{ {text} {e}");
    assert_eq!(told(&s("optional bytes s = 1;")), field("s` of `A` is `string` in one, and `bytes`"));
    assert_eq!(told(&s("required string s = 1;")), field("s` of `A` is with presence in one, and required"));
    assert_eq!(told(&s("optional string t = 1;")), field("s` of `A` is named `s` in one, and named `t`"));
    assert_eq!(told(&s("oneof o { string s = 1; }")), field("s` of `A` is in no oneof in one, and in `o`"));
    let newer = layout(VERSIONS[1]);
    let why = one.is_of(&newer).expect_err("it differs").to_string();
    assert_eq!(
        why,
        field("e` of `A` is an enum with the values [0] in one, and an enum with the values [0, 1]")
    );
    assert!(of(VERSIONS[1]).is_of(&newer).is_ok());
}
