//! Options of a plugin: values of its configuration as it is sent to it.

use super::wire::put_number;
use protune_compiler::encoding::{WireType, put_len, put_tag};

/// Value of an option.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// A truth value.
    Flag(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Double(f64),
    /// A string.
    Text(String),
    /// Values of one kind.
    List(Vec<Value>),
}

impl Value {
    /// Returns whether it says no more than a missing value. The protocol does not allow those.
    pub fn is_nothing(&self) -> bool {
        match self {
            Value::Flag(flag) => !flag,
            Value::Integer(number) => *number == 0,
            Value::Double(number) => *number == 0.0,
            Value::Text(text) => text.is_empty(),
            Value::List(values) => values.is_empty(),
        }
    }

    /// Returns whether two values can stand in one list.
    pub fn is_like(&self, other: &Value) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match self {
            Value::Flag(flag) => put_number(&mut out, 1, u64::from(*flag)),
            Value::Integer(number) => put_number(&mut out, 2, *number as u64),
            Value::Double(number) => {
                put_tag(&mut out, 3, WireType::Fixed64);
                out.extend_from_slice(&number.to_le_bytes());
            }
            Value::Text(text) => put_len(&mut out, 4, text.as_bytes()),
            Value::List(values) => {
                let mut list = Vec::new();
                values.iter().for_each(|value| put_len(&mut list, 1, &value.encode()));
                put_len(&mut out, 6, &list);
            }
        }
        out
    }
}

/// Appends an option to a request, in this field.
pub(super) fn put(out: &mut Vec<u8>, field: i32, key: &str, value: &Value) {
    let mut option = Vec::new();
    put_len(&mut option, 1, key.as_bytes());
    put_len(&mut option, 2, &value.encode());
    put_len(out, field, &option);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_field() {
        let encoded = |value: Value| {
            let mut out = Vec::new();
            put(&mut out, 3, "k", &value);
            out
        };
        assert_eq!(encoded(Value::Flag(true)), b"\x1A\x07\x0A\x01k\x12\x02\x08\x01");
        assert_eq!(encoded(Value::Integer(-1))[7..9], [0x10, 0xFF]);
        assert_eq!(encoded(Value::Double(1.5)), b"\x1A\x0E\x0A\x01k\x12\x09\x19\0\0\0\0\0\0\xF8\x3F");
        let list = Value::List(vec![Value::Text("a".into()), Value::Text("b".into())]);
        assert_eq!(encoded(list), b"\x1A\x11\x0A\x01k\x12\x0C\x32\x0A\x0A\x03\x22\x01a\x0A\x03\x22\x01b");
    }
}
