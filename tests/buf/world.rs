//! Files, packages, messages and enums of a generated unit, and their places. A unit is a few files that
//! import nothing of other units. Its declarations have slots, in which they are more or less the same in two
//! versions of the unit: they may be deleted, have another name, or be elsewhere.

use super::choices::Choices;
use std::collections::BTreeSet;

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Syntax {
    None,
    Proto2,
    Proto3,
    Edition2023,
    Edition2024,
}

impl Syntax {
    pub(crate) fn is_proto2(self) -> bool {
        matches!(self, Syntax::None | Syntax::Proto2)
    }

    pub(crate) fn is_edition(self) -> bool {
        matches!(self, Syntax::Edition2023 | Syntax::Edition2024)
    }
}

pub(crate) struct World<'c> {
    pub(crate) choices: &'c Choices,
    pub(crate) unit: usize,
    /// In the order in which they may import each other; `None` for those that are gone.
    pub(crate) files: Vec<Option<File>>,
    pub(crate) messages: Vec<Option<Named>>,
    pub(crate) enums: Vec<Option<Named>>,
}

pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) package: String,
    pub(crate) syntax: Syntax,
}

/// A message or an enum.
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) full_name: String,
    pub(crate) file: usize,
    /// The message around it.
    pub(crate) parent: Option<usize>,
    /// Closed enums are no types of fields that have no presence.
    pub(crate) is_open: bool,
}

const MESSAGES: [&str; 9] = ["Oat", "Rye", "Pea", "Fig", "Yam", "Leek", "Kale", "Corn", "Beet"];
const ENUMS: [&str; 5] = ["Red", "Blue", "Gold", "Pink", "Lime"];
/// Names made from words, from the right one to odd ones; `#` is the number of the unit.
const NAMES: [&str; 14] = [
    "@#", "@#", "@#", "@#", "@#", "@#", "@Meal#", "@Meal#", "@_#", "%#", "%Meal#", "^#", "^Meal#", "^_MEAL_#",
];
/// Verbs of services and methods for which a message may be named.
pub(crate) const METHODS: [&str; 4] = ["Get", "List", "Put", "Move"];

impl<'c> World<'c> {
    /// A file more for each package, with a declaration of each kind: of a package that keeps none of a kind, buf says
    /// nothing.
    pub(crate) fn keepers(&self) -> impl Iterator<Item = (String, String)> {
        let packages: BTreeSet<&str> =
            self.files.iter().flatten().map(|file| file.package.as_str()).collect();
        packages.into_iter().map(|package| {
            let name = format!("Keep{}_{}", self.unit, package.replace('.', "_"));
            let statement = if package.is_empty() { String::new() } else { format!("package {package};\n") };
            let text = format!(
                "syntax = \"proto2\";\n{statement}message {name} {{ extensions 1; }}\n\
                 extend {name} {{ optional int32 x{name} = 1; }}\nenum E{name} {{ V{name} = 0; }}\n"
            );
            (format!("gen{}/keep/{name}.proto", self.unit), text)
        })
    }

    pub(crate) fn new(choices: &'c Choices, unit: usize) -> World<'c> {
        let mut world = World { choices, unit, files: Vec::new(), messages: Vec::new(), enums: Vec::new() };
        let count = |what: &str, least: usize, end: usize| least + choices.always("", what).below(end);
        world.files = (0..count("files", 1, 4)).map(|slot| world.file(slot)).collect();
        let messages = count("messages", 2, MESSAGES.len() - 1);
        for (slot, word) in MESSAGES.into_iter().enumerate().take(messages) {
            let message = world.named("m", slot, word);
            world.messages.push(message);
        }
        let enums = count("enums", 1, ENUMS.len());
        for (slot, word) in ENUMS.into_iter().enumerate().take(enums) {
            let named = world.named("e", slot, word);
            world.enums.push(named);
        }
        world
    }

    fn file(&self, slot: usize) -> Option<File> {
        let (place, choices) = (format!("f{slot}"), self.choices);
        if slot > 0 && choices.one_in(&place, "gone", 8) {
            return None;
        }
        let syntax = choices.pick(
            &place,
            "syntax",
            &[
                Syntax::Proto3,
                Syntax::Proto3,
                Syntax::Proto2,
                Syntax::Proto2,
                Syntax::Edition2023,
                Syntax::Edition2024,
                Syntax::None,
            ],
        );
        let packages = ["a.v1", "a.v1", "a.v1", "a.v1beta1", "b", "Big.v2", "c.v0", "", "-"];
        let package = match choices.pick(&place, "package", &packages) {
            "-" => String::new(),
            "" => format!("gen{}", self.unit),
            more => format!("gen{}.{more}", self.unit),
        };
        let folder = match choices.below(&place, "folder", 6) {
            0 => format!("gen{}/other", self.unit),
            1 => format!("gen{}", self.unit),
            _ if package.is_empty() => format!("gen{}/none", self.unit),
            _ => package.replace('.', "/"),
        };
        let names =
            ["oats", "oats", "oats", "oats", "more-oats", "more.oats", "MoreOats", "oats_", "more oats"];
        let name = choices.pick(&place, "name", &names);
        Some(File { path: format!("{folder}/{name}{slot}.proto"), package, syntax })
    }

    /// A message or an enum, in a file or in a message of an earlier slot.
    fn named(&self, kind: &str, slot: usize, word: &str) -> Option<Named> {
        let (place, choices) = (format!("{kind}{slot}"), self.choices);
        if choices.one_in(&place, "gone", 8) {
            return None;
        }
        let mut name = name(choices, &place, word, self.unit);
        if kind == "m" && slot < METHODS.len() && choices.one_in(&place, "standard", 2) {
            let method = format!("{}{}", METHODS[slot / 2], self.unit);
            let service = if choices.one_in(&place, "long", 3) {
                format!("Shop{}Service", self.unit)
            } else {
                String::new()
            };
            name = format!("{service}{method}{}", ["Request", "Response"][slot % 2]);
        }
        let parents = self.messages.len().min(if kind == "m" { slot } else { usize::MAX });
        let mut parent = None;
        if parents > 0 && choices.one_in(&place, "nested", 3) {
            parent = Some(choices.below(&place, "parent", parents));
            if self.messages[parent?].is_none() {
                // It goes with its parent, or stays without it.
                if choices.one_in(&place, "orphan", 2) {
                    return None;
                }
                parent = None;
            }
        }
        let around = parent.and_then(|slot| self.messages[slot].as_ref());
        let file =
            around.map_or_else(|| choices.below(&place, "file", self.files.len()), |around| around.file);
        let File { package, syntax, .. } = self.files[file].as_ref()?;
        let scope = around.map_or(package, |around| &around.full_name);
        let full_name = if scope.is_empty() { name.clone() } else { format!("{scope}.{name}") };
        let is_open = match syntax {
            Syntax::Proto3 => true,
            Syntax::None | Syntax::Proto2 => false,
            Syntax::Edition2023 | Syntax::Edition2024 => match choices.pick(&place, "type", ENUM_TYPES) {
                "" => choices.pick(&format!("f{file}"), "enum_type", ENUM_TYPES) != "CLOSED",
                own => own == "OPEN",
            },
        };
        Some(Named { name, full_name, file, parent, is_open })
    }
}

/// Features of enums, and of files for their enums.
pub(crate) const ENUM_TYPES: &[&str] = &["", "", "", "OPEN", "CLOSED"];

/// A name in one of many manners, most often in the right one.
pub(crate) fn name(choices: &Choices, place: &str, word: &str, unit: usize) -> String {
    let (lower, upper) = (word.to_lowercase(), word.to_uppercase());
    let pattern = choices.pick(place, "name", &NAMES);
    pattern.replace('@', word).replace('%', &lower).replace('^', &upper).replace('#', &unit.to_string())
}
