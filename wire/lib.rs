//! What encoded messages are: where their bytes go, and what becomes of them when the schema changes.
//!
//! Pure, like the compiler: bytes in, counts and bytes out. It measures and carries out; whether a change
//! is worth making is for others to say.
#![deny(clippy::disallowed_methods)]

mod kind;
mod layout;
pub mod scan;
pub mod varint;

pub use kind::{Kind, WireType};
pub use layout::{Field, Label, Layout, Type, TypeId};
pub use scan::{Cursor, Damage, Flaw, MAX_DEPTH, Record};
