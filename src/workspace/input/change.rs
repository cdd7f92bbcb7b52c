//! The commit that a change in CI is based on, as a run there finds out by itself.

use super::super::{ci, git::Repository};
use super::kind::{InputKind, Recognised};
use super::unpacked::Unpacked;
use super::{Input, revision};

pub(super) static KIND: InputKind = InputKind {
    name: "the base of a change in CI",
    form: "ci",
    doc: Some(
        "The commit that a pull request, a push or a tag is based on, by the variables of the CI system; elsewhere the \
         merge base with the default branch",
    ),
    formats: &[],
    options: &["subdir"],
    recognised: Recognised::Written {
        rest: |text| (text == "ci").then_some(""),
        open: |_, mut asked| {
            let git = Repository::around(asked.from)?.fetching();
            let base = ci::base(&git)?;
            let commit = revision::of(git, base.commit.clone(), asked.options.take("subdir"))?;
            let name = base.commit.as_ref().map_or("ci".to_owned(), |commit| format!("git:{}", &commit[..8]));
            let input = revision::open(commit, Unpacked::new(asked.limits)?, name)?;
            Ok(Input { base: Some(base), ..input })
        },
    },
};
