//! Renames over whole schemas: what they edit, what they refuse, and that nothing else changes.
//!
//!     cargo test -p protune-compiler --test rename                 the cases in `fixtures/rename`
//!     PROTUNE_CORPUS=path/to/tree cargo test ... corpus            names of every .proto file below a folder
//!
//! A case is a text: files after `--- name` lines, then renames after `>>> full.name -> name` lines, and
//! what comes of each: the lines that it changes, or why it is refused. `BLESS=1` writes that. Each rename
//! begins with the files as they stand. What is renamed has to compile, and to mean what it meant.

#[path = "rename/agreement.rs"]
mod agreement;
#[path = "rename/corpus.rs"]
mod corpus;
#[path = "rename/sources.rs"]
mod sources;

use protune_compiler::diagnostic::{Named, Rename};
use protune_compiler::schema::rename::{References, Refusal, Workspace, rename};
use protune_compiler::schema::{FileId, Schema};
use sources::{Sources, apply, compile};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/rename");

#[test]
fn cases() {
    let mut paths: Vec<_> =
        fs::read_dir(CASES).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let stale: Vec<String> = paths.iter().filter_map(|path| check(path)).collect();
    assert!(stale.is_empty(), "{}\nBLESS=1 takes what is new", stale.join("\n"));
}

/// Returns the result of a case, if it differs from the expected one.
fn check(path: &Path) -> Option<String> {
    let expected = fs::read_to_string(path).expect("a text");
    let actual = replay(&expected, path);
    if actual == expected {
        return None;
    }
    if std::env::var_os("BLESS").is_some() {
        fs::write(path, actual).expect("a writable folder");
        return None;
    }
    Some(format!("{}:\n{actual}", path.display()))
}

fn replay(case: &str, path: &Path) -> String {
    let head = case.find("\n>>> ").expect("a rename") + 1;
    let sources = files(&case[..head]);
    let schema = compile(&sources);
    let is_broken = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("broken"));
    assert!(is_broken || schema.problems().is_empty(), "{}: {:?}", path.display(), schema.problems());
    let references = References::of(&schema);
    let mut out = case[..head].to_owned();
    for line in case[head..].lines().filter(|line| line.starts_with(">>> ")) {
        let (from, to) = line[4..].split_once(" -> ").expect("two names");
        writeln!(out, "{line}").expect("memory");
        out.push_str(&outcome(&schema, &references, &sources, from, to));
    }
    out
}

/// The files of a case by name.
fn files(text: &str) -> Sources {
    let mut files = Sources::new();
    for section in text.split("\n--- ").skip(1) {
        let (name, text) = section.split_once('\n').expect("a text after the name");
        files.insert(name.to_owned(), text.to_owned());
    }
    files
}

fn outcome(schema: &Schema, references: &References, sources: &Sources, from: &str, to: &str) -> String {
    let may_edit = |file: FileId| {
        let name = schema.file(file).name();
        sources.contains_key(name) && !name.starts_with("vendor/")
    };
    let workspace = Workspace { schema, references, may_edit: &may_edit };
    let mut renamed = BTreeMap::new();
    let what = match from.strip_prefix("package ") {
        Some(package) => Named::Package(package.to_owned()),
        None => {
            let symbol = agreement::symbol_named(schema, from).unwrap_or_else(|| panic!("no `{from}`"));
            renamed.insert(symbol, to.to_owned());
            Named::Symbol(symbol)
        }
    };
    match rename(workspace, &Rename { what, to: to.to_owned() }) {
        Err(refusal) => refused(&refusal),
        Ok(edits) => {
            let after = apply(schema, sources, &edits);
            let new = compile(&after);
            let mut wrong = agreement::differences(schema, &new, &renamed);
            if from.starts_with("package ") {
                // The full names of all below it are others.
                wrong.retain(|line| !line.contains("is called"));
            }
            assert_eq!(wrong, [""; 0], "{from} -> {to}");
            changed_lines(sources, &after)
        }
    }
}

fn refused(refusal: &Refusal) -> String {
    format!("refused: {refusal}\n")
}

fn changed_lines(before: &Sources, after: &Sources) -> String {
    let mut out = String::new();
    for (name, text) in after {
        let lines = before[name].lines().zip(text.lines()).enumerate();
        for (at, (_, line)) in lines.filter(|(_, (old, new))| old != new) {
            writeln!(out, "{name}:{}: {}", at + 1, line.trim()).expect("memory");
        }
    }
    out
}
