//! Services whose names are not made of words.

use crate::aip::checks::names;

crate::aip::row!(
    AIP_0190_SERVICE_CASE,
    "core::0190::service-case",
    "service_case.md",
    Services(|cx, it| names::words(cx, it.into()))
);
