//! Has plugins check the modules of a workspace, several at a time, and puts their findings beside it.

use super::open::Plugin;
use crate::config::Module as Configured;
use crate::workspace::Scope;
use protune_compiler::diagnostic::{Diagnostic, RuleId, Severity};
use protune_compiler::schema::FileId;
use protune_engine::Workspace;
use protune_engine::check::pairs;
use protune_engine::documents::{Language, Module};
use protune_engine::plugins::{self, Asked, Checked, MOST_RULES};
use protune_engine::settings::Chosen;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Results of checks besides findings.
#[derive(Default)]
pub struct Checks {
    /// Work that plugins should have done and did not: for the user, in lower case, without a full stop.
    pub failures: Vec<String>,
    /// Work that was left out although no plugin failed.
    pub skipped: Vec<String>,
}

/// Rules of a plugin, to be checked in one module.
struct Job<'w> {
    plugin: &'w Plugin,
    rules: Vec<RuleId>,
}

/// A module, the files that it is compared with, and what is to be checked.
struct Subject<'w> {
    name: &'w str,
    files: &'w [FileId],
    before: Vec<FileId>,
    jobs: Vec<Job<'w>>,
}

/// Result of one job.
struct Done {
    plugin: String,
    module: String,
    rules: Vec<RuleId>,
    found: Vec<Diagnostic>,
    lies: Vec<String>,
    in_imports: usize,
    failure: Option<String>,
}

/// Has the plugins of each module check it.
pub fn lint(workspace: &mut Workspace, scope: &Scope) -> Checks {
    if !are_in(scope) {
        return Checks::default();
    }
    let subjects = |workspace: &Workspace| -> Vec<Owned> {
        let modules = workspace.modules.iter();
        modules.map(|module| Owned::new(module, Vec::new(), scope, |it| &it.lint.rules)).collect()
    };
    check(workspace, scope, subjects)
}

/// Has the plugins of each module compare it with its older versions.
pub fn breaking(workspace: &mut Workspace, scope: &Scope) -> Checks {
    if !are_in(scope) {
        return Checks::default();
    }
    let subjects = |workspace: &Workspace| -> Vec<Owned> {
        // Of a server it is not known what its files looked like.
        let sides = workspace.before.iter().filter(|side| side.server.is_none());
        let compared = sides.flat_map(|side| pairs(workspace, side));
        let of_pair = |(old, new): (Vec<&Module>, Vec<&Module>)| {
            let before: Vec<FileId> = old.iter().flat_map(|module| module.files.iter().copied()).collect();
            let owned = |module: &&Module| Owned::new(module, before.clone(), scope, |it| &it.breaking.rules);
            new.iter().map(owned).collect::<Vec<_>>()
        };
        compared.flat_map(of_pair).collect()
    };
    check(workspace, scope, subjects)
}

/// Returns whether plugins check something.
pub fn are_in(scope: &Scope) -> bool {
    scope.projects.iter().any(|project| !project.plugins.open.is_empty())
}

/// A subject with data of its own, so that the workspace can be changed meanwhile.
struct Owned {
    name: String,
    files: Vec<FileId>,
    before: Vec<FileId>,
    jobs: Vec<(Arc<Plugin>, Vec<RuleId>)>,
}

impl Owned {
    fn new(
        module: &Module,
        before: Vec<FileId>,
        scope: &Scope,
        rules: fn(&Configured) -> &Vec<Chosen>,
    ) -> Owned {
        let name = module.folder.clone().unwrap_or_default();
        let mut owned = Owned { name, files: module.files.clone(), before, jobs: Vec::new() };
        let Some((project, configured)) = scope.configured(module.settings) else { return owned };
        let chosen: HashSet<RuleId> = rules(configured).iter().map(|chosen| chosen.rule.id).collect();
        for plugin in &project.plugins.open {
            let ids = plugin.listing.rules.iter().map(|listed| RuleId::intern(&listed.id));
            let ids: Vec<RuleId> = ids.filter(|id| chosen.contains(id)).collect();
            if !ids.is_empty() {
                owned.jobs.push((plugin.clone(), ids));
            }
        }
        owned
    }

    fn subject(&self) -> Subject<'_> {
        let in_parts = |(plugin, rules): &'_ (Arc<Plugin>, Vec<RuleId>)| -> Vec<Vec<RuleId>> {
            let _ = plugin;
            rules.chunks(MOST_RULES).map(<[RuleId]>::to_vec).collect()
        };
        let jobs = self
            .jobs
            .iter()
            .flat_map(|job| in_parts(job).into_iter().map(|rules| Job { plugin: &job.0, rules }));
        Subject { name: &self.name, files: &self.files, before: self.before.clone(), jobs: jobs.collect() }
    }
}

fn check(workspace: &mut Workspace, scope: &Scope, subjects: impl Fn(&Workspace) -> Vec<Owned>) -> Checks {
    let owned = subjects(workspace);
    // Findings without a place are in the configuration.
    let mut elsewhere: BTreeMap<PathBuf, FileId> = BTreeMap::new();
    for (plugin, _) in owned.iter().flat_map(|owned| &owned.jobs) {
        elsewhere.entry(plugin.declared.file.clone()).or_insert_with_key(|file| {
            let path = crate::paths::printed(file, scope.working_dir());
            let text = std::fs::read_to_string(file).unwrap_or_default();
            let language = Language::of_name(&path).unwrap_or(Language::Yaml);
            workspace.add(path, Some(file.clone()), language, text)
        });
    }
    let broken = broken(workspace);
    let mut checks = Checks::default();
    let all: Vec<Subject<'_>> = owned.iter().map(Owned::subject).collect();
    let (whole, part): (Vec<&Subject<'_>>, Vec<&Subject<'_>>) =
        all.iter().filter(|subject| !subject.jobs.is_empty()).partition(|subject| {
            let needed = plugins::needed(workspace, subject.files.iter().chain(&subject.before).copied());
            needed.is_disjoint(&broken)
        });
    for subject in part {
        workspace.unchecked.extend(subject.jobs.iter().flat_map(|job| &job.rules));
        let names: Vec<&str> = subject.jobs.iter().map(|job| job.plugin.declared.name()).collect();
        checks.skipped.push(format!(
            "{} does not check {}, which does not compile",
            listed("the plugin", "the plugins", &names),
            module_in_words(subject.name)
        ));
    }
    let shared = &*workspace;
    let done: Vec<Done> = whole
        .par_iter()
        .flat_map_iter(|subject| {
            let checked = Checked::new(shared, subject.files, &subject.before);
            let run =
                |job: &Job<'_>| run(job, subject, &checked, shared, elsewhere[&job.plugin.declared.file]);
            subject.jobs.par_iter().map(run).collect::<Vec<Done>>()
        })
        .collect();
    take(done, workspace, &mut checks);
    checks
}

/// Files with errors.
fn broken(workspace: &Workspace) -> HashSet<FileId> {
    let errors = workspace.problems().filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| problem.place.file).collect()
}

fn run(
    job: &Job<'_>,
    subject: &Subject<'_>,
    checked: &Checked,
    workspace: &Workspace,
    elsewhere: FileId,
) -> Done {
    let plugin = job.plugin;
    let mut done = Done {
        plugin: plugin.declared.command(),
        module: subject.name.to_owned(),
        rules: job.rules.clone(),
        found: Vec::new(),
        lies: Vec::new(),
        in_imports: 0,
        failure: None,
    };
    let ids: Vec<&str> = job.rules.iter().map(|rule| rule.as_str()).collect();
    if plugin.is_slow.load(Ordering::Relaxed) {
        done.failure = Some("it did not answer in time before".to_owned());
        return done;
    }
    let answer = plugin.client.check(&plugins::check(checked, &plugin.declared.options, &ids));
    let answer = match answer {
        Ok(answer) => answer,
        Err(failure) => {
            plugin.is_slow.fetch_or(failure.is_slow, Ordering::Relaxed);
            done.failure = Some(failure.message);
            return done;
        }
    };
    let asked =
        Asked { workspace, files: subject.files, before: &subject.before, rules: &job.rules, elsewhere };
    match plugins::findings(&answer, &asked) {
        Ok(answer) => {
            (done.found, done.lies, done.in_imports) = (answer.findings, answer.lies, answer.in_imports);
        }
        Err(what) => done.failure = Some(format!("its findings are malformed: {what}")),
    }
    done
}

/// Modules and rules that were not checked.
type Unchecked = (Vec<String>, Vec<&'static str>);

/// Puts findings beside the workspace, each once, and says what went wrong, once for each plugin and reason.
fn take(done: Vec<Done>, workspace: &mut Workspace, checks: &mut Checks) {
    let mut failures: BTreeMap<(String, String), Unchecked> = BTreeMap::new();
    let mut in_imports: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen = HashSet::new();
    for one in done {
        if let Some(failure) = one.failure {
            let (modules, rules) = failures.entry((one.plugin.clone(), failure)).or_default();
            workspace.unchecked.extend(&one.rules);
            modules.push(one.module.clone());
            rules.extend(one.rules.iter().map(|rule| rule.as_str()));
        }
        if !one.lies.is_empty() {
            let wrong = format!("the plugin `{}` is wrong: {}", one.plugin, one.lies.join("; "));
            if !checks.failures.contains(&wrong) {
                checks.failures.push(wrong);
            }
        }
        if one.in_imports > 0 {
            *in_imports.entry(one.plugin).or_default() += one.in_imports;
        }
        for finding in one.found {
            if seen.insert((finding.place, finding.rule, finding.message.clone())) {
                workspace.of_plugins.entry(finding.place.file).or_default().push(finding);
            }
        }
    }
    for ((plugin, failure), (modules, mut rules)) in failures {
        rules.sort_unstable();
        rules.dedup();
        let names: Vec<String> = modules.iter().map(|module| module_in_words(module)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        checks.failures.push(format!(
            "the plugin `{plugin}` failed: {failure}; not checked: {} in {}",
            few(&rules),
            few(&names)
        ));
    }
    for (plugin, count) in in_imports {
        let findings = crate::report::count(count, "finding");
        checks
            .skipped
            .push(format!("left out: {findings} of the plugin `{plugin}` in files that are only imported"));
    }
}

fn module_in_words(name: &str) -> String {
    match name {
        "" | "." => "the module".to_owned(),
        name => format!("the module `{name}`"),
    }
}

/// The first words, and the number of others.
fn few(words: &[&str]) -> String {
    const FEW: usize = 5;
    match words.len() {
        ..=FEW => words.join(", "),
        many => format!("{} and {} more", words[..FEW].join(", "), many - FEW),
    }
}

fn listed(one: &str, many: &str, names: &[&str]) -> String {
    let mut names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.dedup();
    format!("{} {}", if names.len() == 1 { one } else { many }, names.join(", "))
}
