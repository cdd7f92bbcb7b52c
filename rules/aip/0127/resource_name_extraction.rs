//! Path variables that match a single segment.

use crate::aip::checks::http;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0127_RESOURCE_NAME_EXTRACTION,
    "core::0127::resource-name-extraction",
    "resource_name_extraction.md",
    Methods(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let mut variables = rpc.routes().iter().flat_map(|route| &route.variables);
    if let Some(variable) = variables.find(|variable| variable.template == "*") {
        let message = format!("the variable `{}` of the path should match the whole name", variable.field);
        http::report(cx, rpc, message).help(format!("write a template: `{{{}=cats/*}}`", variable.field));
    }
}
