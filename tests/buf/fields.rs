//! Fields of messages, oneofs and extensions: of every type, with the labels, options and features that the syntax of
//! their file has.

use super::base;
use super::choices::{Choices, hash};
use super::print::{PACKAGES, Printer};
use super::values::{self, SCALARS, scalar};
use super::world::Syntax;

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Owner {
    Message,
    Oneof,
    Extension,
}

const NAMES: [&str; 7] = ["pear", "plum", "nut", "kiwi", "grape", "lemon", "quince"];

/// The name of a field in this slot.
pub(crate) fn field_name(choices: &Choices, place: &str, slot: usize) -> String {
    let word = NAMES[slot % NAMES.len()];
    let title = word[..1].to_uppercase() + &word[1..];
    match choices.below(place, "name", 16) {
        0 => format!("{word}Core"),
        1 => title,
        2 => format!("{word}__core"),
        3 => format!("_{word}"),
        4 => format!("{word}_2"),
        5 => format!("{word}2core"),
        6 => format!("{word}_core_"),
        7 => word.to_uppercase(),
        8 if slot == 0 => {
            choices.pick(place, "descriptor", &["descriptor", "_Descriptor_", "my_descriptor"]).to_owned()
        }
        _ => word.to_owned(),
    }
}

enum Type {
    Scalar(&'static str),
    Message(String),
    Enum { name: String, value: Option<&'static str> },
    Map(String),
    Group,
}

impl Printer<'_> {
    pub(crate) fn field(&mut self, place: &str, slot: usize, number: usize, owner: Owner) {
        let label = self.label(place, owner);
        let presence = self.presence(place, owner, label);
        let ty = self.ty(place, owner, label, presence);
        let mut name = field_name(self.choices, place, slot);
        if owner == Owner::Extension {
            name = format!("{name}{}_{slot}", self.world.unit);
        }
        let options = self.field_options(place, &ty, owner, label, presence);
        let options = if options.is_empty() { String::new() } else { format!(" [{}]", options.join(", ")) };
        let kind = if owner == Owner::Extension { "extension" } else { "field" };
        match ty {
            Type::Map(ty) => {
                // buf takes the entries of a map with another name for another message.
                let name = format!("{}_map", NAMES[slot % NAMES.len()]);
                self.line(place, kind, &format!("{ty} {name} = {number}{options};"));
            }
            Type::Group => {
                let title = NAMES[slot % NAMES.len()];
                let title = title[..1].to_uppercase() + &title[1..];
                let label = if owner == Owner::Oneof { "" } else { label };
                let unit = if owner == Owner::Extension { self.world.unit } else { 0 };
                let anchor = 5000 + hash(&(place, unit, self.world.unit)) % 8000;
                let head = format!("{label}group {title}{unit} = {number}{options}");
                self.line(place, kind, &format!("{head} {{ optional int32 anchor = {anchor}; }}"));
            }
            Type::Scalar(ty) => self.line(place, kind, &format!("{label}{ty} {name} = {number}{options};")),
            Type::Message(ty) | Type::Enum { name: ty, .. } => {
                self.line(place, kind, &format!("{label}{ty} {name} = {number}{options};"));
            }
        }
    }

    fn label(&self, place: &str, owner: Owner) -> &'static str {
        let syntax = self.file.syntax;
        let all: &[&'static str] = match owner {
            Owner::Oneof => &[""],
            _ if syntax.is_edition() => &["", "", "repeated "],
            _ if syntax == Syntax::Proto3 => &["", "", "optional ", "repeated "],
            Owner::Message => &["optional ", "optional ", "optional ", "required ", "repeated ", "repeated "],
            Owner::Extension => &["optional ", "repeated "],
        };
        self.choices.pick(place, "label", all)
    }

    /// The presence that an option of the field says, in editions.
    fn presence(&self, place: &str, owner: Owner, label: &str) -> &'static str {
        if !self.file.syntax.is_edition() || owner != Owner::Message || label == "repeated " {
            return "";
        }
        self.choices.pick(place, "presence", &["", "", "", "EXPLICIT", "IMPLICIT", "LEGACY_REQUIRED"])
    }

    /// Whether a value that is zero is not there.
    fn is_implicit(&self, presence: &str, owner: Owner, label: &str) -> bool {
        let of_file =
            self.choices.pick(&format!("f{}", self.slot), "features.field_presence", &FILE_PRESENCE);
        match self.file.syntax {
            _ if owner != Owner::Message => false,
            Syntax::Proto3 => label.is_empty(),
            Syntax::None | Syntax::Proto2 => false,
            _ => presence == "IMPLICIT" || presence.is_empty() && of_file == "IMPLICIT",
        }
    }

    fn ty(&mut self, place: &str, owner: Owner, label: &str, presence: &str) -> Type {
        let must_be_open = self.file.syntax == Syntax::Proto3 || self.is_implicit(presence, owner, label);
        match self.choices.below(place, "type", 14) {
            0 | 1 if presence != "IMPLICIT" => self.message_type(place),
            2 | 3 => self.enum_type(place, must_be_open),
            4 if owner == Owner::Message && label != "required " && presence.is_empty() => {
                let key = self.choices.pick(place, "key", &SCALARS[..12]);
                let value = match self.choices.below(place, "value", 5) {
                    0 => self.message_type(place),
                    // Where the file says `IMPLICIT`, buf fails over closed ones.
                    1 => self.enum_type(place, must_be_open),
                    _ => Type::Scalar(self.choices.pick(place, "value type", SCALARS)),
                };
                let value = match &value {
                    Type::Scalar(name) => name,
                    Type::Message(name) | Type::Enum { name, .. } => name.as_str(),
                    Type::Map(_) | Type::Group => unreachable!("no value of a map"),
                };
                Type::Map(format!("map<{key}, {value}>"))
            }
            // Where an extension with a group is moved, buf takes the same group for another one.
            5 if self.file.syntax.is_proto2() && (owner != Owner::Extension || !self.may_delimit()) => {
                Type::Group
            }
            _ => Type::Scalar(self.choices.pick(place, "scalar", SCALARS)),
        }
    }

    fn message_type(&mut self, place: &str) -> Type {
        let start = self.choices.below(place, "message", 9);
        match self.message_from(start).filter(|_| start > 0) {
            Some(message) => Type::Message(self.reference(place, message)),
            None => {
                self.imports.insert(base::NAMES[0].to_owned());
                Type::Message("base.All".to_owned())
            }
        }
    }

    fn enum_type(&mut self, place: &str, must_be_open: bool) -> Type {
        let start = self.choices.below(place, "enum", 6);
        match self.enum_from(start, must_be_open).filter(|_| start > 0) {
            Some(named) => Type::Enum { name: self.reference(place, named), value: None },
            None => {
                let at = if must_be_open { 1 } else { self.choices.below(place, "base", 3) };
                self.imports.insert(base::NAMES[at].to_owned());
                Type::Enum { name: format!("{}.E", PACKAGES[at]), value: Some("E_ONE") }
            }
        }
    }

    fn field_options(
        &mut self,
        place: &str,
        ty: &Type,
        owner: Owner,
        label: &str,
        presence: &str,
    ) -> Vec<String> {
        let mut out = Vec::new();
        let choices = self.choices;
        let mut set = |matter: &str, values: &[&str], is_possible: bool| {
            let mut random = choices.at(place, matter);
            if is_possible && random.one_in(5) {
                out.push(format!("{matter} = {}", random.pick(values)));
            }
        };
        let syntax = self.file.syntax;
        let (is_edition, is_repeated) = (syntax.is_edition(), label == "repeated ");
        let scalar = if let Type::Scalar(name) = ty { name } else { "" };
        let is_text = matches!(scalar, "string" | "bytes");
        let is_packable = is_repeated && (matches!(ty, Type::Enum { .. }) || !scalar.is_empty() && !is_text);
        let word = choices.pick(place, "word", &["peach", "papaya"]);
        let json_name = format!("\"{word}{}\"", hash(&place) % 1000);
        set("json_name", &[&json_name], owner != Owner::Extension && !matches!(ty, Type::Group));
        set("jstype", &["JS_STRING", "JS_NUMBER", "JS_NORMAL"], scalar.contains("64"));
        let is_old = syntax != Syntax::Edition2024 && owner != Owner::Extension;
        set("ctype", &["CORD", "STRING_PIECE", "STRING"], is_text && is_old);
        set("packed", &["true", "false"], is_packable && !is_edition);
        set("deprecated", &["true", "false"], true);
        set("features.repeated_field_encoding", &["PACKED", "EXPANDED"], is_packable && is_edition);
        set("features.utf8_validation", &["VERIFY", "NONE"], scalar == "string" && is_edition);
        let is_message = matches!(ty, Type::Message(_)) && self.may_delimit();
        set("features.message_encoding", &["DELIMITED", "LENGTH_PREFIXED"], is_message && is_edition);
        let is_new = is_text && syntax == Syntax::Edition2024;
        set("features.(pb.cpp).string_type", &["VIEW", "CORD", "STRING"], is_new);
        let is_java = scalar == "string" && syntax == Syntax::Edition2023;
        set("features.(pb.java).utf8_validation", &["DEFAULT", "VERIFY"], is_java);
        if !presence.is_empty() {
            out.push(format!("features.field_presence = {presence}"));
        }
        for (extension, file) in [("pb.cpp", "cpp"), ("pb.java", "java")] {
            if out.iter().any(|option| option.contains(extension)) {
                self.imports.insert(format!("google/protobuf/{file}_features.proto"));
            }
        }
        let may_have_default =
            syntax != Syntax::Proto3 && !is_repeated && !self.is_implicit(presence, owner, label);
        if may_have_default && choices.one_in(place, "default", 3) {
            out.extend(self.default(place, ty).map(|value| format!("default = {value}")));
        }
        out.extend(self.custom_option(place, "field"));
        out
    }

    /// A value that the type can have.
    fn default(&self, place: &str, ty: &Type) -> Option<String> {
        match ty {
            Type::Scalar(ty) => {
                Some(scalar(&mut careful(self.choices.below(place, "which default", 40)), ty, false))
            }
            Type::Enum { value, .. } => value.map(str::to_owned),
            Type::Message(_) | Type::Map(_) | Type::Group => None,
        }
    }
}

/// Choices among values that are right.
pub(crate) fn careful(seed: usize) -> values::Choices {
    let all = (seed as u64..).map(values::Choices::new);
    all.into_iter().find(|choices| choices.is_careful).expect("most are")
}

const FILE_PRESENCE: [&str; 5] = ["", "", "", "EXPLICIT", "IMPLICIT"];
