//! BatchCreate methods that name one resource.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0233_PLURAL_METHOD_NAME,
    "core::0233::plural-method-name",
    "plural_method_name.md",
    Methods(Kind::BatchCreate, |cx, rpc| methods::plural_name(cx, rpc, Kind::BatchCreate))
);
