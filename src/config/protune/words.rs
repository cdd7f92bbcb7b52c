//! The words of protune.toml that mean rules. Those that buf has and we do not are known, and mean nothing.

use crate::config::buf::{LINT, Version};
use crate::config::problem::Reading;
use protune_compiler::diagnostic::{RuleId, Severity};
use protune_compiler::near::nearest;
use protune_compiler::schema::COMPILE;
use protune_data::{Entry, Node, Span};
use protune_rules::{Catalog, Rule};

/// The words of a list; those that are not known become problems.
pub(super) fn list(values: &[Node], reading: &mut Reading) -> Vec<String> {
    values.iter().filter_map(|value| one(value.text()?, value.span, reading)).collect()
}

pub(super) fn one(word: &str, span: Span, reading: &mut Reading) -> Option<String> {
    let is_known = known(&reading.catalog).any(|known| known == word);
    if !is_known {
        let (message, help) = match word {
            COMPILE => ("the compiler's errors cannot be ignored".to_owned(), "mend the schema".to_owned()),
            _ => {
                let help = help(word, &reading.catalog);
                (format!("there is no rule, category or wing `{word}`"), help)
            }
        };
        reading.unknown_rule(span, word, message, help);
    }
    is_known.then(|| word.to_owned())
}

fn help(word: &str, catalog: &Catalog) -> String {
    match nearest(word, known(catalog)) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => "`protune rules` lists them".to_owned(),
    }
}

/// Every word that means rules; some come more than once.
pub(super) fn known(catalog: &Catalog) -> impl Iterator<Item = &str> {
    let mut of_buf = LINT.categories(Version::V2);
    of_buf.extend([Version::V2, Version::V1Beta1].into_iter().flat_map(|version| LINT.ids(version)));
    catalog.words().chain(of_buf)
}

/// Setting for a word that means rules.
pub(super) struct SeverityOf {
    pub(super) word: String,
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
pub(super) fn mean(words: &[String], rule: &Rule) -> bool {
    words.iter().any(|word| rule.answers_to(word))
}

/// The rules that the words mean; `None` for all of them.
pub(super) fn rules(words: &[String], catalog: &Catalog) -> Option<Vec<RuleId>> {
    if words.iter().any(|word| word == "ALL") {
        return None;
    }
    Some(catalog.rules().iter().filter(|rule| mean(words, rule)).map(|rule| rule.id).collect())
}
