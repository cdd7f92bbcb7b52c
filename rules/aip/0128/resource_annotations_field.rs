//! Declarative resources without a map of annotations.

use crate::aip::checks::fields;
use crate::aip::places;
use crate::aip::visit::Cx;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0128_RESOURCE_ANNOTATIONS_FIELD,
    "core::0128::resource-annotations-field",
    "resource_annotations_field.md",
    Messages(check)
);

const TYPE: &str = "map<string, string>";

fn check<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>) {
    if !cx.is_declarative_message(message) {
        return;
    }
    match message.field_named("annotations") {
        None => fields::missing(cx, message, "annotations", TYPE),
        Some(field) if fields::type_name(field) != TYPE => {
            cx.report(field, places::ty(field), format!("field `annotations` should be `{TYPE}`"));
        }
        Some(_) => {}
    }
}
