//! Messages of the Model Context Protocol, in all versions that clients speak: with a handshake, or with the version in
//! each request.

use super::roots::Roots;
use serde_json::{Value, json};

/// Versions with a handshake, the newest first.
const WITH_HANDSHAKE: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

/// Versions whose requests name them.
const WITHOUT_HANDSHAKE: [&str; 1] = ["2026-07-28"];

/// Key of the version in a request.
const VERSION: &str = "io.modelcontextprotocol/protocolVersion";

const NOT_JSON: i64 = -32700;
const BAD_REQUEST: i64 = -32600;
pub(super) const NO_METHOD: i64 = -32601;
pub(super) const BAD_PARAMS: i64 = -32602;
const BAD_VERSION: i64 = -32022;

/// A request, or a notification if it has no id.
pub(super) struct Incoming {
    pub(super) id: Option<Value>,
    pub(super) method: String,
    pub(super) params: Value,
}

/// Reason why a request has no result.
#[derive(Debug)]
pub(super) struct Failure {
    code: i64,
    message: String,
    data: Option<Value>,
}

impl Failure {
    pub(super) fn new(code: i64, message: impl Into<String>) -> Failure {
        Failure { code, message: message.into(), data: None }
    }
}

/// Reads a message; `None` for an answer. The error comes with the id of the request, as far as there is one.
pub(super) fn read(line: &[u8]) -> Result<Option<Incoming>, (Value, Failure)> {
    let bad = |id: Value, what: &str| Err((id, Failure::new(BAD_REQUEST, what)));
    let mut message: Value = match serde_json::from_slice(line) {
        Ok(message) => message,
        Err(error) => {
            let failure = Failure::new(NOT_JSON, format!("the message is not valid JSON: {error}"));
            return Err((Value::Null, failure));
        }
    };
    if message.is_array() {
        return bad(Value::Null, "a line holds one message, not several");
    }
    let Some(object) = message.as_object_mut() else {
        return bad(Value::Null, "a message is an object");
    };
    let id = match object.remove("id") {
        None => None,
        Some(id @ (Value::String(_) | Value::Number(_))) => Some(id),
        Some(_) => return bad(Value::Null, "an id is a string or a number"),
    };
    match object.remove("method") {
        Some(Value::String(method)) => {
            let params = object.remove("params").unwrap_or(Value::Null);
            Ok(Some(Incoming { id, method, params }))
        }
        None if object.contains_key("result") || object.contains_key("error") => Ok(None),
        _ => bad(id.unwrap_or_default(), "a request has a method"),
    }
}

/// Returns whether a request names its version. The error is for versions that this program does not speak.
pub(super) fn version_of(params: &Value) -> Result<bool, Failure> {
    let Some(version) = params.get("_meta").and_then(|meta| meta.get(VERSION)) else { return Ok(false) };
    if WITHOUT_HANDSHAKE.iter().any(|known| version == known) {
        return Ok(true);
    }
    Err(Failure {
        code: BAD_VERSION,
        message: format!("protune does not speak version {version} of the protocol"),
        data: Some(json!({ "supported": WITHOUT_HANDSHAKE, "requested": version })),
    })
}

/// The result of `initialize`: the version that was asked for if it is known, else the newest.
pub(super) fn initialized(params: &Value, roots: &Roots) -> Value {
    let asked = params.get("protocolVersion").and_then(Value::as_str);
    let version = WITH_HANDSHAKE.iter().find(|known| asked == Some(known)).unwrap_or(&WITH_HANDSHAKE[0]);
    json!({
        "protocolVersion": version,
        "capabilities": capabilities(),
        "serverInfo": info(),
        "instructions": instructions(roots),
    })
}

/// The result of `server/discover`.
pub(super) fn discovered(roots: &Roots) -> Value {
    cached(json!({
        "supportedVersions": WITHOUT_HANDSHAKE,
        "capabilities": capabilities(),
        "instructions": instructions(roots),
        "_meta": { "io.modelcontextprotocol/serverInfo": info() },
    }))
}

fn capabilities() -> Value {
    json!({ "tools": { "listChanged": false } })
}

fn info() -> Value {
    json!({ "name": "protune", "title": "protune", "version": env!("CARGO_PKG_VERSION") })
}

fn instructions(roots: &Roots) -> String {
    format!(
        "protune checks, compares, formats and fixes Protobuf schemas, and the gRPC service configs, policies and routes \
         deployed with them, below {}. Paths are relative to {}. `lint` after each edit of a .proto file; `breaking` with \
         `against: \"git:HEAD\"` before a commit; `fix` and `format` show a diff, and write only with `write: true`.",
        roots.in_words(),
        roots.first().display()
    )
}

/// A result that is the same as long as the server runs.
pub(super) fn cached(mut result: Value) -> Value {
    result["ttlMs"] = json!(3_600_000);
    result["cacheScope"] = json!("private");
    result
}

/// A message with the result of a request.
pub(super) fn answered(id: &Value, mut result: Value, is_modern: bool) -> Value {
    if is_modern {
        result["resultType"] = json!("complete");
    } else if let Some(result) = result.as_object_mut() {
        result.retain(|key, _| !matches!(key.as_str(), "ttlMs" | "cacheScope"));
    }
    json!({ "jsonrpc": "2.0", "id": id, "result": result })
}

/// A message with the reason why a request has no result.
pub(super) fn failed(id: &Value, failure: Failure) -> Value {
    let mut error = json!({ "code": failure.code, "message": failure.message });
    if let Some(data) = failure.data {
        error["data"] = data;
    }
    json!({ "jsonrpc": "2.0", "id": id, "error": error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_told_apart() {
        let read = |text: &str| read(text.as_bytes()).map_err(|(id, failure)| (id, failure.code));
        assert!(read(r#"{"id":1,"method":"ping"}"#).unwrap().unwrap().id.is_some());
        assert!(read(r#"{"method":"notifications/initialized"}"#).unwrap().unwrap().id.is_none());
        assert!(read(r#"{"id":1,"result":{}}"#).unwrap().is_none());
        let code = |text: &str| read(text).err().unwrap();
        assert_eq!(code("{"), (Value::Null, NOT_JSON));
        assert_eq!(code("[]"), (Value::Null, BAD_REQUEST));
        assert_eq!(code("7"), (Value::Null, BAD_REQUEST));
        assert_eq!(code(r#"{"id":null,"method":"ping"}"#), (Value::Null, BAD_REQUEST));
        assert_eq!(code(r#"{"id":3,"method":4}"#), (json!(3), BAD_REQUEST));
    }

    #[test]
    fn versions_are_agreed_on() {
        let of = |version: &str| version_of(&json!({ "_meta": { VERSION: version } })).map_err(|it| it.code);
        assert_eq!(of(WITHOUT_HANDSHAKE[0]), Ok(true));
        assert_eq!(of("2099-01-01"), Err(BAD_VERSION));
        assert!(!version_of(&Value::Null).unwrap());
    }
}
