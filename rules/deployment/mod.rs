//! Rules about configuration files that name services and methods of the schema: service configs, policies and routes.

pub mod authz;
pub mod endpoints;
mod references;
pub mod route;
pub mod service_config;
pub mod syntax;
