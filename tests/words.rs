//! Words that no document, page, message, help text or doc comment has: `words/banned.txt` lists them, with what to write
//! instead. Reads the texts as they are committed, so that the expected outputs stand for what programs print.

use libtest_mimic::{Failed, Trial};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Crates and folders with Rust code.
const CODE: &[&str] =
    &["benches", "cel", "compiler", "data", "engine", "fuzz/fuzz_targets", "rules", "src", "tests", "wire"];

const DOCUMENTS: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "README.md",
    "action.yml",
    "docs",
    "fixtures/README.md",
    "fuzz/README.md",
];

/// Expected outputs of commands, and the messages of the compiler.
const OUTPUTS: &[&str] =
    &["fixtures/compile", "tests/ci", "tests/cli", "tests/config", "tests/fix", "tests/mcp", "tests/scratch"];

pub(crate) fn trials() -> Vec<Trial> {
    let trial =
        |name: &str, paths: &'static [&'static str], extensions: &'static [&'static str], read: Read| {
            Trial::test(format!("words::{name}"), move || check(paths, extensions, read))
        };
    vec![
        trial("documents", DOCUMENTS, &["md", "yml"], prose),
        trial("pages", &["rules", "compiler/schema/problems", "compiler/syntax"], &["md"], prose),
        trial("outputs", OUTPUTS, &["txt"], output),
        trial("comments", CODE, &["rs"], comments),
        Trial::test("words::banned.txt", hold_table),
    ]
}

/// Finds the lines of a text that are written for people.
type Read = fn(&str) -> Vec<Line>;

/// One line to check.
struct Line {
    /// Number of the line, from 1.
    at: usize,
    text: String,
    /// Whether the text begins with it, so that openings matter.
    is_opening: bool,
}

fn table() -> std::io::Result<String> {
    std::fs::read_to_string(Path::new(ROOT).join("tests/words/banned.txt"))
}

/// Banned words, each with its replacement.
fn rows(table: &str) -> Vec<(&str, &str)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" | ")).collect()
}

/// Every row is found at the start of a text, and only an opening is not found in the middle.
fn hold_table() -> Result<(), Failed> {
    let table = table()?;
    let lines = table.lines().filter(|line| !line.starts_with('#')).count();
    assert_eq!(rows(&table).len(), lines, "each line has words and a replacement");
    for (words, _) in rows(&table) {
        let said = words.trim_start_matches('^');
        assert!(has(&format!("{said}, here"), words, true), "{words}");
        assert_eq!(has(&format!("in `a`, {said}"), words, true), said == words, "{words}");
        assert!(!has(&format!("un{said}"), words, true), "{words}");
    }
    Ok(())
}

fn check(paths: &[&str], extensions: &[&str], read: Read) -> Result<(), Failed> {
    let table = table()?;
    let banned = rows(&table);
    let mut files: Vec<PathBuf> = paths
        .iter()
        .flat_map(|path| walkdir::WalkDir::new(Path::new(ROOT).join(path)).into_iter().flatten())
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().and_then(OsStr::to_str).is_some_and(|it| extensions.contains(&it)))
        .collect();
    files.sort();
    let (mut seen, mut wrong) = (0, Vec::new());
    for file in &files {
        // Inputs of some tests are not UTF-8.
        let Ok(text) = std::fs::read_to_string(file) else { continue };
        for line in read(&text) {
            seen += 1;
            let said = without_code(&line.text);
            for (words, instead) in banned.iter().filter(|(words, _)| has(&said, words, line.is_opening)) {
                let (path, words) = (file.strip_prefix(ROOT)?.display(), words.trim_start_matches('^'));
                wrong.push(format!(
                    "{path}:{}: `{words}` should be: {instead}\n    {}",
                    line.at,
                    line.text.trim()
                ));
            }
        }
    }
    assert!(seen >= 100, "only {seen} lines were found in {paths:?}");
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

/// Whether a text has these words, or for `^words`, begins with them.
fn has(text: &str, words: &str, is_opening: bool) -> bool {
    let is_end = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
    if let Some(words) = words.strip_prefix('^') {
        return is_opening && text.strip_prefix(words).is_some_and(is_end);
    }
    text.match_indices(words).any(|(at, _)| {
        let is_start = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
        is_start && is_end(&text[at + words.len()..])
    })
}

/// Returns a line in lower case, with names in backticks left out.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("``").to_lowercase()
}

/// Lines of Markdown outside of blocks of code, and the expected findings inside them. The summary below a title is an
/// opening.
fn prose(text: &str) -> Vec<Line> {
    let mut is_code = false;
    let mut lines = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if !is_code || is_finding(line) {
            lines.push(Line { at: at + 1, text: line.to_owned(), is_opening: at == 2 });
        }
    }
    lines
}

/// Whether a line in a block of code is an expected finding.
fn is_finding(line: &str) -> bool {
    ["//~", "//@", "//!"].iter().any(|mark| line.starts_with(mark))
        || line.starts_with("//") && line.contains('^')
}

/// Lines of a transcript, without commands and the sources that a finding shows.
fn output(text: &str) -> Vec<Line> {
    let is_shown =
        |line: &str| line.starts_with(['$', '>', '#', '<']) || line.contains(" | ") || line.contains('│');
    let lines = text.lines().enumerate().filter(|(_, line)| !is_shown(line));
    lines.map(|(at, line)| Line { at: at + 1, text: line.to_owned(), is_opening: false }).collect()
}

/// Lines of comments. The first one of a doc comment is an opening.
fn comments(text: &str) -> Vec<Line> {
    let marks = ["//!", "///"];
    let mut above = "";
    let mut lines = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim_start();
        let mark = marks.into_iter().find(|mark| line.starts_with(mark)).unwrap_or_default();
        if line.starts_with("//") {
            let said = line[mark.len().max(2)..].trim_start().to_owned();
            lines.push(Line { at: at + 1, text: said, is_opening: !mark.is_empty() && mark != above });
        }
        above = mark;
    }
    lines
}
