//! Whether bytes can be a message of a type. Counts nothing else, and keeps nothing.

use crate::WireType;
use crate::kind::Kind;
use crate::layout::{Layout, Type};
use crate::scan::{Cursor, Damage, Flaw, Record};

/// Measure of how well bytes fit a type, in records at any depth.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Fit {
    /// Records that the type declares.
    pub known: u64,
    /// Records that the type does not declare, or not with this wire type, and strings that are not UTF-8.
    pub odd: u64,
}

/// Reads all of a message. With `is_cut`, the last record of the outermost message may be incomplete.
///
/// # Errors
/// Where the bytes are damaged.
pub fn fit(layout: &Layout, message: &[u8], is_cut: bool) -> Result<Fit, Damage> {
    let mut fit = Fit::default();
    match walk(layout, layout.get(layout.root()), Cursor::new(message), &mut fit, true) {
        Err(Stop { damage, is_outermost }) if !(is_cut && is_outermost && is_at_the_end(damage)) => {
            Err(damage)
        }
        _ => Ok(fit),
    }
}

/// Reads all of a message of a type that is inside of another.
#[cfg(feature = "profile")]
pub(crate) fn fit_within(
    layout: &Layout,
    ty: crate::layout::TypeId,
    message: Cursor<'_>,
) -> Result<Fit, Damage> {
    let mut fit = Fit::default();
    walk(layout, layout.get(ty), message, &mut fit, false).map_err(|stop| stop.damage)?;
    Ok(fit)
}

fn is_at_the_end(damage: Damage) -> bool {
    matches!(damage.flaw, Flaw::Varint | Flaw::Fixed | Flaw::Length | Flaw::GroupNotEnded)
}

struct Stop {
    damage: Damage,
    is_outermost: bool,
}

fn walk(
    layout: &Layout,
    ty: &Type,
    mut cursor: Cursor<'_>,
    fit: &mut Fit,
    is_outermost: bool,
) -> Result<(), Stop> {
    let stop = |damage| Stop { damage, is_outermost };
    let inner = |damage| Stop { damage, is_outermost: false };
    while let Some(record) = cursor.next() {
        let record = record.map_err(stop)?;
        let Some(field) = ty.field(record.number) else {
            fit.odd += 1;
            continue;
        };
        let is_packed = record.wire_type == WireType::Len && field.kind.is_packable() && field.is_repeated();
        if record.wire_type != field.kind.wire_type() && !is_packed {
            fit.odd += 1;
            continue;
        }
        fit.known += 1;
        match field.message {
            Some(message) => {
                let inside = cursor.inside(&record).map_err(inner)?;
                walk(layout, layout.get(message), inside, fit, false)?;
            }
            None if is_packed => check_packed(field.kind.wire_type(), &record).map_err(inner)?,
            None if field.kind == Kind::String => {
                fit.odd += u64::from(str::from_utf8(record.payload).is_err());
            }
            None => {}
        }
    }
    Ok(())
}

fn check_packed(wire_type: WireType, record: &Record<'_>) -> Result<(), Damage> {
    match wire_type {
        WireType::Fixed32 => record.fixed32s().map(drop),
        WireType::Fixed64 => record.fixed64s().map(drop),
        _ => record.varints().try_for_each(|element| element.map(drop)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_and_what_does_not() {
        let text = "syntax = \"proto3\"; message A { string s = 1; A a = 2; repeated int32 n = 3; }";
        let layout =
            Layout::of(&protune_compiler::compile([("a.proto", text)], |_| None), "A").expect("declared");
        let try_on = |bytes: &[u8], is_cut| fit(&layout, bytes, is_cut).map(|fit| (fit.known, fit.odd));
        assert_eq!(try_on(&[0x0A, 1, b'x', 0x12, 2, 0x18, 5], false), Ok((3, 0)));
        assert_eq!(try_on(&[0x0A, 1, 0xFF, 0x20, 1, 0x08, 1], false), Ok((1, 3)));
        let cut: &[u8] = &[0x0A, 1, b'x', 0x12, 5, 0x18];
        assert_eq!(try_on(cut, false), Err(Damage { offset: 4, flaw: Flaw::Length }));
        assert_eq!(try_on(cut, true), Ok((1, 0)));
        // Inside of a whole record nothing may be cut off.
        assert_eq!(try_on(&[0x12, 1, 0x18], true), Err(Damage { offset: 3, flaw: Flaw::Varint }));
    }
}
