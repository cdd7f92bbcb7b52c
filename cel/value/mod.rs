//! Values, their equality and order, and messages as values.

pub(crate) mod build;
pub(crate) mod compare;
pub(crate) mod data;
mod decode;
pub(crate) mod json;
pub(crate) mod map;
pub(crate) mod message;
pub(crate) mod time;
