//! A session with a server, and what it promises in every session.

use super::text::{Unit, lines};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

/// Longest time to wait for an answer. Machines that run tests may be slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server, seen from its editor.
pub(crate) trait Peer {
    /// Sends the body of a message.
    fn send(&mut self, body: &[u8]);
    /// Takes the next message, if one comes in time.
    fn receive(&mut self, within: Duration) -> Option<Value>;
}

pub(super) struct Open {
    pub(super) version: i32,
    pub(super) text: String,
}

pub(super) struct Session<'r, P> {
    pub(super) peer: P,
    pub(super) root: &'r Path,
    pub(super) unit: Unit,
    pub(super) next: i64,
    /// Requests without an answer.
    asked: BTreeSet<i64>,
    pub(super) open: BTreeMap<String, Open>,
    /// Newest versions of documents that findings were sent for.
    pub(super) published: BTreeMap<String, i64>,
}

impl<'r, P: Peer> Session<'r, P> {
    pub(super) fn begin(peer: P, root: &'r Path, unit: Unit) -> Session<'r, P> {
        let (asked, open, published) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
        let mut session = Session { peer, root, unit, next: 1, asked, open, published };
        let encoding = match unit {
            Unit::Utf8 => "utf-8",
            Unit::Utf16 => "utf-16",
            Unit::Utf32 => "utf-32",
        };
        let folder = json!({ "uri": session.uri(""), "name": "root" });
        let capabilities = json!({
            "general": { "positionEncodings": [encoding] },
            "textDocument": {
                "diagnostic": {},
                "publishDiagnostics": { "relatedInformation": true, "dataSupport": true, "codeDescriptionSupport": true },
                "definition": { "linkSupport": true },
                "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            },
            "workspace": {
                "diagnostics": { "refreshSupport": true },
                "didChangeWatchedFiles": { "dynamicRegistration": true },
                "workspaceEdit": { "documentChanges": true },
            },
        });
        let params = json!({ "processId": null, "workspaceFolders": [folder], "capabilities": capabilities });
        let started = session.ask("initialize", params);
        assert_eq!(started["result"]["capabilities"]["positionEncoding"], encoding, "{started}");
        session.notify("initialized", json!({}));
        session
    }

    pub(super) fn uri(&self, name: &str) -> String {
        let mut uri = format!("file://{}/", self.root.display());
        for byte in name.bytes() {
            match byte {
                b'a'..=b'z' | b'/' | b'.' | b'0'..=b'9' => uri.push(byte as char),
                _ => uri.push_str(&format!("%{byte:02x}")),
            }
        }
        uri
    }

    // Messages.

    fn send(&mut self, message: &Value) {
        self.peer.send(message.to_string().as_bytes());
    }

    pub(super) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    pub(super) fn request(&mut self, method: &str, params: &Value) -> i64 {
        let id = self.next;
        self.next += 1;
        self.asked.insert(id);
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, &params);
        loop {
            let message = self.take().unwrap_or_else(|| panic!("no answer to {method} {params}"));
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
        }
    }

    /// Takes a message, and checks it.
    fn take(&mut self) -> Option<Value> {
        let message = self.peer.receive(PATIENCE)?;
        let id = message.get("id").cloned();
        match (message.get("method").and_then(Value::as_str), id) {
            (Some("textDocument/publishDiagnostics"), _) => {
                let params = &message["params"];
                let uri = params["uri"].as_str().expect("an address").to_owned();
                let version = params["version"].as_i64().unwrap_or(-1);
                let before = self.published.insert(uri, version);
                assert!(
                    before.is_none_or(|before| before <= version || version < 0),
                    "an old list: {message}"
                );
            }
            (Some(_), Some(id)) => self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": null })),
            (Some(_), None) => {}
            // The answer to what was no message.
            (None, Some(Value::Null)) => assert_eq!(message["error"]["code"], -32700, "{message}"),
            (None, Some(id)) => {
                let id = id.as_i64().expect("a number of ours");
                assert!(self.asked.remove(&id), "an answer to nothing, or a second one: {message}");
                assert_ne!(message["error"]["code"], -32603, "{message}");
                assert!(message.get("result").is_some() != message.get("error").is_some(), "{message}");
            }
            (None, None) => panic!("an answer to nothing: {message}"),
        }
        Some(message)
    }

    /// Takes messages until each request has its answer.
    pub(super) fn settle(&mut self) {
        while !self.asked.is_empty() {
            assert!(self.take().is_some(), "no answers to {:?}", self.asked);
        }
    }

    pub(super) fn open_with(&mut self, uri: &str, text: &str, version: i32) {
        let document = json!({ "uri": uri, "languageId": "proto", "version": version, "text": text });
        self.open.insert(uri.to_owned(), Open { version, text: text.to_owned() });
        self.published.remove(uri);
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    // The end.

    /// Shows what another server shows that only knows how things are now.
    pub(super) fn equals_fresh(&mut self, peer: P) {
        let mut fresh = Session::begin(peer, self.root, self.unit);
        for (uri, open) in &self.open {
            fresh.open_with(uri, &open.text, open.version);
        }
        let end = Instant::now() + PATIENCE;
        loop {
            let (shown, wanted) = (self.shown(), fresh.shown());
            if shown == wanted {
                break;
            }
            // Folders are loaded again after a while.
            assert!(
                Instant::now() < end,
                "shows\n{shown:#}\nand not\n{wanted:#}\nfor {:#?}",
                self.open.iter().map(|(uri, open)| (uri, &open.text)).collect::<Vec<_>>()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
        for session in [self, &mut fresh] {
            let id = session.request("shutdown", &Value::Null);
            session.settle();
            assert!(id > 0);
            session.notify("exit", Value::Null);
        }
    }

    /// All that the editor shows of findings.
    fn shown(&mut self) -> Value {
        let mut all =
            self.ask("workspace/diagnostic", json!({ "previousResultIds": [] }))["result"]["items"].take();
        let files = all.as_array_mut().expect("a list of files");
        files.sort_by_key(|file| file["uri"].to_string());
        let uris: Vec<String> = self.open.keys().cloned().collect();
        let mut of_open = Vec::new();
        for uri in uris {
            let params = json!({ "textDocument": { "uri": uri } });
            let report = self.ask("textDocument/diagnostic", params)["result"]["items"].take();
            let lines = lines(&self.open[&uri].text).len() as u64;
            for finding in report.as_array().into_iter().flatten() {
                let last = finding["range"]["end"]["line"].as_u64();
                assert!(last.is_some_and(|last| last < lines), "beyond {lines} lines: {finding}");
            }
            of_open.push(json!([uri, report]));
        }
        json!({ "open": of_open, "all": all })
    }
}
