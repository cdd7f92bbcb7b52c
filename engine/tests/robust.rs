//! Runs the property that the fuzz target `lint` runs, over what was found before, in `fixtures/fuzz`, and over
//! broken ends of good files.
#![expect(clippy::print_stdout, reason = "says which input it was")]

#[path = "robust/linting.rs"]
mod linting;

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
