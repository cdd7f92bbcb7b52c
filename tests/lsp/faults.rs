//! Faults around a server: half a message, garbage, files that vanish, folders that move, a checkout, a second editor, and texts
//! of any size and depth. It lives, answers each request, and goes back to the truth on the disk.

use super::play::{Peer, play, write};
use super::{Client, MAIN, NAME, Server, able, of_command_line, workspace};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Capabilities of an editor that watches files.
fn watching() -> Value {
    let mut able = able();
    able["workspace"]["didChangeWatchedFiles"] = json!({ "dynamicRegistration": true });
    able
}

fn framed(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn begin(id: i64) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "method": "initialize", "params": { "capabilities": {} } })
}

/// All messages until the server ends.
fn rest(server: &mut Server) -> Vec<Value> {
    std::iter::from_fn(|| server.receive(Duration::from_secs(60))).collect()
}

#[test]
fn sessions_of_any_messages_end_as_a_fresh_one_begins() {
    // Numbers that only look random (xorshift).
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..12 {
        let mut byte = || {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            (random >> 24) as u8
        };
        let bytes: Vec<u8> = (0..600).map(|_| byte()).collect();
        any_session(&bytes);
    }
}

fn any_session(bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    play(bytes, &root, &mut || Server::start(&root));
}

#[test]
fn a_session_that_comes_at_once_is_answered_to_its_end() {
    let folder = workspace();
    let mut server = Server::start(folder.path());
    let mut bytes = framed(&begin(1));
    let requests = [
        json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }),
        json!({ "jsonrpc": "2.0", "id": "two", "method": "pets/unknown" }),
        json!({ "jsonrpc": "2.0", "id": 3, "method": "shutdown" }),
        json!({ "jsonrpc": "2.0", "method": "exit" }),
    ];
    bytes.extend(requests.iter().flat_map(framed));
    server.send_bytes(&bytes);
    let messages = rest(&mut server);
    let ids: Vec<&Value> =
        messages.iter().filter(|message| message.get("method").is_none()).map(|it| &it["id"]).collect();
    assert_eq!(ids, [&json!(1), &json!("two"), &json!(3)], "{messages:?}");
    assert_eq!(server.hang_up().code(), Some(0));
}

#[test]
fn what_is_no_message_ends_nothing_but_itself() {
    let folder = workspace();
    let mut server = Server::start(folder.path());
    server.send_bytes(&framed(&begin(1)));
    server.send(b"{");
    server.send(b"\xff\xfe");
    server.send(b"[]");
    server.send(&vec![b'['; 100_000]);
    server.send_bytes(b"nonsense\r\n");
    server.send_bytes(&framed(&json!({ "jsonrpc": "2.0", "id": 2, "method": "shutdown" })));
    server.send_bytes(&framed(&json!({ "jsonrpc": "2.0", "method": "exit" })));
    let messages = rest(&mut server);
    let of = |code: i64| messages.iter().filter(|message| message["error"]["code"] == code).count();
    assert_eq!(of(-32700), 5, "{messages:?}");
    assert!(messages.iter().any(|message| message["id"] == 2 && message["result"].is_null()), "{messages:?}");
    assert_eq!(server.hang_up().code(), Some(0));
}

#[test]
fn a_message_that_never_ends_takes_no_memory_and_ends_with_the_input() {
    let folder = workspace();
    for header in
        ["Content-Length: 1000000000\r\n\r\n{}", "Content-Length: 99999999999999999999\r\n\r\n", "Content-Le"]
    {
        let mut server = Server::start(folder.path());
        server.send_bytes(header.as_bytes());
        assert_eq!(server.hang_up().code(), Some(1), "{header}");
    }
}

#[test]
fn two_editors_see_their_own_texts() {
    let folder = workspace();
    let text = MAIN.replace("import \"pets", "import \"google/protobuf/empty.proto\";\nimport \"pets");
    let text = text.replace("Cat cat", "google.protobuf.Empty empty = 3;\n  Cat cat");
    let mut editors = [Client::start(folder.path(), able()), Client::start(folder.path(), able())];
    for editor in &mut editors {
        editor.open(NAME, &text);
    }
    editors[0].replace(NAME, 2, &text.replace("Cat cat", "Dog cat"));
    editors[0].until(NAME, |found| found.iter().any(|it| it["code"] == "COMPILE"));
    editors[1].replace(NAME, 2, &text.replace("Cat cat", "Cat theCat"));
    editors[1].until(NAME, |found| {
        found.iter().any(|it| it["code"] == "FIELD_LOWER_SNAKE_CASE")
            && found.iter().all(|it| it["code"] != "COMPILE")
    });
    // Both write the copy of a built-in file that editors show.
    let place = super::at(&editors[0], &text, "Empty empty");
    let ids = editors.each_mut().map(|editor| editor.request("textDocument/definition", place.clone()));
    for (editor, id) in editors.iter_mut().zip(ids) {
        let found = editor.answer(id).unwrap();
        let path = found[0]["targetUri"].as_str().unwrap().strip_prefix("file://").unwrap().to_owned();
        assert!(fs::read_to_string(&path).unwrap().contains("message Empty"), "{path}");
    }
    for editor in editors {
        assert_eq!(editor.end(true).code(), Some(0));
    }
}

#[test]
fn files_that_vanish_are_missed_and_found_again() {
    let folder = workspace();
    let mut client = Client::start(folder.path(), watching());
    let path = folder.path().join("pets/v1/types.proto");
    let text = fs::read_to_string(&path).unwrap();
    client.open(NAME, MAIN);
    client.until(NAME, <[Value]>::is_empty);
    fs::remove_file(&path).unwrap();
    client.on_disk(&[("pets/v1/types.proto", 3)]);
    client.until(NAME, |found| found.iter().any(|it| it["code"] == "COMPILE"));
    fs::write(&path, text).unwrap();
    client.on_disk(&[("pets/v1/types.proto", 1)]);
    client.until(NAME, <[Value]>::is_empty);
    // An open file that vanishes keeps the text of the editor, and goes when it is closed.
    client.open("pets/v1/types.proto", "syntax = \"proto3\";\npackage pets.v1;\n");
    fs::remove_file(&path).unwrap();
    client.on_disk(&[("pets/v1/types.proto", 3)]);
    client.until(NAME, |found| found.iter().any(|it| it["message"].as_str().unwrap().contains("`Cat`")));
    client.close("pets/v1/types.proto");
    client
        .until(NAME, |found| found.iter().any(|it| it["message"].as_str().unwrap().contains("types.proto")));
}

#[test]
fn an_editor_that_does_not_watch_files_learns_of_them_when_it_saves() {
    let folder = workspace();
    let mut client = Client::start(folder.path(), able());
    client.open(NAME, MAIN);
    client.until(NAME, <[Value]>::is_empty);
    let path = folder.path().join("pets/v1/types.proto");
    let text = fs::read_to_string(&path).unwrap();
    for (now, is_right) in
        [(Some(text.replace("Cat", "Dog")), false), (Some(text.clone()), true), (None, false)]
    {
        // The disk is looked at once in two seconds, and files have times of their own.
        std::thread::sleep(Duration::from_millis(2_100));
        match now {
            Some(text) => fs::write(&path, text).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        client.notify("textDocument/didSave", json!({ "textDocument": { "uri": client.uri(NAME) } }));
        client.until(NAME, |found| found.is_empty() == is_right);
    }
}

#[test]
fn a_folder_that_moves_takes_its_files_along() {
    let folder = workspace();
    let mut client = Client::start(folder.path(), watching());
    client.open("dogs.proto", "syntax = \"proto3\";\npackage dogs;\nimport \"pets/v1/types.proto\";\nmessage Dog { pets.v1.Cat c = 1; }\n");
    let is_broken = |found: &[Value]| found.iter().any(|it| it["code"] == "COMPILE");
    client.until("dogs.proto", |found| !found.is_empty() && !is_broken(found));
    let (old, new) = (folder.path().join("pets"), folder.path().join("animals"));
    // Of a folder that moved some editors name nothing but the folder.
    fs::rename(&old, &new).unwrap();
    client.on_disk(&[("pets", 3)]);
    client.until("dogs.proto", is_broken);
    fs::rename(&new, &old).unwrap();
    client.on_disk(&[("pets", 1)]);
    client.until("dogs.proto", |found| !found.is_empty() && !is_broken(found));
    // Others say that they move it.
    fs::rename(&old, &new).unwrap();
    let files = json!([{ "oldUri": client.uri("pets"), "newUri": client.uri("animals") }]);
    client.notify("workspace/didRenameFiles", json!({ "files": files }));
    client.until("dogs.proto", is_broken);
}

#[test]
fn a_checkout_changes_many_files_at_once() {
    let folder = workspace();
    let root = folder.path();
    let git = |arguments: &[&str]| {
        let name = ["-c", "user.name=x", "-c", "user.email=x@x", "-c", "commit.gpgsign=false"];
        let done = Command::new("git").current_dir(root).args(name).args(arguments).output().unwrap();
        assert!(done.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    };
    let many = |of: &str| {
        for at in 0..60 {
            let text = format!(
                "syntax = \"proto3\";\n\npackage pets.v1;\n\nmessage Pet{at} {{\n  {of} it = 1;\n}}\n"
            );
            assert!(write(root, &format!("pets/v1/pet{at}.proto"), &text));
        }
    };
    let changes: Vec<(String, u32)> = (0..60).map(|at| (format!("pets/v1/pet{at}.proto"), 2)).collect();
    let changes: Vec<(&str, u32)> = changes.iter().map(|(name, kind)| (name.as_str(), *kind)).collect();
    git(&["init", "-q", "-b", "main"]);
    many("string");
    git(&["add", "."]);
    git(&["commit", "-qm", "one"]);
    git(&["checkout", "-qb", "other"]);
    many("Unknown");
    git(&["commit", "-qam", "two"]);
    git(&["checkout", "-q", "main"]);
    let mut client = Client::start(root, watching());
    for (name, _) in &changes[..3] {
        client.open(name, &fs::read_to_string(root.join(name)).unwrap());
        client.until(name, <[Value]>::is_empty);
    }
    git(&["checkout", "-q", "other"]);
    client.on_disk(&changes);
    // Open files keep their texts until the editor says otherwise.
    let closed = changes[30].0;
    client.open(closed, &fs::read_to_string(root.join(closed)).unwrap());
    client.until(closed, |found| found.iter().any(|it| it["code"] == "COMPILE"));
    for (name, _) in &changes[..3] {
        client.replace(name, 2, &fs::read_to_string(root.join(name)).unwrap());
        client.until(name, |found| found.iter().any(|it| it["code"] == "COMPILE"));
    }
    git(&["checkout", "-q", "main"]);
    client.on_disk(&changes);
    client.replace(closed, 2, &fs::read_to_string(root.join(closed)).unwrap());
    client.until(closed, <[Value]>::is_empty);
    assert!(of_command_line(root, &[]).is_empty());
}

#[test]
fn twenty_thousand_errors_are_shown_up_to_a_limit() {
    let folder = workspace();
    let fields: String = (1..=20_000).map(|at| format!("  Nope{at} f{at} = {at};\n")).collect();
    // Numbers that are reserved are errors as well.
    let text = format!(
        "syntax = \"proto3\";\n\npackage pets.v1;\n\nmessage Home {{\n{fields}}}\n{}",
        "}\n".repeat(20_000)
    );
    let mut client = Client::start(folder.path(), able());
    client.open(NAME, &text);
    let found = client.findings(NAME, 1);
    assert!((100..=5_001).contains(&found.len()), "{} findings", found.len());
    client.replace(NAME, 2, MAIN);
    assert_eq!(client.findings(NAME, 2).len(), 0);
}

#[test]
fn a_large_text_is_edited_like_a_small_one() {
    let folder = workspace();
    let messages: String =
        (0..40_000).map(|at| format!("// A message.\nmessage Large{at} {{\n  // A field.\n  string name = 1;\n  int64 size = 2;\n}}\n")).collect();
    let text = format!("syntax = \"proto3\";\n\npackage pets.v1;\n\n{messages}");
    assert!(text.len() > 3_500_000);
    let mut client = Client::start(folder.path(), able());
    client.open(NAME, &text);
    client.findings(NAME, 1);
    let (line, uri) = (8, client.uri(NAME));
    let mut end = 0;
    for version in 2..8 {
        let place = json!({ "line": line, "character": end });
        let change =
            json!({ "range": { "start": place, "end": place }, "text": if end == 0 { "Q q" } else { "x" } });
        end += if end == 0 { 3 } else { 1 };
        client.notify(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": [change] }),
        );
        let place = json!({ "textDocument": { "uri": uri }, "position": { "line": 5, "character": 10 } });
        client.ask("textDocument/hover", place).unwrap();
    }
    let found = client.findings(NAME, 7);
    assert!(
        found.iter().any(|it| it["code"] == "COMPILE" && it["range"]["start"]["line"] == line),
        "{found:?}"
    );
    assert_eq!(client.end(true).code(), Some(0));
}

#[test]
fn deep_texts_are_answered() {
    let folder = workspace();
    let mut client = Client::start(folder.path(), able());
    let deep = [
        "message M { ".repeat(20_000),
        format!("syntax = \"proto3\";\noption x = {}", "{ a: ".repeat(20_000)),
        format!("syntax = \"proto3\";\nmessage M {{ {} a = 1; }}", "M.".repeat(20_000)),
        "/*".repeat(20_000),
        format!("option ({}) = 1;", "(".repeat(20_000)),
    ];
    for (at, text) in deep.iter().enumerate() {
        let version = at as i64 + 1;
        match version {
            1 => client.open(NAME, text),
            _ => client.replace(NAME, version, text),
        }
        let document = json!({ "uri": client.uri(NAME) });
        let (line, character) =
            (text.matches('\n').count(), text.len() - text.rfind('\n').map_or(0, |at| at + 1));
        let place = json!({ "line": line, "character": character });
        let range = json!({ "start": { "line": 0, "character": 0 }, "end": place });
        let params = json!({
            "textDocument": document, "position": place, "positions": [place], "range": range, "newName": "X",
            "context": { "diagnostics": [], "includeDeclaration": true },
            "options": { "tabSize": 2, "insertSpaces": true },
        });
        for method in [
            "completion",
            "hover",
            "definition",
            "references",
            "documentHighlight",
            "documentSymbol",
            "rename",
            "semanticTokens/full",
            "foldingRange",
            "selectionRange",
            "inlayHint",
            "formatting",
            "codeAction",
        ] {
            if let Err(error) = client.ask(&format!("textDocument/{method}"), params.clone()) {
                assert_ne!(error["code"], -32603, "{method} of {:.40}: {error}", text);
            }
        }
    }
    assert_eq!(client.end(true).code(), Some(0));
}

/// A finding of the fuzz target is played again.
#[test]
fn sessions_that_went_wrong_go_right() {
    let folder = Path::new("fixtures/fuzz-lsp");
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        let start = Instant::now();
        any_session(&fs::read(&path).unwrap());
        assert!(start.elapsed() < Duration::from_secs(120), "{}", path.display());
    }
}
