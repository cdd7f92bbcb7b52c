//! What is wrong with a configuration, with its source. Configurations are small: no line index is needed.

use super::Look;
use super::full::pen;
use super::look::visible;
use crate::config::Problem;
use miette::{LabeledSpan, NamedSource, SourceCode};
use std::fmt;

/// All problems as text for a person.
pub fn draw(problems: &[Problem], look: Look) -> String {
    let pen = pen(look);
    let mut out = String::new();
    for problem in problems {
        let shown = Shown { source: source(problem), problem };
        pen.render_report(&mut out, &shown).expect("a string takes everything");
        out.push('\n');
    }
    out
}

fn source(problem: &Problem) -> NamedSource<String> {
    // miette names a file only where it draws a label, so a file as a whole has an empty text.
    let text = if problem.span.is_some() { problem.source.text.clone() } else { String::new() };
    NamedSource::new(visible(&problem.source.path), text)
}

/// A problem as miette wants it.
struct Shown<'p> {
    problem: &'p Problem,
    source: NamedSource<String>,
}

type Boxed<'a> = Option<Box<dyn fmt::Display + 'a>>;

impl miette::Diagnostic for Shown<'_> {
    fn help<'a>(&'a self) -> Boxed<'a> {
        Some(Box::new(visible(self.problem.help.as_deref()?)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.problem.span.unwrap_or_default();
        Some(Box::new(std::iter::once(LabeledSpan::new_primary_with_span(None, span.range()))))
    }
}

impl std::error::Error for Shown<'_> {}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&self.problem.message))
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
