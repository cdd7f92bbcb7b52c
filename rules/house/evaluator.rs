//! Evaluation of the expressions of a rule, for one element after the other, within the steps that the rule has. Judges
//! nothing.

use super::Expression;
use super::scene::Scene;
use protune_cel::{Bound, Failure, Inputs, Limits, Object, Slot, Value};

/// Steps that a rule can take in one file or package. Each expression has a limit of its own.
const MAX_STEPS: u64 = 50_000_000;

/// Expression with a name, which other expressions of the rule use.
#[derive(Debug)]
pub(super) struct Var {
    /// Name with `vars.` before it.
    pub(super) name: String,
    pub(super) expression: Expression,
}

/// Expression that is asked of one element after the other.
pub(super) struct Condition<'r> {
    expression: &'r Expression,
    bound: Bound<'r>,
}

/// Values of variables, and the steps that are left.
pub(super) struct Evaluator<'r> {
    inputs: Inputs<'r>,
    vars: &'r [Var],
    /// One for each of these, for the element that is judged.
    states: Vec<State>,
    left: u64,
}

#[derive(Clone)]
enum State {
    Unknown,
    Known,
    Failed(Failure),
}

impl<'r> Evaluator<'r> {
    pub(super) fn new(scene: &'r Scene<'r>, vars: &'r [Var]) -> Evaluator<'r> {
        let mut inputs = Inputs::default();
        inputs.host(scene);
        Evaluator { inputs, vars, states: vec![State::Unknown; vars.len()], left: MAX_STEPS }
    }

    pub(super) fn set(&mut self, name: &str, value: Value<'r>) {
        self.inputs.set(name, value);
    }

    /// Returns the slot of a variable that each element sets.
    pub(super) fn slot(&mut self, name: &str) -> Slot {
        self.inputs.slot(name)
    }

    /// Sets a variable to a part of the schema; `null` if there is none.
    #[inline]
    pub(super) fn put(&mut self, slot: Slot, part: Option<Object>) {
        match part {
            Some(part) => self.inputs.put_object(slot, part),
            None => self.inputs.put(slot, Value::Null),
        };
    }

    pub(super) fn condition(&mut self, expression: &'r Expression) -> Condition<'r> {
        Condition { expression, bound: expression.program.bind(&mut self.inputs) }
    }

    /// Forgets the values of the named expressions, which are about the element before.
    pub(super) fn next(&mut self) {
        self.states.fill(State::Unknown);
    }

    /// Evaluates an expression, and those that it names, each once for an element.
    pub(super) fn run(&mut self, expression: &'r Expression) -> Result<Value<'r>, Failure> {
        self.after_names(expression, |inputs| expression.program.run_counted(inputs))
    }

    /// Whether a condition is true of the element. The same as [`Evaluator::run`].
    #[inline]
    pub(super) fn holds(&mut self, condition: &Condition<'r>) -> Result<bool, Failure> {
        self.after_names(condition.expression, |inputs| condition.bound.holds_counted(inputs))
    }

    #[inline]
    fn after_names<T>(
        &mut self,
        expression: &'r Expression,
        run: impl FnOnce(&Inputs<'r>) -> (Result<T, Failure>, u64),
    ) -> Result<T, Failure> {
        let failed = if self.vars.is_empty() { None } else { self.names_of(expression)? };
        match self.step(run) {
            // It may not have needed the one that failed.
            Err(failure) if !failure.is_limit() => Err(failed.unwrap_or(failure)),
            other => other,
        }
    }

    /// Sets the named expressions that an expression uses. Returns why the first of those without a value has none.
    fn names_of(&mut self, expression: &'r Expression) -> Result<Option<Failure>, Failure> {
        let mut failed = None;
        for name in expression.program.variables() {
            if let Some(at) = self.vars.iter().position(|var| var.name == name) {
                failed = failed.or(self.name(at)?);
            }
        }
        Ok(failed)
    }

    /// Sets a named expression to its value. Returns why it has none; limits are not forgiven.
    fn name(&mut self, at: usize) -> Result<Option<Failure>, Failure> {
        let vars = self.vars;
        if matches!(self.states[at], State::Unknown) {
            self.states[at] = match self.run(&vars[at].expression) {
                Ok(value) => {
                    self.inputs.set(&vars[at].name, value);
                    State::Known
                }
                Err(failure) if failure.is_limit() => return Err(failure),
                Err(failure) => {
                    self.inputs.unset(&vars[at].name);
                    State::Failed(failure)
                }
            };
        }
        Ok(match &self.states[at] {
            State::Failed(failure) => Some(failure.clone()),
            _ => None,
        })
    }

    #[inline]
    fn step<T>(&mut self, run: impl FnOnce(&Inputs<'r>) -> (Result<T, Failure>, u64)) -> Result<T, Failure> {
        let too_many = || Failure::new("the rule takes too many steps in this file");
        let left = self.left.checked_sub(1).ok_or_else(too_many)?;
        self.inputs.limits.steps = Limits::default().steps.min(left);
        let (value, steps) = run(&self.inputs);
        self.left = left - steps;
        match value {
            Err(failure) if failure.is_limit() && self.left < Limits::default().steps / 2 => Err(too_many()),
            value => value,
        }
    }
}
