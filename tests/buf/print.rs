//! The files of a unit as text: declarations with all that may be chosen about them.

use super::base;
use super::choices::{Choices, hash};
use super::comments::Comments;
use super::fields::{Owner, careful, field_name};
use super::values::literal;
use super::world::{ENUM_TYPES, File, METHODS, Named, Syntax, World, name};
use std::collections::{BTreeMap, BTreeSet};

/// Values of each option of files that some rule reads; they are chosen one in a few times.
const FILE_OPTIONS: [(&str, &[&str]); 18] = [
    ("cc_enable_arenas", &["true", "false"]),
    ("cc_generic_services", &["true", "false"]),
    ("csharp_namespace", &["\"Oats\"", "\"Rye.V1\""]),
    ("go_package", &["\"oats/v1\"", "\"oats/v1;oats\"", "\"\""]),
    ("java_generic_services", &["true", "false"]),
    ("java_multiple_files", &["true", "false"]),
    ("java_outer_classname", &["\"Oats\"", "\"Rye\""]),
    ("java_package", &["\"com.oats\"", "'com.' \"rye\""]),
    ("java_string_check_utf8", &["true", "false"]),
    ("objc_class_prefix", &["\"OAT\"", "\"RYE\""]),
    ("optimize_for", &["SPEED", "CODE_SIZE"]),
    ("php_class_prefix", &["\"Oat\"", "\"Rye\""]),
    ("php_metadata_namespace", &["\"Oat\\\\V1\"", "\"Rye\""]),
    ("php_namespace", &["\"Oat\\\\V1\"", "\"Rye\""]),
    ("py_generic_services", &["true", "false"]),
    ("ruby_package", &["\"Oat::V1\"", "\"Rye\""]),
    ("swift_prefix", &["\"OAT\"", "\"\\122YE\""]),
    ("deprecated", &["true", "false"]),
];

/// Features that whole files may set; nothing, most often.
const FILE_FEATURES: [(&str, &[&str]); 5] = [
    ("field_presence", &["", "", "", "EXPLICIT", "IMPLICIT"]),
    ("repeated_field_encoding", &["", "", "PACKED", "EXPANDED"]),
    ("utf8_validation", &["", "", "", "VERIFY", "NONE"]),
    ("message_encoding", &["", "", "", "LENGTH_PREFIXED", "DELIMITED"]),
    ("json_format", &["", "", "", "ALLOW", "LEGACY_BEST_EFFORT"]),
];

const WELL_KNOWN: [&str; 2] = ["google/protobuf/any.proto", "google/protobuf/empty.proto"];

pub(crate) struct Printer<'w> {
    pub(crate) world: &'w World<'w>,
    pub(crate) choices: &'w Choices,
    pub(crate) slot: usize,
    pub(crate) file: &'w File,
    pub(crate) imports: BTreeSet<String>,
    comments: Comments,
    body: String,
    depth: usize,
}

/// The texts of the files of a unit, by path.
pub(crate) fn print(world: &World<'_>, comments: Comments) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut passed_on = BTreeMap::new();
    for (slot, file) in world.files.iter().enumerate() {
        let Some(file) = file else { continue };
        let mut printer = Printer {
            world,
            choices: world.choices,
            slot,
            file,
            imports: BTreeSet::new(),
            comments,
            body: String::new(),
            depth: 0,
        };
        printer.declarations();
        out.push((file.path.clone(), printer.with_head(&mut passed_on)));
    }
    out
}

impl<'w> Printer<'w> {
    // Statements.

    /// A statement on a line of its own, if not on more of them.
    pub(crate) fn line(&mut self, place: &str, kind: &str, statement: &str) {
        let mut random = self.choices.at(place, "layout");
        self.comments.before(self.choices, place, kind, self.depth, &mut self.body);
        let gap = match random.below(14) {
            0 => "\n    ",
            1 => "\t",
            2 => " /* é */ ",
            3 => "  /* 中 */",
            _ => " ",
        };
        let indent = match random.below(20) {
            0 => "\t".repeat(self.depth),
            1 => "/* 中é */ ".to_owned(),
            2 => String::new(),
            _ => "  ".repeat(self.depth),
        };
        self.body += &indent;
        self.body += &statement.replace(' ', gap);
        self.comments.behind(self.choices, place, kind, &mut self.body);
        self.body.push('\n');
    }

    /// A declaration with what is between its braces.
    fn block(&mut self, place: &str, kind: &str, head: &str, inside: impl FnOnce(&mut Self)) {
        self.line(place, kind, &format!("{head} {{"));
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.body += &"  ".repeat(self.depth);
        self.body += "}\n";
    }

    fn option(&mut self, place: &str, name: &str, values: &[&str]) {
        let value = self.choices.pick(place, name, values);
        if !value.is_empty() {
            self.line(&format!("{place}.{name}"), "option", &format!("option {name} = {value};"));
        }
    }

    /// A custom option of the shared files.
    fn custom(&mut self, place: &str, of: &str) {
        if let Some(option) = self.custom_option(place, of) {
            self.line(&format!("{place}.custom"), "option", &format!("option {option};"));
        }
    }

    pub(crate) fn custom_option(&mut self, place: &str, of: &str) -> Option<String> {
        let mut random = self.choices.at(place, "custom");
        if !random.one_in(12) {
            return None;
        }
        let at = random.below(base::NAMES.len());
        self.imports.insert(base::NAMES[at].to_owned());
        Some(match random.below(2) {
            0 => format!("({}.{of}_int32) = {}", PACKAGES[at], random.below(3)),
            _ => {
                // buf does not know groups in literals.
                let mut all =
                    (random.below(40)..).map(|seed| literal(&mut careful(seed), PACKAGES[at], 1, &mut 0));
                let value = all.find(|value| !value.contains("G {")).expect("most have none");
                format!("({}.{of}_all) = {value}", PACKAGES[at])
            }
        })
    }

    // The file.

    /// The whole text, once its declarations are written.
    fn with_head(&mut self, passed_on: &mut BTreeMap<String, BTreeSet<String>>) -> String {
        let body = std::mem::take(&mut self.body);
        let place = format!("f{}", self.slot);
        match self.file.syntax {
            Syntax::None => {}
            Syntax::Proto2 => self.line(&format!("{place}.s"), "syntax", "syntax = \"proto2\";"),
            Syntax::Proto3 => self.line(&format!("{place}.s"), "syntax", "syntax = \"proto3\";"),
            Syntax::Edition2023 => self.line(&format!("{place}.s"), "syntax", "edition = \"2023\";"),
            Syntax::Edition2024 => self.line(&format!("{place}.s"), "syntax", "edition = \"2024\";"),
        }
        if !self.file.package.is_empty() {
            self.line(&format!("{place}.p"), "package", &format!("package {};", self.file.package));
        }
        self.import(&place, passed_on);
        for (option, values) in FILE_OPTIONS {
            let is_text = values[0].starts_with(['"', '\'']);
            let is_legacy = option == "java_string_check_utf8";
            let is_there = self.choices.one_in(&place, option, if is_text { 5 } else { 8 });
            let is_old = self.file.syntax == Syntax::Edition2024 && option == "java_multiple_files";
            if is_there && !(is_legacy && self.file.syntax.is_edition()) && !is_old {
                self.option(&place, option, values);
            }
        }
        if self.file.syntax.is_edition() {
            for (feature, values) in FILE_FEATURES {
                if feature == "message_encoding" && !self.may_delimit() {
                    continue;
                }
                self.option(&place, &format!("features.{feature}"), values);
            }
            let enum_type = self.choices.pick(&place, "enum_type", ENUM_TYPES);
            self.option(&place, "features.enum_type", &[enum_type]);
        }
        if self.file.syntax == Syntax::Edition2024 {
            self.option(&place, "features.enforce_naming_style", &["STYLE_LEGACY"]);
            self.option(&place, "features.default_symbol_visibility", &["EXPORT_ALL"]);
        }
        std::mem::take(&mut self.body) + &body
    }

    /// Imports what is needed, unless another import passes it on, and now and then what is not.
    fn import(&mut self, place: &str, passed_on: &mut BTreeMap<String, BTreeSet<String>>) {
        let earlier = self.world.files[..self.slot].iter().flatten().map(|file| file.path.as_str());
        let others = earlier.chain(WELL_KNOWN).chain(base::NAMES);
        for other in others {
            if self.choices.one_in(&format!("{place}.{other}"), "more", 10) {
                self.imports.insert(other.to_owned());
            }
        }
        let mut passes_on = BTreeSet::new();
        for name in self.imports.clone() {
            let at = format!("{place}.{name}");
            let others = self.imports.iter().filter(|other| **other != name);
            let is_there = others.filter_map(|other| passed_on.get(other)).any(|more| more.contains(&name));
            if is_there && self.choices.one_in(&at, "left out", 2) {
                self.imports.remove(&name);
                continue;
            }
            let modifier = match self.choices.below(&at, "modifier", 16) {
                0 | 1 => "public ",
                2 if !self.file.syntax.is_edition() => "weak ",
                _ => "",
            };
            if modifier == "public " {
                passes_on.extend(passed_on.get(&name).into_iter().flatten().cloned());
                passes_on.insert(name.clone());
            }
            self.line(&at, "import", &format!("import {modifier}\"{}\";", name.replace(' ', "\\040")));
        }
        passed_on.insert(self.file.path.clone(), passes_on);
    }

    fn declarations(&mut self) {
        self.custom(&format!("f{}", self.slot), "file");
        self.nested(None);
        for slot in 0..2 {
            let place = format!("s{slot}");
            let is_here = self.choices.below(&place, "file", self.world.files.len()) == self.slot;
            if is_here && !self.choices.one_in(&place, "gone", 4) {
                self.service(&place, slot);
            }
        }
    }

    /// The messages, enums and extensions that are right in a message, or in the file.
    fn nested(&mut self, parent: Option<usize>) {
        let world = self.world;
        let is_here = |named: &&Named| named.file == self.slot && named.parent == parent;
        let here = |all: &'_ [Option<Named>]| -> Vec<usize> {
            (0..all.len()).filter(|&slot| all[slot].as_ref().filter(is_here).is_some()).collect()
        };
        let (messages, enums) = (here(&world.messages), here(&world.enums));
        for slot in messages {
            self.message(slot);
        }
        for slot in enums {
            self.enumeration(slot);
        }
        for slot in 0..3 {
            let place = format!("x{slot}");
            let home = self.choices.below(&place, "parent", 2 * world.messages.len().max(1));
            let home = world.messages.get(home).and_then(Option::as_ref).map(|_| home);
            let file = match home {
                Some(home) => world.messages[home].as_ref().map(|home| home.file),
                None => Some(self.choices.below(&place, "file", world.files.len())),
            };
            if home == parent && file == Some(self.slot) && !self.choices.one_in(&place, "gone", 3) {
                self.extension(&place, slot);
            }
        }
    }

    fn message(&mut self, slot: usize) {
        let world = self.world;
        let Some(message) = &world.messages[slot] else { return };
        let place = format!("m{slot}");
        self.block(&place, "message", &format!("message {}", message.name), |this| {
            this.option(&place, "deprecated", &["", "", "", "", "true"]);
            this.option(&place, "no_standard_descriptor_accessor", &["", "", "", "", "true", "false"]);
            if this.file.syntax.is_edition() {
                this.option(&place, "features.json_format", FILE_FEATURES[4].1);
            }
            this.custom(&place, "message");
            this.fields(&place);
            // No two messages have the same fields: where a type becomes another one that is alike, only buf minds.
            let anchor = 5000 + hash(&message.full_name) % 8000;
            let optional = if this.file.syntax.is_proto2() { "optional " } else { "" };
            this.line(&format!("{place}.anchor"), "field", &format!("{optional}int32 anchor = {anchor};"));
            if this.has_ranges(slot) {
                this.ranges(&place);
            }
            this.reserved(&place, 40_000);
            this.nested(Some(slot));
        });
    }

    /// Whether this message may be extended.
    fn has_ranges(&self, slot: usize) -> bool {
        let message = self.world.messages[slot].as_ref();
        let file = message.and_then(|message| self.world.files[message.file].as_ref());
        let can = file.is_some_and(|file| file.syntax != Syntax::Proto3);
        can && self.choices.one_in(&format!("m{slot}"), "ranges", 2)
    }

    fn ranges(&mut self, place: &str) {
        let ranges = [
            "20000 to 20099",
            "20000 to 20999",
            "20000 to 20099, 20500 to 20999",
            "20000 to 20049, 20050 to 20099",
            "20000 to 30000",
        ];
        let ranges = self.choices.pick(place, "which ranges", &ranges);
        self.line(&format!("{place}.ranges"), "ranges", &format!("extensions {ranges};"));
    }

    /// Writes reserved numbers from `first` on, which nothing else has, and reserved names.
    fn reserved(&mut self, place: &str, first: usize) {
        let [a, b, c] = [first, first + 5, first + 10];
        let ranges = match self.choices.below(place, "reserved", 10) {
            0 => format!("{a}"),
            1 => format!("{a} to {c}"),
            2 => format!("{a} to {b}, {} to {c}", b + 2),
            3 => format!("{b} to max"),
            4 => format!("{a}, {b} to {b}, {c} to max"),
            _ => String::new(),
        };
        if !ranges.is_empty() {
            self.line(&format!("{place}.reserved"), "reserved", &format!("reserved {ranges};"));
        }
        let names = self.choices.pick(place, "reserved names", &["", "", "", "zip", "zap", "zip, zap"]);
        self.reserved_names(place, names);
    }

    fn reserved_names(&mut self, place: &str, names: &str) {
        let quote = if self.file.syntax.is_edition() { "" } else { "\"" };
        let names: Vec<String> = names
            .split(", ")
            .filter(|name| !name.is_empty())
            .map(|name| format!("{quote}{name}{quote}"))
            .collect();
        if !names.is_empty() {
            let statement = format!("reserved {};", names.join(", "));
            self.line(&format!("{place}.reserved names"), "reserved", &statement);
        }
    }

    fn fields(&mut self, place: &str) {
        let mut reserved = Vec::new();
        let end = 2 + self.choices.always(place, "fields").below(6);
        let mut oneofs: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for slot in 0..end {
            let at = format!("{place}.{slot}");
            let numbers = [slot + 1, slot + 101];
            let number = numbers[usize::from(self.choices.one_in(&at, "other number", 8))];
            let is_there = !self.choices.one_in(&at, "gone", 6);
            for free in numbers.into_iter().filter(|&free| !is_there || free != number) {
                if self.choices.one_in(&format!("{at}.{free}"), "reserved", 4) {
                    reserved.push(free.to_string());
                }
            }
            self.reserved_field_name(&at, slot, is_there);
            if !is_there {
                continue;
            }
            match self.choices.below(&at, "oneof", 8) {
                oneof @ (0 | 1) => oneofs.entry(oneof).or_default().push(slot),
                _ => self.field(&at, slot, number, Owner::Message),
            }
        }
        for (oneof, slots) in oneofs {
            let at = format!("{place}.o{oneof}");
            let name =
                self.choices.pick(&at, "name", &["one_kind", "one_kind", "oneKind", "One", "one__kind"]);
            self.block(&at, "oneof", &format!("oneof {name}{oneof}"), |this| {
                this.custom(&at, "oneof");
                for slot in slots {
                    let at = format!("{place}.{slot}");
                    let number =
                        if this.choices.one_in(&at, "other number", 8) { slot + 101 } else { slot + 1 };
                    this.field(&at, slot, number, Owner::Oneof);
                }
            });
        }
        if !reserved.is_empty() {
            let statement = format!("reserved {};", reserved.join(", "));
            self.line(&format!("{place}.free"), "reserved", &statement);
        }
    }

    /// Reserves a name that the field has in no version, or in the other one.
    fn reserved_field_name(&mut self, place: &str, slot: usize, is_there: bool) {
        let names = [field_name(self.choices, place, slot), field_name(self.choices, "other", slot)];
        let free = usize::from(is_there);
        if self.choices.one_in(place, "name reserved", 4) && (!is_there || names[0] != names[1]) {
            self.reserved_names(&format!("{place}.name"), &names[free]);
        }
    }

    fn extension(&mut self, place: &str, slot: usize) {
        let world = self.world;
        let candidates = 0..world.messages.len();
        let start = self.choices.below(place, "extendee", world.messages.len());
        let extendee = candidates.map(|at| (start + at) % world.messages.len()).find(|&at| {
            let is_seen = world.messages[at].as_ref().is_some_and(|message| message.file <= self.slot);
            is_seen && self.has_ranges(at)
        });
        let is_option = self.choices.one_in(place, "option", 4) || self.file.syntax == Syntax::Proto3;
        let (extendee, number) = match extendee.and_then(|at| world.messages[at].as_ref()) {
            Some(message) if !is_option => (
                self.reference(place, message),
                20_000 + slot + self.choices.pick(place, "number", &[0, 0, 50]),
            ),
            _ => {
                self.imports.insert("google/protobuf/descriptor.proto".to_owned());
                (".google.protobuf.MethodOptions".to_owned(), 100_000 + self.world.unit * 10 + slot)
            }
        };
        self.block(&format!("{place}.extend"), "extend", &format!("extend {extendee}"), |this| {
            this.field(place, slot, number, Owner::Extension);
        });
    }

    fn enumeration(&mut self, slot: usize) {
        let world = self.world;
        let Some(named) = &world.enums[slot] else { return };
        let place = format!("e{slot}");
        let may_reserve = self.choices.always(&place, "may reserve").one_in(2);
        // buf takes an enum elsewhere with the same name and all values for the same one. What is reserved does not
        // count as a value there, so enums that reserve numbers are distinguished by their full names.
        let anchor = 5000 + hash(if may_reserve { &named.full_name } else { &named.name }) % 8000;
        let prefix = match self.choices.below(&place, "prefix", 6) {
            0 => format!("{}{}", ["RED", "BLUE", "GOLD", "PINK", "LIME"][slot], world.unit),
            _ => screaming(&named.name),
        };
        self.block(&place, "enum", &format!("enum {}", named.name), |this| {
            this.option(&place, "deprecated", &["", "", "", "", "true"]);
            if this.file.syntax.is_edition() {
                this.option(&place, "features.enum_type", &[this.choices.pick(&place, "type", ENUM_TYPES)]);
                this.option(&place, "features.json_format", FILE_FEATURES[4].1);
            }
            this.custom(&place, "enum");
            let has_alias = this.choices.one_in(&place, "alias", 6);
            if has_alias {
                this.option(&place, "allow_alias", &["true"]);
            }
            this.values(&place, &prefix, may_reserve);
            if has_alias {
                let number = this.choices.pick(&place, "alias number", &["0", "0x0"]);
                this.line(&format!("{place}.alias"), "value", &format!("{prefix}_ALIAS = {number};"));
            }
            this.line(&format!("{place}.anchor"), "value", &format!("{prefix}_ANCHOR = {anchor};"));
            if may_reserve {
                this.reserved(&place, 40_000);
            }
        });
    }

    fn values(&mut self, place: &str, prefix: &str, may_reserve: bool) {
        let zero = self.choices.pick(
            place,
            "zero",
            &["UNSPECIFIED", "UNSPECIFIED", "NONE", "unspecified", "UNSPECIFIED_"],
        );
        self.line(&format!("{place}.zero"), "value", &format!("{prefix}_{zero} = 0;"));
        for slot in 1..2 + self.choices.always(place, "values").below(4) {
            let at = format!("{place}.{slot}");
            let words = ["", "ONE", "TWO", "Three", "four_4", "FIVE"];
            let other = ["", "UN", "DEUX", "Trois", "quatre", "CINQ"];
            let is_other = self.choices.one_in(&at, "other name", 6);
            let (name, free) = if is_other { (other[slot], words[slot]) } else { (words[slot], other[slot]) };
            let is_there = !self.choices.one_in(&at, "gone", 5);
            if is_there {
                let number = slot + if self.choices.one_in(&at, "other number", 8) { 100 } else { 0 };
                let options =
                    self.custom_option(&at, "enumvalue").map_or_else(String::new, |it| format!(" [{it}]"));
                self.line(&at, "value", &format!("{prefix}_{name} = {number}{options};"));
            } else if may_reserve && self.choices.one_in(&at, "reserved", 2) {
                self.line(&format!("{at}.reserved"), "reserved", &format!("reserved {slot};"));
            }
            if self.choices.one_in(&at, "name reserved", 4) {
                self.reserved_names(&at, &format!("{prefix}_{}", if is_there { free } else { name }));
            }
        }
    }

    fn service(&mut self, place: &str, slot: usize) {
        let word = ["Shop", "Mill"][slot];
        let suffix =
            self.choices.pick(place, "suffix", &["Service", "Service", "Service", "API", "_service", ""]);
        let name = name(self.choices, place, word, self.world.unit) + suffix;
        self.block(place, "service", &format!("service {name}"), |this| {
            this.option(place, "deprecated", &["", "", "", "", "true"]);
            this.custom(place, "service");
            for (rpc, word) in METHODS.into_iter().enumerate() {
                let at = format!("{place}.{rpc}");
                if !this.choices.one_in(&at, "gone", 4) {
                    this.rpc(&at, rpc, word);
                }
            }
        });
    }

    fn rpc(&mut self, place: &str, slot: usize, word: &str) {
        let name = name(self.choices, place, word, self.world.unit);
        let mut types = [String::new(), String::new()];
        for (part, ty) in types.iter_mut().enumerate() {
            let at = format!("{place}.{part}");
            let stream = if self.choices.one_in(&at, "stream", 6) { "stream " } else { "" };
            let of_slot = 2 * slot + part;
            let is_own = self.choices.one_in(&at, "own", 2) && of_slot < self.world.messages.len();
            let start =
                if is_own { of_slot } else { self.choices.below(&at, "message", self.world.messages.len()) };
            *ty = match self.message_from(start) {
                Some(message) if !self.choices.one_in(&at, "empty", 8) => {
                    format!("{stream}{}", self.reference(&at, message))
                }
                _ => {
                    self.imports.insert(WELL_KNOWN[1].to_owned());
                    format!("{stream}google.protobuf.Empty")
                }
            };
        }
        let head = format!("rpc {name}({}) returns ({})", types[0], types[1]);
        if self.choices.one_in(place, "no options", 2) {
            self.line(place, "rpc", &format!("{head};"));
            return;
        }
        self.block(place, "rpc", &head, |this| {
            let levels = ["", "IDEMPOTENT", "NO_SIDE_EFFECTS", "IDEMPOTENCY_UNKNOWN"];
            this.option(place, "idempotency_level", &levels);
            this.custom(place, "method");
        });
    }

    // Types.

    /// Whether fields of messages may be delimited. Where one is, buf lets comments on the type hide what it finds
    /// in the field.
    pub(crate) fn may_delimit(&self) -> bool {
        self.comments == Comments::Few
    }

    /// The first message from this slot on that the file may import.
    pub(crate) fn message_from(&self, start: usize) -> Option<&'w Named> {
        let all = &self.world.messages;
        let order = (0..all.len()).map(|at| all[(start + at) % all.len()].as_ref());
        order.flatten().find(|message| message.file <= self.slot)
    }

    pub(crate) fn enum_from(&self, start: usize, must_be_open: bool) -> Option<&'w Named> {
        let all = &self.world.enums;
        let order = (0..all.len()).map(|at| all[(start + at) % all.len()].as_ref());
        order.flatten().find(|named| named.file <= self.slot && (named.is_open || !must_be_open))
    }

    /// A name of a type, in one of the ways in which it may be written here.
    pub(crate) fn reference(&mut self, place: &str, named: &Named) -> String {
        let Some(file) = &self.world.files[named.file] else { unreachable!("it has declarations") };
        if named.file != self.slot {
            self.imports.insert(file.path.clone());
        }
        let within = named.full_name.strip_prefix(&format!("{}.", self.file.package));
        match (self.choices.below(place, "written", 3), within) {
            (0, Some(within)) if !self.file.package.is_empty() => within.to_owned(),
            (1, _) => format!(".{}", named.full_name),
            _ => named.full_name.clone(),
        }
    }
}

/// The packages of the shared files, in their order.
pub(crate) const PACKAGES: [&str; 3] = ["base", "base3", "base23"];

/// `OatMeal17` as `OAT_MEAL17`.
fn screaming(name: &str) -> String {
    let mut out = String::new();
    let mut before = '_';
    for letter in name.chars() {
        if letter.is_uppercase() && before.is_lowercase() {
            out.push('_');
        }
        out.extend(letter.to_uppercase());
        before = letter;
    }
    out
}
