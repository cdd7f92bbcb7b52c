//! Types of resources that are declared twice.

use crate::aip::checks::resources;
use crate::aip::places;
use crate::aip::visit::Cx;
use crate::google::resource;

crate::aip::row!(
    AIP_0123_DUPLICATE_RESOURCE,
    "core::0123::duplicate-resource",
    "duplicate_resource.md",
    File(check)
);

fn check(cx: &mut Cx<'_, '_>) {
    let (facts, file) = (**cx, cx.file);
    let is_twice = |ty: &str| !ty.is_empty() && facts.declarations(ty) > 1;
    for message in file.messages() {
        let ty = facts.annotation(message).map_or("", |resource| resource.ty());
        if is_twice(ty) {
            cx.report(message, resources::place(message), text(ty));
        }
    }
    for (index, definition) in resource::of_file(file).enumerate() {
        let ty = definition.ty.map_or("", |ty| ty.text);
        if is_twice(ty) {
            cx.report(file, places::definition(file, index), text(ty));
        }
    }
}

fn text(ty: &str) -> String {
    format!("the resource `{ty}` is declared more than once")
}
