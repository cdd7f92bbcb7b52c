//! Get methods whose path has no variable for `name`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0131_HTTP_URI_NAME,
    "core::0131::http-uri-name",
    "http_uri_name.md",
    Methods(Kind::Get, |cx, rpc| http::variable(cx, rpc, "name"))
);
