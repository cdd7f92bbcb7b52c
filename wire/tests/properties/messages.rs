//! Random messages of a layout, with all the mess that is legal: records out of order, duplicates, packed
//! and expanded chunks mixed, overlong varints, unknown fields.

use super::random::Random;
use protune_wire::{Field, Kind, Label, Layout, Type, TypeId, WireType, varint};

/// Values to avoid, because the second judge reads them otherwise.
#[derive(Clone, Copy, Default)]
pub(crate) struct Tame {
    pub(crate) undeclared_enums: bool,
    pub(crate) overlong: bool,
    pub(crate) wrong_wire_types: bool,
}

/// The bytes of a message of the root type.
pub(crate) fn message(random: &mut Random, layout: &Layout, tame: Tame) -> Vec<u8> {
    Messages { random, layout, tame, budget: 60_000 }.body(layout.root(), 0, None)
}

struct Messages<'r> {
    random: &'r mut Random,
    layout: &'r Layout,
    tame: Tame,
    /// Bytes that strings may yet have.
    budget: usize,
}

impl Messages<'_> {
    fn body(&mut self, id: TypeId, depth: usize, position: Option<u64>) -> Vec<u8> {
        let ty = self.layout.get(id);
        let mut chunks: Vec<Vec<u8>> = Vec::new();
        for field in ty.fields() {
            match mood(ty, field) {
                Mood::Constant => chunks.push(self.constant(field, 7)),
                Mood::Position => chunks.extend(position.map(|at| self.constant(field, at + 1))),
                Mood::Never => {}
                _ if self.random.one_in(3) => {}
                _ => self.field(ty, field, depth, &mut chunks),
            }
        }
        if self.random.one_in(4) && !ty.name.starts_with("google.protobuf.") {
            chunks.push(self.unknown(ty));
        }
        if self.random.one_in(3) {
            self.random.shuffle(&mut chunks);
        }
        chunks.concat()
    }

    fn field(&mut self, ty: &Type, field: &Field, depth: usize, chunks: &mut Vec<Vec<u8>>) {
        let n = match field.is_repeated() {
            true => *self.random.pick(&[0, 1, 1, 2, 3, 5, if depth == 0 { 40 } else { 2 }]),
            false => *self.random.pick(&[1, 1, 1, 2]),
        };
        if field.message.is_some() {
            if depth < 4 {
                for at in 0..n {
                    let record = self.submessage(field, depth, at);
                    chunks.push(record);
                }
            }
            return;
        }
        if !field.kind.is_packable() || !field.is_repeated() {
            for _ in 0..n {
                chunks.push(self.single(ty, field));
            }
            return;
        }
        let mut left = n as usize;
        loop {
            let in_chunk = self.random.below(left + 1);
            if self.random.one_in(2) {
                let payload: Vec<u8> = (0..in_chunk).flat_map(|_| self.scalar(ty, field)).collect();
                chunks.push(self.len_record(field.number, &payload));
            } else {
                chunks.extend((0..in_chunk).map(|_| self.single(ty, field)).collect::<Vec<_>>());
            }
            left -= in_chunk;
            if left == 0 {
                return;
            }
        }
    }

    fn submessage(&mut self, field: &Field, depth: usize, at: u64) -> Vec<u8> {
        let Some(id) = field.message else { return Vec::new() };
        let position = field.is_repeated().then_some(at);
        let body = match &*self.layout.get(id).name {
            "google.protobuf.Any" => self.any(depth),
            _ => self.body(id, depth + 1, position),
        };
        if field.kind == Kind::Group {
            let [start, end] =
                [WireType::StartGroup, WireType::EndGroup].map(|it| self.tag(field.number, it));
            return [start, body, end].concat();
        }
        self.len_record(field.number, &body)
    }

    fn any(&mut self, depth: usize) -> Vec<u8> {
        let named = format!("M{}", self.random.below(4));
        let payload = match (self.layout.find(&named), self.random.one_in(6)) {
            (Some(id), false) => self.body(id, depth + 1, None),
            _ => vec![0x0F; self.random.below(3)],
        };
        let url = format!("type.example/{}", if self.random.one_in(6) { "elsewhere.M" } else { &named });
        let mut records = [self.len_record(1, url.as_bytes()), self.len_record(2, &payload)];
        self.random.shuffle(&mut records);
        records.concat()
    }

    /// A record of one value.
    fn single(&mut self, ty: &Type, field: &Field) -> Vec<u8> {
        let value = match field.kind {
            Kind::String | Kind::Bytes => {
                let text = self.text(mood(ty, field));
                return self.len_record(field.number, &text);
            }
            _ => self.scalar(ty, field),
        };
        [self.tag(field.number, field.kind.wire_type()), value].concat()
    }

    fn constant(&mut self, field: &Field, number: u64) -> Vec<u8> {
        let value = match field.kind.wire_type() {
            WireType::Len => return self.len_record(field.number, number.to_string().as_bytes()),
            WireType::Fixed32 => (number as u32).to_le_bytes().to_vec(),
            WireType::Fixed64 => number.to_le_bytes().to_vec(),
            _ => self.varint(field.kind.bits(i128::from(number)).unwrap_or(1)),
        };
        [self.tag(field.number, field.kind.wire_type()), value].concat()
    }

    fn scalar(&mut self, ty: &Type, field: &Field) -> Vec<u8> {
        let bits = match field.kind {
            Kind::Enum if self.tame.undeclared_enums => *self.random.pick(&[0, 1, u64::MAX, 300]),
            Kind::Enum => *self.random.pick(&[0, 1, u64::MAX, 300, 2, 1 << 40]),
            Kind::Double => self.double(mood(ty, field)),
            Kind::Float => u64::from((self.double(Mood::Small) as f64 as f32).to_bits()),
            _ => self.integer(mood(ty, field)),
        };
        match field.kind.wire_type() {
            WireType::Fixed32 => (bits as u32).to_le_bytes().to_vec(),
            WireType::Fixed64 => bits.to_le_bytes().to_vec(),
            _ => self.varint(bits),
        }
    }

    fn integer(&mut self, mood: Mood) -> u64 {
        if mood == Mood::Small {
            return *self.random.pick(&[0, 0, 1, 63, 64, 126, 127]);
        }
        let power = 1u64 << *self.random.pick(&[0, 7, 14, 21, 28, 31, 32, 35, 49, 56, 63]);
        let around = [power.wrapping_sub(1), power, power + 1, power.wrapping_neg(), !power];
        *self.random.pick(&around)
    }

    fn double(&mut self, mood: Mood) -> u64 {
        let doubles = [0.0, -0.0, 1.5, -2.0, f64::INFINITY, f64::NAN, 1e300, 0.1];
        let among = if mood == Mood::Wild { &doubles[..] } else { &doubles[..6] };
        self.random.pick(among).to_bits()
    }

    fn text(&mut self, mood: Mood) -> Vec<u8> {
        match mood {
            Mood::Uuid => format!("{:08x}-0123-4567-89ab-0123456789ab", self.random.next() as u32).into(),
            Mood::Hex => {
                let len = *self.random.pick(&[0, 2, 4, 126, 128, 254, 256]);
                (0..len).map(|at| b"0123456789abcdef"[(at * 7) % 16]).collect()
            }
            _ => {
                let len = *self.random.pick(&[0, 1, 2, 100, 126, 127, 128, 129, 16_382, 16_383, 16_384]);
                let len = len.min(self.budget);
                self.budget -= len;
                vec![b'a'; len]
            }
        }
    }

    /// A record that the type does not know.
    fn unknown(&mut self, ty: &Type) -> Vec<u8> {
        let known = ty.fields().iter().find(|field| field.kind.wire_type() != WireType::Fixed32);
        let number = match (known, self.random.below(4)) {
            (Some(field), 0) if !self.tame.wrong_wire_types => field.number,
            (_, 1) => 20,
            (_, 2) => 2047,
            _ => 77,
        };
        let known = ty.field(number);
        if known.is_some_and(|it| self.tame.wrong_wire_types || it.kind.wire_type() == WireType::Fixed32) {
            return Vec::new();
        }
        let fixed = [self.tag(number, WireType::Fixed32), vec![1, 2, 3, 4]].concat();
        if ty.field(number).is_some() || self.random.one_in(3) {
            return fixed;
        }
        match self.random.below(3) {
            0 => [self.tag(number, WireType::Varint), self.varint(300)].concat(),
            1 => self.len_record(number, b"unknown"),
            _ => {
                let [start, end] = [WireType::StartGroup, WireType::EndGroup].map(|it| self.tag(number, it));
                [start, fixed, end].concat()
            }
        }
    }

    fn len_record(&mut self, number: u32, payload: &[u8]) -> Vec<u8> {
        [self.tag(number, WireType::Len), self.varint(payload.len() as u64), payload.to_vec()].concat()
    }

    fn tag(&mut self, number: u32, wire_type: WireType) -> Vec<u8> {
        self.varint(u64::from(number) << 3 | wire_type as u64)
    }

    /// Now and then a longer one than it has to be.
    fn varint(&mut self, value: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        varint::put(&mut bytes, value);
        if !self.tame.overlong && self.random.one_in(40) {
            while bytes.len() < varint::MAX_LEN && !self.random.one_in(3) {
                let last = bytes.len() - 1;
                bytes[last] |= 0x80;
                bytes.push(0);
            }
        }
        bytes
    }
}

/// Bias of the values of a field, so that plans can be carried out now and then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mood {
    Wild,
    Small,
    Uuid,
    Hex,
    /// Always there, and always the same.
    Constant,
    /// Never there.
    Never,
    /// Its place in the list that it is an element of.
    Position,
}

pub(crate) fn mood(ty: &Type, field: &Field) -> Mood {
    let mixed = Random::new(
        u64::from(field.number) * 31
            + ty.name.len() as u64 * 7
            + ty.name.as_bytes()[ty.name.len() - 1] as u64,
    )
    .next();
    let is_plain =
        !field.is_repeated() && field.oneof.is_none() && !ty.is_map_entry && !ty.name.starts_with("google");
    let is_integer = field.kind.bits(7).is_some() && field.kind != Kind::Enum;
    match (field.kind, mixed % 8) {
        (Kind::String, 0..=2) => Mood::Uuid,
        (Kind::String, 3 | 4) => Mood::Hex,
        (Kind::String, 5 | 6) if is_plain && field.label != Label::Implicit => Mood::Constant,
        (_, 0 | 1) if is_plain && is_integer => Mood::Constant,
        (_, 2) if is_plain && is_integer => Mood::Position,
        (_, 3..=5) => Mood::Small,
        (_, 6) if is_plain && mixed.is_multiple_of(3) => Mood::Never,
        _ => Mood::Wild,
    }
}
