//! Problems of expressions: a place, a message and a help.

use protune_compiler::text::{ColumnUnit, LineIndex, Span};
use std::fmt;

/// Mistake in an expression, found before it runs.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Problem {
    /// Bytes of the expression that the message is about.
    pub span: Span,
    /// Message: lower case, without a full stop, names in backticks.
    pub message: String,
    /// Help, as an imperative.
    pub help: Option<String>,
    /// Step that found it.
    pub stage: Stage,
}

/// Step from the text to a program.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Stage {
    /// The text is not an expression of the language.
    Syntax,
    /// Names or types do not fit.
    Check,
}

pub(crate) fn problem(span: Span, message: impl Into<String>, help: impl Into<String>) -> Problem {
    let help = Some(help.into()).filter(|help| !help.is_empty());
    Problem { span, message: message.into(), help, stage: Stage::Syntax }
}

impl Problem {
    /// Returns the message with the line of the expression, the place below it, and the help.
    ///
    /// ```
    /// let text = "1 +\n  (2 *";
    /// let problem = protune_cel::parse(text).unwrap_err();
    /// assert_eq!(
    ///     problem.show(text),
    ///     "2:7: the expression ends where a value is expected\n  (2 *\n      ^\nhelp: complete the expression"
    /// );
    /// ```
    #[must_use]
    pub fn show(&self, text: &str) -> String {
        let index = LineIndex::new(text);
        let lines = index.of(text);
        let start = self.span.start.min(text.len() as u32);
        let (line, column) = lines.position(start, ColumnUnit::Scalar);
        let shown = lines.of(lines.line_span(line)).trim_end_matches(['\n', '\r']);
        let indent: String = shown.chars().take(column).map(blank).collect();
        let end = (self.span.end as usize).min(text.len());
        let under = text.get(start as usize..end).unwrap_or("").lines().next().unwrap_or("").chars().count();
        let carets = "^".repeat(under.max(1));
        let mut out = format!("{}:{}: {}\n{shown}\n{indent}{carets}", line + 1, column + 1, self.message);
        if let Some(help) = &self.help {
            out.push_str("\nhelp: ");
            out.push_str(help);
        }
        out
    }
}

/// Space of the same width as a character: a tab stays a tab.
fn blank(c: char) -> char {
    if c == '\t' { '\t' } else { ' ' }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}
