//! Create methods of declarative resources that return at once.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0133_RESPONSE_LRO,
    "core::0133::response-lro",
    "response_lro.md",
    Methods(Kind::Create, methods::is_lro_if_declarative)
);
