//! A small editor: it starts the server, keeps to the protocol, and remembers what it is sent.

use super::play::Peer;
use crate::binary;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Longest time to wait for an answer. Machines that run tests may be slow.
const PATIENCE: Duration = Duration::from_secs(120);

/// A process that serves.
pub(crate) struct Server {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
}

impl Server {
    /// Starts a server in a folder.
    pub(crate) fn start(root: &Path) -> Server {
        let mut command = binary::protune(root);
        command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        command.env("XDG_CACHE_HOME", root.join(".cache"));
        let mut child = command.spawn().unwrap();
        let (sender, messages) = channel();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Server { input: child.stdin.take(), child, messages }
    }

    /// Sends bytes as they are.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        // A server that ended is found out by whoever waits for it.
        let _ = input.write_all(bytes).and_then(|()| input.flush());
    }

    /// Ends the input, and waits for the end of the process.
    pub(crate) fn hang_up(mut self) -> ExitStatus {
        self.input = None;
        self.child.wait().unwrap()
    }
}

impl Peer for Server {
    fn send(&mut self, body: &[u8]) {
        self.send_bytes(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
        self.send_bytes(body);
    }

    fn receive(&mut self, within: Duration) -> Option<Value> {
        self.messages.recv_timeout(within).ok()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing is left to do where it ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An editor with a server.
pub(crate) struct Client {
    server: Server,
    next: i64,
    /// Newest findings by address, with their versions.
    published: HashMap<String, (i64, Vec<Value>)>,
    answers: HashMap<i64, Value>,
    /// Other notifications, with their parameters.
    notifications: Vec<(String, Value)>,
    pub(crate) root: PathBuf,
    pub(crate) capabilities: Value,
}

impl Client {
    /// Starts a server for a folder, with what the editor can do.
    pub(crate) fn start(root: &Path, capabilities: Value) -> Client {
        Client::start_with(root, capabilities, &Value::Null)
    }

    /// Does the same, with settings.
    pub(crate) fn start_with(root: &Path, capabilities: Value, options: &Value) -> Client {
        let root = root.canonicalize().unwrap();
        let server = Server::start(&root);
        let (published, answers) = (HashMap::new(), HashMap::new());
        let mut client = Client {
            server,
            next: 1,
            published,
            answers,
            notifications: Vec::new(),
            root,
            capabilities: Value::Null,
        };
        let uri = client.uri("");
        let started = client.ask(
            "initialize",
            json!({
                "processId": std::process::id(),
                "rootUri": uri,
                "workspaceFolders": [{ "uri": uri, "name": "root" }],
                "capabilities": capabilities,
                "initializationOptions": options,
            }),
        );
        client.capabilities = started.unwrap()["capabilities"].clone();
        client.notify("initialized", json!({}));
        client
    }

    pub(crate) fn uri(&self, name: &str) -> String {
        let path = if name.is_empty() { self.root.clone() } else { self.root.join(name) };
        format!("file://{}", path.display())
    }

    pub(crate) fn send(&mut self, message: &Value) {
        self.server.send(message.to_string().as_bytes());
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    pub(crate) fn request(&mut self, method: &str, params: Value) -> i64 {
        let id = self.next;
        self.next += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The result of a request, or the error.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.request(method, params);
        self.answer(id)
    }

    pub(crate) fn answer(&mut self, id: i64) -> Result<Value, Value> {
        let end = Instant::now() + PATIENCE;
        while !self.answers.contains_key(&id) {
            assert!(self.take(end), "no answer to request {id}");
        }
        let mut answer = self.answers.remove(&id).unwrap();
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["result"].take()),
        }
    }

    /// Takes one message. Returns whether one came in time.
    fn take(&mut self, end: Instant) -> bool {
        let left = end.saturating_duration_since(Instant::now());
        let Some(message) = self.server.receive(left) else { return false };
        let id = message.get("id").and_then(Value::as_i64);
        match (message.get("method").and_then(Value::as_str), id) {
            (Some("textDocument/publishDiagnostics"), _) => {
                let params = &message["params"];
                let found = params["diagnostics"].as_array().unwrap().clone();
                let version = params["version"].as_i64().unwrap_or(-1);
                self.published.insert(params["uri"].as_str().unwrap().to_owned(), (version, found));
            }
            (Some(_), Some(id)) => self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": null })),
            (Some(method), None) => {
                self.notifications.push((method.to_owned(), message["params"].clone()));
            }
            (None, Some(id)) => {
                assert!(self.answers.insert(id, message).is_none(), "a second answer to request {id}");
            }
            (None, None) => panic!("an answer to nothing: {message}"),
        }
        true
    }

    pub(crate) fn open(&mut self, name: &str, text: &str) {
        let uri = self.uri(name);
        let document = json!({ "uri": uri, "languageId": "proto", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub(crate) fn close(&mut self, name: &str) {
        let document = json!({ "uri": self.uri(name) });
        self.notify("textDocument/didClose", json!({ "textDocument": document }));
    }

    /// Says which files changed on the disk: 1 for one that is new, 2 for another text, 3 for one that is gone.
    pub(crate) fn on_disk(&mut self, changes: &[(&str, u32)]) {
        let changes: Vec<Value> =
            changes.iter().map(|(name, kind)| json!({ "uri": self.uri(name), "type": kind })).collect();
        self.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    }

    /// Puts another text in place of that of a document.
    pub(crate) fn replace(&mut self, name: &str, version: i64, text: &str) {
        let document = json!({ "uri": self.uri(name), "version": version });
        self.notify(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": [{ "text": text }] }),
        );
    }

    /// The findings for a version of a document, once they are there.
    pub(crate) fn findings(&mut self, name: &str, version: i64) -> Vec<Value> {
        let (uri, end) = (self.uri(name), Instant::now() + PATIENCE);
        loop {
            if let Some((known, found)) = self.published.get(&uri)
                && *known == version
            {
                return found.clone();
            }
            assert!(self.take(end), "no findings for version {version} of {name}");
        }
    }

    /// Waits until the findings of a document are as wanted.
    pub(crate) fn until(&mut self, name: &str, wanted: impl Fn(&[Value]) -> bool) {
        let (uri, end) = (self.uri(name), Instant::now() + PATIENCE);
        while !self.published.get(&uri).is_some_and(|(_, found)| wanted(found)) {
            assert!(self.take(end), "the findings of {name} are {:?}", self.published.get(&uri));
        }
    }

    /// Parameters of the notifications of a kind.
    pub(crate) fn noted<'c>(&'c self, method: &'c str) -> impl Iterator<Item = &'c Value> {
        self.notifications.iter().filter(move |(it, _)| it == method).map(|(_, params)| params)
    }

    /// Waits until there is a notification as wanted.
    pub(crate) fn until_noted(&mut self, method: &str, wanted: impl Fn(&Value) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !self.noted(method).any(&wanted) {
            assert!(self.take(end), "no {method} as wanted: {:?}", self.notifications);
        }
    }

    /// Ends the session, with a request for that or without.
    pub(crate) fn end(mut self, is_orderly: bool) -> ExitStatus {
        if is_orderly {
            assert_eq!(self.ask("shutdown", Value::Null), Ok(Value::Null));
        }
        self.notify("exit", Value::Null);
        self.server.child.wait().unwrap()
    }

    /// Ends the input.
    pub(crate) fn hang_up(self) -> ExitStatus {
        self.server.hang_up()
    }
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().unwrap(),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).unwrap())
}
