//! Fixes that give a declaration another name: when they are offered, and what breaks by them. What
//! they come to as edits is the compiler's business.

use crate::casing;
use protune_compiler::diagnostic::{Change, Fix, Named, Rename, Safety};
use protune_compiler::schema::rename::breaks;
use protune_compiler::schema::{DeclarationId, Global, Symbol, View};

/// Gives a declaration this name. Not offered where no declaration can have the name, or where one
/// beside it has; whether the name collides elsewhere is seen when the rename is made.
pub(crate) fn rename<I: DeclarationId>(
    declaration: View<'_, I>,
    kind: fn(I) -> Symbol,
    to: &str,
) -> Option<Fix> {
    let (file, symbol) = (declaration.file, kind(declaration.id));
    if !casing::is_identifier(to) || file.data().is_declared_beside(symbol, to) {
        return None;
    }
    let title = format!("rename to `{to}`, which changes {}", breaks(file.data(), symbol));
    let what = Named::Symbol(Global { file: file.id, id: symbol });
    let change = Change::Rename(Rename { what, to: to.to_owned() });
    Some(Fix { title, safety: Safety::Unsafe, change })
}

/// Gives a package this name for its last part, and those below it along with it.
pub(crate) fn rename_package(package: &str, to: &str) -> Option<Fix> {
    if !casing::is_identifier(to) {
        return None;
    }
    let title = format!(
        "rename the package `{package}` to `{to}`, which changes source, the type URLs in `Any`, the paths of \
         RPCs, and the directory that its files belong in"
    );
    let change = Change::Rename(Rename { what: Named::Package(package.to_owned()), to: to.to_owned() });
    Some(Fix { title, safety: Safety::Unsafe, change })
}
