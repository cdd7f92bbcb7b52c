//! The default values of fields.

use crate::context::{Findings, PairContext};
use crate::pair::{Both, fixes, place, words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{DefaultValue, Scalar, Type};

pub static RULE: Room = Room {
    id: "FIELD_SAME_DEFAULT",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "WIRE_JSON", "WIRE", "CSR"],
    buf: Buf::SINCE_V2,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("field_same_default.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.fields {
        let (Some(was), Some(is)) = (before.default_value(), after.default_value()) else { continue };
        let is_single = [before, after].iter().any(|field| field.ty() == Type::Scalar(Scalar::Float));
        if is_same(&was, &is, is_single) {
            continue;
        }
        let message =
            format!("the default of {} changed from {} to {}", words::field(after), shown(&was), shown(&is));
        let place = match after.pseudo_option_entry("default") {
            Some(entry) => after.file.place(entry.span()),
            None => place::of_field(after),
        };
        let finding = cx.finding(place, message);
        let finding = finding.label(place::of_field(before), format!("it was {} here", shown(&was)));
        let finding = finding.help("this breaks readers on both sides, for whom a field that is not there means different things; restore the default, and add a field with a new number");
        out.push(finding.fix(fixes::restore_default(before, after)));
    }
}

/// Numbers of all types are compared as numbers, enum values and booleans among them; nothing is nothing
/// in every type.
fn is_same(was: &DefaultValue<'_>, is: &DefaultValue<'_>, is_single: bool) -> bool {
    match (number(was), number(is)) {
        (Some(Number::Int(was)), Some(Number::Int(is))) => was == is,
        (Some(was), Some(is)) => {
            let (was, is) = (was.to_float(), is.to_float());
            was == is || was.is_nan() && is.is_nan() || is_single && was as f32 == is as f32
        }
        (None, None) => bytes(was) == bytes(is),
        (Some(number), None) => number.is_zero() && bytes(is).is_empty(),
        (None, Some(number)) => number.is_zero() && bytes(was).is_empty(),
    }
}

#[derive(Clone, Copy)]
enum Number {
    Int(i128),
    Float(f64),
}

impl Number {
    fn to_float(self) -> f64 {
        match self {
            Number::Int(value) => value as f64,
            Number::Float(value) => value,
        }
    }

    fn is_zero(self) -> bool {
        self.to_float() == 0.0
    }
}

fn number(value: &DefaultValue<'_>) -> Option<Number> {
    Some(match value {
        DefaultValue::Bool(value) => Number::Int(i128::from(*value)),
        DefaultValue::Int(value) => Number::Int(*value),
        DefaultValue::Float(value) => Number::Float(*value),
        DefaultValue::Enum(value) => Number::Int(i128::from(value.number()?)),
        DefaultValue::Bytes(_) => return None,
    })
}

fn bytes<'v>(value: &'v DefaultValue<'_>) -> &'v [u8] {
    if let DefaultValue::Bytes(bytes) = value { bytes } else { &[] }
}

fn shown(value: &DefaultValue<'_>) -> String {
    match value {
        DefaultValue::Bool(value) => format!("`{value}`"),
        DefaultValue::Int(value) => format!("`{value}`"),
        DefaultValue::Float(value) => format!("`{value}`"),
        DefaultValue::Enum(value) => format!("`{}`", value.name()),
        DefaultValue::Bytes(value) => format!("`\"{}\"`", value.escape_ascii()),
    }
}
