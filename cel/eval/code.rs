//! Closures that an expression becomes, by the type of their result.

use super::meter::{Failure, Outcome};
use crate::functions::Context;
use crate::value::data::{Text, Value};

/// State of a run.
pub(crate) struct Frame<'f, 'v> {
    pub(crate) context: Context<'f, 'v>,
    /// Literal texts of the program.
    pub(crate) texts: &'v [Box<str>],
    /// Values of the variables of the program; `None` for those that the caller does not give.
    pub(crate) variables: &'f [Option<&'f Value<'v>>],
    /// Values of the variables of macros.
    pub(crate) locals: Vec<Value<'v>>,
}

pub(crate) type ValueFn = Box<dyn for<'f, 'v> Fn(&mut Frame<'f, 'v>) -> Outcome<Value<'v>> + Send + Sync>;
pub(crate) type BoolFn = Box<dyn for<'f, 'v> Fn(&mut Frame<'f, 'v>) -> Outcome<bool> + Send + Sync>;
pub(crate) type IntFn = Box<dyn for<'f, 'v> Fn(&mut Frame<'f, 'v>) -> Outcome<i64> + Send + Sync>;
pub(crate) type TextFn = Box<dyn for<'f, 'v> Fn(&mut Frame<'f, 'v>) -> Outcome<Text<'v>> + Send + Sync>;

/// A part of an expression as a closure.
pub(crate) enum Code {
    Bool(BoolFn),
    Int(IntFn),
    Text(TextFn),
    Value(ValueFn),
}

impl Code {
    pub(crate) fn value_of(
        run: impl for<'f, 'v> Fn(&mut Frame<'f, 'v>) -> Outcome<Value<'v>> + Send + Sync + 'static,
    ) -> Code {
        Code::Value(Box::new(run))
    }

    pub(crate) fn bool_of(
        run: impl for<'f, 'v> Fn(&mut Frame<'f, 'v>) -> Outcome<bool> + Send + Sync + 'static,
    ) -> Code {
        Code::Bool(Box::new(run))
    }

    pub(crate) fn int_of(
        run: impl for<'f, 'v> Fn(&mut Frame<'f, 'v>) -> Outcome<i64> + Send + Sync + 'static,
    ) -> Code {
        Code::Int(Box::new(run))
    }

    pub(crate) fn text_of(
        run: impl for<'f, 'v> Fn(&mut Frame<'f, 'v>) -> Outcome<Text<'v>> + Send + Sync + 'static,
    ) -> Code {
        Code::Text(Box::new(run))
    }

    /// A part that always fails.
    pub(crate) fn failing(message: String) -> Code {
        Code::value_of(move |_| Err(Failure::new(message.clone())))
    }

    /// Runs the part.
    pub(crate) fn run<'v>(&self, frame: &mut Frame<'_, 'v>) -> Outcome<Value<'v>> {
        match self {
            Code::Value(run) => run(frame),
            Code::Bool(run) => run(frame).map(Value::Bool),
            Code::Int(run) => run(frame).map(Value::Int),
            Code::Text(run) => run(frame).map(Value::String),
        }
    }

    /// Runs the part. Returns whether its value is `true`.
    pub(crate) fn holds(&self, frame: &mut Frame<'_, '_>) -> Outcome<bool> {
        match self {
            Code::Bool(run) => run(frame),
            other => Ok(matches!(other.run(frame)?, Value::Bool(true))),
        }
    }

    pub(crate) fn value(self) -> ValueFn {
        match self {
            Code::Value(run) => run,
            Code::Bool(run) => Box::new(move |frame| run(frame).map(Value::Bool)),
            Code::Int(run) => Box::new(move |frame| run(frame).map(Value::Int)),
            Code::Text(run) => Box::new(move |frame| run(frame).map(Value::String)),
        }
    }

    pub(crate) fn bool(self) -> BoolFn {
        match self {
            Code::Bool(run) => run,
            other => {
                let run = other.value();
                Box::new(move |frame| match run(frame)? {
                    Value::Bool(value) => Ok(value),
                    other => Err(unexpected("bool", &other)),
                })
            }
        }
    }

    pub(crate) fn int(self) -> IntFn {
        match self {
            Code::Int(run) => run,
            other => {
                let run = other.value();
                Box::new(move |frame| match run(frame)? {
                    Value::Int(value) => Ok(value),
                    other => Err(unexpected("int", &other)),
                })
            }
        }
    }

    pub(crate) fn text(self) -> TextFn {
        match self {
            Code::Text(run) => run,
            other => {
                let run = other.value();
                Box::new(move |frame| match run(frame)? {
                    Value::String(text) => Ok(text),
                    other => Err(unexpected("string", &other)),
                })
            }
        }
    }
}

#[cold]
fn unexpected(expected: &str, found: &Value<'_>) -> Failure {
    Failure::new(format!("expected a `{expected}`, found a value of type `{}`", found.ty()))
}
