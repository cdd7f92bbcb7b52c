//! Resources with a field `id`.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(AIP_0148_USE_UID, "core::0148::use-uid", "use_uid.md", Fields(check));

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if field.name() == "id" && field.message().is_some_and(|message| cx.resource(message).is_some()) {
        fields::renamed(cx, field, "uid");
    }
}
