//! Answers of plugins: places of findings, and statements that cannot be true.

use protune_compiler::diagnostic::RuleId;
use protune_compiler::encoding::{WireType, put_len, put_tag, put_varint};
use protune_compiler::schema::FileId;
use protune_engine::documents::Language;
use protune_engine::plugins::{Answer, Asked, Checked, check, findings};
use protune_engine::settings::{Breaking, Chosen, Lint};
use protune_engine::{Settings, Workspace, lint};
use protune_rules::{Catalog, Check, Rule};
use std::sync::Arc;

const TEXT: &str =
    "syntax = \"proto3\";\nimport \"b.proto\";\n\tmessage Cat { map<string, Dog> dogs = 1; }\n";

fn workspace() -> Workspace {
    Workspace::of_texts([("a.proto", TEXT), ("b.proto", "syntax = \"proto3\";\nmessage Dog {}\n")])
}

/// An encoded finding; a place without a file is none.
fn finding(rule: &str, message: &str, (file, path): (&str, &[i32])) -> Vec<u8> {
    let mut inner = Vec::new();
    put_len(&mut inner, 1, rule.as_bytes());
    put_len(&mut inner, 2, message.as_bytes());
    if !file.is_empty() {
        let mut place = Vec::new();
        put_len(&mut place, 1, file.as_bytes());
        for &part in path {
            put_tag(&mut place, 2, WireType::Varint);
            put_varint(&mut place, part as u64);
        }
        put_len(&mut inner, 3, &place);
    }
    let mut out = Vec::new();
    put_len(&mut out, 1, &inner);
    out
}

fn file(workspace: &Workspace, name: &str) -> FileId {
    workspace.schema.find(name).expect("it is there").id
}

fn answer(workspace: &Workspace, bytes: &[u8]) -> Answer {
    let files = [file(workspace, "a.proto")];
    let rules = [RuleId::intern("ACME_CAT")];
    let elsewhere = FileId::new(workspace.documents.len() - 1);
    let asked = Asked { workspace, files: &files, before: &[], rules: &rules, elsewhere };
    findings(bytes, &asked).expect("no damage")
}

#[test]
fn paths_become_places() {
    let workspace = workspace();
    let place = |path: &[i32]| {
        let answer = answer(&workspace, &finding("ACME_CAT", "odd", ("a.proto", path)));
        assert!(answer.lies.is_empty(), "{path:?}: {:?}", answer.lies);
        answer.findings[0].place.span.map(|span| span.of(TEXT))
    };
    assert_eq!(place(&[4, 0, 1]), Some("Cat"));
    assert_eq!(place(&[4, 0, 2, 0, 3]), Some("1"));
    assert_eq!(place(&[3, 0]), Some("import \"b.proto\";"));
    // Without a location: the declaration around it, as for the message of a map entry and a name in JSON.
    assert_eq!(place(&[4, 0, 3, 0, 2, 1]), Some("message Cat { map<string, Dog> dogs = 1; }"));
    assert_eq!(place(&[4, 0, 2, 0, 10]), Some("map<string, Dog> dogs = 1;"));
    assert_eq!(place(&[]), None);
}

#[test]
fn statements_that_cannot_be_true_are_reported_once() {
    let workspace = workspace();
    let all = [
        finding("ACME_CAT", "true", ("a.proto", &[4, 0])),
        finding("ACME_DOG", "not asked", ("a.proto", &[])),
        finding("ACME_COW", "not asked", ("a.proto", &[])),
        finding("ACME_CAT", "not sent", ("c.proto", &[])),
        finding("ACME_CAT", "imported", ("b.proto", &[4, 0])),
        finding("ACME_CAT", "nowhere", ("a.proto", &[4, 7, 1])),
        finding("ACME_CAT", "negative", ("a.proto", &[4, -1])),
        finding("ACME_CAT", "", ("", &[])),
    ];
    let answer = answer(&workspace, &all.concat());
    let messages: Vec<&str> = answer.findings.iter().map(|finding| &*finding.message).collect();
    assert_eq!(messages, ["true", "nowhere", "negative", "the rule `ACME_CAT` is not met"]);
    assert_eq!((answer.lies.len(), answer.in_imports), (3, 1));
    assert!(answer.lies[0].contains("ACME_DOG") && answer.lies[0].ends_with("and 1 more like this"));
    assert!(answer.lies[1].contains("c.proto") && answer.lies[2].contains("[4, 7, 1]"));
}

#[test]
fn damage_has_an_offset() {
    let workspace = workspace();
    let files = [file(&workspace, "a.proto")];
    let asked = Asked { workspace: &workspace, files: &files, before: &[], rules: &[], elsewhere: files[0] };
    let whole = finding("ACME_CAT", "odd", ("a.proto", &[4, 0]));
    for len in 1..whole.len() {
        let cut = findings(&whole[..len], &asked).map(|_| ());
        assert!(cut.is_err_and(|damage| damage.offset <= len), "{len}");
    }
    assert!(findings(&[0x0A, 2, 0x08, 1], &asked).is_err());
}

#[test]
fn requests_hold_imports_before_files() {
    let workspace = workspace();
    let request = |files: &[FileId]| check(&Checked::new(&workspace, files, &[]), &[], &["ACME_CAT"]);
    let bytes = request(&[file(&workspace, "a.proto")]);
    let at = |text: &str| bytes.windows(text.len()).position(|window| window == text.as_bytes());
    assert!(at("\x0A\x07b.proto").unwrap() < at("\x0A\x07a.proto").unwrap());
    assert!(bytes.ends_with(b"\x22\x08ACME_CAT"));
    assert!(request(&[file(&workspace, "b.proto")]).len() < bytes.len());
}

#[test]
fn settings_decide_which_findings_count() {
    let mut rule = Rule::brought("ACME_CAT", "# ACME_CAT\n\nCats.\n", Check::Plugin("acme".into()));
    rule.categories.push("DEFAULT".into());
    let catalog = Arc::new(Catalog::compiled_in().with([rule]).unwrap());
    let settings = |has_rule: bool| {
        let rules = catalog.find("ACME_CAT").filter(|_| has_rule).map(Chosen::from).into_iter().collect();
        let lint = Lint { rules, ..Lint::unconfigured() };
        Settings { catalog: catalog.clone(), ..Settings::of(lint, Breaking::default()) }
    };
    let mut workspace = workspace();
    let bytes = finding("ACME_CAT", "odd", ("a.proto", &[4, 0]));
    let found = answer(&workspace, &bytes).findings;
    workspace.of_plugins.insert(file(&workspace, "a.proto"), found.clone());
    assert_eq!(lint(&workspace, &settings(true)).len(), 1);
    assert!(lint(&workspace, &settings(false)).is_empty());
    // In no schema: in the document that stands for it.
    let config = workspace.add("buf.yaml".to_owned(), None, Language::Yaml, "version: v2\n".to_owned());
    workspace.of_plugins.insert(config, found);
    assert_eq!(lint(&workspace, &settings(true)).len(), 2);
}
