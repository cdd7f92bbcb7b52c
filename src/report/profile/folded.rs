//! One stack a line, with its bytes: what scripts that draw flame graphs read.

use super::rows::{self, Weight};
use protune_wire::profile::Profile;
use std::io::{self, Write};

pub(super) fn write(profile: &Profile, out: &mut dyn Write) -> io::Result<()> {
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
