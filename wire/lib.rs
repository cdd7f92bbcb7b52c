//! Encoded messages: the use of their bytes, and their form after a change of the schema.
//!
//! ```
//! use protune_wire::{Arena, Change, Layout, Output, Plan, Recoding, Step, read, size, transcode};
//!
//! let text = r#"syntax = "proto3"; message Cat { int32 lives = 100; }"#;
//! let schema = protune_compiler::compile([("cat.proto", text)], |_| None);
//! let layout = Layout::of(&schema, "Cat").expect("it is declared");
//!
//! // What if the field had a number that takes one byte?
//! let change = Change::Renumber { to: 1 };
//! let plan = Plan { steps: vec![Step { message: "Cat".to_owned(), field: 100, change }] };
//! let recoding = Recoding::new(&layout, &plan)?;
//!
//! let (mut arena, mut output) = (Arena::default(), Output::default());
//! let message = read(&mut arena, &layout, b"\xA0\x06\x09")?;
//! assert_eq!(size(message, &recoding)?, 2);
//! assert_eq!(transcode(message, &recoding, &mut output)?, b"\x08\x09");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Pure, like the compiler: bytes in, counts and bytes out. It measures and carries out; whether a change
//! is worth making is for others to say.
//!
//! # Features
//! `profile`, on by default: counts of messages and their files, the module [`profile`]. It needs `prost`.
#![deny(clippy::disallowed_methods)]
#![warn(missing_docs)]

mod convert;
mod derive;
mod fit;
mod kind;
mod layout;
mod message;
mod obstacle;
mod plan;
#[cfg(feature = "profile")]
pub mod profile;
mod recoding;
mod size;
mod transcode;

pub use protune_compiler::encoding::scan::{self, Cursor, Damage, Flaw, MAX_DEPTH, Record};
pub use protune_compiler::encoding::{WireType, varint};

pub use fit::{Fit, fit};
pub use kind::Kind;
pub use layout::{Field, Label, Layout, Type, TypeId};
pub use message::{Arena, Message, read, read_within};
pub use obstacle::{Misfit, Obstacle};
pub use plan::{Change, Derivation, Plan, Refusal, Step, TextForm, Why};
pub use recoding::Recoding;
pub use size::size;
pub use transcode::{Output, transcode};
