//! Methods with another verb in place of `Get`.

use crate::aip::facts::Rpc;
use crate::aip::fixes;
use crate::aip::kinds::{Kind, begins_words};
use crate::aip::visit::Cx;

crate::aip::row!(AIP_0131_SYNONYMS, "core::0131::synonyms", "synonyms.md", Methods(Kind::Any, check));

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let verb = ["Acquire", "Fetch", "Lookup", "Read", "Retrieve"]
        .into_iter()
        .find(|verb| begins_words(rpc.name(), verb));
    if let Some(rest) = verb.and_then(|verb| rpc.name().strip_prefix(verb)) {
        let want = format!("Get{rest}");
        let message = format!("RPC `{}` should be named `{want}`", rpc.name());
        cx.report(rpc.view, rpc.view.name_place(), message).fix(|| fixes::rename_method(rpc.view, &want));
    }
}
