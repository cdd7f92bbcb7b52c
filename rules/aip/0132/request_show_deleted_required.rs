//! Requests of lists without a way to show what was deleted.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0132_REQUEST_SHOW_DELETED_REQUIRED,
    "core::0132::request-show-deleted-required",
    "request_show_deleted_required.md",
    Requests(Kind::List, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, request: MessageView<'s>) {
    let noun = Kind::List.noun_of_request(request.name());
    let listed = cx.listed_in_response(&format!("List{noun}Response"), noun);
    let can_return =
        |message: MessageView<'_>| cx.find_method(&format!("Undelete{}", message.name())).is_some();
    if listed.is_some_and(can_return) {
        fields::exists(cx, request, "show_deleted", "bool");
    }
}
