//! Rules for the comparison with a server: it reports names, and files only as it likes. Knows rules by their ids.

use crate::documents::Server;
use crate::settings::{Breaking, Chosen};
use protune_compiler::diagnostic::RuleId;
use protune_rules::Catalog;
use std::collections::BTreeMap;

/// Rules about files, with those that find the same by full name, if there are any.
const BY_FILE: [(&str, Option<&str>); 11] = [
    ("COMMENT_CHANGED", None),
    ("ENUM_ADDED", None),
    ("ENUM_NO_DELETE", Some("PACKAGE_ENUM_NO_DELETE")),
    ("EXTENSION_ADDED", None),
    ("EXTENSION_NO_DELETE", Some("PACKAGE_EXTENSION_NO_DELETE")),
    ("FILE_ADDED", None),
    ("FILE_NO_DELETE", Some("PACKAGE_NO_DELETE")),
    ("MESSAGE_ADDED", None),
    ("MESSAGE_NO_DELETE", Some("PACKAGE_MESSAGE_NO_DELETE")),
    ("SERVICE_ADDED", None),
    ("SERVICE_NO_DELETE", Some("PACKAGE_SERVICE_NO_DELETE")),
];

/// Rules about calls, which no category about encoded messages has.
const ABOUT_CALLS: [&str; 3] = ["PACKAGE_NO_DELETE", "PACKAGE_SERVICE_NO_DELETE", "RPC_NO_DELETE"];

/// Rules about what a degraded server loses: JSON names, options, defaults, and the presence of fields.
const LOST: [&str; 13] = [
    "ENUM_SAME_JSON_FORMAT",
    "ENUM_SAME_TYPE",
    "FIELD_SAME_CPP_STRING_TYPE",
    "FIELD_SAME_DEFAULT",
    "FIELD_SAME_JAVA_UTF8_VALIDATION",
    "FIELD_SAME_JSON_NAME",
    "FIELD_SAME_JSTYPE",
    "FIELD_SAME_UTF8_VALIDATION",
    "MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR",
    "MESSAGE_SAME_JSON_FORMAT",
    "MESSAGE_SAME_REQUIRED_FIELDS",
    "OPTION_ADDED",
    "RPC_SAME_IDEMPOTENCY_LEVEL",
];

/// Returns whether the rules are those that run if none are chosen: for a server these are others.
pub(super) fn are_default(chosen: &Breaking) -> bool {
    // Rules of a project run beside those that are chosen.
    let compiled_in = |breaking: &Breaking| -> Vec<RuleId> {
        let rules = breaking.rules.iter().filter(|chosen| chosen.rule.room.is_some());
        rules.map(|chosen| chosen.rule.id).collect()
    };
    compiled_in(chosen) == compiled_in(&Breaking::unconfigured())
}

/// Returns the settings with the rules that can judge a server. In place of the default rules, those run that are about
/// encoded messages and calls.
pub(super) fn settings(chosen: &Breaking, catalog: &Catalog, server: Server) -> Breaking {
    let mut rules: BTreeMap<RuleId, Chosen> = BTreeMap::new();
    if are_default(chosen) {
        let about_calls = ABOUT_CALLS.iter().filter_map(|id| catalog.find(id));
        let default = catalog.rules().iter().filter(|rule| rule.is_in("WIRE")).chain(about_calls);
        rules.extend(default.map(|rule| (rule.id, Chosen::from(rule))));
        let brought = chosen.rules.iter().filter(|chosen| chosen.rule.room.is_none());
        rules.extend(brought.map(|chosen| (chosen.rule.id, chosen.clone())));
    } else {
        rules.extend(chosen.rules.iter().map(|chosen| (chosen.rule.id, chosen.clone())));
    }
    for (by_file, by_name) in BY_FILE {
        let Some(chosen) = rules.remove(&RuleId::new(by_file)) else { continue };
        if let Some(rule) = by_name.and_then(|id| catalog.find(id)) {
            rules.entry(rule.id).or_insert(Chosen { rule: rule.clone(), severity: chosen.severity });
        }
    }
    let is_about_files =
        |chosen: &Chosen| chosen.rule.room.is_some() && chosen.rule.id.as_str().starts_with("FILE_");
    let is_lost = |chosen: &Chosen| {
        server.is_degraded && (LOST.contains(&chosen.rule.id.as_str()) || chosen.rule.is_in("ANNOTATIONS"))
    };
    rules.retain(|_, chosen| !is_about_files(chosen) && !is_lost(chosen));
    Breaking { rules: rules.into_values().collect(), ..chosen.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_rules_are_known() {
        let ids = BY_FILE.iter().flat_map(|&(id, by_name)| [Some(id), by_name]).flatten();
        for id in ids.chain(ABOUT_CALLS).chain(LOST) {
            assert!(Catalog::compiled_in().find(id).is_some(), "{id}");
        }
    }

    #[test]
    fn rules_about_files_give_way_to_rules_about_names() {
        let catalog = Catalog::compiled_in();
        let ids = |rules: &[&str], is_degraded| -> Vec<&'static str> {
            let rules = rules.iter().map(|id| Chosen::from(catalog.find(id).unwrap()));
            let chosen = Breaking { rules: rules.collect(), ..Breaking::default() };
            let settings = settings(&chosen, catalog, Server { is_degraded });
            settings.rules.iter().map(|chosen| chosen.rule.id.as_str()).collect()
        };
        let chosen =
            ["FIELD_SAME_JSON_NAME", "FILE_SAME_PACKAGE", "MESSAGE_NO_DELETE", "RPC_SAME_HTTP_BINDINGS"];
        assert_eq!(
            ids(&chosen, false),
            ["FIELD_SAME_JSON_NAME", "PACKAGE_MESSAGE_NO_DELETE", "RPC_SAME_HTTP_BINDINGS"]
        );
        assert_eq!(ids(&chosen, true), ["PACKAGE_MESSAGE_NO_DELETE"]);
    }

    #[test]
    fn the_default_is_about_messages_and_calls() {
        let catalog = Catalog::compiled_in();
        let settings = settings(&Breaking::unconfigured(), catalog, Server { is_degraded: false });
        let has = |id: &str| settings.rules.iter().any(|chosen| chosen.rule.id == id);
        assert!(
            has("RPC_NO_DELETE") && has("PACKAGE_SERVICE_NO_DELETE") && has("FIELD_WIRE_COMPATIBLE_TYPE")
        );
        assert!(!has("FIELD_SAME_NAME") && !has("SERVICE_NO_DELETE") && !has("FILE_SAME_PACKAGE"));
    }
}
