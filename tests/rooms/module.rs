//! Files that belong together, from text to findings and to what fixes make of them. Knows nothing of
//! pages.

use protune_compiler::diagnostic::{Change, Diagnostic, Edit, Fix, Safety};
use protune_compiler::schema::{self, File, Schema, lower};
use protune_compiler::syntax::parse;
use protune_rules::{Module, Options, Rule, Terms};

#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) text: String,
}

impl Source {
    /// In the directory that its package asks for.
    pub(crate) fn named_by_its_package(stem: &str, text: String) -> Source {
        let file = lower("", parse(text.as_str()));
        let directory: String = file
            .name(file.package)
            .split('.')
            .filter(|part| !part.is_empty())
            .flat_map(|part| [part, "/"])
            .collect();
        Source { name: format!("{directory}{stem}.proto"), text }
    }
}

/// What the compiler and these rules say of the files, in order of place.
pub(crate) fn findings(sources: &[Source], rules: &[&'static Rule]) -> Vec<Diagnostic> {
    let schema = compile(sources);
    let mut found = schema.problems().to_vec();
    let module = Module::new(schema.files().take(sources.len()).collect());
    for &rule in rules {
        let terms = Terms { rule, severity: rule.severity, options: Options::NONE };
        terms.check_module(&module, &mut found);
        for &file in module.files() {
            terms.check_file(file, &mut found);
        }
    }
    let is_ours = |finding: &Diagnostic| (finding.place.file.0 as usize) < sources.len();
    assert!(found.iter().all(is_ours), "the well-known files are sound");
    found.sort_by_key(|finding| (finding.place, finding.rule));
    found
}

/// What this rule alone says of the files.
pub(crate) fn findings_of(rule: &'static Rule, sources: &[Source]) -> Vec<Diagnostic> {
    let mut found = findings(sources, &[rule]);
    found.retain(|finding| finding.rule == rule.id);
    found
}

/// The schema of the files, which come first in it, and of the well-known ones that they import.
fn compile(sources: &[Source]) -> Schema {
    let source = |source: &Source| lower(source.name.as_str(), parse(source.text.as_str()));
    let files: Vec<File> = sources.iter().map(source).collect();
    schema::compile(files)
}

/// The fix of a finding that is applied on request. Renames are not shown: they are not edits yet.
pub(crate) fn fix(finding: &Diagnostic) -> Option<&Fix> {
    let is_edits = |fix: &&Fix| matches!(fix.change, Change::Edits(_));
    finding.fixes.iter().filter(is_edits).find(|fix| fix.safety != Safety::Manual)
}

/// The files after all fixes of a rule; `None` when they come to no end.
pub(crate) fn fix_all(rule: &'static Rule, sources: &[Source]) -> Option<Vec<Source>> {
    const MOST_ROUNDS: usize = 10;
    let mut sources = sources.to_vec();
    for _ in 0..MOST_ROUNDS {
        let edits = edits(findings_of(rule, &sources).iter().filter_map(fix));
        if edits.is_empty() {
            return Some(sources);
        }
        for edit in edits.iter().rev() {
            sources[edit.file.0 as usize].text.replace_range(edit.span.range(), &edit.text);
        }
    }
    None
}

/// The edits of those fixes that do not get into each other's way, in order of place.
fn edits<'d>(fixes: impl Iterator<Item = &'d Fix>) -> Vec<Edit> {
    let mut taken: Vec<Edit> = Vec::new();
    for fix in fixes {
        let Change::Edits(edits) = &fix.change else { continue };
        let is_free = |edit: &Edit| !taken.iter().any(|other| collide(edit, other));
        if edits.iter().all(is_free) {
            taken.extend_from_slice(edits);
        }
    }
    taken.sort_by_key(|edit| (edit.file, edit.span));
    taken
}

fn collide(a: &Edit, b: &Edit) -> bool {
    let overlap = a.span.start < b.span.end && b.span.start < a.span.end;
    a.file == b.file && (overlap || a.span.start == b.span.start)
}
