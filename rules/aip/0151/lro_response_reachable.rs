//! Operations whose result is a type that cannot be found.

use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::places;
use crate::aip::visit::Cx;
use crate::google::operation;

crate::aip::row!(
    AIP_0151_LRO_RESPONSE_REACHABLE,
    "core::0151::lro-response-reachable",
    "lro_response_reachable.md",
    Methods(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let name = rpc.info().and_then(|info| info.response_type).map_or("", |text| text.text);
    if rpc.is_lro() && !name.is_empty() && !name.contains('.') && cx.find_message(name).is_none() {
        let message = format!("`{name}` is not a message that the file declares or imports");
        cx.report(rpc.view, places::option(rpc.view, operation::EXTENSION), message);
    }
}
