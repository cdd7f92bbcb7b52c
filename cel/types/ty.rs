//! Types, and their texts.

use super::view::ViewId;
use std::fmt;
use std::sync::Arc;

/// Type of a value.
///
/// ```
/// use protune_cel::Type;
///
/// assert_eq!(Type::map(Type::String, Type::list(Type::Int)).to_string(), "map(string, list(int))");
/// ```
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum Type {
    /// Any type; values are checked when the expression runs.
    Dyn,
    /// Type of an expression with a mistake, which fits everything.
    Error,
    /// Type of `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A signed integer of 64 bits; enums and all signed integers of Protobuf.
    Int,
    /// An unsigned integer of 64 bits.
    Uint,
    /// A floating-point number of 64 bits.
    Double,
    /// A string.
    String,
    /// Bytes.
    Bytes,
    /// `google.protobuf.Duration`.
    Duration,
    /// `google.protobuf.Timestamp`.
    Timestamp,
    /// `google.protobuf.Any`: the message within it, which is not known before the expression runs.
    Any,
    /// A wrapper of `google/protobuf/wrappers.proto`: a scalar or `null`.
    Wrapper(Scalar),
    /// A list with elements of one type.
    List(Arc<Composite<1>>),
    /// A map: type of the keys, type of the values.
    Map(Arc<Composite<2>>),
    /// A message, by its full name.
    Message(Arc<str>),
    /// A view that the caller declares.
    View(ViewId, Arc<str>),
    /// A type as a value, such as `int` or `type(x)`.
    Type(Option<Arc<Composite<1>>>),
    /// Parameter of the signature of a function.
    Param(Arc<str>),
    /// Type that the checker has still to find.
    Variable(u32),
    /// A type that only its functions know.
    Opaque(Arc<(Arc<str>, Vec<Type>)>),
}

/// Types within a type, and their number.
#[derive(Clone, PartialEq, Debug)]
pub struct Composite<const N: usize> {
    pub(crate) parts: [Type; N],
    /// Number of types in it, each counted where it stands.
    weight: u32,
}

/// Scalar type of a wrapper.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Scalar {
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
}

/// Maximum number of types in one type. A larger one is `dyn`, so that types and their texts stay small.
pub(crate) const MAX_WEIGHT: u32 = 500;

impl Type {
    /// Type of a list.
    #[must_use]
    pub fn list(element: Type) -> Type {
        let weight = 1 + element.weight();
        if weight > MAX_WEIGHT {
            return Type::Dyn;
        }
        Type::List(Arc::new(Composite { parts: [element], weight }))
    }

    /// Type of a map.
    #[must_use]
    pub fn map(key: Type, value: Type) -> Type {
        let weight = 1 + key.weight() + value.weight();
        if weight > MAX_WEIGHT {
            return Type::Dyn;
        }
        Type::Map(Arc::new(Composite { parts: [key, value], weight }))
    }

    /// Type of a type.
    #[must_use]
    pub fn of_type(ty: Type) -> Type {
        let weight = 1 + ty.weight();
        if weight > MAX_WEIGHT {
            return Type::Dyn;
        }
        Type::Type(Some(Arc::new(Composite { parts: [ty], weight })))
    }

    /// Type of a message, by its full name. Well-known messages have types of their own.
    ///
    /// ```
    /// use protune_cel::Type;
    ///
    /// assert_eq!(Type::message("google.protobuf.Duration"), Type::Duration);
    /// assert_eq!(Type::message("acme.Cat").to_string(), "acme.Cat");
    /// ```
    #[must_use]
    pub fn message(name: &str) -> Type {
        well_known(name).unwrap_or_else(|| Type::Message(name.into()))
    }

    /// Type that only functions know, such as `set(int)`.
    #[must_use]
    pub fn opaque(name: &str, parts: Vec<Type>) -> Type {
        Type::Opaque(Arc::new((name.into(), parts)))
    }

    fn weight(&self) -> u32 {
        match self {
            Type::List(inner) | Type::Type(Some(inner)) => inner.weight,
            Type::Map(inner) => inner.weight,
            Type::Opaque(opaque) => 1 + opaque.1.iter().map(Type::weight).sum::<u32>(),
            _ => 1,
        }
    }

    /// Returns whether values of it are checked only when the expression runs.
    #[must_use]
    pub fn is_dyn(&self) -> bool {
        matches!(self, Type::Dyn | Type::Any | Type::Error)
    }

    /// The scalar that the type is, or that the wrapper has.
    pub(crate) fn unwrapped(&self) -> Type {
        match self {
            Type::Wrapper(scalar) => scalar.ty(),
            other => other.clone(),
        }
    }
}

impl Scalar {
    pub(crate) fn ty(self) -> Type {
        match self {
            Scalar::Bool => Type::Bool,
            Scalar::Int => Type::Int,
            Scalar::Uint => Type::Uint,
            Scalar::Double => Type::Double,
            Scalar::String => Type::String,
            Scalar::Bytes => Type::Bytes,
        }
    }
}

/// Type of a well-known message.
pub(crate) fn well_known(name: &str) -> Option<Type> {
    Some(match name.strip_prefix("google.protobuf.")? {
        "Any" => Type::Any,
        "Duration" => Type::Duration,
        "Timestamp" => Type::Timestamp,
        "Struct" => Type::map(Type::String, Type::Dyn),
        "ListValue" => Type::list(Type::Dyn),
        "Value" => Type::Dyn,
        "BoolValue" => Type::Wrapper(Scalar::Bool),
        "Int32Value" | "Int64Value" => Type::Wrapper(Scalar::Int),
        "UInt32Value" | "UInt64Value" => Type::Wrapper(Scalar::Uint),
        "FloatValue" | "DoubleValue" => Type::Wrapper(Scalar::Double),
        "StringValue" => Type::Wrapper(Scalar::String),
        "BytesValue" => Type::Wrapper(Scalar::Bytes),
        _ => return None,
    })
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Type::Dyn => "dyn",
            Type::Error => "!error!",
            Type::Null => "null",
            Type::Bool => "bool",
            Type::Int => "int",
            Type::Uint => "uint",
            Type::Double => "double",
            Type::String => "string",
            Type::Bytes => "bytes",
            Type::Duration => "duration",
            Type::Timestamp => "timestamp",
            Type::Any => "any",
            Type::Wrapper(scalar) => return write!(f, "wrapper({})", scalar.ty()),
            Type::List(inner) => return write!(f, "list({})", inner.parts[0]),
            Type::Map(inner) => return write!(f, "map({}, {})", inner.parts[0], inner.parts[1]),
            Type::Message(name) | Type::Param(name) | Type::View(_, name) => name,
            Type::Type(None) => "type",
            Type::Type(Some(inner)) => return write!(f, "type({})", inner.parts[0]),
            Type::Variable(number) => return write!(f, "_var{number}"),
            Type::Opaque(opaque) if opaque.1.is_empty() => &opaque.0,
            Type::Opaque(opaque) => {
                write!(f, "{}(", opaque.0)?;
                for (at, part) in opaque.1.iter().enumerate() {
                    write!(f, "{}{part}", if at > 0 { ", " } else { "" })?;
                }
                ")"
            }
        };
        f.write_str(text)
    }
}
