//! Messages as values: their fields, and the values of fields that are not set.

use super::build::build;
use super::data::{Binary, Text, Value, show};
use super::decode::{Borrow, Copy, decode};
use super::json::empty_map;
use super::time::{Duration, Timestamp};
use crate::eval::meter::{Failure, Outcome};
use crate::types::messages::{Default, FieldType, Kind, MessageType, Messages};
use crate::types::ty::{Type, well_known};
use protune_compiler::schema::Cardinality;
use std::fmt;
use std::sync::Arc;

/// Message: its type, and the fields that are set.
#[derive(Clone)]
pub struct Message<'v>(pub(super) Arc<Data<'v>>);

pub(super) struct Data<'v> {
    pub(super) ty: Arc<MessageType>,
    pub(super) messages: Messages,
    /// In order of number.
    pub(super) fields: Vec<(i32, Value<'v>)>,
}

impl<'v> Message<'v> {
    /// Full name of its type.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.ty.name
    }

    pub(crate) fn name_shared(&self) -> Arc<str> {
        Arc::clone(&self.0.ty.name)
    }

    /// Numbers and values of the fields that are set, in order of number.
    #[must_use]
    pub fn fields(&self) -> &[(i32, Value<'v>)] {
        &self.0.fields
    }

    /// Value of a field, by name: its default where it is not set.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Value<'v>> {
        let field = self.0.ty.field(name)?;
        Some(self.get(field))
    }

    /// Writes the message, when some parts are already shown.
    pub(crate) fn show(&self, f: &mut fmt::Formatter<'_>, shown: &mut usize) -> fmt::Result {
        write!(f, "{}{{", self.name())?;
        for (at, (number, value)) in self.fields().iter().enumerate() {
            let name = self.0.ty.numbered(*number).map(|field| field.name.to_string());
            let name = name.unwrap_or_else(|| format!("[{number}]"));
            write!(f, "{}{name}: ", if at > 0 { ", " } else { "" })?;
            show(value, f, shown)?;
        }
        f.write_str("}")
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Arc<FieldType>> {
        self.0.ty.field(name)
    }

    pub(crate) fn has(&self, number: i32) -> bool {
        self.0.fields.binary_search_by_key(&number, |&(number, _)| number).is_ok()
    }

    pub(crate) fn get(&self, field: &FieldType) -> Value<'v> {
        match self.0.fields.binary_search_by_key(&field.number, |&(number, _)| number) {
            Ok(at) => self.0.fields[at].1.clone(),
            Err(_) => default(field, &self.0.messages),
        }
    }
}

/// Value of a field that is not set.
pub(super) fn default<'v>(field: &FieldType, messages: &Messages) -> Value<'v> {
    match field.cardinality {
        Cardinality::Map => return Value::Map(empty_map()),
        Cardinality::Repeated => return Value::list([]),
        _ => {}
    }
    match (&field.default, &field.kind) {
        (Default::Bool(value), _) => Value::Bool(*value),
        (Default::Int(value), _) => Value::Int(*value),
        (Default::Uint(value), _) => Value::Uint(*value),
        (Default::Double(value), _) => Value::Double(*value),
        (Default::String(text), _) => Value::String(Text::Shared(Arc::clone(text))),
        (Default::Bytes(bytes), _) => Value::Bytes(Binary::Shared(Arc::clone(bytes))),
        (Default::None, Kind::Message(name)) => match well_known(name) {
            Some(Type::Duration) => Value::Duration(Duration { nanos: 0 }),
            Some(Type::Timestamp) => Timestamp::new(0, 0).map_or(Value::Null, Value::Timestamp),
            Some(Type::Map(_)) => Value::Map(empty_map()),
            Some(Type::List(_)) => Value::list([]),
            Some(_) => Value::Null,
            None => match messages.message(name) {
                Some(ty) => Value::Message(Message(Arc::new(Data {
                    ty,
                    messages: messages.clone(),
                    fields: Vec::new(),
                }))),
                None => Value::Null,
            },
        },
        (Default::None, _) => Value::Null,
    }
}

impl Messages {
    /// Reads an encoded message of a type. Well-known messages become the values that they stand for: a
    /// `google.protobuf.Int32Value` an integer, a `google.protobuf.Any` the message in it.
    ///
    /// ```
    /// use protune_cel::{Messages, Value};
    ///
    /// let messages = Messages::well_known();
    /// let value = messages.decode("google.protobuf.Int32Value", &[8, 42]).unwrap();
    /// assert_eq!(value, Value::Int(42));
    /// ```
    ///
    /// # Errors
    /// If the type is not known, the bytes are damaged, or a value is one that the type cannot have.
    pub fn decode<'v>(&self, name: &str, bytes: &'v [u8]) -> Result<Value<'v>, Failure> {
        let ty = self.message(name).ok_or_else(|| Failure::new(format!("there is no message `{name}`")))?;
        decode::<Borrow>(self, &ty, bytes, 100)
    }

    /// Reads an encoded message of a type as [`Messages::decode`] does, into a value that does not borrow the bytes.
    ///
    /// # Errors
    /// Those of [`Messages::decode`].
    pub fn decode_owned(&self, name: &str, bytes: &[u8]) -> Result<Value<'static>, Failure> {
        let ty = self.message(name).ok_or_else(|| Failure::new(format!("there is no message `{name}`")))?;
        decode::<Copy>(self, &ty, bytes, 100)
    }

    /// Builds a message of fields, with the conversions of an expression `Name{field: value}`.
    ///
    /// # Errors
    /// If a value does not fit its field.
    pub fn build<'v>(&self, name: &str, fields: &[(&str, Value<'v>)]) -> Result<Value<'v>, Failure> {
        let ty = self.message(name).ok_or_else(|| Failure::new(format!("there is no message `{name}`")))?;
        let find = |name: &str| ty.field(name).cloned().ok_or_else(|| no_field(&ty.name, name));
        let fields = fields.iter().map(|(name, value)| Ok((find(name)?, value.clone())));
        build(self, &ty, fields.collect::<Outcome<Vec<_>>>()?)
    }
}

pub(crate) fn no_field(message: &str, field: &str) -> Failure {
    Failure::new(format!("`{message}` has no field `{field}`"))
}

/// Returns whether a field with a value is as if it was not set.
pub(super) fn is_default(field: &FieldType, value: &Value<'_>) -> bool {
    match value {
        Value::List(values) => values.is_empty() && field.cardinality == Cardinality::Repeated,
        Value::Map(map) => map.entries().is_empty() && field.cardinality == Cardinality::Map,
        _ => !field.has_presence() && value.is_zero(),
    }
}

impl fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Text of the message as an expression.
impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.show(f, &mut 0)
    }
}
