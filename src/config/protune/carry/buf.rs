//! Converts a buf.yaml to an equivalent protune.toml. Reports settings that a protune.toml cannot express.

use super::output::{Carried, Output};
use crate::config::buf::{self, BREAKING, BufYaml, LINT, Listing, Meaning, Version};
use crate::config::keys::options;
use crate::config::problem::Problems;
use crate::config::protune::init::quoted;
use crate::config::protune::{globs, words};
use crate::config::{Module, Section};
use crate::paths;
use protune_data::{Kind, Node, Span};
use protune_rules::{Catalog, Default, Wing};
use std::collections::BTreeSet;
use std::path::Path;

/// All that is carried over must be right.
const BOTH: &[Section] = &[Section::Lint, Section::Breaking];

/// Carries a buf.yaml over. The path is absolute; the text is for a file in the same folder.
pub(super) fn carry_over(path: &Path) -> Result<Carried, Problems> {
    let file = buf::open(path, BOTH)?;
    // All other errors in it are reported now.
    let draft = buf::open(path, BOTH)?.draft()?;
    let mut out = Output::of(path, &format!(", version {}", file.version.name()));
    write_modules(&file, &draft.modules, &mut out);
    write_plugins(&file, &mut out);
    write_lint(&file, &draft.modules, &mut out);
    write_breaking(&file, &draft.modules, &mut out);
    for entry in file.value.entries() {
        if &*entry.key == "policies" {
            out.leave(file.line(entry.key_span), "`policies`: only rules and plugins run");
        }
    }
    let modules = file.value.get("modules").map_or(&[][..], Node::items);
    for entry in modules.iter().chain([&file.value]).filter_map(|table| table.entry("name")) {
        let name = entry.value.text().unwrap_or_default();
        out.leave(
            file.line(entry.key_span),
            format!("the name `{name}`: only dependencies of others need it"),
        );
    }
    Ok(out.carried())
}

fn write_modules(file: &BufYaml, modules: &[Module], out: &mut Output) {
    let has_includes = modules.iter().any(|module| !module.includes.is_empty());
    let of_modules = || file.value.get("modules").map_or(&[][..], Node::items).iter();
    let includes = || of_modules().find_map(|module| module.entry("includes"));
    if let Some(entry) =
        file.value.entry("deps").or_else(includes).filter(|entry| has_includes || &*entry.key == "deps")
    {
        let what = format!("`{}` and the modules: they are still read from {}", entry.key, out.name);
        out.leave(file.line(entry.key_span), what);
        return;
    }
    let relative = |path: &std::path::PathBuf| paths::printed(path, &file.folder);
    let mut roots: Vec<String> = modules.iter().flat_map(|module| &module.roots).map(relative).collect();
    roots.dedup();
    out.text += "\n";
    out.list("roots", roots);
    out.list("excludes", modules.iter().flat_map(|module| &module.excludes).map(relative));
}

/// Writes the plugins, before any table.
fn write_plugins(file: &BufYaml, out: &mut Output) {
    let plugins = file.value.get("plugins").map_or(&[][..], Node::items);
    if plugins.is_empty() {
        return;
    }
    out.text += "\nplugins = [\n";
    for plugin in plugins {
        let keys = plugin.entries().iter().filter_map(|entry| Some((&*entry.key, toml(&entry.value)?)));
        let keys: Vec<String> = keys.map(|(key, value)| format!("{key} = {value}")).collect();
        out.text += &format!("    {{ {} }},\n", keys.join(", "));
    }
    out.text += "]\n";
}

/// A value on one line of TOML; `None` for one that says nothing.
fn toml(value: &Node) -> Option<String> {
    Some(match value.kind() {
        Kind::List => {
            let items: Vec<String> = value.items().iter().filter_map(toml).collect();
            format!("[{}]", items.join(", "))
        }
        Kind::Table => {
            let entries = value.entries().iter().filter_map(|it| Some((quoted(&it.key), toml(&it.value)?)));
            let entries: Vec<String> = entries.map(|(key, value)| format!("{key} = {value}")).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Kind::Flag => value.flag()?.to_string(),
        Kind::Integer => value.integer()?.to_string(),
        _ => match (value.number(), value.text()) {
            (Some(number), _) => format!("{number:?}"),
            (None, Some(text)) => quoted(text),
            (None, None) => return None,
        },
    })
}

/// Whether rules that are not built in may be those of plugins.
fn has_plugins(file: &BufYaml) -> bool {
    file.value.get("plugins").is_some_and(|plugins| !plugins.items().is_empty())
}

fn write_lint(file: &BufYaml, modules: &[Module], out: &mut Output) {
    let tables = Tables::of(file, "lint");
    tables.leave_differences(&LINT, out);
    let lint = tables.base;
    out.text += "\n[lint]\n";
    write_rules(file, lint, &LINT, out);
    let has_comments = match file.version {
        Version::V2 => !flag(lint, "disallow_comment_ignores"),
        _ => flag(lint, "allow_comment_ignores"),
    };
    if !has_comments {
        out.text += "comment-ignores = false\n";
    }
    tables.write_ignores(&LINT, modules, out);
    write_options(lint, out);
}

fn write_breaking(file: &BufYaml, modules: &[Module], out: &mut Output) {
    let tables = Tables::of(file, "breaking");
    tables.leave_differences(&BREAKING, out);
    let breaking = tables.base;
    if tables.own.is_empty() && breaking.is_null() {
        return;
    }
    out.text += "\n[breaking]\n";
    write_rules(file, breaking, &BREAKING, out);
    if flag(breaking, "ignore_unstable_packages") {
        out.text += "ignore-unstable-packages = true\n";
    }
    tables.write_ignores(&BREAKING, modules, out);
}

fn flag(table: &Node, key: &str) -> bool {
    table.get(key).and_then(Node::flag).unwrap_or(false)
}

fn has_rules(table: &Node) -> bool {
    !flag(table, "disable_builtin")
}

/// All that a file says under `lint` or `breaking`: of itself, and in modules, for which that alone holds.
struct Tables<'f> {
    file: &'f BufYaml,
    key: &'static str,
    /// Table that becomes the one set of rules.
    base: &'f Node,
    /// Whether the base is of the file itself.
    is_of_file: bool,
    /// Modules with a table of their own, by their paths.
    own: Vec<(&'f str, &'f Node)>,
}

/// Keys that say which files are ignored: of every module, they can be carried over.
const IGNORES: [&str; 2] = ["ignore", "ignore_only"];

impl<'f> Tables<'f> {
    fn of(file: &'f BufYaml, key: &'static str) -> Tables<'f> {
        let modules = file.value.get("modules").map_or(&[][..], Node::items);
        let table = |module: &'f Node| module.get(key).filter(|table| !table.entries().is_empty());
        let path = |module: &'f Node| module.get("path").and_then(Node::text).unwrap_or(".");
        let own: Vec<_> = modules.iter().filter_map(|module| Some((path(module), table(module)?))).collect();
        let is_of_file = own.len() < modules.len() || own.is_empty();
        let base = match own.first() {
            Some((_, first)) if !is_of_file => first,
            _ => file.value.get(key).unwrap_or(Node::NOTHING),
        };
        Tables { file, key, base, is_of_file, own }
    }

    /// Lists what holds for some modules only.
    fn leave_differences(&self, listing: &Listing, out: &mut Output) {
        let (base, version) = (self.base, self.file.version);
        for &(path, own) in &self.own {
            if effective(own, listing, version) != effective(base, listing, version) {
                let entry = ["use", "except", "disable_builtin"].into_iter().find_map(|key| own.entry(key));
                let what = format!(
                    "the `{}` of the module `{path}`: one set of rules holds for all modules",
                    self.key
                );
                out.leave(self.file.line(entry.map_or(own.span, |entry| entry.key_span)), what);
            }
            let of_rules =
                |key: &str| matches!(key, "use" | "except" | "disable_builtin") || IGNORES.contains(&key);
            let keys: BTreeSet<&str> =
                [own, base].into_iter().flat_map(Node::entries).map(|it| &*it.key).collect();
            for key in keys.into_iter().filter(|key| !of_rules(key)) {
                let value =
                    |table: &'f Node| table.get(key).and_then(Node::scalar).filter(|it| *it != "false");
                if value(own) != value(base) {
                    let span = own.entry(key).map_or(own.span, |entry| entry.key_span);
                    let what = format!(
                        "`{}.{key}` of the module `{path}`: one value holds for all modules",
                        self.key
                    );
                    out.leave(self.file.line(span), what);
                }
            }
        }
    }

    fn write_ignores(&self, listing: &Listing, modules: &[Module], out: &mut Output) {
        let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
        let whole = self.is_of_file.then_some((None, self.base));
        for (module, table) in whole.into_iter().chain(self.own.iter().map(|&(path, own)| (Some(path), own)))
        {
            for (value, words) in self.ignored(table, listing, out) {
                let Some(path) = value.text() else { continue };
                if let (None, Some(module)) = (module, self.owner(path)) {
                    let what = format!(
                        "`{path}` under `{}`: it has no effect, since the module `{module}` has a `{0}` of its own",
                        self.key
                    );
                    out.leave(self.file.line(value.span), what);
                    continue;
                }
                for glob in globs_of(self.file, path, modules) {
                    add_line(&mut lines, glob, &words);
                }
            }
        }
        if !lines.is_empty() {
            out.text += &format!("\n[{}.per-file-ignores]\n", self.key);
        }
        for (glob, words) in lines {
            out.list(&quoted(&glob), words.into_iter().map(str::to_owned));
        }
    }

    /// Paths that a table ignores, each with words for the rules.
    fn ignored(&self, table: &'f Node, listing: &Listing, out: &mut Output) -> Vec<(&'f Node, Vec<&'f str>)> {
        let items = |value: Option<&'f Node>| value.map_or(&[][..], Node::items).iter();
        let mut ignored: Vec<_> = items(table.get("ignore")).map(|path| (path, vec!["ALL"])).collect();
        for entry in table.get("ignore_only").map_or(&[][..], Node::entries) {
            let words = translate(&[&*entry.key], listing, self.file);
            leave_unknown(self.file, &entry.key, entry.key_span, &words, out);
            ignored.extend(items(Some(&entry.value)).map(|path| (path, words.clone())));
        }
        ignored.retain(|(_, words)| !words.is_empty());
        ignored
    }

    /// The module with a table of its own that a path lies in.
    fn owner(&self, path: &str) -> Option<&'f str> {
        let is_in = |module: &str| module == "." || Path::new(path).starts_with(module);
        self.own.iter().map(|(module, _)| *module).find(|module| is_in(module))
    }
}

fn add_line<'f>(lines: &mut Vec<(String, Vec<&'f str>)>, glob: String, words: &[&'f str]) {
    match lines.iter_mut().find(|(known, _)| *known == glob) {
        Some((_, known)) if known.contains(&"ALL") => {}
        Some((_, known)) => known.extend(words),
        None => lines.push((glob, words.to_vec())),
    }
}

/// The rules that a table selects.
fn effective(table: &Node, listing: &Listing, version: Version) -> BTreeSet<&'static str> {
    if !has_rules(table) {
        return BTreeSet::new();
    }
    let (used, except) = (words_of(table, "use"), words_of(table, "except"));
    let used = if used.is_empty() { vec![listing.default_category()] } else { used };
    &rules(&used, listing, version) - &rules(&except, listing, version)
}

fn words_of<'v>(table: &'v Node, key: &str) -> Vec<&'v str> {
    table.get(key).map_or(&[][..], Node::items).iter().filter_map(Node::text).collect()
}

/// Lists a word that means no rule.
fn leave_unknown(file: &BufYaml, word: &str, span: Span, meant: &[&str], out: &mut Output) {
    if meant.is_empty() {
        out.leave(file.line(span), format!("`{word}`: it is no built-in rule"));
    }
}

/// Writes the rules. The rules of an older version are written as differences.
fn write_rules(file: &BufYaml, table: &Node, listing: &Listing, out: &mut Output) {
    let version = file.version;
    for value in ["use", "except"].into_iter().filter_map(|key| table.get(key)).flat_map(Node::items) {
        let word = value.text().unwrap_or_default();
        leave_unknown(file, word, value.span, &translate(&[word], listing, file), out);
    }
    let mut used = words_of(table, "use");
    if used.is_empty() {
        used.push(listing.default_category());
        if has_plugins(file) {
            let what = format!(
                "rules of `{}` that plugins run by default: name them under `extend-select`",
                listing.key()
            );
            out.leave(file.line(file.value.get("plugins").map_or(table.span, |plugins| plugins.span)), what);
        }
    }
    let except = words_of(table, "except");
    let wanted = effective(table, listing, version);
    let is_wanted = |word: &&str| has_rules(table) || rules(&[*word], listing, version).is_empty();
    let mut select: Vec<&str> = translate(&used, listing, file).into_iter().filter(is_wanted).collect();
    let selected = rules(&select, listing, Version::V2);
    select.extend(
        wanted.difference(&selected).filter(|rule| !select.contains(rule)).copied().collect::<Vec<_>>(),
    );
    let mut ignore = translate(&except, listing, file);
    let superfluous = &(&selected - &wanted) - &rules(&ignore, listing, Version::V2);
    ignore.extend(superfluous);
    match select.is_empty() {
        true => out.text += "select = []\n",
        false => out.list("select", select.iter().map(|word| (*word).to_owned())),
    }
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

/// Words of a version as words of ours: as they are, or the rules that they mean. Words of plugins stay.
fn translate<'w>(words: &[&'w str], listing: &Listing, file: &BufYaml) -> Vec<&'w str> {
    let mut out: Vec<&str> = Vec::new();
    for &word in words {
        let rules = meant(word, listing, file.version);
        match words::known(Catalog::compiled_in()).find(|known| *known == word) {
            Some(known) => out.push(known),
            None if rules.is_empty() && has_plugins(file) => out.push(word),
            None => out.extend(rules),
        }
    }
    let mut seen = BTreeSet::new();
    out.retain(|word| seen.insert(*word));
    out
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
    for option in options(Wing::OF_LINT) {
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
            Default::List | Default::OneOf(_) | Default::Number(_) => {}
        }
    }
    if !lines.is_empty() {
        out.text += &format!("\n[lint.options]\n{lines}");
    }
}
