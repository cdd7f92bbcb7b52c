//! Ids of rules in other tools, with the rules of ours that they mean, as tables.

use super::buf::{BREAKING, LINT, Listing, Meaning, Version};
use protune_rules::Catalog;
use std::collections::BTreeMap;

/// Tools, each with what its ids are and where they count.
const TOOLS: [(&str, &str); 4] = [
    ("protolint", "Comments of protolint and `protune init --from .protolint.yaml` read these ids."),
    (
        "api-linter",
        "Comments of api-linter, `--config` and `protune init --from` read these ids, and parts of them.",
    ),
    ("prototool", "`protune init --from prototool.yaml` reads these ids."),
    ("protolock", "`protune init --from proto.lock` selects these rules."),
];

/// Returns the tables, in Markdown.
pub fn ids() -> String {
    let mut out = "### buf\n\nFiles of buf read these ids, in the versions that have them.\n\n\
                   | rule of buf | versions | rule of protune |\n|---|---|---|\n"
        .to_owned();
    let mut rows: BTreeMap<&str, (Vec<&str>, Vec<&str>)> = BTreeMap::new();
    for listing in [&LINT, &BREAKING] {
        for version in Version::ALL {
            for id in listing.ids(version).chain(listing.deprecated(version)) {
                let (versions, rules) = rows.entry(id).or_default();
                versions.push(version.name());
                rules.extend(meant(id, listing, version));
            }
        }
    }
    for (id, (versions, mut rules)) in rows {
        rules.sort_unstable();
        rules.dedup();
        let rules = if rules.is_empty() { "none".to_owned() } else { rules.join(", ") };
        out += &format!("| `{id}` | {} | {rules} |\n", versions.join(", "));
    }
    for (tool, about) in TOOLS {
        out += &format!("\n### {tool}\n\n{about}\n\n| rule of {tool} | rule of protune |\n|---|---|\n");
        let mut same: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for rule in Catalog::compiled_in().rules() {
            let theirs = rule.aliases.iter().filter_map(|alias| alias.strip_prefix(tool)?.strip_prefix(':'));
            theirs.for_each(|id| same.entry(id).or_default().push(&rule.id));
        }
        same.iter().for_each(|(id, ours)| out += &format!("| `{id}` | {} |\n", ours.join(", ")));
    }
    out
}

fn meant(id: &str, listing: &Listing, version: Version) -> Vec<&'static str> {
    match listing.meaning(id, version) {
        Meaning::Rules(rules) | Meaning::Deprecated(rules, _) => rules,
        Meaning::Unknown => Vec::new(),
    }
}
