//! Macros over lists and the keys of maps.

use super::code::{Code, Frame, ValueFn};
use super::compile::Compiler;
use super::meter::{Failure, Outcome};
use crate::check::Meaning;
use crate::syntax::ast::{Macro, NodeId};
use crate::value::data::Value;
use std::sync::Arc;

pub(super) fn fold(
    compiler: &mut Compiler<'_>,
    id: NodeId,
    kind: Macro,
    range: NodeId,
    condition: Option<NodeId>,
    body: NodeId,
) -> Code {
    let Meaning::Local(slot) = *compiler.meaning(id) else { return Code::failing("no variable".into()) };
    let span = compiler.ast.point(id);
    // The nodes of the body were added after those of the range.
    let weight = 1 + (body.index() - range.index()) / 2;
    let over = Over { range: compiler.value(range), slot: slot as usize, weight };
    match kind {
        Macro::OptMap | Macro::OptFlatMap => {
            let (is_flat, body) = (kind == Macro::OptFlatMap, compiler.value(body));
            Code::value_of(move |frame| match (over.range)(frame)? {
                Value::Optional(None) => Ok(Value::Optional(None)),
                Value::Optional(Some(value)) => {
                    frame.locals[over.slot] = Value::clone(&value);
                    let value = body(frame)?;
                    Ok(if is_flat { value } else { Value::Optional(Some(Arc::new(value))) })
                }
                other => {
                    Err(Failure::new(format!("a value of type `{}` is not optional", other.ty())).at(span))
                }
            })
        }
        Macro::All | Macro::Exists => {
            let decides = kind == Macro::Exists;
            let body = compiler.node(body).bool();
            Code::bool_of(move |frame| {
                let mut failed = None;
                let found = over.each(frame, |frame, _| match body.run(frame) {
                    Ok(value) => Ok(value == decides),
                    Err(failure) if failure.is_limit() => Err(failure),
                    Err(failure) => {
                        failed.get_or_insert(failure);
                        Ok(false)
                    }
                });
                match (found.map_err(|failure| failure.at(span))?, failed) {
                    (true, _) => Ok(decides),
                    (false, Some(failure)) => Err(failure),
                    (false, None) => Ok(!decides),
                }
            })
        }
        Macro::ExistsOne => {
            let body = compiler.node(body).bool();
            Code::bool_of(move |frame| {
                let mut count = 0;
                over.each(frame, |frame, _| {
                    count += usize::from(body.run(frame)?);
                    Ok(false)
                })
                .map_err(|failure| failure.at(span))?;
                Ok(count == 1)
            })
        }
        Macro::Filter => {
            let body = compiler.node(body).bool();
            Code::value_of(move |frame| {
                let mut values = Vec::new();
                over.each(frame, |frame, element| {
                    if body.run(frame)? {
                        frame.context.meter.allocate(size_of::<Value<'_>>())?;
                        values.push(element.clone());
                    }
                    Ok(false)
                })
                .map_err(|failure| failure.at(span))?;
                Ok(Value::List(Arc::new(values)))
            })
        }
        Macro::Map => {
            let condition = condition.map(|condition| compiler.node(condition).bool());
            let body = compiler.value(body);
            Code::value_of(move |frame| {
                let mut values = Vec::new();
                over.each(frame, |frame, _| {
                    if match &condition {
                        Some(condition) => condition.run(frame)?,
                        None => true,
                    } {
                        frame.context.meter.allocate(size_of::<Value<'_>>())?;
                        values.push(body(frame)?);
                    }
                    Ok(false)
                })
                .map_err(|failure| failure.at(span))?;
                Ok(Value::List(Arc::new(values)))
            })
        }
    }
}

/// The range of a macro, and its variable.
struct Over {
    range: ValueFn,
    slot: usize,
    /// Steps for each element.
    weight: usize,
}

impl Over {
    /// Calls `visit` with each element until it returns true, and returns whether it did.
    fn each<'v>(
        &self,
        frame: &mut Frame<'_, 'v>,
        mut visit: impl FnMut(&mut Frame<'_, 'v>, &Value<'v>) -> Outcome<bool>,
    ) -> Outcome<bool> {
        match (self.range)(frame)? {
            Value::List(values) => {
                for value in values.iter() {
                    frame.context.meter.step(self.weight)?;
                    frame.locals[self.slot] = value.clone();
                    if visit(frame, value)? {
                        return Ok(true);
                    }
                }
            }
            Value::Map(map) => {
                for (key, _) in map.entries() {
                    frame.context.meter.step(self.weight)?;
                    frame.locals[self.slot] = key.clone();
                    if visit(frame, key)? {
                        return Ok(true);
                    }
                }
            }
            other => {
                return Err(Failure::new(format!(
                    "a macro does not go over a value of type `{}`",
                    other.ty()
                )));
            }
        }
        Ok(false)
    }
}
