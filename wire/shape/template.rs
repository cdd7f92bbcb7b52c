//! Texts of several parts between constant ones: each part becomes a field, as text or as what it spells.

use super::codec::Codec;
use super::text::Spelling;
use super::tree::{Tree, Value};
use super::{Act, Misfit, find, free_number, replace};
use crate::kind::Kind;
use crate::layout::{Field, Label, Layout, TypeId};

/// A template has no more parts than this.
pub(super) const MOST: usize = 8;

#[derive(Debug)]
pub(super) struct Template {
    holder: TypeId,
    /// Constant texts: before each part, and behind the last.
    texts: Vec<Box<[u8]>>,
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    field: Field,
    form: Option<Spelling>,
}

impl Template {
    pub(super) fn new(
        layout: &mut Layout,
        message: &str,
        number: u32,
        texts: &[String],
        forms: &[Option<Spelling>],
    ) -> Result<Template, &'static str> {
        let (holder, ty, field) = find(layout, message, number)?;
        let is_plain =
            field.oneof.is_none() && !field.is_extension && !ty.is_map_entry && !field.is_repeated();
        if field.kind != Kind::String || !is_plain {
            return Err("it is no plain string");
        }
        if !(2..=MOST).contains(&forms.len()) || texts.len() != forms.len() + 1 {
            return Err("there are no parts, or too many");
        }
        if texts[1..forms.len()].iter().any(String::is_empty) {
            return Err("nothing is between two parts");
        }
        if forms.iter().flatten().any(|form| form.kind() == Kind::Message) {
            return Err("a part cannot become a message");
        }
        let mut parts: Vec<Part> = Vec::new();
        for (&form, at) in forms.iter().zip(1..) {
            let kind = form.map_or(Kind::String, |form| form.kind());
            let field = match at {
                // It shows that the text is there, whatever it is.
                1 if field.label == Label::Required => Field { kind, ..field.clone() },
                1 => Field { kind, label: Label::Explicit, ..field.clone() },
                _ => {
                    let taken: Vec<Field> = parts.iter().map(|part| part.field.clone()).collect();
                    let name = format!("{}_{at}", field.name);
                    Field::new(name, free_number(ty, &taken)?, kind, Label::Implicit)
                }
            };
            parts.push(Part { field, form });
        }
        replace(layout, holder, parts.iter().map(|part| part.field.clone()), Some(number));
        let texts = texts.iter().map(|text| text.as_bytes().into()).collect();
        Ok(Template { holder, texts, parts })
    }

    /// The parts of a text; `None` if it has another form.
    fn split<'t>(&self, text: &'t [u8]) -> Option<Vec<&'t [u8]>> {
        let (first, rest) = self.texts.split_first()?;
        let (last, between) = rest.split_last()?;
        let mut rest = text.strip_prefix(&**first)?.strip_suffix(&**last)?;
        let mut pieces = Vec::with_capacity(self.parts.len());
        for (part, next) in self.parts.iter().zip(between) {
            let len = match part.form.and_then(Spelling::width) {
                Some(width) => width,
                None => rest.windows(next.len()).position(|some| some == &**next)?,
            };
            let (piece, more) = rest.split_at_checked(len)?;
            pieces.push(piece);
            rest = more.strip_prefix(&**next)?;
        }
        pieces.push(rest);
        Some(pieces)
    }
}

impl Act for Template {
    fn there(&self, root: &mut Tree) -> Result<(), Misfit> {
        const OTHER: Misfit = Misfit("a value has another form");
        let Some(first) = self.parts.first().map(|part| part.field.number) else { return Ok(()) };
        root.each(self.holder, &mut |holder| {
            let Some(value) = holder.take(first).pop() else { return Ok(()) };
            let pieces = self.split(value.bytes()).ok_or(OTHER)?;
            for (part, piece) in self.parts.iter().zip(pieces) {
                let text = Value::Bytes(piece.into());
                let new = match part.form {
                    None => text,
                    Some(form) => {
                        let new = form.there(&text).ok_or(OTHER)?;
                        if form.back(&new).as_ref() != Some(&text) {
                            return Err(OTHER);
                        }
                        new
                    }
                };
                if part.field.label != Label::Implicit || !new.is_zero() {
                    holder.put(part.field.number, vec![new]);
                }
            }
            Ok(())
        })
    }

    fn back(&self, root: &mut Tree) -> Result<(), Misfit> {
        let Some(first) = self.parts.first().map(|part| part.field.number) else { return Ok(()) };
        root.each(self.holder, &mut |holder| {
            let is_there = !holder.values(first).is_empty();
            let mut text = Vec::new();
            for (part, before) in self.parts.iter().zip(&self.texts) {
                let value = holder.take(part.field.number).pop();
                if value.is_some() && !is_there {
                    return Err(Misfit("a part of a text is there without the first"));
                }
                let value = value.unwrap_or_else(|| Value::zero(&part.field));
                let value = match part.form {
                    Some(form) if is_there => form.back(&value).ok_or(Misfit("a part has no text"))?,
                    _ => value,
                };
                text.extend_from_slice(before);
                text.extend_from_slice(value.bytes());
            }
            if is_there {
                text.extend_from_slice(self.texts.last().map_or(&[], |text| text));
                holder.put(first, vec![Value::Bytes(text.into())]);
            }
            Ok(())
        })
    }
}
