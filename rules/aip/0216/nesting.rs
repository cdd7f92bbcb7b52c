//! Enums of states that stand beside their message.

use crate::aip::visit::Cx;
use protune_compiler::schema::EnumView;

crate::aip::row!(AIP_0216_NESTING, "core::0216::nesting", "nesting.md", Enums(check));

fn check<'s>(cx: &mut Cx<'_, 's>, it: EnumView<'s>) {
    let Some(noun) = it.name().strip_suffix("State").filter(|noun| !noun.is_empty()) else { return };
    let beside = cx.scope().message(cx.file.package(), noun);
    if beside.is_some_and(|message| message.file.id == cx.file.id) {
        let message = format!("enum `{}` should be the enum `State` in the message `{noun}`", it.name());
        cx.report(it, it.located(), message);
    }
}
