//! BatchUpdate methods that name one resource.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0234_PLURAL_METHOD_NAME,
    "core::0234::plural-method-name",
    "plural_method_name.md",
    Methods(Kind::BatchUpdate, |cx, rpc| methods::plural_name(cx, rpc, Kind::BatchUpdate))
);
