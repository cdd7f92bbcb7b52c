//! Descriptors: the schema as `google.protobuf.FileDescriptorProto`s, byte for byte as protoc writes
//! them, and back from there to sources. Says what a schema is, and judges nothing.

mod defaults;
pub mod likeness;
mod locations;
mod paths;
mod plugin;
#[cfg(feature = "prost")]
mod prost;
mod read;
pub mod served;
mod source_info;
mod write;

use crate::encoding;
use crate::schema::{FileId, Schema};

#[cfg(feature = "prost")]
pub use self::prost::to_prost;
pub use locations::Locations;
pub use paths::has_path;
pub use plugin::{PluginFile, PluginRequest, read_request, response};
pub use read::{DescriptorFile, LostOption, ReadError, read_set};

/// Parts of a descriptor besides the declarations.
#[derive(Clone, Copy, Default, Debug)]
pub struct Include {
    /// `source_code_info`: where each declaration stands, and its comments.
    pub source_info: bool,
    /// Options whose retention is `RETENTION_SOURCE`.
    pub source_options: bool,
}

/// The encoded `FileDescriptorProto` of a file without problems. What a broken file says is left out
/// where it makes no sense.
///
/// ```
/// use protune_compiler::descriptor::{self, Include};
///
/// let schema = protune_compiler::compile([("a.proto", "message A {}")], |_| None);
/// let file = schema.find("a.proto").expect("it is a source");
/// let encoded = descriptor::file(&schema, file.id, Include::default());
/// assert_eq!(encoded, b"\x0A\x07a.proto\x22\x03\x0A\x01A");
/// ```
pub fn file(schema: &Schema, file: FileId, include: Include) -> Vec<u8> {
    write::file(schema, file, include)
}

/// One file of an encoded `FileDescriptorSet`; the set is all of them, end to end.
///
/// ```
/// use protune_compiler::descriptor::{self, Include};
///
/// let schema = protune_compiler::compile([("a.proto", "message A {}"), ("b.proto", "message B {}")], |_| None);
/// let files = schema.files().filter(|file| file.name() != "google/protobuf/descriptor.proto");
/// let set: Vec<u8> = files.flat_map(|file| descriptor::set_entry(&schema, file.id, Include::default())).collect();
/// let names: Vec<String> = descriptor::read_set(&set)?.into_iter().map(|file| file.name).collect();
/// assert_eq!(names, ["a.proto", "b.proto"]);
/// # Ok::<(), descriptor::ReadError>(())
/// ```
pub fn set_entry(schema: &Schema, file: FileId, include: Include) -> Vec<u8> {
    let descriptor = self::file(schema, file, include);
    let mut out = Vec::with_capacity(descriptor.len() + 6);
    encoding::put_len(&mut out, 1, &descriptor);
    out
}
