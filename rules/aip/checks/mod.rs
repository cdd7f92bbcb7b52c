//! Checks that several rules of the wing share.

pub(crate) mod batch;
pub(crate) mod creates;
pub(crate) mod fields;
pub(crate) mod http;
pub(crate) mod methods;
pub(crate) mod names;
pub(crate) mod options;
pub(crate) mod pages;
pub(crate) mod patterns;
pub(crate) mod resources;
pub(crate) mod services;
