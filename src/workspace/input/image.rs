//! Descriptor sets and images of buf: each of their files as a schema again. Only the compiler knows how.

use super::Input;
use super::kind::{Asked, InputKind, Recognised};
use super::packed::{self, Stream};
use super::unpacked::{Unpacked, shown};
use protune_compiler::descriptor::served::seen_mark;
use protune_compiler::{descriptor, well_known};
use protune_engine::documents::Server;

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

fn open(stream: Stream, asked: Asked<'_>) -> Result<Input, String> {
    let unpacked = Unpacked::new(asked.limits)?;
    let bytes = packed::read_all(stream, unpacked.limits().files)?;
    of_set(bytes, unpacked, asked.text)
}

/// Parts of its schema that a server loses, and rules about them.
const DEGRADED: &str = "the server reports no imports and no full descriptors; rules about JSON names, options, defaults, \
                        files and the presence of fields are skipped";

/// Unpacks a set. Well-known files that are not flagged may be there for others to import, or be meant: beside
/// other files they count as the former, for there are far more projects that use them.
pub(super) fn of_set(bytes: Vec<u8>, mut unpacked: Unpacked, name: &str) -> Result<Input, String> {
    let mark = seen_mark(&bytes);
    let mut files = descriptor::read_set(&bytes)
        .map_err(|error| format!("it is no descriptor set, or a damaged one: {error}"))?;
    drop(bytes);
    if let Some(mark) = &mark {
        files.iter_mut().for_each(|file| file.is_import = !mark.compared.contains(&file.name));
    }
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
    let server = mark.map(|mark| Server { is_degraded: mark.is_degraded });
    if server.is_some_and(|server| server.is_degraded) {
        unpacked.leave_out(DEGRADED.to_owned());
    }
    let input = unpacked.into_input(name.to_owned(), "".as_ref())?;
    Ok(Input { targets: Some(targets), is_root: true, server, ..input })
}
