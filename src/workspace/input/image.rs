//! Descriptor sets and images of buf: each of their files as a schema again. Only the compiler knows how.

use super::Input;
use super::kind::{Asked, InputKind, Recognised};
use super::packed::{self, Stream};
use super::unpacked::{Unpacked, shown};
use protune_compiler::{descriptor, well_known};

pub(super) static KIND: InputKind = InputKind {
    name: "a descriptor set",
    form: "",
    doc: Some("A binary `FileDescriptorSet` or image of buf, also compressed with gzip or zstd"),
    formats: &["binpb", "bin", "bingz"],
    options: &["format", "compression"],
    recognised: Recognised::Packed {
        extensions: &["bin", "binpb", "pb", "desc", "fds", "protoset"],
        // The tag of the first file; a text may begin with a line break just so.
        begins: |head| matches!(head, [0x0A, second, ..] if *second != b'\n'),
        open,
    },
};

/// Unpacks a set. Well-known files that are not flagged may be there for others to import, or be meant: beside
/// other files they count as the former, for there are far more projects that use them.
fn open(stream: Stream, asked: Asked<'_>) -> Result<Input, String> {
    let mut unpacked = Unpacked::new(asked.limits)?;
    let bytes = packed::read_all(stream, unpacked.limits().files)?;
    let files = descriptor::read_set(&bytes)
        .map_err(|error| format!("it is no descriptor set, or a damaged one: {error}"))?;
    drop(bytes);
    let is_well_known = |name: &str| well_known::text(name).is_some();
    let has_others = files.iter().any(|file| !file.is_import && !is_well_known(&file.name));
    let mut targets = Vec::new();
    for file in files {
        if is_well_known(&file.name) && (file.is_import || has_others) {
            continue;
        }
        let Some(path) = unpacked.place(file.name.as_bytes())? else {
            return Err(format!("its file `{}` is not called .proto", shown(file.name.as_bytes())));
        };
        unpacked.put(&path, file.text.as_bytes())?;
        if !file.is_import {
            targets.push(path);
        }
    }
    if targets.is_empty() {
        return Err("it holds no file that others could be compared with".to_owned());
    }
    let input = unpacked.into_input(asked.text.to_owned(), "".as_ref())?;
    Ok(Input { targets: Some(targets), is_root: true, ..input })
}
