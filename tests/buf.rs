//! Generated modules: buf and we find the same in them, at the same places.
//!
//!     cargo test --test functions buf                        a slice of half a minute
//!     PROTUNE_BESIDE_BUF=50 cargo test ... buf               so many times as much
//!     PROTUNE_SEED=7 ...                                     others
//!
//! Two units of files are compared in many modules of one workspace, because buf takes its time to start. What buf
//! cannot compile is left out; protoc decides which schemas are valid, in `compiler/tests/generated.rs`. The modules
//! have nothing of what `tests/parity` lists: there we differ by choice.

#[path = "../compiler/tests/generated/base.rs"]
mod base;
#[path = "buf/choices.rs"]
mod choices;
#[path = "buf/comments.rs"]
mod comments;
#[path = "buf/config.rs"]
mod config;
#[path = "buf/fields.rs"]
mod fields;
#[path = "buf/findings.rs"]
mod findings;
#[path = "buf/print.rs"]
mod print;
#[path = "../compiler/tests/generated/random.rs"]
mod random;
#[path = "buf/tree.rs"]
mod tree;
#[path = "../compiler/tests/generated/values.rs"]
mod values;
#[path = "buf/world.rs"]
mod world;

use crate::tools::{ask, missing};
use config::{Command, Version};
use findings::Difference;
use std::collections::BTreeMap;
use std::process;
use tree::Pair;

/// Workspaces of a run without `PROTUNE_BESIDE_BUF`.
const SLICE: usize = 8;
const SHOWN: usize = 6;

/// The version of buf whose findings are compared.
const VERSION: &str = "1.75";

#[test]
fn breaking_beside_buf() {
    beside_buf("breaking");
}

#[test]
fn lint_beside_buf() {
    beside_buf("lint");
}

#[expect(clippy::print_stdout, reason = "figures, shown with `--nocapture`")]
fn beside_buf(name: &'static str) {
    let Some(command) = command(name) else { return };
    let number = |name| std::env::var(name).ok().map(|value| value.parse().expect("a number"));
    let workspaces = SLICE * number("PROTUNE_BESIDE_BUF").unwrap_or(1);
    let seed = number("PROTUNE_SEED").unwrap_or(1);
    let mut differences: Vec<Difference> = Vec::new();
    let mut left_out: Vec<String> = Vec::new();
    let (mut units, mut equal) = (0, 0);
    for at in 0..workspaces {
        let version = [Version::V2, Version::V1, Version::V2, Version::V1Beta1][at % 4];
        let pair = Pair::generate(&command, version, (seed * 1_000_003 + at) as u64);
        let outcome = findings::compare(&command, pair);
        units += outcome.units;
        equal += outcome.equal;
        left_out.extend(outcome.left_out);
        differences.extend(outcome.differences);
    }
    let broken = left_out.len();
    println!("{name}: {equal} findings in {units} units are equal; buf has {broken} errors in more units");
    differences.sort_by_key(|difference| difference.shown.len());
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for rule in differences.iter().flat_map(|difference| &difference.rules) {
        *rules.entry(rule).or_default() += 1;
    }
    let shown: Vec<&str> =
        differences.iter().take(SHOWN).map(|difference| difference.shown.as_str()).collect();
    let shown = shown.join("\n");
    assert!(differences.is_empty(), "{} of {units} units differ, by {rules:?}:\n{shown}", differences.len());
    assert!(broken * 20 <= units, "buf cannot compile many units: {left_out:#?}");
    assert!(equal > units, "{equal} findings in {units} units");
}

/// The command of buf with its rules; `None` where there is no buf of this version, which is said.
fn command(name: &'static str) -> Option<Command> {
    let version = ask(buf().arg("--version"))?;
    if !version.stdout.starts_with(VERSION.as_bytes()) {
        missing(&format!("buf {VERSION}"));
        return None;
    }
    let mut command = Command { name, rules: BTreeMap::new(), categories: BTreeMap::new() };
    for version in [Version::V1Beta1, Version::V1, Version::V2] {
        let list = format!("ls-{name}-rules");
        let answer = ask(buf().args(["config", &list, "--format", "json", "--version", version.name()]))?;
        let text = String::from_utf8(answer.stdout).expect("a text");
        let mut categories = Vec::new();
        for line in text.lines() {
            let rule: serde_json::Value = serde_json::from_str(line).expect("a rule a line");
            let text = |value: &serde_json::Value| value.as_str().expect("a name").to_owned();
            command.rules.entry(version).or_default().push(text(&rule["id"]));
            categories.extend(rule["categories"].as_array().into_iter().flatten().map(text));
        }
        categories.sort();
        categories.dedup();
        command.categories.insert(version, categories);
    }
    Some(command)
}

fn buf() -> process::Command {
    process::Command::new("buf")
}
