//! Requests of Rollback methods with a `revision_id` that is not required.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_ROLLBACK_REQUEST_REVISION_ID_BEHAVIOR,
    "core::0162::rollback-request-revision-id-behavior",
    "rollback_request_revision_id_behavior.md",
    RequestField(Kind::Rollback, "revision_id", fields::required)
);
