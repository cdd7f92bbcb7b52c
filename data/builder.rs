//! Problems, comments and counts that the three readers collect while they build a tree. Enforces the bounds.

use crate::{Comment, Entry, MAX_ALIASED, MAX_PROBLEMS, MAX_VALUES, Problem, Span};
use std::collections::HashMap;
use std::sync::Arc;

/// The rest of the document cannot be read; the reason is among the problems.
pub(crate) struct Stop;

pub(crate) struct Builder<'t> {
    text: &'t str,
    comments: Vec<Comment>,
    problems: Vec<Problem>,
    values: usize,
    aliased: usize,
    is_complete: bool,
}

impl<'t> Builder<'t> {
    pub(crate) fn new(text: &'t str) -> Builder<'t> {
        Builder { text, comments: Vec::new(), problems: Vec::new(), values: 0, aliased: 0, is_complete: true }
    }

    /// Notes that a part of the text is not in the tree; its reason is among the problems.
    pub(crate) fn cut(&mut self) {
        self.is_complete = false;
    }

    /// Comments and problems in the order of the text, and whether the tree is complete.
    pub(crate) fn finish(mut self) -> (Vec<Comment>, Vec<Problem>, bool) {
        self.comments.sort_by_key(|comment| comment.span);
        let mut read = 0;
        for comment in &mut self.comments {
            let before = &self.text[read..(comment.span.start as usize).max(read)];
            let line = before.rfind('\n').map(|at| &before[at + 1..]).or((read == 0).then_some(before));
            comment.own_line = line.is_some_and(|line| line.trim_start_matches('\u{feff}').trim().is_empty());
            read = comment.span.end as usize;
        }
        self.problems.sort_by_key(|problem| problem.span);
        (self.comments, self.problems, self.is_complete)
    }

    /// A comment with its markers: `# text`.
    pub(crate) fn comment(&mut self, span: Span) {
        let raw = span.of(self.text);
        let inner = match raw.as_bytes() {
            [b'/', b'*', ..] => raw[2..].strip_suffix("*/").unwrap_or(&raw[2..]),
            [b'/', b'/', ..] => &raw[2..],
            _ => raw.strip_prefix('#').unwrap_or(raw),
        };
        self.comments.push(Comment { span, text: inner.trim().into(), own_line: false });
    }

    pub(crate) fn problem(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(Problem {
                span,
                related: None,
                message: shortened(message.into()),
                help: help.into(),
            });
        }
    }

    /// Whether another problem would be dropped.
    pub(crate) fn is_full(&self) -> bool {
        self.problems.len() >= MAX_PROBLEMS
    }

    pub(crate) fn duplicate(&mut self, key: &str, first: Span, second: Span) {
        if self.is_full() {
            return;
        }
        let line = self.text[..first.start as usize].matches('\n').count() + 1;
        self.problem(
            second,
            format!("duplicate key `{key}`"),
            format!("remove one of them; line {line} has the other"),
        );
        if let Some(problem) = self.problems.last_mut() {
            problem.related = Some(first);
        }
    }

    /// Reports the entries whose keys came before in the same table.
    pub(crate) fn duplicates(&mut self, entries: &[Entry]) {
        let mut first: HashMap<&str, Span> = HashMap::with_capacity(entries.len());
        for entry in entries {
            match first.get(&*entry.key) {
                Some(&span) => self.duplicate(&entry.key, span, entry.key_span),
                None => drop(first.insert(&entry.key, entry.key_span)),
            }
        }
    }

    /// Counts a value that the text has.
    pub(crate) fn value(&mut self, span: Span) -> Result<(), Stop> {
        self.values += 1;
        if self.values <= MAX_VALUES {
            return Ok(());
        }
        self.problem(span, format!("the file has more than {MAX_VALUES} values"), "split the file");
        Err(Stop)
    }

    /// Counts values that an alias or a merge key repeats.
    pub(crate) fn aliased(&mut self, count: usize, span: Span) -> Result<(), Stop> {
        let is_told = self.aliased > MAX_ALIASED;
        self.aliased = self.aliased.saturating_add(count);
        if self.aliased <= MAX_ALIASED {
            return Ok(());
        }
        if is_told {
            return Err(Stop);
        }
        let message = format!("the aliases up to here stand for more than {MAX_ALIASED} values");
        self.problem(span, message, "use fewer aliases");
        Err(Stop)
    }

    pub(crate) fn too_deep(&mut self, span: Span) -> Stop {
        let levels = crate::MAX_DEPTH;
        self.problem(
            span,
            format!("nested more than {levels} levels deep"),
            "remove levels of lists and tables",
        );
        Stop
    }
}

/// Keeps a message readable that quotes text of any length.
fn shortened(mut message: String) -> String {
    const MAX: usize = 400;
    if message.len() > MAX {
        message.truncate(message.floor_char_boundary(MAX));
        message.push('…');
    }
    message
}

/// A decoded text, shared from here on.
pub(crate) fn shared(text: &str) -> Arc<str> {
    Arc::from(text)
}
