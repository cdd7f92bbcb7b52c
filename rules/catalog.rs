//! Catalog of compiled-in rules and rules that a project adds. Checks nothing itself.

use crate::rule::Rule;
use protune_compiler::diagnostic::RuleId;
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt;
use std::sync::{Arc, LazyLock};

/// Rules, which can be found by their ids and by their ids in other tools.
#[derive(Clone, Default)]
pub struct Catalog {
    /// Rules in order of their ids.
    rules: Vec<Arc<Rule>>,
    by_id: FxHashMap<RuleId, Arc<Rule>>,
}

/// Id that two rules share.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Taken(pub RuleId);

static COMPILED_IN: LazyLock<Arc<Catalog>> = LazyLock::new(|| {
    let rules = crate::ROOMS.iter().map(|&(path, room)| Rule::of_room(path, room));
    let catalog = Catalog::default().with(rules);
    Arc::new(catalog.unwrap_or_else(|Taken(id)| unreachable!("two rooms have the id {id}")))
});

impl Catalog {
    /// Returns the compiled-in rules.
    pub fn compiled_in() -> &'static Arc<Catalog> {
        &COMPILED_IN
    }

    /// Returns a catalog with these rules and others that a project adds.
    ///
    /// ```
    /// use protune_rules::{Catalog, Check, Rule};
    ///
    /// let check = Check::brought(|cx, out| out.push(cx.finding(cx.file.whole(), "odd")));
    /// let rule = Rule::brought("ACME_ODD", "# ACME_ODD\n\nFiles are even.\n", check);
    /// let catalog = Catalog::compiled_in().with([rule.clone()]).unwrap();
    /// assert_eq!(catalog.find("ACME_ODD").unwrap().summary(), "Files are even.");
    /// assert!(catalog.with([rule]).is_err());
    /// ```
    pub fn with(&self, rules: impl IntoIterator<Item = Rule>) -> Result<Catalog, Taken> {
        let mut catalog = self.clone();
        let rules = rules.into_iter();
        catalog.by_id.reserve(rules.size_hint().0);
        for rule in rules {
            let (id, rule) = (rule.id, Arc::new(rule));
            if catalog.by_id.insert(id, rule.clone()).is_some() {
                return Err(Taken(id));
            }
            catalog.rules.push(rule);
        }
        catalog.rules.sort_unstable_by_key(|rule| rule.id);
        Ok(catalog)
    }

    /// Returns a catalog with the rules of both. Where both have an id, the rule of this one stays.
    #[must_use]
    pub fn and(&self, other: &Catalog) -> Catalog {
        let mut catalog = self.clone();
        for rule in other.rules.iter().filter(|rule| !self.by_id.contains_key(&rule.id)) {
            catalog.by_id.insert(rule.id, rule.clone());
            catalog.rules.push(rule.clone());
        }
        catalog.rules.sort_unstable_by_key(|rule| rule.id);
        catalog
    }

    /// Returns all rules, in order of their ids.
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// Returns the rule with this id.
    pub fn find(&self, id: &str) -> Option<&Arc<Rule>> {
        self.by_id.get(id)
    }

    /// Returns the lint rules that run if none are selected: buf's `STANDARD`, and the rules in `DEFAULT`.
    pub fn defaults(&self) -> impl Iterator<Item = &Arc<Rule>> {
        self.rules.iter().filter(|rule| rule.wing.is_of_lint() && rule.is_default())
    }

    /// Returns every word that selects rules, each once.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let mut seen = FxHashSet::default();
        let words = ["ALL"].into_iter().chain(self.rules.iter().flat_map(|rule| rule.words()));
        words.filter(move |word| seen.insert(*word))
    }

    /// Returns the rules that another tool has under this id, which may follow the name of the tool.
    pub fn known_elsewhere_as(&self, id: &str) -> impl Iterator<Item = &Arc<Rule>> {
        let is_meant = move |alias: &str| {
            let (_, theirs) = alias.split_once(':').unwrap_or_default();
            [alias, theirs].iter().any(|known| known.eq_ignore_ascii_case(id))
        };
        self.rules.iter().filter(move |rule| rule.aliases.iter().any(|alias| is_meant(alias)))
    }

    /// Returns the rules that a name means to api-linter, in any case: the name of a rule, a part of it that is cut at `::`,
    /// or `all`.
    ///
    /// ```
    /// let catalog = protune_rules::Catalog::compiled_in();
    /// let count = |name| catalog.in_api_linter(name).count();
    /// assert_eq!(count("core::0140::uri"), count("0140::URI"));
    /// assert_eq!((count("ore::0140::uri"), count("cloud")), (0, 0));
    /// ```
    pub fn in_api_linter(&self, name: &str) -> impl Iterator<Item = &Arc<Rule>> {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix("::").unwrap_or(&name);
        let part = format!("::{}::", name.strip_prefix("::").unwrap_or(name));
        let is_meant = move |theirs: &str| part == "::all::" || format!("::{theirs}::").contains(&part);
        self.aliased("api-linter", is_meant)
    }

    /// Returns the rules that a tool also has, under an id for which `is_meant` holds.
    pub fn aliased(&self, tool: &str, is_meant: impl Fn(&str) -> bool) -> impl Iterator<Item = &Arc<Rule>> {
        let is_of_tool = move |alias: &str| {
            alias.strip_prefix(tool).and_then(|rest| rest.strip_prefix(':')).is_some_and(&is_meant)
        };
        self.rules.iter().filter(move |rule| rule.aliases.iter().any(|alias| is_of_tool(alias)))
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rules", self.rules.len())
    }
}
