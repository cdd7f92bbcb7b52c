//! Signatures of functions as texts: `string.indexOf(string, int) -> int`, `size(list(A)) -> int`.
//! A single capital letter is a parameter, and a type before the name makes the function a member.

use super::ty::{Scalar, Type, well_known};

/// Signature of one overload of a function.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Signature {
    pub(crate) name: Box<str>,
    /// The receiver, if there is one, is the first.
    pub(crate) params: Vec<Type>,
    pub(crate) result: Type,
    pub(crate) is_member: bool,
}

/// Parses a signature. `named` gives the types of names that are none of the language.
pub(crate) fn parse(text: &str, named: &dyn Fn(&str) -> Option<Type>) -> Option<Signature> {
    let (call, result) = text.rsplit_once("->")?;
    let call = call.trim();
    let open = last_open(call)?;
    let params = split(call[open + 1..].strip_suffix(')')?);
    let head = &call[..open];
    let receiver = head.rsplit_once('.').and_then(|(before, name)| Some((ty(before, named)?, name)));
    let mut types = Vec::new();
    let is_member = receiver.is_some();
    let name = match receiver {
        Some((receiver, name)) => {
            types.push(receiver);
            name
        }
        None => head,
    };
    for param in params {
        types.push(ty(param, named)?);
    }
    Some(Signature { name: name.into(), params: types, result: ty(result.trim(), named)?, is_member })
}

/// Position of the bracket that the last one closes.
fn last_open(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate().rev() {
        match byte {
            b')' => depth += 1,
            b'(' if depth == 1 => return Some(at),
            b'(' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Parts between commas that no bracket holds.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            b',' if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    if !text[start..].trim().is_empty() {
        parts.push(text[start..].trim());
    }
    parts
}

/// The type that a text names.
pub(crate) fn ty(text: &str, named: &dyn Fn(&str) -> Option<Type>) -> Option<Type> {
    if let Some((head, rest)) = text.split_once('(') {
        let parts = split(rest.strip_suffix(')')?);
        let mut types = parts.into_iter().map(|part| ty(part, named)).collect::<Option<Vec<Type>>>()?;
        return Some(match (head, types.len()) {
            ("list", 1) => Type::list(types.remove(0)),
            ("map", 2) => {
                let value = types.remove(1);
                Type::map(types.remove(0), value)
            }
            ("type", 1) => Type::of_type(types.remove(0)),
            ("wrapper", 1) => Type::Wrapper(scalar(&types[0])?),
            _ => Type::opaque(head, types),
        });
    }
    let is_param = text.len() == 1 && text.as_bytes()[0].is_ascii_uppercase();
    Some(match text {
        "dyn" => Type::Dyn,
        "null" => Type::Null,
        "bool" => Type::Bool,
        "int" => Type::Int,
        "uint" => Type::Uint,
        "double" => Type::Double,
        "string" => Type::String,
        "bytes" => Type::Bytes,
        "duration" => Type::Duration,
        "timestamp" => Type::Timestamp,
        "any" => Type::Any,
        "type" => Type::Type(None),
        _ if is_param => Type::Param(text.into()),
        _ => return well_known(text).or_else(|| named(text)),
    })
}

fn scalar(ty: &Type) -> Option<Scalar> {
    Some(match ty {
        Type::Bool => Scalar::Bool,
        Type::Int => Scalar::Int,
        Type::Uint => Scalar::Uint,
        Type::Double => Scalar::Double,
        Type::String => Scalar::String,
        Type::Bytes => Scalar::Bytes,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_read() {
        let read = |text| parse(text, &|_| None).expect(text);
        let member = read("map(K, V).get(K, list(V)) -> V");
        assert_eq!((&*member.name, member.is_member, member.params.len()), ("get", true, 3));
        assert_eq!(member.params[0].to_string(), "map(K, V)");
        let global = read("math.least(int, int) -> int");
        assert_eq!((&*global.name, global.is_member), ("math.least", false));
        assert_eq!(read("now() -> timestamp").params, []);
        assert_eq!(parse("f(unknown) -> int", &|_| None), None);
    }
}
