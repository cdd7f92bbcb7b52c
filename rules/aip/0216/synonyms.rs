//! Enums that call a state a status.

use crate::aip::visit::Cx;
use crate::renames;
use protune_compiler::schema::{EnumView, Symbol};

crate::aip::row!(AIP_0216_SYNONYMS, "core::0216::synonyms", "synonyms.md", Enums(check));

fn check<'s>(cx: &mut Cx<'_, 's>, it: EnumView<'s>) {
    if it.name().ends_with("Status") {
        let want = it.name().replacen("Status", "State", 1);
        let message = format!("enum `{}` should be named `{want}`", it.name());
        cx.report(it, it.name_place(), message).fix(|| renames::rename(it, Symbol::Enum, &want));
    }
}
