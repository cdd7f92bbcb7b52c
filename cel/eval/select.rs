//! Fields of messages, keys of maps, and members of views.

use super::code::Code;
use super::compile::Compiler;
use super::meter::{Failure, Outcome};
use crate::check::Meaning;
use crate::functions::Context;
use crate::syntax::ast::NodeId;
use crate::types::messages::Messages;
use crate::types::view::Views;
use crate::value::data::{Object, Text, Value};
use crate::value::message::no_field;
use std::sync::Arc;

/// `operand.field`, and `has(operand.field)` if it is a test.
pub(super) fn select(
    compiler: &mut Compiler<'_>,
    id: NodeId,
    operand: NodeId,
    field: &str,
    is_test: bool,
) -> Code {
    let span = compiler.ast.span(id);
    // A member of a variable, the most frequent part of rules, is read without a copy of the variable.
    if let (&Meaning::Member(number), &Meaning::Variable(index), false) =
        (compiler.meaning(id), compiler.meaning(operand), is_test)
    {
        let (at, name) = compiler.variable(index);
        return Code::value_of(move |frame| match frame.variables.get(at) {
            Some(Value::Object(object)) => {
                member(&frame.context, *object, number).map_err(|failure| failure.at(span))
            }
            Some(other) => {
                Err(Failure::new(format!("a value of type `{}` has no members", other.ty())).at(span))
            }
            None => Err(Failure::new(format!("the variable `{name}` has no value")).at(span)),
        });
    }
    let run = compiler.value(operand);
    let dynamic = Dynamic {
        name: field.into(),
        messages: compiler.messages.clone(),
        views: Arc::clone(&compiler.views),
    };
    match compiler.meaning(id).clone() {
        Meaning::Field(known) if is_test => Code::bool_of(move |frame| match run(frame)? {
            Value::Message(message) => Ok(message.has(known.number)),
            other => dynamic.has(&frame.context, &other).map_err(|failure| failure.at(span)),
        }),
        Meaning::Field(known) => Code::value_of(move |frame| match run(frame)? {
            Value::Message(message) => Ok(message.get(&known)),
            other => dynamic.get(&frame.context, &other).map_err(|failure| failure.at(span)),
        }),
        Meaning::Member(number) if !is_test && let &Meaning::Local(slot) = compiler.meaning(operand) => {
            let slot = slot as usize;
            Code::value_of(move |frame| {
                let value = match &frame.locals[slot] {
                    Value::Object(object) => member(&frame.context, *object, number),
                    other => dynamic.get(&frame.context, other),
                };
                value.map_err(|failure| failure.at(span))
            })
        }
        Meaning::Member(number) if !is_test => Code::value_of(move |frame| match run(frame)? {
            Value::Object(object) => {
                member(&frame.context, object, number).map_err(|failure| failure.at(span))
            }
            other => dynamic.get(&frame.context, &other).map_err(|failure| failure.at(span)),
        }),
        _ if is_test => Code::bool_of(move |frame| {
            let of = run(frame)?;
            dynamic.has(&frame.context, &of).map_err(|failure| failure.at(span))
        }),
        _ => Code::value_of(move |frame| {
            let of = run(frame)?;
            dynamic.get(&frame.context, &of).map_err(|failure| failure.at(span))
        }),
    }
}

/// Reads a member, and counts what that costs. The outcome is written once, to where it is returned.
fn member<'v>(context: &Context<'_, 'v>, object: Object, number: u32) -> Outcome<Value<'v>> {
    let mut outcome = match context.host {
        Some(host) => host.member(object, number),
        None => Err(Failure::new("the run has no provider of views")),
    };
    let cost = match &outcome {
        Ok(Value::List(items)) => context.step(items.len()),
        Ok(Value::String(text)) => context.read(text.len()),
        _ => Ok(()),
    };
    if let Err(failure) = cost {
        outcome = Err(failure);
    }
    outcome
}

/// Selection by name.
struct Dynamic {
    name: Arc<str>,
    messages: Messages,
    views: Arc<Views>,
}

impl Dynamic {
    fn get<'v>(&self, context: &Context<'_, 'v>, of: &Value<'v>) -> Outcome<Value<'v>> {
        match of {
            Value::Optional(None) => Ok(Value::Optional(None)),
            Value::Optional(Some(value)) => match self.has(context, value)? {
                true => Ok(Value::Optional(Some(Arc::new(self.get(context, value)?)))),
                false => Ok(Value::Optional(None)),
            },
            Value::Map(map) => {
                let key = Value::String(Text::Borrowed(&self.name));
                map.get(&key).cloned().ok_or_else(|| Failure::new(format!("there is no key `{}`", self.name)))
            }
            Value::Message(message) => match message.find(&self.name) {
                Some(field) => Ok(message.get(field)),
                None => match self.messages.extension(&self.name) {
                    Some(extension) if extension.extendee.as_deref() == Some(message.name()) => {
                        Ok(message.get(&extension))
                    }
                    _ => Err(no_field(message.name(), &self.name)),
                },
            },
            Value::Object(object) => match self.views.find(object.view, &self.name) {
                Some((number, _)) => member(context, *object, number),
                None => Err(Failure::new(format!("the view has no `{}`", self.name))),
            },
            other => {
                Err(Failure::new(format!("a value of type `{}` has no field `{}`", other.ty(), self.name)))
            }
        }
    }

    fn has<'v>(&self, context: &Context<'_, 'v>, of: &Value<'v>) -> Outcome<bool> {
        match of {
            Value::Optional(None) => Ok(false),
            Value::Optional(Some(value)) => self.has(context, value),
            Value::Map(map) => Ok(map.get(&Value::String(Text::Borrowed(&self.name))).is_some()),
            Value::Message(message) => match message.find(&self.name) {
                Some(field) => Ok(message.has(field.number)),
                None => match self.messages.extension(&self.name) {
                    Some(extension) if extension.extendee.as_deref() == Some(message.name()) => {
                        Ok(message.has(extension.number))
                    }
                    _ => Err(no_field(message.name(), &self.name)),
                },
            },
            Value::Object(_) => Ok(!matches!(self.get(context, of)?, Value::Null)),
            other => {
                Err(Failure::new(format!("a value of type `{}` has no field `{}`", other.ty(), self.name)))
            }
        }
    }
}
