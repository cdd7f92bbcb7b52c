//! Fields with a message of another API.

use crate::aip::checks::fields::message_of;
use crate::aip::checks::names;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0215_FOREIGN_TYPE_REFERENCE,
    "core::0215::foreign-type-reference",
    "foreign_type_reference.md",
    Fields(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let Some(message) = message_of(field) else { return };
    let (own, other) = (cx.file.package(), message.file.package());
    let is_shared = names::is_common(other) || api(other).ends_with(".type");
    if api(own) != api(other) && !own.is_empty() && !other.is_empty() && !is_shared {
        let text =
            format!("field `{}` has a message of another API, `{}`", field.name(), message.full_name());
        cx.report(field, field.located(), text);
    }
}

/// Package up to its version.
fn api(package: &str) -> &str {
    let versions = package.match_indices(".v").map(|(at, _)| at);
    let is_version = |at: &usize| package[at + 2..].starts_with(|c: char| c.is_ascii_digit());
    let Some(at) = versions.filter(is_version).last() else { return package };
    let rest = without_digits(&package[at + 2..]);
    let rest =
        rest.strip_prefix('p').filter(|rest| without_digits(rest) != *rest).map_or(rest, without_digits);
    let stage = ["alpha", "beta", "eap", "test"].iter().find_map(|stage| rest.strip_prefix(stage));
    let rest = without_digits(stage.unwrap_or(rest));
    &package[..package.len() - rest.len()]
}

fn without_digits(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_ascii_digit())
}
