//! Delete methods of declarative resources that return at once.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0135_RESPONSE_LRO,
    "core::0135::response-lro",
    "response_lro.md",
    Methods(Kind::Delete, methods::is_lro_if_declarative)
);
