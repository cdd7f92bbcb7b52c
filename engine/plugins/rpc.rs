//! pluginrpc: the list of a program's procedures, and the envelopes of requests and responses. Knows no procedure.

use super::wire::{Malformed, Part};
use protune_compiler::encoding::put_len;

/// Every type URL that is sent begins with it.
const TYPE_URL: &str = "type.googleapis.com/";

/// Procedure of a program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Procedure {
    /// `/`, the full name of the service, `/`, the name of the method.
    pub path: String,
    /// Arguments that select it. The path does if there are none.
    pub args: Vec<String>,
}

impl Procedure {
    /// Returns the arguments that select it.
    pub fn words(&self) -> &[String] {
        if self.args.is_empty() { std::slice::from_ref(&self.path) } else { &self.args }
    }
}

/// Error that a program answers in place of a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallError {
    /// Status in words, such as `invalid argument`.
    pub code: &'static str,
    /// Message for people.
    pub message: String,
}

/// Reads the procedures of a program, the answer to `--spec`.
///
/// ```
/// let procedures = protune_engine::plugins::spec(b"\x0A\x04\x0A\x02/a").expect("one procedure");
/// assert_eq!(procedures[0].words(), ["/a"]);
/// ```
///
/// # Errors
/// If the bytes are something else, or two procedures have the same path or arguments.
pub fn spec(bytes: &[u8]) -> Result<Vec<Procedure>, Malformed> {
    let whole = Part::whole(bytes);
    let mut procedures: Vec<Procedure> = Vec::new();
    for field in whole.fields() {
        let field = field?;
        if field.number() == 1 {
            let procedure = procedure(field.part()?)?;
            if procedures
                .iter()
                .any(|known| known.path == procedure.path || known.words() == procedure.words())
            {
                return Err(field.part()?.malformed("a procedure is listed twice"));
            }
            procedures.push(procedure);
        }
    }
    Ok(procedures)
}

fn procedure(part: Part<'_>) -> Result<Procedure, Malformed> {
    let mut out = Procedure { path: String::new(), args: Vec::new() };
    for field in part.fields() {
        let field = field?;
        match field.number() {
            1 => field.text()?.clone_into(&mut out.path),
            2 => out.args.push(field.text()?.to_owned()),
            _ => {}
        }
    }
    let is_path = |path: &str| path.starts_with('/') && path.len() > 1;
    let is_word = |word: &String| {
        let ends = [word.chars().next(), word.chars().last()];
        word.len() >= 2
            && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            && ends.iter().flatten().all(char::is_ascii_alphanumeric)
    };
    if !is_path(&out.path) {
        return Err(part.malformed("a procedure has no path"));
    }
    if !out.args.iter().all(is_word) {
        return Err(
            part.malformed("an argument of a procedure is not a word of letters, digits, `-` and `_`")
        );
    }
    Ok(out)
}

/// Returns the request with a message of a type, by its full name.
pub fn wrap(kind: &str, message: &[u8]) -> Vec<u8> {
    let mut any = Vec::with_capacity(message.len() + kind.len() + TYPE_URL.len() + 16);
    put_len(&mut any, 1, [TYPE_URL, kind].concat().as_bytes());
    put_len(&mut any, 2, message);
    let mut out = Vec::with_capacity(any.len() + 8);
    put_len(&mut out, 1, &any);
    out
}

/// Returns the message of a type in a response; an empty one if the response has none.
///
/// # Errors
/// If the bytes are something else, or have a message of another type. The inner error is that of the program.
pub fn respond<'b>(kind: &str, bytes: &'b [u8]) -> Result<Result<&'b [u8], CallError>, Malformed> {
    let (mut message, mut error) = (&b""[..], None);
    for field in Part::whole(bytes).fields() {
        let field = field?;
        match field.number() {
            1 => message = unwrap(kind, field.part()?)?,
            2 => error = Some(call_error(field.part()?)?),
            _ => {}
        }
    }
    Ok(match error {
        Some(error) => Err(error),
        None => Ok(message),
    })
}

fn unwrap<'b>(kind: &str, any: Part<'b>) -> Result<&'b [u8], Malformed> {
    let (mut url, mut value) = ("", &b""[..]);
    for field in any.fields() {
        let field = field?;
        match field.number() {
            1 => url = field.text()?,
            2 => value = field.part()?.bytes(),
            _ => {}
        }
    }
    let name = url.rsplit_once('/').map_or(url, |(_, name)| name);
    if name == kind { Ok(value) } else { Err(any.malformed("the response has a message of another type")) }
}

fn call_error(part: Part<'_>) -> Result<CallError, Malformed> {
    let mut out = CallError { code: code(0), message: String::new() };
    for field in part.fields() {
        let field = field?;
        match field.number() {
            1 => out.code = code(field.varint()?),
            2 => field.text()?.clone_into(&mut out.message),
            _ => {}
        }
    }
    Ok(out)
}

/// Names of the status codes of gRPC, which pluginrpc has taken over.
fn code(number: u64) -> &'static str {
    const CODES: [&str; 17] = [
        "no error",
        "canceled",
        "unknown error",
        "invalid argument",
        "deadline exceeded",
        "not found",
        "already exists",
        "permission denied",
        "resource exhausted",
        "failed precondition",
        "aborted",
        "out of range",
        "unimplemented",
        "internal error",
        "unavailable",
        "data loss",
        "unauthenticated",
    ];
    usize::try_from(number).ok().and_then(|at| CODES.get(at).copied()).unwrap_or("unknown error")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_an_any_in_an_envelope() {
        let request = wrap("a.B", b"\x08\x01");
        assert_eq!(request, b"\x0A\x1D\x0A\x17type.googleapis.com/a.B\x12\x02\x08\x01");
        assert_eq!(respond("a.B", &request), Ok(Ok(&b"\x08\x01"[..])));
        assert_eq!(respond("a.B", b""), Ok(Ok(&b""[..])));
        assert!(respond("a.C", &request).is_err());
        assert!(respond("a.B", &request[..9]).is_err());
    }

    #[test]
    fn errors_are_read() {
        let error = CallError { code: "invalid argument", message: "no".into() };
        assert_eq!(respond("a.B", b"\x12\x06\x08\x03\x12\x02no"), Ok(Err(error)));
        let unknown = respond("a.B", b"\x12\x03\x08\x80\x01").unwrap().unwrap_err();
        assert_eq!(unknown.code, "unknown error");
    }

    #[test]
    fn procedures_are_told_apart() {
        let procedure = |path: &str, args: &[&str]| {
            let mut inner = Vec::new();
            put_len(&mut inner, 1, path.as_bytes());
            args.iter().for_each(|arg| put_len(&mut inner, 2, arg.as_bytes()));
            let mut out = Vec::new();
            put_len(&mut out, 1, &inner);
            out
        };
        let two = [procedure("/a/B", &["check", "it"]), procedure("/a/C", &[])].concat();
        let procedures = spec(&two).unwrap();
        assert_eq!(
            (procedures[0].words().join(" "), procedures[1].words().join(" ")),
            ("check it".into(), "/a/C".into())
        );
        for wrong in [
            [procedure("/a", &[]), procedure("/a", &["bb"])].concat(),
            [procedure("/a", &["bb"]), procedure("/b", &["bb"])].concat(),
            procedure("a", &[]),
            procedure("/a", &["-b"]),
            procedure("/a", &["b c"]),
        ] {
            assert!(spec(&wrong).is_err(), "{wrong:?}");
        }
    }
}
