//! Running rules over the configuration files of a workspace that are deployed with its schemas.

use super::{Measure, suppress};
use crate::documents::{Config, Workspace};
use crate::parallel;
use crate::settings::{Chosen, Lint, Settings};
use protune_compiler::diagnostic::RuleId;
use protune_compiler::schema::FileId;
use protune_rules::deployed::{Deployed, Deployment, Services};
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
    let parsed = parallel::map(&workspace.configs, |config| {
        workspace.document(config.file).content.as_ref().map(|content| content.parse())
    });
    let read = workspace.configs.iter().zip(&parsed).map(|(config, data)| {
        let path = &workspace.document(config.file).path;
        data.as_ref().and_then(|data| Deployed::read(config.file, path, data))
    });
    let (files, configs): (Vec<_>, Vec<&Config>) =
        read.zip(&workspace.configs).filter_map(|(deployed, config)| Some((deployed?, config))).unzip();
    let needs_names = files.iter().any(Deployed::needs_names);
    let deployment = Deployment { files, services: services(workspace, needs_names) };
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

/// The services of all schemas that are linted, imports included.
fn services(workspace: &Workspace, needs_names: bool) -> Services<'_> {
    let files = workspace.files_after();
    Services::new(files.map(|file| (file, workspace.document(file.id).path.as_str())), needs_names)
}
