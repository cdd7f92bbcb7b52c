//! Types of values: scalars, lists, maps, messages of a schema, and views that a caller declares.

pub(crate) mod messages;
pub(crate) mod signature;
pub(crate) mod ty;
pub(crate) mod unify;
pub(crate) mod view;
