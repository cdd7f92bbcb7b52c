//! Fields of well-known wrapper types.

use crate::context::{FileContext, Findings};
use crate::contracts::{Change, Shape};
use crate::room::{Buf, Check, Room, Wing};
use crate::wrappers;
use protune_compiler::diagnostic::{Fix, Severity};
use protune_compiler::schema::{FieldView, Scalar};
use protune_compiler::syntax::Label;

pub static RULE: Room = Room {
    id: "SIZE_WRAPPER_TYPE",
    wing: Wing::Size,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("wrapper_type.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for field in cx.file.fields().filter(|field| !field.is_of_map_entry()) {
        let Some(scalar) = wrappers::wrapped(field) else { continue };
        let message = format!(
            "field `{}` should be {}: it wraps each value in a message",
            field.name(),
            plain(field, scalar)
        );
        let mut finding =
            cx.finding(field.name_place(), message).help(format!("make it {}", plain(field, scalar)));
        finding.fixes.extend(unwrap(field, scalar));
        out.push(finding);
    }
}

/// Type of the field without a wrapper, in words.
fn plain(field: FieldView<'_>, scalar: Scalar) -> String {
    let scalar = scalar.name();
    match field.label() {
        Some(Label::Repeated) => format!("`repeated {scalar}`"),
        _ => format!("`{scalar}` with presence"),
    }
}

fn unwrap(field: FieldView<'_>, scalar: Scalar) -> Option<Fix> {
    let effects = Change::Type(Shape::Wrapper(scalar), Shape::Scalar(scalar)).effects();
    Some(effects.fix(&format!("make it `{}`", scalar.name()), wrappers::unwrap(field)?))
}
