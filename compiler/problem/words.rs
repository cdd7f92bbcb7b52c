//! Declaration of problems: each is a variant with its data, a stable code, a message and a help.
//!
//! A variant costs nothing until a collector keeps it and calls `words`, which formats it.

use crate::text::Span;

/// Kind of problem with its data. A closure that returns one also implements it, for data that is expensive to compute.
pub(crate) trait Problem {
    fn words(&self) -> Words;
}

impl<P: Problem, F: Fn() -> P> Problem for F {
    fn words(&self) -> Words {
        self().words()
    }
}

/// Texts of a problem, in lower case, without a full stop, with names in backticks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Words {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// `None` if the message says everything.
    pub(crate) help: Option<String>,
}

impl Words {
    /// Converts an empty help to `None`.
    pub(crate) fn new(code: &'static str, message: String, help: String) -> Words {
        Words { code, message, help: Some(help).filter(|help| !help.is_empty()) }
    }
}

/// Declares the problems of one area: a line with the code and the data, the message, and an optional help. Both texts
/// refer to the data in braces, as in `format!`.
macro_rules! problems {
    (
        $(#[$doc:meta])*
        $vis:vis enum $name:ident $(<$life:lifetime>)? {
            $($code:literal: $variant:ident $({ $($field:ident: $ty:ty),+ $(,)? })?,
                $message:literal
                $(, help $help:literal)?;)+
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug)]
        $vis enum $name $(<$life>)? {
            $($variant $({ $($field: $ty),+ })?,)+
        }

        impl $(<$life>)? $name $(<$life>)? {
            pub(crate) const CODES: &'static [&'static str] = &[$($code),+];
        }

        impl $(<$life>)? $crate::problem::Problem for $name $(<$life>)? {
            fn words(&self) -> $crate::problem::Words {
                match self {
                    $(Self::$variant $({ $($field),+ })? => $crate::problem::Words::new(
                        $code,
                        format!($message),
                        <[String]>::concat(&[$(format!($help))?]),
                    ),)+
                }
            }
        }
    };
}

pub(crate) use problems;

/// Maximum number of problems reported for one file.
pub(crate) const MOST: usize = 100;

/// Error in one text, found without any other file.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct TextError {
    /// Place of the error.
    pub span: Span,
    /// Stable name of the kind of error, an argument of `protune explain`.
    pub code: &'static str,
    /// Description of the error.
    pub message: Box<str>,
    /// Advice, as an imperative.
    pub help: Option<Box<str>>,
    /// Related place, with its relation to the error.
    pub label: Option<(Span, &'static str)>,
}

/// Errors of one text: the first of those reported, in text order.
#[derive(Default, Debug)]
pub(crate) struct TextErrors {
    kept: Vec<TextError>,
}

impl TextErrors {
    /// Formats an error and keeps it, unless enough earlier errors are kept. Returns the kept error.
    pub(crate) fn report(&mut self, span: Span, problem: impl Problem) -> Option<&mut TextError> {
        if self.kept.len() >= MOST {
            self.kept.pop_if(|last| span < last.span)?;
        }
        let Words { code, message, help } = problem.words();
        let error =
            TextError { span, code, message: message.into(), help: help.map(Into::into), label: None };
        let at = self.kept.partition_point(|other| other.span <= span);
        self.kept.insert(at, error);
        self.kept.get_mut(at)
    }

    /// Returns the kept errors, in text order.
    pub(crate) fn all(&self) -> &[TextError] {
        &self.kept
    }

    pub(crate) fn into_vec(self) -> Vec<TextError> {
        self.kept
    }
}
