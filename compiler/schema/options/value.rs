//! The values of options as they are written to trees, checked against the types of their fields.

use super::Use;
use super::interpreter::{Interpreted, Interpreter, Meaningless, path_text};
use super::tree::{Record, Value};
use crate::encoding;
use crate::near::nearest;
use crate::schema::Global;
use crate::schema::file::*;
use crate::schema::resolve::{Inside, Type, Wanted};
use crate::schema::symbols::Symbol;
use crate::syntax::literals::{self, Number};
use crate::syntax::{LiteralField, Node, NodeKind, TokenKind};

pub(super) struct Encoder<'i, 's, 'o> {
    interpreter: &'i mut Interpreter<'s, 'o>,
    is_in_literal: bool,
}

impl<'i, 's, 'o> Encoder<'i, 's, 'o> {
    pub(super) fn new(interpreter: &'i mut Interpreter<'s, 'o>) -> Self {
        Encoder { interpreter, is_in_literal: false }
    }

    /// What a node says of this field.
    pub(super) fn value(&mut self, field: Global<FieldId>, node: Node<'s>) -> Interpreted<Value> {
        if let (Type::Enum(of), Some(_)) =
            (self.interpreter.typed.field_type(field), node.token(TokenKind::Int))
        {
            // Numbers stand for enum values inside literals only.
            let name = self.full_name(Global { file: of.file, id: Symbol::Enum(of.id) });
            return self.mismatch(node, &format!("the name of a value of the enum `{name}`"));
        }
        if self.interpreter.typed.field_type(field) == Type::Scalar(Scalar::Bool)
            && !matches!(node.text(), "true" | "false")
        {
            return self.mismatch(node, "`true` or `false`");
        }
        self.any_value(field, node)
    }

    /// Literals take more spellings of values than options do.
    fn value_in_literal(&mut self, field: Global<FieldId>, node: Node<'s>) -> Interpreted<Value> {
        let ty = self.interpreter.typed.field_type(field);
        let digits = node.token(TokenKind::Int).map_or("", |token| node.tree().token_text(token));
        let is_decimal = digits.len() < 2 || !digits.starts_with('0');
        if matches!(ty, Type::Scalar(Scalar::Float | Scalar::Double)) && !is_decimal {
            return self.mismatch(node, "a decimal number");
        }
        self.any_value(field, node)
    }

    fn any_value(&mut self, field: Global<FieldId>, node: Node<'s>) -> Interpreted<Value> {
        match (self.interpreter.typed.field_type(field), node.kind()) {
            (Type::Unknown, _) => Err(Meaningless),
            (Type::Message(message), NodeKind::Literal) => self.literal(message, node).map(Value::Message),
            (Type::Message(_), _) => self.mismatch(node, "a message in braces: `{ field: value }`"),
            (Type::Enum(of), NodeKind::Scalar) => self.enum_value(of, node).map(Value::Scalar),
            (Type::Scalar(scalar), NodeKind::Scalar) => {
                let bytes = self.scalar(scalar, node)?;
                if scalar == Scalar::String
                    && std::str::from_utf8(&bytes).is_err()
                    && self.interpreter.typed.verifies_utf8(field)
                {
                    return self.mismatch(node, "a string in UTF-8; a field of type `bytes` takes anything");
                }
                Ok(Value::Scalar(bytes))
            }
            (Type::Enum(of), _) => {
                let name = self.full_name(Global { file: of.file, id: Symbol::Enum(of.id) });
                self.mismatch(node, &format!("a value of the enum `{name}`"))
            }
            (Type::Scalar(scalar), _) => self.mismatch(node, &format!("a value of type `{}`", scalar.name())),
        }
    }

    fn full_name(&self, symbol: Global<Symbol>) -> String {
        self.interpreter.typed.linked.full_name(symbol)
    }

    fn mismatch<T>(&mut self, node: Node<'s>, wanted: &str) -> Interpreted<T> {
        let problem = self.interpreter.problem(node, format!("expected {wanted}"));
        self.interpreter.fail(problem.code("option-value-mismatch"))
    }

    fn scalar(&mut self, scalar: Scalar, node: Node<'s>) -> Interpreted<Vec<u8>> {
        let mut out = Vec::new();
        match scalar {
            Scalar::Bool => match node.text() {
                "true" | "True" | "t" | "1" => out.push(1),
                "false" | "False" | "f" | "0" => out.push(0),
                _ => return self.mismatch(node, "`true` or `false`"),
            },
            Scalar::String | Scalar::Bytes => {
                if node.token(TokenKind::String).is_none() {
                    return self.mismatch(node, "a string in quotes");
                }
                out = literals::string_bytes(node);
            }
            Scalar::Double => out.extend(self.float(node)?.to_le_bytes()),
            Scalar::Float => out.extend((self.float(node)? as f32).to_le_bytes()),
            Scalar::Int32 => encoding::put_varint(&mut out, i64::from(self.int::<i32>(scalar, node)?) as u64),
            Scalar::Int64 => encoding::put_varint(&mut out, self.int::<i64>(scalar, node)? as u64),
            Scalar::Uint32 => encoding::put_varint(&mut out, u64::from(self.int::<u32>(scalar, node)?)),
            Scalar::Uint64 => encoding::put_varint(&mut out, self.int::<u64>(scalar, node)?),
            Scalar::Sint32 => {
                let value = i64::from(self.int::<i32>(scalar, node)?);
                encoding::put_varint(&mut out, zigzag(value));
            }
            Scalar::Sint64 => {
                let value = self.int::<i64>(scalar, node)?;
                encoding::put_varint(&mut out, zigzag(value));
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
        self.mismatch(node, &format!("an integer that fits `{}`", scalar.name()))
    }

    fn float(&mut self, node: Node<'s>) -> Interpreted<f64> {
        let sign = if node.token(TokenKind::Minus).is_some() { -1.0 } else { 1.0 };
        let number = node.token(TokenKind::Int).or_else(|| node.token(TokenKind::Float));
        if let Some(token) = number {
            return Ok(sign
                * match literals::number(node.tree().token_text(token)) {
                    Number::Int(value) => value as f64,
                    Number::Float(value) => value,
                });
        }
        let word =
            node.token(TokenKind::Ident).map(|token| node.tree().token_text(token).to_ascii_lowercase());
        match word.as_deref() {
            Some("inf" | "infinity") => Ok(sign * f64::INFINITY),
            // Only literals keep the sign of what is no number.
            Some("nan") => Ok(f64::NAN.copysign(if self.is_in_literal { sign } else { 1.0 })),
            _ => self.mismatch(node, "a number"),
        }
    }

    fn enum_value(&mut self, of: Global<EnumId>, node: Node<'s>) -> Interpreted<Vec<u8>> {
        let file = self.interpreter.typed.linked.file(of.file);
        let named = file[of.id].values.iter().find(|&value| file.name(file[value].name) == node.text());
        // In literals an enum value may be given by its number.
        let number = named.and_then(|value| file[value].number).or_else(|| {
            let Number::Int(value) = literals::number(node.tree().token_text(node.token(TokenKind::Int)?))
            else {
                return None;
            };
            let sign = if node.token(TokenKind::Minus).is_some() { -1 } else { 1 };
            let number = i32::try_from(sign * i128::from(value)).ok()?;
            // Only an open enum takes numbers that it does not name.
            let is_named = file[of.id].values.iter().any(|value| file[value].number == Some(number));
            (is_named || self.interpreter.typed.is_open(of)).then_some(number)
        });
        let Some(number) = number else {
            if self.interpreter.out.problems.is_full() {
                return Err(Meaningless);
            }
            let name = self.full_name(Global { file: of.file, id: Symbol::Enum(of.id) });
            let message = format!("the enum `{name}` has no value `{}`", node.text());
            let values = file[of.id].values.iter().map(|value| file.name(file[value].name));
            let mut problem = self.interpreter.problem(node, message);
            problem.help = nearest(node.text(), values).map(|near| format!("did you mean `{near}`?"));
            return self.interpreter.fail(problem.code("option-enum-value-unknown"));
        };
        let mut out = Vec::new();
        encoding::put_varint(&mut out, i64::from(number) as u64);
        Ok(out)
    }

    // Literals.

    fn literal(&mut self, message: Global<MessageId>, node: Node<'s>) -> Interpreted<Vec<Record>> {
        self.is_in_literal = true;
        let mut records = Vec::new();
        let mut broken = false;
        for field in node.children().filter_map(LiteralField::cast) {
            // One bad field does not keep the others from being looked at.
            let read = match field.name().is_some_and(|name| name.any_type().is_some()) {
                true => self.any(message, field, &mut records),
                false => self.literal_field(message, field, &mut records),
            };
            broken |= read.is_err();
        }
        if broken { Err(Meaningless) } else { Ok(records) }
    }

    fn literal_field(
        &mut self,
        message: Global<MessageId>,
        entry: LiteralField<'s>,
        records: &mut Vec<Record>,
    ) -> Interpreted<()> {
        let (Some(name), Some(value)) = (entry.name(), entry.value()) else { return Err(Meaningless) };
        if self.is_reserved(message, name.node().text()) {
            return Ok(());
        }
        let field = match name.extension() {
            Some(path) => {
                let inside = Inside { file: message.file, message: Some(message.id) };
                self.interpreter.extension(message, path, inside)?
            }
            None => self.named_field(message, name.node())?,
        };
        let is_message = matches!(self.interpreter.typed.field_type(field), Type::Message(_) | Type::Unknown);
        if !is_message && entry.node().token(TokenKind::Colon).is_none() {
            return self.mismatch(value, "`:` before this value");
        }
        let is_repeated = self.interpreter.typed.is_repeated(field);
        let values: Vec<Node<'s>> = match value.kind() {
            NodeKind::List if is_repeated => value.children().collect(),
            _ => vec![value],
        };
        if !is_repeated {
            self.set_once(field, name.node(), records)?;
        }
        let number = self.interpreter.typed.linked.file(field.file)[field.id].number.ok_or(Meaningless)?;
        for node in values {
            let value = self.value_in_literal(field, node)?;
            let (owner, span) = (self.interpreter.owner, name.node().span());
            self.interpreter.out.uses.push(Use { field, owner, span, value: value.as_varint() });
            records.push(Record { field, number, value });
        }
        Ok(())
    }

    /// What once was a field is passed over.
    fn is_reserved(&self, message: Global<MessageId>, name: &str) -> bool {
        let file = self.interpreter.typed.linked.file(message.file);
        file[message.id].reserved_names.iter().any(|id| file.name(file[id].name) == name)
    }

    /// In a literal a single field is set once, and of a oneof one field.
    fn set_once(&mut self, field: Global<FieldId>, name: Node<'s>, records: &[Record]) -> Interpreted<()> {
        let file = self.interpreter.typed.linked.file(field.file);
        if records.iter().any(|record| record.field == field) {
            let problem = self.interpreter.problem(name, format!("`{}` is set already", name.text()));
            return self
                .interpreter
                .fail(problem.code("literal-field-set-twice").help("remove one of the two"));
        }
        let Some(oneof) = file[field.id].oneof else { return Ok(()) };
        let same = records
            .iter()
            .find(|record| record.field.file == field.file && file[record.field.id].oneof == Some(oneof));
        let Some(other) = same else { return Ok(()) };
        let (other, oneof) = (file.name(file[other.field.id].name), file.name(file[oneof].name));
        let message =
            format!("`{}` and `{other}` are both set, and belong to the oneof `{oneof}`", name.text());
        let problem = self.interpreter.problem(name, message).help("remove one of the two");
        self.interpreter.fail(problem.code("literal-oneof-set-twice"))
    }

    /// A field by its name in a literal, where a group goes by the name of its message.
    fn named_field(&mut self, message: Global<MessageId>, name: Node<'s>) -> Interpreted<Global<FieldId>> {
        match self.interpreter.typed.group_named(message, name.text()) {
            Some(field) => Ok(field),
            None => self.interpreter.plain_field(message, name),
        }
    }

    /// `[host/path.of.Message] { ... }`: the two fields of a `google.protobuf.Any`.
    fn any(
        &mut self,
        message: Global<MessageId>,
        entry: LiteralField<'s>,
        records: &mut Vec<Record>,
    ) -> Interpreted<()> {
        let (Some(name), Some(value)) = (entry.name(), entry.value()) else { return Err(Meaningless) };
        let Some(path) = name.any_type() else { return Err(Meaningless) };
        let [Some(type_url), Some(payload)] = [1, 2].map(|number| self.field_of_any(message, number)) else {
            return self.mismatch(path, "a field: this message is no `google.protobuf.Any`");
        };
        // To write what an `Any` holds is to ask for features, and these are no part of it.
        if self.interpreter.is_for_features {
            return Err(Meaningless);
        }
        if !records.is_empty() {
            let problem = self.interpreter.problem(name.node(), "an `Any` holds one message".to_owned());
            return self.interpreter.fail(problem.code("any-with-other-fields").help("remove the others"));
        }
        let url = url_text(name.node());
        if !["type.googleapis.com/", "type.googleprod.com/"].iter().any(|host| url.starts_with(host)) {
            let problem =
                self.interpreter.problem(name.node(), "the host of this type is not known".to_owned());
            let help = "write `type.googleapis.com/` before the type";
            return self.interpreter.fail(problem.code("any-host-unknown").help(help));
        }
        let packed = self.any_type(path)?;
        let content = match value.kind() {
            NodeKind::Literal => self.literal(packed, value)?,
            _ => return self.mismatch(value, "a message in braces: `{ field: value }`"),
        };
        let mut bytes = Vec::new();
        self.interpreter.typed.write_records(content, &mut bytes);
        records.push(Record { field: type_url, number: 1, value: Value::Scalar(url.into_bytes()) });
        records.push(Record { field: payload, number: 2, value: Value::Scalar(bytes) });
        Ok(())
    }

    fn field_of_any(&self, message: Global<MessageId>, number: i32) -> Option<Global<FieldId>> {
        let file = self.interpreter.typed.linked.file(message.file);
        if file.name(file[message.id].full_name) != "google.protobuf.Any" {
            return None;
        }
        let id = file[message.id].fields.iter().find(|&id| file[id].number == Some(number))?;
        Some(Global { file: message.file, id })
    }

    /// The message that an `Any` holds.
    fn any_type(&mut self, path: Node<'s>) -> Interpreted<Global<MessageId>> {
        let text = path_text(path);
        let linked = &self.interpreter.typed.linked;
        let at = self.interpreter.at;
        let root = Inside { file: at, message: None };
        match linked.find(at, root, &format!(".{text}"), |_| true, true) {
            Ok(Global { file, id: Symbol::Message(id) }) => {
                linked.mark_used(at, file, &mut self.interpreter.out.used);
                Ok(Global { file, id })
            }
            Ok(_) => self.mismatch(path, "the name of a message"),
            Err(miss) => {
                linked.report_miss(
                    at,
                    &text,
                    path.span(),
                    Wanted::Other,
                    &miss,
                    &mut self.interpreter.out.problems,
                );
                Err(Meaningless)
            }
        }
    }
}

/// What stands between the brackets of a name, without the spaces and comments that may be there.
fn url_text(name: Node<'_>) -> String {
    let tree = name.tree();
    let tokens = name.token_range().filter(|&token| {
        let kind = tree.tokens()[token as usize].kind;
        !kind.is_trivia() && !matches!(kind, TokenKind::LBracket | TokenKind::RBracket)
    });
    tokens.map(|token| tree.token_text(token)).collect()
}

fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}
