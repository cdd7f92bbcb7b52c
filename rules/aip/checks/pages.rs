//! Requests of lists that come in pages.

use super::fields;
use crate::aip::visit::Cx;
use protune_compiler::schema::{MessageView, Scalar};

/// The request has a field of a scalar type that excludes no other field.
pub(crate) fn field<'s>(cx: &mut Cx<'_, 's>, request: MessageView<'s>, name: &str, scalar: Scalar) {
    fields::present(cx, request, name, scalar);
    if let Some(field) = request.field_named(name).filter(|field| fields::is_in_oneof(*field)) {
        let message = format!("field `{name}` should not be in a oneof");
        cx.report(field, field.located(), message);
    }
}
