//! Descriptor sets and images of buf: each of their files as a schema again. Only the compiler knows how.

use super::Input;
use super::packed::{self, Stream};
use super::unpacked::{Unpacked, shown};
use protune_compiler::{descriptor, well_known};

/// Unpacks a set. Well-known files that are not flagged may be there for others to import, or be meant: beside
/// other files they count as the former, for there are far more projects that use them.
pub(super) fn open(stream: Stream, mut unpacked: Unpacked, name: &str) -> Result<Input, String> {
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
    let input = unpacked.into_input(name.to_owned(), "".as_ref())?;
    Ok(Input { targets: Some(targets), is_root: true, ..input })
}
