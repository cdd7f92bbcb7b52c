//! Every finding on the page of a rule, and every fix of it, can be written in every format, and made. Knows
//! nothing of the content of the formats.

use super::Source;
use super::imports::with_imports;
use super::page::{Block, Page, Section};
use crate::transcript::binary;
use protune_rules::{Rule, Wing};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Complaints about runs that did not do their work.
pub(crate) fn complaints(rule: &Rule, page: &Page) -> Vec<String> {
    let modules: Vec<_> = match rule.wing {
        Wing::Deployment => {
            let with_schema = |it: Vec<_>| page.blocks(Section::Schema).chain(it).collect();
            page.deployments(Section::Fails).into_iter().map(|it| (None, with_schema(it))).collect()
        }
        Wing::Breaking => {
            let before = page.modules(Section::Before).into_iter().map(Some);
            before.zip(page.modules(Section::After)).collect()
        }
        // `optimize` and `reshape` propose these, and their transcripts show them.
        Wing::Rewrite | Wing::Reshape => Vec::new(),
        _ => page.modules(Section::Fails).into_iter().map(|it| (None, it)).collect(),
    };
    modules
        .into_iter()
        .filter_map(|(before, after)| complaint(rule, page, before.as_deref(), &after))
        .collect()
}

fn complaint(rule: &Rule, page: &Page, before: Option<&[&Block]>, after: &[&Block]) -> Option<String> {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("after");
    write(page, after, &folder);
    let mut command = binary::protune(&folder);
    match before {
        None => command.arg("lint"),
        Some(blocks) => {
            write(page, blocks, &scratch.path().join("before"));
            command.args(["breaking", "--against", "../before"])
        }
    };
    command.args(["--quiet", "--select", &rule.id]);
    for format in formats() {
        command.args(["--format", &format!("{format}:../{format}")]);
    }
    failure(&mut command).or_else(|| failure(command.args(["--fix", "--unsafe-fixes"])))
}

/// Output of a run that failed; findings are fine.
fn failure(command: &mut Command) -> Option<String> {
    let answer = command.output().unwrap();
    let told = String::from_utf8_lossy(&answer.stderr).into_owned();
    (!matches!(answer.status.code(), Some(0 | 1))).then(|| format!("{command:?}: {told}"))
}

fn write(page: &Page, blocks: &[&Block], folder: &Path) {
    let sources = blocks.iter().map(|block| Source::of(block, page)).collect();
    for Source { name, text } in with_imports(sources) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// The names that `docs/formats.md` lists.
fn formats() -> Vec<String> {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/formats.md");
    let text = fs::read_to_string(page).unwrap();
    let names = text.lines().filter_map(|line| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned()));
    let names: Vec<String> = names.collect();
    assert!(names.iter().any(|name| name == "full"), "the formats are not where they were");
    names
}
