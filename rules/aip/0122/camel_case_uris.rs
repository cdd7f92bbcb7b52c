//! HTTP paths that are not in lowerCamelCase.

use crate::aip::checks::http;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0122_CAMEL_CASE_URIS,
    "core::0122::camel-case-uris",
    "camel_case_uris.md",
    Methods(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    for route in rpc.routes() {
        let is_loud = |field: &str| field.contains(|c: char| c.is_ascii_uppercase());
        let loud = route.variables.iter().find(|variable| is_loud(&variable.field));
        let message = match loud {
            _ if route.plain.contains('_') => {
                format!("the path `{}` should be in lowerCamelCase", route.path.text)
            }
            Some(variable) => {
                format!("the variable `{}` of the path should be in lower case", variable.field)
            }
            None => continue,
        };
        http::report(cx, rpc, message);
        return;
    }
}
