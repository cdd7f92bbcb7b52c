//! Requests with pages that lack a `page_token` of the type `string`.

use crate::aip::checks::pages;
use crate::aip::kinds::Kind;
use protune_compiler::schema::Scalar;

crate::aip::row!(
    AIP_0158_REQUEST_PAGE_TOKEN_FIELD,
    "core::0158::request-page-token-field",
    "request_page_token_field.md",
    Requests(Kind::Paged, |cx, request| pages::field(cx, request, "page_token", Scalar::String))
);
