//! Descriptors in the types of the `prost-types` crate, for tools that speak those. Knows the encoded
//! descriptors only, and takes what `prost-types` makes of them.

use super::{Include, set_entry};
use crate::schema::{FileId, Schema};
use prost::{DecodeError, Message};
use prost_types::FileDescriptorSet;

/// The descriptors of files without problems, with source info, as `prost_build` takes them. Give the
/// imported files, too.
///
/// `prost-types` drops what it does not know: editions, features and custom options. Of a file of an
/// edition it only says that its syntax is `editions`, over which `prost_build` panics.
///
/// # Errors
/// If groups in options are nested deeper than prost reads, which is some 100 levels.
pub fn to_prost(
    schema: &Schema,
    files: impl IntoIterator<Item = FileId>,
) -> Result<FileDescriptorSet, DecodeError> {
    let include = Include { source_info: true, ..Include::default() };
    let mut set = FileDescriptorSet::default();
    for file in files {
        let bytes = set_entry(schema, file, include);
        set.merge(bytes.as_slice())?;
    }
    Ok(set)
}
