//! Holds the codes of problems against their pages: each code is there once, its page explains it, and what the
//! page shows as an example has that problem.

use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::problem::{areas, explain};
use protune_compiler::schema::{FileId, compile_files, lower};
use protune_compiler::syntax::parse;
use std::collections::BTreeSet;

/// Codes without an example: what has such a problem is too long for a page, is no text, or needs a file that is not
/// among the well-known ones.
const WITHOUT_EXAMPLE: &[&str] = &[
    "text-not-utf8",
    "name-too-long",
    "package-too-long",
    "package-too-deep",
    "too-many-members",
    "messages-too-deep",
    "values-too-deep",
    "comment-nul",
    "option-name-too-deep",
    "string-nul",
    "control-character",
    "file-not-utf8",
    "file-utf16",
    "enum-json-nul",
    "enum-json-number",
    "enum-json-alias",
    "enum-json-taken",
];

fn codes() -> impl Iterator<Item = &'static str> {
    areas().into_iter().flat_map(|area| area.codes).copied()
}

#[test]
fn every_code_is_a_name_of_its_own() {
    let mut seen = BTreeSet::new();
    for code in codes() {
        assert!(seen.insert(code), "{code} is there twice");
        let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric());
        assert!(code.contains('-') && code.split('-').all(is_word), "{code} is not made of words");
        assert_eq!(code, code.to_ascii_lowercase());
    }
}

#[test]
fn every_page_explains_the_codes_of_its_area_in_order() {
    for area in areas() {
        let headings: Vec<&str> = area.page().lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, area.codes, "the page {:?}", area.title);
        assert_eq!(area.page().lines().next(), Some(&*format!("# {}", area.title)));
        for code in area.codes {
            let text = area.explain(code).unwrap_or_default();
            assert!(
                text.ends_with('.') && text.contains("\n\n"),
                "{code}: a meaning, and what to do:\n{text}"
            );
        }
    }
    assert_eq!(explain("no-such-code"), None);
}

#[test]
fn every_example_has_the_problem_that_it_is_an_example_of() {
    let mut wrong = Vec::new();
    for code in codes() {
        let files = example(explain(code).unwrap_or_default());
        if files.is_empty() != WITHOUT_EXAMPLE.contains(&code) {
            wrong.push(format!("{code}: has an example, or needs one"));
        } else if !files.is_empty() {
            let found: BTreeSet<&str> = problems(&files).iter().filter_map(|problem| problem.code).collect();
            // Some problems bring another one along.
            if !found.contains(code) || found.len() > 3 {
                wrong.push(format!("{code}: {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The blocks of schema on a page, each with the name that stands behind `proto`.
fn example(page: &str) -> Vec<(&str, &str)> {
    let blocks = page.split("```proto").skip(1).filter_map(|block| block.split("\n```").next());
    let named = blocks.filter_map(|block| block.split_once('\n'));
    named.map(|(name, text)| (if name.is_empty() { "a.proto" } else { name.trim() }, text)).collect()
}

/// Returns the errors in files; if they compile, the warnings of the first.
fn problems(files: &[(&str, &str)]) -> Vec<Diagnostic> {
    let schema = compile_files(files.iter().map(|&(name, text)| lower(name, parse(text))));
    match schema.problems().to_vec() {
        errors if errors.is_empty() => schema.file(FileId::new(0)).warnings(),
        errors => errors,
    }
}
