//! Inputs that `protune breaking` compares with: their flags, opening each, and their errors. Compares
//! nothing.

use super::servers::Servers;
use crate::config::{self, Problem, Problems, Section, Source};
use crate::live;
use crate::report::visible;
use crate::workspace::input::{self, Here, Input, Network};
use crate::workspace::{self, Reach, Request, Scope};
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::schema::FileId;
use protune_compiler::text::ColumnUnit;
use protune_engine::Workspace;
use protune_engine::check::problems_before;
use protune_engine::documents::Side;
use std::cell::OnceCell;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(clap::Args)]
#[command(next_help_heading = "Compared with")]
pub(super) struct Against {
    #[arg(long, value_name = "INPUT", allow_hyphen_values = true, required_unless_present = "merge_bases", help = help_of_against())]
    against: Vec<String>,
    /// Compare with the merge base of BRANCH and HEAD.
    #[arg(long = "against-merge-base", value_name = "BRANCH")]
    merge_bases: Vec<String>,
    /// Use this configuration for the old version, instead of the one in it: a file, or its text.
    #[arg(long, value_name = "CONFIG")]
    pub(super) against_config: Option<String>,
    #[command(flatten)]
    servers: Servers,
}

fn help_of_against() -> String {
    let kinds = input::in_words();
    format!("Old version to compare with: {kinds}. With several, the change must be compatible with each")
}

/// Opens what is checked where it is no folder and no .proto file: a descriptor set, an image or an archive. `None`
/// where the paths are those of files and folders. The error is for the user.
pub(super) fn checked(paths: &[PathBuf], is_fixed: bool) -> Result<Option<Input>, String> {
    let Some(text) = packed(paths) else { return Ok(None) };
    if is_fixed {
        return Err(format!("cannot fix {text}: only .proto files are changed"));
    }
    let opened = input::open(text, &input::folder_for(&[]));
    opened.map(Some).map_err(|why| format!("cannot check {text}: {why}"))
}

/// Returns the only path if it is a descriptor set, an image or an archive.
pub(super) fn packed(paths: &[PathBuf]) -> Option<&str> {
    let [path] = paths else { return None };
    path.to_str().filter(|text| input::is_packed(text))
}

/// The configuration around the working directory, for a set: it holds none.
pub(super) fn config_around(checked: &Input) -> Option<String> {
    let folder = input::folder_for(&[]);
    let project =
        config::find(&folder, None, &[Section::Breaking]).ok().flatten().filter(|_| checked.is_root)?;
    Some(project.file.to_str()?.to_owned())
}

impl Against {
    /// Opens each input, to stand for the folder that `paths` name or else the working directory. `here` loads the
    /// schema that servers are compared with. The error is for the user.
    pub(super) fn open(
        &self,
        paths: &[PathBuf],
        here: &dyn Fn() -> Result<Here, String>,
    ) -> Result<Vec<Input>, String> {
        let from = input::folder_for(paths);
        let mut inputs = Against::open_all(&self.against, &self.servers, paths, here)?;
        for branch in &self.merge_bases {
            let name = format!("the merge base of {branch} and HEAD");
            inputs.push(compared(&name, input::open_merge_base(branch, &from))?);
        }
        Ok(inputs)
    }

    /// Opens what is written. The error is for the user.
    pub(super) fn open_all(
        against: &[String],
        servers: &Servers,
        paths: &[PathBuf],
        here: &dyn Fn() -> Result<Here, String>,
    ) -> Result<Vec<Input>, String> {
        servers.judge(against)?;
        let (flags, from) = (servers.flags()?, input::folder_for(paths));
        // Several servers are compared with one schema.
        let loaded = OnceCell::new();
        let here = || loaded.get_or_init(here).clone();
        let network = Network { flags: &flags, baseline: servers.baseline(), here: &here };
        against.iter().map(|text| compared(text, input::open_over(&network, text, &from))).collect()
    }
}

fn compared(name: &str, opened: Result<Input, String>) -> Result<Input, String> {
    opened.map_err(|why| format!("cannot compare with {}: {why}", live::shown(name)))
}

/// Loads the schema that a server is compared with. The error is for the user.
pub(super) fn here(request: Request, checked: Option<&Input>) -> Result<Here, String> {
    let is_whole = request.only.is_empty() && request.paths.iter().all(|path| path.is_dir());
    let (request, _) = workspace::requests(request, checked, &[], None);
    let first = |problems: Vec<Problem>| {
        problems.first().map_or(String::new(), |it| format!("{}: {}", it.source.path, it.message))
    };
    let scope = Scope::find(request).map_err(first)?;
    Ok(Here::of(&workspace::load(&scope, Reach::Modules), is_whole))
}

/// Scopes of the new side, which may be an input, and of the sides that it is compared with.
pub(super) fn scopes(
    request: Request,
    checked: Option<&Input>,
    inputs: &[Input],
    config: Option<&str>,
) -> Result<(Scope, Vec<Scope>), Problems> {
    let (after, before) = workspace::requests(request, checked, inputs, config);
    let before = inputs
        .iter()
        .zip(before)
        .map(|(input, request)| Scope::find(request).map_err(|problems| named(input, problems)));
    let after = Scope::find(after)?;
    let mut before: Vec<Scope> = before.collect::<Result<_, _>>()?;
    before.iter_mut().for_each(|before| workspace::exclude_alike(before, &after));
    Ok((after, before))
}

/// Problems of a configuration in an input, with the name of the input in place of where it was unpacked.
pub(super) fn named(input: &Input, problems: Vec<Problem>) -> Vec<Problem> {
    let named = |problem: Problem| {
        let source = Source { path: input.shown(&problem.source.path), text: problem.source.text.clone() };
        Problem { source: Arc::new(source), message: input.shown(&problem.message), ..problem }
    };
    problems.into_iter().map(named).collect()
}

/// Says of each side what its paths are shown behind, and what it is made of.
pub(super) fn name(workspace: &mut Workspace, checked: Option<&Input>, inputs: &[Input]) {
    for (before, input) in workspace.before.iter_mut().zip(inputs) {
        before.prefix = input.shown(&before.prefix);
        before.server = input.server;
        before.is_from_descriptors = input.is_root || checked.is_some_and(|checked| checked.is_root);
    }
    let Some(checked) = checked else { return };
    for document in workspace.documents.iter_mut().filter(|document| document.side == Side::After) {
        document.path = checked.shown(&document.path);
    }
}

/// A line for each old side that has no schemas, so that nobody takes it for a side that has the same ones.
pub(super) fn empty(workspace: &Workspace, inputs: &[Input]) -> Vec<String> {
    // Without files to check, nothing is new.
    if !workspace.failures.is_empty() || workspace.targets.is_empty() {
        return Vec::new();
    }
    let sides = workspace.before.iter().zip(inputs).filter(|(before, _)| before.targets.is_empty());
    let line = |name: &str| format!("note: {name} has no schemas to compare with: everything is new");
    sides.map(|(_, input)| line(&input.name)).collect()
}

/// The error says what of the old sides is nothing to compare with, and why, in lines whose names are harmless.
pub(super) fn judge(workspace: &Workspace, inputs: &[Input], may_be_empty: bool) -> Result<(), String> {
    let has_files = |targets: &[FileId]| !targets.is_empty();
    let is_old_there = workspace.before.iter().any(|before| has_files(&before.targets));
    let is_empty = !has_files(&workspace.targets) && !is_old_there && workspace.failures.is_empty();
    if is_empty && !may_be_empty {
        return Err("there is no .proto file to compare, on any side".to_owned());
    }
    let problems = problems_before(workspace);
    let mut wrong = Vec::new();
    for (before, input) in workspace.before.iter().zip(inputs) {
        let unread = before.failures.iter();
        let unread: Vec<String> = unread
            .map(|it| visible(&input.shown(&format!("{}: {}", it.path, it.reason))).into_owned())
            .collect();
        let name = visible(&input.name);
        if !unread.is_empty() {
            wrong.push(format!("cannot compare with {name}: {}", unread.join("\n  ")));
            continue;
        }
        let own = problems.iter().filter(|problem| before.files.contains(&problem.place.file));
        let lines: Vec<String> = own.map(|problem| told(workspace, problem)).collect();
        if !lines.is_empty() {
            wrong.push(not_compiling(input, lines));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

fn not_compiling(input: &Input, mut lines: Vec<String>) -> String {
    const MOST: usize = 5;
    let more = lines.len().saturating_sub(MOST);
    lines.truncate(MOST);
    lines.extend((more > 0).then(|| format!("and {more} more")));
    lines.extend(input.left_out.iter().map(|what| visible(what).into_owned()));
    let name = visible(&input.name);
    format!("cannot compare with {name}, which does not compile:\n  {}", lines.join("\n  "))
}

fn told(workspace: &Workspace, problem: &Diagnostic) -> String {
    let path = visible(&workspace.document(problem.place.file).path);
    let message = visible(&problem.message);
    let Some(span) = problem.place.span else { return format!("{path}: {message}") };
    let text = workspace.text(problem.place.file);
    let (line, column) = text.position(span.start, ColumnUnit::Scalar);
    format!("{path}:{}:{}: {message}", line + 1, column + 1)
}
