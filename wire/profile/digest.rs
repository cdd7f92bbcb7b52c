//! Facts of the schema about types, as a profile keeps them, and a number that distinguishes declarations.
//! Counts nothing.

use super::{Field, LABELS, Type};
use crate::layout::{self, Layout};

pub(super) fn describe(layout: &Layout, ty: &layout::Type) -> Type {
    let field = |field: &layout::Field| Field {
        number: field.number,
        name: field.name.to_string(),
        kind: field.kind as u32,
        label: label(field),
        is_extension: field.is_extension,
    };
    Type {
        name: ty.name.to_string(),
        digest: digest(layout, ty),
        fields: ty.fields().iter().map(field).collect(),
        is_map_entry: ty.is_map_entry,
    }
}

fn label(field: &layout::Field) -> u32 {
    LABELS.iter().find(|(label, _)| *label == field.label).map_or(0, |(_, number)| *number)
}

/// The same in every version of protune: FNV-1a, 64 bits wide, over all that matters to bytes.
fn digest(layout: &Layout, ty: &layout::Type) -> u64 {
    let mut hash = Fnv(0xCBF2_9CE4_8422_2325);
    hash.text(&ty.name);
    for field in ty.fields() {
        hash.number(field.number.into());
        hash.text(&field.name);
        hash.number(field.kind as u64);
        hash.number(label(field).into());
        hash.text(field.message.map_or("", |message| &layout.get(message).name));
        hash.text(field.oneof.map_or("", |oneof| &ty.oneofs[oneof as usize]));
        for &value in field.closed.iter().flat_map(|values| values.iter()) {
            hash.number(value as u64);
        }
    }
    hash.0
}

struct Fnv(u64);

impl Fnv {
    fn text(&mut self, text: &str) {
        text.bytes().chain([0xFF]).for_each(|byte| self.byte(byte));
    }

    fn number(&mut self, number: u64) {
        number.to_le_bytes().into_iter().for_each(|byte| self.byte(byte));
    }

    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
    }
}
