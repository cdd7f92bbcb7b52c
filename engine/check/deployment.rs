//! Running rules over the configuration files of a workspace that are deployed with its schemas.

use super::{Measure, suppress};
use crate::documents::{Before, Config, Workspace};
use crate::parallel;
use crate::settings::{Breaking, Chosen, Lint, Settings};
use protune_compiler::diagnostic::RuleId;
use protune_compiler::schema::{FileId, FileView};
use protune_rules::deployed::{Deployed, Deployment, ServiceChange, Services};
use protune_rules::{Check, Findings, Run};

/// Returns the findings in all configuration files, file by file.
pub(super) fn findings(
    workspace: &Workspace,
    settings: &Settings,
    measure: Option<Measure<'_>>,
) -> Vec<(FileId, Findings)> {
    let lint = |config: &Config| &*settings.modules[config.settings].lint;
    if !workspace.configs.iter().any(|config| lint(config).checks_configs()) {
        return Vec::new();
    }
    let (deployment, configs) = read(workspace);
    let rows: Vec<usize> = (0..configs.len()).collect();
    parallel::map(&rows, |&row| {
        let (file, lint) = (&deployment.files[row], lint(configs[row]));
        let disk = workspace.document(file.file).disk.as_deref();
        let ignored = disk.map(|path| lint.ignored(path)).unwrap_or_default();
        let mut out = Findings::new();
        for chosen in rules(lint).filter(|chosen| !ignored.has(chosen.rule.id)) {
            let run = Run::new(&chosen.rule, chosen.severity, &lint.options);
            let mut check = || run.check_deployed(file, &deployment, &mut out);
            match measure {
                None => check(),
                Some(measure) => measure(chosen.rule.id, &mut check),
            }
        }
        hide(settings, lint, file, &|rule| ignored.has(rule), &mut out);
        (file.file, out)
    })
}

/// Takes out the findings that comments in the file hide, and adds those about such comments.
fn hide(
    settings: &Settings,
    lint: &Lint,
    file: &Deployed<'_>,
    is_ignored: &(dyn Fn(RuleId) -> bool + Sync),
    findings: &mut Findings,
) {
    let runs: Vec<Run<'_>> =
        lint.rules.iter().map(|chosen| Run::new(&chosen.rule, chosen.severity, &lint.options)).collect();
    let policy = suppress::Policy {
        catalog: &settings.catalog,
        buf: false,
        foreign: false,
        runs: &runs,
        is_heard: &|_, rule| !is_ignored(rule),
    };
    suppress::apply_to_config(file.file, file.data, &policy, findings);
}

fn rules(lint: &Lint) -> impl Iterator<Item = &Chosen> {
    lint.rules.iter().filter(|chosen| matches!(chosen.rule.check, Check::Deployed(_)))
}

/// Returns what a change of the schemas does to the configuration files.
pub(super) fn broken(workspace: &Workspace, settings: &Settings) -> Findings {
    let breaking = |config: &Config| &*settings.modules[config.settings].breaking;
    if !workspace.configs.iter().any(|config| breaking_rules(breaking(config)).next().is_some()) {
        return Findings::new();
    }
    let (deployment, configs) = read(workspace);
    let changes: Vec<ServiceChange<'_>> =
        workspace.before.iter().map(|before| change(workspace, before, &deployment.services)).collect();
    let rows: Vec<usize> = (0..configs.len()).collect();
    parallel::flat_map(&rows, |&row| {
        let (file, breaking) = (&deployment.files[row], breaking(configs[row]));
        let disk = workspace.document(file.file).disk.as_deref();
        let ignored = disk.map(|path| breaking.ignored(path)).unwrap_or_default();
        let mut out = Findings::new();
        for chosen in breaking_rules(breaking).filter(|chosen| !ignored.has(chosen.rule.id)) {
            let run = Run::new(&chosen.rule, chosen.severity, &breaking.options);
            changes
                .iter()
                .for_each(|change| run.check_deployed_change((file, &deployment), change, &mut out));
        }
        hide(settings, &Lint::default(), file, &|_| false, &mut out);
        out
    })
}

fn change<'w>(workspace: &'w Workspace, before: &'w Before, after: &Services<'_>) -> ServiceChange<'w> {
    ServiceChange::new(services(workspace, files_before(workspace, before), false), after)
}

fn breaking_rules(breaking: &Breaking) -> impl Iterator<Item = &Chosen> {
    breaking.rules.iter().filter(|chosen| matches!(chosen.rule.check, Check::DeployedChange(_)))
}

/// The configuration files that some kind knows, beside where they are in the workspace.
fn read(workspace: &Workspace) -> (Deployment<'_>, Vec<&Config>) {
    let read = workspace.configs.iter().filter_map(|config| {
        let document = workspace.document(config.file);
        Some((Deployed::read(config.file, &document.path, document.content.as_ref()?.data())?, config))
    });
    let (files, configs): (Vec<_>, Vec<&Config>) = read.unzip();
    let needs_names = files.iter().any(Deployed::needs_names);
    (Deployment { files, services: services(workspace, workspace.files_after(), needs_names) }, configs)
}

/// The services of some files.
fn services<'w>(
    workspace: &'w Workspace,
    files: impl Iterator<Item = FileView<'w>>,
    needs_names: bool,
) -> Services<'w> {
    Services::new(files.map(|file| (file, workspace.document(file.id).path.as_str())), needs_names)
}

/// The files of an old side, and those that it shares with the new one. What it only imports is not there: an import that
/// is gone took no service along.
fn files_before<'w>(workspace: &'w Workspace, before: &'w Before) -> impl Iterator<Item = FileView<'w>> {
    let files = before.modules.iter().flat_map(|module| &module.files);
    files.map(|&file| workspace.schema.file(file))
}
