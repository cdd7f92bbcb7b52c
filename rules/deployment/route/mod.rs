//! Rules about routes of calls, and about several configurations of one method.

pub mod appmesh_retired;
pub mod dead;
mod descriptor;
pub mod descriptor_stale;
mod gateway_shape;
pub mod grpcroute_invalid;
pub mod layers_conflict;
pub mod portability;
pub mod prefix_bleeds;
pub mod retry_on_unknown;
pub mod stream_timeout;
pub mod transcoder_service_unknown;
pub mod uncovered;
mod unknown;
pub mod unknown_method;
pub mod unknown_service;
