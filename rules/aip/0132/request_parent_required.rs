//! Requests of List methods without a `parent`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0132_REQUEST_PARENT_REQUIRED,
    "core::0132::request-parent-required",
    "request_parent_required.md",
    Requests(Kind::List, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, request: MessageView<'s>) {
    let noun = Kind::List.noun_of_request(request.name());
    if !cx.lists_top_level(&format!("List{noun}Response"), noun) {
        fields::exists(cx, request, "parent", "string");
    }
}
