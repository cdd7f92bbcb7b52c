//! Create methods whose path does not end with the collection.

use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0133_HTTP_URI_RESOURCE,
    "core::0133::http-uri-resource",
    "http_uri_resource.md",
    Across(Kind::Create, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let Some(route) = rpc.routes().first() else { return };
    let last = route.uri.rsplit('/').next().unwrap_or_default();
    let collection = last.split(':').next().unwrap_or_default();
    if collection.is_empty() {
        let message = format!("the path of `{}` should end with a collection", rpc.name());
        cx.report(rpc.view, rpc.view.located(), message);
        return;
    }
    let Some(created) = cx.response(rpc) else { return };
    let Some(resource) = cx.annotation(created) else { return };
    let has = |pattern: &&str| pattern.split('/').rev().skip(1).any(|segment| segment == collection);
    for pattern in resource.patterns().filter(|pattern| !has(pattern)) {
        let message = format!(
            "`{}` creates `{}` in `{collection}`, unlike the pattern `{pattern}`",
            rpc.name(),
            created.name()
        );
        cx.report(created, created.located(), message);
    }
}
