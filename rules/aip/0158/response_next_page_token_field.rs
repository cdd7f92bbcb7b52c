//! Responses with pages that lack a `next_page_token`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use protune_compiler::schema::Scalar;

crate::aip::row!(
    AIP_0158_RESPONSE_NEXT_PAGE_TOKEN_FIELD,
    "core::0158::response-next-page-token-field",
    "response_next_page_token_field.md",
    Responses(Kind::Paged, |cx, response| fields::present(cx, response, "next_page_token", Scalar::String))
);
