//! Closures that an expression becomes, by the type of their result.

use super::meter::{Failure, Outcome};
use super::program::Variables;
use crate::functions::Context;
use crate::value::data::{Text, Value};

/// State of a run.
pub(crate) struct Frame<'f, 'v> {
    pub(crate) context: Context<'f, 'v>,
    /// Literal texts of the program.
    pub(crate) texts: &'v [Box<str>],
    pub(crate) variables: Variables<'f, 'v>,
    /// Values of the variables of macros.
    pub(crate) locals: Vec<Value<'v>>,
}

pub(crate) type ValueFn = Box<dyn for<'f, 'v> Fn(&mut Frame<'f, 'v>) -> Outcome<Value<'v>> + Send + Sync>;
pub(crate) type IntFn = Box<dyn for<'f, 'v> Fn(&mut Frame<'f, 'v>) -> Outcome<i64> + Send + Sync>;
pub(crate) type TextFn = Box<dyn for<'f, 'v> Fn(&mut Frame<'f, 'v>) -> Outcome<Text<'v>> + Send + Sync>;

/// Closure of a condition. The outcome of a `u64` is returned in two registers; that of a `bool` goes through memory, in
/// pieces that the processor waits for.
pub(crate) struct BoolFn(WordFn);

type WordFn = Box<dyn for<'f, 'v> Fn(&mut Frame<'f, 'v>) -> Outcome<u64> + Send + Sync>;

impl BoolFn {
    fn new(run: impl for<'f, 'v> Fn(&mut Frame<'f, 'v>) -> Outcome<bool> + Send + Sync + 'static) -> BoolFn {
        BoolFn(Box::new(move |frame| run(frame).map(u64::from)))
    }

    #[inline]
    pub(crate) fn run(&self, frame: &mut Frame<'_, '_>) -> Outcome<bool> {
        (self.0)(frame).map(|value| value != 0)
    }
}

/// A part of an expression as a closure.
pub(crate) enum Code {
    Bool(BoolFn),
    Int(IntFn),
    Text(TextFn),
    Value(ValueFn),
}

// Outcomes are matched whole where that is simple: `?` would copy the value, in pieces again.
impl Code {
    pub(crate) fn value_of(
        run: impl for<'f, 'v> Fn(&mut Frame<'f, 'v>) -> Outcome<Value<'v>> + Send + Sync + 'static,
    ) -> Code {
        Code::Value(Box::new(run))
    }

    pub(crate) fn bool_of(
        run: impl for<'f, 'v> Fn(&mut Frame<'f, 'v>) -> Outcome<bool> + Send + Sync + 'static,
    ) -> Code {
        Code::Bool(BoolFn::new(run))
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
            Code::Bool(run) => run.run(frame).map(Value::Bool),
            Code::Int(run) => run(frame).map(Value::Int),
            Code::Text(run) => run(frame).map(Value::String),
        }
    }

    /// Runs the part. Returns whether its value is `true`.
    #[inline]
    pub(crate) fn holds(&self, frame: &mut Frame<'_, '_>) -> Outcome<bool> {
        match self {
            Code::Bool(run) => run.run(frame),
            other => other.run(frame).map(|value| matches!(value, Value::Bool(true))),
        }
    }

    pub(crate) fn value(self) -> ValueFn {
        match self {
            Code::Value(run) => run,
            Code::Bool(run) => Box::new(move |frame| run.run(frame).map(Value::Bool)),
            Code::Int(run) => Box::new(move |frame| run(frame).map(Value::Int)),
            Code::Text(run) => Box::new(move |frame| run(frame).map(Value::String)),
        }
    }

    pub(crate) fn bool(self) -> BoolFn {
        match self {
            Code::Bool(run) => run,
            other => {
                let run = other.value();
                BoolFn::new(move |frame| match run(frame) {
                    Ok(Value::Bool(value)) => Ok(value),
                    Ok(other) => Err(unexpected("bool", &other)),
                    Err(failure) => Err(failure),
                })
            }
        }
    }

    pub(crate) fn int(self) -> IntFn {
        match self {
            Code::Int(run) => run,
            other => {
                let run = other.value();
                Box::new(move |frame| match run(frame) {
                    Ok(Value::Int(value)) => Ok(value),
                    Ok(other) => Err(unexpected("int", &other)),
                    Err(failure) => Err(failure),
                })
            }
        }
    }

    pub(crate) fn text(self) -> TextFn {
        match self {
            Code::Text(run) => run,
            other => {
                let run = other.value();
                Box::new(move |frame| match run(frame) {
                    Ok(Value::String(text)) => Ok(text),
                    Ok(other) => Err(unexpected("string", &other)),
                    Err(failure) => Err(failure),
                })
            }
        }
    }
}

#[cold]
fn unexpected(expected: &str, found: &Value<'_>) -> Failure {
    Failure::new(format!("expected a `{expected}`, found a value of type `{}`", found.ty()))
}
