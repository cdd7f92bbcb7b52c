//! Declarative resources that lack standard fields.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use crate::listing::listed;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0148_DECLARATIVE_FRIENDLY_FIELDS,
    "core::0148::declarative-friendly-fields",
    "declarative_friendly_fields.md",
    Messages(check)
);

const TIMESTAMP: &str = "google.protobuf.Timestamp";
const FIELDS: &[(&str, &str)] = &[
    ("name", "string"),
    ("uid", "string"),
    ("display_name", "string"),
    ("create_time", TIMESTAMP),
    ("update_time", TIMESTAMP),
    ("delete_time", TIMESTAMP),
];

fn check<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>) {
    let Some(resource) = cx.annotation(message).filter(|it| it.is_declarative_friendly()) else { return };
    let is_needed = |name: &str| !resource.is_singleton() || !matches!(name, "uid" | "delete_time");
    let is_there =
        |name: &str, ty: &str| message.field_named(name).is_some_and(|field| fields::type_name(field) == ty);
    let lacking = FIELDS.iter().filter(|(name, ty)| is_needed(name) && !is_there(name, ty));
    let lacking: Vec<&str> = lacking.map(|(name, _)| *name).collect();
    if !lacking.is_empty() {
        let fields = listed(&lacking, None, "and");
        let text = format!("the declarative resource `{}` should have {fields}", message.name());
        cx.report(message, message.located(), text);
    }
}
