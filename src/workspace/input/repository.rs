//! Git repositories, of which options name a commit.

use super::kind::{Asked, InputKind, Recognised};
use super::unpacked::Unpacked;
use super::{Input, revision};
use std::path::Path;

pub(super) static KIND: InputKind = InputKind {
    name: "a git repository",
    form: ".git#branch=NAME",
    doc: Some("The `.git` of a clone, or a bare repository, with the commit in an option"),
    formats: &["git"],
    options: &["branch", "tag", "commit", "ref", "subdir", "format", "depth", "filter", "recurse_submodules"],
    recognised: Recognised::OnDisk { is, fits: |_| true, open },
};

fn is(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "git")
        || path.file_name().is_some_and(|name| name == ".git")
}

fn open(path: &Path, mut asked: Asked<'_>) -> Result<Input, String> {
    let commit = revision::in_repository(path, &mut asked.options)?;
    revision::open(commit, Unpacked::new(asked.limits)?, asked.text.to_owned())
}
