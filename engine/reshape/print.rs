//! The new schema as text: the messages that change, under new names, beside the old ones, which it imports.

use protune_compiler::schema::Schema;
use protune_wire::shape::{Reshaping, Shape};
use protune_wire::{Field, Kind, Label, Layout, Type, TypeId};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Prints the messages that steps change, with a `V2` behind their names. The second result is the full name of the
/// outermost one.
pub fn print(schema: &Schema, reshaping: &Reshaping, steps: &[Shape]) -> (String, String) {
    let printer = Printer::new(schema, reshaping, steps);
    let root = printer.name_of(reshaping.to().root());
    let text = printer.file();
    let package = &printer.package;
    let full = if package.is_empty() { root } else { format!("{package}.{root}") };
    (text, full)
}

struct Printer<'s> {
    schema: &'s Schema,
    to: &'s Layout,
    package: String,
    /// The types that change, in order.
    changed: Vec<TypeId>,
    /// Words of each field that became an enum.
    words: BTreeMap<(&'s str, u32), &'s [String]>,
    /// Keys of maps that became messages, by the name of the message.
    imports: BTreeSet<String>,
}

impl<'s> Printer<'s> {
    fn new(schema: &'s Schema, reshaping: &'s Reshaping, steps: &'s [Shape]) -> Printer<'s> {
        let (from, to) = (reshaping.from(), reshaping.to());
        let root_name = &*to.get(to.root()).name;
        let declared =
            schema.files().find(|file| file.messages().any(|message| message.full_name() == root_name));
        let package = declared.map_or(String::new(), |file| file.package().to_owned());
        let words = steps.iter().filter_map(|step| match step {
            Shape::Enumerate { message, field, values } => {
                Some(((message.as_str(), *field), values.as_slice()))
            }
            _ => None,
        });
        let mut printer = Printer {
            schema,
            to,
            package,
            changed: changed(from, to),
            words: words.collect(),
            imports: BTreeSet::new(),
        };
        printer.imports = printer.files_of_others();
        printer
    }

    /// The files that declare what the new messages refer to.
    fn files_of_others(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for &id in &self.changed {
            let ty = self.to.get(id);
            for field in ty.fields() {
                let of = field.message.filter(|of| !self.changed.contains(of));
                names.extend(
                    of.map(|of| self.to.get(of)).filter(|of| !of.is_map_entry).map(|of| of.name.to_string()),
                );
                names.extend(self.enum_of(ty, field));
            }
        }
        let declares = |name: &str| {
            let found = self.schema.files().find(|file| {
                file.messages().any(|it| it.full_name() == name)
                    || file.enums().any(|it| it.full_name() == name)
            });
            found.map(|file| file.name().to_owned())
        };
        names.iter().filter_map(|name| declares(name)).collect()
    }

    fn file(&self) -> String {
        let mut out = String::new();
        let is_edition = self.changed.iter().flat_map(|&id| self.to.get(id).fields()).any(needs_edition);
        out += if is_edition { "edition = \"2023\";\n" } else { "syntax = \"proto3\";\n" };
        if !self.package.is_empty() {
            let _ = write!(out, "\npackage {};\n", self.package);
        }
        for (at, import) in self.imports.iter().enumerate() {
            let gap = if at == 0 { "\n" } else { "" };
            let _ = writeln!(out, "{gap}import \"{import}\";");
        }
        if is_edition {
            out += "\noption features.field_presence = IMPLICIT;\n";
        }
        for &id in self.changed.iter().filter(|&&id| !self.to.get(id).is_map_entry) {
            self.message(id, is_edition, &mut out);
        }
        out
    }

    fn message(&self, id: TypeId, is_edition: bool, out: &mut String) {
        let ty = self.to.get(id);
        let _ = write!(out, "\nmessage {} {{\n", self.name_of(id));
        let mut done = BTreeSet::new();
        for field in ty.fields().iter().filter(|field| !field.is_extension) {
            match field.oneof {
                None => self.field(ty, field, is_edition, "  ", out),
                Some(oneof) if done.insert(oneof) => {
                    let name = ty.oneofs.get(oneof as usize).map_or("choice", |name| name);
                    let _ = writeln!(out, "  oneof {name} {{");
                    for member in ty.fields().iter().filter(|it| it.oneof == Some(oneof)) {
                        self.field(ty, member, is_edition, "    ", out);
                    }
                    *out += "  }\n";
                }
                Some(_) => {}
            }
        }
        for field in ty.fields() {
            if let Some(words) = self.new_words(ty, field) {
                self.enumeration(field, words, out);
            }
        }
        *out += "}\n";
    }

    fn field(&self, ty: &Type, field: &Field, is_edition: bool, indent: &str, out: &mut String) {
        let name = self.type_name(ty, field);
        let (kind, is_message) = (field.kind, field.kind.is_message());
        let mut options = Vec::new();
        let label = match field.label {
            Label::Repeated { packed } => {
                if kind.is_packable() && !packed {
                    options.push(if is_edition {
                        "features.repeated_field_encoding = EXPANDED"
                    } else {
                        "packed = false"
                    });
                }
                "repeated "
            }
            Label::Explicit if field.oneof.is_none() && !is_message && !is_edition => "optional ",
            Label::Explicit if field.oneof.is_none() && !is_message => {
                options.push("features.field_presence = EXPLICIT");
                ""
            }
            Label::Required => {
                options.push("features.field_presence = LEGACY_REQUIRED");
                ""
            }
            _ => "",
        };
        if kind == Kind::Group {
            options.push("features.message_encoding = DELIMITED");
        }
        let options = if options.is_empty() { String::new() } else { format!(" [{}]", options.join(", ")) };
        let _ = writeln!(out, "{indent}{label}{name} {} = {}{options};", field.name, field.number);
    }

    fn type_name(&self, ty: &Type, field: &Field) -> String {
        if let Some(id) = field.message {
            let of = self.to.get(id);
            if field.label == Label::Map
                && let [key, value] = of.fields()
            {
                return format!("map<{}, {}>", key.kind.name(), self.type_name(of, value));
            }
            return match self.changed.contains(&id) {
                true => self.name_of(id),
                false => format!(".{}", of.name),
            };
        }
        if field.kind == Kind::Enum {
            return match (self.new_words(ty, field), self.enum_of(ty, field)) {
                (Some(_), _) => enum_name(field),
                (None, Some(name)) => format!(".{name}"),
                (None, None) => "int32".to_owned(),
            };
        }
        field.kind.name().to_owned()
    }

    fn new_words(&self, ty: &Type, field: &Field) -> Option<&'s [String]> {
        let of_type = self.words.get(&(&*ty.name, field.number)).copied();
        // Columns carry the enums of their rows along.
        let elsewhere = || {
            let mut all = self.words.iter().filter(|((_, number), _)| *number == field.number);
            all.find(|((message, _), _)| self.field_name(message, field.number) == Some(&field.name))
                .map(|(_, words)| *words)
        };
        (field.kind == Kind::Enum && self.enum_of(ty, field).is_none())
            .then(|| of_type.or_else(elsewhere))
            .flatten()
    }

    fn field_name(&self, message: &str, number: u32) -> Option<&'s Box<str>> {
        let id = self.to.find(message)?;
        self.to.get(id).field(number).map(|field| &field.name)
    }

    /// The full name of the enum that a field of the old schema has.
    fn enum_of(&self, ty: &Type, field: &Field) -> Option<String> {
        if field.kind != Kind::Enum {
            return None;
        }
        let of = |name: &str| {
            let mut messages = self.schema.files().flat_map(|file| file.messages());
            let message = messages.find(|message| message.full_name() == name)?;
            let declared = message.fields().find(|it| it.name() == &*field.name)?;
            Some(declared.enum_type()?.full_name().to_owned())
        };
        of(&ty.name).or_else(|| {
            // Columns, and what moved: any message that has such a field.
            let mut messages = self.schema.files().flat_map(|file| file.messages());
            messages.find_map(|message| {
                let declared = message.fields().find(|it| it.name() == &*field.name)?;
                let is_alike = declared.number() == Some(field.number as i32);
                Some(declared.enum_type().filter(|_| is_alike)?.full_name().to_owned())
            })
        })
    }

    fn enumeration(&self, field: &Field, words: &[String], out: &mut String) {
        let name = enum_name(field);
        let prefix = field.name.to_ascii_uppercase();
        let mut taken = BTreeSet::new();
        let _ = write!(out, "\n  enum {name} {{\n    {prefix}_UNSPECIFIED = 0;\n");
        taken.insert(format!("{prefix}_UNSPECIFIED"));
        for (word, number) in words.iter().zip(1..) {
            let upper: String = word
                .chars()
                .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' })
                .collect();
            let value = format!("{prefix}_{upper}");
            let value = if taken.insert(value.clone()) { value } else { format!("{value}_{number}") };
            taken.insert(value.clone());
            let _ = writeln!(out, "    {value} = {number};  // {word:?}");
        }
        *out += "  }\n";
    }

    /// The name of a new message: without the package, and without dots.
    fn name_of(&self, id: TypeId) -> String {
        let name = &*self.to.get(id).name;
        let own = name.strip_prefix(&*self.package).and_then(|rest| rest.strip_prefix('.')).unwrap_or(name);
        format!("{}V2", own.split('.').map(capital).collect::<String>())
    }
}

fn needs_edition(field: &Field) -> bool {
    field.label == Label::Required || field.kind == Kind::Group || field.closed.is_some()
}

fn enum_name(field: &Field) -> String {
    field.name.split('_').map(capital).collect()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

/// The types that can be in the outermost message and are new, have other fields, or lead to such.
fn changed(from: &Layout, to: &Layout) -> Vec<TypeId> {
    let mut reached = Vec::new();
    let mut open = vec![to.root()];
    while let Some(id) = open.pop() {
        if !reached.contains(&id) {
            reached.push(id);
            open.extend(to.get(id).fields().iter().rev().filter_map(|field| field.message));
        }
    }
    let is_other =
        |id: &TypeId| from.types().find(|(it, _)| it == id).is_none_or(|(_, ty)| ty != to.get(*id));
    let mut changed: BTreeSet<TypeId> = reached.iter().copied().filter(is_other).collect();
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
    reached.into_iter().filter(|id| changed.contains(id)).collect()
}
