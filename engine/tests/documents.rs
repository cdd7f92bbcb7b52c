//! Workspaces of texts in memory: documents of all kinds, and other texts in place of some.

use protune_compiler::diagnostic::{Diagnostic, Edit, Fix, Place, Safety, Severity};
use protune_compiler::text::Span;
use protune_engine::check::CONFIG;
use protune_engine::documents::{Language, Texts};
use protune_engine::fix::in_memory;
use protune_engine::{Settings, Workspace, breaking, lint};
use protune_rules::Catalog;
use std::path::PathBuf;

const PETS: &str = "syntax = \"proto3\";\npackage pets;\nmessage cat {\n  int32 Age = 1;\n}\n";
const SHOP: &str =
    "syntax = \"proto3\";\npackage shop;\nimport \"pets.proto\";\nmessage Order {\n  pets.cat c = 1;\n}\n";

/// Returns the findings, with the paths of the documents.
fn told(workspace: &Workspace, findings: &[Diagnostic]) -> Vec<(String, Option<Span>, &'static str, String)> {
    let row = |finding: &Diagnostic| {
        let Place { file, span } = finding.place;
        (workspace.document(file).path.clone(), span, finding.rule.as_str(), finding.message.clone())
    };
    findings.iter().map(row).collect()
}

fn all() -> Settings {
    Settings::of_rules(Catalog::compiled_in().rules())
}

#[test]
fn replaced_texts_are_as_if_they_had_been_there() {
    let new = format!(
        "{PETS}import \"google/protobuf/any.proto\";\nmessage Dog {{ google.protobuf.Any a = 1; }}\n"
    );
    let texts = Texts::from([(PathBuf::from("pets.proto"), new.clone())]);
    let workspace = Workspace::of_texts([("pets.proto", PETS), ("shop.proto", SHOP)]).replaced(&texts);
    let fresh = Workspace::of_texts([("pets.proto", new.as_str()), ("shop.proto", SHOP)]);
    assert!(workspace.schema.problems().is_empty(), "{:?}", workspace.schema.problems());
    let findings = lint(&workspace, &all());
    assert!(!findings.is_empty());
    assert_eq!(told(&workspace, &findings), told(&fresh, &lint(&fresh, &all())));
}

#[test]
fn the_old_side_is_never_replaced() {
    let texts = Texts::from([(PathBuf::from("pets.proto"), PETS.replace("int32", "string"))]);
    let sides = Workspace::of_sides([("pets.proto", PETS)], [("pets.proto", PETS)]);
    assert_eq!(told(&sides, &breaking(&sides, &Settings::default(), &Default::default())), []);
    let sides = sides.replaced(&texts);
    let found = breaking(&sides, &Settings::default(), &Default::default());
    assert_eq!(found.iter().map(|it| it.rule).collect::<Vec<_>>(), ["FIELD_SAME_TYPE"]);
}

/// A finding about a configuration file is reported along with those about schemas, and its fix is made.
#[test]
fn configuration_is_reported_and_fixed() {
    let mut workspace = Workspace::of_texts([("pets.proto", PETS)]);
    let text = "version: v3\n".to_owned();
    let config = workspace.add("buf.yaml".to_owned(), Some("buf.yaml".into()), Language::Yaml, text);
    let span = Span::new(9, 11);
    let edit = Edit { file: config, span, text: "v2".to_owned() };
    let fix = Fix::new("use v2", Safety::Safe, vec![edit]);
    let problem =
        Diagnostic::new(CONFIG, Severity::Error, Place::new(config, span), "unknown version").fix(fix);
    workspace.problems.push(problem);
    let findings = lint(&workspace, &Settings::of_rules([]));
    assert_eq!(
        told(&workspace, &findings),
        [("buf.yaml".to_owned(), Some(span), CONFIG, "unknown version".to_owned())]
    );
    let find = |workspace: &Workspace| match workspace.text(config).of(span) {
        "v3" => findings.clone(),
        _ => Vec::new(),
    };
    workspace.problems.clear();
    let fixed = in_memory(&workspace, Safety::Safe, 2, find).expect("it is sound");
    assert_eq!(
        fixed.changed.iter().map(|it| (it.path.as_str(), it.new.as_str())).collect::<Vec<_>>(),
        [("buf.yaml", "version: v2\n")]
    );
}
