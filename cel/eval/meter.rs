//! Bounds of one evaluation, and failures.

use protune_compiler::text::Span;
use std::cell::Cell;
use std::fmt;

/// Bounds of one evaluation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Steps: parts of the body of a macro for each element, elements that are compared, and so on.
    pub steps: u64,
    /// Bytes of the strings, lists and maps that the expression makes.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { steps: 1_000_000, memory: 64 << 20 }
    }
}

/// Reason why an expression has no value.
///
/// ```
/// use protune_cel::{Env, Inputs};
///
/// let text = "[1, 2][number - 1]";
/// let mut env = Env::standard();
/// env.variable("number", protune_cel::Type::Int);
/// let program = env.compile(text).unwrap();
/// let mut inputs = Inputs::default();
/// inputs.set("number", 7.into());
/// let failure = program.run(&inputs).unwrap_err();
/// assert_eq!(failure.message(), "index 6 is out of range: the list has 2 elements");
/// assert_eq!(failure.span().unwrap().of(text), "[1, 2][number - 1]");
/// assert!(!failure.is_limit());
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure(Box<Reason>);

#[derive(Clone, PartialEq, Eq, Debug)]
struct Reason {
    message: String,
    span: Option<Span>,
    is_limit: bool,
}

pub(crate) type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// Makes a failure of a function. The message is lower case, without a full stop.
    #[cold]
    #[must_use]
    pub fn new(message: impl Into<String>) -> Failure {
        Failure(Box::new(Reason { message: message.into(), span: None, is_limit: false }))
    }

    #[cold]
    fn limit(message: &str) -> Failure {
        Failure(Box::new(Reason { message: message.into(), span: None, is_limit: true }))
    }

    /// Message: lower case, without a full stop.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Bytes of the expression that failed, if it is known.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.0.span
    }

    /// Returns whether the expression went beyond [`Limits`]. No operator hides that.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        self.0.is_limit
    }

    /// The failure at a place, unless it has one.
    #[cold]
    pub(crate) fn at(mut self, span: Span) -> Failure {
        self.0.span.get_or_insert(span);
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Failure {}

/// Rest of the bounds.
#[derive(Debug)]
pub(crate) struct Meter {
    steps: Cell<u64>,
    memory: Cell<u64>,
}

impl Meter {
    pub(crate) fn new(limits: Limits) -> Meter {
        Meter { steps: Cell::new(limits.steps), memory: Cell::new(limits.memory) }
    }

    pub(crate) fn unlimited() -> Meter {
        Meter::new(Limits { steps: u64::MAX, memory: u64::MAX })
    }

    pub(crate) fn steps_left(&self) -> u64 {
        self.steps.get()
    }

    /// Takes steps.
    #[inline]
    pub(crate) fn step(&self, steps: usize) -> Outcome<()> {
        match self.steps.get().checked_sub(steps as u64) {
            Some(left) => {
                self.steps.set(left);
                Ok(())
            }
            None => Err(Failure::limit("the expression takes too many steps")),
        }
    }

    /// Takes the steps of reading bytes.
    #[inline]
    pub(crate) fn read(&self, bytes: usize) -> Outcome<()> {
        if bytes < 64 { Ok(()) } else { self.step(bytes / 64) }
    }

    /// Takes memory, and the steps to fill it.
    #[inline]
    pub(crate) fn allocate(&self, bytes: usize) -> Outcome<()> {
        match self.memory.get().checked_sub(bytes as u64) {
            Some(left) => {
                self.memory.set(left);
                self.read(bytes)
            }
            None => Err(Failure::limit("the expression needs too much memory")),
        }
    }
}
