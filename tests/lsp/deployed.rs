//! Configuration files that are deployed with schemas, as documents of the server.

use super::client::Client;
use super::{able, applied_to, write};
use serde_json::{Value, json};
use tempfile::TempDir;

const CLINIC: &str = "syntax = \"proto3\";\n\npackage pets.v1;\n\n// Looks after pets.\nservice ClinicService {\n  // Makes a pet well.\n  rpc Cure(CureRequest) returns (CureResponse);\n}\n\nmessage CureRequest {}\nmessage CureResponse {}\n";
const CONFIG: &str = "{\n  \"methodConfig\": [\n    {\n      \"name\": [{\"service\": \"pets.v1.ClinicService\", \"method\": \"Cure\"}],\n      \"timeout\": \"5000ms\"\n    }\n  ]\n}\n";
const POLICY: &str = "{\"name\": \"p\", \"allow_rules\": [{\"name\": \"a\", \"request\": {\"paths\": [\"/pets.v1.ClinicService/Cure\"]}}]}\n";
const PROTO: &str = "pets/v1/clinic.proto";
const JSON: &str = "deploy/client.json";

fn workspace() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "protune.toml", "[lint]\nselect = [\"DEPLOYMENT\", \"COMMENTS\"]\n");
    write(folder.path(), PROTO, CLINIC);
    write(folder.path(), JSON, CONFIG);
    write(folder.path(), "deploy/policy.json", POLICY);
    folder
}

/// Parameters of a request about the place behind the beginning of some text.
fn at(client: &Client, name: &str, text: &str, needle: &str) -> Value {
    let offset = text.find(needle).unwrap();
    let line = text[..offset].matches('\n').count();
    let column = offset - text[..offset].rfind('\n').map_or(0, |at| at + 1) + 1;
    json!({ "textDocument": { "uri": client.uri(name) }, "position": { "line": line, "character": column } })
}

fn codes(found: &[Value]) -> Vec<&str> {
    found.iter().filter_map(|it| it["code"].as_str()).collect()
}

#[test]
fn findings_in_configuration_files_follow_the_schemas_and_come_with_fixes() {
    let folder = workspace();
    let mut client = Client::start(folder.path(), able());
    client.open(JSON, CONFIG);
    client.until(JSON, |found| codes(found) == ["SERVICE_CONFIG_DURATION_INVALID"]);
    let mut params = at(&client, JSON, CONFIG, "5000ms");
    let position = params["position"].take();
    params["range"] = json!({ "start": position, "end": position });
    params["context"] = json!({ "diagnostics": [] });
    let offered = client.ask("textDocument/codeAction", params).unwrap();
    assert_eq!(offered[0]["isPreferred"], true, "{offered}");
    let texts = applied_to(&client, &offered[0]["edit"], &[(JSON, CONFIG)]);
    assert!(texts[JSON].contains("\"timeout\": \"5s\""), "{texts:?}");
    client.replace(JSON, 2, &texts[JSON]);
    client.until(JSON, <[Value]>::is_empty);
    client.open(PROTO, &CLINIC.replace("rpc Cure(", "rpc Heal("));
    client.until(JSON, |found| codes(found) == ["SERVICE_CONFIG_UNKNOWN_METHOD"]);
}

#[test]
fn findings_in_configuration_files_can_be_ignored() {
    const YAML: &str = "deploy/api.yaml";
    const API: &str = "type: google.api.Service\nname: pets.example.com\napis:\n  - name: pets.v1.Nothing\n";
    let folder = workspace();
    write(folder.path(), YAML, API);
    for (name, text, needle, ignored) in [
        (
            JSON,
            CONFIG,
            "5000ms",
            "    {\n      \"//\": \"protune: ignore[SERVICE_CONFIG_DURATION_INVALID]\",\n      \"name\"",
        ),
        (
            YAML,
            API,
            "pets.v1.Nothing",
            "\n  # protune: ignore[ENDPOINTS_UNKNOWN_API]\n  - name: pets.v1.Nothing",
        ),
    ] {
        let mut client = Client::start(folder.path(), able());
        client.open(name, text);
        client.until(name, |found| !found.is_empty());
        let mut params = at(&client, name, text, needle);
        let position = params["position"].take();
        params["range"] = json!({ "start": position, "end": position });
        params["context"] = json!({ "diagnostics": [] });
        let offered = client.ask("textDocument/codeAction", params).unwrap();
        let offered = offered.as_array().unwrap().iter();
        let mut ignoring = offered.filter(|it| it["title"].as_str().unwrap().starts_with("Ignore "));
        let action = ignoring.next().unwrap_or_else(|| panic!("nothing to ignore in {name}"));
        let texts = applied_to(&client, &action["edit"], &[(name, text)]);
        assert!(texts[name].contains(ignored), "{}", texts[name]);
        client.replace(name, 2, &texts[name]);
        client.until(name, <[Value]>::is_empty);
    }
}

#[test]
fn names_in_configuration_files_have_descriptions_and_lead_to_declarations() {
    let folder = workspace();
    let mut client = Client::start(folder.path(), able());
    client.open(JSON, CONFIG);
    client.until(JSON, |found| !found.is_empty());
    let method = at(&client, JSON, CONFIG, "Cure\"");
    let hover = client.ask("textDocument/hover", method.clone()).unwrap();
    assert!(hover["contents"]["value"].as_str().unwrap().contains("Makes a pet well."), "{hover}");
    let found = client.ask("textDocument/definition", method).unwrap();
    assert_eq!(found[0]["targetUri"], client.uri(PROTO).as_str());
    assert_eq!(found[0]["targetSelectionRange"]["start"], json!({ "line": 7, "character": 6 }));
    let service = at(&client, JSON, CONFIG, "ClinicService");
    let hover = client.ask("textDocument/hover", service).unwrap();
    assert!(hover["contents"]["value"].as_str().unwrap().contains("Looks after pets."), "{hover}");
    assert_eq!(hover["range"]["end"]["character"], 49, "{hover}");
    let package = at(&client, JSON, CONFIG, "v1.Clinic");
    let found = client.ask("textDocument/definition", package).unwrap();
    assert_eq!(found[0]["targetUri"], client.uri(PROTO).as_str());
}

#[test]
fn uses_of_a_method_include_those_in_configuration_files() {
    let folder = workspace();
    let mut client = Client::start(folder.path(), able());
    client.open(PROTO, CLINIC);
    client.until(PROTO, |_| true);
    let mut params = at(&client, PROTO, CLINIC, "Cure(");
    params["context"] = json!({ "includeDeclaration": true });
    let found = client.ask("textDocument/references", params).unwrap();
    let files: Vec<&str> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["uri"].as_str().unwrap().rsplit('/').next().unwrap())
        .collect();
    assert_eq!(files, ["clinic.proto", "client.json", "policy.json"], "{found}");
}

#[test]
fn renames_change_schemas_and_configuration_files_together() {
    let folder = workspace();
    let mut client = Client::start(folder.path(), able());
    client.open(JSON, CONFIG);
    client.until(JSON, |found| !found.is_empty());
    for (name, text, needle) in [(PROTO, CLINIC, "ClinicService {"), (JSON, CONFIG, "ClinicService")] {
        let mut params = at(&client, name, text, needle);
        assert_eq!(
            client.ask("textDocument/prepareRename", params.clone()).unwrap()["placeholder"],
            "ClinicService"
        );
        params["newName"] = json!("VetService");
        let edit = client.ask("textDocument/rename", params).unwrap();
        let policy = "deploy/policy.json";
        let texts = applied_to(&client, &edit, &[(PROTO, CLINIC), (JSON, CONFIG), (policy, POLICY)]);
        assert!(texts[PROTO].contains("service VetService {"), "{texts:?}");
        assert!(texts[JSON].contains("\"pets.v1.VetService\", \"method\": \"Cure\""), "{texts:?}");
        assert!(texts[policy].contains("/pets.v1.VetService/Cure"), "{texts:?}");
    }
}

#[test]
fn a_rename_is_refused_where_a_pattern_would_match_something_else() {
    let folder = workspace();
    let policy = POLICY.replace("/pets.v1.ClinicService/Cure", "*/Cure");
    write(folder.path(), "deploy/policy.json", &policy);
    let mut client = Client::start(folder.path(), able());
    client.open(PROTO, CLINIC);
    client.until(PROTO, |_| true);
    let mut params = at(&client, PROTO, CLINIC, "Cure(");
    params["newName"] = json!("Heal");
    let refused = client.ask("textDocument/rename", params.clone()).unwrap_err();
    let message = refused["message"].as_str().unwrap();
    assert!(message.contains("the pattern `*/Cure` in ") && message.contains("policy.json:1"), "{message}");
    let mut params = at(&client, PROTO, CLINIC, "ClinicService {");
    params["newName"] = json!("VetService");
    assert!(client.ask("textDocument/rename", params).is_ok());
}

#[test]
fn new_files_become_configuration_files_when_they_look_like_some() {
    let folder = workspace();
    let mut client = Client::start(folder.path(), able());
    client.open(JSON, CONFIG);
    client.until(JSON, |found| !found.is_empty());
    let text = CONFIG.replace("Cure", "Hurt").replace("5000ms", "5s");
    client.open("deploy/new.json", &text);
    client.until("deploy/new.json", |found| codes(found) == ["SERVICE_CONFIG_UNKNOWN_METHOD"]);
}

#[test]
fn problems_of_configurations_follow_unsaved_texts() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "buf.yaml", "version: v2\n");
    write(folder.path(), PROTO, CLINIC);
    let mut client = Client::start(folder.path(), able());
    let wrong = "version: v2\nlint:\n  use: [STANDARDS]\n";
    client.open("buf.yaml", wrong);
    client.until("buf.yaml", |found| codes(found) == ["CONFIG"]);
    assert_eq!(client.findings("buf.yaml", 1)[0]["range"]["start"], json!({ "line": 2, "character": 8 }));
    client.replace("buf.yaml", 2, "version: v2\nlint:\n  use: [STANDARD]\n");
    client.until("buf.yaml", <[Value]>::is_empty);
    client.open("protune.toml", "[lint]\nselekt = []\n");
    client.until("protune.toml", |found| codes(found) == ["CONFIG"]);
}

#[test]
fn other_data_has_no_findings() {
    let folder = workspace();
    let mut able = able();
    able["textDocument"]["diagnostic"] = json!({});
    able["workspace"]["diagnostics"] = json!({ "refreshSupport": true });
    let mut client = Client::start(folder.path(), able);
    let ask = |client: &mut Client, name: &str, text: &str| {
        client.open(name, text);
        let document = json!({ "textDocument": { "uri": client.uri(name) } });
        client.ask("textDocument/diagnostic", document).unwrap()["items"].clone()
    };
    assert_eq!(ask(&mut client, "package.json", "{\"name\": \"pets\"}\n"), json!([]));
    assert_ne!(ask(&mut client, PROTO, "message {}\n"), json!([]));
}
