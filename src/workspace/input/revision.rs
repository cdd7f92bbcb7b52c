//! Git commits: which one is meant, and its schemas as a folder. Knows what git has, and runs nothing itself.

use super::super::git::{self, CheckedOut, Kind, Repository};
use super::kind::{InputKind, Recognised};
use super::unpacked::{Unpacked, shown};
use super::written::{self, Options};
use super::{Input, packed};
use std::path::{Path, PathBuf};

pub(super) static KIND: InputKind = InputKind {
    name: "a git revision",
    form: "git:REV",
    doc: Some("The same folder in a commit, branch or tag of the repository around it"),
    formats: &[],
    options: &["subdir"],
    recognised: Recognised::Written {
        rest: |text| text.strip_prefix("git:").filter(|name| !name.starts_with("//")),
        open: |name, mut asked| {
            let commit = named(name, asked.options.take("subdir"), asked.from)?;
            open(commit, Unpacked::new(asked.limits)?, asked.text.to_owned())
        },
    },
};

/// A commit, and the folder in it that is meant.
pub(super) struct Commit {
    git: Repository,
    /// `None` where the branch has none yet.
    id: Option<String>,
    folder: PathBuf,
    has_submodules: bool,
}

impl Commit {
    /// The commit of a name; that of a branch before its first commit is empty.
    fn id(git: &Repository, name: &str) -> Result<Option<String>, String> {
        match git.commit(name) {
            Err(_) if git.is_unborn(name) => Ok(None),
            found => found.map(Some),
        }
    }
}

/// The commit of a name, in the repository that a folder is in. Without a `subdir` the same folder is meant.
pub(super) fn named(name: &str, subfolder: Option<&str>, from: &Path) -> Result<Commit, String> {
    let git = Repository::around(from)?;
    let id = Commit::id(&git, name)?;
    of(git, id, subfolder)
}

/// A commit of a repository, or nothing. Without a `subdir` the folder is meant that git runs in.
pub(super) fn of(git: Repository, id: Option<String>, subfolder: Option<&str>) -> Result<Commit, String> {
    let folder = subfolder.map_or_else(|| git.prefix(), written::subfolder)?;
    Ok(Commit { git, id, folder, has_submodules: true })
}

pub(super) fn merge_base(branch: &str, from: &Path) -> Result<Commit, String> {
    let git = Repository::around(from)?;
    let id = match Commit::id(&git, branch)? {
        Some(commit) => Some(git.merge_base(branch, &commit)?),
        None => None,
    };
    of(git, id, None)
}

/// The commit that options name, in the repository at a path.
pub(super) fn in_repository(path: &Path, options: &mut Options<'_>) -> Result<Commit, String> {
    let git = Repository::at(path)?;
    // How a repository would be cloned; this one is here.
    options.take("depth");
    options.take("filter");
    let has_submodules = options.take("recurse_submodules").is_none_or(|value| value != "false");
    let subfolder = options.take("subdir").map(written::subfolder).transpose()?;
    let named = [options.take("branch"), options.take("tag"), options.take("commit"), options.take("ref")];
    let id = match named {
        [None, None, None, None] => Commit::id(&git, "HEAD")?,
        [Some(branch), None, None, None] if git.is_unborn(branch) => None,
        [Some(branch), None, None, None] => Some(of_branch(&git, branch)?),
        [None, Some(tag), None, None] => {
            plain(tag)?;
            let found = git.commit(&format!("refs/tags/{tag}"));
            Some(found.map_err(|_| format!("git knows no tag `{tag}`{}", git.did_you_mean(tag)))?)
        }
        [None, None, Some(commit), None] => match commit.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            true => Some(git.commit(commit)?),
            false => return Err(format!("`{commit}` is no commit; `ref=` takes other names")),
        },
        [None, None, None, Some(name)] => Commit::id(&git, name)?,
        // Where `HEAD` would be, had the branch been cloned.
        [Some(branch), None, None, Some(name)] => {
            let head = of_branch(&git, branch)?;
            let rest =
                name.strip_prefix("HEAD").filter(|rest| rest.is_empty() || rest.starts_with(['~', '^']));
            Some(git.commit(&rest.map_or_else(|| name.to_owned(), |rest| head + rest))?)
        }
        _ => return Err("only one of branch, tag, commit and ref can be meant".to_owned()),
    };
    Ok(Commit { git, id, folder: subfolder.unwrap_or_default(), has_submodules })
}

/// A branch of this repository; else as it last was where it was cloned from, for a build has no others.
fn of_branch(git: &Repository, branch: &str) -> Result<String, String> {
    plain(branch)?;
    let places = ["refs/heads/", "refs/remotes/origin/", "refs/remotes/"];
    let mut found = places.iter().map(|place| git.commit(&format!("{place}{branch}")));
    let first = found.next().unwrap_or_else(|| Err(String::new()));
    first.or_else(|_| {
        let other = found.find_map(Result::ok);
        other.ok_or_else(|| match git.did_you_mean(branch) {
            near if near.is_empty() => format!("git knows no branch `{branch}`; `git fetch` may bring it"),
            near => format!("git knows no branch `{branch}`{near}"),
        })
    })
}

/// A name, without the marks that lead to other commits.
fn plain(name: &str) -> Result<(), String> {
    match name.starts_with('-') || name.contains(['~', '^', ':', '@']) {
        true => Err(format!("`{name}` is no name of a branch or tag; `ref=` takes other names")),
        false => Ok(()),
    }
}

/// The schemas of a commit and of its submodules, in memory. Those that lie in the working tree as well are left there.
pub(super) fn open(commit: Commit, mut unpacked: Unpacked, name: String) -> Result<Input, String> {
    let Commit { git, id, folder, has_submodules } = commit;
    let Some(id) = id else { return unpacked.into_input(name, &folder) };
    let mut configurations = Vec::new();
    let mut open = vec![Tree { git, id, prefix: Vec::new() }];
    while let Some(tree) = open.pop() {
        let submodules = tree.add(&mut unpacked, &mut configurations)?;
        for submodule in submodules.iter().filter(|_| has_submodules) {
            match tree.submodule(submodule) {
                Some(inner) => open.push(inner),
                None => {
                    let path = [&*tree.prefix, &*submodule.path].concat();
                    unpacked.put_folder(&path)?;
                    let path = shown(&path);
                    unpacked.leave_out(format!(
                        "the submodule `{path}` is left out: its commit is not available locally; `git submodule \
                         update --init` fetches it"
                    ));
                }
            }
        }
    }
    unpacked.follow_links()?;
    unpacked.make_folders_named_in(&configurations)?;
    unpacked.into_input(name, &folder)
}

/// A commit of a repository, or of one of its submodules.
struct Tree {
    git: Repository,
    id: String,
    /// The folder that it lies in, with `/` at the end; empty for the repository itself.
    prefix: Vec<u8>,
}

struct Submodule {
    path: Vec<u8>,
    commit: String,
}

/// A file of a commit, where it goes, and the name of its content.
struct Listed {
    path: PathBuf,
    id: String,
}

impl Tree {
    /// Adds all files, and returns the submodules.
    fn add(
        &self,
        unpacked: &mut Unpacked,
        configurations: &mut Vec<Vec<u8>>,
    ) -> Result<Vec<Submodule>, String> {
        let (mut files, mut links, mut submodules) = (Vec::new(), Vec::new(), Vec::new());
        let list = || {
            self.git.files(&self.id, |entry| {
                let name = [&*self.prefix, entry.path].concat();
                match entry.kind {
                    Kind::File => {
                        let place = unpacked.place(&name)?;
                        files.extend(place.map(|path| (entry.path.to_owned(), path, entry.id.to_owned())));
                    }
                    Kind::Link => links.push((name, entry.id.to_owned())),
                    Kind::Submodule => {
                        submodules
                            .push(Submodule { path: entry.path.to_owned(), commit: entry.id.to_owned() });
                    }
                }
                Ok(())
            })
        };
        let (listed, checked_out) = rayon::join(list, || CheckedOut::of(&self.git, &self.id));
        listed?;
        let (mut schemas, mut others) = (Vec::new(), Vec::new());
        // What neither the working tree nor the clone has is the same on both sides, and missed on neither.
        let mut unseen = Vec::new();
        for (name, path, id) in files {
            match checked_out.as_ref().and_then(|tree| tree.same(&name)) {
                _ if !is_proto(&name) => others.push(Listed { path, id }),
                Some(now) => unpacked.leave(path, now),
                None if checked_out.as_ref().is_some_and(|tree| tree.leaves_out(&name, &id)) => {
                    unseen.push(Listed { path, id });
                }
                None => schemas.push(Listed { path, id }),
            }
        }
        if !unseen.is_empty() && !self.git.fetches() {
            let missing = self.git.missing(unseen.iter().map(|listed| listed.id.as_str()))?;
            unseen.retain(|listed| !missing.contains(&listed.id));
        }
        schemas.extend(unseen);
        let of_links = links.iter().map(|(_, id)| id.as_str());
        let ids = others.iter().chain(&schemas).map(|listed| listed.id.as_str()).chain(of_links);
        self.git.contents(ids, |index, content| {
            if let Some(Listed { path, .. }) = others.get(index) {
                configurations.push(unpacked.put(path, content)?);
                return Ok(());
            }
            let index = index - others.len();
            if let Some(Listed { path, .. }) = schemas.get(index) {
                return unpacked.keep(path.clone(), content);
            }
            let (name, _) = &links[index - schemas.len()];
            unpacked.link(name, &packed::read_all(content, LONGEST_LINK)?)
        })?;
        Ok(submodules)
    }

    /// The commit of a submodule, where the working tree has its repository.
    fn submodule(&self, Submodule { path, commit }: &Submodule) -> Option<Tree> {
        let folder = self.git.working_tree()?.join(git::path(path));
        let git = Repository::at(&folder.join(".git")).ok()?;
        let git = if self.git.fetches() { git.fetching() } else { git };
        if git.fetches() {
            git.remote().bring(commit).ok()?;
        }
        let id = git.commit(commit).ok()?;
        Some(Tree { git, id, prefix: [&*self.prefix, path, b"/"].concat() })
    }
}

/// In bytes. No path is longer.
const LONGEST_LINK: u64 = 1 << 16;

fn is_proto(path: &[u8]) -> bool {
    path.ends_with(b".proto")
}

#[cfg(test)]
mod tests {
    use super::super::super::There;
    use super::super::{Input, open, open_merge_base, tests};
    use std::path::{Path, PathBuf};
    use std::process::Command;

    /// A repository with two commits, and a branch that left after the first.
    fn repository() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let script = r#"
            set -e
            git init -q -b main . && mkdir -p proto/a other
            printf 'syntax = "proto3";\n' > proto/a/a.proto && cp proto/a/a.proto proto/old.proto
            cp proto/old.proto 'other/sp ace.proto' && echo not > other/text.txt && echo version: v2 > buf.yaml
            ln -s ../proto other/link && ln -s /etc/passwd other/l.proto
            git add . && git commit -qm one && git tag v1
            git branch side && git rm -q proto/old.proto && git commit -qm two
            git checkout -q side && cp proto/old.proto proto/side.proto && git add . && git commit -qm three
            git update-ref refs/remotes/origin/far v1 && git checkout -q main
        "#;
        run(script, folder.path());
        folder
    }

    fn run(script: &str, folder: &Path) {
        let mut shell = Command::new("sh");
        shell.args(["-c", script]).current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null");
        for (name, value) in [("NAME", "A"), ("EMAIL", "a@example.com")] {
            shell.env(format!("GIT_AUTHOR_{name}"), value).env(format!("GIT_COMMITTER_{name}"), value);
        }
        let output = shell.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Lists the files of an input, on the disk or not.
    fn listed(input: &Input) -> Vec<String> {
        let below = |path: &PathBuf| path.strip_prefix(&input.folder).ok().map(|it| it.display().to_string());
        let mut files = if input.folder.exists() { tests::listed(&input.folder) } else { Vec::new() };
        files.extend(input.elsewhere.paths().filter_map(below));
        files.sort();
        files
    }

    #[test]
    fn commits_are_folders() {
        let folder = repository();
        let here = folder.path();
        let git = here.join(".git").display().to_string();
        let all = ["buf.yaml", "other/link/a/a.proto", "other/link/old.proto", "other/sp ace.proto"];
        let all = [&all[..], &["proto/a/a.proto", "proto/old.proto"]].concat();
        let new = [all[0], all[1], all[3], all[4]];
        let side = [&all[..3], &["other/link/side.proto"], &all[3..], &["proto/side.proto"]].concat();
        let cases: [(String, &[&str]); 12] = [
            ("git:HEAD".to_owned(), &new),
            ("git:HEAD~1".to_owned(), &all),
            ("git:v1".to_owned(), &all),
            ("git:side".to_owned(), &side),
            ("git:HEAD~1#subdir=proto".to_owned(), &["a/a.proto", "old.proto"]),
            (git.clone(), &new),
            (format!("{git}#branch=side"), &side),
            (format!("{git}#branch=far,depth=5"), &all),
            (format!("{git}#tag=v1"), &all),
            (format!("{git}#branch=side,ref=HEAD~1"), &all),
            (format!("{git}#ref=HEAD~1,subdir=proto/a"), &["a.proto"]),
            (format!("{}#format=git,tag=v1", here.display()), &all),
        ];
        for (text, expected) in &cases {
            let input = open(text, here).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!(listed(&input), *expected, "{text}");
            assert_eq!((&input.name, input.left_out.len()), (text, 1));
        }
        // The same folder is meant as on the other side, unless one is named.
        let below = here.join("proto");
        assert_eq!(listed(&open("git:v1", &below).unwrap()), ["a/a.proto", "old.proto"]);
        assert_eq!(
            listed(&open("git:v1#subdir=other", &below).unwrap()),
            ["link/a/a.proto", "link/old.proto", "sp ace.proto"]
        );
        // What is new was not there.
        assert_eq!(listed(&open("git:v1#subdir=new", here).unwrap()), [""; 0]);
        // What only the branch has got since, or lost, is no change of ours.
        let base = open_merge_base("side", here).unwrap();
        assert_eq!(
            (listed(&base), base.name.as_str()),
            (all.iter().map(|&path| path.to_owned()).collect(), "the merge base of side and HEAD")
        );
    }

    /// A branch without commits is there, and empty; no other name is.
    #[test]
    fn before_the_first_commit_there_is_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path();
        run("git init -q -b main . && mkdir p && echo > p/a.proto", here);
        let git = here.join(".git").display().to_string();
        for text in ["git:HEAD", "git:@", "git:main", &git, &format!("{git}#branch=main")] {
            let input = open(text, &here.join("p")).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!(listed(&input), [""; 0], "{text}");
        }
        assert_eq!(listed(&open_merge_base("main", here).unwrap()), [""; 0]);
        for text in ["git:nope", "git:HEAD~1", &format!("{git}#branch=nope"), &format!("{git}#tag=main")] {
            assert!(open(text, here).is_err(), "{text}");
        }
        run("git commit -q --allow-empty -m one", here);
        assert_eq!(listed(&open("git:HEAD", here).unwrap()), [""; 0]);
    }

    /// Files that may differ from the working tree are read from the commit.
    #[test]
    fn what_lies_in_the_working_tree_is_left_there() {
        let folder = repository();
        let here = folder.path();
        let script = r#"
            set -e
            touch -d '2020-01-01' proto/a/a.proto 'other/sp ace.proto' && git add . && git status -s
            for name in edited hidden sparse crlf linked; do cp proto/a/a.proto proto/$name.proto; done
            echo '*/crlf.proto text eol=crlf' > .gitattributes && rm proto/crlf.proto
            printf 'syntax = "proto3";\r\n' > proto/crlf.proto && touch -d '2020-01-01' proto/*.proto
            git add . && git commit -qm four && git status -s
            git update-index --assume-unchanged proto/hidden.proto && sed -i s/3/2/ proto/hidden.proto proto/edited.proto
            git update-index --skip-worktree proto/sparse.proto && rm proto/sparse.proto proto/linked.proto
            ln -s a/a.proto proto/linked.proto
        "#;
        run(script, here);
        let input = open("git:HEAD", here).unwrap();
        assert_eq!(tests::listed(&input.folder), ["buf.yaml"]);
        let there = |name: &str| input.elsewhere.get(&input.folder.join(name)).unwrap();
        for name in ["proto/a/a.proto", "other/sp ace.proto"] {
            let There::Disk(left) = there(name) else { panic!("{name} is in memory") };
            assert_eq!(left.canonicalize().unwrap(), here.join(name).canonicalize().unwrap());
        }
        for name in ["crlf", "edited", "hidden", "linked", "sparse"] {
            let There::Memory(text) = there(&format!("proto/{name}.proto")) else { panic!("{name} is left") };
            assert_eq!(text, b"syntax = \"proto3\";\n", "{name}");
        }
        assert_eq!(input.elsewhere.paths().count(), 13);
    }

    /// Configurations ask whether what they name is there.
    #[test]
    fn folders_that_a_configuration_names_are_there() {
        let folder = repository();
        let here = folder.path();
        let folders = |script: &str| {
            run(&format!("{script} && git commit -qam configured"), here);
            let input = open("git:HEAD", here).unwrap();
            ["proto", "other"].map(|name| input.folder.join(name).is_dir())
        };
        assert_eq!(folders("echo '# none' >> buf.yaml"), [false, false]);
        assert_eq!(folders("echo 'build: {roots: [proto]}' >> buf.yaml"), [true, false]);
        assert_eq!(folders("printf 'modules: [path: \"\\\\x70\"]' >> buf.yaml"), [true, true]);
    }

    #[test]
    fn commits_that_are_not_there_are_told() {
        let folder = repository();
        let here = folder.path();
        let git = here.join(".git").display().to_string();
        let commit = |rest: &str| format!("{git}#{rest}");
        let cases = [
            ("git:nope".to_owned(), "git knows no commit `nope`"),
            ("git:HEAD:proto".to_owned(), "git knows no commit `HEAD:proto`"),
            ("git:v1#subdir=../x".to_owned(), "`subdir=../x` leads out of it"),
            (
                "git:v1#branch=x".to_owned(),
                "`branch` is no option of a git revision; the options are: subdir",
            ),
            (commit("branch=nope"), "git knows no branch `nope`; `git fetch` may bring it"),
            (commit("branch=-x"), "`-x` is no name of a branch or tag; `ref=` takes other names"),
            (commit("tag=nope"), "git knows no tag `nope`"),
            (commit("commit=v1"), "`v1` is no commit; `ref=` takes other names"),
            (commit("ref=-x"), "`-x` is no name of a commit"),
            (commit("tag=v1,branch=main"), "only one of branch, tag, commit and ref can be meant"),
            (commit("strip_components=1"), "`strip_components` is no option of a git repository; "),
        ];
        for (text, expected) in &cases {
            let told = open(text, here).err().unwrap_or_else(|| panic!("{text} was opened"));
            assert!(told.starts_with(expected), "{text}: {told}");
        }
        assert_eq!(open_merge_base("-x", here).err().unwrap(), "`-x` is no name of a commit");

        let elsewhere = tempfile::tempdir().unwrap();
        assert_eq!(
            open("git:v1", elsewhere.path()).err().unwrap(),
            "the working directory is in no git repository"
        );
        let clone = format!("git clone -q --depth 1 'file://{}' shallow", here.display());
        run(&clone, elsewhere.path());
        let told = open("git:HEAD~1", &elsewhere.path().join("shallow")).err().unwrap();
        assert!(told.starts_with("git knows no commit `HEAD~1`; this clone is shallow"), "{told}");
        let clone = format!(
            "git -C '{0}' config uploadpack.allowFilter true && git clone -q --no-checkout --filter=blob:none 'file://{0}' partial",
            here.display()
        );
        run(&clone, elsewhere.path());
        let told = open("git:HEAD", &elsewhere.path().join("partial")).err().unwrap();
        assert!(told.starts_with("this clone lacks some of the files"), "{told}");
    }
}
