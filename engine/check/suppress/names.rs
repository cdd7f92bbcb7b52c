//! What the names in comments mean: which rules of ours, whoever the comment was written for. Knows what
//! rules are called, not what they find.

use protune_compiler::near::nearest;
use protune_compiler::schema::COMPILE;
use protune_rules::{Meaning, RULES, Rule};

/// The rules that a claim is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Named {
    /// Every rule.
    All,
    One(&'static str),
    Some(&'static [&'static str]),
    /// Those whose ids this text begins with: buf asks for no more.
    Prefixes(String),
}

impl Named {
    /// Compiler errors are never hidden.
    pub(super) fn include(&self, rule: &str) -> bool {
        rule != COMPILE
            && match self {
                Named::All => true,
                Named::One(id) => *id == rule,
                Named::Some(ids) => ids.contains(&rule),
                Named::Prefixes(text) => text.starts_with(rule),
            }
    }
}

/// What a name in our own brackets means.
pub(super) fn of_ours(name: &str) -> Result<Named, Meaning> {
    if name == "ALL" {
        return Ok(Named::All);
    }
    if let Some(rule) = protune_rules::find(name) {
        return Ok(Named::One(rule.id));
    }
    let is_group = |rule: &&Rule| rule.wing.name() == name || rule.categories.contains(&name);
    Err(match name {
        COMPILE => Meaning::Compiler,
        _ if RULES.iter().any(is_group) => Meaning::Group,
        _ => Meaning::Unknown { nearest: nearest(name, ids()) },
    })
}

/// What follows `buf:lint:ignore`. A name that is like none of ours may be one of buf's plugins.
pub(super) fn of_buf(text: &str) -> Result<Named, Meaning> {
    if RULES.iter().any(|rule| text.starts_with(rule.id)) {
        return Ok(Named::Prefixes(text.to_owned()));
    }
    match nearest(text.split_whitespace().next().unwrap_or(""), ids()) {
        Some(nearest) => Err(Meaning::Unknown { nearest: Some(nearest) }),
        None => Err(Meaning::Untried),
    }
}

fn ids() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|rule| rule.id)
}
