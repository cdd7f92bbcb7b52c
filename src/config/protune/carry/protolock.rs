//! From a lock file of protolock, which records schemas and no settings: the rules that protolock compares with.

use super::output::{Carried, Output};
use crate::config::problem::Problems;
use crate::config::source;
use protune_rules::{Catalog, Wing};
use std::path::Path;

pub(super) const NAME: &str = "proto.lock";

/// Carries the rules over that protolock has. The path is absolute; the text is for a file in the same folder.
pub(super) fn carry_over(path: &Path) -> Result<Carried, Problems> {
    source::check_readable(path)?;
    let text = "# Carried over from proto.lock: the rules of protolock in its strict mode.\n\n[breaking]\n"
        .to_owned();
    let mut out = Output { name: NAME.to_owned(), text, left: Vec::new() };
    let rules = Catalog::compiled_in().aliased("protolock", |_| true);
    out.list("select", rules.filter(|rule| rule.wing == Wing::Breaking).map(|rule| rule.id.to_string()));
    Ok(Carried { text: out.text, left: out.left })
}
