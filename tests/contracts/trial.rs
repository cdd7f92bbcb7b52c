//! Trial of a row: values that one schema writes are read by the other.

use super::examples::{Example, Files, Of};
use prost_reflect::ReflectMessage;
use prost_reflect::prost::Message;
use prost_reflect::{
    Cardinality, DescriptorPool, DynamicMessage, EnumDescriptor, FieldDescriptor, Kind, MapKey,
    MessageDescriptor, Value,
};
use protune_compiler::compile;
use protune_compiler::descriptor::{self, Include};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FileId, FileView};
use protune_rules::contracts::{Change, Fate};
use std::collections::HashMap;
use std::rc::Rc;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Axis {
    Wire,
    Json,
}

/// Number of trials that kept the written value: those about the change, and those that may keep it by
/// chance.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Tally {
    pub(crate) main: [usize; 2],
    pub(crate) side: [usize; 2],
}

impl Tally {
    pub(crate) fn add(&mut self, is_main: bool, is_kept: bool) {
        let of = if is_main { &mut self.main } else { &mut self.side };
        of[usize::from(is_kept)] += 1;
    }

    pub(crate) fn merge(&mut self, other: Tally) {
        for at in 0..2 {
            self.main[at] += other.main[at];
            self.side[at] += other.side[at];
        }
    }

    /// Whether this is what becomes of the values.
    pub(crate) fn shows(self, fate: Fate) -> bool {
        let [lost, kept] = self.main;
        match fate {
            Fate::Same => lost + self.side[0] == 0,
            Fate::Lost(_) => kept == 0 && lost > 0,
            Fate::Unless(_) => lost + self.side[0] > 0 && kept > 0,
        }
    }
}

/// One side of an example as descriptors.
pub(crate) struct Side {
    /// An encoded `FileDescriptorSet`.
    pub(crate) set: Vec<u8>,
    /// Schema in prost-reflect, which rejects names that clash in JSON.
    pub(crate) pool: Option<DescriptorPool>,
}

impl Side {
    fn of(files: &Files) -> Side {
        let schema = compile(files.iter().map(|(name, text)| (name.as_str(), text.as_str())), |_| None);
        let problems: Vec<_> = schema
            .problems()
            .iter()
            .filter(|it| it.severity == Severity::Error)
            .map(|it| &it.message)
            .collect();
        assert!(problems.is_empty(), "{problems:?} in {files:?}");
        let mut ids = Vec::new();
        add(schema.find("a.proto").expect("each example has it"), &mut ids);
        let set: Vec<u8> =
            ids.iter().flat_map(|&id| descriptor::set_entry(&schema, id, Include::default())).collect();
        Side { pool: DescriptorPool::decode(&set[..]).ok(), set }
    }
}

/// A file behind all that it imports.
fn add(file: FileView<'_>, ids: &mut Vec<FileId>) {
    if !ids.contains(&file.id) {
        file.imports().filter_map(|import| import.target()).for_each(|file| add(file, ids));
        ids.push(file.id);
    }
}

/// Comparison of values.
#[derive(Clone, Copy)]
pub(crate) struct Meaning {
    /// Fields are known by their names, not by their numbers.
    pub(crate) by_name: bool,
    /// Values of enums are known by their names on the wire, too.
    pub(crate) values_by_name: bool,
    /// A field that is not set means its default.
    pub(crate) defaults: bool,
    /// Text spells bytes.
    pub(crate) spelled: bool,
    /// Whatever the old side has has to be there.
    pub(crate) all_of_old: bool,
    /// Whoever reads JSON finds fields by their JSON names alone.
    pub(crate) plain_readers: bool,
}

impl Meaning {
    pub(crate) fn of(change: Change, of: Of) -> Meaning {
        Meaning {
            by_name: change == Change::Numbers,
            values_by_name: matches!(change, Change::ValueDeleted { .. }) && of == Of::Wire,
            defaults: change == Change::Default,
            spelled: change == Change::Decoded,
            all_of_old: change == Change::FieldDerived,
            plain_readers: matches!(change, Change::FieldName(_)),
        }
    }
}

/// Written value, and whether it is about the change.
pub(crate) struct Sample {
    pub(crate) message: DynamicMessage,
    pub(crate) is_main: bool,
}

/// Schemas that were compiled already: few of them are in many examples.
#[derive(Default)]
pub(crate) struct Sides {
    known: HashMap<Files, Rc<Side>>,
}

impl Sides {
    pub(crate) fn of(&mut self, files: &Files) -> Rc<Side> {
        self.known.entry(files.clone()).or_insert_with(|| Rc::new(Side::of(files))).clone()
    }
}

/// Tries all samples of both sides by prost-reflect: what becomes of old data, and of new data.
pub(crate) fn by_reflection(sides: &mut Sides, change: Change, example: &Example, axis: Axis) -> [Tally; 2] {
    let [before, after] = [&example.before, &example.after]
        .map(|files| sides.of(files).pool.clone().expect("prost-reflect takes it"));
    let meaning = Meaning::of(change, example.of);
    [[&before, &after, &before], [&after, &before, &before]].map(|[writer, reader, old]| {
        let mut tally = Tally::default();
        if has_calls(change) {
            calls(writer, reader, &mut tally);
            return tally;
        }
        let [written, read, old] = [writer, reader, old].map(message);
        let required = if meaning.all_of_old { old.clone() } else { read.clone() };
        for sample in samples(change, &written) {
            let keeps = |again: Option<DynamicMessage>| {
                again.is_some_and(|again| {
                    is_whole(&again) && is_same(meaning, axis, &sample.message, &again, &required)
                })
            };
            match axis {
                Axis::Wire => {
                    let again =
                        DynamicMessage::decode(read.clone(), &sample.message.encode_to_vec()[..]).ok();
                    tally.add(sample.is_main, keeps(again));
                }
                Axis::Json => {
                    // Names are those of the schema, but for rows about names.
                    let ways = [(false, false), (false, true), (true, false), (true, true)];
                    let ways = if meaning.plain_readers { &ways[..] } else { &ways[..2] };
                    for &(has_schema_names, ignores_unknown) in ways {
                        let Some(text) = json(&sample.message, has_schema_names) else { continue };
                        let is_main = sample.is_main && !has_schema_names;
                        for text in other_names(change, &written, &text) {
                            tally.add(is_main && text.1, keeps(parse(&read, &text.0, ignores_unknown)));
                        }
                    }
                    if meaning.plain_readers {
                        let text = json(&sample.message, false).expect("names are no trouble");
                        let is_known =
                            read.fields().all(|field| text.contains(&format!("\"{}\":", field.json_name())));
                        tally.add(false, is_known || text == "{}");
                    }
                }
            }
        }
        tally
    })
}

pub(crate) fn message(pool: &DescriptorPool) -> MessageDescriptor {
    pool.get_message_by_name("p.M").expect("each example has it")
}

pub(crate) fn has_calls(change: Change) -> bool {
    matches!(change, Change::CallPath | Change::CallDeleted | Change::Streaming)
}

fn json(message: &DynamicMessage, has_schema_names: bool) -> Option<String> {
    let options = prost_reflect::SerializeOptions::new().use_proto_field_name(has_schema_names);
    let mut out = serde_json::Serializer::new(Vec::new());
    message.serialize_with_options(&mut out, &options).ok()?;
    Some(String::from_utf8(out.into_inner()).expect("JSON is text"))
}

fn parse(read: &MessageDescriptor, text: &str, ignores_unknown: bool) -> Option<DynamicMessage> {
    let options = prost_reflect::DeserializeOptions::new().deny_unknown_fields(!ignores_unknown);
    let mut text = serde_json::Deserializer::from_str(text);
    DynamicMessage::deserialize_with_options(read.clone(), &mut text, &options).ok()
}

/// Returns the text with all names of enum values: writers choose the first.
fn other_names(change: Change, written: &MessageDescriptor, text: &str) -> Vec<(String, bool)> {
    let mut all = vec![(text.to_owned(), true)];
    let field = written.fields().next().map(|field| field.kind());
    if let (Change::ValueName(_), Some(Kind::Enum(it))) = (change, field) {
        let values = &it.enum_descriptor_proto().value;
        let values: Vec<_> = values.iter().filter(|value| value.number() == 1).collect();
        let first = format!("\"{}\"", values[0].name());
        let is_used = text.contains(&first);
        all.extend(
            values[1..]
                .iter()
                .filter(|_| is_used)
                .map(|it| (text.replace(&first, &format!("\"{}\"", it.name())), false)),
        );
    }
    all
}

/// Readers that check it refuse messages without what is required.
fn is_whole(message: &DynamicMessage) -> bool {
    let of = |value: &Value| value.as_message().is_none_or(is_whole);
    message.descriptor().fields().all(|field| {
        let is_there = field.cardinality() != Cardinality::Required || message.has_field(&field);
        let value = message.get_field(&field);
        is_there
            && value
                .as_list()
                .map_or_else(|| !message.has_field(&field) || of(&value), |list| list.iter().all(of))
    })
}

// Text about a value, whatever type it has.

#[derive(PartialEq, Eq, Debug)]
enum Said {
    Nothing(String),
    One(String),
    Many(Vec<String>),
}

impl Said {
    fn is_like(&self, other: &Said) -> bool {
        match (self, other) {
            (Said::One(one), Said::Many(many)) | (Said::Many(many), Said::One(one)) => {
                many == std::slice::from_ref(one)
            }
            (Said::Nothing(_), Said::Many(many)) | (Said::Many(many), Said::Nothing(_)) => many.is_empty(),
            _ => self == other,
        }
    }
}

fn is_same(
    meaning: Meaning,
    axis: Axis,
    written: &DynamicMessage,
    read: &DynamicMessage,
    of: &MessageDescriptor,
) -> bool {
    let find = |message: &DynamicMessage, field: &FieldDescriptor| match meaning.by_name {
        true => message.descriptor().get_field_by_name(field.name()),
        false => message.descriptor().get_field(field.number()),
    };
    of.fields().all(|field| {
        let (was, is) = (find(written, &field), find(read, &field));
        let of =
            |message: &DynamicMessage, field: &Option<FieldDescriptor>, other: &Option<FieldDescriptor>| {
                field
                    .as_ref()
                    .map(|field| said(meaning, axis, message, field, other.as_ref().map(|it| it.kind())))
            };
        match (of(written, &was, &is), of(read, &is, &was)) {
            (Some(was), Some(is)) => was.is_like(&is),
            // Nobody wrote it.
            (None, Some(is)) => !meaning.all_of_old && matches!(is, Said::Nothing(_)),
            _ => true,
        }
    })
}

fn said(
    meaning: Meaning,
    axis: Axis,
    message: &DynamicMessage,
    field: &FieldDescriptor,
    other: Option<Kind>,
) -> Said {
    let value = message.get_field(field);
    let one = |value: &Value| of_value(meaning, axis, value, &field.kind(), other.as_ref());
    if let Some(entries) = value.as_map() {
        let entries = entries.iter().map(|(key, value)| {
            let of_entry = |part: &Value, number| {
                let Kind::Message(entry) = field.kind() else { unreachable!("a map has entries") };
                let kind = entry.get_field(number).expect("an entry has it").kind();
                let other =
                    other.as_ref().and_then(|other| Some(other.as_message()?.get_field(number)?.kind()));
                of_value(meaning, axis, part, &kind, other.as_ref())
            };
            format!("{{1:{};2:{};}}", of_entry(&Value::from(key.clone()), 1), of_entry(value, 2))
        });
        let mut entries: Vec<String> = entries.collect();
        entries.sort();
        return Said::Many(entries);
    }
    if let Some(list) = value.as_list() {
        let mut list: Vec<String> = list.iter().map(one).collect();
        list.sort();
        return Said::Many(list);
    }
    match field.supports_presence() && !message.has_field(field) {
        true if meaning.defaults => Said::Nothing(one(&value)),
        true => Said::Nothing(String::new()),
        false => Said::One(one(&value)),
    }
}

fn of_value(meaning: Meaning, axis: Axis, value: &Value, kind: &Kind, other: Option<&Kind>) -> String {
    let is_text = matches!(other, Some(Kind::String));
    match value {
        Value::Bool(value) if axis == Axis::Json => value.to_string(),
        Value::Bool(value) => i32::from(*value).to_string(),
        Value::I32(value) => value.to_string(),
        Value::I64(value) => value.to_string(),
        Value::U32(value) => value.to_string(),
        Value::U64(value) => value.to_string(),
        Value::F32(value) => value.to_string(),
        Value::F64(value) => value.to_string(),
        Value::String(text) if meaning.spelled => format!("bytes {text}"),
        Value::String(text) if axis == Axis::Json => text.clone(),
        Value::String(text) => bytes(text.as_bytes()),
        Value::Bytes(value) => bytes(value),
        Value::EnumNumber(number) => {
            let Kind::Enum(it) = kind else { unreachable!("it is a value of an enum") };
            match it.get_value(*number) {
                Some(value) if meaning.values_by_name || axis == Axis::Json && is_text => {
                    value.name().to_owned()
                }
                _ => number.to_string(),
            }
        }
        Value::Message(message) => of_message(meaning, axis, message, other),
        Value::List(_) | Value::Map(_) => unreachable!("lists are taken apart"),
    }
}

fn bytes(value: &[u8]) -> String {
    let digits: String = value.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("bytes {digits}")
}

fn of_message(meaning: Meaning, axis: Axis, message: &DynamicMessage, other: Option<&Kind>) -> String {
    let descriptor = message.descriptor();
    let name = descriptor.full_name().to_owned();
    let is_message = other.is_none_or(|other| matches!(other, Kind::Message(_)));
    if name == "google.protobuf.Any" {
        return of_any(meaning, axis, message);
    }
    if name.starts_with("google.protobuf.") && name.ends_with("Value") {
        let value = descriptor.get_field(1).expect("a wrapper has a value");
        return of_value(meaning, axis, &message.get_field(&value), &value.kind(), other);
    }
    if !is_message && axis == Axis::Wire {
        return bytes(&message.encode_to_vec());
    }
    if !is_message && name.starts_with("google.protobuf.") {
        return json(message, false).map_or_else(String::new, |text| text.trim_matches('"').to_owned());
    }
    let mut fields: Vec<FieldDescriptor> = descriptor.fields().collect();
    fields.sort_by_key(FieldDescriptor::number);
    let parts = fields.iter().map(|field| match said(meaning, axis, message, field, None) {
        Said::Nothing(_) => String::new(),
        Said::One(one) => format!("{}:{one};", field.number()),
        Said::Many(many) => many.iter().map(|one| format!("{}:{one};", field.number())).collect(),
    });
    format!("{{{}}}", parts.collect::<String>())
}

/// It is read by the name in it.
fn of_any(meaning: Meaning, axis: Axis, message: &DynamicMessage) -> String {
    let get = |number| message.get_field_by_number(number).expect("an Any has it").into_owned();
    let (Value::String(url), Value::Bytes(packed)) = (get(1), get(2)) else {
        unreachable!("an Any is of these")
    };
    let pool = message.descriptor().parent_pool().clone();
    let found = url.rsplit('/').next().and_then(|name| pool.get_message_by_name(name));
    let inner = found.and_then(|inner| DynamicMessage::decode(inner, &packed[..]).ok());
    inner.map_or_else(|| format!("nobody knows {url}"), |inner| of_message(meaning, axis, &inner, None))
}

// Samples.

/// Messages with each of the values that distinguish types, with pairs of fields, and empty.
pub(crate) fn samples(change: Change, of: &MessageDescriptor) -> Vec<Sample> {
    let mut all = Vec::new();
    let base = || {
        let mut message = DynamicMessage::new(of.clone());
        for field in of.fields().filter(|field| field.cardinality() == Cardinality::Required) {
            let (value, _) = values(change, &field).pop().expect("each field has samples");
            message.set_field(&field, value);
        }
        message
    };
    all.push(Sample { message: base(), is_main: false });
    let fields: Vec<FieldDescriptor> = of.fields().collect();
    for field in &fields {
        for (value, is_main) in values(change, field) {
            let mut message = base();
            message.set_field(field, value);
            all.push(Sample { message, is_main });
        }
    }
    for (at, first) in fields.iter().enumerate() {
        for second in &fields[at + 1..] {
            let mut message = base();
            for field in [first, second] {
                message.set_field(field, values(change, field).pop().expect("each field has samples").0);
            }
            all.push(Sample { message, is_main: true });
        }
    }
    let is_enough = all.iter().any(|sample| sample.is_main);
    for sample in &mut all {
        match change {
            Change::Default => sample.is_main = sample.message.encoded_len() == 0,
            _ if !is_enough => sample.is_main = true,
            _ => {}
        }
    }
    all
}

/// Values, each with whether it shows anything: defaults may be the same by chance, and the last always shows
/// it.
fn values(change: Change, field: &FieldDescriptor) -> Vec<(Value, bool)> {
    let is_default = |value: &Value| value.is_default(&field.kind());
    if field.is_map() {
        let Kind::Message(entry) = field.kind() else { unreachable!("a map has entries") };
        let keys = of_kind(change, &entry.map_entry_key_field());
        let entries = keys.into_iter().map(|(key, is_main)| {
            let key = key.into_map_key().expect("it is the value of a key");
            (Value::Map(HashMap::from([(key, Value::I32(7))])), is_main)
        });
        let mut all: Vec<_> = [(Value::Map(HashMap::new()), false)].into_iter().chain(entries).collect();
        if let Change::Cardinality { .. } = change {
            let [a, b] = ["a", "b"].map(|key| MapKey::String(key.to_owned()));
            all.push((Value::Map(HashMap::from([(a, Value::I32(5)), (b, Value::I32(7))])), true));
        }
        return all;
    }
    let singles = of_kind(change, field);
    if !field.is_list() {
        return singles
            .into_iter()
            .map(|(value, is_main)| {
                let is_main = is_main && !is_default(&value);
                (value, is_main)
            })
            .collect();
    }
    let telling: Vec<Value> =
        singles.into_iter().filter(|(_, is_main)| *is_main).map(|(value, _)| value).collect();
    let last = telling.last().expect("each type has samples").clone();
    let mut lists = vec![(Value::List(Vec::new()), false), (Value::List(telling[..2].to_vec()), true)];
    if let Kind::Message(_) = field.kind() {
        // Twice the same key.
        let mut second = last.as_message().expect("it is a message").clone();
        second.set_field_by_number(2, Value::I32(9));
        lists.push((Value::List(vec![last.clone(), Value::Message(second)]), true));
    }
    lists.push((Value::List(vec![last]), true));
    lists
}

fn of_kind(change: Change, field: &FieldDescriptor) -> Vec<(Value, bool)> {
    let numbers = |all: &[i64], to: &dyn Fn(i64) -> Value| all.iter().map(|&it| (to(it), it != 0)).collect();
    let (small, large) = ([0, 16_777_217, -1, 1, 5], [0, 9_007_199_254_740_993, i64::MIN, -1, 1, 5]);
    let natural = |all: &[i64]| all.iter().copied().filter(|&it| it >= 0).collect::<Vec<_>>();
    let text =
        |all: &[&str]| all.iter().map(|it| (Value::String((*it).to_owned()), !it.is_empty())).collect();
    match field.kind() {
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => numbers(&small, &|it| Value::I32(it as i32)),
        Kind::Uint32 | Kind::Fixed32 => {
            let mut all: Vec<_> = numbers(&natural(&small), &|it| Value::U32(it as u32));
            all.insert(1, (Value::U32(u32::MAX), true));
            all
        }
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => numbers(&large, &Value::I64),
        Kind::Uint64 | Kind::Fixed64 => {
            let mut all: Vec<_> = numbers(&natural(&large), &|it| Value::U64(it as u64));
            all.insert(1, (Value::U64(u64::MAX), true));
            all
        }
        Kind::Float => [0.0, 0.1, 1.5, -7.25, 1e30, 5.0].map(|it: f32| (Value::F32(it), it != 0.0)).to_vec(),
        Kind::Double => {
            [0.0, 0.1, 1.5, -7.25, 1e300, 5.0].map(|it: f64| (Value::F64(it), it != 0.0)).to_vec()
        }
        Kind::Bool => vec![(Value::Bool(false), false), (Value::Bool(true), true)],
        Kind::String if change == Change::Decoded => text(&["", "c0ffee"]),
        // The last two encode messages.
        Kind::String => text(&[
            "",
            "ä",
            "5",
            "FIVE",
            "true",
            "2001-02-03T04:05:06Z",
            "5s",
            "hello",
            "\u{8}\u{5}",
            "\n\u{1}s",
        ]),
        Kind::Bytes if change == Change::Decoded => {
            vec![
                (Value::Bytes(Vec::new().into()), false),
                (Value::Bytes(vec![0xC0, 0xFF, 0xEE].into()), true),
            ]
        }
        Kind::Bytes => [&b""[..], b"\xFF\xFE", b"hello", b"\x08\x05", b"\n\x01s"]
            .map(|it| (Value::Bytes(it.to_vec().into()), !it.is_empty()))
            .to_vec(),
        Kind::Enum(it) => of_enum(change, &it),
        Kind::Message(it) if it.full_name() == "google.protobuf.Any" => of_packed(change, field),
        Kind::Message(it) => {
            // The entry of a map has a key.
            let is_entry = it.get_field_by_name("key").is_some();
            let empty = (!is_entry).then(|| (Value::Message(DynamicMessage::new(it.clone())), false));
            let filled = samples_of(change, &it);
            empty.into_iter().chain(filled.into_iter().map(|it| (Value::Message(it), true))).collect()
        }
    }
}

/// With one field each, and with all; of two messages that follow each other no field is the same.
fn samples_of(change: Change, of: &MessageDescriptor) -> Vec<DynamicMessage> {
    let telling = |field: &FieldDescriptor| -> Vec<Value> {
        values(change, field).into_iter().filter(|(_, is_main)| *is_main).map(|(value, _)| value).collect()
    };
    let mut all = Vec::new();
    let is_entry = of.get_field_by_name("key").is_some();
    for field in of.fields().filter(|_| !is_entry) {
        for value in telling(&field) {
            // A date has an end, and so has a span of time.
            if of.full_name().starts_with("google.protobuf.")
                && matches!(value, Value::I64(it) if !(0..1 << 30).contains(&it))
            {
                continue;
            }
            if of.full_name().starts_with("google.protobuf.") && matches!(value, Value::I32(it) if it < 0) {
                continue;
            }
            if matches!(&value, Value::List(list) if of.full_name() == "google.protobuf.FieldMask" && list.iter().any(|it| it.as_str().is_some_and(|it| it != "hello" && it != "true")))
            {
                continue;
            }
            let mut message = DynamicMessage::new(of.clone());
            message.set_field(&field, value);
            all.push(message);
        }
    }
    for at in (0..2).filter(|_| is_entry) {
        let mut message = DynamicMessage::new(of.clone());
        message.set_field_by_name("key", Value::String(["a", "b"][at].to_owned()));
        message.set_field_by_name("value", Value::I32([5, 7][at]));
        all.push(message);
    }
    if of.full_name() == "google.protobuf.FieldMask" {
        let mut message = DynamicMessage::new(of.clone());
        message.set_field_by_number(1, Value::List(vec![Value::String("hello".to_owned())]));
        all.push(message);
    }
    if of.full_name() == "google.protobuf.Timestamp" || of.full_name() == "google.protobuf.Duration" {
        let mut message = DynamicMessage::new(of.clone());
        // Its encoding is not text.
        message.set_field_by_number(1, Value::I64(1_000_000_000));
        all.insert(0, message);
    }
    all
}

/// Values of an enum. Those that a change deletes or renames have the number 1.
fn of_enum(change: Change, it: &EnumDescriptor) -> Vec<(Value, bool)> {
    let is_about_one = matches!(change, Change::ValueDeleted { .. } | Change::ValueName(_))
        && it.values().any(|value| value.number() == 1);
    let mut numbers: Vec<i32> = it.values().map(|value| value.number()).collect();
    numbers.dedup();
    let declared =
        numbers.into_iter().map(|it| (Value::EnumNumber(it), it != 0 && (!is_about_one || it == 1)));
    let is_open = it.parent_file().syntax() == prost_reflect::Syntax::Proto3;
    // No value has these. They are no samples of what a change is about, and come first for that.
    let unknown = [77, -1].map(|it| (Value::EnumNumber(it), false));
    unknown.into_iter().filter(|_| is_open).chain(declared).collect()
}

fn of_packed(change: Change, field: &FieldDescriptor) -> Vec<(Value, bool)> {
    let Kind::Message(any) = field.kind() else { unreachable!("it is an Any") };
    let file = field.parent_file();
    let inner = file.messages().filter(|it| it.full_name() != "p.M").flat_map(|it| samples_of(change, &it));
    let packed = inner.map(|inner| {
        let mut packed = DynamicMessage::new(any.clone());
        let url = format!("type.googleapis.com/{}", inner.descriptor().full_name());
        packed.set_field_by_number(1, Value::String(url));
        packed.set_field_by_number(2, Value::Bytes(inner.encode_to_vec().into()));
        (Value::Message(packed), true)
    });
    packed.collect()
}

// Calls: one message as it is, and a stream in frames, as the Connect protocol has it.

fn calls(caller: &DescriptorPool, server: &DescriptorPool, tally: &mut Tally) {
    for method in caller.services().flat_map(|service| service.methods().collect::<Vec<_>>()) {
        let mut found = server.services().flat_map(|service| service.methods().collect::<Vec<_>>());
        let found = found.find(|it| it.full_name() == method.full_name());
        let body = b"\n\x01s";
        let is_served = found.is_some_and(|found| {
            let passes =
                |writes: bool, reads: bool| unframed(&framed(body, writes), reads).as_deref() == Some(body);
            passes(method.is_client_streaming(), found.is_client_streaming())
                && passes(found.is_server_streaming(), method.is_server_streaming())
        });
        let is_only = caller.services().map(|service| service.methods().len()).sum::<usize>() == 1;
        tally.add(is_only || method.name() != "Kept", is_served);
    }
}

fn framed(body: &[u8], is_stream: bool) -> Vec<u8> {
    match is_stream {
        true => [&[0, 0, 0, 0, body.len() as u8], body].concat(),
        false => body.to_vec(),
    }
}

fn unframed(bytes: &[u8], is_stream: bool) -> Option<Vec<u8>> {
    let Some((head, body)) = bytes.split_at_checked(5).filter(|_| is_stream) else {
        // No field has the number 0.
        return (!is_stream && bytes.first() != Some(&0)).then(|| bytes.to_vec());
    };
    (head[4] as usize == body.len()).then(|| body.to_vec())
}
