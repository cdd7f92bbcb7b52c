//! Inputs that a run in CI compares with: `ci/table.txt` has a row for each system, event and kind of clone.
//! Each runs on a real repository, and leaves it unchanged.

use crate::binary::GIT;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Commits by their names in `ci/origin.sh`.
type Names = HashMap<String, String>;

/// A line of `ci/table.txt`.
struct Row<'t> {
    event: &'t str,
    kind: &'t str,
    checkout: &'t str,
    variables: &'t str,
    compared: &'t str,
    reported: &'t str,
}

#[test]
fn every_event_is_compared_with_what_it_is_based_on() {
    let folder = tempfile::tempdir().unwrap();
    let top = folder.path().canonicalize().unwrap();
    let made = shell(&top, &[]).arg(script("origin.sh")).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let names = fs::read_to_string(top.join("names")).unwrap();
    let names = names.lines().filter_map(|line| line.split_once(' '));
    let mut names: Names = names.map(|(name, commit)| (name.to_owned(), commit.to_owned())).collect();
    names.insert("zeros".to_owned(), "0".repeat(40));
    names.insert("gone".to_owned(), format!("{:040}", 7));
    names.insert("short".to_owned(), names["m4"][..12].to_owned());
    for name in ["origin", "fork"] {
        names.insert(name.to_owned(), top.join(name).display().to_string());
    }
    fs::create_dir(top.join("clones")).unwrap();

    let table = fs::read_to_string(script("table.txt")).unwrap();
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (presets, rows): (Vec<&str>, Vec<&str>) = lines.partition(|line| !line.contains(" | "));
    let presets: HashMap<&str, &str> = presets.iter().filter_map(|line| line.split_once(" = ")).collect();
    let rows: Vec<Row<'_>> = rows.iter().flat_map(|line| each_kind(line, &presets)).collect();
    assert!(rows.len() >= 40);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut wrong = Vec::new();
        while let (at, Some(row)) = next_of(&next, &rows) {
            wrong.extend(run(row, &presets, &top, &top.join(format!("clones/{at}")), &names));
        }
        wrong
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

/// The rows of a line, one for each kind of clone that it names, itself or by a preset.
fn each_kind<'t>(line: &'t str, presets: &HashMap<&str, &'t str>) -> Vec<Row<'t>> {
    let columns: Vec<&str> = line.split('|').map(str::trim).collect();
    let [event, kinds, checkout, variables, compared, reported] = columns[..] else { panic!("{line}") };
    let kinds = kinds.split(" / ").flat_map(|kind| presets.get(kind).unwrap_or(&kind).split(" / "));
    kinds.map(|kind| Row { event, kind, checkout, variables, compared, reported }).collect()
}

fn next_of<'r, 't>(next: &AtomicUsize, rows: &'r [Row<'t>]) -> (usize, Option<&'r Row<'t>>) {
    let at = next.fetch_add(1, Ordering::Relaxed);
    (at, rows.get(at))
}

/// Runs both commands in a clone, and returns what is not as the row says.
fn run(
    row: &Row<'_>,
    presets: &HashMap<&str, &str>,
    top: &Path,
    clone: &Path,
    names: &Names,
) -> Option<String> {
    let &Row { event, kind, checkout, variables, compared, reported } = row;
    let (name, commit) = checkout.split_once(' ').unwrap();
    let mut make = shell(top, &[]);
    make.arg(script("clone.sh")).args([kind, name, &names[commit]]).arg(clone).arg(&names["m4"]);
    let made = make.output().unwrap();
    assert!(made.status.success(), "{event}, {kind}: {}", String::from_utf8_lossy(&made.stderr));

    let mut variables = environment(variables, presets, clone, names);
    let mut here = clone.to_owned();
    if kind == "worktree" {
        // As a hook finds it.
        variables.push(("GIT_DIR".to_owned(), clone.join(".git/worktrees/linked").display().to_string()));
        here.push("linked");
    }
    let before = state(&here, false);
    let breaking = protune(&here, &variables, &["breaking", "--against", "ci"]);
    let lint = protune(&here, &variables, &["lint", "--since", "ci", "--select", "MESSAGE_PASCAL_CASE"]);
    let after = state(&here, before.contains("shallow"));

    let (is_right, expected) = match (compared.strip_prefix("error: "), compared.split_once(": ")) {
        (Some(words), _) => {
            let says = |answer: &Output| {
                answer.status.code() == Some(2) && String::from_utf8_lossy(&answer.stderr).contains(words)
            };
            (says(&breaking) && says(&lint), compared.to_owned())
        }
        (None, Some((commit, reason))) => {
            let (reason, is_doubtful) =
                reason.strip_suffix(" !").map_or((reason, false), |reason| (reason, true));
            let commit = names.get(commit).map_or(commit, |commit| &commit[..8]);
            let expected = format!("comparing with {commit} ({reason})");
            let warns = |answer: &Output| String::from_utf8_lossy(&answer.stderr).contains("warning: ");
            let is_chosen = [&breaking, &lint]
                .iter()
                .all(|answer| chosen(answer) == expected && warns(answer) == is_doubtful);
            let (broken, found) = reported.split_once(';').unwrap_or((reported, ""));
            let is_reported = found_by(&breaking) == broken.trim() && found_by(&lint) == found.trim();
            (is_chosen && is_reported, format!("{expected}: {reported}"))
        }
        (None, None) => panic!("{compared}"),
    };
    (!is_right || before != after).then(|| {
        format!(
            "{event}, {kind}, {commit}:\nexpected {expected}\nbefore:\n{before}after:\n{after}breaking:\n{}\nlint:\n{}\n",
            both(&breaking),
            both(&lint)
        )
    })
}

/// The variables of a row. What stands behind `payload=` becomes the file of an event.
fn environment(
    written: &str,
    presets: &HashMap<&str, &str>,
    clone: &Path,
    names: &Names,
) -> Vec<(String, String)> {
    let (first, rest) = written.split_once(' ').unwrap_or((written, ""));
    let pairs = |text: &str| -> Vec<(String, String)> {
        let pair = |word: &str| word.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        text.split_whitespace().filter_map(pair).collect()
    };
    let (given, rest): (Vec<_>, Vec<_>) =
        pairs(rest).into_iter().partition(|(name, _)| name.chars().all(|symbol| symbol.is_ascii_lowercase()));
    let text = filled(presets.get(first).unwrap_or(&first), &given, names);
    let (plain, payload) =
        text.split_once("payload=").map_or((&*text, None), |(plain, it)| (plain, Some(it)));
    let mut variables = pairs(plain);
    variables.extend(rest.into_iter().map(|(name, value)| (name, filled(&value, &[], names))));
    if let Some(payload) = payload {
        let file = clone.with_extension("json");
        fs::write(&file, payload).unwrap();
        variables.push(("GITHUB_EVENT_PATH".to_owned(), file.display().to_string()));
    }
    variables
}

/// A text with what `<name>` and `<name:otherwise>` stand for.
fn filled(text: &str, given: &[(String, String)], names: &Names) -> String {
    let mut parts = text.split('<');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (key, rest) = part.split_once('>').expect("a name ends");
        let (key, otherwise) = key.split_once(':').unwrap_or((key, key));
        let value = given.iter().find(|(name, _)| name == key).map_or(otherwise, |(_, value)| value);
        out += names.get(value).map_or(value, String::as_str);
        out += rest;
    }
    out
}

/// All of a clone that has to stay as it is. The history of one that was shallow may grow.
fn state(clone: &Path, was_shallow: bool) -> String {
    let history = "if [ $(git rev-parse --is-shallow-repository) = true ]; then echo shallow; else git rev-list --count HEAD; fi";
    let history = if was_shallow { "echo shallow" } else { history };
    let rest =
        "git rev-parse HEAD && git for-each-ref && git config --list --local && git status --porcelain";
    let answer = shell(clone, &[]).args(["-c", &format!("{rest} && {history}")]).output().unwrap();
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    String::from_utf8_lossy(&answer.stdout).into_owned()
}

/// The line that says what is compared with.
fn chosen(answer: &Output) -> String {
    let text = String::from_utf8_lossy(&answer.stderr);
    text.lines().find(|line| line.starts_with("comparing with ")).unwrap_or("no line").to_owned()
}

/// The first name of each finding.
fn found_by(answer: &Output) -> String {
    let text = String::from_utf8_lossy(&answer.stdout);
    let mut names: Vec<&str> = text.lines().map(|line| line.split('`').nth(1).unwrap_or(line)).collect();
    names.sort_unstable();
    names.join(" ")
}

fn both(answer: &Output) -> String {
    let [out, err] = [&answer.stdout, &answer.stderr].map(|text| String::from_utf8_lossy(text));
    format!("{out}{err}{:?}", answer.status.code())
}

fn protune(folder: &Path, variables: &[(String, String)], arguments: &[&str]) -> Output {
    let mut protune = Command::new(env!("CARGO_BIN_EXE_protune"));
    alone(&mut protune, folder, variables);
    protune.args(arguments).output().unwrap()
}

fn shell(folder: &Path, variables: &[(String, String)]) -> Command {
    let mut shell = Command::new("bash");
    alone(&mut shell, folder, variables);
    shell
}

/// Nothing of the environment of the tests, which may run in CI.
fn alone(command: &mut Command, folder: &Path, variables: &[(String, String)]) {
    command.current_dir(folder).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("HOME", folder).envs(variables.iter().map(|(name, value)| (name, value)));
    command
        .envs(GIT)
        .envs([("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z"), ("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z")]);
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ci").join(name)
}
