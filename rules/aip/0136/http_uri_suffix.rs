//! Custom methods whose path does not end with their verb.

use crate::aip::checks::http;
use crate::aip::facts::Rpc;
use crate::aip::fixes;
use crate::aip::kinds::Kind;
use crate::aip::uri::Route;
use crate::aip::visit::Cx;
use crate::aip::words::{self, snake};
use crate::inflection;

crate::aip::row!(
    AIP_0136_HTTP_URI_SUFFIX,
    "core::0136::http-uri-suffix",
    "http_uri_suffix.md",
    Methods(Kind::Custom, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let name = snake(rpc.name());
    if rpc.routes().iter().any(|route| works_on_other(rpc.name(), &name, route)) {
        return;
    }
    for route in rpc.routes() {
        let want = suffix(rpc.name(), &name, route);
        if !route.uri.ends_with(&want) {
            let message = format!("the path of `{}` should end with `{want}`", rpc.name());
            // The AIP of the method wants another end.
            let is_other = [Kind::Run, Kind::Undelete, Kind::Purge].iter().any(|&kind| rpc.is(kind));
            http::report(cx, rpc, message).fix(|| (!is_other).then(|| fixes::suffix(route, &want)).flatten());
            return;
        }
    }
}

/// Returns whether a path names a resource that the name of the method does not end with.
fn works_on_other(rpc: &str, name: &str, route: &Route<'_>) -> bool {
    if let Some(variable) = route.variable("name")
        && !rpc.ends_with("Revision")
        && !rpc.ends_with("Revisions")
    {
        let collection = variable.template.strip_suffix("/*").unwrap_or(&variable.template);
        let last = collection.rsplit('/').next().unwrap_or_default();
        if !name.ends_with(&snake(&inflection::singular(last))) {
            return true;
        }
    }
    let last = snake(last_segment(route));
    route.has_variable("parent") && !name.ends_with(&last) && !name.ends_with(&inflection::singular(&last))
}

/// Last segment of a path before the verb.
fn last_segment<'r>(route: &'r Route<'_>) -> &'r str {
    let path = route.plain.split(':').next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

/// End of the path of a method.
fn suffix(rpc: &str, name: &str, route: &Route<'_>) -> String {
    let mut words = name.split('_');
    let verb = words.next().unwrap_or_default();
    if route.uri.contains(":batch") {
        return format!(":{}", words::lower_camel(&[verb, words.next().unwrap_or_default()].join("_")));
    }
    for (begin, end, suffix) in [
        ("List", "Revisions", ":listRevisions"),
        ("Tag", "Revision", ":tagRevision"),
        ("Delete", "Revision", ":deleteRevision"),
    ] {
        if rpc.starts_with(begin) && rpc.ends_with(end) {
            return suffix.to_owned();
        }
    }
    let names_resource = |field: &str| field == "name" || field == "parent" || field.ends_with(".name");
    if route.variables.iter().any(|variable| names_resource(&variable.field)) {
        return format!(":{verb}");
    }
    let last = last_segment(route);
    match rpc.to_lowercase().ends_with(&last.to_lowercase()) {
        true => format!("{last}:{verb}"),
        false => format!(":{}", words::lower_camel(name)),
    }
}
