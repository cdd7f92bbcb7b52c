//! Runs the properties of the fuzz targets `lint` and `deployment`, over what was found before, in `fixtures/fuzz`, and
//! over broken ends of good files.
#![expect(clippy::print_stdout, reason = "says which input it was")]

#[path = "robust/deployment.rs"]
mod deployment;
#[path = "robust/linting.rs"]
mod linting;

use deployment::deployment_holds;
use linting::lint_holds;
use std::fs;
use std::path::{Path, PathBuf};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures");

#[test]
fn findings_of_old() {
    let paths = files_below(&Path::new(FIXTURES).join("fuzz"));
    assert!(!paths.is_empty());
    for path in paths {
        println!("{}", path.display());
        lint_holds(&fs::read(&path).expect("a file"));
    }
}

/// Every 7th end, so that the ends fall on all kinds of places; beside it the whole file, to compare with.
#[test]
fn truncations() {
    for path in files_below(&Path::new(FIXTURES).join("sample")) {
        let bytes = fs::read(&path).expect("a file");
        for end in (0..bytes.len()).step_by(7) {
            println!("{} up to {end}", path.display());
            lint_holds(&[&bytes[..end], b"\n=====\n", &bytes].concat());
        }
    }
}

/// Every 23rd end, and the same with a bracket that is never closed.
#[test]
fn configurations_cut_short() {
    for path in files_below(&Path::new(FIXTURES).join("deployed")) {
        let text = fs::read_to_string(&path).expect("a text");
        deployment_holds(&text);
        for end in (0..text.len()).step_by(23) {
            println!("{} up to {end}", path.display());
            deployment_holds(&text[..end]);
            deployment_holds(&format!("{}{{{}", &text[..end], &text[end..]));
        }
    }
}

/// Texts that cost much for their length, or are no configuration at all.
#[test]
fn configurations_of_no_use() {
    let name = "{\"service\": \"pets.v1.Pt\", \"method\": \"GetPt\"}";
    let names = format!("{{\"methodConfig\": [{{\"name\": [{}]}}]}}", vec![name; 500].join(", "));
    let keys = (0..500).map(|at| format!("\"key{at}\": {at}")).collect::<Vec<_>>().join(", ");
    let bomb = (0..30).fold("a0: &a0 [x]\n".to_owned(), |text, at| {
        format!("{text}a{}: &a{} [*a{at}, *a{at}, *a{at}]\n", at + 1, at + 1)
    });
    let bomb = format!("type: google.api.Service\napis: *a30\n{bomb}apis: *a30\n");
    for text in
        ["", "\u{feff}", "\0\0", "null", "[]", "{{ template }}", &names, &format!("{{{keys}}}"), &bomb]
    {
        deployment_holds(text);
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            found.extend(files_below(&entry));
        } else {
            found.push(entry);
        }
    }
    found.sort();
    found
}
