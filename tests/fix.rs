//! Fixes that meet the world: files that cannot be written, that change meanwhile, and processes that are
//! killed. What fixes make of schemas is in the transcripts of `tests/fix`.

use crate::binary;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const FILES: usize = 1000;
/// Least number of kills; and the largest, until both kinds of kill were seen.
const ATTEMPTS: u64 = 8;
const MOST_ATTEMPTS: u64 = 48;
const JOURNAL: &str = ".protune-journal";
/// The end of a journal of which all files are to be written.
const COMMIT: &str = "commit";

/// Texts by file name.
type Tree = BTreeMap<String, String>;

/// Every file has a name to be mended, and refers to that of the one before: each rename is over two
/// files, and each file is in two renames.
fn chain(files: usize) -> Tree {
    let file = |at: usize| {
        let before = at.checked_sub(1).map(|before| {
            (format!("import \"f{before}.proto\";\n\n"), format!("  thing_{before} before = 1;\n"))
        });
        let (import, field) = before.unwrap_or_default();
        let text =
            format!("syntax = \"proto3\";\n\npackage chain;\n\n{import}message thing_{at} {{\n{field}}}\n");
        (format!("f{at}.proto"), text)
    };
    (0..files).map(file).collect()
}

fn lay_out(tree: &Tree) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), tree);
    folder
}

fn write(folder: &Path, tree: &Tree) {
    for (name, text) in tree {
        fs::write(folder.join(name), text).unwrap();
    }
}

/// All that lies in a folder.
fn read(folder: &Path) -> Tree {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
    entries.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect()
}

fn protune(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = binary::protune(folder);
    command.args(["lint", "--select", "MESSAGE_PASCAL_CASE"]).args(arguments);
    command
}

fn fix(folder: &Path) -> Output {
    protune(folder, &["--fix", "--unsafe-fixes"]).output().unwrap()
}

fn told(answer: &Output) -> &str {
    str::from_utf8(&answer.stderr).unwrap()
}

/// Returns the fixed tree.
fn fixed(tree: &Tree) -> Tree {
    let folder = lay_out(tree);
    let answer = fix(folder.path());
    assert_eq!(answer.status.code(), Some(0), "{}", told(&answer));
    read(folder.path())
}

#[test]
fn a_kill_leaves_every_file_whole_and_the_next_run_all_of_them_old_or_new() {
    let old = chain(FILES);
    let new = fixed(&old);
    assert!(old.keys().eq(new.keys()) && old.iter().zip(&new).all(|(old, new)| old != new));
    let folder = lay_out(&old);
    let (mut undone, mut finished) = (0, 0);
    for attempt in 0..MOST_ATTEMPTS {
        if attempt >= ATTEMPTS && undone > 0 && finished > 0 {
            break;
        }
        write(folder.path(), &old);
        let mut child = protune(folder.path(), &["--fix", "--unsafe-fixes"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // While new texts are laid out, and while they take their places.
        let words = if attempt % 2 == 0 { "" } else { COMMIT };
        wait_for_journal(folder.path(), words);
        std::thread::sleep(Duration::from_micros(attempt % ATTEMPTS * 400));
        child.kill().unwrap();
        child.wait().unwrap();
        let left = read(folder.path());
        for (name, text) in &old {
            assert!(left[name] == *text || left[name] == new[name], "{name} is torn: {}", left[name]);
        }
        let answer = protune(folder.path(), &["--exit-zero"]).output().unwrap();
        assert_eq!(answer.status.code(), Some(0), "{}", told(&answer));
        let after = read(folder.path());
        assert!(after == old || after == new, "{}", told(&answer));
        undone += usize::from(told(&answer).contains("before it wrote anything"));
        finished += usize::from(told(&answer).contains("finished an earlier run"));
    }
    assert!(undone > 0, "no kill came before it was decided what to write");
    assert!(finished > 0, "no kill came while files were replaced");
}

/// Until the journal ends with this; or until it is gone again, which was too fast to see.
fn wait_for_journal(folder: &Path, end: &str) {
    let start = Instant::now();
    let mut was_there = false;
    loop {
        match fs::read(folder.join(JOURNAL)) {
            Ok(text) if text.ends_with(end.as_bytes()) => return,
            Ok(_) => was_there = true,
            Err(_) if was_there => return,
            Err(_) => assert!(start.elapsed() < Duration::from_secs(60), "it never wrote anything"),
        }
    }
}

#[cfg(unix)]
#[test]
fn modes_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (here, elsewhere) = (lay_out(&chain(3)), tempfile::tempdir().unwrap());
    let [plain, linked] = ["f0.proto", "f1.proto"].map(|name| here.path().join(name));
    fs::set_permissions(&plain, fs::Permissions::from_mode(0o640)).unwrap();
    let target = elsewhere.path().join("far.proto");
    fs::rename(&linked, &target).unwrap();
    symlink(&target, &linked).unwrap();
    let answer = fix(here.path());
    assert_eq!(answer.status.code(), Some(0), "{}", told(&answer));
    assert_eq!(fs::metadata(&plain).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(&linked).unwrap().is_symlink());
    assert!(fs::read_to_string(&target).unwrap().contains("message Thing1 {"));
}

#[test]
fn a_file_that_cannot_be_written_keeps_all_others_from_it() {
    let old = chain(3);
    let folder = lay_out(&old);
    let is_bound = lock(&folder.path().join("f1.proto"));
    let answer = fix(folder.path());
    if is_bound {
        assert_eq!(answer.status.code(), Some(2));
        assert_eq!(told(&answer), "error: cannot write f1.proto: it is read-only\n");
        assert_eq!(read(folder.path()), old);
    } else {
        assert_eq!(read(folder.path()), fixed(&old));
    }
}

#[test]
fn fmt_leaves_a_locked_file_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.proto");
    fs::write(&path, "message  A{}\n").unwrap();
    let is_bound = lock(&path);
    let answer = binary::protune(folder.path()).args(["fmt", "a.proto"]).output().unwrap();
    let (code, text) = if is_bound { (2, "message  A{}\n") } else { (0, "message A {}\n") };
    assert_eq!(answer.status.code(), Some(code), "{}", told(&answer));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

/// Makes a file read-only. Returns whether that binds us: root may write all the same.
fn lock(path: &Path) -> bool {
    let mut permissions = fs::metadata(path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(path, permissions).unwrap();
    fs::OpenOptions::new().write(true).open(path).is_err()
}

/// A folder has the name of a new text: nothing can be written there.
#[test]
fn a_failure_in_the_middle_leaves_nothing_behind() {
    let old = chain(FILES);
    let new = fixed(&old);
    let folder = lay_out(&old);
    let child = protune(folder.path(), &["--fix", "--unsafe-fixes"]).stderr(Stdio::piped()).spawn().unwrap();
    let obstacle = folder.path().join(format!(".protune-{}-{}", child.id(), FILES - 1));
    fs::create_dir(&obstacle).unwrap();
    let answer = child.wait_with_output().unwrap();
    fs::remove_dir(&obstacle).unwrap();
    let after = read(folder.path());
    assert_eq!(answer.status.code(), Some(2), "{}", told(&answer));
    assert!(after == old && after != new, "{}", told(&answer));
}

#[test]
fn a_journal_that_is_no_journal_is_cleared_away() {
    let tree = chain(1);
    let folder = lay_out(&tree);
    for text in ["", "protune-jour", "protune-journal-1\0/a\0/b"] {
        fs::write(folder.path().join(JOURNAL), text).unwrap();
        let answer = protune(folder.path(), &["--exit-zero"]).output().unwrap();
        assert_eq!(answer.status.code(), Some(0), "{}", told(&answer));
        assert_eq!(read(folder.path()), tree, "{text:?}");
    }
}

/// Whatever reads schemas reads them as that run wanted them, and so does what writes them.
#[test]
fn the_next_run_need_not_be_lint() {
    let (old, new) = ("syntax = \"proto3\";\nmessage thing{}\n", "syntax = \"proto3\";\nmessage Thing{}\n");
    let formatted = "syntax = \"proto3\";\n\nmessage Thing {}\n";
    let cases: [(&[&str], &str); 5] = [
        (&["lint", "--exit-zero"], new),
        (&["fmt"], formatted),
        (&["breaking", "--against", "a.proto"], new),
        (&["build", "-o", "-"], new),
        (&["fmt", "--check"], old),
    ];
    for (arguments, expected) in cases {
        let folder = tempfile::tempdir().unwrap();
        interrupt(folder.path(), old, new);
        let target = folder.path().join("a.proto");
        let answer = binary::protune(folder.path()).args(arguments).output().unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), expected, "{arguments:?}: {}", told(&answer));
        assert_eq!(folder.path().join(JOURNAL).exists(), expected == old, "{arguments:?}");
        let is_told =
            told(&answer).contains("finished an earlier run of protune: wrote the last 1 of 1 files");
        assert_eq!(is_told, expected != old, "{arguments:?}: {}", told(&answer));
    }
}

/// A text as a journal knows it.
fn note(text: &str) -> String {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3);
    format!("{}-{:x}", text.len(), text.bytes().fold(0xCBF2_9CE4_8422_2325, step))
}

/// Text that somebody wrote after the kill is theirs: the run stops, and says how to go on.
#[test]
fn what_has_changed_since_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    interrupt(folder.path(), "message thing {}\n", "message Thing {}\n");
    let target = folder.path().join("a.proto");
    fs::write(&target, "// mine\n").unwrap();
    let answer = protune(folder.path(), &[]).output().unwrap();
    assert_eq!(answer.status.code(), Some(2));
    assert!(told(&answer).contains("has changed since"), "{}", told(&answer));
    assert_eq!(fs::read_to_string(&target).unwrap(), "// mine\n");
    fs::remove_file(folder.path().join(JOURNAL)).unwrap();
    assert_eq!(protune(folder.path(), &["--exit-zero"]).output().unwrap().status.code(), Some(0));
}

/// Leaves what a run leaves that is killed right before `a.proto` is replaced.
fn interrupt(folder: &Path, old: &str, new: &str) {
    let [target, temp] = ["a.proto", ".protune-1-0"].map(|name| folder.join(name));
    fs::write(&target, old).unwrap();
    fs::write(&temp, new).unwrap();
    let entry = format!("{}\0{}\0{} {}\0", target.display(), temp.display(), note(old), note(new));
    fs::write(folder.join(JOURNAL), format!("protune-journal-1\0{entry}{COMMIT}")).unwrap();
}
