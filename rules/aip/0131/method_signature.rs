//! Get methods whose signature is not `name`.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0131_METHOD_SIGNATURE,
    "core::0131::method-signature",
    "method_signature.md",
    Methods(Kind::Get, |cx, rpc| methods::signature(cx, rpc, &["name"]))
);
