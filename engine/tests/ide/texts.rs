//! Outlines, colors, folds, selections, edits of layouts and code actions.

use crate::{Case, FILE, edited};
use protune_compiler::diagnostic::{Diagnostic, Safety};
use protune_compiler::text::Span;
use protune_engine::ide::actions::{self, Action, ActionChange};
use protune_engine::ide::{self, FoldKind, Item};
use protune_engine::live::Live;
use protune_engine::{Settings, Workspace};

const BODY: &str = "// Two lines\n// of comment.\nmessage M {\n  string a = 1;\n\n  message In {\n    string b = 1;\n  }\n  oneof o {\n    int32 c = 2;\n  }\n}\n\nservice S {\n  rpc Get(M) returns (M);\n}\n¦";

#[test]
fn outlines_are_trees_whose_ranges_hold_each_other() {
    let case = Case::in_body(BODY);
    let items = ide::outline(&case.schema, FILE);
    let names: Vec<&str> = items.iter().map(|item| item.name.as_str()).collect();
    assert_eq!(names, ["pets.v1", "M", "S"]);
    let inner: Vec<&str> = items[1].children.iter().map(|item| item.name.as_str()).collect();
    assert_eq!(inner, ["a", "In", "o"]);
    assert_eq!(items[1].children[2].children[0].name, "c");
    assert!(items[1].range.of(&case.text).starts_with("// Two lines"));
    fn check(item: &Item) {
        assert!(item.range.contains(item.selection), "{item:?}");
        item.children.iter().for_each(|child| assert!(item.range.contains(child.range), "{child:?}"));
        item.children.iter().for_each(check);
    }
    items.iter().for_each(check);
}

#[test]
fn tokens_are_in_order_and_in_one_line_each() {
    for text in
        [BODY, "/* one\n\ntwo */ message M { string a = 1 [json_name = \"x\"]; }¦", "message ¦", "\"open\n¦"]
    {
        let case = Case::in_body(text);
        let mut end = 0;
        for token in ide::tokens(&case.schema, FILE) {
            assert!(end <= token.span.start && !token.span.is_empty(), "{token:?}");
            assert!(!token.span.of(&case.text).contains('\n'), "{token:?}");
            end = token.span.end;
        }
    }
}

#[test]
fn bodies_comments_and_imports_fold() {
    let text = format!(
        "{}import \"shop/v1/other.proto\";\n\n{BODY}",
        crate::HEAD.trim_end_matches('\n').to_owned() + "\n"
    );
    let case = Case::new(&text);
    let folds = ide::folds(&case.schema, FILE);
    let count = |kind: FoldKind| folds.iter().filter(|fold| fold.kind == kind).count();
    assert_eq!([count(FoldKind::Body), count(FoldKind::Comment), count(FoldKind::Imports)], [4, 1, 1]);
}

#[test]
fn selections_grow_from_the_word_to_the_file() {
    let case = Case::in_body("message M {\n  string na¦me = 1;\n}\n");
    let spans = ide::selection(&case.schema, FILE, case.offset);
    assert_eq!(spans[0].of(&case.text), "name");
    assert_eq!(spans[1].of(&case.text), "string name = 1;");
    assert_eq!(spans[spans.len() - 1].len() as usize, case.text.len());
    assert!(spans.windows(2).all(|pair| pair[1].contains(pair[0]) && pair[1] != pair[0]));
}

#[test]
fn patches_make_the_new_text_of_the_old_one() {
    let texts = [
        "",
        "a\n",
        "a\nb\nc\n",
        "c\nb\na\n",
        "a\n\n\nb",
        "x{y}\nz\n",
        "x {\n  y\n}\nz\n",
        "é\r\nü\r\n",
        "é\nü\n",
    ];
    for old in texts {
        for new in texts {
            let patches = ide::patches(old, new);
            let mut text = old.to_owned();
            for patch in patches.iter().rev() {
                text.replace_range(patch.span.range(), &patch.text);
            }
            assert_eq!(text, new, "from {old:?}: {patches:?}");
            assert!(patches.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{patches:?}");
        }
    }
    // Lines that are laid out anew are edits of their own.
    assert_eq!(ide::patches("m{a}\nn{b}\n", "m {\n  a\n}\nn {\n  b\n}\n").len(), 2);
}

#[test]
fn hints_name_free_numbers() {
    let case = Case::in_body("message M {\n  reserved 2;\n  string a = 1;\n}\n¦");
    let hints = ide::hints(&case.schema, FILE, Span::new(0, case.text.len() as u32), &|_| true);
    assert_eq!(hints[0].label, "next: 3");
}

/// The findings of the first file.
fn findings(case: &Case) -> (Live, Vec<Diagnostic>) {
    let files = [
        ("pets/v1/a.proto", case.text.as_str()),
        ("pets/v1/types.proto", crate::TYPES),
        ("shop/v1/other.proto", crate::OTHER),
    ];
    let live = Live::new(Workspace::of_texts(files), Settings::default());
    let findings = live.findings_in(FILE);
    (live, findings)
}

/// The texts that offered changes lead to.
fn results(case: &Case, actions: Vec<Action>) -> Vec<String> {
    let result = |action: Action| match action.change {
        ActionChange::Edits(edits) => edited(&case.text, &edits),
        ActionChange::Rename(rename) => {
            let edits = ide::rename(&case.schema, &rename.what, &rename.to, &|_| true).expect("a free name");
            edited(&case.text, &edits)
        }
    };
    actions.into_iter().map(result).collect()
}

#[test]
fn actions_mend_what_is_wrong() {
    let cases = [
        ("message M {\n  shop.v1.Sale s = 1;\n}\n¦", "import \"shop/v1/other.proto\";"),
        ("message M {\n  Sale s = 1;\n}\n¦", "shop.v1.Sale s = 1;"),
        ("message M {\n  Catt c = 1;\n}\n¦", "  Cat c = 1;"),
        ("message M {\n  Cat a = 1;\n  Cat b = 1;\n}\n¦", "Cat b = 2;"),
        ("message M {\n  Cat BadName = 1;\n}\n¦", "Cat bad_name = 1;"),
        (
            "message M {\n  Cat BadName = 1;\n}\n¦",
            "  // protune: ignore[FIELD_LOWER_SNAKE_CASE]\n  Cat BadName",
        ),
        (
            "message M {\n  Cat BadName = 1;\n}\n¦",
            "// protune: ignore-file[FIELD_LOWER_SNAKE_CASE]\n\nsyntax",
        ),
    ];
    for (body, wanted) in cases {
        let case = Case::in_body(body);
        let (_, findings) = findings(&case);
        let found: Vec<&Diagnostic> = findings.iter().collect();
        let mut offered = actions::mends(&case.schema, FILE, &found, &|_| true);
        offered.extend(actions::fixes(&found));
        offered.extend(actions::suppressions(&case.schema, FILE, &found, &|_| true));
        let results = results(&case, offered);
        assert!(results.iter().any(|text| text.contains(wanted)), "{body}: no {wanted:?} in {results:?}");
    }
}

#[test]
fn declarations_are_deprecated_and_deleted() {
    let cases = [
        (
            "message M {\n  string a¦ = 1;\n  Cat c = 2;\n}\n",
            "  reserved 1;\n  reserved \"a\";\n  Cat c = 2;",
        ),
        ("message M {\n  string a¦ = 1;\n}\n", "string a = 1 [deprecated = true];"),
        ("message M¦ {\n  Cat c = 2;\n}\n", "message M {\n  option deprecated = true;\n  Cat"),
        ("message M¦ {}\n", "message M {\n  option deprecated = true;\n}"),
        (
            "service S {\n  rpc G¦et(Cat) returns (Cat);\n}\n",
            "returns (Cat) {\n    option deprecated = true;\n  }",
        ),
    ];
    for (body, wanted) in cases {
        let case = Case::in_body(body);
        let results = results(&case, actions::refactorings(&case.schema, FILE, case.offset));
        assert!(results.iter().any(|text| text.contains(wanted)), "{body}: no {wanted:?} in {results:?}");
    }
}

#[test]
fn imports_are_put_in_order() {
    let head = "syntax = \"proto3\";\n\npackage pets.v1;\n\n";
    let case = Case::new(&format!(
        "{head}import \"shop/v1/other.proto\";\nimport \"google/protobuf/any.proto\";\n\nmessage M {{\n  Cat c = 1;\n  google.protobuf.Any a = 2;\n}}\n¦"
    ));
    let patch = actions::organize_imports(&case.schema, FILE).expect("something to do");
    let mut text = case.text.clone();
    text.replace_range(patch.span.range(), &patch.text);
    let wanted =
        format!("{head}import \"google/protobuf/any.proto\";\nimport \"pets/v1/types.proto\";\n\nmessage M");
    assert!(text.starts_with(&wanted), "{text}");
    let again = Case::new(&format!("{text}¦"));
    assert_eq!(actions::organize_imports(&again.schema, FILE), None);
}

#[test]
fn all_safe_fixes_leave_the_workspace_as_it_is() {
    let case = Case::in_body("message M {\n  string a = 1;\n}\n¦");
    let (mut live, before) = findings(&case);
    let fixed = live.fixed(FILE, Safety::Safe).expect("the import is not used");
    assert!(!fixed.contains("import"), "{fixed}");
    assert_eq!(live.workspace().schema.file(FILE).text(), case.text);
    assert_eq!(live.findings_in(FILE).len(), before.len());
    let clean = Case::in_body("message M {\n  Cat a = 1;\n}\n¦");
    assert_eq!(findings(&clean).0.fixed(FILE, Safety::Safe), None);
}
