//! Single .proto files on the disk.

use super::Input;
use super::kind::{Asked, InputKind, Recognised};
use crate::paths;
use std::path::{Path, PathBuf};

pub(super) static KIND: InputKind = InputKind {
    name: "a .proto file",
    form: "",
    doc: Some("One schema; it is compared with the file of the same name and what that imports"),
    formats: &["protofile"],
    options: &[],
    recognised: Recognised::OnDisk { is: super::super::is_proto, fits: Path::is_file, open },
};

fn open(path: &Path, asked: Asked<'_>) -> Result<Input, String> {
    let path = paths::absolute(path, &paths::working_dir());
    Ok(Input::on_disk(asked.text, folder_of(&path, asked.from), Some(vec![path])))
}

/// Base folder of a schema: the one in which its files have the same names as in `from`.
fn folder_of(schema: &Path, from: &Path) -> PathBuf {
    let folders: Vec<&Path> = schema.ancestors().skip(1).collect();
    let has_other = |folder: &&&Path| {
        let other = schema.strip_prefix(folder).map(|below| from.join(below));
        other.is_ok_and(|other| other != schema && other.is_file())
    };
    let folder = folders.iter().rev().find(has_other).or(folders.first());
    folder.map_or_else(PathBuf::new, |folder| folder.to_path_buf())
}
