//! Undelete methods of declarative resources that return at once.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0164_RESPONSE_LRO,
    "core::0164::response-lro",
    "response_lro.md",
    Methods(Kind::Undelete, methods::is_lro_if_declarative)
);
