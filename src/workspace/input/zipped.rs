//! Zip archives.

use super::archive;
use super::kind::{InputKind, Recognised};

pub(super) static KIND: InputKind = InputKind {
    name: "a zip archive",
    form: "",
    doc: Some("A `.zip`"),
    formats: &["zip"],
    options: archive::OPTIONS,
    recognised: Recognised::Packed {
        extensions: &["zip"],
        begins: |head| matches!(head, [b'P', b'K', 3 | 5, 4 | 6, ..]),
        open: |stream, asked| archive::open(stream, asked, archive::unzip),
    },
};
