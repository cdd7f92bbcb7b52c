//! Programs: expressions that are ready to run.

use super::code::{Code, Frame};
use super::compile::compile;
use super::host::Host;
use super::meter::{Failure, Limits, Meter};
use crate::check::Checked;
use crate::env::Env;
use crate::functions::Context;
use crate::types::ty::Type;
use crate::value::data::{Object, Value};
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
    code: Code,
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
    names: Vec<Box<str>>,
    /// Values of the variables with these names, as far as they have any.
    values: Vec<Option<Value<'v>>>,
    host: Option<&'v dyn Host>,
    /// Bounds of the run.
    pub limits: Limits,
}

/// Place of a variable among the inputs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slot(usize);

/// Values of the variables of a program.
pub(crate) struct Variables<'f, 'v> {
    values: &'f [Option<Value<'v>>],
    slots: &'f [Slot],
}

impl<'f, 'v> Variables<'f, 'v> {
    /// Returns the value of a variable; `None` if the caller does not give it.
    #[inline]
    pub(crate) fn get(&self, at: usize) -> Option<&'f Value<'v>> {
        self.values.get(self.slots.get(at)?.0)?.as_ref()
    }
}

impl<'v> Inputs<'v> {
    /// Sets the value of a variable.
    pub fn set(&mut self, name: &str, value: Value<'v>) -> &mut Inputs<'v> {
        let slot = self.slot(name);
        self.put(slot, value)
    }

    /// Returns the slot of a variable, which may have no value.
    pub fn slot(&mut self, name: &str) -> Slot {
        self.find(name).unwrap_or_else(|| {
            self.names.push(name.into());
            self.values.push(None);
            Slot(self.names.len() - 1)
        })
    }

    fn find(&self, name: &str) -> Option<Slot> {
        self.names.iter().position(|known| &**known == name).map(Slot)
    }

    /// Sets the value of a variable by its slot: the same as [`Inputs::set`], for those who do it often.
    #[inline]
    pub fn put(&mut self, slot: Slot, value: Value<'v>) -> &mut Inputs<'v> {
        if let Some(known) = self.values.get_mut(slot.0) {
            *known = Some(value);
        }
        self
    }

    /// Sets a variable to a value of a view: the same as [`Inputs::put`], without a copy of the value.
    #[inline]
    pub fn put_object(&mut self, slot: Slot, object: Object) -> &mut Inputs<'v> {
        if let Some(known) = self.values.get_mut(slot.0) {
            *known = Some(Value::Object(object));
        }
        self
    }

    /// Takes the value of a variable away.
    pub fn unset(&mut self, name: &str) -> &mut Inputs<'v> {
        if let Some(slot) = self.find(name) {
            self.values[slot.0] = None;
        }
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
            code: compiled.code,
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
        let slots: Vec<Slot> =
            self.variables.iter().map(|name| inputs.find(name).unwrap_or(NOWHERE)).collect();
        self.run_with(inputs, &slots, |frame| self.code.run(frame))
    }

    /// Looks the variables up among inputs, for many runs with them or copies of them. Other inputs have other variables there.
    ///
    /// ```
    /// use protune_cel::{Env, Inputs, Type};
    ///
    /// let mut env = Env::standard();
    /// env.variable("n", Type::Int);
    /// let program = env.compile("n * n > 10").unwrap();
    ///
    /// let mut inputs = Inputs::default();
    /// let n = inputs.slot("n");
    /// let bound = program.bind(&mut inputs);
    /// let is_large = |n_is: i64| bound.holds_counted(inputs.clone().put(n, n_is.into())).0;
    /// assert_eq!([is_large(3), is_large(4)], [Ok(false), Ok(true)]);
    /// ```
    pub fn bind<'p>(&'p self, inputs: &mut Inputs<'_>) -> Bound<'p> {
        Bound { program: self, slots: self.variables.iter().map(|name| inputs.slot(name)).collect() }
    }

    /// Returns a result, and the number of steps to it. The slots are those of the variables.
    #[inline]
    fn run_with<'v, T>(
        &'v self,
        inputs: &Inputs<'v>,
        slots: &[Slot],
        run: impl FnOnce(&mut Frame<'_, 'v>) -> T,
    ) -> (T, u64) {
        let meter = Meter::new(inputs.limits);
        let mut frame = Frame {
            context: Context { meter: &meter, host: inputs.host },
            texts: &self.texts,
            variables: Variables { values: &inputs.values, slots },
            locals: if self.locals == 0 { Vec::new() } else { vec![Value::Null; self.locals] },
        };
        let result = run(&mut frame);
        (result, inputs.limits.steps - meter.steps_left())
    }
}

/// Program that knows the slots of its variables among some inputs. See [`Program::bind`].
#[derive(Debug)]
pub struct Bound<'p> {
    program: &'p Program,
    slots: Vec<Slot>,
}

impl<'p> Bound<'p> {
    /// Runs the expression with these inputs. Returns whether it is true, and the number of steps that it took.
    #[inline]
    pub fn holds_counted(&self, inputs: &Inputs<'p>) -> (Result<bool, Failure>, u64) {
        self.program.run_with(inputs, &self.slots, |frame| self.program.code.holds(frame))
    }
}

/// Slot of a variable that the inputs do not name.
const NOWHERE: Slot = Slot(usize::MAX);

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
            .field("names", &self.names)
            .field("values", &self.values)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
