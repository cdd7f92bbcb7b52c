//! The table of contracts, held against what becomes of real values: each pair of scalar types, encoded and decoded, on
//! the wire and in JSON.

use prost_reflect::prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, Value};
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet};
use protune_compiler::schema::Scalar;
use protune_rules::contracts::{Fate, SCALARS, in_json, on_the_wire};

#[test]
fn each_verdict_about_encoded_values_holds() {
    hold(
        on_the_wire,
        |message, read| DynamicMessage::decode(read, &message.encode_to_vec()[..]).ok(),
        |value| match value {
            Value::Bool(value) => i32::from(*value).to_string(),
            Value::String(text) => format!("{:?}", text.as_bytes()),
            Value::Bytes(bytes) => format!("{:?}", &bytes[..]),
            Value::F32(value) => format!("{value:?}"),
            Value::F64(value) => format!("{value:?}"),
            other => number(other),
        },
    );
}

#[test]
fn each_verdict_about_json_holds() {
    let reread = |message: &DynamicMessage, read| {
        let text = serde_json::to_string(message).unwrap();
        DynamicMessage::deserialize(read, &mut serde_json::Deserializer::from_str(&text)).ok()
    };
    hold(in_json, reread, |value| match value {
        Value::Bool(value) => value.to_string(),
        Value::String(text) => text.clone(),
        Value::Bytes(bytes) => format!("{:?}", &bytes[..]),
        Value::F32(value) => value.to_string(),
        Value::F64(value) => value.to_string(),
        other => number(other),
    });
}

/// Writes samples of each type, reads them as each type, and compares how many mean the same with the table.
fn hold(
    table: fn(Scalar, Scalar) -> Fate,
    reread: impl Fn(&DynamicMessage, MessageDescriptor) -> Option<DynamicMessage>,
    meaning: fn(&Value) -> String,
) {
    let pool = pool();
    let ty = |scalar: Scalar| pool.get_message_by_name(scalar.name()).unwrap();
    for written in SCALARS {
        for read in SCALARS {
            let is_kept = |sample: &Value| {
                let mut message = DynamicMessage::new(ty(written));
                message.set_field_by_number(1, sample.clone());
                reread(&message, ty(read)).is_some_and(|again| {
                    again.has_field_by_number(1)
                        && meaning(&again.get_field_by_number(1).unwrap()) == meaning(sample)
                })
            };
            // The first is the default, which may mean the same by chance.
            let samples = samples(written);
            let kept = samples[1..].iter().filter(|sample| is_kept(sample)).count();
            let (all, what) = (samples.len() - 1, format!("{} as {}", written.name(), read.name()));
            match table(written, read) {
                Fate::Same => {
                    assert!(kept == all && is_kept(&samples[0]), "{what}: {kept} of {all} are the same")
                }
                Fate::Unless(_) => assert!(kept > 0 && kept < all, "{what}: {kept} of {all} are the same"),
                Fate::Lost(_) => assert_eq!(kept, 0, "{what}: some of {all} are the same"),
            }
        }
    }
}

fn number(value: &Value) -> String {
    match value {
        Value::I32(value) => value.to_string(),
        Value::I64(value) => value.to_string(),
        Value::U32(value) => value.to_string(),
        Value::U64(value) => value.to_string(),
        other => panic!("{other:?} is no number"),
    }
}

/// The default, then values that tell types apart.
fn samples(scalar: Scalar) -> Vec<Value> {
    match scalar {
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => {
            [0, 1, 5, -1, -300, 16_777_217, i32::MIN, i32::MAX].map(Value::I32).to_vec()
        }
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => {
            [0, 1, 5, -1, 9_007_199_254_740_993, i64::MIN, i64::MAX].map(Value::I64).to_vec()
        }
        Scalar::Uint32 | Scalar::Fixed32 => [0, 1, 5, 16_777_217, u32::MAX].map(Value::U32).to_vec(),
        Scalar::Uint64 | Scalar::Fixed64 => {
            [0, 1, 5, 9_007_199_254_740_993, u64::MAX].map(Value::U64).to_vec()
        }
        Scalar::Float => [0.0, 0.1, 1.5, 2.0, -7.25, 1e30].map(Value::F32).to_vec(),
        Scalar::Double => [0.0, 0.1, 1.5, 2.0, -7.25, 1e300].map(Value::F64).to_vec(),
        Scalar::Bool => vec![Value::Bool(false), Value::Bool(true)],
        Scalar::String => ["", "hello", "5", "ä"].map(|text| Value::String(text.to_owned())).to_vec(),
        Scalar::Bytes => {
            [&b""[..], b"hello", b"\xFF\xFE"].map(|bytes| Value::Bytes(bytes.to_vec().into())).to_vec()
        }
    }
}

/// A message for each scalar type, called like it, with one field.
fn pool() -> DescriptorPool {
    let message = |scalar: Scalar| {
        let ty = Type::from_str_name(&format!("TYPE_{}", scalar.name().to_uppercase())).unwrap();
        let field = FieldDescriptorProto {
            name: Some("value".to_owned()),
            number: Some(1),
            label: Some(Label::Optional.into()),
            r#type: Some(ty.into()),
            ..FieldDescriptorProto::default()
        };
        DescriptorProto {
            name: Some(scalar.name().to_owned()),
            field: vec![field],
            ..DescriptorProto::default()
        }
    };
    let file = FileDescriptorProto {
        name: Some("scalars.proto".to_owned()),
        message_type: SCALARS.map(message).to_vec(),
        ..FileDescriptorProto::default()
    };
    let set = FileDescriptorSet { file: vec![file] };
    DescriptorPool::decode(&set.encode_to_vec()[..]).unwrap()
}
