//! The fields of a message, the extensions of a scope, and the messages that some of them declare:
//! groups and the entries of maps. Keeps their order, which decides on the order of the messages.

use super::print::{Printer, Syntax};
use super::options::{Setting, Value};
use super::protos::{FieldProto, FileProto, Kind, MessageProto};
use super::scalars::{self, quoted};
use crate::descriptor::write::json_name;
use crate::encoding::Damage;
use crate::syntax::Label;
use rustc_hash::FxHashMap;

/// What a file or a message declares that has to come in a certain order.
pub(super) struct Scope<'s> {
    messages: &'s [MessageProto<'s>],
    /// Who declares each message; `None` when it stands by itself.
    declared_by: Vec<Option<Declarer>>,
    fields: Run<'s>,
    extensions: Run<'s>,
    /// The fields of each oneof that somebody wrote.
    oneofs: Vec<Vec<usize>>,
    message: Option<&'s MessageProto<'s>>,
}

/// Fields in their order, and how many of them are printed.
struct Run<'s> {
    fields: &'s [FieldProto<'s>],
    /// The place of the message that a field declares, by the place of the field.
    declares: FxHashMap<usize, usize>,
    done: usize,
}

/// A field, by its place in its run.
#[derive(Clone, Copy)]
enum Declarer {
    Field(usize),
    Extension(usize),
}

