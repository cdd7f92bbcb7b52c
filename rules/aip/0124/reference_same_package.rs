//! References to resources of another package of the API.

use crate::aip::checks::resources;
use crate::aip::places;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0124_REFERENCE_SAME_PACKAGE,
    "core::0124::reference-same-package",
    "reference_same_package.md",
    Fields(check)
);

/// Resources that belong to no API alone.
const COMMON: &[&str] = &[
    "*",
    "billing.googleapis.com/BillingAccount",
    "cloudresourcemanager.googleapis.com/Folder",
    "cloudresourcemanager.googleapis.com/Organization",
    "cloudresourcemanager.googleapis.com/Project",
    "locations.googleapis.com/Location",
];

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let Some(refers) = resources::refers(field) else { return };
    let ty = if refers.ty().is_empty() { refers.child_type() } else { refers.ty() };
    if ty.is_empty() || COMMON.contains(&ty) || !cx.is_declared_elsewhere(ty) {
        return;
    }
    let message = format!("field `{}` refers to `{ty}`, which another package declares", field.name());
    cx.report(field, places::option(field, places::REFERENCE), message);
}
