//! Git commits: which one is meant, and its schemas as a folder. Knows what git has, and runs nothing itself.

use super::super::git::{Kind, Repository};
use super::Input;
use super::unpacked::Unpacked;
use super::written::{self, Options};
use std::path::{Path, PathBuf};

/// What can be written behind the `#` of a repository.
pub(super) const OPTIONS: &[&str] =
    &["branch", "tag", "commit", "ref", "subdir", "format", "depth", "filter", "recurse_submodules"];

/// A commit, and the folder in it that is meant.
pub(super) struct Commit {
    git: Repository,
    id: String,
    folder: PathBuf,
}

/// The commit of a name, in the repository that a folder is in. Without a `subdir` the same folder is meant.
pub(super) fn named(name: &str, subfolder: Option<&str>, from: &Path) -> Result<Commit, String> {
    let git = Repository::around(from)?;
    let id = git.commit(name)?;
    let folder = subfolder.map_or_else(|| git.prefix(), written::subfolder)?;
    Ok(Commit { git, id, folder })
}

pub(super) fn merge_base(branch: &str, from: &Path) -> Result<Commit, String> {
    let git = Repository::around(from)?;
    let id = git.merge_base(branch, &git.commit(branch)?)?;
    let folder = git.prefix()?;
    Ok(Commit { git, id, folder })
}

/// The commit that options name, in the repository at a path.
pub(super) fn in_repository(path: &Path, options: &mut Options<'_>) -> Result<Commit, String> {
    let git = Repository::at(path)?;
    // How a repository would be cloned; this one is here.
    options.take("depth");
    options.take("filter");
    if options.take("recurse_submodules").is_some_and(|value| value != "false") {
        return Err("submodules are not looked into; compare with each of their repositories".to_owned());
    }
    let subfolder = options.take("subdir").map(written::subfolder).transpose()?;
    let named = [options.take("branch"), options.take("tag"), options.take("commit"), options.take("ref")];
    let id = match named {
        [None, None, None, None] => git.commit("HEAD")?,
        [Some(branch), None, None, None] => of_branch(&git, branch)?,
        [None, Some(tag), None, None] => {
            plain(tag)?;
            git.commit(&format!("refs/tags/{tag}")).map_err(|_| format!("git knows no tag `{tag}`"))?
        }
        [None, None, Some(commit), None] => match commit.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            true => git.commit(commit)?,
            false => return Err(format!("`{commit}` is no commit; `ref=` takes other names")),
        },
        [None, None, None, Some(name)] => git.commit(name)?,
        // Where `HEAD` would be, had the branch been cloned.
        [Some(branch), None, None, Some(name)] => {
            let head = of_branch(&git, branch)?;
            let rest =
                name.strip_prefix("HEAD").filter(|rest| rest.is_empty() || rest.starts_with(['~', '^']));
            git.commit(&rest.map_or_else(|| name.to_owned(), |rest| head + rest))?
        }
        _ => return Err("only one of branch, tag, commit and ref can be meant".to_owned()),
    };
    Ok(Commit { git, id, folder: subfolder.unwrap_or_default() })
}

/// A branch of this repository; else as it last was where it was cloned from, for a build has no others.
fn of_branch(git: &Repository, branch: &str) -> Result<String, String> {
    plain(branch)?;
    let places = ["refs/heads/", "refs/remotes/origin/", "refs/remotes/"];
    let mut found = places.iter().map(|place| git.commit(&format!("{place}{branch}")));
    let first = found.next().unwrap_or_else(|| Err(String::new()));
    first.or_else(|_| {
        let other = found.find_map(Result::ok);
        other.ok_or_else(|| format!("git knows no branch `{branch}`; `git fetch` may bring it"))
    })
}

/// A name, without the marks that lead to other commits.
fn plain(name: &str) -> Result<(), String> {
    match name.starts_with('-') || name.contains(['~', '^', ':', '@']) {
        true => Err(format!("`{name}` is no name of a branch or tag; `ref=` takes other names")),
        false => Ok(()),
    }
}

/// Unpacks the schemas of a commit.
pub(super) fn open(commit: Commit, mut unpacked: Unpacked, name: String) -> Result<Input, String> {
    let Commit { git, id, folder } = commit;
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    git.files(&id, |entry| {
        match entry.kind {
            Kind::File => files.extend(unpacked.place(entry.path)?.map(|path| (path, entry.id.to_owned()))),
            Kind::Link => unpacked.link(entry.path)?,
            Kind::Submodule => {}
        }
        Ok(())
    })?;
    git.contents(files.iter().map(|(_, id)| id.as_str()), |index, content| {
        unpacked.put(&files[index].0, content)
    })?;
    unpacked.into_input(name, &folder)
}
