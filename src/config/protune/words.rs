//! The words of protune.toml that mean rules. Those that buf has and we do not are known, and mean nothing.

use crate::config::buf::{LINT, Version};
use crate::config::problem::Reading;
use protune_compiler::diagnostic::Severity;
use protune_compiler::near::nearest;
use protune_compiler::schema::COMPILE;
use protune_data::{Entry, Node, Span};
use protune_rules::{RULES, Rule};

/// The words of a list; those that are not known become problems.
pub(super) fn list(values: &[Node], reading: &mut Reading) -> Vec<&'static str> {
    values.iter().filter_map(|value| one(value.text()?, value.span, reading)).collect()
}

pub(super) fn one(word: &str, span: Span, reading: &mut Reading) -> Option<&'static str> {
    let known = known().find(|known| *known == word);
    if known.is_none() {
        let (message, help) = match word {
            COMPILE => ("the compiler's errors cannot be ignored".to_owned(), "mend the schema".to_owned()),
            _ => (format!("there is no rule, category or wing `{word}`"), help(word)),
        };
        reading.problem(span, message, help);
    }
    known
}

fn help(word: &str) -> String {
    match nearest(word, known()) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => "`protune rules` lists them".to_owned(),
    }
}

/// Every word that means rules; some come more than once.
pub(super) fn known() -> impl Iterator<Item = &'static str> {
    let of_rule =
        |rule: &'static Rule| [rule.id, rule.wing.name()].into_iter().chain(rule.categories.iter().copied());
    let of_buf = [Version::V2, Version::V1Beta1].into_iter().flat_map(|version| LINT.ids(version));
    let ours = RULES.iter().copied().flat_map(of_rule).chain(LINT.categories(Version::V2));
    ["ALL"].into_iter().chain(ours).chain(of_buf)
}

/// What is set for a word that means rules.
pub(super) struct SeverityOf {
    pub(super) word: &'static str,
    /// `None` for off.
    pub(super) severity: Option<Severity>,
}

/// The severities of a table of words.
pub(super) fn severities(entries: &[Entry], reading: &mut Reading) -> Vec<SeverityOf> {
    let mut severities = Vec::new();
    for entry in entries {
        let Some(word) = one(&entry.key, entry.key_span, reading) else { continue };
        let severity = match entry.value.text() {
            Some("error") => Some(Severity::Error),
            Some("warning") => Some(Severity::Warning),
            Some("info") => Some(Severity::Info),
            _ => None,
        };
        severities.push(SeverityOf { word, severity });
    }
    severities
}

/// One of the words means the rule.
pub(super) fn mean(words: &[&'static str], rule: &Rule) -> bool {
    words.iter().any(|word| rule.answers_to(word))
}

/// The rules that the words mean; `None` for all of them.
pub(super) fn rules(words: &[&'static str]) -> Option<Vec<&'static str>> {
    if words.contains(&"ALL") {
        return None;
    }
    Some(RULES.iter().filter(|rule| mean(words, rule)).map(|rule| rule.id).collect())
}
