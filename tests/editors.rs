//! Runs the snippets of `docs/editors.md` in their editors: each must find the places that protune reports.

use crate::binary::{FIXTURES, protune};
use crate::tools::ask;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PAGE: &str = include_str!("../docs/editors.md");

#[test]
fn vim_fills_its_quickfix_list() {
    for vim in ["vim", "nvim"] {
        let scratch = tempfile::tempdir().unwrap();
        let (plugin, list) = (scratch.path().join("proto.vim"), scratch.path().join("list"));
        fs::write(&plugin, snippet("vim")).unwrap();
        let print = format!(
            "call writefile(map(filter(getqflist(), 'v:val.valid'), \
             {{_, it -> bufname(it.bufnr) . ':' . it.lnum . ':' . it.col}}), '{}')",
            list.display()
        );
        for fill in ["silent make! sample", "silent ProtuneLint"] {
            let mut command = editor(vim);
            command.args(["-u", "NONE", "-i", "NONE", "-es", "sample/bakery/orders/v1/order.proto"]);
            command.args(["-c", "set nocompatible"]).arg("-c").arg(format!("source {}", plugin.display()));
            command.args(["-c", fill, "-c", &print, "-c", "qall!"]);
            if ask(&mut command).is_none() {
                break;
            }
            let found = fs::read_to_string(&list).unwrap_or_default();
            let wanted = match fill {
                "silent ProtuneLint" => places("sample/bakery/orders/v1/order.proto"),
                _ => places("sample"),
            };
            assert_eq!(found.lines().collect::<Vec<_>>(), wanted, "{vim}: {fill}");
        }
    }
}

#[test]
fn emacs_finds_the_places() {
    let scratch = tempfile::tempdir().unwrap();
    let (snippet_path, told) = (scratch.path().join("protune.el"), scratch.path().join("told"));
    fs::write(&snippet_path, snippet("elisp")).unwrap();
    fs::write(&told, text("sample")).unwrap();
    let mut command = editor("emacs");
    command.args(["-Q", "--batch", "-l"]).arg(&snippet_path).args(["--eval", PARSE]).arg(&told);
    command.args(["-f", "protune-places"]);
    if let Some(answer) = ask(&mut command) {
        let found = String::from_utf8(answer.stdout).unwrap();
        assert_eq!(found.lines().collect::<Vec<_>>(), places("sample"));
    }
}

/// Prints each place that the compilation mode finds in the buffer.
const PARSE: &str = r#"
(progn
  (require 'compile)
  (defun protune-places ()
    (compilation-mode)
    (let ((inhibit-read-only t))
      (compilation--ensure-parse (point-max)))
    (goto-char (point-min))
    (while (not (eobp))
      (let ((found (get-text-property (point) 'compilation-message)))
        (when found
          (let ((loc (compilation--message->loc found)))
            (princ (format "%s:%s:%s\n"
                           (caar (compilation--loc->file-struct loc))
                           (or (compilation--loc->line loc) 0)
                           (or (compilation--loc->col loc) 0))))))
      (forward-line 1))))
"#;

/// The block of the page in this language.
fn snippet(language: &str) -> &'static str {
    let (_, rest) = PAGE.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0
}

fn text(path: &str) -> String {
    let answer =
        protune(Path::new(FIXTURES)).args(["lint", "--format", "text", "-q", path]).output().unwrap();
    String::from_utf8(answer.stdout).unwrap()
}

/// `path:line:column` of each finding.
fn places(path: &str) -> Vec<String> {
    let told = text(path);
    let place = |line: &str| line.split_once(": ").unwrap().0.to_owned();
    let places: Vec<String> = told.lines().map(place).collect();
    assert!(!places.is_empty());
    places
}

/// An editor that finds our binary, among the fixtures.
fn editor(name: &str) -> Command {
    let ours = Path::new(env!("CARGO_BIN_EXE_protune")).parent().map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = ours.into_iter().chain(std::env::split_paths(&path));
    let mut command = Command::new(name);
    command.current_dir(FIXTURES).env("PATH", std::env::join_paths(paths).unwrap());
    command
}
