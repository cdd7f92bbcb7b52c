//! Folders on the disk, as they are.

use super::Input;
use super::kind::{Asked, InputKind, Recognised};
use crate::paths;
use std::path::Path;

pub(super) static KIND: InputKind = InputKind {
    name: "a folder",
    form: "",
    doc: Some("Schemas and configuration files on the disk, in another place"),
    formats: &["dir"],
    options: &[],
    recognised: Recognised::OnDisk { is: Path::is_dir, fits: Path::is_dir, open },
};

fn open(path: &Path, asked: Asked<'_>) -> Result<Input, String> {
    Ok(Input::on_disk(asked.text, paths::absolute(path, &paths::working_dir()), None))
}
