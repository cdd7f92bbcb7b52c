//! Descriptors in the types of the `prost-types` crate, for tools that speak those. Knows the encoded
//! descriptors only, and takes what `prost-types` makes of them.

use super::{Include, set_entry};
use crate::schema::{FileId, Schema};
use prost::Message;
use prost_types::FileDescriptorSet;

/// The descriptors of files without problems, with source info, as `prost_build` takes them. Give the
/// imported files, too.
///
/// `prost-types` knows no editions, no features and no custom options, and drops them: a file of an
/// edition comes out as one of no syntax, that is proto2, with the syntax `"editions"`.
///
/// # Panics
/// If messages, or groups in options, are nested deeper than prost reads: 100 levels, which are more
/// than any compiler takes.
pub fn to_prost(schema: &Schema, files: impl IntoIterator<Item = FileId>) -> FileDescriptorSet {
    let include = Include { source_info: true, ..Include::default() };
    let mut set = FileDescriptorSet::default();
    for file in files {
        let bytes = set_entry(schema, file, include);
        set.merge(bytes.as_slice()).expect("a descriptor as protoc writes it");
    }
    set
}
