//! Rules of one type, such as `StringRules`: the types of fields that they are for, and the numbers of the rules that
//! several of them have.

use protune_compiler::schema::Scalar;

/// Types of fields that rules are for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Of {
    Scalar(Scalar),
    Enum,
    Repeated,
    Map,
    /// Message, by its full name.
    Message(&'static str),
}

/// Rules of one type, as a field of `buf.validate.FieldRules`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Kind {
    pub(crate) number: i32,
    pub(crate) name: &'static str,
    pub(crate) of: Of,
    /// Numbers of the rules within; 0 for those that the type lacks.
    pub(crate) constant: i32,
    pub(crate) allowed: i32,
    pub(crate) refused: i32,
    pub(crate) example: i32,
    pub(crate) bounds: Option<Bounds>,
}

/// Numbers of the rules for bounds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Bounds {
    pub(crate) lt: i32,
    pub(crate) lte: i32,
    pub(crate) gt: i32,
    pub(crate) gte: i32,
}

const OF_NUMBERS: Option<Bounds> = Some(Bounds { lt: 2, lte: 3, gt: 4, gte: 5 });
const OF_TIMES: Option<Bounds> = Some(Bounds { lt: 3, lte: 4, gt: 5, gte: 6 });

const fn number(number: i32, name: &'static str, scalar: Scalar) -> Kind {
    let example = if matches!(scalar, Scalar::Float | Scalar::Double | Scalar::Int64) { 9 } else { 8 };
    let of = Of::Scalar(scalar);
    Kind { number, name, of, constant: 1, allowed: 6, refused: 7, example, bounds: OF_NUMBERS }
}

/// Numbers of `const`, `in`, `not_in` and `example`.
const fn other(number: i32, name: &'static str, of: Of, rules: [i32; 4]) -> Kind {
    let [constant, allowed, refused, example] = rules;
    Kind { number, name, of, constant, allowed, refused, example, bounds: None }
}

const fn time(number: i32, name: &'static str, message: &'static str, rules: [i32; 4]) -> Kind {
    Kind { bounds: OF_TIMES, ..other(number, name, Of::Message(message), rules) }
}

pub(crate) static KINDS: [Kind; 22] = [
    number(1, "float", Scalar::Float),
    number(2, "double", Scalar::Double),
    number(3, "int32", Scalar::Int32),
    number(4, "int64", Scalar::Int64),
    number(5, "uint32", Scalar::Uint32),
    number(6, "uint64", Scalar::Uint64),
    number(7, "sint32", Scalar::Sint32),
    number(8, "sint64", Scalar::Sint64),
    number(9, "fixed32", Scalar::Fixed32),
    number(10, "fixed64", Scalar::Fixed64),
    number(11, "sfixed32", Scalar::Sfixed32),
    number(12, "sfixed64", Scalar::Sfixed64),
    other(13, "bool", Of::Scalar(Scalar::Bool), [1, 0, 0, 2]),
    other(14, "string", Of::Scalar(Scalar::String), [1, 10, 11, 34]),
    other(15, "bytes", Of::Scalar(Scalar::Bytes), [1, 8, 9, 14]),
    other(16, "enum", Of::Enum, [1, 3, 4, 5]),
    other(18, "repeated", Of::Repeated, [0; 4]),
    other(19, "map", Of::Map, [0; 4]),
    other(20, "any", Of::Message("google.protobuf.Any"), [0, 2, 3, 0]),
    time(21, "duration", "google.protobuf.Duration", [2, 7, 8, 9]),
    time(22, "timestamp", "google.protobuf.Timestamp", [2, 0, 0, 10]),
    other(28, "field_mask", Of::Message("google.protobuf.FieldMask"), [1, 2, 3, 4]),
];

impl Kind {
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// Returns whether the values are `float` or `double`.
    pub(crate) fn is_float(&self) -> bool {
        matches!(self.of, Of::Scalar(Scalar::Float | Scalar::Double))
    }

    /// Least and greatest value of the type, if it has integers.
    pub(crate) fn range(&self) -> Option<(i128, i128)> {
        let Of::Scalar(scalar) = self.of else { return None };
        Some(match scalar {
            Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => (i32::MIN.into(), i32::MAX.into()),
            Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => (i64::MIN.into(), i64::MAX.into()),
            Scalar::Uint32 | Scalar::Fixed32 => (0, u32::MAX.into()),
            Scalar::Uint64 | Scalar::Fixed64 => (0, u64::MAX.into()),
            _ => return None,
        })
    }
}

/// Numbers of `buf.validate.FieldRules` that are not of one type.
pub(crate) mod field {
    pub(crate) const CEL: i32 = 23;
    pub(crate) const REQUIRED: i32 = 25;
    pub(crate) const IGNORE: i32 = 27;
    pub(crate) const CEL_EXPRESSION: i32 = 29;
    pub(crate) const REPEATED: i32 = 18;
    pub(crate) const MAP: i32 = 19;
}

/// Numbers of `buf.validate.MessageRules`.
pub(crate) mod message {
    pub(crate) const CEL: i32 = 3;
    pub(crate) const ONEOF: i32 = 4;
    pub(crate) const CEL_EXPRESSION: i32 = 5;
}

/// Numbers of `buf.validate.MessageOneofRule`.
pub(crate) mod oneof {
    pub(crate) const FIELDS: i32 = 1;
    pub(crate) const REQUIRED: i32 = 2;
}

/// Numbers of `buf.validate.StringRules`.
pub(crate) mod string {
    pub(crate) const MIN_LEN: i32 = 2;
    pub(crate) const MAX_LEN: i32 = 3;
    pub(crate) const MIN_BYTES: i32 = 4;
    pub(crate) const MAX_BYTES: i32 = 5;
    pub(crate) const PATTERN: i32 = 6;
    pub(crate) const PREFIX: i32 = 7;
    pub(crate) const SUFFIX: i32 = 8;
    pub(crate) const CONTAINS: i32 = 9;
    pub(crate) const LEN: i32 = 19;
    pub(crate) const LEN_BYTES: i32 = 20;
    pub(crate) const NOT_CONTAINS: i32 = 23;
    pub(crate) const WELL_KNOWN_REGEX: i32 = 24;
    pub(crate) const STRICT: i32 = 25;
}

/// Numbers of `buf.validate.BytesRules`.
pub(crate) mod bytes {
    pub(crate) const MIN_LEN: i32 = 2;
    pub(crate) const MAX_LEN: i32 = 3;
    pub(crate) const PATTERN: i32 = 4;
    pub(crate) const PREFIX: i32 = 5;
    pub(crate) const SUFFIX: i32 = 6;
    pub(crate) const CONTAINS: i32 = 7;
    pub(crate) const LEN: i32 = 13;
}

/// Values of `buf.validate.Ignore`.
pub(crate) mod ignore {
    pub(crate) const IF_ZERO: u64 = 1;
    pub(crate) const ALWAYS: u64 = 3;
}
