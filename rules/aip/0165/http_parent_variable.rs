//! Purge methods whose path has no variable for `parent`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0165_HTTP_PARENT_VARIABLE,
    "core::0165::http-parent-variable",
    "http_parent_variable.md",
    Methods(Kind::Purge, |cx, rpc| http::variable_if_present(cx, rpc, "parent"))
);
