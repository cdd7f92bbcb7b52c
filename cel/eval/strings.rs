//! The most frequent functions of strings, without a call through their overloads.

use super::code::{Code, Frame};
use super::compile::Compiler;
use super::meter::Failure;
use crate::library::re2;
use crate::syntax::ast::{Node, NodeId};
use crate::types::ty::Type;
use crate::value::data::Text;
use std::sync::Mutex;

/// A call of a function of strings whose arguments are strings for sure.
pub(super) fn known_call(
    compiler: &mut Compiler<'_>,
    name: &str,
    is_member: bool,
    args: &[NodeId],
) -> Option<Code> {
    let has_form = is_member || matches!(name, "size" | "matches");
    if !has_form || args.iter().any(|&arg| *compiler.ty(arg) != Type::String) {
        return None;
    }
    match (name, args) {
        ("startsWith", &[text, part]) => {
            Some(pair(compiler, text, part, |text, part| text.starts_with(part)))
        }
        ("endsWith", &[text, part]) => Some(pair(compiler, text, part, |text, part| text.ends_with(part))),
        ("contains", &[text, part]) => Some(pair(compiler, text, part, |text, part| text.contains(part))),
        ("size", &[text]) => {
            let run = compiler.node(text).text();
            Some(Code::int_of(move |frame| {
                let text = run(frame)?;
                frame.context.meter.read(text.len())?;
                Ok(text.chars().count() as i64)
            }))
        }
        ("matches", &[text, pattern]) => {
            let Node::String(pattern) = compiler.ast.node(pattern) else {
                return Some(matches(compiler, text, pattern));
            };
            let regex = match re2::compile(pattern) {
                Ok(regex) => regex,
                Err(fault) => return Some(Code::failing(fault.to_string())),
            };
            let run = compiler.node(text).text();
            Some(Code::bool_of(move |frame| {
                let text = run(frame)?;
                frame.context.meter.read(text.len())?;
                Ok(regex.is_match(&text))
            }))
        }
        _ => None,
    }
}

/// `matches` with a pattern that is known only when it runs. The last one is kept, since compiling takes long.
fn matches(compiler: &mut Compiler<'_>, text: NodeId, pattern: NodeId) -> Code {
    let (text, pattern) = (compiler.node(text).text(), compiler.node(pattern).text());
    let last: Mutex<Option<(Box<str>, re2::Pattern)>> = Mutex::new(None);
    Code::bool_of(move |frame: &mut Frame<'_, '_>| {
        let (text, pattern): (Text<'_>, Text<'_>) = (text(frame)?, pattern(frame)?);
        frame.context.meter.read(text.len() + pattern.len())?;
        let is_match =
            |(known, regex): &(Box<str>, re2::Pattern)| (**known == *pattern).then(|| regex.is_match(&text));
        let known = last.try_lock().ok().and_then(|last| last.as_ref().and_then(is_match));
        if let Some(is_match) = known {
            return Ok(is_match);
        }
        frame.context.meter.step(COMPILATION)?;
        let regex = re2::compile(&pattern).map_err(|fault| Failure::new(fault.to_string()))?;
        let is_match = regex.is_match(&text);
        if let Ok(mut last) = last.try_lock() {
            *last = Some(((&*pattern).into(), regex));
        }
        Ok(is_match)
    })
}

/// Steps of compiling a pattern.
const COMPILATION: usize = 5_000;

fn pair(compiler: &mut Compiler<'_>, text: NodeId, part: NodeId, is: fn(&str, &str) -> bool) -> Code {
    let (text, part) = (compiler.node(text).text(), compiler.node(part).text());
    Code::bool_of(move |frame: &mut Frame<'_, '_>| {
        let (text, part): (Text<'_>, Text<'_>) = (text(frame)?, part(frame)?);
        frame.context.meter.read(text.len())?;
        Ok(is(&text, &part))
    })
}
