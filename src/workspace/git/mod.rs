//! Changes and commits, from git. The only folder that runs git. It changes nothing, and lets git run nothing
//! else: no pager, hooks, filters or monitors. Only `remote` fetches, if that is requested.

mod changes;
mod checked_out;
mod history;
mod index;
mod near;
mod pack;
mod patch;
mod remote;

pub use changes::{Changes, Since};
pub(super) use checked_out::CheckedOut;
pub(super) use history::is_name;
pub(super) use index::Index;
pub use pack::fetch_into;
pub(super) use remote::{Refusal, Remote};

use super::paths;
use crate::bounded;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Schemas, and files that may be configurations, wherever they are in the working tree.
const SOURCES: [&str; 8] = [
    ":(top,icase)*.proto",
    ":(top,icase)*.json",
    ":(top,icase)*.yaml",
    ":(top,icase)*.yml",
    ":(top)*.template",
    ":(top)*.tmpl",
    ":(top)*.tpl",
    ":(top)*.j2",
];

/// Arguments of git that end with the files to look at.
fn about_sources<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [args, &["--"], &SOURCES].concat()
}

/// A repository that is asked.
pub(super) struct Repository {
    /// Folder that git runs in.
    root: PathBuf,
    /// It is this folder's own, whatever the environment or the folders around it say.
    is_alone: bool,
    /// Whether it may fetch missing commits.
    fetches: bool,
}

/// A file of a commit.
pub(super) struct Entry<'e> {
    pub(super) kind: Kind,
    pub(super) path: &'e [u8],
    /// The name of its content.
    pub(super) id: &'e str,
    /// Its size in bytes, where git was asked for it.
    size: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    File,
    Link,
    Submodule,
}

/// The root of the work tree that a folder lies in. Nobody is asked: a work tree has a `.git` at its root.
pub(super) fn root_around(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|around| around.join(".git").exists())
}

/// Schemas that git tracks in a work tree, seen from its root.
pub(super) fn tracked(root: &Path) -> Result<Vec<PathBuf>, String> {
    let git = Repository { root: root.to_owned(), is_alone: true, fetches: false };
    git.names(&["ls-files", "-z", "--", ":(icase)*.proto"])
}

/// Schemas that a sparse checkout leaves out of the work tree around a folder: the root of the tree, and the path
/// and text of each. Those that a partial clone lacks are fetched where that is allowed, and are not among them
/// otherwise. The error is for the user.
pub(super) fn left_out(folder: &Path, fetches: bool) -> Result<Option<(PathBuf, Vec<Content>)>, String> {
    let Some(root) = root_around(folder) else { return Ok(None) };
    let git = Repository { root: root.to_owned(), is_alone: true, fetches };
    let is_sparse = git.run(["config", "--type=bool", "--get", "core.sparseCheckout"]);
    if !is_sparse.is_ok_and(|answer| line(&answer.stdout) == "true") {
        return Ok(None);
    }
    let listed = git.ask(["ls-files", "-t", "-s", "-z", "--", "*.proto"])?.stdout;
    let absent = rows(&listed).filter_map(|row| entry(row.strip_prefix(b"S ")?));
    let mut absent: Vec<Entry<'_>> =
        absent.filter(|entry| entry.kind == Kind::File && !root.join(path(entry.path)).exists()).collect();
    if !fetches {
        let missing = git.missing(absent.iter().map(|entry| entry.id))?;
        absent.retain(|entry| !missing.contains(entry.id));
    }
    Ok(Some((root.to_owned(), git.texts(&absent)?)))
}

/// Path of a file, seen from the root of its work tree, and what it says.
type Content = (PathBuf, Vec<u8>);

/// The most that is read into memory of files that git has and the disk has not, in bytes.
const MOST_IN_MEMORY: u64 = 1 << 30;

impl Repository {
    /// The repository that a folder is in. The error is for the user, as with all that follow.
    pub(super) fn around(folder: &Path) -> Result<Repository, String> {
        let git = Repository { root: folder.to_owned(), is_alone: false, fetches: false };
        git.ask(["rev-parse", "--git-dir"]).map(|_| git)
    }

    /// The repository that a path names: a `.git`, or a bare one.
    pub(super) fn at(path: &Path) -> Result<Repository, String> {
        let is_inner = path.file_name().is_some_and(|name| name == ".git");
        let path = paths::absolute(path, &paths::working_dir());
        let root = if is_inner { path.parent().unwrap_or(&path) } else { &path };
        let git = Repository { root: root.to_owned(), is_alone: true, fetches: false };
        git.ask(["rev-parse", "--git-dir"]).map(|_| git)
    }

    /// The same repository, whose commits and files are fetched where the clone lacks them.
    pub(super) fn fetching(self) -> Repository {
        Repository { fetches: true, ..self }
    }

    pub(super) fn fetches(&self) -> bool {
        self.fetches
    }

    /// Path of the folder that git runs in, in the tree of a commit.
    pub(super) fn prefix(&self) -> Result<PathBuf, String> {
        let mut prefix = self.ask(["rev-parse", "--show-prefix"])?.stdout;
        while prefix.last().is_some_and(|byte| b"/\r\n".contains(byte)) {
            prefix.pop();
        }
        Ok(path(&prefix))
    }

    /// Shows all files of a commit.
    pub(super) fn files(
        &self,
        commit: &str,
        mut each: impl FnMut(Entry<'_>) -> Result<(), String>,
    ) -> Result<(), String> {
        self.converse(&["ls-tree", "-r", "-z", "--full-tree", commit], Vec::new(), |out| {
            let mut row = Vec::new();
            while read_until(out, 0, &mut row)? {
                each(entry(&row).ok_or("git lists its files in a way that is not known")?)?;
            }
            Ok(())
        })
    }

    /// Shows the contents of files, in the order in which they are named, each with its place there.
    pub(super) fn contents<'i>(
        &self,
        ids: impl Iterator<Item = &'i str>,
        mut each: impl FnMut(usize, &mut dyn Read) -> Result<(), String>,
    ) -> Result<(), String> {
        let asked: Vec<u8> = ids.flat_map(|id| [id.as_bytes(), b"\n"].concat()).collect();
        if self.fetches {
            self.bring_contents(str::from_utf8(&asked).unwrap_or_default().lines())?;
        }
        let count = asked.iter().filter(|&&byte| byte == b'\n').count();
        self.converse(&["cat-file", "--batch", "--buffer"], asked, |out| {
            let mut head = Vec::new();
            for index in 0..count {
                let size = match read_until(out, b'\n', &mut head)? {
                    true => content_size(&head).ok_or(INCOMPLETE)?,
                    false => return Err("git stopped early".to_owned()),
                };
                let mut content = out.take(size);
                each(index, &mut content)?;
                io::copy(&mut content, &mut io::sink()).map_err(|error| error.to_string())?;
                read_until(out, b'\n', &mut head)?;
            }
            Ok(())
        })
    }

    /// Contents of some files.
    fn texts(&self, entries: &[Entry<'_>]) -> Result<Vec<Content>, String> {
        let mut files = Vec::with_capacity(entries.len());
        let mut size = 0;
        self.contents(entries.iter().map(|entry| entry.id), |index, content| {
            let path = path(entries[index].path);
            let text = bounded::stream(content).map_err(|error| format!("{}: {error}", path.display()))?;
            size += text.len() as u64;
            if size > MOST_IN_MEMORY {
                let most = MOST_IN_MEMORY >> 30;
                return Err(format!("the schemas that are only in git are larger than {most} GiB together"));
            }
            files.push((path, text));
            Ok(())
        })?;
        Ok(files)
    }

    /// The commit that a name stands for.
    pub(super) fn commit(&self, name: &str) -> Result<String, String> {
        if name.starts_with('-') || name.is_empty() {
            return Err(format!("`{name}` is no name of a commit"));
        }
        let spec = format!("{name}^{{commit}}");
        let found = self.run(["rev-parse", "--verify", "--quiet", "--end-of-options", &spec])?;
        match found.status.success() {
            true => Ok(line(&found.stdout)),
            false if name.starts_with("refs/") => Err(format!("git knows no commit `{name}`")),
            false => {
                let (near, advice) = (self.did_you_mean(name), self.shallow_advice());
                Err(format!("git knows no commit `{name}`{near}{advice}"))
            }
        }
    }

    /// The last commit that one and `HEAD` have in common.
    pub(super) fn merge_base(&self, name: &str, commit: &str) -> Result<String, String> {
        if !self.has_head()? {
            return Err("there is no commit yet that anything could have changed since".to_owned());
        }
        let found = self.run(["merge-base", "HEAD", commit])?;
        match found.status.success() {
            true => Ok(line(&found.stdout)),
            false => Err(format!("HEAD and `{name}` have no commit in common{}", self.shallow_advice())),
        }
    }

    /// A name means the branch that is checked out, which has no commit yet.
    pub(super) fn is_unborn(&self, name: &str) -> bool {
        let Ok(head) = self.run(["symbolic-ref", "--quiet", "HEAD"]) else { return false };
        let branch = line(&head.stdout);
        let is_meant =
            ["HEAD", "@", &branch].contains(&name) || branch.strip_prefix("refs/heads/") == Some(name);
        head.status.success() && is_meant && self.has_head().is_ok_and(|has| !has)
    }

    fn has_head(&self) -> Result<bool, String> {
        Ok(self.run(["rev-parse", "--verify", "--quiet", "HEAD"])?.status.success())
    }

    /// Said where history may be missing.
    fn shallow_advice(&self) -> &'static str {
        let answer = self.run(["rev-parse", "--is-shallow-repository"]);
        match answer.is_ok_and(|answer| line(&answer.stdout) == "true") {
            true => "; this clone is shallow, so fetch more of it, as with `git fetch --unshallow`",
            false => "",
        }
    }

    /// The working tree that the repository is of; `None` when it has none.
    pub(super) fn working_tree(&self) -> Option<PathBuf> {
        let top = self.ask(["rev-parse", "--show-toplevel"]).ok()?;
        Some(path(top.stdout.strip_suffix(b"\n").unwrap_or(&top.stdout)))
    }

    /// Returns those of some contents that a partial clone lacks.
    pub(super) fn missing<'i>(&self, ids: impl Iterator<Item = &'i str>) -> Result<HashSet<String>, String> {
        let asked: Vec<u8> = ids.flat_map(|id| [id.as_bytes(), b"\n"].concat()).collect();
        let local = Repository { root: self.root.clone(), fetches: false, ..*self };
        let mut missing = HashSet::new();
        local.converse(&["cat-file", "--batch-check", "--buffer"], asked, |out| {
            let mut row = Vec::new();
            while read_until(out, b'\n', &mut row)? {
                missing.extend(row.strip_suffix(b" missing").map(line));
            }
            Ok(())
        })?;
        Ok(missing)
    }

    fn names(&self, arguments: &[&str]) -> Result<Vec<PathBuf>, String> {
        let answer = self.ask(arguments)?;
        Ok(rows(&answer.stdout).map(path).collect())
    }

    /// Runs git, and takes a failure of it for one of ours.
    fn ask<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Result<Output, String> {
        let output = self.run(arguments)?;
        if output.status.success() {
            return Ok(output);
        }
        let said = said(&output.stderr);
        match said.starts_with("not a git repository") {
            true if self.is_alone => Err("it is no git repository".to_owned()),
            true => Err("the working directory is in no git repository".to_owned()),
            false if said.contains("lazy fetching disabled") => Err(INCOMPLETE.to_owned()),
            false => Err(format!("git says: {said}")),
        }
    }

    fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Result<Output, String> {
        self.git().args(arguments).stdin(Stdio::null()).output().map_err(cannot_run)
    }

    /// Runs git with something to read, while what it answers is read.
    fn converse(
        &self,
        arguments: &[&str],
        asked: Vec<u8>,
        read: impl FnOnce(&mut dyn BufRead) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut git = self.git();
        git.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut git = git.spawn().map_err(cannot_run)?;
        let (mut input, output) = (git.stdin.take(), git.stdout.take());
        let result = std::thread::scope(|scope| {
            // Fails when nobody listens any more, and then it does not matter.
            scope.spawn(move || input.as_mut().map(|input| input.write_all(&asked)));
            let result = output.map_or(Ok(()), |output| read(&mut BufReader::new(output)));
            if result.is_err() {
                let _ = git.kill();
            }
            result
        });
        let end = git.wait_with_output().map_err(cannot_run)?;
        match result {
            Err(problem) if end.stderr.is_empty() => Err(problem),
            Ok(()) if end.status.success() => Ok(()),
            _ if said(&end.stderr).contains("lazy fetching disabled") => Err(INCOMPLETE.to_owned()),
            _ => Err(format!("git says: {}", said(&end.stderr))),
        }
    }

    fn git(&self) -> Command {
        let mut git = Command::new("git");
        git.args(["--no-pager", "-c", "core.quotepath=off", "-c", "core.fsmonitor=false"]);
        // Of a sparse index, commands would name folders in place of files, or look into none.
        git.args(["-c", "index.sparse=false", "-c", "advice.sparseIndexExpanded=false"]);
        git.args(["-c", "core.hooksPath=/dev/null"]).current_dir(&self.root);
        git.env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
        if !self.fetches {
            git.env("GIT_NO_LAZY_FETCH", "1");
        }
        if self.is_alone {
            for variable in ["GIT_DIR", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
                git.env_remove(variable);
            }
            git.env("GIT_CEILING_DIRECTORIES", self.root.parent().unwrap_or(&self.root));
        } else if is_told_again(&self.root) {
            git.env_remove("GIT_DIR");
        }
        git
    }
}

/// Returns whether `GIT_DIR` names the repository of a work tree around a folder. So it does in hooks of linked work
/// trees, and git would take any folder that it runs in for the top of the work tree.
fn is_told_again(folder: &Path) -> bool {
    let Some(told) = std::env::var_os("GIT_DIR").filter(|_| std::env::var_os("GIT_WORK_TREE").is_none())
    else {
        return false;
    };
    let is_own = |top: &Path| {
        let own = own_folder(top).canonicalize();
        own.is_ok_and(|own| top.join(&told).canonicalize().is_ok_and(|told| told == own))
    };
    folder.ancestors().filter(|around| around.join(".git").exists()).any(is_own)
}

/// Returns the folder that a work tree has in its repository. In a submodule or a linked work tree, `.git` is a file that
/// says where.
pub(super) fn own_folder(root: &Path) -> PathBuf {
    let git = root.join(".git");
    let told = if git.is_file() { std::fs::read_to_string(&git).ok() } else { None };
    match told.as_deref().and_then(|told| told.trim_end().strip_prefix("gitdir: ")) {
        Some(elsewhere) => root.join(elsewhere),
        None => git,
    }
}

fn cannot_run(error: io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "git is needed for this, and was not found".to_owned(),
        _ => format!("git cannot be run: {error}"),
    }
}

/// The first line of what git complains of.
fn said(stderr: &[u8]) -> String {
    let said = String::from_utf8_lossy(stderr);
    said.lines().next().unwrap_or("it failed").trim_start_matches("fatal: ").to_owned()
}

const INCOMPLETE: &str = "this clone lacks some of the files, and nothing is fetched; fetch them first, as with \
     `git fetch --refetch --no-filter`";

/// Reads up to a mark, which is taken off; says whether there was anything.
fn read_until(out: &mut dyn BufRead, mark: u8, row: &mut Vec<u8>) -> Result<bool, String> {
    row.clear();
    let any = out.read_until(mark, row).map_err(|error| format!("git cannot be read: {error}"))?;
    row.pop_if(|byte| *byte == mark);
    Ok(any > 0)
}

/// Reads a row of `ls-tree` or `ls-files -s`: mode, type and name of the content, its size if it was asked for, a tab,
/// and the path.
fn entry(row: &[u8]) -> Option<Entry<'_>> {
    let tab = row.iter().position(|&byte| byte == b'\t')?;
    let (head, path) = (str::from_utf8(&row[..tab]).ok()?, &row[tab + 1..]);
    let mut words = head.split(' ');
    let (mode, second) = (words.next()?, words.next()?);
    // In a list of the index no type stands between mode and name.
    let id = if second.bytes().all(|byte| byte.is_ascii_hexdigit()) { second } else { words.next()? };
    // Padded to be read by people.
    let size = words.find(|word| !word.is_empty()).and_then(|size| size.parse().ok());
    let kind = match mode {
        "120000" => Kind::Link,
        "160000" => Kind::Submodule,
        _ => Kind::File,
    };
    Some(Entry { kind, path, id, size })
}

/// Reads what `cat-file` says before a content: its name, type and size; `None` when it is not there.
fn content_size(head: &[u8]) -> Option<u64> {
    str::from_utf8(head).ok()?.split(' ').nth(2)?.parse().ok()
}

/// Parts of what git says with `-z`.
fn rows(output: &[u8]) -> impl Iterator<Item = &[u8]> {
    output.split(|&byte| byte == 0).filter(|row| !row.is_empty())
}

fn line(output: &[u8]) -> String {
    String::from_utf8_lossy(output).trim_end_matches(['\n', '\r']).to_owned()
}

#[cfg(unix)]
pub(super) fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
pub(super) fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}
