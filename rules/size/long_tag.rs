//! Field numbers whose tags take three bytes or more.

use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "SIZE_LONG_TAG",
    wing: Wing::Size,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("long_tag.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    // The extended message decides which numbers its extensions can have.
    for field in cx.file.fields().filter(|field| !field.is_extension()) {
        let bytes = field.number().map_or(0, tag_bytes);
        if bytes > 2 {
            let place = field.number_place().unwrap_or(field.name_place());
            let message = format!(
                "field `{}` should have a number up to 2047: its tag takes {bytes} bytes",
                field.name()
            );
            out.push(
                cx.finding(place, message)
                    .help("use a number up to 2047 for a tag of two bytes, or up to 15 for one"),
            );
        }
    }
}

/// Bytes of a tag: the number and three bits of wire type, in groups of seven bits.
fn tag_bytes(number: i32) -> u32 {
    match number {
        ..16 => 1,
        16..2048 => 2,
        2048..0x4_0000 => 3,
        0x4_0000..0x200_0000 => 4,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn tags_grow_with_the_number() {
        let cases = [(15, 1), (16, 2), (2047, 2), (2048, 3), (262143, 3), (262144, 4), (33554431, 4)];
        for (number, bytes) in cases {
            assert_eq!(super::tag_bytes(number), bytes, "of {number}");
        }
        assert_eq!(super::tag_bytes(33554432), 5);
        assert_eq!(super::tag_bytes(536870911), 5);
    }
}
