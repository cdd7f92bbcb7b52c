//! Requests of Get methods with a reference of no type.

use crate::aip::checks::resources;
use crate::aip::fixes;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::contracts::Change;
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0131_REQUEST_NAME_REFERENCE_TYPE,
    "core::0131::request-name-reference-type",
    "request_name_reference_type.md",
    RequestField(Kind::Get, "name", check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let Some(refers) = resources::refers(field).filter(|refers| refers.ty().is_empty()) else { return };
    cx.report(field, field.located(), "the reference of field `name` should have a `type`")
        .fix(|| fixes::replace_key(refers.to_parent_of?, "type", Change::Generated));
}
