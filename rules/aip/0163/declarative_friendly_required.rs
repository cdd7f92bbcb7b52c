//! Requests of declarative methods without `validate_only`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use protune_compiler::schema::{MessageView, Scalar};

crate::aip::row!(
    AIP_0163_DECLARATIVE_FRIENDLY_REQUIRED,
    "core::0163::declarative-friendly-required",
    "declarative_friendly_required.md",
    Requests(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, request: MessageView<'s>) {
    let is_top_level = request.parent().is_none();
    let Some((rpc, _)) = cx.declarative_method(request).filter(|_| is_top_level) else { return };
    if !rpc.routes().iter().any(|route| route.verb == "GET") {
        fields::has_singular(cx, request, "validate_only", Scalar::Bool);
    }
}
