//! Rules about configurations of APIs: `google.api.Service`.

pub mod backend_scheme;
pub mod bad_wildcard;
pub mod empty_selector;
pub mod method_without_auth;
pub mod method_without_backend;
mod naming;
pub mod provider_insecure;
pub mod provider_unknown;
pub mod provider_unused;
pub mod quota_metric_unknown;
pub mod rule_outside_apis;
pub mod rule_overridden;
pub mod service_not_listed;
pub mod unauthenticated_write;
pub mod unknown_api;
pub mod unknown_package;
pub mod unknown_selector;
pub mod unknown_type;
