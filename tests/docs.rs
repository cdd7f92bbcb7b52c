//! Holds the generated pages of `docs/` against what they are generated from: the lists of rules and errors,
//! the help of each command, and the keys of protune.toml. `BLESS=1 cargo test --test docs` writes them.

#[path = "transcript/binary.rs"]
mod binary;
#[path = "transcript/expected.rs"]
mod expected;

use protune_rules::{RULES, Rule, Wing};
use std::fmt::Write;
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn the_list_of_rules_is_fresh() {
    let mut page = "# Rules\n\n\
        A rule is selected by its id, a category, or the name of its wing. Those of the categories `STANDARD`\n\
        and `DEFAULT` run when nothing is selected. Rules that buf has too have buf's ids, categories and\n\
        places. `protune explain RULE` prints the page of a rule.\n"
        .to_owned();
    let mut wings: Vec<Wing> = Vec::new();
    for rule in RULES {
        if !wings.contains(&rule.wing) {
            wings.push(rule.wing);
        }
    }
    for wing in wings {
        write!(
            page,
            "\n## {}\n\n| rule | asks that | categories | severity |\n|---|---|---|---|\n",
            wing.name()
        )
        .unwrap();
        RULES.iter().filter(|rule| rule.wing == wing).for_each(|rule| row(rule, &mut page));
    }
    hold("docs/rules.md", &page);
}

fn row(rule: &Rule, page: &mut String) {
    let wing = rule.wing.name().to_ascii_lowercase();
    let stem = rule.id.to_ascii_lowercase();
    let stem = stem.strip_prefix(&format!("{wing}_")).unwrap_or(&stem);
    let (id, finds, severity) = (rule.id, rule.summary(), rule.severity.name());
    let finds = finds.trim_end_matches('.');
    let categories = rule.categories.join(", ");
    writeln!(page, "| [{id}](../rules/{wing}/{stem}.md) | {finds} | {categories} | {severity} |").unwrap();
}

#[test]
fn the_list_of_errors_is_fresh() {
    let mut page = "# Errors of the compiler\n\n\
        Findings of the rule `COMPILE` have a code, which `--format jsonl`, `json` and `sarif` show.\n\
        `protune explain CODE` prints what stands here about one code.\n"
        .to_owned();
    for area in protune_compiler::problem::areas() {
        // The headings of an area go one level down.
        let (title, sections) = area.page().split_once('\n').unwrap();
        write!(page, "\n#{title}\n{}", sections.replace("\n## ", "\n### ")).unwrap();
    }
    hold("docs/errors.md", &page);
}

#[test]
fn the_help_of_the_commands_is_fresh() {
    let whole = help(&[]);
    let mut page = format!("# Command line\n\n```text\n{whole}```\n");
    let commands = whole.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = commands.take_while(|line| !line.is_empty()).filter_map(|line| {
        // The description of a command goes on below it, further in.
        line.strip_prefix("  ").filter(|line| !line.starts_with(' '))?.split_whitespace().next()
    });
    for name in names.filter(|name| *name != "help") {
        write!(page, "\n## protune {name}\n\n```text\n{}```\n", help(&[name])).unwrap();
    }
    hold("docs/cli.md", &page);
}

#[test]
fn the_schema_of_configurations_is_fresh() {
    hold("docs/protune.schema.json", &answer(&["init", "--schema"]));
}

fn help(command: &[&str]) -> String {
    answer(&[command, &["--help"]].concat())
}

fn answer(arguments: &[&str]) -> String {
    let answer = binary::protune(Path::new(ROOT)).args(arguments).output().unwrap();
    String::from_utf8(answer.stdout).unwrap()
}

/// A page is what it should be, or is made so when that is asked for.
fn hold(path: &str, wanted: &str) {
    let stale = expected::difference(&Path::new(ROOT).join(path), wanted);
    assert!(stale.is_none(), "{}\nBLESS=1 writes it", stale.unwrap_or_default());
}
