//! Masks of Update methods that are not marked as optional.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use crate::google::field_behavior::Behavior;

crate::aip::row!(
    AIP_0134_UPDATE_MASK_OPTIONAL_BEHAVIOR,
    "core::0134::update-mask-optional-behavior",
    "update_mask_optional_behavior.md",
    RequestField(Kind::Update, "update_mask", |cx, field| fields::behavior(
        cx,
        field,
        Behavior::Optional,
        "OPTIONAL"
    ))
);
