//! Rules about configuration files that name services and methods of the schema: service configs, policies and routes.

pub mod endpoints;
pub mod service_config;
