//! Fields that are not declared in the order of their numbers.

use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::MessageView;

pub static RULE: Room = Room {
    id: "FIELD_NUMBER_ORDER",
    wing: Wing::Lint,
    categories: &[],
    buf: Buf::NONE,
    aliases: &["protolint:FIELD_NUMBERS_ORDER_ASCENDING"],
    severity: Severity::Info,
    doc: include_str!("field_number_order.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for message in cx.file.messages().filter(|message| !message.is_map_entry()) {
        check_message(cx, message, out);
    }
}

fn check_message(cx: &FileContext<'_>, message: MessageView<'_>, out: &mut Findings) {
    let numbered = message.fields().filter_map(|field| Some((field, field.number()?, field.number_place()?)));
    let numbered: Vec<_> = numbered.collect();
    for &[(above, greater, earlier), (field, number, place)] in numbered.array_windows() {
        if number < greater {
            let text = format!(
                "field `{}` with number {number} should come before `{}` with number {greater}",
                field.name(),
                above.name()
            );
            out.push(
                cx.finding(place, text).label(earlier, format!("`{}` has number {greater}", above.name())),
            );
        }
    }
}
