//! Requests of Create methods with fields of other types.

use crate::aip::checks::creates;
use crate::aip::facts::Rpc;
use crate::aip::fixes;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use protune_compiler::schema::{Scalar, Type};

crate::aip::row!(
    AIP_0133_REQUEST_REQUIRED_FIELDS_TYPES,
    "core::0133::request-required-fields-types",
    "request_required_fields_types.md",
    Across(Kind::Create, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let (Some(request), Some(noun)) = (rpc.input, creates::field_of_method(cx, rpc)) else { return };
    for name in ["parent", &format!("{noun}_id")] {
        let Some(field) = request.field_named(name) else { continue };
        if field.ty() != Type::Scalar(Scalar::String) {
            let message = format!("field `{name}` should be a `string`");
            cx.report(field, field.located(), message).fix(|| fixes::retype(field, Scalar::String));
        }
    }
    if let Some(field) = request.field_named(&noun)
        && (field.message_type().is_none() || field.is_delimited())
    {
        let message = format!("field `{noun}` should be a message");
        cx.report(field, field.located(), message);
    }
}
