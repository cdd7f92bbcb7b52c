//! Functions of strings. Positions count characters, not bytes.

use super::format::format;
use crate::eval::meter::{Failure, Outcome};
use crate::functions::{Context, Functions, add_all as add};
use crate::value::data::Value;

pub(super) fn add_all(functions: &mut Functions) {
    add(functions, "string.charAt(int) -> string", Some(char_at));
    add(functions, "string.indexOf(string) -> int; string.indexOf(string, int) -> int", Some(index_of));
    add(
        functions,
        "string.lastIndexOf(string) -> int; string.lastIndexOf(string, int) -> int",
        Some(last_index_of),
    );
    add(
        functions,
        "string.lowerAscii() -> string",
        Some(|context, args| mapped(context, args, str::to_ascii_lowercase)),
    );
    add(
        functions,
        "string.upperAscii() -> string",
        Some(|context, args| mapped(context, args, str::to_ascii_uppercase)),
    );
    add(
        functions,
        "string.trim() -> string",
        Some(|context, args| mapped(context, args, |text| text.trim().to_owned())),
    );
    add(
        functions,
        "string.reverse() -> string",
        Some(|context, args| mapped(context, args, |text| text.chars().rev().collect())),
    );
    add(
        functions,
        "string.replace(string, string) -> string; string.replace(string, string, int) -> string",
        Some(replace),
    );
    add(
        functions,
        "string.split(string) -> list(string); string.split(string, int) -> list(string)",
        Some(split),
    );
    add(functions, "string.substring(int) -> string; string.substring(int, int) -> string", Some(substring));
    add(functions, "list(string).join() -> string; list(string).join(string) -> string", Some(join));
    add(functions, "string.format(list(dyn)) -> string", Some(format));
    add(functions, "strings.quote(string) -> string", Some(|context, args| mapped(context, args, quote)));
}

fn no_overload<T>() -> Outcome<T> {
    Err(Failure::new("no such overload of a function of strings"))
}

fn text<'a>(args: &'a [Value<'_>], at: usize) -> Outcome<&'a str> {
    args[at].as_str().map_or_else(no_overload, Ok)
}

/// A position in characters, checked against a length.
fn position(args: &[Value<'_>], at: usize, length: usize) -> Outcome<usize> {
    let Some(position) = args[at].as_int() else { return no_overload() };
    match usize::try_from(position) {
        Ok(position) if position <= length => Ok(position),
        _ => Err(Failure::new(format!(
            "position {position} is out of range: the string has {length} characters"
        ))),
    }
}

fn length(context: &Context<'_, '_>, text: &str) -> Outcome<usize> {
    context.step(1 + text.len() / 16)?;
    Ok(text.chars().count())
}

/// Offset in bytes of a character, or the end.
fn offset(text: &str, position: usize) -> usize {
    text.char_indices().nth(position).map_or(text.len(), |(at, _)| at)
}

fn mapped<'v>(context: &Context<'_, 'v>, args: &[Value<'v>], how: fn(&str) -> String) -> Outcome<Value<'v>> {
    let text = text(args, 0)?;
    context.allocate(text.len())?;
    Ok(Value::from(how(text)))
}

fn char_at<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let text = text(args, 0)?;
    let position = position(args, 1, length(context, text)?)?;
    Ok(Value::from(text.chars().nth(position).map_or_else(String::new, String::from)))
}

fn index_of<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let (haystack, needle) = (text(args, 0)?, text(args, 1)?);
    let from = match args.len() {
        2 => 0,
        _ => position(args, 2, length(context, haystack)?)?,
    };
    context.step(1 + (haystack.len() + needle.len()) / 16)?;
    let start = offset(haystack, from);
    let found = haystack[start..].find(needle).map(|at| haystack[..start + at].chars().count() as i64);
    Ok(Value::Int(found.unwrap_or(-1)))
}

fn last_index_of<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let (haystack, needle) = (text(args, 0)?, text(args, 1)?);
    context.step(1 + (haystack.len() + needle.len()) / 16)?;
    // The last position where the needle may begin.
    let limit = match args.len() {
        2 => haystack.len(),
        _ => offset(haystack, position(args, 2, length(context, haystack)?)?),
    };
    let end = (limit + needle.len()).min(haystack.len());
    let end = (0..=end).rev().find(|&at| haystack.is_char_boundary(at)).unwrap_or(0);
    let found = haystack[..end].rfind(needle).map(|at| haystack[..at].chars().count() as i64);
    Ok(Value::Int(found.unwrap_or(-1)))
}

fn replace<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let (text, from, to) = (text(args, 0)?, text(args, 1)?, text(args, 2)?);
    let most = match args.get(3).map(Value::as_int) {
        None => usize::MAX,
        Some(None) => return no_overload(),
        Some(Some(most)) => usize::try_from(most).unwrap_or(usize::MAX),
    };
    context.step(1 + text.len() / 16)?;
    let count = text.matches(from).take(most).count();
    context.allocate(text.len().saturating_add(count.saturating_mul(to.len())))?;
    Ok(Value::from(text.replacen(from, to, most)))
}

fn split<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let (text, separator) = (text(args, 0)?, text(args, 1)?);
    let most = match args.get(2).map(Value::as_int) {
        None => usize::MAX,
        Some(None) => return no_overload(),
        Some(Some(most)) => usize::try_from(most).unwrap_or(usize::MAX),
    };
    context.step(1 + text.len() / 16)?;
    let mut parts: Vec<String> = Vec::new();
    if separator.is_empty() {
        let mut rest = text;
        while let Some(c) = rest.chars().next().filter(|_| parts.len() < most) {
            let end = if parts.len() + 1 == most { rest.len() } else { c.len_utf8() };
            parts.push(rest[..end].to_owned());
            rest = &rest[end..];
            context.allocate(PART)?;
        }
    } else {
        for part in text.splitn(most, separator) {
            context.allocate(PART + part.len())?;
            parts.push(part.to_owned());
        }
    }
    Ok(Value::list(parts.into_iter().map(Value::from)))
}

/// Memory of one part of a list of strings, besides its text.
const PART: usize = 48;

fn substring<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let text = text(args, 0)?;
    let length = length(context, text)?;
    let start = position(args, 1, length)?;
    let end = if args.len() > 2 { position(args, 2, length)? } else { length };
    if start > end {
        return Err(Failure::new(format!("the start {start} is behind the end {end}")));
    }
    let part = &text[offset(text, start)..offset(text, end)];
    context.allocate(part.len())?;
    Ok(Value::from(part.to_owned()))
}

fn join<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let Value::List(values) = &args[0] else { return no_overload() };
    let separator = if args.len() > 1 { text(args, 1)? } else { "" };
    let mut out = String::new();
    for (at, value) in values.iter().enumerate() {
        let Some(part) = value.as_str() else { return no_overload() };
        context.allocate(part.len() + separator.len())?;
        if at > 0 {
            out.push_str(separator);
        }
        out.push_str(part);
    }
    Ok(Value::from(out))
}

/// The text as a literal.
fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '\x07' => out.push_str("\\a"),
            '\x08' => out.push_str("\\b"),
            '\x0C' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\x0B' => out.push_str("\\v"),
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
