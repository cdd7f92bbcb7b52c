//! What of two schemas, one made from the other by renaming, differs and should not. Rows of tables stay
//! where they are in a rename, so that declarations and their types are compared row by row.

use protune_compiler::schema::{
    EnumId, FieldId, File, FileId, Global, MessageId, MessageKind, MethodId, OneofId, Schema, ServiceId,
    Symbol, TypeName, ValueId,
};
use std::collections::BTreeMap;

/// New names by what they are given to.
pub(crate) type Renamed = BTreeMap<Global<Symbol>, String>;

/// Everything that a file declares.
pub(crate) fn symbols(file: &File) -> impl Iterator<Item = Symbol> {
    let ids = |len: usize| 0..len as u32;
    (ids(file.messages.len()).map(|id| Symbol::Message(MessageId(id))))
        .chain(ids(file.enums.len()).map(|id| Symbol::Enum(EnumId(id))))
        .chain(ids(file.values.len()).map(|id| Symbol::Value(ValueId(id))))
        .chain(ids(file.fields.len()).map(|id| Symbol::Field(FieldId(id))))
        .chain(ids(file.oneofs.len()).map(|id| Symbol::Oneof(OneofId(id))))
        .chain(ids(file.services.len()).map(|id| Symbol::Service(ServiceId(id))))
        .chain(ids(file.methods.len()).map(|id| Symbol::Method(MethodId(id))))
}

pub(crate) fn symbol_named(schema: &Schema, name: &str) -> Option<Global<Symbol>> {
    schema.files().find_map(|file| {
        let globals = symbols(file.data()).map(|id| Global { file: file.id, id });
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
        let (file, data) = (before.id, before.data());
        if symbols(data).ne(symbols(after.data())) {
            out.push(format!("{}: other declarations", before.name()));
            continue;
        }
        for symbol in symbols(data) {
            let wanted = name_after(data, file, symbol, renamed);
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

fn name_after(file: &File, id: FileId, symbol: Symbol, renamed: &Renamed) -> String {
    let new = |symbol| renamed.get(&Global { file: id, id: symbol }).cloned();
    let old = || file.symbol_name(symbol).to_owned();
    match symbol {
        Symbol::Message(message) if file[message].kind == MessageKind::MapEntry => {
            let field =
                (0..file.fields.len() as u32).map(FieldId).find(|&f| file[f].ty == TypeName::Map(message));
            field.and_then(|field| new(Symbol::Field(field))).map_or_else(old, |name| entry_name(&name))
        }
        Symbol::Field(field) => match file[field].ty {
            TypeName::Group(message) => new(Symbol::Message(message)).map(|name| name.to_ascii_lowercase()),
            _ => new(symbol),
        }
        .unwrap_or_else(old),
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
