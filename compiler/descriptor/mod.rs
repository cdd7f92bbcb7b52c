//! Descriptors: the schema as `google.protobuf.FileDescriptorProto`s, byte for byte as protoc writes
//! them, and back from there to sources. Says what a schema is, and judges nothing.

mod defaults;
pub mod likeness;
mod locations;
mod plugin;
mod prost;
mod read;
mod source_info;
mod write;

use crate::encoding;
use crate::schema::{FileId, Schema};

pub use self::prost::to_prost;
pub use locations::Locations;
pub use plugin::{PluginFile, PluginRequest, read_request, response};
pub use read::{DescriptorFile, LostOption, ReadError, read_set};

/// What goes into a descriptor beside the declarations.
#[derive(Clone, Copy, Default, Debug)]
pub struct Include {
    /// `source_code_info`: where each declaration stands, and its comments.
    pub source_info: bool,
    /// Options whose retention is `RETENTION_SOURCE`.
    pub source_options: bool,
}

/// The encoded `FileDescriptorProto` of a file without problems. What a broken file says is left out
/// where it makes no sense.
pub fn file(schema: &Schema, file: FileId, include: Include) -> Vec<u8> {
    write::file(schema, file, include)
}

/// One file of an encoded `FileDescriptorSet`; the set is all of them, end to end.
pub fn set_entry(schema: &Schema, file: FileId, include: Include) -> Vec<u8> {
    let descriptor = self::file(schema, file, include);
    let mut out = Vec::with_capacity(descriptor.len() + 6);
    encoding::put_len(&mut out, 1, &descriptor);
    out
}
