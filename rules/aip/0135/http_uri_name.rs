//! Delete methods whose path has no variable for `name`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0135_HTTP_URI_NAME,
    "core::0135::http-uri-name",
    "http_uri_name.md",
    Methods(Kind::Delete, |cx, rpc| http::variable(cx, rpc, "name"))
);
