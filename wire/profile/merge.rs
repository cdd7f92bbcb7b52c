//! Two profiles into one. Counts are summed, widths are the greater one, and what held in all messages
//! holds only if it did in both; so order and grouping do not matter.

use super::declared::describe;
use super::sketch::Sketch;
use super::{
    Counts, Derived, Doubles, Field, Integers, Lists, Node, Profile, RISING, Strings, Type, Unknown, Values,
};
use crate::layout::Layout;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Profiles of schemas that differ in more than additions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Mismatch {
    /// The types of their messages.
    Roots(String, String),
    /// At least one is sealed.
    Sealed,
    /// A type that only one declares, or that is a map entry in one.
    Type(String),
    /// A field that is declared differently.
    Field {
        /// The full name of its message.
        message: String,
        /// The name of the field.
        field: String,
        /// Declaration in the first profile.
        one: String,
        /// Declaration in the second profile.
        other: String,
    },
}

impl Mismatch {
    pub(super) fn field(message: &str, field: &Field, one: String, other: String) -> Mismatch {
        Mismatch::Field { message: message.to_owned(), field: field.name.clone(), one, other }
    }
}

impl Profile {
    /// Adds the counts of another profile. One schema may declare fields that the other does not, but fields of the same
    /// number have to be the same. Counts of single values stay if both have the same key. On an error nothing is
    /// changed.
    pub fn merge(&mut self, other: &Profile) -> Result<(), Mismatch> {
        if self.sealed || other.sealed {
            return Err(Mismatch::Sealed);
        }
        if self.root().name != other.root().name {
            return Err(Mismatch::Roots(self.root().name.clone(), other.root().name.clone()));
        }
        let mut types: BTreeMap<&str, Type> = self.types.iter().map(|ty| (&*ty.name, ty.clone())).collect();
        for ty in &other.types {
            match types.entry(&ty.name) {
                Entry::Occupied(mut known) if known.get() != ty => known.get_mut().extend(ty)?,
                Entry::Occupied(_) => {}
                Entry::Vacant(free) => _ = free.insert(ty.clone()),
            }
        }
        let places: BTreeMap<&str, u32> = types.keys().copied().zip(0..).collect();
        let mut tree = Tree::default();
        tree.add(self, &places);
        tree.add(other, &places);
        let mut nodes = tree.in_order();
        let key = self.common_key(other);
        if key.is_none() {
            nodes.iter_mut().flat_map(|node| &mut node.fields).for_each(|counts| counts.values = None);
        }
        let types = types.into_values().collect();
        let partitions: BTreeSet<&String> = self.partitions.iter().chain(&other.partitions).collect();
        *self = Profile {
            messages: self.messages.saturating_add(other.messages),
            bytes: self.bytes.saturating_add(other.bytes),
            types,
            nodes,
            partitions: partitions.into_iter().cloned().collect(),
            key,
            ..std::mem::take(self)
        };
        Ok(())
    }

    /// The key of both. A profile of no messages has no say beside one of some.
    fn common_key(&self, other: &Profile) -> Option<u64> {
        match (self.messages, other.messages) {
            (0, 1..) => other.key,
            (1.., 0) => self.key,
            _ => self.key.filter(|_| self.key == other.key),
        }
    }

    /// It was made with this schema, as far as it goes.
    pub fn is_of(&self, layout: &Layout) -> Result<(), Mismatch> {
        let difference = |known: &Type| match layout.find(&known.name) {
            Some(id) => known.difference(&describe(layout, layout.get(id))),
            None => Some(Mismatch::Type(known.name.clone())),
        };
        self.types.iter().find_map(difference).map_or(Ok(()), Err)
    }
}

/// Nodes that know what is inside of them, in any order.
#[derive(Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// By node around, field and type.
    inside: BTreeMap<(Option<u32>, u32, u32), u32>,
}

impl Tree {
    /// Adds nodes that stand behind those around them. Types get the places of their names.
    pub(super) fn add(&mut self, profile: &Profile, places: &BTreeMap<&str, u32>) {
        let mut moved: Vec<u32> = Vec::with_capacity(profile.nodes.len());
        for node in &profile.nodes {
            let parent = node.parent.map(|parent| moved[parent as usize]);
            let ty = places[&*profile.ty(node).name];
            let at = self.nodes.len() as u32;
            let at = *self.inside.entry((parent, node.field, ty)).or_insert(at);
            match self.nodes.get_mut(at as usize) {
                Some(known) => known.add(node),
                None => self.nodes.push(Node { ty, parent, ..node.clone() }),
            }
            moved.push(at);
        }
    }

    /// Each before those inside of it, these by field and type.
    pub(super) fn in_order(mut self) -> Vec<Node> {
        let mut order = Vec::with_capacity(self.nodes.len());
        let mut open = vec![(0, None)];
        while let Some((at, parent)) = open.pop() {
            let place = order.len() as u32;
            order.push(Node { parent, ..std::mem::take(&mut self.nodes[at as usize]) });
            let within = (Some(at), 0, 0)..=(Some(at), u32::MAX, u32::MAX);
            open.extend(self.inside.range(within).rev().map(|(_, &inside)| (inside, Some(place))));
        }
        order
    }
}

impl Node {
    fn add(&mut self, other: &Node) {
        // Where there was no message, anything held.
        self.derived = match (self.messages, other.messages) {
            (0, _) => other.derived.clone(),
            (_, 0) => std::mem::take(&mut self.derived),
            _ => in_both(&self.derived, &other.derived),
        };
        add(&mut self.messages, other.messages);
        add(&mut self.bytes, other.bytes);
        union(&mut self.fields, &other.fields, |counts| counts.number, Counts::add);
        union(&mut self.unknown, &other.unknown, |it| (it.number, it.wire_type), Unknown::add);
    }
}

fn in_both(these: &[Derived], those: &[Derived]) -> Vec<Derived> {
    let key = |derived: &Derived| (derived.field, derived.form, derived.from);
    let both = |this: &Derived| {
        let that = those.iter().find(|that| key(that) == key(this))?;
        Some(Derived { holds: this.holds.saturating_add(that.holds), ..*this })
    };
    these.iter().filter_map(both).collect()
}

/// Sums what has the same key; the rest is taken over, and the order of keys is kept.
fn union<T: Clone, K: Ord>(these: &mut Vec<T>, those: &[T], key: fn(&T) -> K, add: fn(&mut T, &T)) {
    for that in those {
        match these.binary_search_by_key(&key(that), key) {
            Ok(at) => add(&mut these[at], that),
            Err(at) => these.insert(at, that.clone()),
        }
    }
}

impl Counts {
    /// Sums. The number is that of either.
    pub fn add(&mut self, other: &Counts) {
        self.number = other.number;
        add(&mut self.records, other.records);
        add(&mut self.packed_records, other.packed_records);
        add(&mut self.elements, other.elements);
        add(&mut self.messages, other.messages);
        add(&mut self.zeros, other.zeros);
        add(&mut self.tag_bytes, other.tag_bytes);
        add(&mut self.length_bytes, other.length_bytes);
        add(&mut self.payload_bytes, other.payload_bytes);
        add(&mut self.overlong_bytes, other.overlong_bytes);
        add(&mut self.repeats, other.repeats);
        add(&mut self.undeclared, other.undeclared);
        add(&mut self.exact_floats, other.exact_floats);
        self.double_marks |= other.double_marks;
        self.estimate = self.estimate.max(other.estimate);
        unite(&mut self.sketch, &other.sketch);
        sum(&mut self.lengths, &other.lengths);
        add_part(&mut self.integers, &other.integers, Integers::add);
        add_part(&mut self.lists, &other.lists, Lists::add);
        add_part(&mut self.strings, &other.strings, Strings::add);
        add_part(&mut self.values, &other.values, Values::add);
        add_part(&mut self.doubles, &other.doubles, Doubles::add);
    }
}

impl Integers {
    fn add(&mut self, other: &Integers) {
        sum(&mut self.plain, &other.plain);
        sum(&mut self.zigzag, &other.zigzag);
        sum(&mut self.delta, &other.delta);
        add(&mut self.negative, other.negative);
        self.bits = self.bits.max(other.bits);
        self.negative_bits = self.negative_bits.max(other.negative_bits);
        self.tens = self.tens.min(other.tens);
    }
}

impl Lists {
    fn add(&mut self, other: &Lists) {
        sum(&mut self.sizes, &other.sizes);
        add(&mut self.packed_length_bytes, other.packed_length_bytes);
        add(&mut self.packed_bytes, other.packed_bytes);
        self.order &= other.order;
        sum(&mut self.second, &other.second);
        if self.order & RISING == 0 {
            self.second.clear();
        }
    }
}

impl Strings {
    fn add(&mut self, other: &Strings) {
        add(&mut self.ascii, other.ascii);
        add(&mut self.not_utf8, other.not_utf8);
        add(&mut self.uuid, other.uuid);
        add(&mut self.hex, other.hex);
        self.forms &= other.forms;
        let common = self.prefix.iter().zip(&other.prefix).take_while(|(this, that)| this == that).count();
        self.prefix.truncate(common);
    }
}

impl Doubles {
    fn add(&mut self, other: &Doubles) {
        self.decimals = self.decimals.max(other.decimals);
    }
}

impl Unknown {
    fn add(&mut self, other: &Unknown) {
        add(&mut self.records, other.records);
        add(&mut self.tag_bytes, other.tag_bytes);
        add(&mut self.length_bytes, other.length_bytes);
        add(&mut self.payload_bytes, other.payload_bytes);
    }
}

fn add_part<T: Clone>(this: &mut Option<T>, that: &Option<T>, add: fn(&mut T, &T)) {
    match (this, that) {
        (Some(this), Some(that)) => add(this, that),
        (this @ None, Some(that)) => *this = Some(that.clone()),
        (_, None) => {}
    }
}

/// Adds without an overflow, which only made-up profiles could cause.
fn add(this: &mut u64, that: u64) {
    *this = this.saturating_add(that);
}

/// Sketches that cannot be read are none.
fn unite(these: &mut Vec<u8>, those: &[u8]) {
    if those.is_empty() || these == those {
        return;
    }
    if these.is_empty() {
        these.extend_from_slice(those);
        return;
    }
    let mut sketch = Sketch::decode(these).unwrap_or_default();
    sketch.merge(&Sketch::decode(those).unwrap_or_default());
    *these = sketch.encode();
}

/// Histograms end where there is nothing more.
fn sum(these: &mut Vec<u64>, those: &[u64]) {
    if these.len() < those.len() {
        these.resize(those.len(), 0);
    }
    for (this, that) in these.iter_mut().zip(those) {
        add(this, *that);
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mismatch::Roots(this, that) => {
                write!(f, "one is of messages `{this}`, and the other of messages `{that}`")
            }
            Mismatch::Sealed => f.write_str("a sealed profile cannot be merged"),
            Mismatch::Type(name) => write!(f, "the schemas that they were made with differ in `{name}`"),
            Mismatch::Field { message, field, one, other } => {
                write!(f, "field `{field}` of `{message}` is {one} in one, and {other} in the other")
            }
        }
    }
}

impl std::error::Error for Mismatch {}

#[cfg(test)]
mod tests {
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
                    1 => out
                        .extend((self.roll(5) as f64 / [1.0, 4.0, 3.0][self.roll(3) as usize]).to_le_bytes()),
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
                let inside =
                    if kind.is_some_and(|kind| kind.is_message()) { counts.payload_bytes } else { 0 };
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
                parts.push(Profile {
                    partitions: vec![dice.roll(3).to_string()],
                    ..profile(layout, &messages)
                });
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
            let only_newest =
                layouts[3].types().all(|(_, ty)| whole.types.iter().any(|it| it.name == *ty.name));
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
        assert_eq!(
            told(&s("required string s = 1;")),
            field("s` of `A` is with presence in one, and required")
        );
        assert_eq!(told(&s("optional string t = 1;")), field("s` of `A` is named `s` in one, and named `t`"));
        assert_eq!(
            told(&s("oneof o { string s = 1; }")),
            field("s` of `A` is in no oneof in one, and in `o`")
        );
        let newer = layout(VERSIONS[1]);
        let why = one.is_of(&newer).expect_err("it differs").to_string();
        assert_eq!(
            why,
            field("e` of `A` is an enum with the values [0] in one, and an enum with the values [0, 1]")
        );
        assert!(of(VERSIONS[1]).is_of(&newer).is_ok());
    }
}
