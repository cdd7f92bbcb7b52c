//! Sites: where rules stand on a field, and what they are rules for.

use super::Pieces;
use super::kinds::{KINDS, Kind, Of, field, ignore};
use crate::wrappers::wrapped_in;
use protune_cel::Type as CelType;
use protune_compiler::schema::{Cardinality, Edition, FieldPresence, FieldView, MessageView, Type};

/// Part of a field that rules are for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// All of a field.
    Whole,
    /// Each element of a list.
    Items,
    Keys,
    Values,
}

/// `buf.validate.FieldRules` of a field, or of the elements, keys or values of one.
#[derive(Clone, Debug)]
pub(crate) struct Site<'s> {
    /// The field that is written.
    pub(crate) field: FieldView<'s>,
    /// The field whose type is judged: for keys and values, that of the entry.
    pub(crate) typed: FieldView<'s>,
    pub(crate) role: Role,
    pub(crate) rules: Pieces<'s>,
}

impl<'s> Site<'s> {
    pub(crate) fn of(field: FieldView<'s>, rules: Pieces<'s>) -> Site<'s> {
        Site { field, typed: field, role: Role::Whole, rules }
    }

    /// Sites below this one: those of items, keys and values.
    pub(crate) fn below(&self) -> Vec<Site<'s>> {
        let mut below = Vec::new();
        if let Some(rules) = self.rules.message(field::REPEATED).and_then(|list| list.message(4))
            && self.is_list()
        {
            below.push(Site { role: Role::Items, rules, ..self.clone() });
        }
        if let Some(rules) = self.rules.message(field::MAP)
            && self.role == Role::Whole
            && self.field.is_map()
            && let Some([key, value]) = entry(self.field)
        {
            let side = |number, role, typed| {
                let rules = rules.message(number)?;
                Some(Site { field: self.field, typed, role, rules })
            };
            below.extend(side(4, Role::Keys, key));
            below.extend(side(5, Role::Values, value));
        }
        below
    }

    /// Path below the option; that of items within items is the same.
    pub(crate) fn path(&self, rest: &[i32]) -> Vec<i32> {
        let base: &[i32] = match self.role {
            Role::Whole => &[],
            Role::Items => &[field::REPEATED, 4],
            Role::Keys => &[field::MAP, 4],
            Role::Values => &[field::MAP, 5],
        };
        [&[super::RULES], base, rest].concat()
    }

    /// Rules of one type that are set, with the type.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = (&'static Kind, Pieces<'s>)> {
        KINDS.iter().filter_map(|kind| Some((kind, self.rules.message(kind.number)?)))
    }

    pub(crate) fn is_list(&self) -> bool {
        matches!(self.role, Role::Whole | Role::Items) && self.field.cardinality() == Cardinality::Repeated
    }

    /// Returns whether it is for one value: not for a list or a map.
    pub(crate) fn is_single(&self) -> bool {
        self.role != Role::Whole
            || !matches!(self.field.cardinality(), Cardinality::Repeated | Cardinality::Map)
    }

    pub(crate) fn message(&self) -> Option<MessageView<'s>> {
        self.typed.message_type()
    }

    /// Returns whether rules of a type are for this one.
    pub(crate) fn fits(&self, kind: &Kind) -> bool {
        match (kind.of, self.typed.ty()) {
            (Of::Scalar(scalar), Type::Scalar(is)) => scalar == is,
            (Of::Scalar(scalar), Type::Message(_)) => {
                self.message().and_then(wrapped_in).is_some_and(|wrapped| wrapped == scalar)
            }
            (Of::Enum, Type::Enum(_)) => true,
            (Of::Message(name), Type::Message(_)) => {
                self.message().is_some_and(|message| message.full_name() == name)
            }
            _ => false,
        }
    }

    /// Type of `this`.
    pub(crate) fn this(&self) -> CelType {
        match self.role {
            Role::Items => CelType::of_element(self.typed),
            _ => CelType::of_field(self.typed),
        }
    }

    pub(crate) fn is_required(&self) -> bool {
        self.rules.flag(field::REQUIRED)
    }

    pub(crate) fn ignores(&self, when: u64) -> bool {
        self.rules.number(field::IGNORE) == Some(when)
    }

    /// Returns whether no value is judged.
    pub(crate) fn is_ignored(&self) -> bool {
        self.ignores(ignore::ALWAYS)
    }

    /// Returns whether unset is distinct from zero, as buf sees it.
    pub(crate) fn has_presence(&self) -> bool {
        match self.role {
            Role::Items => false,
            Role::Keys | Role::Values => {
                matches!(self.typed.ty(), Type::Message(_))
                    || self.typed.file.edition() != Edition::Proto3
                        && self.typed.features().field_presence != FieldPresence::Implicit
            }
            Role::Whole => has_presence(self.field),
        }
    }

    /// Name of the place in messages: `` field `x` `` or `` the items of field `x` ``.
    pub(crate) fn name(&self) -> String {
        let field = self.field.name();
        match self.role {
            Role::Whole => format!("field `{field}`"),
            Role::Items => format!("items of field `{field}`"),
            Role::Keys => format!("keys of field `{field}`"),
            Role::Values => format!("values of field `{field}`"),
        }
    }
}

/// Returns whether an unset field is distinct from one that is set to zero.
pub(crate) fn has_presence(field: FieldView<'_>) -> bool {
    match field.cardinality() {
        Cardinality::Explicit | Cardinality::Required => true,
        Cardinality::Implicit => matches!(field.ty(), Type::Message(_)),
        Cardinality::Repeated | Cardinality::Map => false,
    }
}

/// Key and value of a map.
pub(crate) fn entry(map: FieldView<'_>) -> Option<[FieldView<'_>; 2]> {
    let mut fields = map.message_type()?.fields();
    Some([fields.next()?, fields.next()?])
}
