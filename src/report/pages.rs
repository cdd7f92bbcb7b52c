//! The pages of rules, and what of them is told beside findings. Knows no format.

use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_engine::check::built_in;
use protune_rules::{RULES, Rule};
use std::borrow::Borrow;
use std::collections::{BTreeSet, HashMap};

/// What is told of a rule that found something.
pub(super) struct Page {
    pub(super) id: &'static str,
    /// One line that says what it finds.
    pub(super) summary: &'static str,
    /// What it finds and why, without the examples. In Markdown.
    pub(super) prose: &'static str,
    /// How severe its findings are, unless something else is configured.
    pub(super) severity: Severity,
    pub(super) wing: &'static str,
    pub(super) categories: &'static [&'static str],
    pub(super) url: Option<String>,
}

/// The pages of the rules that these findings are of, in order of their ids.
pub(super) fn pages<T: Borrow<Diagnostic>>(findings: &[T]) -> Vec<Page> {
    let ids: BTreeSet<&'static str> = findings.iter().map(|finding| finding.borrow().rule).collect();
    ids.into_iter().map(page).collect()
}

fn page(id: &'static str) -> Page {
    match protune_rules::find(id) {
        Some(rule) => Page {
            id,
            summary: rule.summary(),
            prose: prose(rule.doc),
            severity: rule.severity,
            wing: rule.wing.name(),
            categories: rule.categories,
            url: Some(page_url(rule)),
        },
        None => {
            let found = built_in(id).expect("the id of a rule, or a built-in one");
            Page {
                id,
                summary: found.summary,
                prose: prose(found.doc),
                severity: Severity::Error,
                wing: id,
                categories: &[],
                url: None,
            }
        }
    }
}

/// What stands between the title and the next one.
fn prose(doc: &'static str) -> &'static str {
    let body = doc.split_once('\n').map_or("", |(_, body)| body);
    body.split("\n## ").next().unwrap_or(body).trim()
}

/// Where the page of each rule can be read.
pub(super) fn urls() -> HashMap<&'static str, String> {
    RULES.iter().map(|rule| (rule.id, page_url(rule))).collect()
}

/// Where the page of a rule can be read. A room does not repeat the name of its wing.
pub(super) fn page_url(rule: &Rule) -> String {
    let (wing, id) = (rule.wing.name().to_ascii_lowercase(), rule.id.to_ascii_lowercase());
    let room = id.strip_prefix(&format!("{wing}_")).unwrap_or(&id);
    format!("{PAGES}/{wing}/{room}.md")
}

const PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/rules");

#[cfg(test)]
mod tests {
    use super::*;
    use protune_engine::check::BUILT_IN;

    #[test]
    fn every_page_is_where_its_address_says() {
        for rule in RULES {
            let url = page_url(rule);
            let page = url.strip_prefix(PAGES).unwrap();
            let path = format!("{}/rules{page}", env!("CARGO_MANIFEST_DIR"));
            assert_eq!(std::fs::read_to_string(path).unwrap(), rule.doc, "{url}");
        }
    }

    #[test]
    fn the_prose_ends_where_the_examples_begin() {
        assert_eq!(
            prose("# RULE\n\nOne line.\n\nMore of it.\n\n## Fails\n\n```proto\n"),
            "One line.\n\nMore of it."
        );
        assert!(prose(BUILT_IN[0].doc).ends_with("may have other findings too."));
    }
}
