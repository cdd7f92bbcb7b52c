//! Runs the properties that the fuzz targets run, over what they found before, in `fixtures/fuzz`, over
//! broken ends of good files, and over the same piece of text again and again.
#![expect(clippy::print_stdout, reason = "says which input it was")]

#[path = "robust/linking.rs"]
mod linking;
#[path = "robust/parsing.rs"]
mod parsing;

use linking::link_holds;
use parsing::parse_holds;
use std::fs;
use std::path::{Path, PathBuf};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures");

#[test]
fn findings_of_old() {
    let paths = files_below(&Path::new(FIXTURES).join("fuzz"));
    assert!(!paths.is_empty());
    for path in paths {
        println!("{}", path.display());
        holds(&fs::read(&path).expect("a file"));
    }
}

/// Every 11th end, so that the ends fall on all kinds of places.
#[test]
fn truncations() {
    for path in files_below(&Path::new(FIXTURES).join("sample")) {
        let bytes = fs::read(&path).expect("a file");
        for end in (0..bytes.len()).step_by(11) {
            println!("{} up to {end}", path.display());
            holds(&bytes[..end]);
        }
    }
}

/// Would take minutes, or exhaust the stack, if any phase took more than its share for each piece.
#[test]
fn repetitions() {
    const LEN: usize = 40_000;
    #[rustfmt::skip]
    let pieces = [
        "{", "}", "[", "<", "(", "-", ".", ";", "\"", "'", "/*", "\u{feff}", "\0", "a", "a.", "a ",
        "message M {", "message M {}", "enum E {", "oneof o {", "extend M {", "group", "option a = {",
        "option (a).", "a: {", "a <", "[a: [", "reserved 1,", "extensions 1 to 2,", "map<",
        "optional group G = 1 {", "rpc R(", "import \"a.proto\";", "syntax = \"proto3\";", "package a.",
        "int32 a = 1 [", "= 1", "export ", "import public \"b.proto\";", "option a = 1\n", "\"\n",
    ];
    for piece in pieces {
        for opening in ["", "message M { ", "option o = "] {
            println!("{opening}{piece} and so on");
            holds(format!("{opening}{}", piece.repeat(LEN / piece.len())).as_bytes());
        }
    }
}

fn holds(bytes: &[u8]) {
    parse_holds(bytes);
    link_holds(bytes);
}

fn files_below(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(root).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}
