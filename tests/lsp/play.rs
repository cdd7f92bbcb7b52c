//! Sessions made of any bytes: what editors send, and what none should. The server has to live, to answer each request once and
//! without a fault of its own, and to show in the end what a server shows that starts then.
//! `fuzz/fuzz_targets/lsp.rs` plays them as well.

#[path = "play/conversation.rs"]
mod conversation;
#[path = "play/dice.rs"]
mod dice;
#[path = "play/text.rs"]
mod text;

pub(crate) use conversation::Peer;

use conversation::Session;
use dice::{CONFIGURATIONS, Dice, ELSEWHERE, METHODS, NAMES, SCHEMAS, TEXTS};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use text::{Unit, lines, offset, position};

/// Most steps of a session.
const MOST_STEPS: usize = 40;

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

/// Steps.
impl<P: Peer> Session<'_, P> {
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
}

/// Writes a file, with the folders around it. Returns whether that was possible.
pub(crate) fn write(root: &Path, name: &str, text: &str) -> bool {
    let path = root.join(name);
    path.parent().is_some_and(|folder| fs::create_dir_all(folder).is_ok()) && fs::write(path, text).is_ok()
}
