//! What is wrong with a configuration, and where. Says nothing of how it is shown.

use protune_compiler::text::Span;
use std::sync::Arc;

/// A configuration file, as far as it could be read.
pub struct Source {
    /// As it is printed: relative to the working directory, with `/`.
    pub path: String,
    pub text: String,
}

/// A reason not to use a configuration.
pub struct Problem {
    pub source: Arc<Source>,
    /// `None` when the file as a whole is meant.
    pub span: Option<Span>,
    /// Lower case, without a full stop.
    pub message: String,
    pub help: Option<String>,
}

/// At least one, in order of place.
pub type Problems = Vec<Problem>;

impl Problem {
    pub(super) fn new(source: &Arc<Source>, span: Option<Span>, message: impl Into<String>) -> Problem {
        Problem { source: source.clone(), span, message: message.into(), help: None }
    }

    #[must_use]
    pub(super) fn help(mut self, help: impl Into<String>) -> Problem {
        self.help = Some(help.into());
        self
    }
}

/// Something to be told about a configuration that does not keep it from being used.
pub struct Note {
    /// Lower case, without a full stop; with the path of the file, and the line.
    pub message: String,
    pub help: Option<String>,
}

/// A file that is being read, and what was noticed so far.
pub(super) struct Reading {
    pub source: Arc<Source>,
    pub problems: Problems,
    pub notes: Vec<Note>,
}

impl Reading {
    pub(super) fn new(source: Source) -> Reading {
        Reading { source: Arc::new(source), problems: Vec::new(), notes: Vec::new() }
    }

    pub(super) fn problem(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(Problem::new(&self.source, Some(span), message).help(help));
    }

    pub(super) fn note(&mut self, span: Span, message: impl AsRef<str>, help: impl Into<String>) {
        let line = self.source.text[..span.start as usize].matches('\n').count() + 1;
        let message = format!("{}:{line}: {}", self.source.path, message.as_ref());
        self.notes.push(Note { message, help: Some(help.into()) });
    }

    /// What was made of the file, unless there are problems.
    pub(super) fn finish<T>(mut self, result: T) -> Result<(T, Vec<Note>), Problems> {
        if self.problems.is_empty() {
            return Ok((result, self.notes));
        }
        self.problems.sort_by_key(|problem| problem.span);
        Err(self.problems)
    }
}
