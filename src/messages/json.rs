//! ProtoJSON to bytes. The only place that names prost-reflect.

use prost_reflect::prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};
use std::sync::OnceLock;

/// Reads messages of one type; made ready when the first one comes.
pub struct Json<'s> {
    root: String,
    /// Encodes the schema as a `FileDescriptorSet`.
    set: Box<dyn Fn() -> Vec<u8> + Sync + 's>,
    ready: OnceLock<Result<MessageDescriptor, String>>,
}

impl<'s> Json<'s> {
    pub fn new(root: &str, set: impl Fn() -> Vec<u8> + Sync + 's) -> Json<'s> {
        Json { root: root.to_owned(), set: Box::new(set), ready: OnceLock::new() }
    }

    /// Whether JSON can be read with this schema. The error is for the user.
    pub(super) fn prepare(&self) -> Result<(), String> {
        self.descriptor().map(drop)
    }

    /// The message as bytes. The error is for the user.
    pub(super) fn encode(&self, text: &[u8]) -> Result<Vec<u8>, String> {
        let mut reader = serde_json::Deserializer::from_slice(text);
        let message = DynamicMessage::deserialize(self.descriptor()?.clone(), &mut reader);
        let told = |error: serde_json::Error| format!("it is no message of this type: {error}");
        let message = message.map_err(told)?;
        reader.end().map_err(told)?;
        Ok(message.encode_to_vec())
    }

    fn descriptor(&self) -> Result<&MessageDescriptor, String> {
        let ready = self.ready.get_or_init(|| {
            let cannot = |why: String| format!("JSON cannot be read with this schema: {why}");
            let pool =
                DescriptorPool::decode(&(self.set)()[..]).map_err(|error| cannot(error.to_string()))?;
            let root = pool.get_message_by_name(&self.root);
            root.ok_or_else(|| cannot(format!("`{}` is not in it", self.root)))
        });
        ready.as_ref().map_err(String::clone)
    }
}
