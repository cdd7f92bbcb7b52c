//! BatchGet methods whose path lacks the end `:batchGet`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0231_HTTP_URI_SUFFIX,
    "core::0231::http-uri-suffix",
    "http_uri_suffix.md",
    Methods(Kind::BatchGet, |cx, rpc| http::suffix(cx, rpc, ":batchGet"))
);
