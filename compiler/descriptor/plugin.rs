//! Messages between protoc and its plugins: reads a `CodeGeneratorRequest`, and writes a
//! `CodeGeneratorResponse`; see `google/protobuf/compiler/plugin.proto`. Judges no schema.

use super::ReadError;
use crate::encoding::part::{Damage, Part};
use crate::encoding::{self, WireType};

/// Request of protoc to a plugin.
#[derive(Clone, Default, Debug)]
pub struct PluginRequest<'b> {
    /// The names of the files that were named on the command line.
    pub targets: Vec<&'b str>,
    /// Values of `--NAME_opt`, joined with commas.
    pub parameter: &'b str,
    /// These files and all that they import, each behind its imports.
    pub files: Vec<PluginFile<'b>>,
}

/// A file of a request.
#[derive(Clone, Copy, Debug)]
pub struct PluginFile<'b> {
    /// Import name of the file.
    pub name: &'b str,
    /// An encoded `FileDescriptorProto`.
    pub descriptor: &'b [u8],
    /// Options whose retention is `RETENTION_SOURCE` are in there. Old versions of protoc leave them out.
    pub has_source_options: bool,
}

impl PluginRequest<'_> {
    /// The file of this name.
    pub fn file(&self, name: &str) -> Option<&PluginFile<'_>> {
        self.files.iter().find(|file| file.name == name)
    }

    /// The files as an encoded `FileDescriptorSet`.
    pub fn set(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for file in &self.files {
            encoding::put_len(&mut out, 1, file.descriptor);
        }
        out
    }
}

/// Takes a request apart. Of its descriptors only the names are looked at.
///
/// ```
/// let request = protune_compiler::descriptor::read_request(b"\x0A\x07a.proto\x12\x03x=y")?;
/// assert_eq!((request.targets, request.parameter), (vec!["a.proto"], "x=y"));
/// # Ok::<(), protune_compiler::descriptor::ReadError>(())
/// ```
///
/// # Errors
/// If the bytes are damaged, or are something else.
pub fn read_request(bytes: &[u8]) -> Result<PluginRequest<'_>, ReadError> {
    request(Part { bytes, offset: 0 }).map_err(|Damage { offset, what }| ReadError { offset, what })
}

fn request(part: Part<'_>) -> Result<PluginRequest<'_>, Damage> {
    let mut out = PluginRequest::default();
    let mut with_source_options = Vec::new();
    for field in part.fields() {
        let field = field?;
        match field.number {
            1 => out.targets.push(text(field.part()?)?),
            2 => out.parameter = text(field.part()?)?,
            15 => out.files.push(file(field.part()?, false)?),
            17 => with_source_options.push(file(field.part()?, true)?),
            _ => {}
        }
    }
    for better in with_source_options {
        out.files.iter_mut().filter(|file| file.name == better.name).for_each(|file| *file = better);
    }
    Ok(out)
}

fn file(part: Part<'_>, has_source_options: bool) -> Result<PluginFile<'_>, Damage> {
    let mut name = "";
    for field in part.fields() {
        let field = field?;
        if field.number == 1 {
            name = text(field.part()?)?;
        }
    }
    Ok(PluginFile { name, descriptor: part.bytes, has_source_options })
}

fn text(part: Part<'_>) -> Result<&str, Damage> {
    std::str::from_utf8(part.bytes).map_err(|_| part.damage("a string is not valid UTF-8"))
}

/// A response without files. It says that we take proto3's `optional`, and every edition there is; what is
/// wrong, if anything, makes protoc fail.
pub fn response(error: Option<&str>) -> Vec<u8> {
    const PROTO3_OPTIONAL: u64 = 1;
    const EDITIONS: u64 = 2;
    const EDITION_PROTO2: u64 = 998;
    const EDITION_2026: u64 = 1002;
    let mut out = Vec::new();
    if let Some(error) = error {
        encoding::put_len(&mut out, 1, error.as_bytes());
    }
    for (number, value) in [(2, PROTO3_OPTIONAL | EDITIONS), (3, EDITION_PROTO2), (4, EDITION_2026)] {
        encoding::put_tag(&mut out, number, WireType::Varint);
        encoding::put_varint(&mut out, value);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_for_sources_win() {
        let descriptor = |more: &[u8]| [b"\x0A\x01a", more].concat();
        let mut bytes = b"\x0A\x01a\x12\x03x=y".to_vec();
        encoding::put_len(&mut bytes, 17, &descriptor(b"\x12\x01p"));
        encoding::put_len(&mut bytes, 15, &descriptor(b""));
        let request = read_request(&bytes).expect("no damage");
        assert_eq!((request.targets.as_slice(), request.parameter), (["a"].as_slice(), "x=y"));
        let file = request.file("a").expect("it is there");
        assert!(file.has_source_options);
        assert_eq!(request.set(), b"\x0A\x06\x0A\x01a\x12\x01p");
    }

    #[test]
    fn damage_has_a_place() {
        assert_eq!(read_request(b"\x0A\x01a\x12\x05x").expect_err("cut off").offset, 4);
    }
}
