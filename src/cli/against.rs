//! What `protune breaking` compares with: its flags, opening each, and what is wrong with it. Compares nothing.

use crate::config::{Problem, Source};
use crate::report::visible;
use crate::workspace::input::{self, Input};
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::text::ColumnUnit;
use protune_engine::Workspace;
use protune_engine::check::problems_before;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(clap::Args)]
#[command(next_help_heading = "Compared with")]
pub(super) struct Against {
    #[arg(long, value_name = "INPUT", allow_hyphen_values = true, required_unless_present = "merge_bases", help = help_of_against())]
    against: Vec<String>,
    /// Compare with the last commit that BRANCH and HEAD have in common.
    #[arg(long = "against-merge-base", value_name = "BRANCH")]
    merge_bases: Vec<String>,
    /// Read this in place of the configuration in what is compared with, which says where its modules
    /// are: a file, or its text.
    #[arg(long, value_name = "CONFIG")]
    pub(super) against_config: Option<String>,
}

fn help_of_against() -> String {
    let kinds = input::in_words();
    format!("What to compare with, as it was: {kinds}. Of several, the change must be compatible with each")
}

impl Against {
    /// Opens each input, to stand for the folder that `paths` name or else the working directory. The error
    /// is for the user.
    pub(super) fn open(&self, paths: &[PathBuf]) -> Result<Vec<Input>, String> {
        let from = input::folder_for(paths);
        let named = |name: &str, opened: Result<Input, String>| {
            opened.map_err(|why| format!("cannot compare with {name}: {why}"))
        };
        let revision = |branch: &String| {
            named(&format!("the merge base of {branch} and HEAD"), input::open_merge_base(branch, &from))
        };
        let written = self.against.iter().map(|text| named(text, input::open(text, &from)));
        written.chain(self.merge_bases.iter().map(revision)).collect()
    }
}

/// Problems of a configuration in an input, with the name of the input in place of where it was unpacked.
pub(super) fn named(input: &Input, problems: Vec<Problem>) -> Vec<Problem> {
    let named = |problem: Problem| {
        let source = Source { path: input.shown(&problem.source.path), text: problem.source.text.clone() };
        Problem { source: Arc::new(source), message: input.shown(&problem.message), ..problem }
    };
    problems.into_iter().map(named).collect()
}

/// Says of each old side what its paths are shown behind, and what it is made of.
pub(super) fn name(workspace: &mut Workspace, inputs: &[Input]) {
    for (before, input) in workspace.before.iter_mut().zip(inputs) {
        before.prefix = input.shown(&before.prefix);
        before.is_from_descriptors = input.is_root;
    }
}

/// The error says what of the old sides is nothing to compare with, and why, in lines whose names are harmless.
pub(super) fn judge(workspace: &Workspace, inputs: &[Input]) -> Result<(), String> {
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
    lines.extend((input.links > 0).then(|| "schemas that are links in it were left out".to_owned()));
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
