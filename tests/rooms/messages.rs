//! Messages of pages, from JSON to bytes: as much of ProtoJSON as pages need, editions included. Knows no rule.

use protune_compiler::schema::FieldView;
use protune_rules::proposal::Declared;
use protune_wire::{Field, Kind, Label, Layout, TypeId, WireType, varint};
use serde_json::Value;

/// A message of the root type.
pub(crate) fn encode(declared: &Declared<'_>, layout: &Layout, json: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    Encoder { declared, layout }.message(layout.root(), json, &mut out);
    out
}

#[derive(Clone, Copy)]
struct Encoder<'e> {
    declared: &'e Declared<'e>,
    layout: &'e Layout,
}

impl<'e> Encoder<'e> {
    fn message(self, id: TypeId, json: &Value, out: &mut Vec<u8>) {
        let ty = self.layout.get(id);
        if ty.name.starts_with("google.protobuf.") && ty.name.ends_with("Value") {
            let field = &ty.fields()[0];
            return self.field(&ty.name, field, json, out);
        }
        if let (Some(text), "google.protobuf.Timestamp" | "google.protobuf.Duration") =
            (json.as_str(), &*ty.name)
        {
            return self.message(id, &time(text), out);
        }
        let given = json.as_object().expect("a message is an object");
        for name in given.keys() {
            let field = ty.fields().iter().find(|field| *name == self.view(&ty.name, field).json_name());
            let field = field.unwrap_or_else(|| panic!("`{}` has no {name}", ty.name));
            self.field(&ty.name, field, &given[name], out);
        }
    }

    fn view(self, message: &str, field: &Field) -> FieldView<'e> {
        self.declared.field(message, field.number).expect("it is declared")
    }

    fn field(self, message: &str, field: &Field, json: &Value, out: &mut Vec<u8>) {
        match json {
            Value::Array(elements) if field.is_packed() => {
                let mut packed = Vec::new();
                elements.iter().for_each(|element| self.payload(message, field, element, &mut packed));
                tag(field.number, WireType::Len, out);
                varint::put(out, packed.len() as u64);
                out.extend(packed);
            }
            Value::Object(entries) if self.is_map(message, field) => {
                for (key, value) in entries {
                    self.record(message, field, &self.entry(field, key, value), out);
                }
            }
            Value::Array(elements) => {
                elements.iter().for_each(|element| self.record(message, field, element, out));
            }
            value if field.label == Label::Implicit && is_zero(value) => {}
            value => self.record(message, field, value, out),
        }
    }

    fn is_map(self, message: &str, field: &Field) -> bool {
        self.view(message, field).message_type().is_some_and(|ty| ty.is_map_entry())
    }

    /// An entry of a map, as a message. Names of members are texts in JSON, whatever the type of the key.
    fn entry(self, field: &Field, key: &str, value: &Value) -> Value {
        let key_field = &self.layout.get(field.message.expect("a type")).fields()[0];
        let key = match key_field.kind {
            Kind::Bool => Value::Bool(key == "true"),
            _ => Value::String(key.to_owned()),
        };
        serde_json::json!({ "key": key, "value": value })
    }

    fn record(self, message: &str, field: &Field, json: &Value, out: &mut Vec<u8>) {
        tag(field.number, field.kind.wire_type(), out);
        self.payload(message, field, json, out);
        if field.kind == Kind::Group {
            tag(field.number, WireType::EndGroup, out);
        }
    }

    fn payload(self, message: &str, field: &Field, json: &Value, out: &mut Vec<u8>) {
        match field.kind {
            Kind::Group => self.message(field.message.expect("a type"), json, out),
            Kind::Message => {
                let mut inside = Vec::new();
                self.message(field.message.expect("a type"), json, &mut inside);
                varint::put(out, inside.len() as u64);
                out.extend(inside);
            }
            Kind::String => {
                let text = json.as_str().expect("a string");
                varint::put(out, text.len() as u64);
                out.extend(text.as_bytes());
            }
            Kind::Double => out.extend(json.as_f64().expect("a number").to_le_bytes()),
            Kind::Float => out.extend((json.as_f64().expect("a number") as f32).to_le_bytes()),
            Kind::Enum => varint::put(out, i64::from(self.value(message, field, json)) as u64),
            Kind::Bool => out.push(u8::from(json.as_bool().expect("true or false"))),
            Kind::Bytes => panic!("no page needs bytes yet"),
            kind => {
                let number: i128 = match json {
                    Value::String(digits) => digits.parse().expect("an integer"),
                    number => number.to_string().parse().expect("an integer"),
                };
                let bits = kind.bits(number).expect("it fits");
                match kind.wire_type() {
                    WireType::Fixed32 => out.extend((bits as u32).to_le_bytes()),
                    WireType::Fixed64 => out.extend(bits.to_le_bytes()),
                    _ => varint::put(out, bits),
                }
            }
        }
    }

    /// The number of an enum value.
    fn value(self, message: &str, field: &Field, json: &Value) -> i32 {
        let view = self.view(message, field);
        let mut values = view.enum_type().expect("it is of an enum").values();
        let value = values.find(|value| json.as_str() == Some(value.name())).expect("a value by its name");
        value.number().expect("it has a number")
    }
}

/// A time (`2026-05-01T08:30:00.25Z`), or a span of it (`-1.5s`), as a message.
fn time(text: &str) -> Value {
    let (whole, sign) = match text.strip_prefix('-') {
        Some(rest) => (rest, -1),
        None => (text, 1),
    };
    let whole = whole.trim_end_matches(['s', 'Z']);
    let (whole, fraction) = whole.split_once('.').unwrap_or((whole, ""));
    let nanos: i64 = format!("{fraction:0<9}").parse().expect("digits");
    let parts: Vec<i64> = whole.split(['-', 'T', ':']).map(|part| part.parse().expect("digits")).collect();
    let seconds = match parts[..] {
        [seconds] => seconds,
        [year, month, day, hour, minute, second] => {
            // Years begin in March, so that the day that comes every four years is the last.
            let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
            let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
            (days - 719_468) * 86_400 + hour * 3600 + minute * 60 + second
        }
        _ => panic!("{text} is no time"),
    };
    serde_json::json!({ "seconds": sign * seconds, "nanos": sign * nanos })
}

fn is_zero(json: &Value) -> bool {
    json.as_str() == Some("") || json.as_f64() == Some(0.0) || json.as_bool() == Some(false)
}

fn tag(number: u32, wire_type: WireType, out: &mut Vec<u8>) {
    varint::put(out, u64::from(number) << 3 | wire_type as u64);
}
