//! Unexpected differences between two schemas, of which one was made from the other by renaming. Rows of
//! tables keep their places in a rename, so that declarations and their types are compared row by row.

use protune_compiler::schema::{FileView, Global, Schema, Symbol};
use std::collections::BTreeMap;

/// New names by what they are given to.
pub(crate) type Renamed = BTreeMap<Global<Symbol>, String>;

/// Everything that a file declares.
pub(crate) fn symbols(file: FileView<'_>) -> impl Iterator<Item = Symbol> {
    (file.messages().map(|it| Symbol::Message(it.id)))
        .chain(file.enums().map(|it| Symbol::Enum(it.id)))
        .chain(file.enums().flat_map(|it| it.values()).map(|it| Symbol::Value(it.id)))
        .chain(file.fields().map(|it| Symbol::Field(it.id)))
        .chain(file.oneofs().map(|it| Symbol::Oneof(it.id)))
        .chain(file.services().map(|it| Symbol::Service(it.id)))
        .chain(file.methods().map(|it| Symbol::Method(it.id)))
}

pub(crate) fn symbol_named(schema: &Schema, name: &str) -> Option<Global<Symbol>> {
    schema.files().find_map(|file| {
        let globals = symbols(file).map(|id| Global { file: file.id, id });
        globals.into_iter().find(|&symbol| schema.full_name(symbol) == name)
    })
}

/// In words, what changed and should not have.
pub(crate) fn differences(old: &Schema, new: &Schema, renamed: &Renamed) -> Vec<String> {
    let mut out = Vec::new();
    for (before, after) in old.files().zip(new.files()) {
        if before.problems().len() != after.problems().len() {
            out.extend(after.problems().iter().map(|problem| {
                let line = problem.place.span.map_or(0, |span| after.lines().line(span.start)) + 1;
                format!("{}:{line}: {}", after.name(), problem.message)
            }));
        }
        if symbols(before).ne(symbols(after)) {
            out.push(format!("{}: other declarations", before.name()));
            continue;
        }
        for symbol in symbols(before) {
            let wanted = name_after(before, symbol, renamed);
            let found = after.data().symbol_name(symbol);
            if found != wanted {
                out.push(format!("{}: `{wanted}` is called `{found}`", before.name()));
            }
        }
        let types = |view: protune_compiler::schema::FileView<'_>| {
            let fields: Vec<_> = view.fields().map(|field| field.ty()).collect();
            let message =
                |message: Option<protune_compiler::schema::MessageView<'_>>| message.map(|m| m.global());
            let methods: Vec<_> =
                view.methods().map(|method| [message(method.input()), message(method.output())]).collect();
            (fields, methods)
        };
        if types(before) != types(after) {
            out.push(format!("{}: a type means something else", before.name()));
        }
    }
    out
}

fn name_after(file: FileView<'_>, symbol: Symbol, renamed: &Renamed) -> String {
    let new = |symbol| renamed.get(&Global { file: file.id, id: symbol }).cloned();
    let old = || file.data().symbol_name(symbol).to_owned();
    match symbol {
        Symbol::Message(id) if file.messages().any(|it| it.id == id && it.is_map_entry()) => {
            let mut maps = file.fields().filter(|field| field.is_map());
            let field = maps.find(|field| field.message_type().is_some_and(|entry| entry.id == id));
            field.and_then(|field| new(Symbol::Field(field.id))).map_or_else(old, |name| entry_name(&name))
        }
        Symbol::Field(id) => {
            let group = file.fields().find(|field| field.id == id).and_then(|field| field.group());
            let name = match group {
                Some(group) => new(Symbol::Message(group.id)).map(|name| name.to_ascii_lowercase()),
                None => new(symbol),
            };
            name.unwrap_or_else(old)
        }
        _ => new(symbol).unwrap_or_else(old),
    }
}

/// The name of the message of a map field, as the protobuf docs give it.
pub(crate) fn entry_name(field: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or(String::new(), |c| c.to_ascii_uppercase().to_string() + chars.as_str())
    };
    field.split('_').map(word).collect::<String>() + "Entry"
}
