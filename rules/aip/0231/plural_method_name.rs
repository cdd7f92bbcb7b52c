//! BatchGet methods that name one resource.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0231_PLURAL_METHOD_NAME,
    "core::0231::plural-method-name",
    "plural_method_name.md",
    Methods(Kind::BatchGet, |cx, rpc| methods::plural_name(cx, rpc, Kind::BatchGet))
);
