//! Fixes that rename a declaration: when they are offered, and what they break. The compiler creates the edits.

use crate::casing;
use crate::contracts::of_rename;
use protune_compiler::diagnostic::{Change, Contracts, Fix, Named, Rename, Safety, Verdict};
use protune_compiler::schema::rename::breaks;
use protune_compiler::schema::{DeclarationId, FieldView, FileView, Global, Symbol, View, json_name};
use protune_compiler::syntax::NodeKind;

/// Fix that renames a declaration. `None` if the name is not valid, or another declaration of the same scope has it.
/// Other conflicts appear when the rename is made.
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
    let fix = Fix { title, safety: Safety::Unsafe, contracts: None, change };
    let names = names(file, symbol, to);
    let names = [&names[0], &names[1]].map(|[name, json]| [name.as_str(), json.as_str()]);
    let contracts = of_rename(symbol, names);
    let is_group = matches!(symbol, Symbol::Message(_)) && declaration.node().kind() == NodeKind::Group;
    // The field of a group has the name of the group.
    let json = if is_group { Verdict::Breaks("the name in JSON changes") } else { contracts.json };
    Some(fix.breaking(Contracts { json, ..contracts }))
}

/// Name and JSON name of a field, before and after the rename.
fn names(file: FileView<'_>, symbol: Symbol, to: &str) -> [[String; 2]; 2] {
    let Symbol::Field(id) = symbol else { return Default::default() };
    let field: FieldView<'_> = file.schema().at(Global { file: file.id, id });
    if field.is_extension() {
        // JSON uses the full name of an extension.
        return [field.name(), to].map(|name| [name.to_owned(), format!("[{name}]")]);
    }
    let (name, json) = (field.name().to_owned(), field.json_name().into_owned());
    let is_set = field.pseudo_option_entry("json_name").is_some();
    let new_json = if is_set { json.clone() } else { json_name(to) };
    [[name, json], [to.to_owned(), new_json]]
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
    Some(Fix { title, safety: Safety::Unsafe, contracts: None, change })
}
