//! Tar archives, plain or compressed.

use super::archive;
use super::kind::{InputKind, Recognised};

pub(super) static KIND: InputKind = InputKind {
    name: "a tar archive",
    form: "",
    doc: Some("A `.tar`, also compressed with gzip or zstd"),
    formats: &["tar", "targz"],
    options: archive::OPTIONS,
    recognised: Recognised::Packed {
        extensions: &["tar", "tgz", "tzst"],
        begins: |head| head.get(257..262) == Some(b"ustar"),
        open: |stream, asked| archive::open(stream, asked, archive::untar),
    },
};
