//! Values of options as they are written, checked against the types of their fields.

use super::Value;
use super::encode::Encoder;
use super::interpreter::{Interpreted, Interpreter, Meaningless, path_text};
use crate::encoding::varint;
use crate::schema::Global;
use crate::schema::file::*;
use crate::schema::problems::OptionProblem;
use crate::schema::resolve::{Inside, Type, Wanted};
use crate::schema::symbols::Symbol;
use crate::syntax::literals::{self, Number};
use crate::syntax::{LiteralField, Node, NodeKind, TokenKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt;

/// Cached lookups for the options of a file.
#[derive(Default)]
pub(super) struct Caches<'s> {
    numbers: FxHashMap<Global<EnumId>, FxHashSet<i32>>,
    reserved: FxHashMap<Global<MessageId>, FxHashSet<&'s str>>,
}

/// Fields that one literal has set.
#[derive(Default)]
struct SetHere {
    fields: FxHashSet<Global<FieldId>>,
    oneofs: FxHashMap<Global<OneofId>, Global<FieldId>>,
}

impl<'s> Interpreter<'s, '_> {
    /// Reads the value of an option for the last part.
    pub(super) fn value(&mut self, field: Global<FieldId>, node: Node<'s>) -> Interpreted<()> {
        if let (Type::Enum(of), Some(_)) = (self.typed.field_type(field), node.token(TokenKind::Int)) {
            // Numbers stand for enum values inside literals only.
            let name = self.full_name(Global { file: of.file, id: Symbol::Enum(of.id) });
            return self.mismatch(node, format_args!("the name of a value of the enum `{name}`"));
        }
        if self.typed.field_type(field) == Type::Scalar(Scalar::Bool)
            && !matches!(node.text(), "true" | "false")
        {
            return self.mismatch(node, format_args!("`true` or `false`"));
        }
        self.any_value(field, node, false)
    }

    /// Literals take more spellings of values than options do.
    fn value_in_literal(&mut self, field: Global<FieldId>, node: Node<'s>) -> Interpreted<()> {
        let ty = self.typed.field_type(field);
        let digits = node.token(TokenKind::Int).map_or("", |token| node.tree().token_text(token));
        let is_decimal = digits.len() < 2 || !digits.starts_with('0');
        if matches!(ty, Type::Scalar(Scalar::Float | Scalar::Double)) && !is_decimal {
            return self.mismatch(node, format_args!("a decimal number"));
        }
        self.any_value(field, node, true)
    }

    fn any_value(&mut self, field: Global<FieldId>, node: Node<'s>, in_literal: bool) -> Interpreted<()> {
        match (self.typed.field_type(field), node.kind()) {
            (Type::Unknown, _) => Err(Meaningless),
            (Type::Message(message), NodeKind::Literal) => self.literal(message, node),
            (Type::Message(_), _) => {
                self.mismatch(node, format_args!("a message in braces: `{{ field: value }}`"))
            }
            (Type::Enum(of), NodeKind::Scalar) => {
                let number = self.enum_value(of, node)?;
                self.fill(|out| varint::put(out, i64::from(number) as u64));
                Ok(())
            }
            (Type::Scalar(scalar), NodeKind::Scalar) => {
                let bytes = self.scalar(scalar, node, in_literal)?;
                if scalar == Scalar::String
                    && std::str::from_utf8(&bytes).is_err()
                    && self.typed.verifies_utf8(field)
                {
                    return self
                        .mismatch(node, format_args!("a string in UTF-8; use `bytes` for other data"));
                }
                self.fill(|out| out.extend(bytes));
                Ok(())
            }
            (Type::Enum(of), _) => {
                let name = self.full_name(Global { file: of.file, id: Symbol::Enum(of.id) });
                self.mismatch(node, format_args!("a value of the enum `{name}`"))
            }
            (Type::Scalar(scalar), _) => {
                self.mismatch(node, format_args!("a value of type `{}`", scalar.name()))
            }
        }
    }

    fn full_name(&self, symbol: Global<Symbol>) -> String {
        self.typed.linked.full_name(symbol)
    }

    fn mismatch<T>(&mut self, node: Node<'s>, wanted: fmt::Arguments<'_>) -> Interpreted<T> {
        self.fail(node, OptionProblem::ValueMismatch { wanted })
    }

    fn scalar(&mut self, scalar: Scalar, node: Node<'s>, in_literal: bool) -> Interpreted<Vec<u8>> {
        let mut out = Vec::new();
        match scalar {
            Scalar::Bool => match node.text() {
                "true" | "True" | "t" | "1" => out.push(1),
                "false" | "False" | "f" | "0" => out.push(0),
                _ => return self.mismatch(node, format_args!("`true` or `false`")),
            },
            Scalar::String | Scalar::Bytes => {
                if node.token(TokenKind::String).is_none() {
                    return self.mismatch(node, format_args!("a string in quotes"));
                }
                out = literals::string_bytes(node);
            }
            Scalar::Double => out.extend(self.float(node, in_literal)?.to_le_bytes()),
            Scalar::Float => out.extend((self.float(node, in_literal)? as f32).to_le_bytes()),
            Scalar::Int32 => varint::put(&mut out, i64::from(self.int::<i32>(scalar, node)?) as u64),
            Scalar::Int64 => varint::put(&mut out, self.int::<i64>(scalar, node)? as u64),
            Scalar::Uint32 => varint::put(&mut out, u64::from(self.int::<u32>(scalar, node)?)),
            Scalar::Uint64 => varint::put(&mut out, self.int::<u64>(scalar, node)?),
            Scalar::Sint32 => {
                let value = i64::from(self.int::<i32>(scalar, node)?);
                varint::put(&mut out, varint::zigzag64(value));
            }
            Scalar::Sint64 => {
                let value = self.int::<i64>(scalar, node)?;
                varint::put(&mut out, varint::zigzag64(value));
            }
            Scalar::Fixed32 => out.extend(self.int::<u32>(scalar, node)?.to_le_bytes()),
            Scalar::Fixed64 => out.extend(self.int::<u64>(scalar, node)?.to_le_bytes()),
            Scalar::Sfixed32 => out.extend(self.int::<i32>(scalar, node)?.to_le_bytes()),
            Scalar::Sfixed64 => out.extend(self.int::<i64>(scalar, node)?.to_le_bytes()),
        }
        Ok(out)
    }

    fn int<T: TryFrom<i128>>(&mut self, scalar: Scalar, node: Node<'s>) -> Interpreted<T> {
        if let Some(token) = node.token(TokenKind::Int)
            && let Number::Int(value) = literals::number(node.tree().token_text(token))
        {
            let sign = if node.token(TokenKind::Minus).is_some() { -1 } else { 1 };
            if let Ok(value) = T::try_from(sign * i128::from(value)) {
                return Ok(value);
            }
        }
        self.mismatch(node, format_args!("an integer that fits in `{}`", scalar.name()))
    }

    fn float(&mut self, node: Node<'s>, in_literal: bool) -> Interpreted<f64> {
        let sign = if node.token(TokenKind::Minus).is_some() { -1.0 } else { 1.0 };
        let number = node.token(TokenKind::Int).or_else(|| node.token(TokenKind::Float));
        if let Some(token) = number {
            return match literals::number(node.tree().token_text(token)) {
                // Outside literals an integer is read as one, and has no negative zero.
                Number::Int(0) if !in_literal => Ok(0.0),
                Number::Int(value) => Ok(sign * value as f64),
                Number::Float(value) => Ok(sign * value),
                Number::TooLarge => self.mismatch(node, format_args!("a decimal number")),
            };
        }
        let word =
            node.token(TokenKind::Ident).map(|token| node.tree().token_text(token).to_ascii_lowercase());
        match word.as_deref() {
            Some("inf" | "infinity") => Ok(sign * f64::INFINITY),
            // Only literals keep the sign of what is no number.
            Some("nan") => Ok(f64::NAN.copysign(if in_literal { sign } else { 1.0 })),
            _ => self.mismatch(node, format_args!("a number")),
        }
    }

    fn enum_value(&mut self, of: Global<EnumId>, node: Node<'s>) -> Interpreted<i32> {
        let file = self.typed.linked.file(of.file);
        let named = file.value_named(of.id, node.text()).and_then(|value| file[value].number);
        match named.or_else(|| self.enum_number(of, node)) {
            Some(number) => Ok(number),
            None => self.no_value(of, node),
        }
    }

    /// In literals an enum value may be given by its number.
    fn enum_number(&mut self, of: Global<EnumId>, node: Node<'s>) -> Option<i32> {
        let Number::Int(value) = literals::number(node.tree().token_text(node.token(TokenKind::Int)?)) else {
            return None;
        };
        let sign = if node.token(TokenKind::Minus).is_some() { -1 } else { 1 };
        let number = i32::try_from(sign * i128::from(value)).ok()?;
        if self.is_open(of) {
            return Some(number);
        }
        // Only an open enum takes numbers that it does not name.
        let file = self.typed.linked.file(of.file);
        let numbers = || file[of.id].values.iter().filter_map(|value| file[value].number).collect();
        self.caches.numbers.entry(of).or_insert_with(numbers).contains(&number).then_some(number)
    }

    // Literals.

    fn literal(&mut self, message: Global<MessageId>, node: Node<'s>) -> Interpreted<()> {
        let mut set = SetHere::default();
        let mut broken = false;
        for field in node.children().filter_map(LiteralField::cast) {
            // One bad field does not keep the others from being looked at.
            let start = self.out.parts.len();
            let read = match field.name().is_some_and(|name| name.any_type().is_some()) {
                true => self.any(message, field, &mut set),
                false => self.literal_field(message, field, &mut set),
            };
            if read.is_err() {
                self.out.parts.truncate(start);
                broken = true;
            }
        }
        if broken { Err(Meaningless) } else { Ok(()) }
    }

    fn literal_field(
        &mut self,
        message: Global<MessageId>,
        entry: LiteralField<'s>,
        set: &mut SetHere,
    ) -> Interpreted<()> {
        let (Some(name), Some(value)) = (entry.name(), entry.value()) else { return Err(Meaningless) };
        let field = match name.extension() {
            Some(path) => {
                let inside = Inside { file: message.file, message: Some(message.id) };
                self.must_be_relative(message, path)?;
                self.extension(message, path, inside)?
            }
            None if self.is_reserved(message, name.node().text()) => return Ok(()),
            None => self.named_field(message, name.node())?,
        };
        let is_message = matches!(self.typed.field_type(field), Type::Message(_) | Type::Unknown);
        if !is_message && entry.node().token(TokenKind::Colon).is_none() {
            return self.mismatch(value, format_args!("`:` before this value"));
        }
        if !self.typed.is_repeated(field) {
            self.set_once(field, name.node(), set)?;
        } else if value.kind() == NodeKind::List {
            for element in value.children() {
                self.literal_value(field, element, element)?;
            }
            return Ok(());
        }
        self.literal_value(field, entry.node(), value)
    }

    /// Refuses a leading dot, as protoc does. It may stand where something nearer could have the name, since texts
    /// that are printed from descriptors know no other way.
    fn must_be_relative(&mut self, message: Global<MessageId>, path: Node<'s>) -> Interpreted<()> {
        let text = path_text(path);
        match text.strip_prefix('.') {
            Some(name) if !self.typed.linked.may_be_hidden(name, message) => {
                self.fail(path, OptionProblem::LiteralNameAbsolute)
            }
            _ => Ok(()),
        }
    }

    /// Adds a part for one value of a field; `node` sets it.
    fn literal_value(&mut self, field: Global<FieldId>, node: Node<'s>, value: Node<'s>) -> Interpreted<()> {
        let part = self.push(field, node.id())?;
        self.value_in_literal(field, value)?;
        self.close(part);
        Ok(())
    }

    /// Returns whether this is no field, and once was one: it is passed over.
    fn is_reserved(&mut self, message: Global<MessageId>, name: &str) -> bool {
        let file = self.typed.linked.file(message.file);
        if file[message.id].reserved_names.is_empty() {
            return false;
        }
        let names = || file[message.id].reserved_names.iter().map(|id| file.name(file[id].name)).collect();
        self.caches.reserved.entry(message).or_insert_with(names).contains(name)
    }

    /// In a literal a single field is set once, and of a oneof one field.
    fn set_once(&mut self, field: Global<FieldId>, name: Node<'s>, set: &mut SetHere) -> Interpreted<()> {
        if !set.fields.insert(field) {
            return self.fail(name, OptionProblem::LiteralFieldTwice { name: name.text() });
        }
        let Some(oneof) = self.typed.oneof_of(field) else { return Ok(()) };
        let other = *set.oneofs.entry(oneof).or_insert(field);
        if other == field {
            return Ok(());
        }
        let file = self.typed.linked.file(field.file);
        let (other, oneof) = (file.name(file[other.id].name), file.name(file[oneof.id].name));
        self.fail(name, OptionProblem::LiteralOneofTwice { name: name.text(), other, oneof })
    }

    /// A field by its name in a literal, where a group goes by the name of its message.
    fn named_field(&mut self, message: Global<MessageId>, name: Node<'s>) -> Interpreted<Global<FieldId>> {
        match self.group_named(message, name.text()) {
            Some(field) => Ok(field),
            None => self.plain_field(message, name),
        }
    }

    /// `[host/path.of.Message] { ... }`: the two fields of a `google.protobuf.Any`.
    fn any(
        &mut self,
        message: Global<MessageId>,
        entry: LiteralField<'s>,
        set: &mut SetHere,
    ) -> Interpreted<()> {
        let (Some(name), Some(value)) = (entry.name(), entry.value()) else { return Err(Meaningless) };
        let Some(path) = name.any_type() else { return Err(Meaningless) };
        let [Some(type_url), Some(payload)] = [1, 2].map(|number| self.field_of_any(message, number)) else {
            return self
                .mismatch(path, format_args!("a field name: this message is not a `google.protobuf.Any`"));
        };
        if !set.fields.is_empty() {
            return self.fail(name.node(), OptionProblem::AnyWithOthers);
        }
        let url = url_text(name.node());
        let host = url.rsplit_once('/').map(|(host, _)| host);
        if !matches!(host, Some("type.googleapis.com" | "type.googleprod.com")) {
            return self.fail(name.node(), OptionProblem::AnyHostUnknown);
        }
        let packed = self.any_type(path)?;
        set.fields.extend([type_url, payload]);
        let url_part = self.push(type_url, entry.node().id())?;
        self.fill(|out| out.extend(url.into_bytes()));
        self.close(url_part);
        let part = self.push(payload, entry.node().id())?;
        match value.kind() {
            NodeKind::Literal => self.literal(packed, value)?,
            _ => return self.mismatch(value, format_args!("a message in braces: `{{ field: value }}`")),
        }
        self.close(part);
        self.encode(part);
        Ok(())
    }

    /// Turns the last part, a message, into its encoded bytes.
    fn encode(&mut self, part: usize) {
        let value = Value { of: self.out, at: part as u32 };
        let mut bytes = Vec::new();
        Encoder::new(self.typed, self.at, true).message(value.children().collect(), &mut bytes);
        self.out.parts.truncate(part + 1);
        self.fill(|out| out.extend(bytes));
        self.close(part);
    }

    fn field_of_any(&self, message: Global<MessageId>, number: i32) -> Option<Global<FieldId>> {
        let file = self.typed.linked.file(message.file);
        if file.name(file[message.id].full_name) != "google.protobuf.Any" {
            return None;
        }
        let id = file[message.id].fields.iter().find(|&id| file[id].number == Some(number))?;
        Some(Global { file: message.file, id })
    }

    /// The message that an `Any` holds.
    fn any_type(&mut self, path: Node<'s>) -> Interpreted<Global<MessageId>> {
        let text = path_text(path);
        let linked = &self.typed.linked;
        let at = self.at;
        let root = Inside { file: at, message: None };
        match linked.find(at, root, &format!(".{text}"), |_| true, true) {
            Ok(Global { file, id: Symbol::Message(id) }) => {
                linked.mark_used(at, file, &mut self.out.used);
                Ok(Global { file, id })
            }
            Ok(_) => self.mismatch(path, format_args!("the name of a message")),
            Err(miss) => {
                linked.report_miss(at, &text, path.span(), Wanted::Other, &miss, &mut self.out.problems);
                Err(Meaningless)
            }
        }
    }
}

/// Returns the text between the brackets of a name, without spaces and comments.
fn url_text(name: Node<'_>) -> String {
    let tree = name.tree();
    let tokens = name.token_range().filter(|&token| {
        let kind = tree.tokens()[token as usize].kind();
        !kind.is_trivia() && !matches!(kind, TokenKind::LBracket | TokenKind::RBracket)
    });
    tokens.map(|token| tree.token_text(token)).collect()
}
