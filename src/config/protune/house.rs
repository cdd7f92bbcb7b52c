//! Rules that a project writes: in its protune.toml, as pages, and in packs. Reads their files, and turns what is wrong
//! with them into problems of the configuration.

use super::{globs, keys};
use crate::config::keys::{Is, check};
use crate::config::problem::{Problem, Problems, Reading, Source};
use crate::config::{Files, Ignore, pack, source};
use crate::paths;
use protune_compiler::diagnostic::RuleId;
use protune_compiler::near::nearest;
use protune_data::{Language, Node, Span};
use protune_rules::house::{self, Origin, Page};
use protune_rules::{Check, Rule, Taken};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Name of the key of packs in `[rules]`.
pub const PACKS: &str = "packs";

/// Rules that a project wrote, and what they were read from.
#[derive(Default)]
pub struct House {
    pub rules: Vec<Written>,
    /// Pages and packs that were read. Absolute.
    pub files: Vec<PathBuf>,
    /// Files that rules with `paths` leave out.
    pub(in crate::config) elsewhere: Vec<Ignore>,
}

/// Rule, and the file that defines it.
pub struct Written {
    pub rule: Arc<house::House>,
    pub source: Arc<Source>,
}

impl House {
    /// Returns whether the `paths` of a rule have a file.
    pub fn is_about(&self, rule: &str, path: &Path) -> bool {
        let is_left_out = |ignore: &Ignore| {
            let rules = ignore.rules.as_deref().unwrap_or_default();
            rules.iter().any(|id| **id == *rule) && ignore.files.contain(path)
        };
        !self.elsewhere.iter().any(is_left_out)
    }
}

impl Written {
    /// Returns problems of the rule that are known only with a schema.
    pub fn check_linked(&self, messages: &house::Messages) -> Problems {
        self.rule.check_linked(messages).into_iter().map(|fault| problem(&self.source, fault)).collect()
    }
}

fn problem(source: &Arc<Source>, fault: house::Fault) -> Problem {
    Problem::new(source, Some(fault.span), fault.message).help(fault.help)
}

/// A pack as `[rules.packs]` names it.
pub struct Pack<'v> {
    pub name: &'v str,
    pub node: &'v Node,
    pub path: Option<&'v str>,
    pub git: Option<&'v str>,
    pub rev: Option<&'v str>,
}

/// Returns the packs that a protune.toml names.
pub fn packs(value: &Node) -> impl Iterator<Item = Pack<'_>> {
    let table = value.get("rules").and_then(|rules| rules.get(PACKS));
    table.map_or(&[][..], Node::entries).iter().map(|entry| {
        let text = |key: &str| entry.value.get(key).and_then(Node::text);
        let (path, git, rev) = (text("path"), text("git"), text("rev"));
        Pack { name: &entry.key, node: &entry.value, path, git, rev }
    })
}

/// Reads all rules of a file, and makes them known to it.
pub(super) fn read(value: &Node, folder: &Path, reading: &mut Reading) -> House {
    // Who uses no rules is not kept from its work by one that is wrong, but may name it.
    let is_used = !reading.used.sections.is_empty();
    let mut gathered = Gathered { folder, params: params(value), house: House::default(), ids: Vec::new() };
    let mut problems = Vec::new();
    gathered.tables(value, reading, &mut problems);
    gathered.pages(value, reading, &mut problems);
    for pack in packs(value) {
        gathered.pack(&pack, reading, &mut problems);
    }
    gathered.unknown_params(reading, &mut problems);
    for written in &gathered.house.rules {
        let rule = Arc::clone(&written.rule).into_rule();
        let id = rule.id;
        match reading.catalog.with([rule]) {
            Ok(_) if reading.catalog.words().any(|word| word == &*id) => {
                let message = format!("`{id}` is a category, and cannot be the id of a rule");
                problems.push(Problem::new(&written.source, None, message).help("give the rule another id"));
            }
            Ok(catalog) => reading.catalog = Arc::new(catalog),
            Err(Taken(id)) => {
                let of = |other: &&Written| other.rule.id == *id && !Arc::ptr_eq(&other.rule, &written.rule);
                let message = match gathered.house.rules.iter().find(of) {
                    Some(other) => format!("`{id}` is also the id of a rule in {}", other.source.path),
                    None => format!("`{id}` is the id of a rule that is built in"),
                };
                problems.push(Problem::new(&written.source, None, message).help("give the rule another id"));
            }
        }
    }
    // Other keys can name a rule that cannot be used.
    for id in &gathered.ids {
        if let Ok(catalog) = reading.catalog.with([Rule::brought(id, "", Check::brought(|_, _| {}))]) {
            reading.catalog = Arc::new(catalog);
        }
    }
    if is_used {
        reading.problems.append(&mut problems);
    }
    gathered.house
}

struct Gathered<'v> {
    folder: &'v Path,
    params: Vec<Params<'v>>,
    house: House,
    /// Ids of rules that cannot be used.
    ids: Vec<String>,
}

/// Parameters that the user sets: id of the rule, its place, names and values.
type Params<'v> = (&'v str, Span, Vec<(String, Node)>);

fn params(value: &Node) -> Vec<Params<'_>> {
    let table = value.get("rules").and_then(|rules| rules.get("params"));
    let of_rule = |entry: &protune_data::Entry| {
        entry.value.entries().iter().map(|entry| (entry.key.to_string(), entry.value.clone())).collect()
    };
    let entries = table.map_or(&[][..], Node::entries).iter();
    entries.map(|entry| (&*entry.key, entry.key_span, of_rule(entry))).collect()
}

impl Gathered<'_> {
    fn tables(&mut self, value: &Node, reading: &Reading, problems: &mut Problems) {
        let origin = Origin { file: Arc::clone(&reading.data), heading: None };
        for table in value.get("rule").map_or(&[][..], Node::items) {
            self.rule(&origin, table, &reading.source, String::new(), (reading, problems));
        }
    }

    fn rule(
        &mut self,
        origin: &Origin,
        table: &Node,
        source: &Arc<Source>,
        page: String,
        (reading, problems): (&Reading, &mut Problems),
    ) {
        let id = table.get("id").and_then(Node::text).or(origin.heading.as_deref()).unwrap_or_default();
        let given = self.params.iter().find(|(known, ..)| *known == id);
        let given: &[(String, Node)] = given.map_or(&[], |(_, _, given)| given);
        match house::read(origin, table, given) {
            Ok(mut rule) => {
                if !page.is_empty() {
                    rule.set_page(page);
                }
                self.limit(&rule, source, problems);
                self.house.rules.push(Written { rule: Arc::new(rule), source: Arc::clone(source) });
            }
            Err(faults) => {
                let is_of_user = |fault: &house::Fault| given.iter().any(|(_, node)| node.span == fault.span);
                problems.extend(faults.into_iter().map(|fault| match is_of_user(&fault) {
                    true => problem(&reading.source, fault),
                    false => problem(source, fault),
                }));
                if house::is_id(id) {
                    self.ids.push(id.to_owned());
                }
            }
        }
    }

    /// Leaves files out that a rule is not about.
    fn limit(&mut self, rule: &house::House, source: &Arc<Source>, problems: &mut Problems) {
        if rule.paths.is_empty() {
            return;
        }
        let mut sets = Vec::new();
        for written in &rule.paths {
            match globs::build(written) {
                Ok(set) => sets.push(set),
                Err(why) => {
                    let message = format!("a path of `{}` is no glob: {why}", rule.id);
                    problems.push(Problem::new(source, None, message).help("correct `paths`"));
                }
            }
        }
        let matches = move |path: &Path| !sets.iter().any(|set| set.is_match(path));
        let files = Files::Matching { folder: self.folder.to_owned(), matches: Arc::new(matches) };
        self.house.elsewhere.push(Ignore { files, rules: Some(vec![RuleId::intern(&rule.id)]) });
    }

    fn pages(&mut self, value: &Node, reading: &Reading, problems: &mut Problems) {
        let list = value.get("rules").and_then(|rules| rules.get("pages"));
        for node in list.map_or(&[][..], Node::items) {
            let Some(written) = node.text() else { continue };
            let found = pages_of(self.folder, written);
            if found.is_empty() {
                let message = format!("there is no page `{written}`");
                let help = "paths start in the folder of this file; `protune rules new ID` writes a page";
                problems.push(Problem::new(&reading.source, Some(node.span), message).help(help));
            }
            for path in found {
                self.page(&path, reading, problems);
            }
        }
    }

    /// Reads a page. One without a definition is not about a rule.
    fn page(&mut self, path: &Path, reading: &Reading, problems: &mut Problems) {
        self.house.files.push(path.to_owned());
        let text = match source::load(path) {
            Ok(text) => text,
            Err(found) => return problems.extend(found),
        };
        let page = Page::read(&text.text);
        let Some(definition) = page.definition.clone() else {
            let source = Arc::new(text);
            let help = "write the keys of the rule in a block of `toml` below the heading";
            let message = "this page has no definition of a rule";
            return problems.push(Problem::new(&source, None, message).help(help));
        };
        let (mut own, table) = match source::parse(alone(&text, definition), Language::Toml) {
            Ok(parsed) => parsed,
            Err(found) => return problems.extend(found),
        };
        check(&table, &Is::Table(keys::RULE), "", &mut own);
        // Places are drawn in the page as it is.
        let whole = Arc::new(text);
        problems
            .extend(own.problems.drain(..).map(|problem| Problem { source: Arc::clone(&whole), ..problem }));
        let origin = Origin { file: Arc::clone(&own.data), heading: Some(page.id.clone()) };
        let text = whole.text.clone();
        self.rule(&origin, &table, &whole, text, (reading, problems));
    }

    fn pack(&mut self, named: &Pack<'_>, reading: &Reading, problems: &mut Problems) {
        let found = match (named.path, named.git) {
            (Some(path), None) => Ok(self.folder.join(path)),
            (None, Some(_)) => pack::locked(self.folder, named.name, named.git, named.rev),
            _ => Err((
                format!("the pack `{}` needs a `path`, or `git` and `rev`", named.name),
                "write one of the two".to_owned(),
            )),
        };
        let folder = match found {
            Ok(folder) if folder.is_dir() => folder,
            Ok(folder) => {
                let message = format!("there is no folder `{}`", paths::printed(&folder, self.folder));
                let help = "paths start in the folder of this file";
                return problems
                    .push(Problem::new(&reading.source, Some(named.node.span), message).help(help));
            }
            Err((message, help)) => {
                return problems
                    .push(Problem::new(&reading.source, Some(named.node.span), message).help(help));
            }
        };
        let before = self.house.rules.len();
        for path in pages_of(&folder, ".") {
            let is_rule = fs::read_to_string(&path).is_ok_and(|text| Page::read(&text).definition.is_some());
            if is_rule {
                self.page(&path, reading, problems);
            }
        }
        self.judge_pack(&folder, named, before, reading, problems);
    }

    /// Checks the description of a pack: its rules have a prefix of their own.
    fn judge_pack(
        &mut self,
        folder: &Path,
        named: &Pack<'_>,
        before: usize,
        reading: &Reading,
        problems: &mut Problems,
    ) {
        let path = folder.join(pack::DESCRIPTION);
        let (own, value) = match source::read(&path, Language::Toml) {
            Ok(read) => read,
            Err(found) => return problems.extend(found),
        };
        self.house.files.push(path);
        let Some(prefix) = value.get("prefix").and_then(Node::text) else {
            let help = "write `prefix = \"ACME_\"`";
            return problems
                .push(Problem::new(&own.source, None, "the pack has no prefix for its rules").help(help));
        };
        for written in &self.house.rules[before..] {
            let id = &written.rule.id;
            if !id.starts_with(prefix) {
                let message = format!("`{id}` does not begin with `{prefix}`, as rules of this pack do");
                problems.push(Problem::new(&written.source, None, message).help("give the rule another id"));
            }
        }
        if self.house.rules.len() == before && problems.is_empty() {
            let message = format!("the pack `{}` has no rules", named.name);
            let help = "its pages are files that end with `.md`";
            problems.push(Problem::new(&reading.source, Some(named.node.span), message).help(help));
        }
    }

    fn unknown_params(&self, reading: &Reading, problems: &mut Problems) {
        let known: Vec<&str> = self.house.rules.iter().map(|it| it.rule.id.as_str()).collect();
        for (id, span, _) in &self.params {
            if known.contains(id) || self.ids.iter().any(|known| known == id) {
                continue;
            }
            let help = match nearest(id, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "only rules of the project have parameters".to_owned(),
            };
            let message = format!("there is no rule `{id}` with parameters");
            problems.push(Problem::new(&reading.source, Some(*span), message).help(help));
        }
    }
}

/// Reads the rules of some pages as if a protune.toml in this folder named them.
pub fn house_of_pages(folder: &Path, pages: &[PathBuf]) -> Result<House, Problems> {
    let list: Vec<String> =
        pages.iter().map(|page| super::init::quoted(&page.display().to_string())).collect();
    let text = format!("[rules]\npages = [{}]\n", list.join(", "));
    let written = Source { path: "the pages".to_owned(), text };
    let (mut reading, value) = source::parse(written, Language::Toml)?;
    reading.used = (&[crate::config::Section::Lint]).into();
    let house = read(&value, folder, &mut reading);
    let (house, _) = reading.finish(house)?;
    Ok(house)
}

/// A page of which only the definition is not blank, so that every place in it stays.
fn alone(page: &Source, definition: std::ops::Range<usize>) -> Source {
    let blank =
        |text: &str| text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect::<String>();
    let (before, after) = (&page.text[..definition.start], &page.text[definition.end..]);
    let text = format!("{}{}{}", blank(before), &page.text[definition], blank(after));
    Source { path: page.path.clone(), text }
}

/// Pages that a path means: a file, the pages in a folder, or those that a glob matches. In order of their paths.
fn pages_of(folder: &Path, written: &str) -> Vec<PathBuf> {
    let path = folder.join(written);
    if path.is_file() {
        return vec![path];
    }
    let mut found = Vec::new();
    if path.is_dir() {
        collect(&path, 0, &mut found);
    } else if written.contains(['*', '?', '[', '{']) {
        let fixed: PathBuf = Path::new(written)
            .components()
            .take_while(|part| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']))
            .collect();
        collect(&folder.join(fixed), 0, &mut found);
        let matched = globs::build(&format!("./{}", written.trim_start_matches("./")));
        found.retain(|path| {
            let below = path.strip_prefix(folder).unwrap_or(path);
            matched.as_ref().is_ok_and(|globs| globs.is_match(below))
        });
    }
    found.sort();
    found
}

/// Folders within folders that pages are looked for in.
const MAX_DEPTH: usize = 8;

fn collect(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !is_hidden && depth < MAX_DEPTH && !path.is_symlink() {
            collect(&path, depth + 1, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}
