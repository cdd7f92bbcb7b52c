//! Errors in a configuration, with their locations. Does not show them.

use crate::plugin::{self, Plugin};
use protune_compiler::text::Span;
use protune_rules::Catalog;
use std::sync::Arc;

/// Maximum number of errors that are reported for one file.
const MOST: usize = 20;
/// In bytes.
const MAX_MESSAGE: usize = 400;

/// A configuration file, as far as it could be read.
pub struct Source {
    /// Path as it is printed: relative to the working directory, with `/`.
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
    pub(super) fn new(
        source: &Arc<Source>,
        span: Option<protune_data::Span>,
        message: impl Into<String>,
    ) -> Problem {
        let span = span.map(|span| first_line(&source.text, span));
        Problem { source: source.clone(), span, message: cut(message.into()), help: None }
    }

    /// The place and the message, without the help.
    pub fn in_one_line(&self) -> String {
        let path = &self.source.path;
        match self.span {
            Some(span) => {
                let line = self.source.text[..span.start as usize].matches('\n').count() + 1;
                format!("{path}:{line}: {}", self.message)
            }
            None => format!("{path}: {}", self.message),
        }
    }

    #[must_use]
    pub(super) fn help(mut self, help: impl Into<String>) -> Problem {
        self.help = Some(help.into());
        self
    }
}

/// No longer than anybody reads: what is quoted may be of any length.
fn cut(mut message: String) -> String {
    if message.len() > MAX_MESSAGE {
        message.truncate(message.floor_char_boundary(MAX_MESSAGE));
        message.push('…');
    }
    message
}

/// Note about a configuration that does not prevent its use.
#[derive(Clone)]
pub struct Note {
    /// Lower case, without a full stop; with the path of the file, and the line.
    pub message: String,
    pub help: Option<String>,
    /// Whether something is not checked because of it.
    pub is_skip: bool,
}

/// Part of a configuration that some commands use, and others do not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Section {
    Lint,
    Breaking,
}

/// Parts of configurations that a command uses.
#[derive(Clone, Copy, Default)]
pub struct Use {
    /// Sections that are used. Unknown rules in others are notes.
    pub sections: &'static [Section],
    /// Terms on which plugins run, so that their rules are known.
    pub plugins: plugin::Terms,
}

impl From<&'static [Section]> for Use {
    fn from(sections: &'static [Section]) -> Use {
        Use { sections, plugins: plugin::Terms::default() }
    }
}

impl<const LEN: usize> From<&'static [Section; LEN]> for Use {
    fn from(sections: &'static [Section; LEN]) -> Use {
        Use::from(&sections[..])
    }
}

/// A file that is being read, and what was noticed so far.
pub(super) struct Reading {
    pub source: Arc<Source>,
    /// The values with what they are written as.
    pub data: Arc<protune_data::File>,
    /// The rules that the file can name.
    pub catalog: Arc<Catalog>,
    pub problems: Problems,
    /// Parts of it that are used.
    pub used: Use,
    /// Plugins that run, whose rules the file can name.
    pub plugins: Vec<Arc<Plugin>>,
    /// Plugins do not run, so that words may be rules of theirs.
    pub has_closed_plugins: bool,
    /// Notes about such plugins, which end with the words.
    closed: Vec<(protune_data::Span, String, String)>,
    /// The words, with the place of the first.
    of_closed: Vec<String>,
    first_of_closed: Option<protune_data::Span>,
    /// Section that is being read.
    pub section: Option<Section>,
    notes: Vec<(Span, Note)>,
}

impl Reading {
    pub(super) fn new(source: Source) -> Reading {
        let catalog = Catalog::compiled_in().clone();
        Reading {
            data: Arc::new(protune_data::parse(protune_data::Language::Toml, "")),
            source: Arc::new(source),
            catalog,
            problems: Vec::new(),
            used: Use::default(),
            plugins: Vec::new(),
            has_closed_plugins: false,
            closed: Vec::new(),
            of_closed: Vec::new(),
            first_of_closed: None,
            section: None,
            notes: Vec::new(),
        }
    }

    /// Reports a rule that does not exist: a problem where the section is used, else a note.
    pub(super) fn unknown_rule(
        &mut self,
        span: protune_data::Span,
        word: &str,
        message: String,
        help: String,
    ) {
        let is_used = self.section.is_none_or(|section| self.used.sections.contains(&section));
        match is_used {
            true if self.has_closed_plugins => {
                self.first_of_closed.get_or_insert(span);
                self.of_closed.push(word.to_owned());
            }
            false if self.has_closed_plugins => {}
            true => self.problem(span, message, help),
            false => self.note(span, message, help),
        }
    }

    /// Notes that a plugin is not run. The note will name the words that may be rules of it.
    pub(super) fn closed_plugin(
        &mut self,
        span: protune_data::Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.closed.push((span, message.into(), help.into()));
    }

    /// Writes the notes about plugins that are not run.
    fn tell_closed(&mut self) {
        let mut words = std::mem::take(&mut self.of_closed);
        words.sort_unstable();
        words.dedup();
        let words = words.join(", ");
        let mut closed = std::mem::take(&mut self.closed);
        match (&mut closed[..], self.first_of_closed) {
            ([(_, message, _), ..], Some(_)) => message.push_str(&format!("; not checked: {words}")),
            // Who refuses plugins knows that their rules are not checked.
            ([], Some(span)) if self.used.plugins.consent != plugin::Consent::Refused => {
                let message = format!("{words}: no rules that are known, as plugins are not run");
                closed.push((span, message, "nothing is to be done if they are rules of plugins".to_owned()));
            }
            _ => {}
        }
        closed.into_iter().for_each(|(span, message, help)| self.skip(span, message, help));
    }

    pub(super) fn problem(
        &mut self,
        span: protune_data::Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        if self.problems.len() < MOST {
            self.problems.push(Problem::new(&self.source, Some(span), message).help(help));
        }
    }

    pub(super) fn note(
        &mut self,
        span: protune_data::Span,
        message: impl AsRef<str>,
        help: impl Into<String>,
    ) {
        if self.notes.len() < MOST {
            let note = self.note_of(span, message, help);
            self.notes.push((Span::new(span.start, span.end), note));
        }
    }

    /// Notes that something is not checked.
    pub(super) fn skip(
        &mut self,
        span: protune_data::Span,
        message: impl AsRef<str>,
        help: impl Into<String>,
    ) {
        if self.notes.len() < MOST {
            let note = Note { is_skip: true, ..self.note_of(span, message, help) };
            self.notes.push((Span::new(span.start, span.end), note));
        }
    }

    /// Returns a note about a place, for whoever learns only later whether it holds.
    pub(super) fn note_of(
        &self,
        span: protune_data::Span,
        message: impl AsRef<str>,
        help: impl Into<String>,
    ) -> Note {
        let line = self.line(span);
        let message = cut(format!("{}:{line}: {}", self.source.path, message.as_ref()));
        Note { message, help: Some(help.into()), is_skip: false }
    }

    /// Line of a place, from 1.
    pub(super) fn line(&self, span: protune_data::Span) -> usize {
        self.source.text[..span.start as usize].matches('\n').count() + 1
    }

    /// Returns the result for the file, unless there are problems.
    pub(super) fn finish<T>(mut self, result: T) -> Result<(T, Vec<Note>), Problems> {
        self.tell_closed();
        if self.problems.is_empty() {
            self.notes.sort_by_key(|(span, _)| *span);
            return Ok((result, self.notes.into_iter().map(|(_, note)| note).collect()));
        }
        Err(self.into_problems())
    }

    /// In order of place.
    pub(super) fn into_problems(mut self) -> Problems {
        // Rules may stand in other files.
        let own = self.source;
        self.problems.sort_by_key(|problem| {
            let is_other = !Arc::ptr_eq(&problem.source, &own);
            (is_other.then(|| problem.source.path.clone()), problem.span)
        });
        self.problems
    }
}

/// The part of a span in its first line: lists and tables may be long.
fn first_line(text: &str, span: protune_data::Span) -> Span {
    let line = span.of(text).lines().next().map_or(0, |line| line.trim_end().len());
    Span::new(span.start, span.start + line as u32)
}
