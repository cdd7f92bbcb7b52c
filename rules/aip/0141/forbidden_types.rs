//! Fields with unsigned integers.

use crate::aip::visit::Cx;
use crate::aip::{fixes, places};
use protune_compiler::schema::{FieldView, Scalar, Type};

crate::aip::row!(
    AIP_0141_FORBIDDEN_TYPES,
    "core::0141::forbidden-types",
    "forbidden_types.md",
    Fields(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let (Type::Scalar(scalar), false) = (field.ty(), field.is_map()) else { return };
    let want = match scalar {
        Scalar::Fixed32 | Scalar::Uint32 => Scalar::Int32,
        Scalar::Fixed64 | Scalar::Uint64 => Scalar::Int64,
        _ => return,
    };
    let message = format!("field `{}` should be `{}`, not `{}`", field.name(), want.name(), scalar.name());
    cx.report(field, places::ty(field), message).fix(|| fixes::retype(field, want));
}
