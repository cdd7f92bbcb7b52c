//! Candidates at a place: what is offered there, and what is not.

use crate::{Case, FILE};
use protune_engine::ide::complete::{Completion, complete, documentation};
use protune_rules::Catalog;

fn items(case: &Case) -> Vec<Completion> {
    complete(&case.schema, FILE, case.offset, Catalog::compiled_in()).items
}

/// Bodies with a cursor, a candidate that has to be there, and one that must not.
const CASES: &[(&str, &str, &str)] = &[
    ("mes¦\n", "message", "oneof"),
    ("message M {\n  one¦\n}\n", "oneof", "rpc"),
    ("message M {\n  r¦\n}\n", "repeated", "required"),
    ("service S {\n  r¦\n}\n", "rpc", "message"),
    ("service S {\n  rpc Get(st¦\n}\n", "stream", "string"),
    ("service S {\n  rpc Get(Ca¦) returns (Cat);\n}\n", "Cat", "Mood"),
    ("service S {\n  rpc Get(Cat) r¦\n}\n", "returns", "rpc"),
    ("message M {\n  Ca¦\n}\n", "Cat", "MOOD_ANGRY"),
    ("message M {\n  string a = 1;\n  Ca¦\n  string b = 2;\n}\n", "Cat", "a"),
    ("message M {\n  Cat.¦\n}\n", "Toy", "Cat"),
    ("message M {\n  pets.v1.¦\n}\n", "Cat", "Sale"),
    ("message M {\n  pets.¦\n}\n", "v1", "Cat"),
    ("message M {\n  Sal¦\n}\n", "Sale", "Cat"),
    ("message M {\n  Timest¦\n}\n", "Timestamp", "Cat"),
    ("message M {\n  map<¦\n}\n", "string", "double"),
    ("message M {\n  map<string, Mo¦> m = 1;\n}\n", "Mood", "string2"),
    ("message M {\n  Cat ¦\n}\n", "cat", "Cat"),
    ("message M {\n  repeated Cat ¦\n}\n", "cats", "cat"),
    ("message M {\n  reserved 2, 4 to 5;\n  string a = 1;\n  string b = ¦;\n  string c = 3;\n}\n", "6", "2"),
    ("message M {\n  string a = 1;\n  oneof o {\n    string b = ¦;\n  }\n}\n", "2", "1"),
    ("enum E {\n  E_UNSPECIFIED = 0;\n  E_A = ¦;\n}\n", "1", "0"),
    ("option java_¦\n", "java_package", "deprecated_legacy"),
    ("message M {\n  option dep¦\n}\n", "deprecated", "java_package"),
    ("message M {\n  string a = 1 [dep¦];\n}\n", "deprecated", "deprecated_legacy_json_field_conflicts"),
    ("message M {\n  string a = 1 [json_name = \"x\", ¦];\n}\n", "deprecated", "json_name"),
    ("message M {\n  string a = 1 [(¦)];\n}\n", "limit", "(limit)"),
    ("message M {\n  string a = 1 [lim¦];\n}\n", "(limit)", "limit"),
    ("message M {\n  string a = 1 [(pets.v1.¦)];\n}\n", "limit", "pets.v1.limit"),
    ("message M {\n  string a = 1 [(limit).¦];\n}\n", "most", "name"),
    ("message M {\n  string a = 1 [(limit).inner.¦];\n}\n", "mood", "name"),
    ("message M {\n  string a = 1 [(limit) = {mo¦}];\n}\n", "most", "name"),
    ("message M {\n  string a = 1 [(limit) = {most: 1, ¦}];\n}\n", "mood", "most"),
    ("message M {\n  string a = 1 [(limit) = {inner: {most: 1 ¦}}];\n}\n", "mood", "most"),
    ("message M {\n  string a = 1 [(limit) = {mood: ¦}];\n}\n", "MOOD_ANGRY", "most"),
    ("message M {\n  string a = 1 [(limit).mood = ¦];\n}\n", "MOOD_ANGRY", "most"),
    ("message M {\n  string a = 1 [deprecated = ¦];\n}\n", "true", "deprecated"),
    ("message M {\n  // protune: ignore[FIELD¦]\n}\n", "FIELD_LOWER_SNAKE_CASE", "FIELD_NO_DELETE"),
    ("message M {\n  // buf:lint:ignore ¦\n}\n", "FIELD_LOWER_SNAKE_CASE", "FIELD_NO_DELETE"),
];

#[test]
fn candidates_fit_their_places() {
    for (body, wanted, unwanted) in CASES {
        let found = items(&Case::in_body(body));
        let labels: Vec<&str> = found.iter().map(|item| item.label.as_str()).collect();
        assert!(labels.contains(wanted), "{body}: no `{wanted}` in {labels:?}");
        assert!(!labels.contains(unwanted), "{body}: `{unwanted}` in {labels:?}");
    }
}

#[test]
fn nothing_is_offered_in_names_comments_and_strings() {
    for body in [
        "// mes¦\n",
        "option java_package = \"mes¦\";\n",
        "message str¦ {}\n",
        "message M {\n  string na¦\n}\n",
    ] {
        assert_eq!(items(&Case::in_body(body)), [], "{body}");
    }
}

#[test]
fn a_type_of_another_file_brings_its_import() {
    let case = Case::in_body("message M {\n  Sal¦\n}\n");
    let found = items(&case);
    let sale = found.iter().find(|item| item.label == "Sale").expect("a candidate");
    assert_eq!(sale.text, "shop.v1.Sale");
    let text = crate::edited(&case.text, &sale.edits);
    assert!(text.contains("import \"pets/v1/types.proto\";\nimport \"shop/v1/other.proto\";\n"), "{text}");
}

#[test]
fn imports_are_offered_by_name_and_packages_by_folder() {
    let paths = items(&Case::new("syntax = \"proto3\";\n\npackage pets.v1;\n\nimport \"shop/¦\";\n"));
    assert_eq!(paths[0].label, "shop/v1/other.proto");
    let packages = items(&Case::new("syntax = \"proto3\";\n\npackage ¦;\n"));
    assert_eq!(packages[0].label, "pets.v1");
    let syntaxes = items(&Case::new("syntax = \"¦\";\n"));
    assert_eq!(syntaxes[0].label, "proto3");
}

#[test]
fn features_are_those_of_the_edition_and_the_place() {
    let labels =
        |text: &str| -> Vec<String> { items(&Case::new(text)).into_iter().map(|item| item.label).collect() };
    let of_file = labels("edition = \"2023\";\n\noption features.¦\n");
    assert!(of_file.iter().any(|label| label == "field_presence"), "{of_file:?}");
    assert!(of_file.iter().all(|label| label != "enforce_naming_style"), "{of_file:?}");
    let of_enum = labels("edition = \"2023\";\n\nenum E {\n  option features.¦\n  E_A = 0;\n}\n");
    assert!(of_enum.iter().any(|label| label == "enum_type"), "{of_enum:?}");
    assert!(of_enum.iter().all(|label| label != "field_presence"), "{of_enum:?}");
    let values = labels("edition = \"2023\";\n\noption features.field_presence = ¦;\n");
    assert!(values.iter().any(|label| label == "IMPLICIT"), "{values:?}");
}

#[test]
fn documentation_is_found_by_full_name() {
    let case = Case::in_body("¦");
    let text = documentation(&case.schema, FILE, "pets.v1.Cat").expect("it is declared");
    assert!(text.contains("lives with people"), "{text}");
    let text = documentation(&case.schema, FILE, "google.protobuf.Timestamp").expect("it is well known");
    assert!(text.contains("point in time"), "{text}");
    assert_eq!(documentation(&case.schema, FILE, "pets.v1.Dog"), None);
}

#[test]
fn every_place_of_every_beginning_of_a_text_has_an_answer() {
    let text = format!(
        "{HEAD}message M {{\n  string a = 1 [(limit) = {{inner: {{most: 1}} mood: [A, B]}}, deprecated = true];\n  map<string, Cat> m = 2;\n  \
         oneof o {{ Cat.Toy t = 3; }}\n}}\nservice S {{ rpc Get(stream Cat) returns (Cat) {{ option deprecated = true; }} }}\n",
        HEAD = crate::HEAD
    );
    for (at, _) in text.char_indices() {
        items(&Case::new(&format!("{}¦", &text[..at])));
        items(&Case::new(&format!("{}¦{}", &text[..at], &text[at..])));
    }
}
