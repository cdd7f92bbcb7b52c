//! Definitions, references, renames and descriptions of words.

use crate::{Case, FILE, edited};
use protune_compiler::diagnostic::Named;
use protune_compiler::schema::FileId;
use protune_engine::ide;
use std::collections::HashMap;

/// The line that a definition leads to, behind the name of its file.
fn definition(body: &str) -> Option<String> {
    let case = Case::in_body(body);
    let target = ide::definition(&case.schema, FILE, case.offset)?;
    let view = case.schema.file(target.file);
    let line = view.text()[..target.name.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let line = view.text()[line..].lines().next().unwrap_or_default();
    Some(format!("{}: {}", view.name(), line.trim()))
}

#[test]
fn words_lead_to_their_declarations() {
    let cases = [
        ("message M {\n  C¦at c = 1;\n}\n", "pets/v1/types.proto: message Cat {"),
        ("message M {\n  Cat.To¦y c = 1;\n}\n", "pets/v1/types.proto: message Toy {"),
        ("message M {\n  C¦at.Toy c = 1;\n}\n", "pets/v1/types.proto: message Cat {"),
        ("message M {\n  .pets.v1.Ca¦t c = 1;\n}\n", "pets/v1/types.proto: message Cat {"),
        ("message M {\n  map<string, Mo¦od> c = 1;\n}\n", "pets/v1/types.proto: enum Mood {"),
        (
            "message M {\n  string a = 1 [(lim¦it).most = 1];\n}\n",
            "pets/v1/types.proto: Limit limit = 50001;",
        ),
        ("message M {\n  string a = 1 [(limit).mo¦st = 1];\n}\n", "pets/v1/types.proto: int32 most = 1;"),
        (
            "message M {\n  string a = 1 [(limit) = {mo¦od: MOOD_ANGRY}];\n}\n",
            "pets/v1/types.proto: Mood mood = 2;",
        ),
        (
            "message M {\n  string a = 1 [(limit).mood = MOOD_AN¦GRY];\n}\n",
            "pets/v1/types.proto: MOOD_ANGRY = 1;",
        ),
        ("message M¦ {}\n", "pets/v1/a.proto: message M {}"),
        ("message M {\n  shop.v1.Sal¦e s = 1;\n}\n", "shop/v1/other.proto: message Sale {"),
        (
            "message M {\n  string a = 1 [depre¦cated = true];\n}\n",
            "google/protobuf/descriptor.proto: optional bool deprecated = 3 [default = false];",
        ),
    ];
    for (body, wanted) in cases {
        assert_eq!(definition(body).as_deref(), Some(wanted), "{body}");
    }
    for body in [
        "mess¦age M {}\n",
        "// no¦thing\n",
        "message M {\n  str¦ing a = 1;\n}\n",
        "message M {\n  Nope¦ a = 1;\n}\n",
    ] {
        assert_eq!(definition(body), None, "{body}");
    }
}

#[test]
fn uses_are_found_in_all_files() {
    let count = |body: &str| {
        let case = Case::in_body(body);
        ide::uses(&case.schema, FILE, case.offset).map_or(0, |uses| uses.references.len())
    };
    assert_eq!(count("message M {\n  C¦at c = 1;\n}\n"), 3, "also as the outer part of a name");
    assert_eq!(count("message M {\n  Cat.T¦oy c = 1;\n}\n"), 2);
    assert_eq!(count("message M {\n  string a = 1 [(limit) = {mo¦st: 1}];\n}\n"), 1);
    assert_eq!(count("message M {\n  string a¦ = 1;\n}\n"), 0);
    let case = Case::new(&crate::HEAD.replace("types", "ty¦pes"));
    let importers = ide::uses(&case.schema, FILE, case.offset).expect("an import");
    assert_eq!(importers.references.len(), 2);
}

#[test]
fn renames_take_all_references_along() {
    let case = Case::in_body("message M {\n  C¦at a = 1;\n  pets.v1.Cat b = 2;\n  Cat.Toy c = 3;\n}\n");
    let found = ide::prepare(&case.schema, FILE, case.offset, &|_| true).expect("a name");
    assert_eq!(found.span.of(&case.text), "Cat");
    let edits = ide::rename(&case.schema, &found.what, "Feline", &|_| true).expect("it is free");
    let text = edited(&case.text, &edits);
    assert!(text.contains("  Feline a = 1;\n  pets.v1.Feline b = 2;\n  Feline.Toy c = 3;\n"), "{text}");
    assert_eq!(edits.iter().filter(|edit| edit.file == FileId::new(2)).count(), 2);
    for taken in ["Mood", "1x", "", "string"] {
        ide::rename(&case.schema, &found.what, taken, &|_| true).expect_err(taken);
    }
    ide::rename(&case.schema, &found.what, "Feline", &|file| file == FILE)
        .expect_err("a file cannot be edited");
}

#[test]
fn what_is_no_name_cannot_be_renamed() {
    for body in
        ["mess¦age M {}\n", "message M {\n  str¦ing a = 1;\n}\n", "message M {\n  string a = 1¦2;\n}\n"]
    {
        let case = Case::in_body(body);
        assert_eq!(ide::prepare(&case.schema, FILE, case.offset, &|_| true), None, "{body}");
    }
}

#[test]
fn packages_are_renamed_by_their_last_part() {
    let case = Case::new(&crate::HEAD.replace("pets.v1;", "pets.v¦1;"));
    let found = ide::prepare(&case.schema, FILE, case.offset, &|_| true).expect("a package");
    assert_eq!(found.what, Named::Package("pets.v1".to_owned()));
    for name in ["v2", "pets.v2"] {
        let edits = ide::rename(&case.schema, &found.what, name, &|_| true).expect("it is free");
        assert!(edited(&case.text, &edits).contains("package pets.v2;"));
    }
}

#[test]
fn imports_follow_moved_files() {
    let case = Case::in_body("¦");
    let moved = HashMap::from([(FileId::new(1), "pets/v1/kinds.proto".to_owned())]);
    let edits = ide::moved_imports(&case.schema, &moved);
    assert_eq!(edits.len(), 2);
    assert!(edited(&case.text, &edits).contains("import \"pets/v1/kinds.proto\";"));
}

#[test]
fn hovers_describe_words() {
    let hover = |body: &str| {
        let case = Case::in_body(body);
        let hover = ide::hover(&case.schema, FILE, case.offset).expect("something to say");
        format!("{}{}\n{}", hover.code, hover.text, hover.facts.join("\n"))
    };
    assert!(hover("message M {\n  C¦at c = 1;\n}\n").contains("// pets.v1.Cat\nmessage Cat {"));
    assert!(hover("message M {\n  C¦at c = 1;\n}\n").contains("lives with people"));
    assert!(hover("message M {\n  string some_name¦ = 16;\n}\n").contains("JSON name `someName`"));
    assert!(hover("message M {\n  string a = 16¦;\n}\n").contains("tag `82 01`, 2 bytes"));
    assert!(hover("message M {\n  string a¦ = 1; // Behind it.\n}\n").contains("Behind it."));
    assert!(hover("message M {\n  sint¦32 a = 1;\n}\n").contains("zigzag"));
}

#[test]
fn a_search_takes_parts_of_names() {
    let case = Case::in_body("¦");
    let files = [FILE, FileId::new(1), FileId::new(2)];
    let first =
        |query: &str| ide::search(&case.schema, &files, query, 10).into_iter().next().map(|found| found.name);
    let wanted = [("cat", "Cat"), ("MdAn", "MOOD_ANGRY"), ("pets.v1.Cat", "Cat"), ("sal", "Sale")];
    for (query, name) in wanted {
        assert_eq!(first(query).as_deref(), Some(name), "{query}");
    }
    assert_eq!(first("dog"), None);
    assert_eq!(ide::search(&case.schema, &files, "", 3).len(), 3);
}
