//! The language server, driven over its standard input and output as an editor drives it.

#[path = "lsp/against.rs"]
mod against;
#[path = "lsp/client.rs"]
mod client;
#[path = "lsp/deployed.rs"]
mod deployed;
#[path = "lsp/faults.rs"]
mod faults;
#[path = "lsp/play.rs"]
mod play;
#[path = "lsp/truth.rs"]
mod truth;

use crate::binary;
use client::{Client, Server};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const TYPES: &str = "syntax = \"proto3\";\n\npackage pets.v1;\n\n// Lives with people.\nmessage Cat {\n  string name = 1;\n}\n";
const MAIN: &str = "syntax = \"proto3\";\n\npackage pets.v1;\n\nimport \"pets/v1/types.proto\";\n\nmessage Home {\n  Cat cat = 1;\n  repeated Cat.Toy toys = 2;\n}\n";

fn workspace() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| write(folder.path(), name, text);
    write("buf.yaml", "version: v2\nlint:\n  use:\n    - STANDARD\n");
    write("pets/v1/types.proto", &TYPES.replace("1;\n}", "1;\n  message Toy {}\n}"));
    write("pets/v1/main.proto", MAIN);
    folder
}

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Capabilities of an editor with everything that the tests look at.
fn able() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-16"] },
        "textDocument": {
            "publishDiagnostics": { "relatedInformation": true, "dataSupport": true },
            "definition": { "linkSupport": true },
            "codeAction": {
                "dataSupport": true,
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } },
                "resolveSupport": { "properties": ["edit"] },
            },
            "rename": { "prepareSupport": true },
        },
        "workspace": { "workspaceEdit": { "documentChanges": true } },
    })
}

const NAME: &str = "pets/v1/main.proto";

fn at(client: &Client, text: &str, needle: &str) -> Value {
    let offset = text.find(needle).unwrap();
    let line = text[..offset].matches('\n').count();
    let column = offset - text[..offset].rfind('\n').map_or(0, |at| at + 1);
    json!({ "textDocument": { "uri": client.uri(NAME) }, "position": { "line": line, "character": column } })
}

#[test]
fn sessions_begin_and_end_as_the_protocol_says() {
    let folder = workspace();
    let mut client = Client::start(folder.path(), able());
    assert_eq!(client.capabilities["positionEncoding"], "utf-16");
    assert_eq!(client.capabilities["textDocumentSync"]["change"], 2);
    let code = |answer: Result<Value, Value>| answer.unwrap_err()["code"].as_i64();
    assert_eq!(code(client.ask("initialize", json!({ "capabilities": {} }))), Some(-32600));
    assert_eq!(code(client.ask("pets/unknown", json!({}))), Some(-32601));
    assert_eq!(code(client.ask("textDocument/hover", json!({ "nonsense": true }))), Some(-32602));
    assert_eq!(client.end(true).code(), Some(0));
    assert_eq!(Client::start(folder.path(), able()).end(false).code(), Some(1));
    assert!(Client::start(folder.path(), json!({})).hang_up().code().is_some());
}

#[test]
fn edits_are_applied_one_after_the_other() {
    let folder = workspace();
    let mut client = Client::start(folder.path(), able());
    client.open(NAME, MAIN);
    assert_eq!(client.findings(NAME, 1).len(), 0);
    let place = |line, from, to| json!({ "start": { "line": line, "character": from }, "end": { "line": line, "character": to } });
    let changes = json!([
        { "range": place(7, 2, 5), "text": "/* 😀 */ Dog" },
        { "range": place(7, 11, 14), "text": "Bird" },
        { "range": place(99, 0, 0), "text": "// the end\n" },
    ]);
    let document = json!({ "uri": client.uri(NAME), "version": 2 });
    client.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    let found = client.findings(NAME, 2);
    let error = found.iter().find(|it| it["code"] == "COMPILE").unwrap();
    assert!(error["message"].as_str().unwrap().contains("`Bird` is not defined"), "{error}");
    assert_eq!(error["range"], place(7, 11, 15));
}

#[test]
fn unsaved_texts_count_in_other_files_until_they_are_closed() {
    let folder = workspace();
    let mut client = Client::start(folder.path(), able());
    client.open(NAME, MAIN);
    client.until(NAME, <[Value]>::is_empty);
    client.open("pets/v1/types.proto", &TYPES.replace("Cat", "Dog"));
    client.until(NAME, |found| !found.is_empty());
    let document = json!({ "textDocument": { "uri": client.uri("pets/v1/types.proto") } });
    client.notify("textDocument/didClose", document);
    client.until(NAME, <[Value]>::is_empty);
}

#[test]
fn names_lead_to_declarations_and_change_everywhere() {
    let folder = workspace();
    let mut client = Client::start(folder.path(), able());
    client.open(NAME, MAIN);
    let place = at(&client, MAIN, "Cat cat");
    let found = client.ask("textDocument/definition", place.clone()).unwrap();
    assert_eq!(found[0]["targetUri"], client.uri("pets/v1/types.proto").as_str());
    assert_eq!(found[0]["targetSelectionRange"]["start"], json!({ "line": 5, "character": 8 }));
    let mut params = place.clone();
    params["newName"] = json!("Dog");
    let edit = client.ask("textDocument/rename", params).unwrap();
    let texts = applied(&client, &edit);
    assert!(texts[NAME].contains("Dog cat = 1;\n  repeated Dog.Toy toys"), "{texts:?}");
    assert!(texts["pets/v1/types.proto"].contains("message Dog {"), "{texts:?}");
    let mut params = place;
    params["newName"] = json!("Home");
    let refused = client.ask("textDocument/rename", params).unwrap_err();
    assert!(refused["message"].as_str().unwrap().contains("already exists"), "{refused}");
}

#[test]
fn fixes_are_offered_and_their_edits_come_when_asked_for() {
    let folder = workspace();
    let text = MAIN.replace("Cat cat", "Cat TheCat");
    let mut client = Client::start(folder.path(), able());
    client.open(NAME, &text);
    let mut params = at(&client, &text, "TheCat");
    let position = params["position"].take();
    params["range"] = json!({ "start": position, "end": position });
    params["context"] = json!({ "diagnostics": [] });
    let offered = client.ask("textDocument/codeAction", params).unwrap();
    let rename =
        offered.as_array().unwrap().iter().find(|it| it["title"].as_str().unwrap().contains("the_cat"));
    let rename = rename.unwrap_or_else(|| panic!("{offered}")).clone();
    assert_eq!(rename["diagnostics"][0]["code"], "FIELD_LOWER_SNAKE_CASE");
    let resolved = client.ask("codeAction/resolve", rename).unwrap();
    let texts = applied_to(&client, &resolved["edit"], &[(NAME, &text)]);
    assert!(texts[NAME].contains("Cat the_cat = 1;"), "{texts:?}");
    let resolve = |params: Value, client: &mut Client| client.ask("textDocument/codeAction", params).unwrap();
    let params = json!({
        "textDocument": { "uri": client.uri(NAME) },
        "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } },
        "context": { "diagnostics": [], "only": ["source.fixAll"] },
    });
    assert_eq!(resolve(params, &mut client), json!([]), "no fix is safe");
}

#[test]
fn requests_can_be_taken_back_and_are_answered_once() {
    let folder = workspace();
    let mut client = Client::start(folder.path(), able());
    client.open(NAME, MAIN);
    let mut ids = Vec::new();
    for version in 2..40 {
        let text = format!("{MAIN}{}", "// more\n".repeat(version as usize));
        client.replace(NAME, version, &text);
        let place = at(&client, MAIN, "Cat cat");
        ids.push(client.request("textDocument/hover", place));
        if version % 2 == 0 {
            let id = ids[ids.len() - 1];
            client.notify("$/cancelRequest", json!({ "id": id }));
        }
    }
    for id in ids {
        if let Err(error) = client.answer(id) {
            assert_eq!(error["code"], -32800);
        }
    }
    assert_eq!(client.end(true).code(), Some(0));
}

/// Findings of the command line by file: rule, first line and message of each.
fn of_command_line(folder: &Path, paths: &[&str]) -> BTreeMap<String, Vec<(String, u64, String)>> {
    let output = binary::protune(folder).args(["lint", "--format", "jsonl"]).args(paths).output().unwrap();
    let mut found: BTreeMap<String, Vec<(String, u64, String)>> = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| row[key].as_str().unwrap().to_owned();
        let line = row["range"]["start"]["line"].as_u64().unwrap_or(1) - 1;
        found.entry(text("path")).or_default().push((text("rule"), line, text("message")));
    }
    found.values_mut().for_each(|of_file| of_file.sort_unstable());
    found
}

/// The texts on the disk after edits, by name.
fn applied(client: &Client, edit: &Value) -> BTreeMap<String, String> {
    applied_to(client, edit, &[])
}

/// The same, with texts of the editor in place of some.
fn applied_to(client: &Client, edit: &Value, open: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for change in edit["documentChanges"].as_array().unwrap() {
        let uri = change["textDocument"]["uri"].as_str().unwrap();
        let path = uri.strip_prefix("file://").unwrap();
        let name = Path::new(path).strip_prefix(&client.root).unwrap().to_str().unwrap().to_owned();
        let mut text = match open.iter().find(|(known, _)| *known == name) {
            Some((_, text)) => (*text).to_owned(),
            None => fs::read_to_string(path).unwrap(),
        };
        let offset = |text: &str, place: &Value| {
            let line = place["line"].as_u64().unwrap() as usize;
            let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
            start + place["character"].as_u64().unwrap() as usize
        };
        for edit in change["edits"].as_array().unwrap().iter().rev() {
            let (start, end) = (offset(&text, &edit["range"]["start"]), offset(&text, &edit["range"]["end"]));
            text.replace_range(start..end, edit["newText"].as_str().unwrap());
        }
        texts.insert(name, text);
    }
    texts
}

#[test]
fn rules_of_a_project_are_shown_like_all_others() {
    let folder = tempfile::tempdir().unwrap();
    let rule = "[lint]\nselect = [\"SUPPRESSION_UNUSED\"]\n[[rule]]\nid = \"ACME_BOOL_NO_IS\"\non = \"field\"\n\
                when = 'this.type == \"bool\"'\nname = { not-prefix = \"is_\" }\nsummary = \"Bools have no prefix.\"\n";
    let text = "syntax = \"proto3\";\nmessage Cat {\n  bool is_hungry = 1;\n\
                \x20 // protune: ignore[ACME_BOOL_NO_IS] it is old\n  bool is_old = 2;\n}\n";
    fs::write(folder.path().join("protune.toml"), rule).unwrap();
    fs::write(folder.path().join("a.proto"), text).unwrap();
    let mut client = Client::start(folder.path(), able());
    client.open("a.proto", text);
    client.until("a.proto", |findings| findings.len() == 1 && findings[0]["code"] == "ACME_BOOL_NO_IS");
    let place = json!({
        "textDocument": { "uri": client.uri("a.proto") },
        "position": { "line": 3, "character": 24 },
    });
    let hover = client.ask("textDocument/hover", place.clone()).unwrap().to_string();
    assert!(hover.contains("Bools have no prefix."), "{hover}");
    let offered = client.ask("textDocument/completion", place).unwrap().to_string();
    assert!(offered.contains("ACME_BOOL_NO_IS"), "{offered}");
    let page = json!({ "command": "protune.explain", "arguments": ["ACME_BOOL_NO_IS"] });
    let page = client.ask("workspace/executeCommand", page).unwrap();
    assert!(page.as_str().unwrap().starts_with("# ACME_BOOL_NO_IS"), "{page}");
}
