//! Methods whose names are not made of words.

use crate::aip::checks::names;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0190_METHOD_CASE,
    "core::0190::method-case",
    "method_case.md",
    Methods(Kind::Any, |cx, rpc| names::words(cx, rpc.view.into()))
);
