//! The pages of rules, and the parts of them that go with findings. Knows no format.

use protune_compiler::diagnostic::{Diagnostic, RuleId, Severity};
use protune_engine::check::built_in;
use protune_rules::{Catalog, Rule};
use std::borrow::{Borrow, Cow};
use std::collections::{BTreeSet, HashMap};

/// Description of a rule that found something.
pub(super) struct Page<'c> {
    pub(super) id: RuleId,
    /// One line that says what it finds.
    pub(super) summary: &'c str,
    /// Findings of the rule and its reasons, without the examples. In Markdown.
    pub(super) prose: &'c str,
    /// Severity of its findings, unless the configuration changes it.
    pub(super) severity: Severity,
    pub(super) wing: &'static str,
    pub(super) categories: &'c [Cow<'static, str>],
    pub(super) url: Option<String>,
}

/// The pages of the rules that these findings are of, in order of their ids.
pub(super) fn pages<'c, T: Borrow<Diagnostic>>(catalog: &'c Catalog, findings: &[T]) -> Vec<Page<'c>> {
    let ids: BTreeSet<RuleId> = findings.iter().map(|finding| finding.borrow().rule).collect();
    ids.into_iter().map(|id| page(catalog, id)).collect()
}

fn page(catalog: &Catalog, id: RuleId) -> Page<'_> {
    match catalog.find(&id) {
        Some(rule) => Page {
            id,
            summary: rule.summary(),
            prose: prose(&rule.doc),
            severity: rule.severity,
            wing: rule.wing.name(),
            categories: &rule.categories,
            url: page_url(rule),
        },
        None => {
            let found = built_in(&id).expect("the id of a rule, or a built-in one");
            Page {
                id,
                summary: found.summary,
                prose: prose(found.doc),
                severity: Severity::Error,
                wing: id.as_str(),
                categories: &[],
                url: None,
            }
        }
    }
}

/// Returns the text between the title and the next one.
fn prose(doc: &str) -> &str {
    let body = doc.split_once('\n').map_or("", |(_, body)| body);
    body.split("\n## ").next().unwrap_or(body).trim()
}

/// URLs of the pages of all rules.
pub(super) fn urls(catalog: &Catalog) -> HashMap<RuleId, String> {
    catalog.rules().iter().filter_map(|rule| Some((rule.id, page_url(rule)?))).collect()
}

/// URL of the page of a rule, if it has one.
pub fn page_url(rule: &Rule) -> Option<String> {
    rule.room.map(|room| format!("{PAGES}/{room}.md")).or_else(|| rule.url.clone())
}

const PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/rules");

#[cfg(test)]
mod tests {
    use super::*;
    use protune_compiler::diagnostic::Place;
    use protune_compiler::schema::FileId;
    use protune_engine::check::BUILT_IN;
    use protune_rules::Check;

    #[test]
    fn every_page_is_where_its_address_says() {
        for rule in Catalog::compiled_in().rules() {
            let url = page_url(rule).unwrap();
            let page = url.strip_prefix(PAGES).unwrap();
            let path = format!("{}/rules{page}", env!("CARGO_MANIFEST_DIR"));
            assert_eq!(std::fs::read_to_string(path).unwrap(), rule.doc, "{url}");
        }
    }

    #[test]
    fn a_rule_without_a_room_has_a_page_that_is_nowhere_else() {
        let doc = "# ACME_ODD\n\nFiles are even.\n\nOdd ones are odd.\n";
        let rule = Rule::brought("ACME_ODD", doc, Check::brought(|_, _| {}));
        let catalog = Catalog::compiled_in().with([rule]).unwrap();
        let found = Diagnostic::new("ACME_ODD", Severity::Error, Place::file(FileId::new(0)), "odd");
        let pages = pages(&catalog, &[found]);
        assert_eq!((pages[0].summary, pages[0].url.as_ref()), ("Files are even.", None));
        assert!(!urls(&catalog).contains_key("ACME_ODD"));
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
