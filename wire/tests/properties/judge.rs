//! A second judge: prost-reflect, with descriptors of the layouts before and after. What it reads is printed by
//! names, in words that a recoding does not change.

use prost_reflect::{DescriptorPool, DynamicMessage, FieldDescriptor, MapKey, ReflectMessage, Value};
use prost_types::field_descriptor_proto::{Label as ProtoLabel, Type as ProtoType};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, EnumValueDescriptorProto, FieldDescriptorProto, FieldOptions,
    FileDescriptorProto, FileDescriptorSet, MessageOptions, OneofDescriptorProto,
    descriptor_proto::ExtensionRange,
};
use protune_wire::{Change, Field, Kind, Label, Layout, Plan, TextForm, Type};
use std::collections::BTreeMap;

/// A layout as the judge knows it.
pub(crate) struct Judge {
    pool: DescriptorPool,
    root: String,
}

impl Judge {
    pub(crate) fn new(layout: &Layout, is_proto3: bool) -> Judge {
        let set = FileDescriptorSet { file: files(layout, is_proto3) };
        let pool = DescriptorPool::from_file_descriptor_set(set).expect("a sound layout");
        Judge { pool, root: layout.get(layout.root()).name.to_string() }
    }

    pub(crate) fn read(&self, bytes: &[u8]) -> DynamicMessage {
        let root = self.pool.get_message_by_name(&self.root).expect("declared");
        DynamicMessage::decode(root, bytes).unwrap_or_else(|error| panic!("{error}: {bytes:?}"))
    }
}

fn files(layout: &Layout, is_proto3: bool) -> Vec<FileDescriptorProto> {
    let mut well_known = FileDescriptorProto {
        name: Some("well_known.proto".to_owned()),
        package: Some("google.protobuf".to_owned()),
        syntax: Some("proto3".to_owned()),
        ..Default::default()
    };
    let mut own = FileDescriptorProto {
        name: Some("own.proto".to_owned()),
        syntax: is_proto3.then(|| "proto3".to_owned()),
        dependency: vec!["well_known.proto".to_owned()],
        enum_type: vec![enumeration("Open"), enumeration("Closed")],
        ..Default::default()
    };
    for (_, ty) in layout.types() {
        // Where an `Any` can be, `descriptor.proto` is in the layout too.
        if ty.name.starts_with("google") && !ty.name.ends_with("Any") && !ty.name.ends_with("Value") {
            continue;
        }
        let (file, name) = match ty.name.strip_prefix("google.protobuf.") {
            Some(name) => (&mut well_known, name),
            None => (&mut own, &*ty.name),
        };
        let is_proto3 = file.syntax.is_some();
        let mut among = &mut file.message_type;
        let (around, last) = name.rsplit_once('.').map_or((None, name), |(a, b)| (Some(a), b));
        for part in around.into_iter().flat_map(|around| around.split('.')) {
            let at = among.iter().position(|message| message.name() == part).expect("outer ones come first");
            among = &mut among[at].nested_type;
        }
        among.push(message(layout, ty, last, is_proto3));
        let extensions = ty.fields().iter().filter(|field| field.is_extension);
        file.extension.extend(extensions.map(|extension| FieldDescriptorProto {
            extendee: Some(format!(".{}", ty.name)),
            ..field(layout, extension)
        }));
    }
    vec![well_known, own]
}

fn enumeration(name: &str) -> EnumDescriptorProto {
    let value = |number: i32| EnumValueDescriptorProto {
        name: Some(format!("{name}_{number}").replace('-', "MINUS")),
        number: Some(number),
        options: None,
    };
    let value = [0, 1, -1, 300].map(value).into();
    EnumDescriptorProto { name: Some(name.to_owned()), value, ..Default::default() }
}

fn message(layout: &Layout, ty: &Type, name: &str, is_proto3: bool) -> DescriptorProto {
    let oneof = |name: &str| OneofDescriptorProto { name: Some(name.to_owned()), options: None };
    let mut oneofs: Vec<_> = ty.oneofs.iter().map(|name| oneof(name)).collect();
    let own = ty.fields().iter().filter(|field| !field.is_extension);
    let fields = own.map(|it| {
        let mut field = field(layout, it);
        let is_plain = it.label == Label::Explicit && it.oneof.is_none() && !it.kind.is_message();
        if is_proto3 && is_plain && !ty.is_map_entry {
            field.proto3_optional = Some(true);
            field.oneof_index = Some(oneofs.len() as i32);
            oneofs.push(oneof(&format!("_{}", it.name)));
        }
        field
    });
    let range = |&(first, last): &(u32, u32)| ExtensionRange {
        start: Some(first as i32),
        end: Some(last as i32 + 1),
        options: None,
    };
    DescriptorProto {
        name: Some(name.to_owned()),
        field: fields.collect(),
        oneof_decl: oneofs,
        extension_range: ty.extension_ranges.iter().map(range).collect(),
        options: ty.is_map_entry.then(|| MessageOptions { map_entry: Some(true), ..Default::default() }),
        ..Default::default()
    }
}

fn field(layout: &Layout, field: &Field) -> FieldDescriptorProto {
    let type_name = match (field.message, field.kind, &field.closed) {
        (Some(message), ..) => Some(format!(".{}", layout.get(message).name)),
        (_, Kind::Enum, Some(_)) => Some(".Closed".to_owned()),
        (_, Kind::Enum, None) => Some(".Open".to_owned()),
        _ => None,
    };
    let label = match field.label {
        Label::Required => ProtoLabel::Required,
        Label::Repeated { .. } | Label::Map => ProtoLabel::Repeated,
        Label::Implicit | Label::Explicit => ProtoLabel::Optional,
    };
    let packed = FieldOptions { packed: Some(field.is_packed()), ..Default::default() };
    FieldDescriptorProto {
        name: Some(field.name.to_string()),
        number: Some(field.number as i32),
        label: Some(label as i32),
        r#type: Some(ProtoType::try_from(field.kind as i32).expect("the same numbers") as i32),
        type_name,
        oneof_index: field.oneof.map(|at| at as i32),
        options: (field.is_repeated() && field.kind.is_packable()).then_some(packed),
        ..Default::default()
    }
}

/// Fields that a plan removes or spells otherwise, by names.
#[derive(Default)]
pub(crate) struct Hints {
    gone: Vec<(String, String)>,
    bytes: BTreeMap<(String, String), TextForm>,
}

impl Hints {
    pub(crate) fn of(plan: &Plan, layout: &Layout) -> Hints {
        let mut hints = Hints::default();
        for step in &plan.steps {
            let ty = layout.get(layout.find(&step.message).expect("planned"));
            let field = ty.field(step.field).expect("planned").name.to_string();
            match step.change {
                Change::Derive(_) | Change::Remove => hints.gone.push((step.message.clone(), field)),
                Change::Bytes(form) => drop(hints.bytes.insert((step.message.clone(), field), form)),
                _ => {}
            }
        }
        hints
    }
}

/// Returns the content of a message, independent of its encoding.
pub(crate) fn said(message: &DynamicMessage, hints: &Hints) -> String {
    let of = message.descriptor();
    if of.full_name() == "google.protobuf.Any" {
        return any(message, hints);
    }
    let mut fields: Vec<String> = Vec::new();
    for (field, value) in message.fields() {
        let key = (of.full_name().to_owned(), field.name().to_owned());
        if !hints.gone.contains(&key) {
            let form = hints.bytes.get(&key).copied();
            fields.push(format!("{}: {}", field.name(), value_said(&field, value, form, hints)));
        }
    }
    for (extension, value) in message.extensions() {
        let key = (of.full_name().to_owned(), extension.full_name().to_owned());
        if !hints.gone.contains(&key) {
            let form = hints.bytes.get(&key).copied();
            fields.push(format!("[{}]: {}", extension.full_name(), plain(value, form, hints)));
        }
    }
    fields.sort();
    let mut unknown = message.unknown_fields().map(|field| format!("{field:?}")).collect::<Vec<_>>();
    unknown.sort();
    format!("{{{} ; {}}}", fields.join(", "), unknown.join(", "))
}

fn any(any: &DynamicMessage, hints: &Hints) -> String {
    let get = |name| any.get_field_by_name(name).expect("declared").into_owned();
    let (Value::String(url), Value::Bytes(value)) = (get("type_url"), get("value")) else { unreachable!() };
    let name = url.rsplit('/').next().unwrap_or_default();
    let of = any.descriptor().parent_pool().get_message_by_name(name);
    match of.map(|of| DynamicMessage::decode(of, value.clone())) {
        Some(Ok(held)) => format!("{url} {}", said(&held, hints)),
        Some(Err(error)) => format!("{url} {error} {value:?}"),
        None => format!("{url} {value:?}"),
    }
}

fn value_said(field: &FieldDescriptor, value: &Value, form: Option<TextForm>, hints: &Hints) -> String {
    let Value::Map(map) = value else { return plain(value, form, hints) };
    let entry = field.kind().as_message().map(|entry| entry.full_name().to_owned()).unwrap_or_default();
    let form = hints.bytes.get(&(entry, "value".to_owned())).copied();
    let key = |key: &MapKey| plain(&key.clone().into(), None, hints);
    let mut entries: Vec<_> =
        map.iter().map(|(k, value)| format!("{} -> {}", key(k), plain(value, form, hints))).collect();
    entries.sort();
    format!("{entries:?}")
}

fn plain(value: &Value, form: Option<TextForm>, hints: &Hints) -> String {
    match value {
        Value::F32(number) => plain(&Value::F64(f64::from(*number)), form, hints),
        Value::F64(number) if number.is_nan() => "nan".to_owned(),
        Value::F64(number) => format!("{:x}", number.to_bits()),
        Value::I32(number) => number.to_string(),
        Value::I64(number) => number.to_string(),
        Value::U32(number) => number.to_string(),
        Value::U64(number) => number.to_string(),
        Value::Bytes(bytes) if form.is_some() => format!("{:?}", spelled(bytes, form)),
        Value::Message(wrapper) if is_wrapper(wrapper) => {
            plain(&wrapper.get_field_by_number(1).expect("declared"), None, hints)
        }
        Value::Message(message) => said(message, hints),
        Value::List(list) => list.iter().map(|value| plain(value, form, hints) + ", ").collect(),
        other => format!("{other:?}").replace("String(", "(").trim_matches(['(', ')']).to_owned(),
    }
}

fn is_wrapper(message: &DynamicMessage) -> bool {
    let name = message.descriptor().full_name().to_owned();
    name.starts_with("google.protobuf.") && name.ends_with("Value")
}

fn spelled(bytes: &[u8], form: Option<TextForm>) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    match form {
        Some(TextForm::Uuid) if digits.len() == 32 => {
            let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
            parts.join("-")
        }
        _ => digits,
    }
}
