//! Converts a buf.yaml to an equivalent protune.toml. Reports settings that a protune.toml cannot express.

use super::globs;
use super::init::{comment, quoted};
use super::words;
use crate::config::buf::{self, BREAKING, BufYaml, LINT, Listing, Meaning, Version};
use crate::config::keys::{LINTING, options};
use crate::config::problem::Problems;
use crate::config::{Module, Section};
use crate::paths;
use protune_data::Node;
use protune_rules::{Catalog, Default};
use std::collections::BTreeSet;
use std::path::Path;

/// A configuration in our words.
pub struct Carried {
    pub text: String,
    /// Settings that stay behind, in words.
    pub left: Vec<String>,
}

/// All that is carried over must be right.
const BOTH: &[Section] = &[Section::Lint, Section::Breaking];

/// Carries a buf.yaml over. The text is for a file in the same folder.
pub fn carry_over(path: &Path) -> Result<Carried, Problems> {
    let path = paths::absolute(path, &paths::working_dir());
    let file = buf::open(&path, BOTH)?;
    // All other errors in it are reported now.
    let draft = buf::open(&path, BOTH)?.draft()?;
    let mut out = Output { text: String::new(), left: Vec::new() };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    out.text = format!("# Carried over from {name}, version {}.\n", file.version.name());
    write_modules(&file, &draft.modules, &mut out);
    write_lint(&file, &draft.modules, &mut out);
    write_breaking(&file, &draft.modules, &mut out);
    for key in ["plugins", "policies"] {
        if file.value.get(key).is_some() {
            out.leave(format!("`{key}` stays in {name}"));
        }
    }
    Ok(Carried { text: out.text, left: out.left })
}

struct Output {
    text: String,
    left: Vec<String>,
}

impl Output {
    fn leave(&mut self, what: String) {
        self.text += &comment(&format!("Not carried over: {what}."));
        self.left.push(what);
    }

    fn list(&mut self, key: &str, items: impl IntoIterator<Item = String>) {
        let items: Vec<String> = items.into_iter().map(|item| quoted(&item)).collect();
        match items.len() {
            0 => {}
            1..=3 => self.text += &format!("{key} = [{}]\n", items.join(", ")),
            _ => self.text += &format!("{key} = [\n    {},\n]\n", items.join(",\n    ")),
        }
    }
}

fn write_modules(file: &BufYaml, modules: &[Module], out: &mut Output) {
    let has_includes = modules.iter().any(|module| !module.includes.is_empty());
    if file.value.get("deps").is_some() || has_includes {
        out.leave("modules and `deps` are still read from the buf.yaml beside this file".to_owned());
        return;
    }
    let relative = |path: &std::path::PathBuf| paths::printed(path, &file.folder);
    let mut roots: Vec<String> = modules.iter().flat_map(|module| &module.roots).map(relative).collect();
    roots.dedup();
    out.text += "\n";
    out.list("roots", roots);
    out.list("excludes", modules.iter().flat_map(|module| &module.excludes).map(relative));
}

fn write_lint(file: &BufYaml, modules: &[Module], out: &mut Output) {
    leave_those_of_modules(file, "lint", out);
    let lint = file.value.get("lint").unwrap_or(Node::NOTHING);
    let has_rules = !lint.get("disable_builtin").and_then(Node::flag).unwrap_or(false);
    out.text += "\n[lint]\n";
    if has_rules {
        write_rules(lint, &LINT, file.version, out);
    } else {
        out.text += "select = []\n";
    }
    let flag = |key: &str| lint.get(key).and_then(Node::flag).unwrap_or(false);
    let has_comments = match file.version {
        Version::V2 => !flag("disallow_comment_ignores"),
        _ => flag("allow_comment_ignores"),
    };
    if !has_comments {
        out.text += "comment-ignores = false\n";
    }
    write_ignores(file, "lint", &LINT, modules, out);
    write_options(lint, out);
}

fn write_breaking(file: &BufYaml, modules: &[Module], out: &mut Output) {
    leave_those_of_modules(file, "breaking", out);
    let Some(breaking) = file.value.get("breaking") else { return };
    let flag = |key: &str| breaking.get(key).and_then(Node::flag).unwrap_or(false);
    out.text += "\n[breaking]\n";
    match flag("disable_builtin") {
        true => out.text += "select = []\n",
        false => write_rules(breaking, &BREAKING, file.version, out),
    }
    if flag("ignore_unstable_packages") {
        out.text += "ignore-unstable-packages = true\n";
    }
    write_ignores(file, "breaking", &BREAKING, modules, out);
}

fn leave_those_of_modules(file: &BufYaml, key: &str, out: &mut Output) {
    for module in file.value.get("modules").map_or(&[][..], Node::items) {
        if module.get(key).is_some_and(|table| !table.entries().is_empty()) {
            let path = module.get("path").and_then(Node::text).unwrap_or(".");
            out.leave(format!("the `{key}` of the module `{path}`: one set of rules holds for all modules"));
        }
    }
}

/// Writes the rules. The rules of an older version are written as differences.
fn write_rules(table: &Node, listing: &Listing, version: Version, out: &mut Output) {
    let of = |key: &str| table.get(key).map_or(&[][..], Node::items).iter().filter_map(Node::text);
    let mut used: Vec<&str> = of("use").collect();
    if used.is_empty() {
        used.push(listing.default_category());
    }
    let except: Vec<&str> = of("except").collect();
    let wanted: BTreeSet<&str> = &rules(&used, listing, version) - &rules(&except, listing, version);
    let mut select = translate(&used, listing, version);
    let selected = rules(&select, listing, Version::V2);
    select.extend(
        wanted.difference(&selected).filter(|rule| !select.contains(rule)).copied().collect::<Vec<_>>(),
    );
    let mut ignore = translate(&except, listing, version);
    let superfluous = &(&selected - &wanted) - &rules(&ignore, listing, Version::V2);
    ignore.extend(superfluous);
    out.list("select", select.iter().map(|word| (*word).to_owned()));
    out.list("ignore", ignore.iter().map(|word| (*word).to_owned()));
}

fn rules(words: &[&str], listing: &Listing, version: Version) -> BTreeSet<&'static str> {
    words.iter().flat_map(|word| meant(word, listing, version)).collect()
}

fn meant(word: &str, listing: &Listing, version: Version) -> Vec<&'static str> {
    match listing.meaning(word, version) {
        Meaning::Rules(rules) | Meaning::Deprecated(rules, _) => rules,
        Meaning::Unknown => Vec::new(),
    }
}

/// Words of a version as words of ours: as they are, or the rules that they mean.
fn translate(words: &[&str], listing: &Listing, version: Version) -> Vec<&'static str> {
    let mut out: Vec<&str> = Vec::new();
    for word in words {
        match words::known(Catalog::compiled_in()).find(|known| known == word) {
            Some(known) => out.push(known),
            None => out.extend(meant(word, listing, version)),
        }
    }
    let mut seen = BTreeSet::new();
    out.retain(|word| seen.insert(*word));
    out
}

fn write_ignores(file: &BufYaml, key: &str, listing: &Listing, modules: &[Module], out: &mut Output) {
    let table = file.value.get(key).unwrap_or(Node::NOTHING);
    let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
    let mut add = |value: &Node, words: &[&'static str]| {
        let Some(path) = value.text() else { return };
        for glob in globs_of(file, path, modules) {
            match lines.iter_mut().find(|(known, _)| *known == glob) {
                Some((_, known)) if known.contains(&"ALL") => {}
                Some((_, known)) => known.extend(words),
                None => lines.push((glob, words.to_vec())),
            }
        }
    };
    table.get("ignore").map_or(&[][..], Node::items).iter().for_each(|path| add(path, &["ALL"]));
    for entry in table.get("ignore_only").map_or(&[][..], Node::entries) {
        let words = translate(&[&*entry.key], listing, file.version);
        entry.value.items().iter().for_each(|path| add(path, &words));
    }
    if lines.is_empty() {
        return;
    }
    out.text += &format!("\n[{key}.per-file-ignores]\n");
    for (glob, words) in lines {
        out.list(&quoted(&glob), words.into_iter().map(str::to_owned));
    }
}

/// The oldest version sees paths from its roots, the others from the file.
fn globs_of(file: &BufYaml, path: &str, modules: &[Module]) -> Vec<String> {
    let roots = modules.iter().flat_map(|module| &module.roots);
    let folders = match file.version {
        Version::V1Beta1 => roots.cloned().collect(),
        _ => vec![file.folder.clone()],
    };
    let located = folders.iter().map(|folder| paths::absolute(Path::new(path), folder));
    located.map(|path| globs::of_path(&paths::printed(&path, &file.folder))).collect()
}

fn write_options(lint: &Node, out: &mut Output) {
    let mut lines = String::new();
    for option in options(LINTING) {
        let Some(value) = lint.get(option.name) else { continue };
        match option.default {
            Default::Flag(_) => {
                lines += &value.flag().map(|flag| format!("{} = {flag}\n", option.name)).unwrap_or_default();
            }
            Default::Text(_) => {
                let text = value.text().filter(|text| !text.is_empty());
                lines +=
                    &text.map(|text| format!("{} = {}\n", option.name, quoted(text))).unwrap_or_default();
            }
            // Only rules of ours have some.
            Default::List => {}
        }
    }
    if !lines.is_empty() {
        out.text += &format!("\n[lint.options]\n{lines}");
    }
}
