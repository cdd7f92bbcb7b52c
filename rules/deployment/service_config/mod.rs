//! Rules about gRPC service configs.

mod naming;
pub mod unknown_service;
