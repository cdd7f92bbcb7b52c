//! Files that belong together: what the engine finds in them, and what its fixes make of them. Knows nothing of
//! pages.

use super::notes;
use super::page::{Block, Page};
use protune_compiler::diagnostic::{Change, Diagnostic, Edit, Fix, Safety};
use protune_compiler::schema::{FileId, lower};
use protune_compiler::syntax::parse;
use protune_engine::documents::{Content, Language};
use protune_engine::fix::{self, MAX_ROUNDS, Proposed};
use protune_engine::settings::{Breaking, Chosen, Lint};
use protune_engine::{Settings, Workspace, lint};
use protune_rules::{Catalog, Check, Options, Rule};
use std::sync::Arc;

#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) text: String,
}

impl Source {
    /// The file that a block stands for, without what is expected of it.
    pub(crate) fn of(block: &Block, page: &Page) -> Source {
        let text = notes::strip(page.code(block));
        match block.name.clone() {
            Some(name) => Source { name, text },
            None => Source::named_by_its_package(&page.stem, text),
        }
    }

    /// Language of a configuration file; `None` for a schema.
    fn language(&self) -> Option<Language> {
        (!self.name.ends_with(".proto")).then(|| Language::of_name(&self.name).unwrap_or(Language::Yaml))
    }

    /// In the directory that its package asks for.
    fn named_by_its_package(stem: &str, text: String) -> Source {
        let file = lower("", parse(text.as_str()));
        let directory: String =
            file.package().split('.').filter(|part| !part.is_empty()).flat_map(|part| [part, "/"]).collect();
        Source { name: format!("{directory}{stem}.proto"), text }
    }
}

/// The findings of the compiler and these rules. Files have the numbers of their sources.
pub(crate) fn findings(
    sources: &[Source],
    rules: &[&'static Arc<Rule>],
    options: &Options,
) -> Vec<Diagnostic> {
    let workspace = workspace(sources);
    let mut found = lint(&workspace, &settings(rules, options));
    for finding in &mut found {
        let path = &workspace.document(finding.place.file).path;
        let at = sources.iter().position(|source| source.name == *path);
        finding.place.file = FileId::new(at.expect("findings are about the sources"));
    }
    found
}

/// The fix of each finding of this rule that may be made on request, if it has one.
pub(crate) fn fixes(rule: &'static Arc<Rule>, sources: &[Source], options: &Options) -> Vec<Option<Fix>> {
    let workspace = workspace(sources);
    let mut own = own(rule, &workspace, options);
    fix::show_edits(&workspace, &mut own);
    own.iter().map(|finding| fix::choose(finding, Safety::Unsafe).cloned()).collect()
}

/// The files after all fixes of a rule; `None` when they come to no end.
pub(crate) fn fix_all(
    rule: &'static Arc<Rule>,
    sources: &[Source],
    options: &Options,
) -> Option<Vec<Source>> {
    let find = |workspace: &Workspace| own(rule, workspace, options);
    let fixed = fix::in_memory(&workspace(sources), Safety::Unsafe, MAX_ROUNDS, find)
        .unwrap_or_else(|stopped| panic!("{}: {stopped:?}", rule.id));
    let by_hand = fixed_by_hand(rule, &fixed.workspace, options);
    let text = |name: &str| {
        let at = fixed.workspace.documents.iter().position(|document| document.path == name);
        let file = FileId::new(at.expect("it was there before"));
        let new = by_hand.iter().find(|(changed, _)| *changed == file).map(|(_, text)| text.as_str());
        new.unwrap_or(fixed.workspace.text(file).text).to_owned()
    };
    let after = sources.iter().map(|source| Source { name: source.name.clone(), text: text(&source.name) });
    fixed.unfinished.is_none().then(|| after.collect())
}

/// Applies the fixes one by one, as an editor does, to files that do not compile, which `--fix` leaves alone.
fn fixed_by_hand(
    rule: &'static Arc<Rule>,
    workspace: &Workspace,
    options: &Options,
) -> Vec<(FileId, String)> {
    let (broken, own) = (workspace.broken(), own(rule, workspace, options));
    let fixes = own.iter().filter(|finding| broken.contains(&finding.place.file));
    let edits: Vec<Edits<'_>> = fixes
        .filter_map(|finding| match &fix::choose(finding, Safety::Unsafe)?.change {
            Change::Edits(edits) => Some(Edits(edits)),
            Change::Rename(_) => None,
        })
        .collect();
    fix::merge(&edits, |file| workspace.text(file).text).files
}

/// The edits of a fix.
struct Edits<'f>(&'f [Edit]);

impl Proposed for Edits<'_> {
    fn edits(&self) -> &[Edit] {
        self.0
    }

    fn kind(&self) -> &str {
        ""
    }
}

fn workspace(sources: &[Source]) -> Workspace {
    let (schemas, configs): (Vec<&Source>, Vec<&Source>) =
        sources.iter().partition(|source| source.language().is_none());
    let mut workspace =
        Workspace::of_texts(schemas.iter().map(|source| (source.name.as_str(), source.text.as_str())));
    for source in configs {
        let (name, text) = (source.name.clone(), source.text.clone());
        let language = source.language().expect("it is none of the schemas");
        workspace.add_config(name.clone(), Some(name.into()), Content::new(language, text), 0);
    }
    workspace
}

/// The findings of one rule. Only what is about suppressions needs other rules to have run.
fn own(rule: &'static Arc<Rule>, workspace: &Workspace, options: &Options) -> Vec<Diagnostic> {
    let needs_others = matches!(rule.check, Check::Suppressions(_));
    let rules: Vec<_> =
        if needs_others { Catalog::compiled_in().rules().iter().collect() } else { vec![rule] };
    let mut findings = lint(workspace, &settings(&rules, options));
    findings.retain(|finding| finding.rule == rule.id);
    findings
}

fn settings(rules: &[&'static Arc<Rule>], options: &Options) -> Settings {
    let rules = rules.iter().copied().map(Chosen::from).collect();
    Settings::of(Lint { rules, options: options.clone(), ..Lint::unconfigured() }, Breaking::default())
}
