//! Safe fixes that set options: a fix has to announce it.

use protune_compiler::diagnostic::{Diagnostic, Edit, Fix, Place, Safety, Severity};
use protune_compiler::schema::FileId;
use protune_compiler::text::Span;
use protune_engine::Workspace;
use protune_engine::fix::{Fixed, Stopped, in_memory};

const TEXT: &str = "syntax = \"proto3\";\nmessage M { string a = 1; }\n";

/// Result of a fix that inserts a text before the `;` of the field.
fn fixed(insert: &str, announce: fn(Fix) -> Fix) -> Result<Fixed, Stopped> {
    let workspace = Workspace::of_texts([("a.proto", TEXT)]);
    in_memory(&workspace, Safety::Safe, 3, |workspace| {
        let file = workspace.schema.file(FileId::new(0));
        let Some(at) = file.text().find("= 1; }") else { return Vec::new() };
        let edit = Edit { file: file.id, span: Span::at(at as u32 + 3), text: insert.to_owned() };
        let fix = announce(Fix::new("change the field", Safety::Safe, vec![edit]));
        vec![Diagnostic::new("RULE", Severity::Error, Place::file(file.id), "wrong").fix(fix)]
    })
}

#[test]
fn a_fix_that_announces_it_sets_options() {
    let option = " [debug_redact = true]";
    let fixed = fixed(option, Fix::setting_options).expect("a safe fix");
    assert_eq!(fixed.changed[0].new, TEXT.replace("= 1", &format!("= 1{option}")));
}

#[test]
fn other_fixes_set_no_options_and_no_fix_does_more() {
    assert!(matches!(fixed(" [debug_redact = true]", |fix| fix), Err(Stopped::Unsound(_))));
    assert!(matches!(fixed("; string b = 2", Fix::setting_options), Err(Stopped::Unsound(_))));
}
