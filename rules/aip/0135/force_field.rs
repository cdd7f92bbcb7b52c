//! Requests of Delete methods on parents without a `force`.

use crate::aip::checks::{fields, resources};
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0135_FORCE_FIELD,
    "core::0135::force-field",
    "force_field.md",
    Requests(Kind::Delete, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, request: MessageView<'s>) {
    let Some(refers) = request.field_named("name").and_then(resources::refers) else { return };
    let Some((_, resource)) = cx.find_resource(refers.ty()) else { return };
    if cx.has_children(&resource) {
        fields::exists(cx, request, "force", "bool");
    }
}
