//! Operations without a type of their metadata.

use crate::aip::checks::methods;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::places;
use crate::aip::visit::Cx;
use crate::google::operation;

crate::aip::row!(
    AIP_0151_LRO_METADATA_TYPE,
    "core::0151::lro-metadata-type",
    "lro_metadata_type.md",
    Methods(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let Some(info) = rpc.info().filter(|_| rpc.is_lro()) else { return };
    let name = info.metadata_type.map_or("", |text| text.text);
    if matches!(name, "" | "Empty" | methods::EMPTY) {
        let message = format!("the operation of `{}` should have a `metadata_type` of its own", rpc.name());
        cx.report(rpc.view, places::option(rpc.view, operation::EXTENSION), message);
    }
}
