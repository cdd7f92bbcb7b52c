//! Fields named `url` that hold any URI.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(AIP_0140_URI, "core::0140::uri", "uri.md", Fields(check));

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if !field.name().split('_').any(|word| word == "url") {
        return;
    }
    let comment = field.leading_comment();
    let mut words = comment.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    if words.any(|word| matches!(word, "uri" | "URI")) {
        let words = field.name().split('_').map(|word| if word == "url" { "uri" } else { word });
        fields::renamed(cx, field, &words.collect::<Vec<_>>().join("_"));
    }
}
