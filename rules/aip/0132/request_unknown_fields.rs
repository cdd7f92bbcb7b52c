//! Requests of List methods with fields of their own.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0132_REQUEST_UNKNOWN_FIELDS,
    "core::0132::request-unknown-fields",
    "request_unknown_fields.md",
    RequestFields(Kind::List, |cx, field| fields::known(
        cx,
        field,
        &[
            "parent",
            "page_size",
            "page_token",
            "skip",
            "filter",
            "order_by",
            "show_deleted",
            "request_id",
            "read_mask",
            "view",
            "return_partial_success"
        ]
    ))
);
