//! Runs the commands of the tutorials in `docs/`, one after the other, on the sample that they speak of: what
//! they answer is what the page shows. `BLESS=1 cargo test --test tutorial` writes the answers.
#![cfg(unix)]

#[path = "transcript/expected.rs"]
mod expected;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn the_optimizer_does_what_its_page_shows() {
    hold("docs/optimizer.md", "fixtures/tutorial");
}

fn hold(page: &str, sample: &str) {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(repository.join(sample)).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    let page = repository.join(page);
    let text = fs::read_to_string(&page).unwrap();
    let stale = expected::difference(&page, &replayed(&text, folder.path()));
    assert!(stale.is_none(), "{}\nBLESS=1 takes what is new", stale.unwrap_or_default());
}

/// The page with what its commands answer now.
fn replayed(page: &str, folder: &Path) -> String {
    let mut out = String::new();
    let mut is_console = false;
    for line in page.lines() {
        match line {
            "```console" => is_console = true,
            "```" => is_console = false,
            _ if is_console && !line.starts_with("$ ") => continue,
            _ => {}
        }
        writeln!(out, "{line}").unwrap();
        if let Some(command) = line.strip_prefix("$ ").filter(|_| is_console) {
            out.push_str(&answer(command, folder));
        }
    }
    out
}

/// What a terminal would show; how it ended, unless that is well.
fn answer(command: &str, folder: &Path) -> String {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_protune"));
    let path = std::env::var("PATH").unwrap_or_default();
    let answer = Command::new("sh")
        .args(["-c", &format!("{command} 2>&1")])
        .current_dir(folder)
        .env_clear()
        .env("PATH", format!("{}:{path}", binary.parent().unwrap().display()))
        .env("HOME", folder)
        .output()
        .unwrap();
    let mut text = String::from_utf8(answer.stdout).unwrap();
    match answer.status.code() {
        Some(0) => {}
        code => writeln!(text, "[exit {}]", code.unwrap()).unwrap(),
    }
    text
}
