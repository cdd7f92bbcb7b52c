//! The program in a terminal, a pipe and a shell, and its manual under `groff`.

#[cfg(target_os = "linux")]
use crate::binary::copy_of;
use crate::binary::{FIXTURES, protune};
use crate::tools::ask;
use protune_rules::Catalog;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

#[test]
fn colors_go_where_they_are_wanted() {
    let is_colored = |variables: &[(&str, &str)], arguments: &[&str]| {
        let mut command = protune(Path::new(FIXTURES));
        command.args(["lint", "sample"]).args(arguments).envs(variables.iter().copied());
        command.output().unwrap().stdout.contains(&0x1b)
    };
    assert!(!is_colored(&[], &[]));
    assert!(is_colored(&[], &["--color", "always"]));
    assert!(is_colored(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(is_colored(&[("FORCE_COLOR", "1"), ("TERM", "dumb")], &[]));
    assert!(!is_colored(&[("FORCE_COLOR", "0"), ("CLICOLOR_FORCE", "0")], &[]));
    assert!(!is_colored(&[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], &[]));
    assert!(!is_colored(&[("CLICOLOR_FORCE", "1")], &["--color", "never"]));
    assert!(is_colored(&[("NO_COLOR", "1")], &["--color", "always"]));
}

#[test]
fn help_and_mistakes_are_colored_likewise() {
    let is_colored = |arguments: &[&str]| {
        let answer =
            protune(Path::new(FIXTURES)).args(arguments).env("CLICOLOR_FORCE", "1").output().unwrap();
        [answer.stdout, answer.stderr].concat().contains(&0x1b)
    };
    for arguments in [&["lint", "--help"][..], &["--help"], &["lint", "--nonsense"], &["nonsense"]] {
        assert!(is_colored(arguments), "{arguments:?}");
        assert!(!is_colored(&[arguments, &["--color", "never"]].concat()), "{arguments:?}");
        assert!(!is_colored(&[&["--color=never"], arguments].concat()), "{arguments:?}");
    }
}

#[test]
fn each_rule_that_ran_has_its_time() {
    let answer = protune(Path::new(FIXTURES)).args(["lint", "sample", "--timing"]).output().unwrap();
    let told = String::from_utf8(answer.stderr).unwrap();
    let names: Vec<&str> = told.lines().filter_map(|line| line.split_once(" ms  ")).map(|it| it.1).collect();
    for name in ["find files", "read and parse", "link and resolve", "rules", "report", "all"] {
        assert!(names.contains(&name), "{name}: {told}");
    }
    for rule in Catalog::compiled_in().defaults() {
        assert!(names.contains(&&*rule.id), "{}: {told}", rule.id);
    }
}

#[test]
fn watching_lints_again_when_a_file_changes() {
    let scratch = tempfile::tempdir().unwrap();
    let (schema, report) = (scratch.path().join("a.proto"), scratch.path().join("report"));
    let said = scratch.path().join("said");
    fs::write(&schema, "syntax = \"proto3\";\nmessage wrong {}\n").unwrap();
    let mut command = protune(scratch.path());
    command.args([
        "lint",
        "--watch",
        "--quiet",
        "--select",
        "MESSAGE_PASCAL_CASE",
        "--format",
        "text:report",
    ]);
    let mut child = command.stdout(Stdio::null()).stderr(fs::File::create(&said).unwrap()).spawn().unwrap();
    let told = |what: &str| {
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(20) {
            if fs::read_to_string(&report).is_ok_and(|text| text.contains(what)) {
                return true;
            }
            sleep(Duration::from_millis(20));
        }
        false
    };
    let first = told("`wrong`");
    fs::write(scratch.path().join("b.proto"), "syntax = \"proto3\";\nmessage newer {}\n").unwrap();
    let second = told("`newer`");
    fs::write(&schema, "syntax = \"proto3\";\nmessage otherwise {}\n").unwrap();
    let third = told("`otherwise`");
    child.kill().unwrap();
    child.wait().unwrap();
    // Each run has a line before and a line behind, but for the last, which may not have ended.
    let said = fs::read_to_string(&said).unwrap();
    let lines = ["linting", "watching for changes; Ctrl-C ends"];
    assert!(said.lines().count() >= 2 * 2, "{said}");
    said.lines().enumerate().for_each(|(at, line)| assert_eq!(line, lines[at % 2]));
    assert!(first && second && third, "{first} {second} {third}");
}

#[test]
fn bash_takes_the_completions() {
    let script = answer(&["completions", "bash"]);
    let complete = "complete -p protune; COMP_WORDS=(protune lint --stat); COMP_CWORD=2; \
               _protune protune --stat lint; echo \"${COMPREPLY[@]}\"";
    let Some(bash) = ask(Command::new("bash").args(["-c", &format!("{script}\n{complete}")])) else { return };
    let told = String::from_utf8(bash.stdout).unwrap();
    assert!(told.contains("-F _protune"), "{told}");
    assert!(told.ends_with("--statistics\n"), "{told}");
}

#[test]
fn the_manual_is_typeset_without_a_complaint() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().to_str().unwrap();
    answer(&["man", "--out", folder]);
    for page in ["protune.1", "protune-lint.1", "protune-fmt.1", "protune-breaking.1"] {
        let page = scratch.path().join(page);
        assert!(page.is_file(), "{}", page.display());
        let mut groff = Command::new("groff");
        let Some(groff) = ask(groff.args(["-man", "-Tutf8", "-ww"]).arg(&page)) else { return };
        assert!(groff.stderr.is_empty(), "{}", String::from_utf8_lossy(&groff.stderr));
        assert!(groff.stdout.len() > 500);
    }
}

/// Only if work takes a while, on a terminal, and without `--quiet`.
#[test]
#[cfg(target_os = "linux")]
fn a_bar_shows_how_much_was_read() {
    let scratch = copy_of("messages");
    let program = protune(scratch.path()).get_program().to_owned();
    let shown = |flags: &str| {
        let profile = "profile kiosk.proto --type kiosk.v1.Sale --input - --framing delimited -o all";
        let line =
            format!("(cat sales.delimited; sleep 1) | '{}' {profile} {flags}", Path::new(&program).display());
        let mut script = Command::new("script");
        script.args(["-qec", &line, "/dev/null"]).env("TERM", "xterm").env_remove("NO_COLOR");
        let answer = ask(script.current_dir(scratch.path()).stdin(Stdio::null()))?;
        assert!(answer.status.success());
        Some(String::from_utf8(answer.stdout).unwrap())
    };
    let Some(loud) = shown("") else { return };
    assert!(loud.contains("measuring") && loud.contains("214 B"), "{loud}");
    assert!(loud.ends_with("profiled 3 messages of `kiosk.v1.Sale` in 1 file: 211 bytes\r\n"), "{loud}");
    assert_eq!(shown("--quiet").as_deref(), Some(""));
}

/// Output is closed early, as by `protune lint | head`.
#[test]
fn a_closed_pipe_is_no_error() {
    let mut protune = protune(Path::new(FIXTURES));
    let protune = protune.args(["lint", "sample"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = protune.spawn().unwrap();
    drop(child.stdout.take());
    let answer = child.wait_with_output().unwrap();
    let told = String::from_utf8(answer.stderr).unwrap();
    assert!(told.starts_with("checked ") && told.lines().count() == 1, "{told}");
    assert_eq!(answer.status.code(), Some(1));
}

fn answer(arguments: &[&str]) -> String {
    let answer = protune(Path::new(FIXTURES)).args(arguments).output().unwrap();
    assert!(answer.status.success());
    String::from_utf8(answer.stdout).unwrap()
}
