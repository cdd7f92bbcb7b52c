//! Properties of linting any bytes: no rule panics, findings are in order and inside their files, and safe
//! fixes leave files that compile compiling. Shared with the fuzz target.

use protune_compiler::diagnostic::{Diagnostic, Place, Safety};
use protune_engine::check::Limits;
use protune_engine::{Settings, Workspace, breaking, fix, lint};
use protune_rules::Catalog;

/// A line that ends a file of [`lint_holds`]; no schema holds it.
const SEPARATOR: &str = "\n=====\n";

const NAMES: [&str; 3] = ["a.proto", "b.proto", "c.proto"];

/// Lints up to three files with all rules, compares each with the one before, and fixes them.
pub(crate) fn lint_holds(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let texts: Vec<&str> = text.splitn(NAMES.len(), SEPARATOR).collect();
    let settings = Settings::of_rules(Catalog::compiled_in().rules());
    let workspace = Workspace::of_texts(NAMES.into_iter().zip(texts.iter().copied()));
    findings_hold(&workspace, &lint(&workspace, &settings));
    for pair in texts.windows(2) {
        let sides = Workspace::of_sides([(NAMES[0], pair[0])], [(NAMES[0], pair[1])]);
        findings_hold(&sides, &breaking(&sides, &settings, &Limits::default()));
    }
    // What fixes break is put aside, and what does more than it says is an error.
    for limit in [Safety::Safe, Safety::Unsafe] {
        let fixed = fix(&workspace, &settings, limit).expect("fixes do what they announce");
        let (before, after) = (workspace.broken(), fixed.workspace.broken());
        assert!(after.is_subset(&before), "a fix breaks a file");
    }
}

/// All places are in their texts, on the bounds of characters.
fn findings_hold(workspace: &Workspace, findings: &[Diagnostic]) {
    let place = |Place { file, span }| {
        if let Some(span) = span {
            span.of(workspace.schema.file(file).text());
        }
    };
    for finding in findings {
        place(finding.place);
        finding.labels.iter().for_each(|label| place(workspace.schema.place_of(label.spot)));
    }
}
