//! Programs: expressions that are ready to run.

use super::code::{Frame, ValueFn};
use super::compile::compile;
use super::host::Host;
use super::meter::{Failure, Limits, Meter};
use crate::check::Checked;
use crate::env::Env;
use crate::functions::Context;
use crate::types::ty::Type;
use crate::value::data::Value;
use std::fmt;
use std::sync::Arc;

/// Expression that is ready to run, any number of times and on any thread.
///
/// ```
/// use protune_cel::{Env, Inputs, Type, Value};
///
/// let mut env = Env::standard();
/// env.variable("words", Type::list(Type::String));
/// let program = env.compile("words.filter(w, w.startsWith('p')).map(w, size(w))").unwrap();
/// assert_eq!(program.ty().to_string(), "list(int)");
///
/// let mut inputs = Inputs::default();
/// inputs.set("words", Value::list(["pet", "cat", "parrot"].map(Value::from)));
/// assert_eq!(program.run(&inputs).unwrap().to_string(), "[3, 6]");
/// ```
pub struct Program {
    run: ValueFn,
    ty: Type,
    texts: Vec<Box<str>>,
    variables: Vec<Arc<str>>,
    locals: usize,
}

/// Values of variables, provider of views, and bounds of a run.
///
/// ```
/// use protune_cel::{Env, Inputs, Limits, Type, Value};
///
/// let mut env = Env::standard();
/// env.variable("n", Type::list(Type::Int));
/// let program = env.compile("n.all(a, n.all(b, n.all(c, a + b + c >= 0)))").unwrap();
///
/// let mut inputs = Inputs::default();
/// inputs.set("n", Value::list((0..1_000).map(Value::Int)));
/// let failure = program.run(&inputs).unwrap_err();
/// assert!(failure.is_limit());
/// assert_eq!(failure.message(), "the expression takes too many steps");
/// ```
#[derive(Clone, Default)]
pub struct Inputs<'v> {
    values: Vec<(Box<str>, Value<'v>)>,
    host: Option<&'v dyn Host>,
    /// Bounds of the run.
    pub limits: Limits,
}

impl<'v> Inputs<'v> {
    /// Sets the value of a variable.
    pub fn set(&mut self, name: &str, value: Value<'v>) -> &mut Inputs<'v> {
        match self.values.iter_mut().find(|(known, _)| &**known == name) {
            Some((_, known)) => *known = value,
            None => self.values.push((name.into(), value)),
        }
        self
    }

    /// Takes the value of a variable away.
    pub fn unset(&mut self, name: &str) -> &mut Inputs<'v> {
        self.values.retain(|(known, _)| &**known != name);
        self
    }

    /// Sets the provider of the values of views.
    pub fn host(&mut self, host: &'v dyn Host) -> &mut Inputs<'v> {
        self.host = Some(host);
        self
    }
}

impl Program {
    pub(crate) fn new(env: &Env, checked: &Checked) -> Program {
        let compiled = compile(env, checked);
        Program {
            run: compiled.run,
            ty: checked.ty().clone(),
            texts: compiled.texts,
            variables: compiled.variables,
            locals: checked.locals as usize,
        }
    }

    /// Type of the value.
    #[must_use]
    pub fn ty(&self) -> &Type {
        &self.ty
    }

    /// Names of the variables that the expression uses.
    pub fn variables(&self) -> impl ExactSizeIterator<Item = &str> {
        self.variables.iter().map(|name| &**name)
    }

    /// Runs the expression. The result depends on the inputs alone.
    ///
    /// # Errors
    /// If a value is not defined, such as a division by zero or a missing key, or a limit is reached.
    pub fn run<'v>(&'v self, inputs: &Inputs<'v>) -> Result<Value<'v>, Failure> {
        self.run_counted(inputs).0
    }

    /// Runs the expression, and returns the number of steps that it took as well.
    ///
    /// ```
    /// use protune_cel::{Env, Inputs, Value};
    ///
    /// let program = Env::standard().compile("[1, 2, 3].all(n, n > 0)").unwrap();
    /// let (value, steps) = program.run_counted(&Inputs::default());
    /// assert_eq!(value, Ok(Value::Bool(true)));
    /// assert!((3..100).contains(&steps));
    /// ```
    pub fn run_counted<'v>(&'v self, inputs: &Inputs<'v>) -> (Result<Value<'v>, Failure>, u64) {
        let meter = Meter::new(inputs.limits);
        let value = self.run_metered(inputs, &meter);
        (value, inputs.limits.steps - meter.steps_left())
    }

    fn run_metered<'v>(&'v self, inputs: &Inputs<'v>, meter: &Meter) -> Result<Value<'v>, Failure> {
        let find = |name: &Arc<str>| {
            inputs.values.iter().find(|(known, _)| **known == **name).map(|(_, value)| value)
        };
        let mut few = [None; FEW];
        let many: Vec<Option<&Value<'v>>>;
        let variables = match self.variables.len() {
            count @ ..=FEW => {
                for (slot, name) in few.iter_mut().zip(&self.variables) {
                    *slot = find(name);
                }
                &few[..count]
            }
            _ => {
                many = self.variables.iter().map(find).collect();
                &many
            }
        };
        let mut frame = Frame {
            context: Context { meter, host: inputs.host },
            texts: &self.texts,
            variables,
            locals: if self.locals == 0 { Vec::new() } else { vec![Value::Null; self.locals] },
        };
        (self.run)(&mut frame)
    }
}

/// Up to this many variables are found without memory from the heap.
const FEW: usize = 4;

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program")
            .field("ty", &self.ty)
            .field("variables", &self.variables)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Inputs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inputs")
            .field("values", &self.values)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
