//! Requests with pages that lack a `page_size` of the type `int32`.

use crate::aip::checks::pages;
use crate::aip::kinds::Kind;
use protune_compiler::schema::Scalar;

crate::aip::row!(
    AIP_0158_REQUEST_PAGE_SIZE_FIELD,
    "core::0158::request-page-size-field",
    "request_page_size_field.md",
    Requests(Kind::Paged, |cx, request| pages::field(cx, request, "page_size", Scalar::Int32))
);
