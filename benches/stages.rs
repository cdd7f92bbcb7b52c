//! Speed of each stage, on one core, in bytes of schema a second.
//!
//!     cargo bench                                    the well-known types, again and again
//!     PROTUNE_BENCH_DIR=path/to/tree cargo bench     every .proto file below a folder
//!
//! Imports are found from that folder; it is to compile whole.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use protune_compiler::schema::{File, Schema, link, lower};
use protune_compiler::syntax::{lex, parse};
use protune_compiler::well_known;
use protune_engine::{Settings, Workspace};
use protune_rules::Catalog;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

fn main() {
    divan::main();
}

/// Import names and texts.
static CORPUS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let mut corpus: BTreeMap<String, String> = BTreeMap::new();
    for name in well_known::names() {
        corpus.insert(name.to_owned(), well_known::text(name).unwrap_or_default().to_owned());
    }
    if let Some(root) = std::env::var_os("PROTUNE_BENCH_DIR") {
        read_tree(Path::new(&root), &mut corpus);
    }
    corpus
});

fn read_tree(root: &Path, corpus: &mut BTreeMap<String, String>) {
    for entry in walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok) {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "proto")
            && let Ok(text) = std::fs::read_to_string(path)
            && let Ok(name) = path.strip_prefix(root)
        {
            corpus.insert(name.to_string_lossy().into_owned(), text);
        }
    }
}

fn size() -> BytesCount {
    BytesCount::new(CORPUS.values().map(String::len).sum::<usize>())
}

fn files() -> Vec<File> {
    CORPUS.iter().map(|(name, text)| lower(name.as_str(), parse(text.as_str()))).collect()
}

fn schema(files: Vec<File>) -> Schema {
    link(files).compile()
}

#[divan::bench]
fn lexing(bencher: Bencher) {
    bencher.counter(size()).bench(|| CORPUS.values().map(|text| lex(black_box(text)).0.len()).sum::<usize>());
}

#[divan::bench]
fn parsing(bencher: Bencher) {
    bencher
        .counter(size())
        .bench(|| CORPUS.values().map(|text| parse(black_box(text.as_str())).errors().len()).sum::<usize>());
}

/// Parsing, and the tables of each file.
#[divan::bench]
fn lowering(bencher: Bencher) {
    bencher.counter(size()).bench(|| files().len());
}

/// Names, types and options over all files; the files are parsed already.
#[divan::bench]
fn linking(bencher: Bencher) {
    bencher.counter(size()).with_inputs(files).bench_values(schema);
}

/// All rules over all files of a workspace.
#[divan::bench]
fn checking(bencher: Bencher) {
    let workspace = workspace();
    bencher.counter(size()).bench(|| lint(&workspace));
}

/// Everything: from texts to findings.
#[divan::bench]
fn linting(bencher: Bencher) {
    bencher.counter(size()).bench(|| lint(&workspace()));
}

fn workspace() -> Workspace {
    Workspace::of_texts(CORPUS.iter().map(|(name, text)| (name.as_str(), text.as_str())))
}

fn lint(workspace: &Workspace) -> usize {
    let settings =
        Settings::of_rules(Catalog::compiled_in().rules().iter().filter(|rule| rule.wing.is_of_lint()));
    protune_engine::lint(workspace, &settings).len()
}
