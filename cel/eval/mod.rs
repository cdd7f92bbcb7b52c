//! From a checked tree to a value: closures that know the types of their operands, and bounds for each run.

pub(crate) mod code;
mod compile;
mod fold;
pub(crate) mod host;
pub(crate) mod meter;
mod operators;
pub(crate) mod program;
mod select;
mod strings;
