//! Meaning of the names in comments: the rules of ours that they mean, whatever tool the comment was written
//! for. Rules list their names in other tools. Knows the names of rules, not what they find.

use protune_compiler::diagnostic::RuleId;
use protune_compiler::near::nearest;
use protune_compiler::schema::COMPILE;
use protune_rules::{Catalog, Meaning, Rule, Wing};
use std::sync::Arc;

/// The rules that a claim is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Named {
    /// Every rule.
    All,
    One(RuleId),
    Some(Vec<RuleId>),
    /// All rules whose ids this text begins with: buf asks for no more.
    Prefixes(String),
}

impl Named {
    /// Compiler errors are never hidden.
    pub(super) fn include(&self, rule: RuleId) -> bool {
        rule != COMPILE
            && match self {
                Named::All => true,
                Named::One(id) => *id == rule,
                Named::Some(ids) => ids.contains(&rule),
                Named::Prefixes(text) => text.starts_with(&*rule),
            }
    }
}

/// Returns the meaning of a name in our own brackets.
pub(super) fn of_ours(name: &str, catalog: &Catalog) -> Result<Named, Meaning> {
    if name == "ALL" {
        return Ok(Named::All);
    }
    if let Some(rule) = catalog.find(name) {
        return Ok(Named::One(rule.id));
    }
    Err(match name {
        COMPILE => Meaning::Compiler,
        _ if catalog.rules().iter().any(|rule| rule.answers_to(name)) => Meaning::Group,
        _ => Meaning::Unknown { nearest: nearest(name, ids(catalog)).map(RuleId::new) },
    })
}

/// Returns the meaning of the text after `buf:lint:ignore`. A name unlike all of ours may be one of buf's
/// plugins.
pub(super) fn of_buf(text: &str, catalog: &Catalog) -> Result<Named, Meaning> {
    if ids(catalog).any(|id| text.starts_with(id)) {
        return Ok(Named::Prefixes(text.to_owned()));
    }
    match nearest(text.split_whitespace().next().unwrap_or(""), ids(catalog)) {
        Some(nearest) => Err(Meaning::Unknown { nearest: Some(RuleId::new(nearest)) }),
        None => Err(Meaning::Untried),
    }
}

/// The rules that are the same as one of protolint; `None` when there are none.
pub(super) fn of_protolint(id: &str, catalog: &Catalog) -> Option<Named> {
    named(catalog.aliased("protolint", |theirs| theirs == id))
}

/// The rules that are the same as some of api-linter.
pub(super) fn of_api_linter(name: &str, catalog: &Catalog, counts_for_others: bool) -> Option<Named> {
    let rules = catalog.in_api_linter(name);
    named(rules.filter(|rule| counts_for_others || rule.wing == Wing::Aip))
}

fn named<'c>(rules: impl Iterator<Item = &'c Arc<Rule>>) -> Option<Named> {
    let ids: Vec<RuleId> = rules.map(|rule| rule.id).collect();
    (!ids.is_empty()).then_some(Named::Some(ids))
}

fn ids(catalog: &Catalog) -> impl Iterator<Item = &'static str> {
    catalog.rules().iter().map(|rule| rule.id.as_str())
}
