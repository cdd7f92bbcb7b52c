//! Fixes that give a declaration another name: when they are offered, and what breaks by them. What
//! they come to as edits is the compiler's business.

use crate::casing;
use protune_compiler::diagnostic::{Change, Fix, Rename, Safety};
use protune_compiler::schema::{FileView, Global, MessageKind, RowId, Symbol, View};

/// Gives a declaration this name. Not offered where no declaration can have the name, or where one
/// beside it has; whether the name collides elsewhere is seen when the rename is made.
pub(crate) fn rename<I: RowId>(declaration: View<'_, I>, kind: fn(I) -> Symbol, to: &str) -> Option<Fix> {
    let (file, symbol) = (declaration.file, kind(declaration.id));
    if !casing::is_identifier(to) || file.data().is_declared_beside(symbol, to) {
        return None;
    }
    let title = format!("rename to `{to}`, which changes {}", what_breaks(file, symbol));
    let symbol = Global { file: file.id, id: symbol };
    let change = Change::Rename(Rename { symbol, to: to.to_owned() });
    Some(Fix { title, safety: Safety::Unsafe, change })
}

fn what_breaks(file: FileView<'_>, symbol: Symbol) -> &'static str {
    match symbol {
        Symbol::Field(_) | Symbol::Value(_) => "JSON, text format and source",
        // The field that it declares is called after it.
        Symbol::Message(id) if file.data()[id].kind == MessageKind::Group => "JSON, text format and source",
        Symbol::Message(_) => "source and the type URLs in `Any`",
        Symbol::Enum(_) | Symbol::Oneof(_) => "source",
        Symbol::Service(_) => "source and the paths of its RPCs",
        Symbol::Method(_) => "source and the path of its calls",
    }
}
