//! Messages whose names are not made of words.

use crate::aip::checks::names;

crate::aip::row!(
    AIP_0190_MESSAGE_CASE,
    "core::0190::message-case",
    "message_case.md",
    Messages(|cx, it| names::words(cx, it.into()))
);
