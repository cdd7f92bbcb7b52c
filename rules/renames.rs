//! Fixes that rename a declaration: when they are offered, and what they break. The compiler creates the edits.

use crate::casing;
use crate::contracts::{Change, Effects, field_name, value_name};
use protune_compiler::diagnostic::{self, Fix, Named, Rename};
use protune_compiler::schema::{DeclarationId, FieldView, FileView, Global, Symbol, View, json_name};
use protune_compiler::syntax::NodeKind;

/// Packages of annotations, which programs know by their names: code generators, gateways, and the rules whose fixes add
/// annotations.
const ANNOTATIONS: &[&str] = &["buf.validate", "google.api", "google.longrunning", "google.protobuf"];

/// Fix that renames a declaration. `None` if it is one of annotations, the name is not valid, or another declaration of
/// the same scope has it. Other conflicts appear when the rename is made.
pub(crate) fn rename<I: DeclarationId>(
    declaration: View<'_, I>,
    kind: fn(I) -> Symbol,
    to: &str,
) -> Option<Fix> {
    let (file, symbol) = (declaration.file, kind(declaration.id));
    let is_annotation = ANNOTATIONS.contains(&file.package());
    if is_annotation || !casing::is_identifier(to) || file.data().is_declared_beside(symbol, to) {
        return None;
    }
    let is_group = matches!(symbol, Symbol::Message(_)) && declaration.node().kind() == NodeKind::Group;
    let effects = match symbol {
        Symbol::Field(_) => {
            let names = names(file, symbol, to);
            let [was, is] = names.each_ref().map(|names| names.each_ref().map(String::as_str));
            field_name(was, is).effects()
        }
        Symbol::Value(_) => value_name(&[declaration.name()], &[to]).effects(),
        // The field that a group declares is named after it.
        Symbol::Message(_) if is_group => {
            let [was, is] = [declaration.name(), to].map(str::to_lowercase);
            let names = field_name([&was, &was], [&is, &is]);
            Change::MessageName.effects().and(names.effects())
        }
        Symbol::Message(_) => Change::MessageName.effects(),
        Symbol::Enum(_) | Symbol::Oneof(_) => Change::Generated.effects(),
        Symbol::Service(_) | Symbol::Method(_) => Change::CallPath.effects(),
    };
    let what = Named::Symbol(Global { file: file.id, id: symbol });
    Some(effects.rename(Rename { what, to: to.to_owned() }))
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

/// Gives the package of a file this name for its last part, and those below it along with it.
pub(crate) fn rename_package(file: FileView<'_>, package: &str, to: &str) -> Option<Fix> {
    if !casing::is_identifier(to) {
        return None;
    }
    let title =
        format!("rename the package `{package}` to `{to}`, and so the directory that its files belong in");
    let what = Named::Package(package.to_owned());
    let change = diagnostic::Change::Rename(Rename { what, to: to.to_owned() });
    let calls = file.services().next().map(|_| Change::CallPath.effects());
    let effects = Change::MessageName.effects().and(calls.unwrap_or(Effects::NONE));
    Some(effects.fix(&title, change))
}
