//! States with other names than usual.

use crate::aip::visit::Cx;
use crate::renames;
use protune_compiler::schema::{EnumView, Symbol};

crate::aip::row!(AIP_0216_VALUE_SYNONYMS, "core::0216::value-synonyms", "value_synonyms.md", Enums(check));

fn check<'s>(cx: &mut Cx<'_, 's>, it: EnumView<'s>) {
    if !it.name().ends_with("State") {
        return;
    }
    for value in it.values() {
        let want = match value.name() {
            "CANCELED" => "CANCELLED",
            "CANCELING" => "CANCELLING",
            "FAIL" | "FAILURE" => "FAILED",
            "READY" => "ACTIVE",
            "SUCCESS" | "SUCCESSFUL" => "SUCCEEDED",
            _ => continue,
        };
        let message = format!("enum value `{}` should be named `{want}`", value.name());
        cx.report(value, value.name_place(), message).fix(|| renames::rename(value, Symbol::Value, want));
    }
}
