//! Whatever is edited, in an editor or on the disk, the server shows what `protune lint` reports: in open files and in closed ones.
//!
//!     LSP_CORPORA=tree:tree LSP_EDITS=200 cargo test --test functions lsp::truth     edits of other trees

use super::play::write;
use super::{Client, binary, of_command_line};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

/// Findings by file: rule, first line and message of each.
type Shown = BTreeMap<String, Vec<(String, u64, String)>>;

#[test]
fn an_editor_shows_what_lint_reports_of_a_small_tree() {
    let texts = [
        ("buf.yaml", "version: v2\nlint:\n  use:\n    - STANDARD\n    - COMMENTS\n"),
        (
            "a/v1/one.proto",
            "syntax = \"proto3\";\n\npackage a.v1;\n\nimport \"a/v1/two.proto\";\n\nmessage One {\n  Two two = 1;\n}\n",
        ),
        (
            "a/v1/two.proto",
            "syntax = \"proto3\";\n\npackage a.v1;\n\noption go_package = \"x\";\n\nmessage Two {\n  string badName = 1;\n}\n",
        ),
        ("a/v1/three.proto", "syntax = \"proto3\";\n\npackage a.v1;\n\nimport public \"a/v1/two.proto\";\n"),
        (
            "b/four.proto",
            "syntax = \"proto3\";\n\npackage b;\n\nimport \"a/v1/three.proto\";\n\nservice S {\n  rpc Get(a.v1.Two) returns (a.v1.Two);\n}\n",
        ),
        (
            "b/five.proto",
            "syntax = \"proto2\";\n\npackage b;\n\nimport \"google/protobuf/descriptor.proto\";\n\nextend google.protobuf.FieldOptions {\n  optional bool opt = 50001;\n}\n",
        ),
    ];
    let tree = texts.map(|(name, text)| (name.to_owned(), text.to_owned()));
    for seed in 1..=3 {
        follow(&BTreeMap::from(tree.clone()), seed, edits(30), false);
    }
}

#[test]
fn an_editor_shows_what_lint_reports_of_a_tree_of_modules() {
    follow(&tree(Path::new("fixtures/monorepo/one")), 7, edits(20), false);
}

#[test]
fn an_editor_shows_what_lint_reports_of_a_tree_of_the_language() {
    let mut all = tree(Path::new("fixtures/compile/valid"));
    all.insert("buf.yaml".to_owned(), "version: v2\nlint:\n  use:\n    - STANDARD\n".to_owned());
    follow(&all, 11, edits(20), false);
}

/// An edit of the hub matters to more files than are looked at at once.
#[test]
fn an_editor_shows_what_lint_reports_of_a_tree_around_one_file() {
    let hub = "syntax = \"proto3\";\n\npackage hub.v1;\n\nmessage A {\n  string a = 1;\n}\n\nmessage B {\n  A badName = 1;\n}\n";
    let mut all = BTreeMap::from([
        ("buf.yaml".to_owned(), "version: v2\nlint:\n  use:\n    - STANDARD\n".to_owned()),
        ("hub/v1/hub.proto".to_owned(), hub.to_owned()),
    ]);
    for at in 0..80 {
        let text = format!(
            "syntax = \"proto3\";\n\npackage user.v1;\n\nimport \"hub/v1/hub.proto\";\n\nmessage User{at} {{\n  hub.v1.B b = 1;\n}}\n\nservice S{at} {{\n  rpc Get(hub.v1.A) returns (hub.v1.B);\n}}\n"
        );
        all.insert(format!("user/v1/user{at}.proto"), text);
    }
    follow(&all, 13, edits(20), false);
}

/// Without a configuration each file is checked by itself, and the command line is asked about each.
#[test]
fn an_editor_shows_what_lint_reports_of_a_tree_without_a_configuration() {
    follow(&tree(Path::new("fixtures/sample/bakery")), 5, edits(10), true);
}

#[test]
fn an_editor_shows_what_lint_reports_of_other_trees() {
    let trees = std::env::var_os("LSP_CORPORA").unwrap_or_default();
    for root in std::env::split_paths(&trees).filter(|root| !root.as_os_str().is_empty()) {
        let all = tree(&root);
        let has_configuration = all.keys().any(|name| !name.ends_with(".proto"));
        follow(&all, 3, edits(30), !has_configuration);
    }
}

fn edits(usual: usize) -> usize {
    std::env::var("LSP_EDITS").map_or(usual, |edits| edits.parse().expect("a number"))
}

/// Schemas and configurations below a folder.
fn tree(root: &Path) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
            if path.is_dir() {
                open.push(path);
            } else if (name.ends_with(".proto") || matches!(name.as_str(), "buf.yaml" | "protune.toml"))
                && let Ok(text) = fs::read_to_string(&path)
            {
                texts.insert(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned(), text);
            }
        }
    }
    texts
}

/// Edits a tree, and compares after each edit. `alone` has the command line check one file at a time.
fn follow(tree: &BTreeMap<String, String>, seed: u64, edits: usize, alone: bool) {
    let mut world = World::new(tree, seed, alone);
    world.compare("at the start");
    for at in 1..=edits {
        let what = world.edit();
        world.compare(&format!("after edit {at} of seed {seed}: {what}"));
    }
}

struct World {
    /// The folder of the editor, where open files have other texts than those on the disk.
    _edited: tempfile::TempDir,
    client: Client,
    /// The folder of the command line, where all texts are on the disk.
    told: tempfile::TempDir,
    /// Schemas, as the editor sees them.
    texts: BTreeMap<String, String>,
    /// Versions of open files.
    open: BTreeMap<String, i64>,
    random: u64,
    alone: bool,
}

impl World {
    fn new(tree: &BTreeMap<String, String>, seed: u64, alone: bool) -> World {
        let (edited, told) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for (name, text) in tree {
            for root in [&edited, &told] {
                assert!(write(root.path(), name, text));
            }
        }
        let client = Client::start(edited.path(), able());
        let texts = tree.iter().filter(|(name, _)| name.ends_with(".proto"));
        let texts = texts.map(|(name, text)| (name.clone(), text.clone())).collect();
        let random = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        World { _edited: edited, client, told, texts, open: BTreeMap::new(), random, alone }
    }

    fn below(&mut self, end: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 11) as usize % end.max(1)
    }

    /// Makes an edit. Returns what it was.
    fn edit(&mut self) -> String {
        let names: Vec<String> = self.texts.keys().cloned().collect();
        // Many import the first one, if there are many.
        let name = names[if self.below(3) == 0 { 0 } else { self.below(names.len()) }].clone();
        match self.below(12) {
            0 if names.len() > 2 => {
                self.close(&name);
                self.on_disk(&name, None);
                self.texts.remove(&name);
                format!("{name} was deleted")
            }
            1 => {
                let new = format!("a/v1/new{}.proto", self.below(3));
                let text = self.texts[&name].clone();
                self.close(&new);
                self.on_disk(&new, Some(&text));
                self.texts.insert(new.clone(), text);
                format!("{new} is a copy of {name}")
            }
            2 | 3 if self.open.contains_key(&name) => {
                // What was not saved is lost.
                self.close(&name);
                let text = fs::read_to_string(self.client.root.join(&name)).unwrap();
                assert!(write(self.told.path(), &name, &text));
                self.texts.insert(name.clone(), text);
                format!("{name} was closed")
            }
            4 if !self.open.contains_key(&name) => {
                let text = self.edited(&name);
                self.on_disk(&name, Some(&text));
                self.texts.insert(name.clone(), text);
                format!("{name} was changed on the disk")
            }
            _ => {
                let text = self.edited(&name);
                let version = self.open.get(&name).map_or(1, |version| version + 1);
                match version {
                    1 => self.client.open(&name, &text),
                    _ => self.client.replace(&name, version, &text),
                }
                self.open.insert(name.clone(), version);
                assert!(write(self.told.path(), &name, &text));
                self.texts.insert(name.clone(), text);
                format!("{name} was edited")
            }
        }
    }

    fn close(&mut self, name: &str) {
        if self.open.remove(name).is_some() {
            let document = json!({ "textDocument": { "uri": self.client.uri(name) } });
            self.client.notify("textDocument/didClose", document);
        }
    }

    /// Changes a file on the disk, and says so.
    fn on_disk(&mut self, name: &str, text: Option<&str>) {
        let path = self.client.root.join(name);
        let kind = match (path.exists(), text) {
            (false, _) => 1,
            (true, Some(_)) => 2,
            (true, None) => 3,
        };
        for root in [self.client.root.clone(), self.told.path().to_owned()] {
            match text {
                Some(text) => assert!(write(&root, name, text)),
                None => drop(fs::remove_file(root.join(name))),
            }
        }
        let change = json!({ "uri": self.client.uri(name), "type": kind });
        self.client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
    }

    /// The text of a file after a small edit.
    fn edited(&mut self, name: &str) -> String {
        let text = self.texts[name].clone();
        let names: Vec<String> = self.texts.keys().cloned().collect();
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let at = self.below(lines.len());
        let with =
            |at: usize, what: &str| format!("{}{what}\n{}", lines[..at].concat(), lines[at..].concat());
        match self.below(8) {
            0 => {
                // Which file a cycle is reported in depends on the order in which files are read.
                let target = &names[self.below(names.len())];
                match self.reaches(target, name) {
                    true => text.clone(),
                    false => with(1.min(lines.len()), &format!("import \"{target}\";")),
                }
            }
            1 => with(lines.len(), STATEMENTS[self.below(STATEMENTS.len())]),
            2 => with(at, STATEMENTS[self.below(STATEMENTS.len())]),
            3 if !lines.is_empty() => format!("{}{}", lines[..at].concat(), lines[at + 1..].concat()),
            4 => text.replacen("package ", "package x", 1),
            5 => text.replacen("package x", "package ", 1),
            _ => {
                let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                let mut text = text.clone();
                if let Some(&at) = ends.get(self.below(ends.len())) {
                    match self.below(3) {
                        0 => drop(text.remove(at)),
                        _ => text.insert(at, ['x', 'X', '}', ' ', ';'][self.below(5)]),
                    }
                }
                text
            }
        }
    }

    /// Whether a file imports another one, if only through others.
    fn reaches(&self, from: &str, to: &str) -> bool {
        let mut seen = vec![from.to_owned()];
        let mut next = 0;
        while let Some(name) = seen.get(next).cloned() {
            next += 1;
            let text = self.texts.get(&name).map_or("", String::as_str);
            let names = text.lines().filter(|line| line.contains("import")).flat_map(|line| line.split('"'));
            for name in names.filter(|name| name.ends_with(".proto")) {
                // Roots of imports may be deeper than the folder.
                for file in self.texts.keys().filter(|file| file.ends_with(name)) {
                    if !seen.contains(file) {
                        seen.push(file.clone());
                    }
                }
            }
        }
        seen.iter().any(|name| name == to)
    }

    /// Waits until the editor shows what the command line reports.
    fn compare(&mut self, when: &str) {
        let wanted = self.reported();
        let end = Instant::now() + PATIENCE;
        loop {
            let mut shown = self.shown();
            // Of a file outside of all modules, an open one, only an editor says what is wrong.
            shown.retain(|name, _| wanted.contains_key(name) || !self.is_outside(name));
            if shown == wanted {
                return;
            }
            // A folder is loaded again after a while.
            if Instant::now() > end {
                for name in shown.keys().chain(wanted.keys()) {
                    let text = self.texts.get(name).map_or("no such file", String::as_str);
                    assert_eq!(shown.get(name), wanted.get(name), "{when}, in {name}:\n{text}");
                }
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn is_outside(&self, name: &str) -> bool {
        let run = binary::protune(self.told.path()).args(["lint", name]).output().unwrap();
        run.status.code() == Some(2) && String::from_utf8_lossy(&run.stderr).contains("outside the modules")
    }

    fn reported(&self) -> Shown {
        let folder = self.told.path();
        let mut all = match self.alone {
            false => of_command_line(folder, &[]),
            true => {
                let of_one = |name: &String| {
                    let found = of_command_line(folder, &[name]).remove(name);
                    Some((name.clone(), found?))
                };
                self.texts.keys().filter_map(of_one).collect()
            }
        };
        all.retain(|name, _| name.ends_with(".proto"));
        without_cycles(all)
    }

    fn shown(&mut self) -> Shown {
        let params = json!({ "previousResultIds": [] });
        let all = self.client.ask("workspace/diagnostic", params).unwrap();
        let root = self.client.uri("");
        let mut shown = Shown::new();
        for file in all["items"].as_array().unwrap() {
            let name = file["uri"].as_str().unwrap().strip_prefix(&root).unwrap().trim_start_matches('/');
            shown.insert(decoded(name), rows(&file["items"]));
        }
        for name in self.open.keys().cloned().collect::<Vec<_>>() {
            let document = json!({ "textDocument": { "uri": self.client.uri(&name) } });
            let report = self.client.ask("textDocument/diagnostic", document).unwrap();
            match rows(&report["items"]) {
                of_file if of_file.is_empty() => drop(shown.remove(&name)),
                of_file => drop(shown.insert(name, of_file)),
            }
        }
        without_cycles(shown)
    }
}

/// A part of an address as text.
fn decoded(part: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = part.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = tail.get(..2).filter(|_| *first == b'%').and_then(|it| str::from_utf8(it).ok());
        let byte = escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).unwrap()
}

/// A cycle of imports is reported once by the command line, and in each of its files by an editor.
fn without_cycles(mut shown: Shown) -> Shown {
    for rows in shown.values_mut() {
        rows.retain(|(_, _, message)| !message.starts_with("these files import each other"));
    }
    shown.retain(|_, rows| !rows.is_empty());
    shown
}

fn rows(items: &Value) -> Vec<(String, u64, String)> {
    let row = |item: &Value| {
        let message = item["message"].as_str().unwrap().split("\nhelp: ").next().unwrap_or_default();
        let line = item["range"]["start"]["line"].as_u64().unwrap();
        (item["code"].as_str().unwrap().to_owned(), line, message.to_owned())
    };
    let mut rows: Vec<_> = items.as_array().unwrap().iter().map(row).collect();
    rows.sort_unstable();
    rows
}

fn able() -> Value {
    json!({
        "textDocument": { "diagnostic": {}, "publishDiagnostics": { "relatedInformation": true } },
        "workspace": {
            "diagnostics": { "refreshSupport": true },
            "didChangeWatchedFiles": { "dynamicRegistration": true },
        },
    })
}

const STATEMENTS: &[&str] = &[
    "message M { int32 a = 1; }",
    "message GetRequest { a.v1.Two m = 1; string wrongName = 2; }",
    "enum E { E_UNSPECIFIED = 0; B = 1; }",
    "service T { rpc Get(a.v1.Two) returns (M); rpc List(M) returns (stream M); }",
    "import \"google/protobuf/empty.proto\";",
    "message O { int32 b = 2 [(opt) = true, deprecated = true]; google.protobuf.Empty w = 3; }",
    "option go_package = \"y\";",
    "// protune: ignore[MESSAGE_PASCAL_CASE] it has that name",
    "// buf:lint:ignore PACKAGE_SAME_GO_PACKAGE",
    "message lower_case { int32 x = 1; }",
    "/* \u{1f600} */",
];
