//! Terms of a connection. Values of headers are secrets, and in no message.

use std::env;
use std::path::PathBuf;
use std::time::Duration;

/// Terms of the connections to all servers of a run.
pub struct Flags {
    pub trust: Trust,
    /// Files with the certificate of the client and its key.
    pub identity: Option<(PathBuf, PathBuf)>,
    /// Name that the certificate has to have.
    pub servername: Option<String>,
    pub authority: Option<String>,
    pub headers: Vec<Header>,
    pub connect_timeout: Duration,
    pub max_time: Duration,
    /// Bytes of one message.
    pub max_message: u64,
}

/// Servers that are trusted.
pub enum Trust {
    /// Servers with a certificate of the authorities that the system trusts.
    System,
    /// Servers with a certificate of the authorities in a file.
    Authorities(PathBuf),
    Anyone,
}

/// A header of each call. It has no `Debug`: the value is a secret.
pub struct Header {
    pub name: String,
    pub value: String,
}

impl Header {
    /// Reads `name: value`, with variables of the environment in the value. The error is for the user.
    pub fn read(text: &str) -> Result<Header, String> {
        let Some((name, value)) = text.split_once(':') else {
            return Err("a header is written `name: value`".to_owned());
        };
        let name = name.trim().to_ascii_lowercase();
        let is_own = ["content-type", "te", "host", "connection"].contains(&name.as_str());
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if name.is_empty() || !name.bytes().all(is_name) {
            return Err("the name of a header consists of letters, digits, `-`, `_` and `.`".to_owned());
        }
        if is_own || name.starts_with("grpc-") {
            return Err(format!("the header `{name}` belongs to gRPC"));
        }
        let value = expanded(value.trim(), &|name| env::var(name).ok())?;
        if value.bytes().any(|byte| byte < b' ' || byte == 0x7F) {
            return Err(format!(
                "the value of the header `{name}` has a line break or another control character"
            ));
        }
        Ok(Header { name, value })
    }
}

/// Puts the values of variables in the place of `${NAME}`.
fn expanded(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out += before;
        let Some((name, after)) = after.split_once('}') else {
            return Err("a `${` of a header has no `}`".to_owned());
        };
        let value = variable(name).ok_or_else(|| format!("the environment has no variable `{name}`"))?;
        out += value.trim_end_matches(['\r', '\n']);
        rest = after;
    }
    Ok(out + rest)
}

#[cfg(test)]
mod tests {
    use super::{Header, expanded};

    #[test]
    fn variables_are_put_in() {
        let variable = |name: &str| (name == "TOKEN").then(|| "s3cret\n".to_owned());
        assert_eq!(expanded("Bearer ${TOKEN}!", &variable).unwrap(), "Bearer s3cret!");
        assert_eq!(expanded("$TOKEN {}", &variable).unwrap(), "$TOKEN {}");
        assert!(expanded("${NONE}", &variable).is_err());
        assert!(expanded("${TOKEN", &variable).is_err());
    }

    #[test]
    fn headers_are_read() {
        let header = Header::read("X-Team:  a: b ").ok().unwrap();
        assert_eq!((header.name.as_str(), header.value.as_str()), ("x-team", "a: b"));
        for text in ["no value", ": x", "a b: c", "te: x", "grpc-timeout: 1S", "a: b\nc: d"] {
            assert!(Header::read(text).is_err(), "{text}");
        }
    }
}
