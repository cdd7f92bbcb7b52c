//! Sessions made of any bytes: what editors send, and what none should. The server has to live, to answer each request once and
//! without a fault of its own, and to show in the end what a server shows that starts then.
//! `fuzz/fuzz_targets/lsp.rs` plays them as well.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// Longest time to wait for an answer. Machines that run tests may be slow.
const PATIENCE: Duration = Duration::from_secs(60);
/// Most steps of a session.
const MOST_STEPS: usize = 40;

/// A server, seen from its editor.
pub(crate) trait Peer {
    /// Sends the body of a message.
    fn send(&mut self, body: &[u8]);
    /// Takes the next message, if one comes in time.
    fn receive(&mut self, within: Duration) -> Option<Value>;
}

/// Files of the folder. Configurations are last.
const NAMES: &[&str] = &[
    "a.proto",
    "b/v1/c.proto",
    "b/v1/d.proto",
    "b/v1/e f%\u{fc}#.proto",
    "g/h.proto",
    "buf.yaml",
    "protune.toml",
];
const SCHEMAS: usize = 5;

/// Addresses of documents that are no files.
const ELSEWHERE: &[&str] =
    &["untitled:Untitled-1", "git:/a.proto?HEAD", "", "file:", "file://", "\u{fc}://x y"];

const TEXTS: &[&str] = &[
    "",
    "syntax = \"proto3\";\npackage b.v1;\nimport \"b/v1/d.proto\";\nmessage C { D d = 1; repeated D.E e = 2; }\n",
    "syntax = \"proto3\";\npackage b.v1;\nmessage D { enum E { A = 0; } string wrongName = 1; }\n",
    "syntax = \"proto2\";\npackage g;\nimport public \"a.proto\";\nmessage H { optional group Tail = 1 {} extensions 5 to 9; }\n",
    "edition = \"2023\";\npackage a;\nimport \"google/protobuf/descriptor.proto\";\nextend google.protobuf.FieldOptions { string o = 50000; }\n",
    "syntax = \"proto3\";\nimport \"g/h.proto\";\nservice S { rpc Get(g.H) returns (stream g.H); }\n// protune: ignore[RPC_PASCAL_CASE]\n",
    "// \u{1f600}\r\nsyntax = \"proto3\"; /* \u{fc}\r */ message \u{1f600} { C c = 1 [json_name = \"\u{1f600}\", ",
    "message M { message M { message M { oneof o { M.M m = 1; map<string, M> n = 1; } } } reserved 1 to max; }",
    "syntax = \"proto3\";\nimport \"b/v1/c.proto\";\nimport \"g/h.proto\";\nimport \"nowhere.proto\";\nimport \"a.proto\";\n",
];

const CONFIGURATIONS: &[&str] = &[
    "version: v2\n",
    "version: v2\nmodules:\n  - path: b\n  - path: g\n",
    "version: v1\nlint:\n  use:\n    - BASIC\n",
    "[lint]\nselect = [\"STANDARD\"]\n",
    "[lint]\nignore = [\"PACKAGE_DEFINED\"]\n",
    "",
    "lint: [\n",
    "nonsense = = 1",
];

const METHODS: &[&str] = &[
    "textDocument/completion",
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/typeDefinition",
    "textDocument/implementation",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/documentLink",
    "textDocument/documentSymbol",
    "textDocument/prepareRename",
    "textDocument/rename",
    "textDocument/semanticTokens/full",
    "textDocument/semanticTokens/full/delta",
    "textDocument/semanticTokens/range",
    "textDocument/foldingRange",
    "textDocument/selectionRange",
    "textDocument/linkedEditingRange",
    "textDocument/inlayHint",
    "textDocument/codeLens",
    "textDocument/formatting",
    "textDocument/rangeFormatting",
    "textDocument/rangesFormatting",
    "textDocument/codeAction",
    "textDocument/diagnostic",
    "workspace/symbol",
    "workspace/willRenameFiles",
    "workspace/executeCommand",
    "completionItem/resolve",
    "codeAction/resolve",
    "codeLens/resolve",
    "pets/unknown",
    "$/unknown",
    "initialize",
];

/// Plays bytes as a session about a folder, which is empty. `start` starts a server.
///
/// # Panics
/// If a server does not keep a promise.
pub(crate) fn play<P: Peer>(bytes: &[u8], root: &Path, start: &mut dyn FnMut() -> P) {
    let mut dice = Dice { bytes };
    let unit = dice.pick(&[Unit::Utf8, Unit::Utf16, Unit::Utf32]);
    for name in NAMES.iter().take(SCHEMAS) {
        if dice.below(3) != 0 {
            write(root, name, &dice.text(TEXTS));
        }
    }
    write(root, "buf.yaml", "version: v2\n");
    let mut session = Session::begin(start(), root, unit);
    for _ in 0..MOST_STEPS {
        if dice.bytes.is_empty() {
            break;
        }
        session.step(&mut dice);
    }
    session.settle();
    // A configuration that cannot be used leaves the one before in force, which a server that starts does not know.
    session.write(5, "version: v2\n");
    session.remove(6);
    session.equals_fresh(start());
}

/// Units of columns.
#[derive(Clone, Copy)]
enum Unit {
    Utf8,
    Utf16,
    Utf32,
}

struct Open {
    version: i32,
    text: String,
}

struct Session<'r, P> {
    peer: P,
    root: &'r Path,
    unit: Unit,
    next: i64,
    /// Requests without an answer.
    asked: BTreeSet<i64>,
    open: BTreeMap<String, Open>,
    /// Newest versions of documents that findings were sent for.
    published: BTreeMap<String, i64>,
}

impl<'r, P: Peer> Session<'r, P> {
    fn begin(peer: P, root: &'r Path, unit: Unit) -> Session<'r, P> {
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

    fn uri(&self, name: &str) -> String {
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

    fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn request(&mut self, method: &str, params: &Value) -> i64 {
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
    fn settle(&mut self) {
        while !self.asked.is_empty() {
            assert!(self.take().is_some(), "no answers to {:?}", self.asked);
        }
    }

    // Steps.

    fn step(&mut self, dice: &mut Dice<'_>) {
        match dice.below(16) {
            0 | 1 => self.open(dice),
            2..=5 => self.change(dice),
            6 => self.close(dice),
            7 | 8 => self.request_at_place(dice),
            9 => {
                let id = self.next - 1 - dice.below(4) as i64;
                self.notify("$/cancelRequest", json!({ "id": id }));
            }
            10 => {
                let at = dice.below(NAMES.len());
                let texts = if at < SCHEMAS { TEXTS } else { CONFIGURATIONS };
                let text = dice.text(texts);
                self.write(at, &text);
            }
            11 => self.remove(dice.below(NAMES.len())),
            12 => self.move_folder(dice),
            13 => self.say_nonsense(dice),
            14 if dice.below(3) == 0 => {
                let folder = json!({ "uri": self.uri(""), "name": "root" });
                let event = |added: &[&Value], removed: &[&Value]| json!({ "event": { "added": added, "removed": removed } });
                self.notify("workspace/didChangeWorkspaceFolders", event(&[], &[&folder]));
                self.request_at_place(dice);
                self.notify("workspace/didChangeWorkspaceFolders", event(&[&folder], &[]));
            }
            14 => {
                let name = self.some_name(dice);
                let method =
                    dice.pick(&["textDocument/didSave", "workspace/didChangeConfiguration", "$/setTrace"]);
                let uri = self.uri(&name);
                let params =
                    json!({ "textDocument": { "uri": uri }, "settings": { "codeLens": dice.below(2) == 0 } });
                self.notify(method, params);
            }
            _ => self.settle(),
        }
    }

    fn some_name(&self, dice: &mut Dice<'_>) -> String {
        dice.pick(NAMES).to_owned()
    }

    fn some_uri(&self, dice: &mut Dice<'_>) -> String {
        match dice.below(8) {
            0 => dice.pick(ELSEWHERE).to_owned(),
            _ => self.uri(&self.some_name(dice)),
        }
    }

    fn open(&mut self, dice: &mut Dice<'_>) {
        let uri = self.some_uri(dice);
        let text = dice.text(TEXTS);
        // Nobody opens what is open.
        if !self.open.contains_key(&uri) {
            self.open_with(&uri, &text, 1);
        }
    }

    fn open_with(&mut self, uri: &str, text: &str, version: i32) {
        let document = json!({ "uri": uri, "languageId": "proto", "version": version, "text": text });
        self.open.insert(uri.to_owned(), Open { version, text: text.to_owned() });
        self.published.remove(uri);
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    fn change(&mut self, dice: &mut Dice<'_>) {
        let count = self.open.len();
        let unit = self.unit;
        let Some((uri, open)) = self.open.iter_mut().nth(dice.below(count)) else { return };
        open.version += 1;
        let mut changes = Vec::new();
        for _ in 0..=dice.below(3) {
            let text = dice.text(&[
                "",
                "x",
                " ",
                "}",
                "{",
                ";",
                "\n",
                "\r\n",
                "\r",
                "\u{1f600}",
                "C c = 3;",
                "import \"a.proto\";\n",
            ]);
            if dice.below(8) == 0 {
                open.text.clone_from(&text);
                changes.push(json!({ "text": text }));
                continue;
            }
            let lines = lines(&open.text).len();
            let mut place = || (dice.below(lines + 2), dice.below(50));
            let (mut start, mut end) = (place(), place());
            if start > end {
                std::mem::swap(&mut start, &mut end);
            }
            let span = offset(&open.text, start, unit)..offset(&open.text, end, unit);
            open.text.replace_range(span, &text);
            changes
                .push(json!({ "range": { "start": position(start), "end": position(end) }, "text": text }));
        }
        let document = json!({ "uri": uri, "version": open.version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    fn close(&mut self, dice: &mut Dice<'_>) {
        let count = self.open.len();
        let Some(uri) = self.open.keys().nth(dice.below(count)).cloned() else { return };
        self.open.remove(&uri);
        self.published.remove(&uri);
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }

    fn request_at_place(&mut self, dice: &mut Dice<'_>) {
        let uri = match self.open.len() {
            0 => self.some_uri(dice),
            count => self.open.keys().nth(dice.below(count)).cloned().unwrap_or_default(),
        };
        let places = [(dice.below(12), dice.below(60)), (dice.below(12), dice.below(60))];
        let [start, end] = places.map(position);
        let range = json!({ "start": start, "end": end });
        let name = dice.text(&["x", "Renamed", "C", "", "1x", "\u{1f600}"]);
        let method = dice.pick(METHODS);
        let params = json!({
            "textDocument": { "uri": uri, "version": 1 },
            "position": start,
            "positions": [start, end],
            "range": range,
            "ranges": [range],
            "newName": name,
            "query": name,
            "files": [{ "oldUri": uri, "newUri": self.uri("b/v2/new.proto") }],
            "options": { "tabSize": 2, "insertSpaces": true },
            "context": { "triggerKind": 1, "diagnostics": [], "includeDeclaration": true },
            "previousResultId": "1",
            "command": "protune.explain",
            "arguments": [name],
            "label": name,
            "title": name,
            "data": { "uri": uri },
            "capabilities": {},
        });
        self.request(method, &params);
    }

    /// Sends what no editor should.
    fn say_nonsense(&mut self, dice: &mut Dice<'_>) {
        let junk = [
            json!(null),
            json!([]),
            json!(7),
            json!({}),
            json!({ "textDocument": { "uri": 5 } }),
            json!("\u{0}"),
        ];
        let params = junk[dice.below(junk.len())].clone();
        match dice.below(4) {
            0 => {
                let method = dice.pick(METHODS);
                self.request(method, &params);
            }
            1 => {
                let methods = [
                    "textDocument/didOpen",
                    "textDocument/didChange",
                    "textDocument/didClose",
                    "x",
                    "initialized",
                ];
                self.notify(dice.pick(&methods), params);
            }
            2 => {
                let body = dice.bytes();
                // What is a message of the protocol by chance would be answered by one that nobody waits for.
                if serde_json::from_slice::<Value>(body).is_err() {
                    self.peer.send(body);
                }
            }
            _ => {
                let uris: Vec<String> = ELSEWHERE.iter().map(|&uri| uri.to_owned()).collect();
                let changes: Vec<Value> = uris.iter().map(|uri| json!({ "uri": uri, "type": 9 })).collect();
                self.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
            }
        }
    }

    // The disk.

    fn write(&mut self, at: usize, text: &str) {
        let kind = if self.root.join(NAMES[at]).exists() { 2 } else { 1 };
        if write(self.root, NAMES[at], text) {
            self.tell(&[(NAMES[at], kind)]);
        }
    }

    fn remove(&mut self, at: usize) {
        if fs::remove_file(self.root.join(NAMES[at])).is_ok() {
            self.tell(&[(NAMES[at], 3)]);
        }
    }

    /// Moves a folder away, or back.
    fn move_folder(&mut self, dice: &mut Dice<'_>) {
        let (away, back) = ("b", "moved");
        let (old, new) = if self.root.join(away).exists() { (away, back) } else { (back, away) };
        if fs::rename(self.root.join(old), self.root.join(new)).is_err() {
            return;
        }
        // Some editors name the folder, and some the files.
        if dice.below(2) == 0 {
            self.tell(&[(old, 3), (new, 1)]);
        } else {
            let files = [json!({ "oldUri": self.uri(old), "newUri": self.uri(new) })];
            self.notify("workspace/didRenameFiles", json!({ "files": files }));
        }
    }

    fn tell(&mut self, changes: &[(&str, u32)]) {
        let changes: Vec<Value> =
            changes.iter().map(|(name, kind)| json!({ "uri": self.uri(name), "type": kind })).collect();
        self.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    }

    // The end.

    /// Shows what another server shows that only knows how things are now.
    fn equals_fresh(&mut self, peer: P) {
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

/// Writes a file, with the folders around it. Returns whether that was possible.
pub(crate) fn write(root: &Path, name: &str, text: &str) -> bool {
    let path = root.join(name);
    path.parent().is_some_and(|folder| fs::create_dir_all(folder).is_ok()) && fs::write(path, text).is_ok()
}

fn position((line, character): (usize, usize)) -> Value {
    json!({ "line": line, "character": character })
}

/// Starts and ends of the lines of a text, without what ends them.
fn lines(text: &str) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if letter != '\n' && letter != '\r' {
            continue;
        }
        lines.push((start, at));
        start = at + 1;
        if letter == '\r'
            && let Some(&(_, '\n')) = letters.peek()
        {
            letters.next();
            start += 1;
        }
    }
    lines.push((start, text.len()));
    lines
}

/// Offset of a position. What is beyond a line or the text is its end.
fn offset(text: &str, (line, column): (usize, usize), unit: Unit) -> usize {
    let Some(&(start, end)) = lines(text).get(line) else { return text.len() };
    let mut left = column;
    for (at, letter) in text[start..end].char_indices() {
        let width = match unit {
            Unit::Utf8 => letter.len_utf8(),
            Unit::Utf16 => letter.len_utf16(),
            Unit::Utf32 => 1,
        };
        if left < width {
            return start + at;
        }
        left -= width;
    }
    end
}

/// Choices that bytes make.
struct Dice<'b> {
    bytes: &'b [u8],
}

impl<'b> Dice<'b> {
    fn byte(&mut self) -> u8 {
        let Some((&first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        first
    }

    fn below(&mut self, end: usize) -> usize {
        usize::from(self.byte()) % end.max(1)
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// Bytes of the input itself.
    fn bytes(&mut self) -> &'b [u8] {
        let count = usize::from(self.byte()).min(self.bytes.len());
        let (some, rest) = self.bytes.split_at(count);
        self.bytes = rest;
        some
    }

    /// A text of the list, or any bytes.
    fn text(&mut self, texts: &[&str]) -> String {
        match self.below(6) {
            0 => String::from_utf8_lossy(self.bytes()).into_owned(),
            _ => self.pick(texts).to_owned(),
        }
    }
}
