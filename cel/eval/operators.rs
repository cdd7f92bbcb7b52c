//! Operators, with closures for the types that their operands have.

use super::code::Code;
use super::compile::Compiler;
use super::meter::{Failure, Outcome};
use crate::check::Meaning;
use crate::functions::Context;
use crate::syntax::ast::{Logic, Node, NodeId, Operator};
use crate::types::ty::Type;
use crate::value::compare::{equals, order};
use crate::value::data::Value;
use protune_compiler::text::Span;
use std::cmp::Ordering;
use std::sync::Arc;

pub(super) fn unary(compiler: &mut Compiler<'_>, operator: Operator, operand: NodeId, span: Span) -> Code {
    if operator == Operator::Not {
        let run = compiler.node(operand).bool();
        return Code::bool_of(move |frame| run.run(frame).map(|value| !value));
    }
    let run = compiler.value(operand);
    Code::value_of(move |frame| match run(frame)? {
        Value::Int(int) => int.checked_neg().map(Value::Int).ok_or_else(|| overflow().at(span)),
        Value::Double(double) => Ok(Value::Double(-double)),
        other => Err(Failure::new(format!("no such overload of `-` for `{}`", other.ty())).at(span)),
    })
}

/// `&&` and `||`: one operand can decide, whatever the other one is or fails with.
pub(super) fn logic(compiler: &mut Compiler<'_>, logic: Logic, left: NodeId, right: NodeId) -> Code {
    let decides = logic == Logic::Or;
    let (left, right) = (compiler.node(left).bool(), compiler.node(right).bool());
    Code::bool_of(move |frame| match left.run(frame) {
        Ok(value) if value == decides => Ok(decides),
        Ok(_) => right.run(frame),
        Err(failure) if failure.is_limit() => Err(failure),
        Err(failure) => match right.run(frame) {
            Ok(value) if value == decides => Ok(decides),
            Err(other) if other.is_limit() => Err(other),
            _ => Err(failure),
        },
    })
}

pub(super) fn conditional(compiler: &mut Compiler<'_>, condition: NodeId, yes: NodeId, no: NodeId) -> Code {
    let condition = compiler.node(condition).bool();
    match (compiler.node(yes), compiler.node(no)) {
        (Code::Bool(yes), Code::Bool(no)) => {
            Code::bool_of(move |frame| if condition.run(frame)? { yes.run(frame) } else { no.run(frame) })
        }
        (Code::Text(yes), Code::Text(no)) => {
            Code::text_of(move |frame| if condition.run(frame)? { yes(frame) } else { no(frame) })
        }
        (yes, no) => {
            let (yes, no) = (yes.value(), no.value());
            Code::value_of(move |frame| if condition.run(frame)? { yes(frame) } else { no(frame) })
        }
    }
}

pub(super) fn binary(
    compiler: &mut Compiler<'_>,
    id: NodeId,
    operator: Operator,
    left: NodeId,
    right: NodeId,
) -> Code {
    let span = compiler.ast.point(id);
    match operator {
        Operator::Equal | Operator::NotEqual => equal(compiler, operator == Operator::Equal, left, right),
        Operator::Less | Operator::LessEqual | Operator::Greater | Operator::GreaterEqual => {
            compare(compiler, operator, left, right, span)
        }
        Operator::In => contained(compiler, id, left, right),
        Operator::Index => index(compiler, id, left, right),
        _ => arithmetic(compiler, operator, left, right, span),
    }
}

fn equal(compiler: &mut Compiler<'_>, wanted: bool, left: NodeId, right: NodeId) -> Code {
    let literal = |compiler: &Compiler<'_>, node: NodeId| match compiler.ast.node(node) {
        Node::String(text) => Some(text.clone()),
        _ => None,
    };
    match (compiler.ty(left), compiler.ty(right)) {
        (Type::Int, Type::Int) => {
            let (left, right) = (compiler.node(left).int(), compiler.node(right).int());
            Code::bool_of(move |frame| Ok((left(frame)? == right(frame)?) == wanted))
        }
        (Type::Bool, Type::Bool) => {
            let (left, right) = (compiler.node(left).bool(), compiler.node(right).bool());
            Code::bool_of(move |frame| Ok((left.run(frame)? == right.run(frame)?) == wanted))
        }
        (_, Type::String) if literal(compiler, right).is_some() => {
            let (run, text) = (compiler.node(left), literal(compiler, right).unwrap_or_default());
            equal_to_text(run, text, wanted)
        }
        (Type::String, _) if literal(compiler, left).is_some() => {
            let (run, text) = (compiler.node(right), literal(compiler, left).unwrap_or_default());
            equal_to_text(run, text, wanted)
        }
        _ => {
            let (left, right) = (compiler.value(left), compiler.value(right));
            Code::bool_of(move |frame| {
                let (left, right) = (left(frame)?, right(frame)?);
                Ok(equals(&left, &right, frame.context.meter)? == wanted)
            })
        }
    }
}

/// A comparison costs no more than the literal is long.
fn equal_to_text(run: Code, text: Box<str>, wanted: bool) -> Code {
    match run {
        Code::Text(run) => Code::bool_of(move |frame| Ok((*run(frame)? == *text) == wanted)),
        other => {
            let run = other.value();
            Code::bool_of(move |frame| of_text(run(frame), |value| (value == Some(&text)) == wanted))
        }
    }
}

/// Asks about a value that may be a text, without a copy of it.
#[inline]
fn of_text(value: Outcome<Value<'_>>, is: impl FnOnce(Option<&str>) -> bool) -> Outcome<bool> {
    match value {
        Ok(ref value) => Ok(is(value.as_str())),
        Err(failure) => Err(failure),
    }
}

fn is_wanted(operator: Operator, order: Ordering) -> bool {
    match operator {
        Operator::Less => order == Ordering::Less,
        Operator::LessEqual => order != Ordering::Greater,
        Operator::Greater => order == Ordering::Greater,
        _ => order != Ordering::Less,
    }
}

fn compare(compiler: &mut Compiler<'_>, operator: Operator, left: NodeId, right: NodeId, span: Span) -> Code {
    if (compiler.ty(left), compiler.ty(right)) == (&Type::Int, &Type::Int) {
        let (left, right) = (compiler.node(left).int(), compiler.node(right).int());
        return Code::bool_of(move |frame| Ok(is_wanted(operator, left(frame)?.cmp(&right(frame)?))));
    }
    let (left, right) = (compiler.value(left), compiler.value(right));
    Code::bool_of(move |frame| {
        let (left, right) = (left(frame)?, right(frame)?);
        if let (Value::String(left), Value::String(right)) = (&left, &right) {
            frame.context.meter.read(left.len().min(right.len()))?;
        }
        let is_number =
            |value: &Value<'_>| matches!(value, Value::Int(_) | Value::Uint(_) | Value::Double(_));
        match order(&left, &right) {
            Some(order) => Ok(is_wanted(operator, order)),
            // One of them is not a number.
            None if is_number(&left) && is_number(&right) => Ok(false),
            None => Err(no_overload(operator, &left, &right).at(span)),
        }
    })
}

#[cold]
fn no_overload(operator: Operator, left: &Value<'_>, right: &Value<'_>) -> Failure {
    let sign = operator.sign();
    Failure::new(format!("no such overload of `{sign}` for `{}` and `{}`", left.ty(), right.ty()))
}

#[cold]
fn overflow() -> Failure {
    Failure::new("the result is out of range: integer overflow")
}

fn contained(compiler: &mut Compiler<'_>, id: NodeId, left: NodeId, right: NodeId) -> Code {
    let span = compiler.ast.point(id);
    if let (Meaning::Member(_), Node::String(key)) = (compiler.meaning(id), compiler.ast.node(left)) {
        let key = key.clone();
        let run = compiler.value(right);
        return Code::bool_of(move |frame| {
            let of = run(frame);
            match (&of, frame.context.host) {
                (Ok(Value::Object(object)), Some(host)) => host.has_key(*object, &key),
                _ => Ok(key_of(&frame.context, &of?, &key)?.is_some()),
            }
        });
    }
    if let Some(texts) = literal_texts(compiler, right) {
        let run = compiler.value(left);
        return Code::bool_of(move |frame| {
            let value = run(frame);
            frame.context.meter.step(texts.len() / 8)?;
            of_text(value, |text| text.is_some_and(|text| texts.iter().any(|known| **known == *text)))
        });
    }
    let (left, right) = (compiler.value(left), compiler.value(right));
    Code::bool_of(move |frame| {
        let (value, within) = (left(frame)?, right(frame)?);
        match &within {
            Value::List(values) => {
                for element in values.iter() {
                    frame.context.meter.step(1)?;
                    if equals(element, &value, frame.context.meter)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Value::Map(map) => Ok(map.get(&value).is_some()),
            _ => Err(no_overload(Operator::In, &value, &within).at(span)),
        }
    })
}

/// The elements of a list of literal strings.
fn literal_texts(compiler: &Compiler<'_>, list: NodeId) -> Option<Vec<Box<str>>> {
    let Node::List(elements) = compiler.ast.node(list) else { return None };
    let text = |&element: &NodeId| match compiler.ast.node(element) {
        Node::String(text) => Some(text.clone()),
        _ => None,
    };
    compiler.ast.list(*elements).iter().map(text).collect()
}

/// The value of a key of a view; `None` if it is not there.
fn key_of<'v>(context: &Context<'_, 'v>, of: &Value<'v>, key: &str) -> Outcome<Option<Value<'v>>> {
    match (of, context.host) {
        (Value::Object(object), Some(host)) => host.key(*object, key),
        (Value::Object(_), None) => Err(Failure::new("the run has no provider of views")),
        (other, _) => Err(Failure::new(format!("a value of type `{}` has no keys", other.ty()))),
    }
}

fn index(compiler: &mut Compiler<'_>, id: NodeId, of: NodeId, at: NodeId) -> Code {
    let span = compiler.ast.span(id);
    if let (Meaning::Member(_), Node::String(key)) = (compiler.meaning(id), compiler.ast.node(at)) {
        let key = key.clone();
        let run = compiler.value(of);
        return Code::value_of(move |frame| {
            let of = run(frame)?;
            let value = key_of(&frame.context, &of, &key)?;
            value.ok_or_else(|| Failure::new(format!("there is no key `{key}`")).at(span))
        });
    }
    let (of, at) = (compiler.value(of), compiler.value(at));
    Code::value_of(move |frame| {
        let (of, at) = (of(frame)?, at(frame)?);
        match &of {
            Value::Optional(None) => Ok(Value::Optional(None)),
            Value::Optional(Some(value)) => {
                Ok(Value::Optional(element(value, &at).map_err(|failure| failure.at(span))?.map(Arc::new)))
            }
            of => match element(of, &at).map_err(|failure| failure.at(span))? {
                Some(value) => Ok(value),
                None => Err(no_element(of, &at).at(span)),
            },
        }
    })
}

/// An element of a list or a map; `None` if it is not there.
fn element<'v>(of: &Value<'v>, at: &Value<'v>) -> Outcome<Option<Value<'v>>> {
    match of {
        Value::List(values) => {
            let position = match at {
                Value::Int(int) => usize::try_from(*int).ok(),
                Value::Uint(uint) => usize::try_from(*uint).ok(),
                Value::Double(double) if double.trunc() == *double && *double >= 0.0 => {
                    Some(*double as usize)
                }
                other => return Err(no_overload(Operator::Index, of, other)),
            };
            Ok(position.and_then(|position| values.get(position)).cloned())
        }
        Value::Map(map) => Ok(map.get(at).cloned()),
        _ => Err(no_overload(Operator::Index, of, at)),
    }
}

#[cold]
fn no_element(of: &Value<'_>, at: &Value<'_>) -> Failure {
    match of {
        Value::List(values) => {
            Failure::new(format!("index {at} is out of range: the list has {} elements", values.len()))
        }
        _ => Failure::new(format!("there is no key {at}")),
    }
}

fn arithmetic(
    compiler: &mut Compiler<'_>,
    operator: Operator,
    left: NodeId,
    right: NodeId,
    span: Span,
) -> Code {
    if (compiler.ty(left), compiler.ty(right)) == (&Type::Int, &Type::Int) {
        let (left, right) = (compiler.node(left).int(), compiler.node(right).int());
        return Code::int_of(move |frame| {
            let (left, right) = (left(frame)?, right(frame)?);
            int_result(operator, left, right).map_err(|failure| failure.at(span))
        });
    }
    let (left, right) = (compiler.value(left), compiler.value(right));
    Code::value_of(move |frame| {
        let (left, right) = (left(frame)?, right(frame)?);
        combined(&frame.context, operator, &left, &right).map_err(|failure| failure.at(span))
    })
}

/// Declares arithmetic on one kind of integers, which fails where the result does not fit.
macro_rules! integer_result {
    ($name:ident, $integer:ty) => {
        fn $name(operator: Operator, a: $integer, b: $integer) -> Outcome<$integer> {
            let result = match operator {
                Operator::Add => a.checked_add(b),
                Operator::Subtract => a.checked_sub(b),
                Operator::Multiply => a.checked_mul(b),
                Operator::Divide if b == 0 => return Err(Failure::new("division by zero")),
                Operator::Divide => a.checked_div(b),
                _ if b == 0 => return Err(Failure::new("modulus by zero")),
                _ => a.checked_rem(b),
            };
            result.ok_or_else(overflow)
        }
    };
}

integer_result!(int_result, i64);
integer_result!(uint_result, u64);

fn combined<'v>(
    context: &Context<'_, 'v>,
    operator: Operator,
    left: &Value<'v>,
    right: &Value<'v>,
) -> Outcome<Value<'v>> {
    use crate::value::time::Duration;
    let duration =
        |nanos: Option<i64>| nanos.map(|nanos| Value::Duration(Duration { nanos })).ok_or_else(overflow);
    let moment = |moment: Option<_>| {
        moment.map(Value::Timestamp).ok_or_else(|| Failure::new("the timestamp is out of range"))
    };
    Ok(match (operator, left, right) {
        (_, Value::Int(a), Value::Int(b)) => Value::Int(int_result(operator, *a, *b)?),
        (_, Value::Uint(a), Value::Uint(b)) => Value::Uint(uint_result(operator, *a, *b)?),
        (Operator::Add, Value::Double(a), Value::Double(b)) => Value::Double(a + b),
        (Operator::Subtract, Value::Double(a), Value::Double(b)) => Value::Double(a - b),
        (Operator::Multiply, Value::Double(a), Value::Double(b)) => Value::Double(a * b),
        (Operator::Divide, Value::Double(a), Value::Double(b)) => Value::Double(a / b),
        (Operator::Add, Value::String(a), Value::String(b)) => {
            context.meter.allocate(a.len() + b.len())?;
            Value::text([&**a, &**b].concat())
        }
        (Operator::Add, Value::Bytes(a), Value::Bytes(b)) => {
            context.meter.allocate(a.len() + b.len())?;
            Value::bytes([&**a, &**b].concat())
        }
        (Operator::Add, Value::List(a), Value::List(b)) => {
            context.meter.allocate((a.len() + b.len()) * size_of::<Value<'_>>())?;
            Value::List(Arc::new(a.iter().chain(b.iter()).cloned().collect()))
        }
        (Operator::Add, Value::Timestamp(at), Value::Duration(by))
        | (Operator::Add, Value::Duration(by), Value::Timestamp(at)) => moment(at.after(*by))?,
        (Operator::Subtract, Value::Timestamp(at), Value::Duration(by)) => {
            moment(by.nanos.checked_neg().and_then(|nanos| at.after(Duration { nanos })))?
        }
        (Operator::Subtract, Value::Timestamp(a), Value::Timestamp(b)) => {
            a.since(*b).map(Value::Duration).ok_or_else(overflow)?
        }
        (Operator::Add, Value::Duration(a), Value::Duration(b)) => duration(a.nanos.checked_add(b.nanos))?,
        (Operator::Subtract, Value::Duration(a), Value::Duration(b)) => {
            duration(a.nanos.checked_sub(b.nanos))?
        }
        _ => return Err(no_overload(operator, left, right)),
    })
}
