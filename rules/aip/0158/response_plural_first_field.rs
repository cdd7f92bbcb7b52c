//! Responses with pages whose first field is not a plural.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::aip::words::snake;
use crate::inflection;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0158_RESPONSE_PLURAL_FIRST_FIELD,
    "core::0158::response-plural-first-field",
    "response_plural_first_field.md",
    Responses(Kind::Paged, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, response: MessageView<'s>) {
    let Some(first) = response.fields().next() else { return };
    let resource = fields::message_of(first).and_then(|message| cx.annotation(message));
    let plural = resource.map_or(String::new(), |resource| snake(resource.plural()));
    let want = if plural.is_empty() { inflection::plural_of(first.name()) } else { plural };
    if first.name() != want {
        fields::renamed(cx, first, &want);
    }
}
