//! The new schema as text: the messages that change, under new names, beside the old ones, which it imports.

mod history;
mod names;
mod scope;

use history::{History, Remark, Values, quoted, shown};
use names::{Names, NewEnum};
use protune_compiler::schema::{Schema, json_name};
use protune_rules::proposal::Declared;
use protune_wire::shape::{Common, Reshaping, Shape};
use protune_wire::{Field, Kind, Label, Layout, TypeId};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Prints the messages that steps change, with a `V2` behind their names. The second result is the full name of the
/// outermost one.
pub fn print(schema: &Schema, reshaping: &Reshaping, steps: &[Shape]) -> (String, String) {
    let mut printer = Printer::new(schema, reshaping, steps);
    let text = printer.file();
    let root = reshaping.to().root();
    let full = match printer.names.messages.get(&root) {
        Some(name) if printer.package.is_empty() => name.clone(),
        Some(name) => format!("{}.{name}", printer.package),
        None => reshaping.to().get(root).name.to_string(),
    };
    (text, full)
}

struct Printer<'s> {
    schema: &'s Schema,
    to: &'s Layout,
    declared: Declared<'s>,
    history: History<'s>,
    package: String,
    /// New messages with their names, in order.
    changed: Vec<TypeId>,
    names: Names<'s>,
    /// File of each message and enum of the old schema.
    files: BTreeMap<&'s str, &'s str>,
    imports: BTreeSet<&'s str>,
    is_edition: bool,
    /// Fields have no presence in the file unless they say so.
    is_implicit: bool,
}

impl<'s> Printer<'s> {
    fn new(schema: &'s Schema, reshaping: &'s Reshaping, steps: &'s [Shape]) -> Printer<'s> {
        let (from, to) = (reshaping.from(), reshaping.to());
        let root_name = &*to.get(to.root()).name;
        let mut files = BTreeMap::new();
        for file in schema.files() {
            let messages = file.messages().map(|it| it.full_name());
            for name in messages.chain(file.enums().map(|it| it.full_name())) {
                files.entry(name).or_insert(file.name());
            }
        }
        let declared =
            schema.files().find(|file| file.messages().any(|message| message.full_name() == root_name));
        let package = declared.map_or("", |file| file.package()).to_owned();
        let (declared, history, changed) =
            (Declared::new(schema), History::of(schema, from, steps), changed(from, to));
        let taken = scope::of_package(schema, &package);
        let names = Names::of(to, &declared, &history, &changed, &package, taken);
        let mut printer = Printer {
            schema,
            to,
            declared,
            history,
            package,
            changed,
            names,
            files,
            imports: BTreeSet::new(),
            is_edition: false,
            is_implicit: false,
        };
        printer.is_edition = printer.needs_edition();
        printer.is_implicit = printer.is_edition && printer.has_little_presence();
        printer
    }

    fn needs_edition(&self) -> bool {
        self.changed.iter().any(|&id| {
            self.to.get(id).fields().iter().any(|field| {
                field.label == Label::Required
                    || field.kind == Kind::Group
                    || field.closed.is_some()
                    || field.is_extension
                    || self.has_closed_values(field)
                    || self.has_default(id, field)
            })
        })
    }

    /// Whether fewer fields have presence than not. Values of maps have none then, and may not be of a closed enum.
    fn has_little_presence(&self) -> bool {
        let fields = self.changed.iter().flat_map(|&id| self.to.get(id).fields());
        let count = |label| {
            let of =
                |field: &&Field| field.label == label && field.oneof.is_none() && field.message.is_none();
            fields.clone().filter(of).count()
        };
        count(Label::Explicit) < count(Label::Implicit)
            && !fields.clone().any(|field| self.has_closed_values(field))
    }

    fn has_closed_values(&self, map: &Field) -> bool {
        let entry = map.message.filter(|_| map.label == Label::Map);
        entry.is_some_and(|entry| self.to.get(entry).fields().iter().any(|field| field.closed.is_some()))
    }

    /// Whether the language can say what the field is when it is absent.
    fn has_default(&self, id: TypeId, field: &Field) -> bool {
        let value = self.history.defaults.get(&(id, field.number));
        field.label == Label::Explicit && value.is_some_and(|value| self.literal(id, field, value).is_some())
    }

    fn file(&mut self) -> String {
        let mut messages = String::new();
        for id in self.changed.clone() {
            self.message(id, &mut messages);
        }
        let mut out =
            String::from(if self.is_edition { "edition = \"2023\";\n" } else { "syntax = \"proto3\";\n" });
        if !self.package.is_empty() {
            let _ = write!(out, "\npackage {};\n", self.package);
        }
        for (at, import) in self.imports.iter().enumerate() {
            let gap = if at == 0 { "\n" } else { "" };
            let _ = writeln!(out, "{gap}import \"{import}\";");
        }
        // A file that imports one for the lite runtime has to be for it too.
        let is_lite = |name: &&str| self.schema.find(name).is_some_and(|file| file.is_lite());
        if self.imports.iter().any(is_lite) {
            out += "\noption optimize_for = LITE_RUNTIME;\n";
        }
        if self.is_implicit {
            out += "\noption features.field_presence = IMPLICIT;\n";
        }
        out + &messages
    }

    fn message(&mut self, id: TypeId, out: &mut String) {
        let ty = self.to.get(id);
        let _ = write!(out, "\nmessage {} {{\n", self.names.messages[&id]);
        let mut done = BTreeSet::new();
        let (extensions, fields): (Vec<&Field>, Vec<&Field>) =
            ty.fields().iter().partition(|it| it.is_extension);
        for field in fields {
            match field.oneof {
                None => self.field(id, field, "  ", out),
                Some(oneof) if done.insert(oneof) => {
                    let _ = writeln!(out, "  oneof {} {{", self.names.oneofs[&(id, oneof)]);
                    for member in ty.fields().iter().filter(|it| it.oneof == Some(oneof)) {
                        self.field(id, member, "    ", out);
                    }
                    *out += "  }\n";
                }
                Some(_) => {}
            }
        }
        if !extensions.is_empty() {
            self.extensions(id, &extensions, out);
        }
        ty.fields()
            .iter()
            .filter_map(|field| self.names.enums.get(&(id, field.number)))
            .for_each(|of| enumeration(of, out));
        *out += "}\n";
    }

    /// Extensions of the old message, in a block of their own inside of the new one.
    fn extensions(&mut self, id: TypeId, extensions: &[&Field], out: &mut String) {
        let ranges = self.to.get(id).extension_ranges.iter().map(|&(first, last)| match last {
            536_870_911.. => format!("{first} to max"),
            _ if first == last => first.to_string(),
            _ => format!("{first} to {last}"),
        });
        let _ = write!(out, "\n  extensions {};\n\n", ranges.collect::<Vec<_>>().join(", "));
        let _ = writeln!(out, "  extend {} {{", self.names.messages[&id]);
        extensions.iter().for_each(|field| self.field(id, field, "    ", out));
        *out += "  }\n";
    }

    fn field(&mut self, id: TypeId, field: &Field, indent: &str, out: &mut String) {
        let ty = self.to.get(id);
        let type_name = self.type_name(id, field);
        let (kind, is_message) = (field.kind, field.kind.is_message());
        let mut options: Vec<String> = Vec::new();
        let mut set = |option: &str| options.push(option.to_owned());
        // An entry of a map has its key and its value, whatever they are.
        let label =
            if ty.is_map_entry && field.label == Label::Implicit { Label::Explicit } else { field.label };
        let label = match label {
            Label::Repeated { packed } => {
                if kind.is_packable() && !packed {
                    set(if self.is_edition {
                        "features.repeated_field_encoding = EXPANDED"
                    } else {
                        "packed = false"
                    });
                }
                "repeated "
            }
            Label::Explicit if field.oneof.is_none() && !is_message && !self.is_edition => "optional ",
            Label::Explicit
                if self.is_implicit && field.oneof.is_none() && !is_message && !field.is_extension =>
            {
                set("features.field_presence = EXPLICIT");
                ""
            }
            Label::Implicit if self.is_edition && !self.is_implicit => {
                set("features.field_presence = IMPLICIT");
                ""
            }
            Label::Required => {
                set("features.field_presence = LEGACY_REQUIRED");
                ""
            }
            _ => "",
        };
        if kind == Kind::Group {
            set("features.message_encoding = DELIMITED");
        }
        let name = self.key_in_json(id, field).or_else(|| names::custom_json_name(&self.declared, ty, field));
        if let Some(name) = name {
            set(&format!("json_name = {}", quoted(&name)));
        }
        let mut remarks: Vec<String> = Vec::new();
        if let Some(value_of) = self.history.defaults.get(&(id, field.number)) {
            match self.literal(id, field, value_of) {
                Some(value) if field.label == Label::Explicit => set(&format!("default = {value}")),
                value => {
                    let value = value.unwrap_or_else(|| shown(field.kind, value_of));
                    remarks.push(format!("{value} if absent"));
                }
            }
        }
        remarks.extend(self.remarks(id, field));
        let options = if options.is_empty() { String::new() } else { format!(" [{}]", options.join(", ")) };
        let remarks = if remarks.is_empty() { String::new() } else { format!("  // {}", remarks.join("; ")) };
        let name = &self.names.fields[&(id, field.number)];
        let _ = writeln!(out, "{indent}{label}{type_name} {name} = {}{options};{remarks}", field.number);
    }

    /// The key that the field has in JSON, if its name does not show it.
    fn key_in_json(&self, id: TypeId, field: &Field) -> Option<String> {
        let key = *self.history.json.get(&(id, field.number))?;
        let name = &self.names.fields[&(id, field.number)];
        (json_name(name) != key).then(|| key.to_owned())
    }

    fn remarks(&self, id: TypeId, field: &Field) -> Vec<String> {
        let remarks = self.history.remarks.get(&(id, field.number));
        let name = |key| self.names.fields.get(&key).map_or("", |name| name);
        let text = |remark: &Remark| match remark {
            Remark::Text(text) => Some(text.clone()),
            Remark::Key(key) if key == name((id, field.number)) => None,
            Remark::Key(key) => Some(format!("key {key:?}")),
            Remark::Index(table) => Some(format!("position in `{}`, from 1", name((self.to.root(), *table)))),
        };
        remarks.into_iter().flatten().filter_map(text).collect()
    }

    /// A default as the language writes it; `None` for a number that is no value of its enum.
    fn literal(&self, id: TypeId, field: &Field, value: &Common) -> Option<String> {
        let number = shown(field.kind, value);
        let of = self.history.enums.get(&(id, field.number)).filter(|_| field.kind == Kind::Enum);
        match of {
            None if field.kind == Kind::Enum => None,
            None => Some(number),
            Some(Values::Words(_) | Values::Names(_)) => {
                let at = number.parse::<usize>().ok()?.checked_sub(1)?;
                self.names.enums.get(&(id, field.number))?.values.get(at).cloned()
            }
            Some(Values::Declared(name)) => {
                let mut enums = self.schema.files().flat_map(|file| file.enums());
                let mut values = enums.find(|of| of.full_name() == *name)?.values();
                let value = values.find(|value| value.number().is_some_and(|it| it.to_string() == number));
                Some(value?.name().to_owned())
            }
        }
    }

    fn type_name(&mut self, id: TypeId, field: &Field) -> String {
        if let Some(of) = field.message {
            let ty = self.to.get(of);
            if field.label == Label::Map
                && let [key, value] = ty.fields()
            {
                let key = key.kind.name();
                return match self.names.enums.get(&(id, field.number)) {
                    Some(of) => format!("map<{key}, {}>", of.name),
                    None => format!("map<{key}, {}>", self.type_name(of, value)),
                };
            }
            return match self.names.messages.get(&of) {
                Some(name) => name.clone(),
                None => self.imported(&ty.name),
            };
        }
        if field.kind == Kind::Enum {
            return match (
                self.names.enums.get(&(id, field.number)),
                self.history.enums.get(&(id, field.number)),
            ) {
                (Some(of), _) => of.name.clone(),
                (None, Some(Values::Declared(name))) => self.imported(name),
                _ => "int32".to_owned(),
            };
        }
        field.kind.name().to_owned()
    }

    /// A name of the old schema, whose file is imported.
    fn imported(&mut self, name: &str) -> String {
        self.imports.extend(self.files.get(name).copied().or_else(|| well_known(name)));
        format!(".{name}")
    }
}

/// File of a message that steps bring along.
fn well_known(name: &str) -> Option<&'static str> {
    match name {
        "google.protobuf.Timestamp" => Some("google/protobuf/timestamp.proto"),
        "google.protobuf.Duration" => Some("google/protobuf/duration.proto"),
        _ => None,
    }
}

fn enumeration(of: &NewEnum<'_>, out: &mut String) {
    let (name, indent) = match of.name.split_once('.') {
        Some((around, name)) => {
            let _ = write!(out, "\n  message {around} {{");
            (name, "    ")
        }
        None => (&*of.name, "  "),
    };
    let _ = write!(out, "\n{indent}enum {name} {{\n{indent}  {} = 0;\n", of.unspecified);
    for ((word, value), number) in of.words.iter().zip(&of.values).zip(1..) {
        let remark = if word == value { String::new() } else { format!("  // {word:?}") };
        let _ = writeln!(out, "{indent}  {value} = {number};{remark}");
    }
    let _ = writeln!(out, "{indent}}}");
    if indent.len() > 2 {
        *out += "  }\n";
    }
}

/// The types that can be in the outermost message and are new, have other fields, or lead to such. Entries of maps are
/// among them where the map is none.
fn changed(from: &Layout, to: &Layout) -> Vec<TypeId> {
    let mut reached = Vec::new();
    let mut open = vec![to.root()];
    while let Some(id) = open.pop() {
        if !reached.contains(&id) {
            reached.push(id);
            open.extend(to.get(id).fields().iter().rev().filter_map(|field| field.message));
        }
    }
    let rows_of = |id: &TypeId| {
        to.get(*id).fields().iter().filter(|it| it.label != Label::Map).filter_map(|it| it.message)
    };
    let rows: BTreeSet<TypeId> =
        reached.iter().flat_map(rows_of).filter(|id| to.get(*id).is_map_entry).collect();
    let is_other = |id: &TypeId| {
        let before = from.types().find(|(it, _)| it == id);
        well_known(&to.get(*id).name).is_none() && before.is_none_or(|(_, ty)| ty != to.get(*id))
    };
    let mut changed: BTreeSet<TypeId> =
        reached.iter().copied().filter(|id| is_other(id) || rows.contains(id)).collect();
    loop {
        let leads = |id: &&TypeId| {
            to.get(**id).fields().iter().any(|field| field.message.is_some_and(|of| changed.contains(&of)))
        };
        let more: Vec<TypeId> =
            reached.iter().filter(leads).filter(|id| !changed.contains(id)).copied().collect();
        if more.is_empty() {
            break;
        }
        changed.extend(more);
    }
    let is_printed = |id: &TypeId| changed.contains(id) && (!to.get(*id).is_map_entry || rows.contains(id));
    reached.into_iter().filter(is_printed).collect()
}
