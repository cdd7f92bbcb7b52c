//! List methods whose path has no variable for `parent`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0132_HTTP_URI_PARENT,
    "core::0132::http-uri-parent",
    "http_uri_parent.md",
    Methods(Kind::List, |cx, rpc| http::variable_if_present(cx, rpc, "parent"))
);
