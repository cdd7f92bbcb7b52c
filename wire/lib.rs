//! What encoded messages are: where their bytes go, and what becomes of them when the schema changes.
//!
//! Pure, like the compiler: bytes in, counts and bytes out. It measures and carries out; whether a change
//! is worth making is for others to say.
#![deny(clippy::disallowed_methods)]

mod convert;
mod derive;
mod fit;
mod kind;
mod layout;
mod message;
mod obstacle;
mod plan;
pub mod profile;
mod recoding;
pub mod scan;
mod size;
mod transcode;
pub mod varint;

pub use fit::{Fit, fit};
pub use kind::{Kind, WireType};
pub use layout::{Field, Label, Layout, Type, TypeId};
pub use message::{Arena, Message, read, read_within};
pub use obstacle::{Misfit, Obstacle};
pub use plan::{Change, Derivation, Plan, Refusal, Step, TextForm, Why};
pub use recoding::Recoding;
pub use scan::{Cursor, Damage, Flaw, MAX_DEPTH, Record};
pub use size::size;
pub use transcode::{Output, transcode};
