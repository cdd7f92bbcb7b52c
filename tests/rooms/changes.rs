//! Pages of rules about changes: the findings when the blocks under `Before` become those under `After`, and the
//! texts after fixes.
//!
//! The rules that run by default run beside the rule of the page, so that one that reports too much is seen at once;
//! all of them look for what a fix breaks instead.

use super::page::{Block, Page, Section};
use super::sides::{Sides, Source};
use super::{Shown, notes, set_by, wording};
use protune_compiler::diagnostic::RuleId;
use protune_rules::{Catalog, Check, Rule, Wing};
use std::collections::BTreeSet;
use std::sync::Arc;

pub(crate) fn show<'p>(rule: &'static Arc<Rule>, page: &'p Page) -> Shown<'p> {
    let mut room = Room { rule, page, code: Vec::new(), complaints: Vec::new() };
    room.run();
    (room.code, room.complaints)
}

fn of_changes() -> impl Iterator<Item = &'static Arc<Rule>> {
    Catalog::compiled_in().rules().iter().filter(|rule| rule.wing == Wing::Breaking)
}

/// A rule and its page, while the two are compared.
struct Room<'p> {
    rule: &'static Arc<Rule>,
    page: &'p Page,
    /// The code of blocks as it should be.
    code: Vec<(&'p Block, String)>,
    complaints: Vec<String>,
}

/// The blocks of one module, as they were and as they are.
type Change<'p> = (Vec<&'p Block>, Vec<&'p Block>);

impl<'p> Room<'p> {
    fn run(&mut self) {
        if matches!(self.rule.check, Check::DeployedChange(_)) {
            return self.run_on_configs();
        }
        let (before, after) = (self.page.modules(Section::Before), self.page.modules(Section::After));
        if before.len() != after.len() {
            return self.complain("`After` does not have a block for each of `Before`, in the same order");
        }
        let fails: Vec<Change<'p>> = before.into_iter().zip(after).collect();
        for change in &fails {
            if !self.show_findings(change) {
                self.complain("a change does not fail");
            }
        }
        let passes: Vec<&Block> = self.page.modules(Section::Passes).into_iter().flatten().collect();
        for pair in passes.chunks(2) {
            let [before, after] = pair else {
                return self.complain("`Passes` has pairs of blocks: what was, and what is");
            };
            if self.show_findings(&(vec![before], vec![after])) {
                self.complain("a change under `Passes` does not pass");
            }
        }
        self.show_fixes(&fails);
    }

    /// Notes the findings of a rule about configuration files: there is one change, and files that name what it changes.
    fn run_on_configs(&mut self) {
        let blocks = |section| self.page.blocks(section).collect();
        let change = (blocks(Section::Before), blocks(Section::After));
        let fails = self.page.deployments(Section::Fails);
        for configs in &fails {
            if !self.show_in_configs(&change, configs) {
                self.complain("a block under `Fails` does not fail");
            }
        }
        for configs in self.page.deployments(Section::Passes) {
            if self.show_in_configs(&change, &configs) {
                self.complain("a block under `Passes` does not pass");
            }
        }
        let fixed = self.page.deployments(Section::Fixed);
        for (at, configs) in fails.iter().enumerate() {
            let sides = self.with_configs(&change, configs);
            let mended = sides.fix_all(self.rule).filter(|mended| mended.made > 0);
            match (mended, fixed.get(at)) {
                (None, None) => {}
                (Some(mended), Some(blocks)) if names(blocks) == names(configs) => {
                    let left = mended.sides.findings(&[self.rule]);
                    if left.len() + mended.made > sides.findings(&[self.rule]).len() {
                        self.complain("a fix leaves its finding behind");
                    }
                    let texts = mended.sides.configs.into_iter().map(|source| source.text);
                    self.code.extend(blocks.iter().copied().zip(texts));
                }
                _ => self.complain("`Fixed` does not have a block for each of `Fails`, in the same order"),
            }
        }
    }

    /// Notes what this rule finds in configuration files after a change; whether it is anything.
    fn show_in_configs(&mut self, change: &Change<'p>, configs: &[&'p Block]) -> bool {
        let sides = self.with_configs(change, configs);
        let found = sides.findings(&[self.rule]);
        for (index, (block, source)) in configs.iter().zip(&sides.configs).enumerate() {
            let here = found.iter().filter(|finding| sides.config_of(finding.place.file) == Some(index));
            self.code.push((block, notes::add(&source.name, &source.text, here)));
        }
        self.complaints.extend(found.iter().flat_map(wording));
        let mute = found.iter().filter(|finding| finding.contracts.is_none());
        self.complaints.extend(mute.map(|finding| format!("says nothing of contracts: {}", finding.message)));
        !found.is_empty()
    }

    fn with_configs(&self, change: &Change<'_>, configs: &[&Block]) -> Sides {
        let source = |block: &&Block| Source {
            name: block.name.clone().expect("configuration files have names"),
            text: notes::strip(self.page.code(block)),
        };
        Sides { configs: configs.iter().map(source).collect(), ..self.sides(change) }
    }

    /// Notes what the rules find in a change; whether this rule is among them.
    fn show_findings(&mut self, change: &Change<'p>) -> bool {
        let sides = self.sides(change);
        let rules: Vec<&'static Arc<Rule>> =
            of_changes().filter(|rule| rule.is_default() || rule.id == self.rule.id).collect();
        let found = sides.findings(&rules);
        // The files of the old side come first.
        let files = change.0.iter().zip(&sides.before).chain(change.1.iter().zip(&sides.after));
        for (index, (block, source)) in files.enumerate() {
            let here = found.iter().filter(|finding| sides.index_of(finding.place.file) == Some(index));
            self.code.push((block, notes::add(&source.name, &source.text, here)));
        }
        self.complaints.extend(found.iter().flat_map(wording));
        // Nobody knows what options mean that others declare.
        let rules = rules.iter().filter(|rule| !rule.id.starts_with("OPTION_"));
        let rules: Vec<RuleId> = rules.map(|rule| rule.id).collect();
        let mute =
            found.iter().filter(|finding| finding.contracts.is_none() && rules.contains(&finding.rule));
        self.complaints.extend(mute.map(|finding| format!("says nothing of contracts: {}", finding.message)));
        found.iter().any(|finding| finding.rule == self.rule.id)
    }

    /// Notes what the rule's fixes make of the blocks under `After`.
    fn show_fixes(&mut self, fails: &[Change<'p>]) {
        let fixed = self.page.modules(Section::Fixed);
        let is_mended =
            |change: &Change<'p>| self.sides(change).fix_all(self.rule).is_some_and(|fixed| fixed.made > 0);
        if !fails.iter().any(is_mended) {
            if !fixed.is_empty() {
                self.complain("there is a `Fixed`, but the rule fixes nothing");
            }
            return;
        }
        let is_same = fixed.len() == fails.len()
            && fixed.iter().zip(fails).all(|(fixed, (_, after))| names(fixed) == names(after));
        if !is_same {
            return self.complain("`Fixed` does not have a block for each of `After`, in the same order");
        }
        for (change, fixed) in fails.iter().zip(fixed) {
            self.show_fixed(&self.sides(change), &fixed);
        }
    }

    fn show_fixed(&mut self, sides: &Sides, blocks: &[&'p Block]) {
        let Some(fixed) = sides.fix_all(self.rule) else {
            return self.complain("the fixes do not come to an end");
        };
        // A fix may add something.
        let all: Vec<&'static Arc<Rule>> =
            of_changes().filter(|rule| !rule.is_compatible() && !rule.is_drift()).collect();
        let told = |sides: &Sides| -> BTreeSet<(&'static str, String)> {
            sides
                .findings(&all)
                .into_iter()
                .map(|finding| (finding.rule.as_str(), finding.message.clone()))
                .collect()
        };
        let (before, after) = (told(sides), told(&fixed.sides));
        for (rule, message) in after.difference(&before) {
            self.complain(&format!("a fix brings {rule}: {message}"));
        }
        let own =
            |told: &BTreeSet<(&str, String)>| told.iter().filter(|(rule, _)| **rule == *self.rule.id).count();
        if own(&before) < own(&after) + fixed.made {
            self.complain("a fix leaves its finding behind");
        }
        self.code.extend(blocks.iter().copied().zip(fixed.sides.after.into_iter().map(|source| source.text)));
    }

    /// The blocks as files, without what is expected of them.
    fn sides(&self, change: &Change<'_>) -> Sides {
        let nameless = format!("{}.proto", self.page.stem);
        let options = set_by(self.rule, &change.0);
        let source = |block: &&Block| Source {
            name: block.name.clone().unwrap_or_else(|| nameless.clone()),
            text: notes::strip(self.page.code(block)),
        };
        let side = |blocks: &[&Block]| blocks.iter().map(source).collect();
        Sides { before: side(&change.0), after: side(&change.1), configs: Vec::new(), options }
    }

    fn complain(&mut self, what: &str) {
        self.complaints.push(what.to_owned());
    }
}

fn names<'p>(blocks: &[&'p Block]) -> Vec<Option<&'p str>> {
    blocks.iter().map(|block| block.name.as_deref()).collect()
}
