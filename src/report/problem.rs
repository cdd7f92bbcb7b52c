//! What is wrong with a configuration, with the part of its source that it is about.

use super::Look;
use super::full::pen;
use super::look::visible;
use super::snippet::{Snippet, drawn};
use crate::config::Problem;
use miette::{LabeledSpan, SourceCode};
use protune_compiler::text::LineIndex;
use protune_engine::documents::Text;
use std::fmt;

/// All problems as text for a person.
pub fn draw(problems: &[Problem], look: Look) -> String {
    let pen = pen(look);
    let mut out = String::new();
    for problem in problems {
        let lines = LineIndex::new(&problem.source.text);
        let path = visible(&problem.source.path);
        let shown = Shown { snippet: snippet(problem, &path, &lines), problem };
        let pen = if problem.span.is_some() { pen.clone() } else { pen.clone().without_primary_span_start() };
        pen.render_report(&mut out, &shown).expect("a string takes everything");
        out.push('\n');
    }
    out
}

/// miette names a file only where it draws a label, so a file as a whole has an empty one.
fn snippet<'p>(problem: &'p Problem, path: &'p str, lines: &'p LineIndex) -> Snippet<'p> {
    let text = Text { text: &problem.source.text, lines };
    Snippet { path: path.into(), file: problem.span.map(|_| text) }
}

/// A problem as miette wants it.
struct Shown<'p> {
    problem: &'p Problem,
    snippet: Snippet<'p>,
}

type Boxed<'a> = Option<Box<dyn fmt::Display + 'a>>;

impl miette::Diagnostic for Shown<'_> {
    fn help<'a>(&'a self) -> Boxed<'a> {
        Some(Box::new(visible(self.problem.help.as_deref()?)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.snippet)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.snippet.file.zip(self.problem.span).map(|(text, span)| drawn(text, span));
        let span = span.unwrap_or_default();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use protune_compiler::text::Span;
    use std::path::Path;

    /// Every span of a text that has all that makes lines and columns hard.
    #[test]
    fn any_place_can_be_drawn() {
        let text = "a\tb\r\n\r\né中\n\n\u{1b}[1m\n";
        let mut problems = config::read(text, Path::new("/")).err().unwrap();
        let places: Vec<usize> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
        for &start in &places {
            for &end in places.iter().filter(|&&end| end >= start) {
                problems[0].span = Some(Span::new(start as u32, end as u32));
                let out = draw(&problems, Look::PLAIN);
                assert!(out.contains("[--config:") && !out.contains('\u{1b}'), "{start}..{end}:\n{out}");
            }
        }
    }
}
