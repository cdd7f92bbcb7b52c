//! Properties of declarations that depend on edition, features and options: cardinality, encoding, JSON name, default
//! value; and the places that set them.

use super::features::{EnumType, Features, JsonFormat};
use super::file::*;
use super::names::json_name;
use super::owner::Owner;
use super::resolve::Type;
use super::view::*;
use crate::syntax::literals::{self, Number};
use crate::syntax::{Label, LiteralField, Node, NodeKind, OptionEntry};
use crate::text::Span;
use std::borrow::Cow;

/// Number of values that a field can have, and whether it has presence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cardinality {
    /// Optional, with unset distinct from zero.
    Explicit,
    /// Optional, and zero is as if it was never set.
    Implicit,
    /// Always there.
    Required,
    /// Any number of values.
    Repeated,
    /// Any number of entries.
    Map,
}

/// Value of an unset field.
#[derive(Clone, Debug)]
pub enum DefaultValue<'s> {
    /// Value of a `bool`.
    Bool(bool),
    /// Value of an integer.
    Int(i128),
    /// Value of a `float` or a `double`.
    Float(f64),
    /// Value of a string or of bytes.
    Bytes(Cow<'s, [u8]>),
    /// Value of an enum: the declared default, or the first value.
    Enum(ValueView<'s>),
}

/// One step of the way to a part of an options message: the number of the field, and the name that it
/// is written by.
pub type OptionStep = (i32, &'static str);

impl<'s> FieldView<'s> {
    /// Returns its cardinality.
    pub fn cardinality(self) -> Cardinality {
        if self.is_map() {
            return Cardinality::Map;
        }
        match self.label() {
            Some(Label::Repeated) => return Cardinality::Repeated,
            Some(Label::Required) => return Cardinality::Required,
            Some(Label::Optional) => return Cardinality::Explicit,
            None => {}
        }
        // The key and the value of a map are always there.
        if self.is_extension() || self.data().oneof.is_some() || self.is_of_map_entry() {
            return Cardinality::Explicit;
        }
        let typed = self.file.schema().typed();
        match () {
            () if typed.is_required(self.global()) => Cardinality::Required,
            () if typed.has_presence(self.global()) => Cardinality::Explicit,
            () => Cardinality::Implicit,
        }
    }

    /// A message that is written between start and end tags, not behind a length.
    pub fn is_delimited(self) -> bool {
        self.file.schema().typed().is_delimited(self.global())
    }

    /// Returns whether parsers refuse strings that are not UTF-8.
    pub fn verifies_utf8(self) -> bool {
        self.file.schema().typed().verifies_utf8(self.global())
    }

    /// The name that it has in JSON.
    pub fn json_name(self) -> Cow<'s, str> {
        match self.pseudo_option("json_name") {
            Some(value) => String::from_utf8_lossy(&literals::string_bytes(value)).into_owned().into(),
            None if self.name().contains('_') => json_name(self.name()).into(),
            None => self.name().into(),
        }
    }

    /// `None` for a message, and for what is repeated.
    pub fn default_value(self) -> Option<DefaultValue<'s>> {
        if matches!(self.cardinality(), Cardinality::Repeated | Cardinality::Map) {
            return None;
        }
        let written = self.pseudo_option("default");
        Some(match self.ty() {
            Type::Scalar(Scalar::String | Scalar::Bytes) => DefaultValue::Bytes(
                written.map_or(Cow::Borrowed(&[][..]), |node| literals::string_bytes(node).into()),
            ),
            Type::Scalar(Scalar::Bool) => {
                DefaultValue::Bool(written.is_some_and(|node| node.text() == "true"))
            }
            Type::Scalar(Scalar::Float) => {
                DefaultValue::Float(f64::from(written.map_or(0.0, literals::float) as f32))
            }
            Type::Scalar(Scalar::Double) => DefaultValue::Float(written.map_or(0.0, literals::float)),
            Type::Scalar(_) => DefaultValue::Int(written.map_or(0, integer)),
            Type::Enum(_) => {
                let of = self.enum_type()?;
                let named = |node: Node<'_>| of.value_named(node.text());
                DefaultValue::Enum(written.and_then(named).or_else(|| of.values().next())?)
            }
            Type::Message(_) | Type::Unknown => return None,
        })
    }

    /// Returns the value of a custom feature, `extension` of `FeatureSet` and a field of that, which is set
    /// here or around it.
    pub fn custom_feature(self, extension: i32, field: i32) -> Option<u64> {
        let (schema, file) = (self.file.schema(), self.file.data());
        if !file.edition.is_edition() {
            return None;
        }
        let mut owners = std::iter::successors(Some(Owner::Field(self.id)), |owner| owner.parent(file));
        owners.find_map(|owner| {
            let said = schema.interpreted().said_features(self.file.id, owner, extension);
            said.filter_map(|custom| custom.child(field, schema.typed())?.varint()).last()
        })
    }
}

fn integer(node: Node<'_>) -> i128 {
    match literals::signed(node) {
        Some((true, Number::Int(value))) => -i128::from(value),
        Some((false, Number::Int(value))) => i128::from(value),
        _ => 0,
    }
}

impl<'s> MessageView<'s> {
    /// Features that hold for it, its own and inherited ones.
    pub fn features(self) -> Features {
        self.file.schema().typed().features_of(self.file.id, Owner::Message(self.id))
    }

    /// Returns whether its JSON form is guaranteed to work.
    pub fn has_json(self) -> bool {
        self.features().json_format == JsonFormat::Allow
    }
}

impl<'s> EnumView<'s> {
    /// Features that hold for it, its own and inherited ones.
    pub fn features(self) -> Features {
        self.file.schema().typed().features_of(self.file.id, Owner::Enum(self.id))
    }

    /// Returns whether it takes numbers that it does not declare.
    pub fn is_open(self) -> bool {
        self.features().enum_type == EnumType::Open
    }

    /// Returns whether its JSON form is guaranteed to work.
    pub fn has_json(self) -> bool {
        self.features().json_format == JsonFormat::Allow
    }
}

impl<'s> FileView<'s> {
    /// Returns the span that sets a part of the options of the file; see [`View::option_span`].
    pub fn option_span(self, path: &[OptionStep]) -> Option<Span> {
        innermost(self.options(), path)
    }
}

impl<'s, I: DeclarationId> View<'s, I> {
    /// Returns the span that sets a part of its options: the innermost statement, or field of a literal, on
    /// the way there. `None` if nothing sets it.
    pub fn option_span(self, path: &[OptionStep]) -> Option<Span> {
        innermost(self.options(), path)
    }
}

fn innermost<'s>(options: impl Iterator<Item = OptionView<'s>>, path: &[OptionStep]) -> Option<Span> {
    let mut best: Option<(usize, Span)> = None;
    for option in options {
        let numbers = option.path().numbers();
        let is_on_the_way = !numbers.is_empty()
            && numbers.len() <= path.len()
            && numbers.iter().zip(path).all(|(number, step)| *number == step.0);
        if !is_on_the_way {
            continue;
        }
        let entry = OptionEntry::cast(option.node());
        let (name, value) = (entry.and_then(OptionEntry::name), entry.and_then(OptionEntry::value));
        let whole = match (numbers.len() < path.len(), name, value) {
            // What is around the part is the assignment, without `option` and `;`.
            (true, Some(name), Some(value)) => name.span().cover(value.span()),
            _ => option.span(),
        };
        let (inside, span) = descend(value, &path[numbers.len()..]).unwrap_or((0, whole));
        let depth = numbers.len() + inside;
        if best.is_none_or(|(known, _)| known < depth) {
            best = Some((depth, span));
        }
    }
    best.map(|(_, span)| span)
}

/// Returns the number of steps inside a literal, and the span of the field that they lead to.
fn descend(value: Option<Node<'_>>, path: &[OptionStep]) -> Option<(usize, Span)> {
    let (&(_, step), rest) = path.split_first()?;
    let literal = value.filter(|value| value.kind() == NodeKind::Literal)?;
    let mut fields = literal.children().filter_map(LiteralField::cast);
    let field = fields.find(|field| {
        let name = field.name().map_or("", |name| name.node().text());
        name.trim_matches(['[', ']', '(', ')', ' ']).trim_start_matches('.') == step
    })?;
    let (deeper, span) = descend(field.value(), rest).unwrap_or((0, field.node().span()));
    Some((1 + deeper, span))
}
