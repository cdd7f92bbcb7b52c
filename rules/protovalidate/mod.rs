//! Annotations of protovalidate, the options of `buf/validate/validate.proto`: what they say, where they say it, and what
//! their expressions mean. `checks` holds what buf checks of them; the wing `validate` goes on from there.

pub(crate) mod changes;
pub(crate) mod checks;
pub(crate) mod effects;
pub(crate) mod endless;
pub(crate) mod expressions;
mod interval;
pub(crate) mod kinds;
mod locations;
pub(crate) mod never;
pub(crate) mod pgv;
mod pieces;
pub(crate) mod site;
pub(crate) mod truth;
pub(crate) mod values;

pub(crate) use locations::Locations;
pub(crate) use pieces::Pieces;
pub(crate) use site::{Role, Site};

use protune_compiler::schema::FileView;
use protune_compiler::syntax::ImportKind;
use rustc_hash::FxHashSet;

pub(crate) const FIELD: &str = "buf.validate.field";
pub(crate) const MESSAGE: &str = "buf.validate.message";
pub(crate) const ONEOF: &str = "buf.validate.oneof";
pub(crate) const PREDEFINED: &str = "buf.validate.predefined";

/// Number of the options of fields, messages and oneofs.
pub(crate) const RULES: i32 = 1159;
/// Number of the option of extensions that are rules themselves.
pub(crate) const PREDEFINED_RULES: i32 = 1160;

/// Returns whether a file can use the annotations: it imports their file, itself or by way of public imports.
pub(crate) fn can_be_used(file: FileView<'_>) -> bool {
    let mut next: Vec<FileView<'_>> = Vec::new();
    for import in file.imports() {
        if is_declared_in(import.name()) {
            return true;
        }
        next.extend(import.target().filter(|target| has_public_import(*target)));
    }
    let mut seen = FxHashSet::default();
    while let Some(file) = next.pop() {
        if !seen.insert(file.id) {
            continue;
        }
        for import in file.imports().filter(|import| import.kind() == ImportKind::Public) {
            if is_declared_in(import.name()) {
                return true;
            }
            next.extend(import.target());
        }
    }
    false
}

/// Returns whether a file is the one that declares the annotations, wherever its root is.
fn is_declared_in(name: &str) -> bool {
    name.strip_suffix("buf/validate/validate.proto")
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

fn has_public_import(file: FileView<'_>) -> bool {
    file.imports().any(|import| import.kind() == ImportKind::Public)
}
