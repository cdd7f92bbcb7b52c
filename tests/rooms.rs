//! Holds every rule against its page: what it finds in the code blocks, and what its fixes make of
//! them, is what the page shows. `BLESS=1 cargo test --test rooms` writes both into the pages.
//!
//! The rules that run by default run on all pages, so that one that speaks where it should not is seen
//! at once.

#[path = "rooms/changes.rs"]
mod changes;
#[path = "rooms/messages.rs"]
mod messages;
#[path = "rooms/module.rs"]
mod module;
#[path = "rooms/notes.rs"]
mod notes;
#[path = "rooms/page.rs"]
mod page;
#[path = "rooms/rewrites.rs"]
mod rewrites;
#[path = "rooms/sides.rs"]
mod sides;

use module::Source;
use page::{Block, Page, Section};
use protune_compiler::diagnostic::Diagnostic;
use protune_rules::{Default, Options, RULES, Rule, Setting};
use similar::TextDiff;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn rules_do_what_their_pages_show() {
    // Others have pages of other kinds; see `changes.rs` and `rewrites.rs`.
    let rules = RULES.iter().copied().filter(|rule| rule.wing.is_of_lint());
    hold(rules, |rule, page| {
        let mut room = Room { rule, page, code: Vec::new(), complaints: Vec::new() };
        room.run();
        (room.code, room.complaints)
    });
}

#[test]
fn pages_have_their_parts_in_order() {
    let mut complaints = Vec::new();
    for rule in RULES {
        let page = Page::read(rule);
        complaints.extend(page.complaints(rule).into_iter().map(|what| format!("{} {what}", page.name)));
    }
    assert!(complaints.is_empty(), "\n\n{}\n", complaints.join("\n"));
}

#[test]
fn rules_are_sorted_by_id() {
    assert!(
        RULES.is_sorted_by(|a, b| a.id < b.id),
        "{:?}",
        RULES.iter().map(|rule| rule.id).collect::<Vec<_>>()
    );
}

/// Every room has its two files, and its line in the list.
#[test]
fn rooms_and_files_agree() {
    let registered: BTreeSet<String> = RULES.iter().map(|rule| page::room(rule)).collect();
    assert_eq!(files_of_wings("rs"), registered, "checks in the folders, and rules in the list");
    assert_eq!(files_of_wings("md"), registered, "pages in the folders, and rules in the list");
}

/// The files in the folders of `rules/` with this extension, as `wing/rule`.
fn files_of_wings(extension: &str) -> BTreeSet<String> {
    let rules = Path::new(page::RULES_FOLDER);
    let list =
        |folder: &Path| fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    // What is shared by rooms has folders as well, and no pages in it.
    let is_wing = |path: &PathBuf| path.is_dir() && !path.ends_with("pair") && !path.ends_with("proposal");
    let wings = list(rules).filter(is_wing);
    wings
        .flat_map(|wing| list(&wing).collect::<Vec<_>>())
        .filter(|path| path.extension().is_some_and(|known| known == extension) && !path.ends_with("mod.rs"))
        .map(|path| path.with_extension("").strip_prefix(rules).expect("inside").display().to_string())
        .collect()
}

/// Holds the pages of rules against what `run` makes of them: the code of their blocks as it should be, and
/// what is wrong whatever is written into the page.
fn hold(
    rules: impl Iterator<Item = &'static Rule>,
    run: impl for<'p> Fn(&'static Rule, &'p Page) -> (Vec<(&'p Block, String)>, Vec<String>),
) {
    let bless = std::env::var_os("BLESS").is_some();
    let mut complaints = Vec::new();
    for rule in rules {
        let page = Page::read(rule);
        let (code, own) = run(rule, &page);
        complaints.extend(own.iter().map(|complaint| format!("{}: {complaint}", page.name)));
        let wanted = page.with_code(&code);
        if bless {
            fs::write(&page.path, &wanted).expect("pages can be written");
        } else if wanted != page.text {
            complaints.push(difference(&page, &wanted));
        }
    }
    assert!(complaints.is_empty(), "\n\n{}\n", complaints.join("\n\n"));
}

fn difference(page: &Page, wanted: &str) -> String {
    let diff = TextDiff::from_lines(page.text.as_str(), wanted);
    diff.unified_diff().header(&page.name, "as it should be; BLESS=1 writes this").to_string()
}

/// One rule and its page, while the two are compared.
struct Room<'p> {
    rule: &'static Rule,
    page: &'p Page,
    /// The code of blocks as it should be.
    code: Vec<(&'p Block, String)>,
    /// What is wrong with the page or the rule, whatever is written into the page.
    complaints: Vec<String>,
}

impl<'p> Room<'p> {
    fn run(&mut self) {
        let fails = self.page.modules(Section::Fails);
        for blocks in &fails {
            let found = self.show_findings(blocks);
            if !found.iter().any(|finding| finding.rule == self.rule.id) {
                self.complain("a block under `Fails` does not fail");
            }
        }
        for blocks in self.page.modules(Section::Passes) {
            let found = self.show_findings(&blocks);
            if found.iter().any(|finding| finding.rule == self.rule.id) {
                self.complain("a block under `Passes` does not pass");
            }
        }
        self.show_fixes(&fails);
    }

    /// Notes what all rules find in the blocks of one module, and gives it.
    fn show_findings(&mut self, blocks: &[&'p Block]) -> Vec<Diagnostic> {
        let sources = self.sources(blocks);
        let found = module::findings(&sources, &self.rules(), &set_by(self.rule, blocks));
        for (index, (block, source)) in blocks.iter().zip(&sources).enumerate() {
            let here = found.iter().filter(|finding| finding.place.file.0 as usize == index);
            self.code.push((block, notes::add(&source.text, here)));
        }
        self.complaints.extend(found.iter().flat_map(wording));
        found
    }

    /// Notes what the rule's fixes make of the blocks under `Fails`.
    fn show_fixes(&mut self, fails: &[Vec<&'p Block>]) {
        let fixed = self.page.modules(Section::Fixed);
        let is_mended = |blocks: &Vec<&Block>| {
            module::fixes(self.rule, &self.sources(blocks), &set_by(self.rule, blocks))
                .iter()
                .any(Option::is_some)
        };
        if !fails.iter().any(is_mended) {
            if !fixed.is_empty() {
                self.complain("there is a `Fixed`, but the rule fixes nothing");
            }
            return;
        }
        if names(fails) != names(&fixed) {
            return self.complain("`Fixed` does not have a block for each of `Fails`, in the same order");
        }
        for (fails, fixed) in fails.iter().zip(fixed) {
            self.show_fixed(fails, &fixed);
        }
    }

    fn show_fixed(&mut self, fails: &[&'p Block], fixed: &[&'p Block]) {
        let (before, options) = (self.sources(fails), set_by(self.rule, fails));
        let Some(after) = module::fix_all(self.rule, &before, &options) else {
            return self.complain("the fixes do not come to an end");
        };
        for problem in module::findings(&after, &[], &options) {
            self.complain(&format!("the fixed text does not compile: {}", problem.message));
        }
        let unfixable = |sources: &[Source]| {
            module::fixes(self.rule, sources, &options).iter().filter(|fix| fix.is_none()).count()
        };
        if unfixable(&before) < unfixable(&after) {
            self.complain("a fix leaves its finding behind");
        }
        self.code.extend(fixed.iter().copied().zip(after.into_iter().map(|source| source.text)));
    }

    /// The rule itself, and those that run by default.
    fn rules(&self) -> Vec<&'static Rule> {
        RULES.iter().copied().filter(|rule| rule.is_default() || rule.id == self.rule.id).collect()
    }

    /// The blocks as files, without what is expected of them.
    fn sources(&self, blocks: &[&Block]) -> Vec<Source> {
        let room = page::room(self.rule);
        let nameless = room.rsplit('/').next().expect("a name");
        let source = |block: &&Block| {
            let text = notes::strip(self.page.code(block));
            match block.name.clone() {
                Some(name) => Source { name, text },
                None => Source::named_by_its_package(nameless, text),
            }
        };
        blocks.iter().map(source).collect()
    }

    fn complain(&mut self, what: &str) {
        self.complaints.push(what.to_owned());
    }
}

/// What the blocks of some modules are called.
fn names<'p>(modules: &[Vec<&'p Block>]) -> Vec<Vec<Option<&'p str>>> {
    modules.iter().map(|blocks| blocks.iter().map(|block| block.name.as_deref()).collect()).collect()
}

/// What is wrong with the words of a finding.
fn wording(finding: &Diagnostic) -> Vec<String> {
    let labels = finding.labels.iter().map(|label| &label.message);
    let titles = finding.fixes.iter().map(|fix| &fix.title);
    let all = [&finding.message].into_iter().chain(&finding.help).chain(labels).chain(titles);
    // A name is written as its owners write it.
    let is_loud = |text: &str| text.starts_with(char::is_uppercase) && !text.starts_with("Java");
    all.filter(|text| is_loud(text) || text.ends_with('.') || text.is_empty())
        .map(|text| format!("not in lower case, or with a full stop: {text:?}"))
        .collect()
}

/// What the blocks of a module set of a rule.
fn set_by(rule: &Rule, blocks: &[&Block]) -> Options {
    let mut options = Options::default();
    for (name, value) in blocks.iter().flat_map(|block| &block.settings) {
        let known = rule.options.iter().find(|option| option.name == name);
        let option = known.unwrap_or_else(|| panic!("{} has no option {name}", rule.id));
        let setting = match option.default {
            Default::Flag(_) => Setting::Flag(value.parse().expect("true or false")),
            Default::Text(_) => Setting::Text(value.clone()),
            Default::List => Setting::List(value.split(',').map(str::to_owned).collect()),
        };
        options.set(option, setting);
    }
    options
}
