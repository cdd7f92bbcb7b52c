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
    let mut out = Output::of(path, ": the rules of protolock in its strict mode");
    out.text += "\n[breaking]\n";
    let rules = Catalog::compiled_in().aliased("protolock", |_| true);
    out.list("select", rules.filter(|rule| rule.wing == Wing::Breaking).map(|rule| rule.id.to_string()));
    Ok(out.carried())
}
