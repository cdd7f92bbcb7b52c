//! Update methods of declarative resources that return at once.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0134_RESPONSE_LRO,
    "core::0134::response-lro",
    "response_lro.md",
    Methods(Kind::Update, methods::is_lro_if_declarative)
);
