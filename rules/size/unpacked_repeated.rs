//! Repeated scalars that are not packed.

use crate::context::{FileContext, Findings};
use crate::contracts::{Change, Element, Held};
use crate::packing;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Fix, Severity};
use protune_compiler::schema::FieldView;

pub static RULE: Room = Room {
    id: "SIZE_UNPACKED_REPEATED",
    wing: Wing::Size,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("unpacked_repeated.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for field in cx.file.fields().filter(|field| field.is_packable() && !field.is_packed()) {
        let message =
            format!("repeated field `{}` should be packed: each element has its own tag", field.name());
        let mut finding = cx
            .finding(field.name_place(), message)
            .help("pack the field, which takes one tag and one length for all elements");
        finding.fixes.extend(pack(field));
        out.push(finding);
    }
}

fn pack(field: FieldView<'_>) -> Option<Fix> {
    let (option, value) = packing::option(field, true);
    let title = format!("set `{option} = {value}`, which changes the bytes on the wire");
    let change = Change::Cardinality { was: Held::Expanded, is: Held::Packed, element: Element::Value };
    Some(change.effects().fix(&title, vec![packing::set(field, true)?]))
}
