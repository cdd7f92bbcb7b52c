//! Texts with expressions between braces.

use super::Expression;
use super::evaluator::Evaluator;
use super::read::Place;
use protune_cel::{Env, Failure, Problem, Value};

/// Text of a message or a help.
#[derive(Debug)]
pub(super) struct Template(Vec<Piece>);

#[derive(Debug)]
enum Piece {
    Text(String),
    Value(Box<Expression>),
}

impl Template {
    /// Reads a text: `{expression}` is a value, `{{` and `}}` are braces. `place` is that of a part of the text.
    pub(super) fn read(
        text: &str,
        env: &Env,
        place: &dyn Fn(usize) -> Place,
    ) -> Result<Template, (usize, Vec<Problem>)> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut at = 0;
        while let Some(next) = text[at..].chars().next() {
            let rest = &text[at..];
            match next {
                '{' | '}' if rest[1..].starts_with(next) => {
                    plain.push(next);
                    at += 2;
                }
                '{' => {
                    let end = closing(&rest[1..]).unwrap_or(rest.len() - 1);
                    let inner = &rest[1..=end];
                    if !plain.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut plain)));
                    }
                    let program = env.compile(inner).map_err(|problems| (at + 1, problems))?;
                    let place = place(at + 1);
                    pieces.push(Piece::Value(Box::new(Expression {
                        text: inner.to_owned(),
                        program,
                        place,
                    })));
                    at = (at + end + 2).min(text.len());
                }
                _ => {
                    plain.push(next);
                    at += next.len_utf8();
                }
            }
        }
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Template(pieces))
    }

    pub(super) fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Value(expression) => Some(&**expression),
        })
    }

    /// Returns the text with the values.
    pub(super) fn fill<'v>(&'v self, evaluator: &mut Evaluator<'v>) -> Result<String, Failure> {
        let mut out = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Value(expression) => out.push_str(&shown(&evaluator.run(expression)?)),
            }
        }
        Ok(out)
    }
}

/// A value as people read it: texts without quotes.
fn shown(value: &Value<'_>) -> String {
    match value {
        Value::String(text) => text.to_string(),
        Value::List(values) => values.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// Position of the brace that closes an expression; braces of maps and in strings do not.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '{') => depth += 1,
            (None, '}') if depth == 0 => return Some(at),
            (None, '}') => depth -= 1,
            _ => {}
        }
    }
    None
}
