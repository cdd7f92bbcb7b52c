//! Conflicts of a new name in its scope: the same name, or a name that is the same in JSON or in generated code.

use super::place::Level;
use super::refusal::Refusal;
use super::{Renaming, file_of, full_name};
use crate::schema::checks::{value_in_code, wanted_style};
use crate::schema::features::NamingStyle;
use crate::schema::file::*;
use crate::schema::names::json_name;
use crate::schema::owner::Owner;
use crate::schema::resolve::Meaning;
use crate::schema::symbols::Symbol;
use crate::schema::view::FieldView;
use crate::schema::{Global, Schema};
use crate::syntax::literals;
use rustc_hash::FxHashMap;

impl Renaming<'_> {
    /// Its scope has room for the new name, however it is spelled.
    pub(super) fn has_room(&self) -> Result<(), Refusal> {
        self.is_free()?;
        self.is_not_reserved()?;
        self.is_in_style()?;
        self.has_own_json_name()?;
        self.has_own_name_in_code()
    }

    /// Nothing else in its scope has the name, whoever sees it.
    fn is_free(&self) -> Result<(), Refusal> {
        let linked = self.linked();
        let own: Vec<Meaning> = self.names.declared.iter().map(|&(_, meaning)| meaning).collect();
        for (name, _) in &self.names.declared {
            let others = linked.declared_at(self.names.level, name);
            let counts = |other: &&Meaning| {
                let is_left_out =
                    file_of(**other).is_some_and(|file| self.workspace.references.leaves_out(file));
                !own.contains(other) && !is_left_out
            };
            if let Some(&other) = others.iter().find(counts) {
                let file = file_of(other).or_else(|| self.file_of_package(other));
                let file = file.map_or(String::new(), |file| self.file_name(file));
                return Err(Refusal::Taken { name: full_name(linked, other), file });
            }
        }
        Ok(())
    }

    fn file_of_package(&self, meaning: Meaning) -> Option<FileId> {
        self.workspace.references.to(meaning).first().map(|entry| entry.file)
    }

    fn is_not_reserved(&self) -> Result<(), Refusal> {
        let Meaning::Symbol(symbol) = self.what else { return Ok(()) };
        let file = self.linked().file(symbol.file);
        let reserved = match symbol.id {
            Symbol::Value(id) => file[file[id].parent].reserved_names,
            _ => match self.names.level {
                Level::Message(message) => file[message.id].reserved_names,
                _ => return Ok(()),
            },
        };
        let is_reserved = |name: &str| file.reserves_name(reserved, name);
        let fields = self.names.declared.iter().filter(|(_, meaning)| is_field_or_value(*meaning));
        match fields.into_iter().find(|(name, _)| is_reserved(name)) {
            Some((name, _)) => Err(Refusal::Reserved { name: name.clone() }),
            None => Ok(()),
        }
    }

    fn has_own_json_name(&self) -> Result<(), Refusal> {
        for (name, meaning) in &self.names.declared {
            let Some(field) = field_of(self.schema(), *meaning) else { continue };
            let Some(message) = field.message() else { continue };
            let json = json_name(name);
            for other in message.fields().filter(|other| other.id != field.id) {
                if json_name(other.name()) == json
                    || custom_json_name(other).is_some_and(|other| other == json)
                {
                    return Err(Refusal::SameJsonName { name: json, other: other.name().to_owned() });
                }
            }
        }
        Ok(())
    }

    /// Code generators leave the enum's name out of its values; they are to differ even so.
    fn has_own_name_in_code(&self) -> Result<(), Refusal> {
        let Meaning::Symbol(symbol) = self.what else { return Ok(()) };
        let file = self.linked().file(symbol.file);
        let (of, renamed) = match symbol.id {
            Symbol::Enum(of) => (of, None),
            Symbol::Value(value) => (file[value].parent, Some(value)),
            _ => return Ok(()),
        };
        let of_enum = if renamed.is_none() { self.to } else { file.name(file[of].name) };
        let name =
            |value: ValueId| if Some(value) == renamed { self.to } else { file.name(file[value].name) };
        // Most values only get the name of their enum in front.
        let in_code = |name: &str| value_in_code(of_enum, name);
        if renamed.is_some() && in_code(&self.names.old) == in_code(self.to) {
            return Ok(());
        }
        let mut seen: FxHashMap<String, ValueId> = FxHashMap::default();
        for value in file[of].values.iter() {
            let other = seen.insert(in_code(name(value)), value);
            if let Some(other) = other.filter(|&other| file[other].number != file[value].number) {
                let [name, other] = [value, other].map(|value| name(value).to_owned());
                return Err(Refusal::Alike { name, other });
            }
        }
        Ok(())
    }

    /// Later editions enforce how names are written.
    fn is_in_style(&self) -> Result<(), Refusal> {
        let Meaning::Symbol(Global { file, id }) = self.what else { return Ok(()) };
        if self.linked().file(file).edition < Edition::E2024 {
            return Ok(());
        }
        let owner = match id {
            Symbol::Message(id) => Owner::Message(id),
            Symbol::Enum(id) => Owner::Enum(id),
            Symbol::Value(id) => Owner::Value(id),
            Symbol::Field(id) => Owner::Field(id),
            Symbol::Oneof(id) => Owner::Oneof(id),
            Symbol::Service(id) => Owner::Service(id),
            Symbol::Method(id) => Owner::Method(id),
        };
        match wanted_style(id, self.to) {
            Some(style)
                if self.schema().typed().features_of(file, owner).enforce_naming_style
                    != NamingStyle::Legacy =>
            {
                Err(Refusal::NotInStyle { name: self.to.to_owned(), style })
            }
            _ => Ok(()),
        }
    }
}

fn is_field_or_value(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Symbol(Global { id: Symbol::Field(_) | Symbol::Value(_), .. }))
}

pub(super) fn field_of(schema: &Schema, meaning: Meaning) -> Option<FieldView<'_>> {
    let Meaning::Symbol(Global { file, id: Symbol::Field(id) }) = meaning else { return None };
    Some(schema.file(file).field(id))
}

fn custom_json_name(field: FieldView<'_>) -> Option<String> {
    String::from_utf8(literals::string_bytes(field.pseudo_option("json_name")?)).ok()
}
