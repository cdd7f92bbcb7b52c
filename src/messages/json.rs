//! ProtoJSON to bytes. The only place that names prost-reflect.
//! Keeps nothing between messages.

use prost_reflect::prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};
use protune_wire::{Arena, Layout, Output, Recoding, read, transcode};
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
