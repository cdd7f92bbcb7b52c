//! CEL, the Common Expression Language, over Protobuf schemas: a parser, a type checker and an evaluator.
//!
//! [`Env`] declares what an expression can use: variables, functions, messages of a schema of `protune-compiler`, and
//! views, which are types of the caller's own. [`Env::check`] finds every wrong name and type before anything runs, each
//! with its place in the expression and the nearest right name. [`Env::compile`] makes a [`Program`], which runs within
//! [`Limits`] of steps and memory.
//!
//! ```
//! use protune_cel::{Env, Inputs, Messages, Type, Value};
//!
//! let cat = r#"
//!     syntax = "proto3";
//!     package pets;
//!     message Cat { string name = 1; repeated Cat kittens = 2; }
//! "#;
//! let schema = protune_compiler::compile([("cat.proto", cat)], |_| None);
//! let messages = Messages::of(&schema);
//!
//! let mut env = Env::standard();
//! env.messages(messages.clone());
//! env.variable("this", Type::message("pets.Cat"));
//!
//! let text = "this.kittens.all(k, k.names != this.name)";
//! let problem = env.compile(text).unwrap_err().remove(0);
//! assert_eq!(
//!     problem.show(text),
//!     "1:23: `pets.Cat` has no field `names`
//! this.kittens.all(k, k.names != this.name)
//!                       ^^^^^
//! help: did you mean `name`?"
//! );
//!
//! let program = env.compile("this.kittens.all(k, k.name != this.name)").unwrap();
//! let tom_and_felix = b"\x0A\x03Tom\x12\x07\x0A\x05Felix";
//! let mut inputs = Inputs::default();
//! inputs.set("this", messages.decode("pets.Cat", tom_and_felix).unwrap());
//! assert_eq!(program.run(&inputs), Ok(Value::Bool(true)));
//! ```
//!
//! # The language
//! The language is that of the CEL specification, with the macros `has`, `all`, `exists`, `exists_one`, `map`, `filter`,
//! `cel.bind`, `proto.getExt` and `proto.hasExt`, and names of fields between backticks. Optional values and macros with
//! two variables are not part of it. Types follow the checker of cel-go, which protovalidate runs: what one of them
//! accepts, the other one accepts too. `matches` takes patterns of RE2; see [`translate_pattern`].
//!
//! # Bounds
//! The length, the depth and the number of parts of an expression are bounded by [`Syntax`], so no expression exhausts
//! the stack, and parsing takes time linear in the text. A run takes a bounded number of steps and a bounded amount of
//! memory. An expression reaches no clock, file or environment: `now` is a variable if the caller declares it, and time
//! zones are offsets from UTC.
#![deny(clippy::disallowed_methods)]
#![warn(missing_docs)]

mod check;
mod env;
mod eval;
mod functions;
mod library;
mod syntax;
mod types;
mod value;

pub use check::Checked;
pub use env::{Env, Library, UnknownType};
pub use eval::host::Host;
pub use eval::meter::{Failure, Limits};
pub use eval::program::{Bound, Inputs, Program, Slot};
pub use functions::Context;
pub use library::re2::language::Language;
pub use library::re2::{Fault, translate as translate_pattern};
pub use syntax::ast::{Ast, Field, Fields, Logic, Macro, NameId, Node, NodeId, Nodes, Operator};
pub use syntax::problem::{Problem, Stage};
pub use syntax::{Syntax, parse, parse_with};
pub use types::messages::Messages;
pub use types::ty::{Composite, Scalar, Type};
pub use types::view::{Keys, ViewId, Views};
pub use value::data::{Binary, Object, Text, Value};
pub use value::map::Map;
pub use value::message::Message;
pub use value::time::{Duration, Timestamp};
