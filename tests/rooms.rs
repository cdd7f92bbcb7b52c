//! Pages of rules: the findings in their code blocks, and the texts after fixes, are those that the page shows.
//!
//! The rules that run by default run on all pages, so that one that reports too much is seen at once.

mod changes;
pub(crate) mod folder;
mod formats;
mod imports;
mod messages;
mod module;
mod notes;
mod page;
mod reshapes;
mod rewrites;
mod sides;

use crate::is_blessing;
use crate::transcript::expected::difference;
use libtest_mimic::{Failed, Trial};
use module::Source;
use page::{Block, Page, Section};
use protune_compiler::diagnostic::{Diagnostic, Fix, Safety};
use protune_rules::{Catalog, Default, Options, Rule, Setting, Wing};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

/// A test for each page, named `rooms::wing::ID`.
pub(crate) fn trials() -> Vec<Trial> {
    let trial = |room: folder::Room| {
        let name = format!("rooms::{}::{}", room.folders.join("::"), room.id);
        Trial::test(name, move || hold(&room))
    };
    let mut trials: Vec<Trial> = folder::rooms().into_iter().map(trial).collect();
    trials.push(Trial::test("rooms::every_rule_has_a_page", every_rule_has_a_page));
    trials
}

fn every_rule_has_a_page() -> Result<(), Failed> {
    let pages: BTreeSet<String> = folder::rooms().into_iter().map(|room| room.id).collect();
    let missing: Vec<&str> = Catalog::compiled_in()
        .rules()
        .iter()
        .map(|rule| rule.id.as_str())
        .filter(|id| !pages.contains(*id))
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(format!("no page has the title {}", missing.join(", ")).into())
    }
}

/// The code of blocks as it should be, and complaints about the page or the rule, whatever is written into the page.
type Shown<'p> = (Vec<(&'p Block, String)>, Vec<String>);

/// Compares a page with the output of its rule.
fn hold(room: &folder::Room) -> Result<(), Failed> {
    let Some(rule) = Catalog::compiled_in().find(&room.id) else {
        return Err(format!("no rule has the id {}; BLESS=1 lists new ones", room.id).into());
    };
    let page = Page::read(room);
    let (code, own) = match rule.wing {
        Wing::Breaking => changes::show(rule, &page),
        Wing::Rewrite => rewrites::show(rule, &page),
        Wing::Reshape => reshapes::show(rule, &page),
        _ => Room::show(rule, &page),
    };
    let mut complaints = page.complaints(rule);
    complaints.extend(own);
    complaints.extend(formats::complaints(rule, &page));
    let wanted = page.with_code(&code);
    if wanted != page.text {
        match is_blessing() {
            true => fs::write(&page.path, &wanted)?,
            false => complaints.push(difference(&page.name, &page.text, &wanted)),
        }
    }
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n").into()) }
}

/// A rule and its page, while the two are compared.
struct Room<'p> {
    rule: &'static Arc<Rule>,
    page: &'p Page,
    /// The code of blocks as it should be.
    code: Vec<(&'p Block, String)>,
    complaints: Vec<String>,
}

impl<'p> Room<'p> {
    fn show(rule: &'static Arc<Rule>, page: &'p Page) -> Shown<'p> {
        let mut room = Room { rule, page, code: Vec::new(), complaints: Vec::new() };
        room.run();
        (room.code, room.complaints)
    }

    fn run(&mut self) {
        let fails = self.modules(Section::Fails);
        for blocks in &fails {
            let found = self.show_findings(blocks);
            if !found.iter().any(|finding| finding.rule == self.rule.id) {
                self.complain("a block under `Fails` does not fail");
            }
        }
        for blocks in self.modules(Section::Passes) {
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
            let here = found.iter().filter(|finding| finding.place.file.index() == index);
            self.code.push((block, notes::add(&source.name, &source.text, here)));
        }
        self.complaints.extend(found.iter().flat_map(wording));
        found
    }

    /// Notes what the rule's fixes make of the blocks under `Fails`.
    fn show_fixes(&mut self, fails: &[Vec<&'p Block>]) {
        let fixed = self.modules(Section::Fixed);
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

    /// The rule itself, and those that run by default. An API that follows the AIPs does not follow these.
    fn rules(&self) -> Vec<&'static Arc<Rule>> {
        if self.rule.wing == Wing::Aip {
            return vec![self.rule];
        }
        Catalog::compiled_in()
            .rules()
            .iter()
            .filter(|rule| rule.is_default() || rule.id == self.rule.id)
            .collect()
    }

    /// The blocks of a section that are checked together.
    fn modules(&self, section: Section) -> Vec<Vec<&'p Block>> {
        match self.rule.wing {
            Wing::Deployment => self.page.deployments(section),
            _ => self.page.modules(section),
        }
    }

    /// The blocks as files, and after them the schema that they name, and what they import.
    fn sources(&self, blocks: &[&Block]) -> Vec<Source> {
        let schema = self.page.blocks(Section::Schema);
        let blocks = blocks.iter().copied().chain(schema);
        imports::with_imports(blocks.map(|block| Source::of(block, self.page)).collect())
    }

    fn complain(&mut self, what: &str) {
        self.complaints.push(what.to_owned());
    }
}

/// Names of the blocks of some modules.
fn names<'p>(modules: &[Vec<&'p Block>]) -> Vec<Vec<Option<&'p str>>> {
    modules.iter().map(|blocks| blocks.iter().map(|block| block.name.as_deref()).collect()).collect()
}

/// Errors in the words of a finding.
fn wording(finding: &Diagnostic) -> Vec<String> {
    let labels = finding.labels.iter().map(|label| label.message.as_str());
    let said = [finding.message.as_str()].into_iter().chain(finding.help.as_deref()).chain(labels);
    let all = said.map(Cow::from).chain(finding.fixes.iter().map(Fix::title));
    // Names and abbreviations keep their capitals.
    let is_abbreviation = |text: &str| text.split(' ').next().is_some_and(|word| word == word.to_uppercase());
    let is_loud = |text: &str| {
        text.starts_with(char::is_uppercase) && !text.starts_with("Java") && !is_abbreviation(text)
    };
    let loud = all
        .filter(|text| is_loud(text) || text.ends_with('.') || text.is_empty())
        .map(|text| format!("not in lower case, or with a full stop: {text:?}"));
    let mute = finding.fixes.iter().filter(|fix| fix.safety == Safety::Unsafe && fix.contracts().is_none());
    let mute = mute.map(|fix| format!("says nothing of contracts: {:?}", fix.title()));
    loud.chain(mute).collect()
}

/// Options that the blocks of a module set for a rule.
fn set_by(rule: &Rule, blocks: &[&Block]) -> Options {
    let mut options = Options::default();
    for (name, value) in blocks.iter().flat_map(|block| &block.settings) {
        let known = rule.options.iter().find(|option| option.name == name);
        let option = known.unwrap_or_else(|| panic!("{} has no option {name}", rule.id));
        let setting = match option.default {
            Default::Flag(_) => Setting::Flag(value.parse().expect("true or false")),
            Default::Text(_) | Default::OneOf(_) => Setting::Text(value.clone()),
            Default::Number(_) => Setting::Number(value.parse().expect("a number")),
            Default::List => Setting::List(value.split(',').map(str::to_owned).collect()),
        };
        options.set(option, setting);
    }
    options
}
