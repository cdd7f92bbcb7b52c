//! Rules about configuration files that name services and methods of the schema: service configs, policies and routes.

pub mod authz;
mod references;
pub mod route;
pub mod endpoints;
pub mod service_config;
pub mod syntax;
