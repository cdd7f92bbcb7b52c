//! Responses of List methods with fields of their own.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::aip::words::snake;
use crate::inflection;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0132_RESPONSE_UNKNOWN_FIELDS,
    "core::0132::response-unknown-fields",
    "response_unknown_fields.md",
    Responses(Kind::List, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, response: MessageView<'s>) {
    let noun = snake(Kind::List.noun_of_response(response.name()));
    let listed = match noun.strip_suffix("_revisions") {
        Some(rest) => inflection::plural_of(rest),
        None => noun,
    };
    for field in response.fields() {
        let known = [&*listed, "next_page_token", "total_size", "unreachable", "unreachable_locations"];
        fields::known(cx, field, &known);
    }
}
