//! One stack a line, with its bytes: what scripts that draw flame graphs read.

use super::rows::{self, Rows, Weight};
use super::{Look, ProfileFormat};
use std::io::{self, Write};
pub(super) static FORMAT: ProfileFormat = ProfileFormat {
    name: "folded",
    doc: "Folded stacks, for flame graphs",
    rows: None,
    has_proposals: false,
    is_binary: false,
    write,
};

fn write(rows: &Rows<'_>, _: Option<usize>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    let profile = rows.profile;
    for (at, node) in profile.nodes.iter().enumerate() {
        let mut stack = vec![profile.root().name.clone()];
        stack.extend(rows::path(profile, at));
        let around = stack.join(";");
        for (field, counts) in rows::fields(profile, node) {
            writeln!(out, "{around};{} {}", rows::label(field), Weight::of(field, counts).bytes())?;
        }
        for unknown in &node.unknown {
            writeln!(out, "{around};{} {}", rows::unknown_label(unknown), unknown.bytes())?;
        }
    }
    Ok(())
}
