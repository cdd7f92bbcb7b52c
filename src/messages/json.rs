//! ProtoJSON to bytes, and bytes to ProtoJSON. The only place that names prost-reflect.
//! Keeps nothing between messages.

use prost_reflect::prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};
use protune_wire::{Arena, Layout, Output, Recoding, read, transcode};
use serde_json::Value;
use std::sync::OnceLock;

/// Reads messages of one type; made ready when the first one comes.
pub struct Json<'s> {
    layout: &'s Layout,
    /// Encodes the schema as a `FileDescriptorSet`, or says why that would be of no use.
    set: Box<dyn Fn() -> Result<Vec<u8>, String> + Sync + 's>,
    ready: OnceLock<Result<(MessageDescriptor, Recoding), String>>,
}

impl<'s> Json<'s> {
    pub fn new(layout: &'s Layout, set: impl Fn() -> Result<Vec<u8>, String> + Sync + 's) -> Json<'s> {
        Json { layout, set: Box::new(set), ready: OnceLock::new() }
    }

    /// Whether JSON can be read with this schema. The error is for the user.
    pub(super) fn prepare(&self) -> Result<(), String> {
        self.ready().map(drop)
    }

    /// The message as the bytes that most serializers write. The error is for the user.
    pub(super) fn encode(&self, text: &[u8]) -> Result<Vec<u8>, String> {
        let (descriptor, canonical) = self.ready()?;
        let mut reader = serde_json::Deserializer::from_slice(text);
        let message = DynamicMessage::deserialize(descriptor.clone(), &mut reader);
        let told = |error: serde_json::Error| format!("it is no message of this type: {error}");
        let message = message.map_err(told)?;
        reader.end().map_err(told)?;
        // Of map entries prost leaves out what is zero.
        let bytes = message.encode_to_vec();
        let (mut arena, mut output) = (Arena::default(), Output::default());
        let message = read(&mut arena, self.layout, &bytes).map_err(|damage| damage.to_string())?;
        transcode(message, canonical, &mut output)
            .map(<[u8]>::to_vec)
            .map_err(|obstacle| obstacle.to_string())
    }

    fn ready(&self) -> Result<&(MessageDescriptor, Recoding), String> {
        let ready = self.ready.get_or_init(|| {
            let cannot = |why: String| format!("JSON cannot be read with this schema: {why}");
            let set = (self.set)().map_err(cannot)?;
            let pool = DescriptorPool::decode(&set[..]).map_err(|error| cannot(error.to_string()))?;
            let name = &self.layout.get(self.layout.root()).name;
            let descriptor = pool.get_message_by_name(name);
            let descriptor = descriptor.ok_or_else(|| cannot(format!("`{name}` is not in it")))?;
            Ok((descriptor, Recoding::nothing(self.layout)))
        });
        ready.as_ref().map_err(String::clone)
    }
}

/// Messages of two types that should be the same JSON.
pub struct SameJson {
    types: [MessageDescriptor; 2],
}

impl SameJson {
    /// Takes a `FileDescriptorSet` with the full name of a type, twice. The error is for the user.
    pub fn new(types: [(&[u8], &str); 2]) -> Result<SameJson, String> {
        let [one, other] = types.map(|(set, name)| {
            let pool = DescriptorPool::decode(set).map_err(|error| error.to_string())?;
            pool.get_message_by_name(name).ok_or_else(|| format!("`{name}` is not in it"))
        });
        Ok(SameJson { types: [one?, other?] })
    }

    /// The first place where the JSON of two encoded messages differs. The error is for the user.
    pub fn difference(&self, one: &[u8], other: &[u8]) -> Result<Option<String>, String> {
        let [a, b] = &self.types;
        let (one, other) = (value(a, one)?, value(b, other)?);
        Ok((one != other).then(|| first_difference(&one, &other, String::new())))
    }
}

/// The JSON of an encoded message. The error is for the user.
fn value(ty: &MessageDescriptor, bytes: &[u8]) -> Result<Value, String> {
    let told = |error: &dyn std::error::Error| format!("it cannot be written as JSON: {error}");
    let message = DynamicMessage::decode(ty.clone(), bytes).map_err(|error| told(&error))?;
    serde_json::to_value(&message).map_err(|error| told(&error))
}

fn first_difference(one: &Value, other: &Value, path: String) -> String {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            let keys = a.keys().chain(b.keys());
            let key = keys.filter(|key| a.get(*key) != b.get(*key)).min();
            let Some(key) = key else { return path };
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            match (a.get(key), b.get(key)) {
                (Some(a), Some(b)) => first_difference(a, b, path),
                _ => path,
            }
        }
        (Value::Array(a), Value::Array(b)) => match a.iter().zip(b).position(|(a, b)| a != b) {
            Some(at) => first_difference(&a[at], &b[at], format!("{path}[{at}]")),
            None => path,
        },
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> Vec<u8> {
        let schema = protune_compiler::compile([("pets.proto", text)], |_| None);
        let file = schema.find("pets.proto").expect("a source");
        let include = protune_compiler::descriptor::Include::default();
        protune_compiler::descriptor::set_entry(&schema, file.id, include).into_iter().collect()
    }

    #[test]
    fn the_first_difference_has_a_path() {
        let old = set(
            r#"syntax = "proto3"; message Cat { int64 born = 1; map<string, string> tags = 2; repeated Cat kittens = 3; }"#,
        );
        let new = set(
            r#"syntax = "proto3"; message Cat { sint64 born = 1; Tags tags = 2; repeated Cat kittens = 3; }
            message Tags { optional string coat = 1 [json_name = "coat of fur"]; }"#,
        );
        let pair = SameJson::new([(&old, "Cat"), (&new, "Cat")]).expect("both are there");
        let tags = [&[18, 18, 10, 11][..], b"coat of fur", &[18, 3], b"red"].concat();
        let coat = [&[18, 5, 10, 3][..], b"red"].concat();
        assert_eq!(pair.difference(&[8, 1], &[8, 2]), Ok(None));
        assert_eq!(pair.difference(&tags, &coat), Ok(None));
        assert_eq!(pair.difference(&tags, &[]), Ok(Some("tags".to_owned())));
        assert_eq!(pair.difference(&[26, 2, 8, 1], &[26, 2, 8, 4]), Ok(Some("kittens[0].born".to_owned())));
        assert!(pair.difference(&[8], &[]).is_err());
    }
}
