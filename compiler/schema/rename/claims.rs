//! Names that the renames of one run already use. Compares only new names with each other.

use super::Renaming;
use super::clashes::field_of;
use super::entries::Written;
use super::place::Level;
use super::refusal::Refusal;
use crate::schema::Global;
use crate::schema::checks::value_in_code;
use crate::schema::file::{EnumId, FileId, MessageKind};
use crate::schema::link::Linked;
use crate::schema::names::json_name;
use crate::schema::resolve::Meaning;
use crate::schema::symbols::Symbol;
use crate::text::Span;
use rustc_hash::{FxHashMap, FxHashSet};

#[derive(Default)]
pub(super) struct Claims {
    by_name: FxHashMap<String, Vec<Claim>>,
    /// JSON names in the message of their fields, and what is made of enum values in their enum.
    derived: FxHashSet<(Within, String)>,
    /// Enums that are renamed, which is true, or whose values are: both at once change what is made of
    /// the values in a way that neither was judged for.
    enums: FxHashMap<Global<EnumId>, bool>,
    /// Places where the name of one declaration refers to another.
    shared: FxHashSet<(FileId, Span)>,
}

#[derive(Clone, Copy)]
struct Claim {
    level: Level,
    /// References to it are looked up from scope to scope.
    is_looked_up: bool,
}

/// Scope in which derived names must differ.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Within {
    Json(Level),
    Enum(Global<EnumId>),
}

impl Claims {
    /// Takes the new names, unless they would meet others.
    pub(super) fn add(&mut self, renaming: &Renaming<'_>) -> Result<(), Refusal> {
        let claims = claims(renaming);
        let meets_name = |(name, claim): &&(&str, Claim)| {
            let linked = renaming.linked();
            let others = self.by_name.get(*name).into_iter().flatten();
            others.into_iter().any(|other| meet(linked, *other, *claim))
        };
        let derived = derived(renaming);
        let touched = touched_enum(renaming);
        let meets_enum = touched.is_some_and(|(of, is_whole)| {
            self.enums.get(&of).is_some_and(|&other_is_whole| other_is_whole != is_whole)
        });
        let is_met = meets_enum
            || claims.iter().find(meets_name).is_some()
            || derived.iter().any(|name| self.derived.contains(name))
            || shared(renaming).any(|place| self.shared.contains(&place));
        if is_met {
            return Err(Refusal::MeetsAnother { name: renaming.to.to_owned() });
        }
        for (name, claim) in claims {
            self.by_name.entry(name.to_owned()).or_default().push(claim);
        }
        self.derived.extend(derived);
        self.enums.extend(touched);
        self.shared.extend(shared(renaming));
        Ok(())
    }
}

fn claims<'r>(renaming: &'r Renaming<'_>) -> Vec<(&'r str, Claim)> {
    let declared = renaming.names.declared.iter();
    let claim = |(name, meaning): &'r (String, Meaning)| {
        let claim = Claim { level: renaming.names.level, is_looked_up: is_looked_up(renaming, *meaning) };
        (name.as_str(), claim)
    };
    declared.map(claim).collect()
}

/// Returns the names that JSON and generated code derive from the new names.
fn derived(renaming: &Renaming<'_>) -> Vec<(Within, String)> {
    if let Meaning::Symbol(Global { file, id: Symbol::Value(value) }) = renaming.what {
        let data = renaming.linked().file(file);
        let of = data[value].parent;
        let in_code = value_in_code(data.name(data[of].name), renaming.to);
        return vec![(Within::Enum(Global { file, id: of }), in_code)];
    }
    let fields = renaming.names.declared.iter().filter(|(_, meaning)| is_plain_field(renaming, *meaning));
    fields.map(|(name, _)| (Within::Json(renaming.names.level), json_name(name))).collect()
}

fn shared(renaming: &Renaming<'_>) -> impl Iterator<Item = (FileId, Span)> {
    let entries = renaming.entries().iter();
    entries.filter(|entry| entry.written == Written::AsGroup).map(|entry| (entry.file, entry.span))
}

/// The enum that is renamed, or one of whose values is; true for the enum itself.
fn touched_enum(renaming: &Renaming<'_>) -> Option<(Global<EnumId>, bool)> {
    let Meaning::Symbol(Global { file, id }) = renaming.what else { return None };
    match id {
        Symbol::Enum(id) => Some((Global { file, id }, true)),
        Symbol::Value(value) => {
            Some((Global { file, id: renaming.linked().file(file)[value].parent }, false))
        }
        _ => None,
    }
}

/// In one scope two cannot have one name. Where one scope is around the other, a reference to one may come to mean the
/// other: a name is looked up in the scopes around the place where it is written.
fn meet(linked: &Linked, a: Claim, b: Claim) -> bool {
    let is_around = |outer: Level, inner: Level| linked.levels_around(inner).any(|level| level == outer);
    a.level == b.level
        || (a.is_looked_up || b.is_looked_up) && (is_around(a.level, b.level) || is_around(b.level, a.level))
}

fn is_plain_field(renaming: &Renaming<'_>, meaning: Meaning) -> bool {
    field_of(renaming.schema(), meaning).is_some_and(|field| !field.is_extension())
}

fn is_looked_up(renaming: &Renaming<'_>, meaning: Meaning) -> bool {
    match meaning {
        Meaning::Package(_) => true,
        // Nothing refers to the entry of a map.
        Meaning::Symbol(Global { file, id: Symbol::Message(id) }) => {
            renaming.linked().file(file)[id].kind != MessageKind::MapEntry
        }
        Meaning::Symbol(symbol) => {
            matches!(symbol.id, Symbol::Enum(_))
                || matches!(symbol.id, Symbol::Field(_)) && !is_plain_field(renaming, meaning)
        }
    }
}
