//! Files as they were and as they are: what the engine finds in the change, and what its fixes make of it. Knows
//! nothing of pages.

use protune_compiler::diagnostic::{Diagnostic, Safety};
use protune_compiler::schema::FileId;
use protune_engine::check::Limits;
use protune_engine::documents::{Content, Language};
use protune_engine::fix::{self, MAX_ROUNDS};
use protune_engine::settings::{Breaking, Chosen, Lint};
use protune_engine::{Settings, Workspace, breaking};
use protune_rules::{Options, Rule};
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) text: String,
}

#[derive(Clone)]
pub(crate) struct Sides {
    pub(crate) before: Vec<Source>,
    pub(crate) after: Vec<Source>,
    /// Configuration files of the new side.
    pub(crate) configs: Vec<Source>,
    /// Options of the rules.
    pub(crate) options: Options,
}

/// Result of fixes.
pub(crate) struct Fixed {
    pub(crate) sides: Sides,
    /// Number of findings with a fix.
    pub(crate) made: usize,
}

impl Sides {
    /// The findings of the compiler and these rules.
    pub(crate) fn findings(&self, rules: &[&'static Arc<Rule>]) -> Vec<Diagnostic> {
        self.find(&self.workspace(), rules)
    }

    /// The place of a file among those of both sides, the old ones first; `None` for what they import.
    pub(crate) fn index_of(&self, file: FileId) -> Option<usize> {
        let (index, before, after) = (file.index(), self.before.len(), self.after.len());
        match index.checked_sub(after) {
            None => Some(before + index),
            Some(index) => (index < before).then_some(index),
        }
    }

    /// The place of a file among the configuration files.
    pub(crate) fn config_of(&self, file: FileId) -> Option<usize> {
        let workspace = self.workspace();
        self.configs.iter().position(|config| config.name == workspace.document(file).path)
    }

    /// Both sides after all fixes of a rule; `None` when they come to no end.
    pub(crate) fn fix_all(&self, rule: &'static Arc<Rule>) -> Option<Fixed> {
        let find = |workspace: &Workspace| self.find(workspace, &[rule]);
        let fixed = fix::in_memory(&self.workspace(), Safety::Unsafe, MAX_ROUNDS, find)
            .unwrap_or_else(|stopped| panic!("{}: {stopped:?}", rule.id));
        let mut sides = self.clone();
        for (at, source) in (0..).zip(&mut sides.after) {
            source.text = fixed.workspace.schema.file(FileId::new(at)).text().to_owned();
        }
        for (config, source) in fixed.workspace.configs.iter().zip(&mut sides.configs) {
            source.text = fixed.workspace.text(config.file).text.to_owned();
        }
        fixed.unfinished.is_none().then(|| Fixed { sides, made: self.fixable(rule) })
    }

    /// Number of findings of a rule, by their messages, with a fix that can be made.
    fn fixable(&self, rule: &'static Arc<Rule>) -> usize {
        let workspace = self.workspace();
        let mut found = self.find(&workspace, &[rule]);
        fix::show_edits(&workspace, &mut found);
        let fixable = found.iter().filter(|finding| fix::choose(finding, Safety::Unsafe).is_some());
        fixable.map(|finding| finding.message.as_str()).collect::<BTreeSet<_>>().len()
    }

    fn workspace(&self) -> Workspace {
        let [before, after] = [&self.before, &self.after]
            .map(|side| side.iter().map(|source| (source.name.as_str(), source.text.as_str())));
        let mut workspace = Workspace::of_sides(before, after);
        for Source { name, text } in &self.configs {
            let content = Content::new(Language::of_name(name).expect("a configuration"), text.clone());
            workspace.add_config(name.clone(), Some(name.into()), content, 0);
        }
        workspace
    }

    fn find(&self, workspace: &Workspace, rules: &[&'static Arc<Rule>]) -> Vec<Diagnostic> {
        let rules = rules.iter().copied().map(Chosen::from).collect();
        let config = Breaking { rules, options: self.options.clone(), ..Breaking::default() };
        breaking(workspace, &Settings::of(Lint::default(), config), &Limits::default())
    }
}
