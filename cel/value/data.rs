//! Values of expressions. Strings and bytes may borrow from the caller.

use super::map::Map;
use super::message::Message;
use super::time::{Duration, Timestamp};
use crate::types::ty::Type;
use crate::types::view::ViewId;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// Value of an expression. Copies are cheap.
///
/// ```
/// use protune_cel::Value;
///
/// let value = Value::list([Value::Int(1), Value::from("two")]);
/// assert_eq!(value.to_string(), r#"[1, "two"]"#);
/// assert_eq!(value, Value::list([Value::Double(1.0), Value::from("two")]));
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub enum Value<'v> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A signed integer.
    Int(i64),
    /// An unsigned integer.
    Uint(u64),
    /// A floating-point number.
    Double(f64),
    /// A string.
    String(Text<'v>),
    /// Bytes.
    Bytes(Binary<'v>),
    /// A list.
    List(Arc<Vec<Value<'v>>>),
    /// A map.
    Map(Map<'v>),
    /// `google.protobuf.Duration`
    Duration(Duration),
    /// `google.protobuf.Timestamp`
    Timestamp(Timestamp),
    /// A message.
    Message(Message<'v>),
    /// A value of a view.
    Object(Object),
    /// A type.
    Type(Type),
    /// A value that may be missing.
    Optional(Option<Arc<Value<'v>>>),
}

/// Value of a view. Only the [`Host`](crate::Host) knows what the key means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Object {
    /// The view.
    pub view: ViewId,
    /// The value among those of the view.
    pub key: u64,
}

/// String that is borrowed from the caller, or shared.
#[derive(Clone)]
pub enum Text<'v> {
    /// Text of the caller.
    Borrowed(&'v str),
    /// Text that an expression made.
    Shared(Arc<str>),
}

/// Bytes that are borrowed from the caller, or shared.
#[derive(Clone)]
pub enum Binary<'v> {
    /// Bytes of the caller.
    Borrowed(&'v [u8]),
    /// Bytes that an expression made.
    Shared(Arc<[u8]>),
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Text::Borrowed(text) => text,
            Text::Shared(text) => text,
        }
    }
}

impl Deref for Binary<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Binary::Borrowed(bytes) => bytes,
            Binary::Shared(bytes) => bytes,
        }
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Text<'_>) -> bool {
        **self == **other
    }
}

impl Eq for Text<'_> {}

impl Hash for Text<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        str::hash(self, state);
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Debug for Binary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<'v> Value<'v> {
    /// Whether it is the value of a scalar field without presence that is not set.
    pub fn is_zero(&self) -> bool {
        match self {
            Value::Bool(value) => !value,
            Value::Int(value) => *value == 0,
            Value::Uint(value) => *value == 0,
            Value::Double(value) => value.to_bits() == 0,
            Value::String(text) => text.is_empty(),
            Value::Bytes(bytes) => bytes.is_empty(),
            _ => false,
        }
    }

    /// A list of values.
    #[must_use]
    pub fn list(values: impl IntoIterator<Item = Value<'v>>) -> Value<'v> {
        Value::List(Arc::new(values.into_iter().collect()))
    }

    /// String that is not borrowed.
    #[must_use]
    pub fn text(text: impl Into<Arc<str>>) -> Value<'v> {
        Value::String(Text::Shared(text.into()))
    }

    /// Bytes that are not borrowed.
    #[must_use]
    pub fn bytes(bytes: impl Into<Arc<[u8]>>) -> Value<'v> {
        Value::Bytes(Binary::Shared(bytes.into()))
    }

    /// The type that the value has, elements of lists and maps aside.
    #[must_use]
    pub fn ty(&self) -> Type {
        match self {
            Value::Null => Type::Null,
            Value::Bool(_) => Type::Bool,
            Value::Int(_) => Type::Int,
            Value::Uint(_) => Type::Uint,
            Value::Double(_) => Type::Double,
            Value::String(_) => Type::String,
            Value::Bytes(_) => Type::Bytes,
            Value::List(_) => Type::list(Type::Dyn),
            Value::Map(_) => Type::map(Type::Dyn, Type::Dyn),
            Value::Duration(_) => Type::Duration,
            Value::Timestamp(_) => Type::Timestamp,
            Value::Message(message) => Type::Message(message.name_shared()),
            Value::Object(object) => Type::View(object.view, "view".into()),
            Value::Type(_) => Type::Type(None),
            Value::Optional(_) => Type::opaque("optional_type", vec![Type::Dyn]),
        }
    }

    /// Returns the boolean, if the value is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(value) = self { Some(*value) } else { None }
    }

    /// Returns the signed integer, if the value is one.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        if let Value::Int(value) = self { Some(*value) } else { None }
    }

    /// Returns the string, if the value is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(text) = self { Some(text) } else { None }
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}

impl From<f64> for Value<'_> {
    fn from(value: f64) -> Self {
        Value::Double(value)
    }
}

impl<'v> From<&'v str> for Value<'v> {
    fn from(text: &'v str) -> Value<'v> {
        Value::String(Text::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::text(text)
    }
}

impl<'v> From<&'v [u8]> for Value<'v> {
    fn from(bytes: &'v [u8]) -> Value<'v> {
        Value::Bytes(Binary::Borrowed(bytes))
    }
}

/// Parts of a value that its text has. Parts can be shared, so that there may be very many.
const MAX_SHOWN: usize = 1_000;

/// Text of the value as an expression, for messages. That of a large value ends with `...`.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(self, f, &mut 0)
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(self, f, &mut 0)
    }
}

/// Writes a value, of which some parts are already shown.
pub(crate) fn show(value: &Value<'_>, f: &mut fmt::Formatter<'_>, shown: &mut usize) -> fmt::Result {
    *shown += 1;
    if *shown > MAX_SHOWN {
        return f.write_str("...");
    }
    match value {
        Value::Null => f.write_str("null"),
        Value::Bool(value) => write!(f, "{value}"),
        Value::Int(value) => write!(f, "{value}"),
        Value::Uint(value) => write!(f, "{value}u"),
        Value::Double(value) => write!(f, "{value:?}"),
        Value::String(text) => write!(f, "{:?}", &**text),
        Value::Bytes(bytes) => write!(f, "b\"{}\"", bytes.escape_ascii()),
        Value::List(values) => {
            f.write_str("[")?;
            for (at, value) in values.iter().enumerate() {
                f.write_str(if at > 0 { ", " } else { "" })?;
                show(value, f, shown)?;
                if *shown > MAX_SHOWN {
                    break;
                }
            }
            f.write_str("]")
        }
        Value::Map(map) => {
            f.write_str("{")?;
            for (at, (key, value)) in map.entries().iter().enumerate() {
                f.write_str(if at > 0 { ", " } else { "" })?;
                show(key, f, shown)?;
                f.write_str(": ")?;
                show(value, f, shown)?;
                if *shown > MAX_SHOWN {
                    break;
                }
            }
            f.write_str("}")
        }
        Value::Duration(value) => write!(f, "duration(\"{value}\")"),
        Value::Timestamp(value) => write!(f, "timestamp(\"{value}\")"),
        Value::Message(message) => message.show(f, shown),
        Value::Object(object) => write!(f, "<view {}>", object.view.0),
        Value::Type(ty) => f.write_str(&type_name(ty)),
        Value::Optional(None) => f.write_str("optional.none()"),
        Value::Optional(Some(value)) => {
            f.write_str("optional.of(")?;
            show(value, f, shown)?;
            f.write_str(")")
        }
    }
}

/// Name of a type as the text of a value.
pub(crate) fn type_name(ty: &Type) -> String {
    match ty {
        Type::Null => "null_type".into(),
        Type::List(_) => "list".into(),
        Type::Map(_) => "map".into(),
        Type::Type(_) => "type".into(),
        Type::Duration => "google.protobuf.Duration".into(),
        Type::Timestamp => "google.protobuf.Timestamp".into(),
        Type::Any => "google.protobuf.Any".into(),
        Type::Wrapper(scalar) => scalar.ty().to_string(),
        Type::Opaque(opaque) => opaque.0.to_string(),
        // A value of a view does not know the name of it.
        Type::View(view, _) => format!("view {}", view.0),
        other => other.to_string(),
    }
}
