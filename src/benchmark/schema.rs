//! A layout as a schema of one file, for a code generator: with names of its own, and without imports. It encodes like the
//! layout.

use protune_wire::{Field, Kind, Label, Layout, TypeId};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Prints a layout as a file of this package, in which the outermost message is `Root`. The error is for the user.
pub(super) fn print(layout: &Layout, package: &str) -> Result<String, String> {
    let types = reached(layout);
    let all = || types.iter().flat_map(|id| layout.get(*id).fields());
    if let Some(field) = all().find(|field| field.kind == Kind::Group) {
        return Err(format!("no benchmark is written: `{}` is a delimited message", field.name));
    }
    let has_required = all().any(|field| field.label == Label::Required);
    let mut printer = Printer { layout, names: BTreeMap::new(), is_proto2: has_required };
    printer.name(&types);
    let syntax = if printer.is_proto2 { "proto2" } else { "proto3" };
    let mut out = format!("syntax = \"{syntax}\";\n\npackage {package};\n");
    types.iter().for_each(|&id| printer.message(id, &mut out));
    Ok(out)
}

/// The types that become messages: all that can be in the outermost one, without entries of maps.
fn reached(layout: &Layout) -> Vec<TypeId> {
    let (mut reached, mut seen) = (Vec::new(), BTreeSet::new());
    let mut open = vec![(layout.root(), false)];
    while let Some((id, is_entry)) = open.pop() {
        if !seen.insert((id, is_entry)) {
            continue;
        }
        if !is_entry {
            reached.push(id);
        }
        let fields = layout.get(id).fields().iter().rev();
        open.extend(fields.filter_map(|field| Some((field.message?, field.label == Label::Map))));
    }
    reached
}

struct Printer<'l> {
    layout: &'l Layout,
    names: BTreeMap<TypeId, String>,
    /// It has required fields; absent is zero in Rust where fields have no presence.
    is_proto2: bool,
}

impl Printer<'_> {
    fn name(&mut self, types: &[TypeId]) {
        let mut taken = BTreeSet::from(["root".to_owned()]);
        self.names.insert(self.layout.root(), "Root".to_owned());
        for &id in types.iter().filter(|id| **id != self.layout.root()) {
            let own = self.layout.get(id).name.rsplit('.').next().unwrap_or_default();
            self.names.insert(id, fresh(own, &mut taken));
        }
    }

    fn message(&self, id: TypeId, out: &mut String) {
        let ty = self.layout.get(id);
        let _ = write!(out, "\nmessage {} {{\n", self.names[&id]);
        let (mut taken, mut done) = (BTreeSet::new(), BTreeSet::new());
        for field in ty.fields() {
            match field.oneof {
                None => self.field(field, "  ", &mut taken, out),
                Some(oneof) if done.insert(oneof) => {
                    let name = fresh(&format!("choice{oneof}"), &mut taken);
                    let _ = writeln!(out, "  oneof {name} {{");
                    for member in ty.fields().iter().filter(|it| it.oneof == Some(oneof)) {
                        self.field(member, "    ", &mut taken, out);
                    }
                    *out += "  }\n";
                }
                Some(_) => {}
            }
        }
        *out += "}\n";
    }

    fn field(&self, field: &Field, indent: &str, taken: &mut BTreeSet<String>, out: &mut String) {
        let name = fresh(field.name.rsplit('.').next().unwrap_or_default(), taken);
        let label = match field.label {
            Label::Repeated { .. } => "repeated ",
            Label::Required => "required ",
            Label::Implicit if self.is_proto2 => "optional ",
            Label::Explicit if field.oneof.is_none() => "optional ",
            Label::Implicit | Label::Explicit | Label::Map => "",
        };
        let packed = match field.label {
            Label::Repeated { packed } if field.kind.is_packable() => format!(" [packed = {packed}]"),
            _ => String::new(),
        };
        let ty = self.type_name(field);
        let _ = writeln!(out, "{indent}{label}{ty} {name} = {}{packed};", field.number);
    }

    fn type_name(&self, field: &Field) -> String {
        match (field.message, field.label) {
            (Some(entry), Label::Map) => {
                let part = |number| self.layout.get(entry).field(number).map(|field| self.type_name(field));
                let [key, value] = [part(1), part(2)].map(Option::unwrap_or_default);
                format!("map<{key}, {value}>")
            }
            (Some(id), _) => self.names.get(&id).cloned().unwrap_or_default(),
            // Generated code has numbers for both.
            (None, _) if field.kind == Kind::Enum => Kind::Int32.name().to_owned(),
            (None, _) => field.kind.name().to_owned(),
        }
    }
}

/// Returns a name that stays free however a generator writes it. Names that generators would change are numbered.
fn fresh(name: &str, taken: &mut BTreeSet<String>) -> String {
    let plain = |name: &str| name.replace('_', "").to_ascii_lowercase();
    let name = if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { "other" };
    let mut names =
        std::iter::once(name.to_owned()).chain((2..).map(|number: u64| format!("{name}_{number}")));
    let free = names.find(|name| !taken.contains(&plain(name))).unwrap_or_default();
    taken.insert(plain(&free));
    free
}

#[cfg(test)]
mod tests {
    use super::*;
    use protune_engine::reshape::difference;

    fn printed(text: &str, root: &str) -> Result<String, String> {
        let schema = protune_compiler::compile([("old.proto", text)], |_| None);
        assert!(schema.problems().is_empty(), "{:?}", schema.problems());
        let layout = Layout::of(&schema, root).expect("declared");
        let printed = print(&layout, "old")?;
        let again = protune_compiler::compile([("again.proto", printed.as_str())], |_| None);
        assert!(again.problems().is_empty(), "{:?}\n{printed}", again.problems());
        if !printed.contains("proto2") && !text.contains("enum") {
            let root = Layout::of(&again, "old.Root").expect("printed");
            assert_eq!(difference(&layout, &root), None, "{printed}");
        }
        Ok(printed)
    }

    #[test]
    fn schemas_encode_like_their_layouts() {
        let text = r#"
            syntax = "proto3";
            package pets;
            import "google/protobuf/timestamp.proto";
            message Cat {
              string Name = 1;
              string name = 2;
              optional int32 age = 3;
              repeated int32 lives = 4;
              repeated double weights = 5 [packed = false];
              map<string, Home> homes = 6;
              oneof owner { string person = 7; Cat.Root cat = 8; }
              google.protobuf.Timestamp born = 9;
              repeated Cat kittens = 10;
              map<int64, sint32> naps = 11;
              message Home { string street = 1; }
              message Root { Home home = 1; }
              message home { Cat cat = 1; }
              home other = 12;
            }
        "#;
        let printed = printed(text, "pets.Cat").expect("no delimited message");
        for line in [
            "  string Name = 1;",
            "  string name_2 = 2;",
            "  map<string, Home> homes = 6;",
            "message Root_2 {",
        ] {
            assert!(printed.lines().any(|it| it == line), "{line}\n{printed}");
        }
    }

    #[test]
    fn enums_are_numbers_and_required_fields_stay() {
        let text = r#"
            syntax = "proto2";
            message Cat {
              required string name = 1;
              optional Coat coat = 2;
              map<string, Coat> kittens = 3;
              repeated Coat coats = 4 [packed = true];
            }
            enum Coat { SHORT = 0; }
        "#;
        let printed = printed(text, "Cat").expect("no delimited message");
        for line in [
            "  required string name = 1;",
            "  optional int32 coat = 2;",
            "  map<string, int32> kittens = 3;",
            "  repeated int32 coats = 4 [packed = true];",
        ] {
            assert!(printed.lines().any(|it| it == line), "{line}\n{printed}");
        }
    }

    #[test]
    fn delimited_messages_are_refused() {
        let text =
            "syntax = \"proto2\"; message Cat { optional group Tail = 1 { optional int32 length = 1; } }";
        assert_eq!(
            printed(text, "Cat"),
            Err("no benchmark is written: `tail` is a delimited message".to_owned())
        );
    }
}
