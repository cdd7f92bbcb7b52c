//! Rules that are known at run time only: they are chosen, weighed and hidden like those that are compiled in.

use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_engine::check::baseline::{self, Names, Record};
use protune_engine::settings::{Breaking, Chosen, Ignore, Lint};
use protune_engine::{Settings, Workspace, lint};
use protune_rules::{Catalog, Check, Rule};
use std::sync::Arc;

const ID: &str = "ACME_NO_BLOBS";

/// A rule that nobody compiled in: the word that it forbids is data.
fn no(word: &'static str) -> Rule {
    let check = Check::brought(move |cx, out| {
        for message in cx.file.messages().filter(|message| message.name().contains(word)) {
            out.push(cx.finding(message.name_place(), format!("`{}` is a {word}", message.name())));
        }
    });
    let doc = format!("# {ID}\n\nNothing is a {word}.\n");
    let mut rule = Rule::brought(&["ACME", "NO", "BLOBS"].join("_"), doc, check);
    rule.categories.push("ACME".into());
    rule.aliases.push("protolint:ACME_BLOBS".into());
    rule
}

fn catalog() -> Arc<Catalog> {
    Arc::new(Catalog::compiled_in().with([no("Blob")]).unwrap())
}

/// Runs the rules that the words mean.
fn select(words: &[&str]) -> Settings {
    let catalog = catalog();
    let is_meant = |rule: &&Arc<Rule>| words.iter().any(|word| rule.answers_to(word));
    let rules = catalog.rules().iter().filter(is_meant).map(Chosen::from).collect();
    let lint = Lint { rules, ..Lint::unconfigured() };
    Settings { catalog, ..Settings::of(lint, Breaking::default()) }
}

fn change(settings: &mut Settings) -> &mut Lint {
    Arc::make_mut(&mut settings.modules[0].lint)
}

fn workspace(body: &str) -> Workspace {
    Workspace::of_texts([("a.proto", format!("syntax = \"proto3\";\n\n{body}\n"))])
}

fn found(body: &str, settings: &Settings) -> Vec<Diagnostic> {
    lint(&workspace(body), settings)
}

fn ids(findings: &[Diagnostic]) -> Vec<&str> {
    findings.iter().map(|finding| finding.rule.as_str()).collect()
}

#[test]
fn it_is_selected_by_its_id_and_its_category() {
    for word in [ID, "ACME", "LINT"] {
        let found = found("message CatBlob {}", &select(&[word]));
        assert!(ids(&found).contains(&ID), "{word}");
    }
    assert!(found("message CatBlob {}", &select(&["MESSAGE_PASCAL_CASE"])).is_empty());
}

#[test]
fn it_has_the_severity_that_is_set() {
    let mut settings = select(&[ID]);
    change(&mut settings).rules[0].severity = Severity::Info;
    let found = found("message CatBlob {}", &settings);
    assert_eq!((ids(&found), found[0].severity), (vec![ID], Severity::Info));
}

#[test]
fn comments_hide_it() {
    let settings = select(&[ID, "SUPPRESSION_UNKNOWN_RULE", "SUPPRESSION_UNUSED"]);
    let comments = [
        "// protune: ignore[ACME_NO_BLOBS] it is one",
        "// buf:lint:ignore ACME_NO_BLOBS",
        "// protolint:disable:next ACME_BLOBS",
    ];
    for comment in comments {
        assert_eq!(ids(&found(&format!("{comment}\nmessage CatBlob {{}}"), &settings)), [""; 0], "{comment}");
    }
    let unused = found("// protune: ignore[ACME_NO_BLOBS] none\nmessage Cat {}", &settings);
    assert_eq!(ids(&unused), ["SUPPRESSION_UNUSED"]);
}

#[test]
fn a_mistyped_comment_is_told_its_id() {
    let settings = select(&["SUPPRESSION_UNKNOWN_RULE"]);
    let found = found("// protune: ignore[ACME_NO_BLOB] one letter short\nmessage CatBlob {}", &settings);
    assert!(found[0].fixes[0].title().contains("`ACME_NO_BLOBS`"), "{found:?}");
}

#[test]
fn files_leave_it_out() {
    let mut settings = select(&[ID]);
    let files = protune_engine::settings::Files::Below("/".into());
    change(&mut settings).ignores = vec![Ignore { files, rules: Some(vec![settings_id()]) }];
    let mut workspace = workspace("message CatBlob {}");
    workspace.documents[0].disk = Some("/a.proto".into());
    assert!(lint(&workspace, &settings).is_empty());
}

fn settings_id() -> protune_compiler::diagnostic::RuleId {
    catalog().find(ID).expect("it was brought").id
}

#[test]
fn a_baseline_holds_it() {
    let (settings, workspace) = (select(&[ID]), workspace("message CatBlob {}"));
    let names = Names { path: &|document| document.path.clone(), is_there: &|_| true };
    let (mut record, mut findings) = (Record::new(), lint(&workspace, &settings));
    baseline::record(&mut record, names, &workspace, &settings, &mut findings);
    assert!(findings.is_empty() && record["a.proto"].contains_key(ID));
    let mut findings = lint(&workspace, &settings);
    let hidden = baseline::hide(&record, names, &workspace, &settings, &mut findings);
    assert_eq!((findings.len(), ids(&hidden.known), hidden.gone), (0, vec![ID], 0));
}

#[test]
fn one_id_is_one_rule() {
    assert!(catalog().with([no("Clob")]).is_err());
}

#[test]
fn a_rule_about_changes_runs_beside_others_and_changes_no_promise() {
    let check = Check::brought_pair(|cx, out| {
        out.extend(cx.pair.files.iter().map(|both| cx.finding(both.after.whole(), "it changed")));
    });
    let mut rule = Rule::brought("ACME_FROZEN", "# ACME_FROZEN\n", check);
    rule.wing = protune_rules::Wing::Breaking;
    let catalog = Arc::new(Catalog::compiled_in().with([rule]).unwrap());
    let chosen = |ids: &[&str]| Breaking {
        rules: ids.iter().filter_map(|id| catalog.find(id)).map(Chosen::from).collect(),
        ..Breaking::default()
    };
    let of_data = chosen(&["FIELD_WIRE_COMPATIBLE_TYPE"]);
    assert!(!of_data.keeps_source());
    let both = chosen(&["ACME_FROZEN", "FIELD_WIRE_COMPATIBLE_TYPE"]);
    assert!(!both.keeps_source());
    let settings = Settings { catalog: catalog.clone(), ..Settings::of(Lint::default(), both) };
    let texts = |body| [("a.proto", format!("syntax = \"proto3\";\n{body}\n"))];
    let workspace = Workspace::of_sides(texts("message A {}"), texts("message B {}"));
    assert_eq!(ids(&protune_engine::breaking(&workspace, &settings, &Default::default())), ["ACME_FROZEN"]);
}

#[test]
fn a_rule_about_modules_sees_all_files() {
    let check = Check::brought_module(protune_rules::Needs::PACKAGE, |cx, out| {
        let files = cx.module.files();
        out.extend(files.iter().map(|file| cx.finding(file.whole(), format!("one of {}", files.len()))));
    });
    let catalog = Arc::new(Catalog::compiled_in().with([Rule::brought("ACME_MANY", "", check)]).unwrap());
    let rules = catalog.find("ACME_MANY").map(Chosen::from).into_iter().collect();
    let lint_settings = Lint { rules, ..Lint::unconfigured() };
    assert!(lint_settings.needs().is_some());
    let settings = Settings { catalog: catalog.clone(), ..Settings::of(lint_settings, Breaking::default()) };
    let text = "syntax = \"proto3\";\n";
    let found = lint(&Workspace::of_texts([("a.proto", text), ("b.proto", text)]), &settings);
    assert_eq!(
        found.iter().map(|finding| finding.message.as_str()).collect::<Vec<_>>(),
        ["one of 2", "one of 2"]
    );
}
