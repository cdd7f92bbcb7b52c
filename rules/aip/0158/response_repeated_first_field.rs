//! Responses with pages whose first field is not the list.

use crate::aip::checks::fields::is_list;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0158_RESPONSE_REPEATED_FIRST_FIELD,
    "core::0158::response-repeated-first-field",
    "response_repeated_first_field.md",
    Responses(Kind::Paged, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, response: MessageView<'s>) {
    let Some(first) = response.fields().next() else { return };
    if first.number() != Some(1) {
        let message = format!("the first field `{}` should have the number 1", first.name());
        cx.report(first, first.located(), message);
    } else if !is_list(first) {
        let message =
            format!("the first field `{}` should be the repeated field of the results", first.name());
        cx.report(first, first.located(), message);
    }
}
