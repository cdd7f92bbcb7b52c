//! Pages of `docs/` that are generated, from the rules, the errors, the help of each command, the formats, the inputs
//! and the keys of protune.toml; and tutorials, whose commands run one after the other on their sample.

#[cfg(unix)]
mod tutorial;

use crate::rooms::folder;
use crate::transcript::binary;
use crate::transcript::expected;
use libtest_mimic::{Failed, Trial};
use protune_rules::deployed::KINDS;
use protune_rules::{Catalog, Wing};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = vec![
        Trial::test("docs::rules.md", || hold("docs/rules.md", &list_of_rules())),
        Trial::test("docs::contracts.md", || hold("docs/contracts.md", &table_of_contracts())),
        Trial::test("docs::errors.md", || hold("docs/errors.md", &list_of_errors())),
        Trial::test("docs::cli.md", || hold("docs/cli.md", &help_of_commands())),
        Trial::test("docs::protune.schema.json", || {
            hold("docs/protune.schema.json", &answer(&["init", "--schema"]))
        }),
    ];
    trials.push(Trial::test("docs::config.md", || hold("docs/config.md", &answer(&["man", "config"]))));
    for topic in ["formats", "inputs"] {
        trials.push(Trial::test(format!("docs::{topic}.md"), move || hold_table(topic)));
    }
    trials.push(Trial::test("docs::versions", hold_versions));
    #[cfg(unix)]
    for (page, sample) in [
        ("README.md", "sample"),
        ("docs/start.md", "sample"),
        ("docs/monorepo.md", "monorepo"),
        ("docs/migrate.md", "moving"),
        ("docs/deployment.md", "deployment"),
        ("docs/optimizer.md", "tutorial"),
        ("docs/fleet.md", "tutorial"),
        ("docs/house-rules.md", "team"),
    ] {
        trials.push(Trial::test(format!("docs::{page}"), move || {
            hold(page, &tutorial::replayed(&with_views(&with_kinds(&read(page))), sample))
        }));
    }
    trials
}

/// Every version of protune in pages and packages is that of the crate: one that equals it and is not recognised would be
/// forgotten in the next release. The Dockerfile compiles with the compiler of
/// rust-toolchain.toml.
fn hold_versions() -> Result<(), Failed> {
    let root = Path::new(ROOT);
    let is_text = |path: &Path| path.is_file() && std::fs::read_to_string(path).is_ok();
    // Packages of others lie beside the extension for VS Code once it was built, and their versions in its lock.
    let is_ours = |entry: &walkdir::DirEntry| {
        !["node_modules", "package-lock.json"].iter().any(|name| entry.file_name() == *name)
    };
    let below =
        |folder: &str| walkdir::WalkDir::new(root.join(folder)).into_iter().filter_entry(is_ours).flatten();
    let files = [
        "docs",
        "packaging",
        ".github",
        "README.md",
        "action.yml",
        ".pre-commit-hooks.yaml",
        "pyproject.toml",
    ]
    .into_iter()
    .flat_map(below)
    .map(walkdir::DirEntry::into_path)
    .filter(|path| is_text(path));
    let (mut seen, mut wrong) = (0, Vec::new());
    for file in files {
        let text = std::fs::read_to_string(&file)?;
        let is_package = file.file_name().is_some_and(|name| name == "package.json");
        for (at, line) in text.lines().enumerate() {
            let is_own = is_package && line.trim_start().starts_with("\"version\":");
            for (version, is_known) in versions(line) {
                let is_ours = is_known || is_own;
                seen += usize::from(is_ours);
                if is_ours != (version == env!("CARGO_PKG_VERSION")) {
                    wrong.push(format!("{}:{}: {line}", file.strip_prefix(root)?.display(), at + 1));
                }
            }
        }
    }
    assert!(seen >= 10, "only {seen} versions were found");
    let toolchain = std::fs::read_to_string(root.join("rust-toolchain.toml"))?;
    let channel = toolchain.split_once("channel = \"").and_then(|(_, rest)| rest.split_once('"'));
    let (minor, _) = channel.and_then(|(channel, _)| channel.rsplit_once('.')).ok_or("no channel")?;
    let image = format!("FROM rust:{minor}-alpine");
    if !std::fs::read_to_string(root.join("packaging/docker/Dockerfile"))?.contains(&image) {
        wrong.push(format!("packaging/docker/Dockerfile: {image} is missing"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

/// Versions in a line, and whether they are those of protune, by what stands before them.
fn versions(line: &str) -> Vec<(&str, bool)> {
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    let is_version = |text: &str| {
        let parts: Vec<&str> = text.split('.').collect();
        parts.len() == 3 && parts.iter().all(|part| !part.is_empty())
    };
    let is_ours = |before: &str| {
        ["protune==", "protune-", "@v", "rev: v", "/v", "PROTUNE_VERSION: \"", "installs ", "as "]
            .iter()
            .any(|words| before.ends_with(words))
    };
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = line[rest..].find(|c: char| c.is_ascii_digit()).map(|at| at + rest) {
        let end = line[start..].find(|c| !is_part(c)).map_or(line.len(), |at| at + start);
        let version = line[start..end].trim_end_matches('.');
        if is_version(version) {
            found.push((version, is_ours(&line[..start])));
        }
        rest = end;
    }
    found
}

fn list_of_rules() -> String {
    let mut page = "# Rules\n\n\
        Select rules by id, category, or wing. By default, `lint` runs the categories `STANDARD` and `DEFAULT`, and\n\
        `breaking` runs `FILE`. Rules that buf also has use the ids and categories of buf, and report the same places.\n\
        `protune explain RULE` prints the page of a rule. [The last section](#ids-of-other-tools) lists the ids of other\n\
        tools.\n"
        .to_owned();
    let rooms: BTreeMap<String, String> =
        folder::rooms().into_iter().map(|room| (room.id.clone(), room.path())).collect();
    let mut wings: Vec<Wing> = Vec::new();
    for rule in Catalog::compiled_in().rules() {
        if !wings.contains(&rule.wing) {
            wings.push(rule.wing);
        }
    }
    for wing in wings {
        write!(page, "\n## {}\n\n{}\n\n", wing.name(), wing.summary()).unwrap();
        page += "| rule | finds | categories | severity |\n|---|---|---|---|\n";
        for rule in Catalog::compiled_in().rules().iter().filter(|rule| rule.wing == wing) {
            let (id, finds, severity) = (rule.id, rule.summary().trim_end_matches('.'), rule.severity.name());
            let (room, categories) = (&rooms[&*id], rule.categories.join(", "));
            writeln!(page, "| [{id}](../rules/{room}.md) | {finds} | {categories} | {severity} |").unwrap();
        }
    }
    page += "\n## Ids of other tools\n\n\
        `protune explain` also takes these ids. [migrate.md](migrate.md) describes the change from each of these tools.\n\n";
    page + &answer(&["man", "ids"])
}

/// A page with today's kinds of configuration files in its table of them.
#[cfg(unix)]
fn with_kinds(page: &str) -> String {
    const HEAD: &str = "| kind | files |\n|---|---|\n";
    let Some(start) = page.find(HEAD).map(|start| start + HEAD.len()) else { return page.to_owned() };
    let kinds = KINDS.iter().filter(|kind| !kind.doc.is_empty());
    let rows: String =
        kinds.map(|kind| format!("| {} | {} |\n", kind.name, kind.doc.trim_end_matches('.'))).collect();
    let old: usize =
        page[start..].split_inclusive('\n').take_while(|line| line.starts_with('|')).map(str::len).sum();
    [&page[..start], &rows, &page[start + old..]].concat()
}

/// A page with today's members and functions of house rules at its end.
#[cfg(unix)]
fn with_views(page: &str) -> String {
    const HEAD: &str = "## What an expression reads\n";
    match page.find(HEAD) {
        Some(start) => format!("{}{HEAD}\n{}", &page[..start], protune_rules::house::reference()),
        None => page.to_owned(),
    }
}

fn table_of_contracts() -> String {
    "# Contracts\n\n\
        A change of a schema can break whoever reads or writes encoded messages (wire), whoever reads or writes JSON, and code\n\
        that is compiled against generated code (source). `--format json` and `jsonl` carry a verdict about each in\n\
        `contracts`, for findings about changes, for fixes and for proposals of `optimize`: `safe`, `conditional` or\n\
        `breaks`, with the condition or the reason in `why`. New readers of old data and old readers of new data count\n\
        alike; the table names them where only one of the two is meant.\n\n\
        Every verdict comes from these tables. Changes that are made together have the worst verdict of each. A test makes\n\
        each row with schemas, encodes and decodes values with prost-reflect and with Python's protobuf, on the wire and in\n\
        JSON, and compares what the rules say of the schemas. The column source is not compiled.\n"
        .to_owned()
        + &protune_rules::contracts::table()
        + "\n## Steps of `reshape`\n\n\
           Each step breaks encoded messages and generated code. What it does to JSON depends on the step; `reshape` compares the\n\
           JSON of every message if all steps of a plan keep it.\n\n"
        + &protune_rules::contracts::step_table()
}

fn list_of_errors() -> String {
    let mut page = "# Errors of the compiler\n\n\
        Findings of the rule `COMPILE` have a code, which the formats `json`, `jsonl` and `sarif` contain.\n\
        `protune explain CODE` prints the explanation of a code.\n"
        .to_owned();
    for area in protune_compiler::problem::areas() {
        // The headings of an area go one level down.
        let (title, sections) = area.page().split_once('\n').unwrap();
        write!(page, "\n#{title}\n{}", sections.replace("\n## ", "\n### ")).unwrap();
    }
    page
}

fn help_of_commands() -> String {
    let whole = help(&[]);
    let mut page = format!("# Command line\n\n```text\n{whole}```\n");
    for name in commands_in(&whole) {
        let text = help(&[name]);
        write!(page, "\n## protune {name}\n\n```text\n{text}```\n").unwrap();
        for action in commands_in(&text) {
            write!(page, "\n### protune {name} {action}\n\n```text\n{}```\n", help(&[name, action])).unwrap();
        }
    }
    page
}

/// The commands that a page of help lists.
fn commands_in(help: &str) -> impl Iterator<Item = &str> {
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = commands.take_while(|line| !line.is_empty()).filter_map(|line| {
        // The description of a command goes on below it, further in.
        line.strip_prefix("  ").filter(|line| !line.starts_with(' '))?.split_whitespace().next()
    });
    names.filter(|name| *name != "help")
}

fn help(command: &[&str]) -> String {
    answer(&[command, &["--help"]].concat())
}

fn answer(arguments: &[&str]) -> String {
    let answer = binary::protune(Path::new(ROOT)).args(arguments).output().unwrap();
    String::from_utf8(answer.stdout).unwrap()
}

/// Holds the first table of a page against the list that the program has.
fn hold_table(topic: &str) -> Result<(), Failed> {
    let path = format!("docs/{topic}.md");
    let text = read(&path);
    let start = text.find("\n| ").expect("the page has a table") + 1;
    let end = start + text[start..].find("\n\n").expect("more follows") + 1;
    hold(&path, &format!("{}{}{}", &text[..start], answer(&["man", topic]), &text[end..]))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(ROOT).join(path)).unwrap()
}

fn hold(path: &str, wanted: &str) -> Result<(), Failed> {
    expected::hold(&Path::new(ROOT).join(path), wanted)
}
