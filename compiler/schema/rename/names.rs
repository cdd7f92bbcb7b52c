//! The names that a declaration gives, before and after a rename, and whether they are names at all.

use super::place::Level;
use super::refusal::Refusal;
use crate::schema::Global;
use crate::schema::file::*;
use crate::schema::link::Linked;
use crate::schema::lower::map_entry_name;
use crate::schema::resolve::Meaning;
use crate::schema::symbols::Symbol;
use crate::syntax::KEYWORDS;

pub(super) struct NewNames {
    pub(super) old: String,
    /// Names that the declaration will declare, all in one scope.
    pub(super) declared: Vec<(String, Meaning)>,
    pub(super) level: Level,
    pub(super) is_group: bool,
}

impl NewNames {
    pub(super) fn of(linked: &Linked, what: Meaning, to: &str) -> Result<NewNames, Refusal> {
        let mut declared = vec![(to.to_owned(), what)];
        let mut is_group = false;
        if let Meaning::Symbol(Global { file, id }) = what {
            let data = linked.file(file);
            if let Some(other) = named_after(data, id) {
                let other = Global { file, id: other };
                return Err(Refusal::NamedAfter { other: linked.full_name(other) });
            }
            match id {
                Symbol::Message(message) if data[message].kind == MessageKind::Group => {
                    is_group = true;
                    let field = field_of_type(data, TypeName::Group(message)).map(Symbol::Field);
                    let field = field.map(|id| Meaning::Symbol(Global { file, id }));
                    declared.extend(field.map(|field| (to.to_ascii_lowercase(), field)));
                }
                Symbol::Field(field) => {
                    if let TypeName::Map(entry) = data[field].ty {
                        let entry = Meaning::Symbol(Global { file, id: Symbol::Message(entry) });
                        declared.push((map_entry_name(to), entry));
                    }
                }
                _ => {}
            }
        }
        check(what, to, is_group)?;
        let old = match what {
            Meaning::Symbol(symbol) => linked.file(symbol.file).symbol_name(symbol.id).to_owned(),
            Meaning::Package(package) => {
                let name = linked.packages.name(package);
                name.rsplit('.').next().unwrap_or_default().to_owned()
            }
        };
        Ok(NewNames { old, declared, level: linked.level(what), is_group })
    }
}

/// Returns the declaration from which another takes its name, if any.
fn named_after(file: &File, symbol: Symbol) -> Option<Symbol> {
    match symbol {
        Symbol::Message(id) if file[id].kind == MessageKind::MapEntry => {
            field_of_type(file, TypeName::Map(id)).map(Symbol::Field)
        }
        Symbol::Field(id) => match (file[id].ty, file[id].parent) {
            (TypeName::Group(message), _) => Some(Symbol::Message(message)),
            (_, FieldParent::Message(message)) if file[message].kind == MessageKind::MapEntry => {
                field_of_type(file, TypeName::Map(message)).map(Symbol::Field)
            }
            _ => None,
        },
        _ => None,
    }
}

fn field_of_type(file: &File, ty: TypeName) -> Option<FieldId> {
    (0..file.fields.len() as u32).map(FieldId).find(|&id| file[id].ty == ty)
}

fn check(what: Meaning, to: &str, is_group: bool) -> Result<(), Refusal> {
    let illegal = |why| Err(Refusal::Illegal { to: to.to_owned(), why });
    let is_name = to.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && to.bytes().next().is_some_and(|byte| !byte.is_ascii_digit());
    if !is_name {
        return illegal("is not a valid name: use letters, digits and `_`, and do not start with a digit");
    }
    if is_group && !to.as_bytes()[0].is_ascii_uppercase() {
        return illegal("is not a valid group name: it must start with a capital letter");
    }
    // Where a statement may begin, or a type, the word would be read differently.
    let may_begin = match what {
        Meaning::Package(_) => true,
        Meaning::Symbol(symbol) => symbol.id.is_type() || matches!(symbol.id, Symbol::Value(_)),
    };
    if may_begin && has_meaning(to) {
        return illegal("is a keyword");
    }
    Ok(())
}

fn has_meaning(word: &str) -> bool {
    let is_scalar = |edition| Scalar::from_name(word, edition).is_some();
    KEYWORDS.contains(&word)
        || matches!(word, "inf" | "nan")
        || is_scalar(Edition::Proto2)
        || is_scalar(Edition::Unstable)
}
