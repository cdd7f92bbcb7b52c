//! Images in words, and lock files: recognised, so that it can be said what to write instead.

use super::kind::{InputKind, Recognised};

pub(super) static KIND: InputKind = InputKind {
    name: "an image in words",
    form: "",
    doc: None,
    formats: &["json", "jsongz", "yaml", "txtpb"],
    options: &["format", "compression"],
    recognised: Recognised::Packed {
        extensions: &["json", "yaml", "yml", "txtpb", "textproto", "pbtxt", "lock"],
        begins: |head| head.starts_with(b"{"),
        open: |_, asked| {
            let what = match asked.told_by {
                // That of protolock, which leaves out syntax, extensions and groups.
                Some("lock") => {
                    return Err("a lock file does not record all that is compared; compare with the commit that it is \
                                from, or with a set: `protune build -o FILE.binpb`"
                        .to_owned());
                }
                Some("yaml" | "yml") => "YAML",
                Some("txtpb" | "textproto" | "pbtxt") => "text format",
                _ => "JSON",
            };
            Err(format!(
                "an image in {what} is not read; write the set as binary, as with `buf build -o FILE.binpb`"
            ))
        },
    },
};
