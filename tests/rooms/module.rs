//! Files that belong together, from text to findings and to what fixes make of them. Knows nothing of
//! pages.

use protune_compiler::diagnostic::{Change, Diagnostic, Edit, Rename, Safety};
use protune_compiler::schema::rename::{self, References};
use protune_compiler::schema::{self, File, FileId, Schema, lower};
use protune_compiler::syntax::parse;
use protune_rules::{Check, Module, Options, RULES, Rule, Terms};

/// What the program does with comments that hide findings.
#[path = "../../src/check/suppress/mod.rs"]
mod suppress;

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
pub(crate) fn findings(sources: &[Source], rules: &[&'static Rule], options: &Options) -> Vec<Diagnostic> {
    findings_in(&compile(sources), sources.len(), rules, options)
}

/// For each finding of this rule, in order of place, the edits that mend it; `None` where there are none
/// that may be made on request. Only what is about suppressions needs other rules to have run.
pub(crate) fn fixes(rule: &'static Rule, sources: &[Source], options: &Options) -> Vec<Option<Vec<Edit>>> {
    let schema = compile(sources);
    let needs_others = matches!(rule.check, Check::Suppressions(_));
    let rules = if needs_others { RULES } else { std::slice::from_ref(&rule) };
    let own = findings_in(&schema, sources.len(), rules, options);
    let own = own.into_iter().filter(|finding| finding.rule == rule.id);
    own.map(|finding| {
        let fix = finding.fixes.into_iter().find(|fix| fix.safety != Safety::Manual)?;
        match fix.change {
            Change::Edits(edits) => Some(edits),
            Change::Rename(rename) => renamed(&schema, sources.len(), &rename),
        }
    })
    .collect()
}

/// The files after all fixes of a rule; `None` when they come to no end.
pub(crate) fn fix_all(rule: &'static Rule, sources: &[Source], options: &Options) -> Option<Vec<Source>> {
    const MOST_ROUNDS: usize = 10;
    let mut sources = sources.to_vec();
    for _ in 0..MOST_ROUNDS {
        let edits = apart(fixes(rule, &sources, options).into_iter().flatten());
        if edits.is_empty() {
            return Some(sources);
        }
        for edit in edits.iter().rev() {
            sources[edit.file.0 as usize].text.replace_range(edit.span.range(), &edit.text);
        }
    }
    None
}

/// The schema of the files, which come first in it, and of the well-known ones that they import.
fn compile(sources: &[Source]) -> Schema {
    let source = |source: &Source| lower(source.name.as_str(), parse(source.text.as_str()));
    let files: Vec<File> = sources.iter().map(source).collect();
    schema::compile(files)
}

/// What the compiler and these rules say of the first `files` of a schema, as one module.
fn findings_in(schema: &Schema, files: usize, rules: &[&'static Rule], options: &Options) -> Vec<Diagnostic> {
    let mut found = schema.problems().to_vec();
    let module = Module::new(schema.files().take(files).collect());
    let terms: Vec<Terms<'_>> =
        rules.iter().map(|&rule| Terms { rule, severity: rule.severity, options }).collect();
    for terms in &terms {
        terms.check_module(&module, &mut found);
        for &file in module.files() {
            terms.check_file(file, &mut found);
        }
    }
    let policy = suppress::Policy { buf: true, foreign: true, terms: &terms, is_heard: &|_, _| true };
    let ids: Vec<FileId> = module.files().iter().map(|file| file.id).collect();
    suppress::apply(schema, &ids, &policy, &mut found);
    let is_ours = |finding: &Diagnostic| (finding.place.file.0 as usize) < files;
    assert!(found.iter().all(is_ours), "the well-known files are sound");
    found.sort_by_key(|finding| (finding.place, finding.rule));
    found
}

fn renamed(schema: &Schema, files: usize, rename: &Rename) -> Option<Vec<Edit>> {
    let references = &References::of(schema);
    let may_edit = &|file: FileId| (file.0 as usize) < files;
    rename::rename(rename::Workspace { schema, references, may_edit }, rename).ok()
}

/// The edits of those fixes that do not get into each other's way, in order of place.
fn apart(fixes: impl Iterator<Item = Vec<Edit>>) -> Vec<Edit> {
    let mut taken: Vec<Edit> = Vec::new();
    for edits in fixes {
        let is_free = |edit: &Edit| !taken.iter().any(|other| collide(edit, other));
        if edits.iter().all(is_free) {
            taken.extend(edits);
        }
    }
    taken.sort_by_key(|edit| (edit.file, edit.span));
    taken
}

fn collide(a: &Edit, b: &Edit) -> bool {
    let overlap = a.span.start < b.span.end && b.span.start < a.span.end;
    a.file == b.file && (overlap || a.span.start == b.span.start)
}
