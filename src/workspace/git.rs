//! What has changed, and what was committed, as git tells it. The only file that runs git; it changes
//! nothing, fetches nothing, and lets git run nothing else: no pager, hooks, filters or monitors.

use super::paths;
use std::collections::HashMap;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Changed since when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Since {
    /// The working tree, against the last commit that this one and `HEAD` have in common.
    Commit(String),
    /// What is staged, against `HEAD`.
    Staged,
}

/// The files that changed.
pub struct Changes {
    /// The top of the working tree.
    root: PathBuf,
    /// By path.
    files: HashMap<PathBuf, Changed>,
    /// Staged files that have changed again since, seen from the top.
    pub restaged: Vec<PathBuf>,
}

/// What of a file changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Changed {
    /// It is new.
    Whole,
    Lines(Vec<Hunk>),
}

/// Lines that changed, from 0, the end exclusive; none where lines were taken out above the first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hunk {
    pub first: usize,
    pub end: usize,
}

impl Changed {
    /// Some of these lines changed, or some that stood between them are gone.
    pub fn touches(&self, first: usize, last: usize) -> bool {
        let Changed::Lines(hunks) = self else { return true };
        hunks.iter().any(|hunk| match hunk.first == hunk.end {
            true => first < hunk.first && hunk.first <= last,
            false => first < hunk.end && hunk.first <= last,
        })
    }
}

impl Changes {
    /// Asks the repository that the working directory is in. The error is for the user.
    pub fn find(since: &Since) -> Result<Changes, String> {
        let here = paths::working_dir();
        let here = Repository { root: here, is_alone: false };
        let root = PathBuf::from(line(&here.ask(["rev-parse", "--show-toplevel"])?.stdout));
        let git = Repository { root, is_alone: false };
        match since {
            Since::Commit(name) => git.since(name),
            Since::Staged => git.staged(),
        }
    }

    /// What changed of a file; `None` when nothing did. The error is for the user.
    pub fn of(&self, file: &Path) -> Result<Option<&Changed>, String> {
        let inside = file.strip_prefix(&self.root).map(Path::to_owned);
        let inside = inside.or_else(|_| {
            let real = file.canonicalize().unwrap_or_else(|_| file.to_owned());
            let root = self.root.canonicalize().unwrap_or_else(|_| self.root.clone());
            real.strip_prefix(root).map(Path::to_owned)
        });
        match inside {
            Ok(inside) => Ok(self.files.get(&inside)),
            Err(_) => Err(format!(
                "{} is outside of the git repository {}; run protune in its own",
                paths::printed(file, &paths::working_dir()),
                self.root.display()
            )),
        }
    }
}

/// A repository that is asked.
pub(super) struct Repository {
    /// Where git runs.
    root: PathBuf,
    /// It is this folder's own, whatever the environment or the folders around it say.
    is_alone: bool,
}

/// A file of a commit.
pub(super) struct Entry<'e> {
    pub(super) kind: Kind,
    pub(super) path: &'e [u8],
    /// The name of its content.
    pub(super) id: &'e str,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    File,
    Link,
    Submodule,
}

impl Repository {
    /// The repository that a folder is in. The error is for the user, as with all that follow.
    pub(super) fn around(folder: &Path) -> Result<Repository, String> {
        let git = Repository { root: folder.to_owned(), is_alone: false };
        git.ask(["rev-parse", "--git-dir"]).map(|_| git)
    }

    /// The repository that a path names: a `.git`, or a bare one.
    pub(super) fn at(path: &Path) -> Result<Repository, String> {
        let is_inner = path.file_name().is_some_and(|name| name == ".git");
        let path = paths::absolute(path, &paths::working_dir());
        let root = if is_inner { path.parent().unwrap_or(&path) } else { &path };
        let git = Repository { root: root.to_owned(), is_alone: true };
        git.ask(["rev-parse", "--git-dir"]).map(|_| git)
    }

    /// Where in the tree of a commit the folder lies that git runs in.
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

    fn since(self, name: &str) -> Result<Changes, String> {
        let commit = self.commit(name)?;
        let base = self.merge_base(name, &commit)?;
        let mut files = self.changed(&[&base])?;
        for path in self.names(&["ls-files", "--others", "--exclude-standard", "-z", "--", PROTO])? {
            files.insert(path, Changed::Whole);
        }
        Ok(Changes { root: self.root, files, restaged: Vec::new() })
    }

    fn staged(self) -> Result<Changes, String> {
        let mut files = self.changed(&["--cached"])?;
        let mut restaged = self.names(&["diff", "--name-only", "--no-ext-diff", "-z", "--", PROTO])?;
        restaged.retain(|path| files.contains_key(path));
        if !restaged.is_empty() {
            // The lines of the index are not those of the working tree.
            let now = if self.has_head()? { self.changed(&["HEAD"])? } else { HashMap::new() };
            for path in &restaged {
                files.insert(path.clone(), now.get(path).cloned().unwrap_or(Changed::Whole));
            }
        }
        restaged.sort();
        Ok(Changes { root: self.root, files, restaged })
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
            false => Err(format!("git knows no commit `{name}`{}", self.shallow_advice())),
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

    /// The files in which the sides of a diff differ, and their lines on the newer side.
    fn changed(&self, sides: &[&str]) -> Result<HashMap<PathBuf, Changed>, String> {
        let diff = |flags: &[&str]| {
            let common = ["diff", "--no-ext-diff", "--no-textconv", "--text", "--no-color", "--find-renames"];
            let all = common.iter().chain(flags).chain(sides).chain(&["--", PROTO]);
            self.ask(all)
        };
        let mut files = states(&diff(&["--name-status", "-z"])?.stdout);
        let patch = diff(&["--unified=0", "--src-prefix=a/", "--dst-prefix=b/", "--inter-hunk-context=0"])?;
        for (path, hunks) in patched(&patch.stdout) {
            if let Some(Changed::Lines(lines)) = files.get_mut(&path) {
                *lines = hunks;
            }
        }
        Ok(files)
    }

    fn names(&self, arguments: &[&str]) -> Result<Vec<PathBuf>, String> {
        let answer = self.ask(arguments)?;
        let names = answer.stdout.split(|&byte| byte == 0).filter(|name| !name.is_empty());
        Ok(names.map(path).collect())
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
            _ => Err(format!("git says: {}", said(&end.stderr))),
        }
    }

    fn git(&self) -> Command {
        let mut git = Command::new("git");
        git.args(["--no-pager", "-c", "core.quotepath=off", "-c", "core.fsmonitor=false"]);
        git.args(["-c", "core.hooksPath=/dev/null"]).current_dir(&self.root);
        git.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1").env("LC_ALL", "C");
        if self.is_alone {
            for variable in ["GIT_DIR", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
                git.env_remove(variable);
            }
            git.env("GIT_CEILING_DIRECTORIES", self.root.parent().unwrap_or(&self.root));
        }
        git
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

/// Reads a row of `ls-tree`: mode, type and name of the content, a tab, and the path.
fn entry(row: &[u8]) -> Option<Entry<'_>> {
    let tab = row.iter().position(|&byte| byte == b'\t')?;
    let (head, path) = (str::from_utf8(&row[..tab]).ok()?, &row[tab + 1..]);
    let mut words = head.split(' ');
    let (mode, _, id) = (words.next()?, words.next()?, words.next()?);
    let kind = match mode {
        "120000" => Kind::Link,
        "160000" => Kind::Submodule,
        _ => Kind::File,
    };
    Some(Entry { kind, path, id })
}

/// Reads what `cat-file` says before a content: its name, type and size; `None` when it is not there.
fn content_size(head: &[u8]) -> Option<u64> {
    str::from_utf8(head).ok()?.split(' ').nth(2)?.parse().ok()
}

/// Schemas, wherever they are in the working tree.
const PROTO: &str = ":(top,icase)*.proto";

fn line(output: &[u8]) -> String {
    String::from_utf8_lossy(output).trim_end_matches(['\n', '\r']).to_owned()
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// Reads `--name-status -z`: a letter and a path, or two paths where a file was renamed.
fn states(output: &[u8]) -> HashMap<PathBuf, Changed> {
    let mut files = HashMap::new();
    let mut parts = output.split(|&byte| byte == 0);
    while let (Some([letter, ..]), Some(name)) = (parts.next(), parts.next()) {
        match letter {
            b'D' => {}
            b'A' => {
                files.insert(path(name), Changed::Whole);
            }
            b'R' | b'C' => {
                let new = parts.next().unwrap_or(name);
                files.insert(path(new), Changed::Lines(Vec::new()));
            }
            _ => {
                files.insert(path(name), Changed::Lines(Vec::new()));
            }
        }
    }
    files
}

/// Reads a patch without context: which lines of the newer side it puts in, and where it takes some out.
fn patched(patch: &[u8]) -> Vec<(PathBuf, Vec<Hunk>)> {
    let mut files: Vec<(PathBuf, Vec<Hunk>)> = Vec::new();
    // Lines of the hunk that are still to come: they may look like anything.
    let mut body = 0;
    for line in patch.split(|&byte| byte == b'\n') {
        if body > 0 {
            // `\ No newline at end of file` is not counted.
            body -= usize::from(!line.starts_with(b"\\"));
        } else if let Some(name) = line.strip_prefix(b"+++ ") {
            files.push((new_name(name), Vec::new()));
        } else if let (Some((old, new)), Some((_, hunks))) = (hunk_header(line), files.last_mut()) {
            body = old.1 + new.1;
            // Of no lines git gives the number of the line before, counted from 1.
            let first = if new.1 == 0 { new.0 } else { new.0 - 1 };
            hunks.push(Hunk { first, end: first + new.1 });
        }
    }
    files
}

/// `@@ -a,b +c,d @@`: start and length on both sides; a length of 1 is left out.
fn hunk_header(line: &[u8]) -> Option<((usize, usize), (usize, usize))> {
    let parts = line.strip_prefix(b"@@ ")?.split(|&byte| byte == b' ');
    let mut parts = parts.map(|part| std::str::from_utf8(part).unwrap_or(""));
    let range = |part: &str| {
        let (start, len) = part.split_once(',').unwrap_or((part, "1"));
        Some((start.parse().ok()?, len.parse().ok()?))
    };
    Some((range(parts.next()?.strip_prefix('-')?)?, range(parts.next()?.strip_prefix('+')?)?))
}

/// The path behind `+++`: with `b/` before it, in quotes where it holds odd characters, and with a tab
/// behind it where it holds spaces.
fn new_name(written: &[u8]) -> PathBuf {
    let plain = match written {
        [b'"', quoted @ .., b'"'] => unquoted(quoted),
        _ => written.strip_suffix(b"\t").unwrap_or(written).to_owned(),
    };
    path(plain.strip_prefix(b"b/").unwrap_or(&plain))
}

fn unquoted(quoted: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = quoted;
    while let [byte, after @ ..] = rest {
        rest = after;
        if *byte != b'\\' {
            out.push(*byte);
            continue;
        }
        let [escaped, after @ ..] = rest else { break };
        rest = after;
        out.push(match escaped {
            b'a' => 7,
            b'b' => 8,
            b't' => b'\t',
            b'n' => b'\n',
            b'v' => 11,
            b'f' => 12,
            b'r' => b'\r',
            b'0'..=b'3' => {
                let digits = rest.get(..2).unwrap_or(b"00");
                rest = rest.get(2..).unwrap_or(b"");
                digits.iter().fold(escaped - b'0', |value, digit| value * 8 + (digit & 7))
            }
            other => *other,
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hunks<const N: usize>(hunks: [(usize, usize); N]) -> Vec<Hunk> {
        hunks.map(|(first, end)| Hunk { first, end }).to_vec()
    }

    #[test]
    fn a_patch_is_read_by_the_lengths_of_its_hunks() {
        let patch = b"diff --git a/a.proto b/a.proto\n--- a/a.proto\n+++ b/a.proto\n\
            @@ -1 +1,2 @@ syntax\n-old\n+++ b/not.proto\n+new\n@@ -9,2 +11,0 @@\n-x\n-y\n\\ No newline at end of file\n\
            diff --git a/b c.proto b/b c.proto\n--- a/b c.proto\t\n+++ b/b c.proto\t\n@@ -0,0 +1 @@\n+z\n";
        assert_eq!(
            patched(patch),
            [
                (PathBuf::from("a.proto"), hunks([(0, 2), (11, 11)])),
                (PathBuf::from("b c.proto"), hunks([(0, 1)]))
            ]
        );
    }

    #[test]
    fn names_come_out_of_their_quotes() {
        assert_eq!(new_name(b"b/a.proto"), Path::new("a.proto"));
        assert_eq!(new_name(br#""b/a\tb\\\"\303\251.proto""#), Path::new("a\tb\\\"\u{e9}.proto"));
    }

    #[test]
    fn states_are_read_with_their_paths() {
        let files = states(b"M\0a.proto\0A\0b.proto\0D\0c.proto\0R090\0d.proto\0e.proto\0T\0f.proto\0");
        let mut names: Vec<_> =
            files.iter().map(|(path, changed)| (path.as_path(), changed.clone())).collect();
        names.sort_by_key(|(path, _)| path.to_owned());
        let (whole, lines) = (Changed::Whole, Changed::Lines(Vec::new()));
        let expected = [("a.proto", &lines), ("b.proto", &whole), ("e.proto", &lines), ("f.proto", &lines)];
        assert_eq!(names, expected.map(|(name, changed)| (Path::new(name), changed.clone())));
    }

    #[test]
    fn what_is_gone_touches_what_it_stood_in() {
        let changed = Changed::Lines(hunks([(3, 5), (8, 8)]));
        let touches = |first, last| changed.touches(first, last);
        assert!(touches(3, 3) && touches(4, 9) && touches(0, 3) && touches(7, 8));
        assert!(!touches(0, 2) && !touches(5, 7) && !touches(8, 9));
        assert!(Changed::Whole.touches(0, 0));
    }
}
