//! Cost of replacing one file of a loaded schema by an edited text: parse, lower, [`Schema::replace`].
//!
//!     PROTUNE_BENCH_DIR=path/to/tree cargo bench -p protune-compiler --bench replace
//!
//! Without the variable the well-known types are what is edited. 200 files are picked, those over 1 MB apart; in each
//! a comment is added, which nobody else sees, and a field, for which its importers are looked at again.
#![expect(clippy::print_stdout, reason = "gives figures")]

use protune_compiler::schema::{File, FileId, Member, Replacement, Schema, link, lower};
use protune_compiler::syntax::parse;
use protune_compiler::well_known;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const FILES: usize = 200;
const LARGE: usize = 1_000_000;

fn main() {
    let corpus = corpus();
    let begin = Instant::now();
    let files: Vec<Arc<File>> =
        corpus.iter().map(|(name, text)| Arc::new(lower(name.as_str(), parse(text.as_str())))).collect();
    let lowered = begin.elapsed();
    let begin = Instant::now();
    let linked = link(files.clone());
    let linking = begin.elapsed();
    let schema = linked.compile();
    let rest = begin.elapsed() - linking;
    println!("{} files: lower {lowered:.1?}, link {linking:.1?}, the other phases {rest:.1?}", files.len());
    let by_name: HashMap<&str, FileId> =
        corpus.keys().map(String::as_str).zip((0..).map(FileId::new)).collect();
    let imports = |file: &File| file.imported_names().map(|(name, _)| by_name.get(name).copied()).collect();
    for (kind, edit) in [("comment", with_comment as fn(&str) -> Option<String>), ("field", with_field)] {
        let mut small = Vec::new();
        // A walk through all files in steps that share no factor with their number, most likely.
        for pick in 0..FILES.min(files.len()) {
            let at = (pick * 7919 + 13) % files.len();
            let Some(text) = edit(files[at].text()) else { continue };
            let time = replaced(&schema, FileId::new(at), files[at].import_name(), &text, &imports);
            small.extend((text.len() < LARGE).then_some(time));
        }
        summary(kind, &mut small);
        let large = (0..files.len()).filter(|&at| files[at].text().len() >= LARGE);
        for at in large.take(3) {
            let Some(text) = edit(files[at].text()) else { continue };
            let time = replaced(&schema, FileId::new(at), files[at].import_name(), &text, &imports);
            println!("{kind}: {} of {} bytes: {time:.1?}", files[at].import_name(), text.len());
        }
    }
}

/// The least of three: what comes between is not what is measured.
fn replaced(
    schema: &Schema,
    file: FileId,
    name: &str,
    text: &str,
    imports: &dyn Fn(&File) -> Vec<Option<FileId>>,
) -> Duration {
    let run = || {
        let begin = Instant::now();
        let new = lower(name, parse(text));
        let member = Member { imports: imports(&new), file: new.into(), module: 0 };
        let changed = schema.replace(vec![Replacement { file, member: Some(member) }], &|| false);
        let time = begin.elapsed();
        assert!(changed.is_ok());
        time
    };
    (0..3).map(|_| run()).min().unwrap_or_default()
}

fn summary(kind: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let Some(last) = times.len().checked_sub(1) else { return };
    let (median, p95, most) = (times[last / 2], times[last * 95 / 100], times[last]);
    println!("{kind}: {} files, median {median:.2?}, p95 {p95:.2?}, most {most:.2?}", times.len());
}

fn with_comment(text: &str) -> Option<String> {
    Some(format!("{text}\n// Edited.\n"))
}

fn with_field(text: &str) -> Option<String> {
    let at = text.find("\nmessage ")?;
    let brace = at + text[at..].find('{')? + 1;
    let (head, tail) = text.split_at(brace);
    Some(format!("{head}\n  repeated string edited_here = 18999;{tail}"))
}

/// Import names and texts.
fn corpus() -> BTreeMap<String, String> {
    let mut corpus: BTreeMap<String, String> = BTreeMap::new();
    for name in well_known::names() {
        corpus.insert(name.to_owned(), well_known::text(name).unwrap_or_default().to_owned());
    }
    if let Some(root) = std::env::var_os("PROTUNE_BENCH_DIR") {
        read_tree(Path::new(&root), Path::new(&root), &mut corpus);
    }
    corpus
}

fn read_tree(root: &Path, folder: &Path, corpus: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read_tree(root, &path, corpus);
        } else if path.extension().is_some_and(|extension| extension == "proto")
            && let (Ok(text), Ok(name)) = (fs::read_to_string(&path), path.strip_prefix(root))
        {
            corpus.insert(name.to_string_lossy().into_owned(), text);
        }
    }
}
