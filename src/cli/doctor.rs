//! `protune doctor`: the configuration that holds here, and what the other commands would check. Checks nothing.

use super::problems::refuse;
use super::{Exit, Terminal};
use crate::config::{Module, Project, Section};
use crate::report::{count, visible};
use crate::workspace::{self, Files, Found, Request, Scope};
use crate::{config, paths};
use std::fmt::{Result, Write};
use std::path::{Path, PathBuf};

/// Explain which configuration holds, what would be checked, and what would be skipped.
#[derive(clap::Args)]
pub(super) struct Doctor {
    /// Files and folders to look at [default: the working directory].
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The configuration to look at: a file, or its text.
    #[arg(long, value_name = "FILE|TEXT")]
    config: Option<String>,
}

pub(super) fn run(args: &Doctor, terminal: &Terminal) -> Exit {
    let (paths, config) = (args.paths.clone(), args.config.clone());
    let used: &[Section] = &[Section::Lint, Section::Breaking];
    let request = Request { paths, config, used, obeys_exclude: true, ..Request::default() };
    let scope = match Scope::find(request) {
        Ok(scope) => scope,
        Err(problems) => return refuse(&problems, terminal),
    };
    let files = workspace::files(&scope);
    let mut out = String::new();
    tell(&scope, &files, &mut out).expect("a string takes everything");
    let written = terminal.write(|to| to.write_all(out.as_bytes()));
    written.max(if files.failures.is_empty() { Exit::Clean } else { Exit::Failed })
}

fn tell(scope: &Scope, files: &Files, out: &mut String) -> Result {
    let (version, os, machine) = (env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
    writeln!(out, "protune {version}, {os} {machine}, {}", count(rayon::current_num_threads(), "thread"))?;
    writeln!(out, "working directory: {}", visible(&scope.working_dir().display().to_string()))?;
    if scope.projects.is_empty() {
        writeln!(out, "\nconfiguration: none here or further up; the default rules run")?;
        writeln!(out, "  {}", count(scope.unconfigured.rules.len(), "lint rule"))?;
        writeln!(out, "  {}", count(scope.unconfigured_breaking.rules.len(), "breaking rule"))?;
        writeln!(out, "  imports are looked for around the importing file")?;
    }
    for (at, project) in scope.projects.iter().enumerate() {
        let own: Vec<&Found> = files.files.iter().filter(|file| file.project == Some(at)).collect();
        tell_project(project, &own, scope, out)?;
    }
    let loose = files.files.iter().filter(|file| file.project.is_none()).count();
    writeln!(out, "\nfiles: {}", files.files.len())?;
    if loose > 0 && !scope.projects.is_empty() {
        writeln!(out, "  {} without a configuration", count(loose, "file"))?;
    }
    for failure in &files.failures {
        writeln!(out, "  cannot read {}: {}", visible(&failure.path), visible(&failure.reason))?;
    }
    let notes: Vec<_> = scope.notes().filter(|note| note.is_skip).collect();
    let excluded: Vec<_> = scope.excluded().collect();
    if !notes.is_empty() || !excluded.is_empty() {
        writeln!(out, "\nskipped:")?;
    }
    for note in notes {
        writeln!(out, "  {}", visible(&note.message))?;
    }
    for (path, config) in excluded {
        writeln!(out, "  {}: {} excludes it", visible(&path), visible(&config))?;
    }
    Ok(())
}

fn tell_project(project: &Project, files: &[&Found], scope: &Scope, out: &mut String) -> Result {
    let shown = |path: &Path| visible(&paths::printed(path, scope.working_dir())).into_owned();
    writeln!(out, "\nconfiguration: {}", shown(&project.file))?;
    if project.modules_file != project.file {
        writeln!(out, "  modules and dependencies: {}", shown(&project.modules_file))?;
    }
    for module in &project.modules {
        let roots: Vec<String> = module.roots.iter().map(|root| shown(root)).collect();
        let own = files.iter().filter(|file| module.root_of(&file.disk).is_some()).count();
        let Module { lint, breaking, .. } = module;
        writeln!(
            out,
            "  module {}: {}, {}, {}",
            roots.join(", "),
            count(own, "file"),
            count(lint.rules.len(), "lint rule"),
            count(breaking.rules.len(), "breaking rule")
        )?;
        for (what, folders) in [("includes", &module.includes), ("excludes", &module.excludes)] {
            for folder in folders {
                writeln!(out, "    {what} {}", shown(folder))?;
            }
        }
    }
    if !project.house.rules.is_empty() {
        writeln!(out, "  {} of this project", count(project.house.rules.len(), "rule"))?;
    }
    if let Some(exclude) = &project.exclude {
        let globs: Vec<_> = exclude.globs.iter().map(|glob| visible(glob)).collect();
        writeln!(out, "  {} leaves files alone: {}", shown(&exclude.file), globs.join(", "))?;
    }
    match project.roots_are_known {
        true => writeln!(out, "  imports start from the roots of the modules and of the dependencies")?,
        false => writeln!(out, "  imports are looked for around the importing file: no key names roots")?,
    }
    for dependency in &project.dependencies {
        writeln!(out, "  dependency {}", shown(dependency))?;
    }
    for config::Problem { message, help, .. } in &project.missing {
        writeln!(out, "  missing: {}", visible(message))?;
        if let Some(help) = help {
            writeln!(out, "    {}", visible(help))?;
        }
    }
    if let Some(baseline) = &project.baseline {
        writeln!(out, "  baseline {}", shown(baseline))?;
    }
    let is_outside = |file: &&&Found| project.modules.iter().all(|it| it.root_of(&file.disk).is_none());
    for file in files.iter().filter(is_outside) {
        writeln!(out, "  in no module: {}", visible(&file.path))?;
    }
    for note in project.notes.iter().filter(|note| !note.is_skip) {
        writeln!(out, "  note: {}", visible(&note.message))?;
    }
    Ok(())
}
