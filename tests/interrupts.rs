//! Signals that come while files are written: nothing temporary stays, no file is torn, and the process ends as the
//! signal says. What a kill leaves, the next run clears.

use crate::binary;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const FILES: usize = 400;

fn schemas() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for at in 0..FILES {
        let text = format!("syntax = \"proto3\";\npackage a.v1;\nmessage thing_{at} {{\nint32 x = 1;\n}}\n");
        fs::write(folder.path().join(format!("f{at}.proto")), text).unwrap();
    }
    folder
}

fn left(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with('.')).collect()
}

fn start(folder: &Path, arguments: &[&str]) -> Child {
    let mut command = binary::protune(folder);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// Sends a signal once something temporary lies in the folder, or the process has come to its end.
fn interrupt(folder: &Path, arguments: &[&str], signal: &str) -> ExitStatus {
    let mut child = start(folder, arguments);
    let end = Instant::now() + Duration::from_secs(20);
    while child.try_wait().unwrap().is_none() && left(folder).is_empty() && Instant::now() < end {}
    let _ = Command::new("kill").args(["-s", signal, &child.id().to_string()]).stderr(Stdio::null()).status();
    child.wait().unwrap()
}

fn assert_whole(folder: &Path) {
    for at in 0..FILES {
        let text = fs::read_to_string(folder.join(format!("f{at}.proto"))).unwrap();
        assert!(text.ends_with("}\n"), "{text}");
    }
}

#[test]
fn an_interrupt_leaves_nothing_behind() {
    let commands: [&[&str]; 5] = [
        &["fmt"],
        &["build", "-o", "set.binpb", "."],
        &["lint", "--exit-zero", "--write-baseline", "baseline.json"],
        &["lint", "--exit-zero", "--format", "sarif:report.sarif"],
        &["lint", "--exit-zero", "--select", "MESSAGE_PASCAL_CASE", "--fix", "--unsafe-fixes"],
    ];
    let mut interrupted = 0;
    for (arguments, (signal, number)) in commands
        .iter()
        .flat_map(|command| [("INT", 2), ("TERM", 15), ("HUP", 1)].map(|signal| (command, signal)))
    {
        let folder = schemas();
        let status = interrupt(folder.path(), arguments, signal);
        assert!(status.success() || status.signal() == Some(number), "{arguments:?} {signal}: {status}");
        interrupted += u32::from(!status.success());
        assert_eq!(left(folder.path()), [""; 0], "{arguments:?} {signal}");
        assert_whole(folder.path());
    }
    // Any one of them may have come to its end first.
    assert!(interrupted > 0, "no signal came in time");
}

#[test]
fn the_next_run_clears_what_a_kill_left() {
    let folder = schemas();
    let status = interrupt(folder.path(), &["fmt"], "KILL");
    assert!(status.success() || status.signal() == Some(9), "{status}");
    fs::write(folder.path().join(".protune-new-Ab12Cd"), "torn").unwrap();
    assert_whole(folder.path());
    assert!(start(folder.path(), &["fmt"]).wait().unwrap().success());
    assert_eq!(left(folder.path()), [""; 0]);
}
