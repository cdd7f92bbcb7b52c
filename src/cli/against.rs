//! What `protune breaking` compares with: its flags, and opening each. Compares nothing.

use crate::config::{Problem, Source};
use crate::workspace::input::{self, Input};
use std::path::PathBuf;
use std::sync::Arc;

#[derive(clap::Args)]
#[command(next_help_heading = "Compared with")]
pub(super) struct Against {
    /// What to compare with, as it was: a folder, a .proto file, a git revision (git:REV,
    /// .git#branch=NAME), an archive, a descriptor set, or - for standard input. Of several, the change
    /// must be compatible with each.
    #[arg(long, value_name = "INPUT", allow_hyphen_values = true, required_unless_present = "merge_bases")]
    against: Vec<String>,
    /// Compare with the last commit that BRANCH and HEAD have in common.
    #[arg(long = "against-merge-base", value_name = "BRANCH")]
    merge_bases: Vec<String>,
    /// Read this in place of the configuration in what is compared with, which says where its modules
    /// are: a file, or its text.
    #[arg(long, value_name = "CONFIG")]
    pub(super) against_config: Option<String>,
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
