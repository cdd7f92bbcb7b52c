//! Values that most messages have.

use crate::proposal::{Candidate, ShapeContext, counted};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::Kind;
use protune_wire::shape::{Common, Shape, Value};

pub static RULE: Room = Room {
    id: "RESHAPE_DEFAULT",
    wing: Wing::Reshape,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("default.md"),
    options: &[],
    check: Check::Shape(check),
};

fn check(cx: &ShapeContext<'_>, out: &mut Vec<Candidate>) {
    for (ty, field, stats) in cx.fields().filter(|(_, field, _)| !field.is_repeated()) {
        let frequent = stats.distinct.iter().flatten().filter(|(_, count)| 2 * **count > stats.values);
        let Some((value, count)) = frequent.max_by_key(|(_, count)| **count) else { continue };
        let (value, shown) = match value {
            Value::Bits(bits) => match field.kind.integer(*bits) {
                Some(number) => (Common::Bits(*bits), number.to_string()),
                None => continue,
            },
            Value::Bytes(bytes) => match (field.kind, str::from_utf8(bytes)) {
                (Kind::String, Ok(text)) => (Common::Text(text.to_owned()), format!("{text:?}")),
                _ => continue,
            },
            Value::Tree(_) => continue,
        };
        let message = format!(
            "`{}` of `{}` is {shown} in {count} of {}",
            field.name,
            ty.name,
            counted(stats.values, "message")
        );
        let step = Shape::Default { message: ty.name.to_string(), field: field.number, value };
        out.push(Candidate { step, message });
    }
}
