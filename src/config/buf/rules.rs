//! Rules and categories that a buf.yaml can name, by its version. Rooms state in which versions buf has their
//! rules; this file has the rest: old words, and rules that protune lacks.

use protune_engine::plugins::Kind;
use protune_rules::{Buf, Catalog, InBuf, Rule, Wing};

/// The version of a configuration file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Version {
    V1Beta1,
    V1,
    V2,
}

impl Version {
    pub const ALL: [Version; 3] = [Version::V1Beta1, Version::V1, Version::V2];

    pub fn name(self) -> &'static str {
        match self {
            Version::V1Beta1 => "v1beta1",
            Version::V1 => "v1",
            Version::V2 => "v2",
        }
    }
}

/// The rules that one command runs.
pub(in crate::config) struct Listing {
    wing: Wing,
    /// Selects the rules that run when none are named.
    default: &'static str,
    deprecated: &'static [Deprecated],
}

/// A word that is still understood.
struct Deprecated {
    word: &'static str,
    /// The versions that understand it.
    versions: &'static [Version],
    /// Replacements; none if the word has no meaning any more.
    by: &'static [&'static str],
}

/// Meaning of a word in a buf.yaml.
#[derive(PartialEq, Eq, Debug)]
pub(in crate::config) enum Meaning {
    /// These rules.
    Rules(Vec<&'static str>),
    /// These rules, but a newer word should be used, if there is one.
    Deprecated(Vec<&'static str>, &'static [&'static str]),
    Unknown,
}

impl Listing {
    pub(in crate::config) fn meaning(&self, word: &str, version: Version) -> Meaning {
        let deprecated = self.deprecated.iter().find(|it| it.word == word && it.versions.contains(&version));
        if let Some(deprecated) = deprecated {
            let rules = deprecated.by.iter().flat_map(|word| self.answering(word, version)).collect();
            return Meaning::Deprecated(rules, deprecated.by);
        }
        let rules: Vec<&str> = self.answering(word, version).collect();
        if rules.is_empty() { Meaning::Unknown } else { Meaning::Rules(rules) }
    }

    /// The rules of this id or category.
    fn answering(&self, word: &str, version: Version) -> impl Iterator<Item = &'static str> {
        let rules = self.rules(version);
        rules.filter(move |(id, categories)| *id == word || categories.contains(&word)).map(|(id, _)| id)
    }

    /// The rules that run when none are named, in order of their ids.
    pub(in crate::config) fn defaults(&self, version: Version) -> Vec<&'static str> {
        let mut rules: Vec<&str> = self.answering(self.default, version).collect();
        rules.sort_unstable();
        rules
    }

    /// Kind of the rules of plugins that run with these.
    pub(super) fn kind(&self) -> Kind {
        if self.wing == Wing::Breaking { Kind::Breaking } else { Kind::Lint }
    }

    /// Key of the section with the rules.
    pub(in crate::config) fn key(&self) -> &'static str {
        if self.wing == Wing::Breaking { "breaking" } else { "lint" }
    }

    /// Category that runs if no rules are chosen.
    pub(in crate::config) fn default_category(&self) -> &'static str {
        self.default
    }

    /// Every id and category that a file of this version should use.
    pub(super) fn words(&self, version: Version) -> impl Iterator<Item = &'static str> {
        self.categories(version).into_iter().chain(self.ids(version))
    }

    pub(in crate::config) fn ids(&self, version: Version) -> impl Iterator<Item = &'static str> {
        self.rules(version).map(|(id, _)| id)
    }

    /// Ids of old rules that a version still understands, without categories.
    pub(in crate::config) fn deprecated(&self, version: Version) -> impl Iterator<Item = &'static str> {
        let is_id = move |it: &&Deprecated| {
            it.versions.contains(&version)
                && !it.by.iter().any(|word| self.categories(version).contains(word))
        };
        self.deprecated.iter().filter(is_id).map(|it| it.word)
    }

    pub(in crate::config) fn categories(&self, version: Version) -> Vec<&'static str> {
        let mut categories: Vec<&str> = self.rules(version).flat_map(|(_, categories)| categories).collect();
        categories.sort_unstable();
        categories.dedup();
        categories
    }

    /// Ids and categories of the rules that the version has.
    fn rules(&self, version: Version) -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
        let ours = Catalog::compiled_in().rules().iter().filter(|rule| rule.wing == self.wing);
        ours.filter_map(move |rule| Some((rule.id.as_str(), categories(rule, version)?)))
    }
}

/// Categories of a rule in a version; `None` where the version does not have the rule.
fn categories(rule: &'static Rule, version: Version) -> Option<Vec<&'static str>> {
    let listed = match version {
        Version::V1Beta1 => rule.buf.v1beta1,
        Version::V1 => rule.buf.v1,
        Version::V2 => rule.buf.v2,
    };
    let is_known = |category: &&str| version == Version::V2 || *category != Buf::NEW_IN_V2;
    match listed {
        InBuf::Absent => None,
        InBuf::As(categories) => Some(categories.to_vec()),
        InBuf::Same => Some(rule.categories.iter().map(|word| &**word).filter(is_known).collect()),
    }
}

pub(in crate::config) static LINT: Listing = Listing {
    wing: Wing::Lint,
    default: "STANDARD",
    deprecated: &[
        Deprecated { word: "DEFAULT", versions: &Version::ALL, by: &["STANDARD"] },
        Deprecated { word: "STYLE_DEFAULT", versions: &[Version::V1Beta1], by: &["STYLE_STANDARD"] },
        Deprecated { word: "IMPORT_NO_WEAK", versions: &Version::ALL, by: &[] },
    ],
};

const OLD: &[Version] = &[Version::V1Beta1, Version::V1];

pub(in crate::config) static BREAKING: Listing = Listing {
    wing: Wing::Breaking,
    default: "FILE",
    deprecated: &[
        Deprecated { word: "FIELD_SAME_CTYPE", versions: OLD, by: &["FIELD_SAME_CPP_STRING_TYPE"] },
        Deprecated {
            word: "FIELD_SAME_LABEL",
            versions: OLD,
            by: &[
                "FIELD_SAME_CARDINALITY",
                "FIELD_WIRE_COMPATIBLE_CARDINALITY",
                "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY",
            ],
        },
        Deprecated {
            word: "FILE_SAME_JAVA_STRING_CHECK_UTF8",
            versions: OLD,
            by: &["FIELD_SAME_JAVA_UTF8_VALIDATION"],
        },
        Deprecated { word: "FILE_SAME_PHP_GENERIC_SERVICES", versions: OLD, by: &[] },
        Deprecated { word: "MESSAGE_SAME_MESSAGE_SET_WIRE_FORMAT", versions: &Version::ALL, by: &[] },
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use protune_rules::Check;

    /// Counts the rules, and those that run if none are named.
    #[test]
    fn as_many_as_there_are() {
        let counts = |listing: &'static Listing| {
            Version::ALL.map(|version| (listing.rules(version).count(), listing.defaults(version).len()))
        };
        assert_eq!(counts(&LINT), [(40, 30), (43, 33), (45, 35)]);
        assert_eq!(counts(&BREAKING), [(59, 49), (61, 49), (64, 51)]);
    }

    #[test]
    fn categories_have_their_sizes() {
        let size = |listing: &'static Listing, word, version| listing.answering(word, version).count();
        let lint = |word| Version::ALL.map(|version| size(&LINT, word, version));
        assert_eq!(lint("MINIMAL"), [14, 4, 5]);
        assert_eq!(lint("BASIC"), [22, 24, 26]);
        assert_eq!(lint("STYLE_STANDARD"), [16, 0, 0]);
        let breaking = |word| Version::ALL.map(|version| size(&BREAKING, word, version));
        assert_eq!(breaking("PACKAGE"), [48, 49, 51]);
        assert_eq!(breaking("WIRE_JSON"), [21, 21, 22]);
        assert_eq!(breaking("WIRE"), [14, 14, 15]);
        assert_eq!(breaking("CSR"), [0, 0, 32]);
    }

    #[test]
    fn no_rule_is_there_twice_and_each_of_ours_is_there() {
        for listing in [&LINT, &BREAKING] {
            for version in Version::ALL {
                let mut ids: Vec<&str> = listing.rules(version).map(|(id, _)| id).collect();
                ids.sort_unstable();
                assert!(ids.is_sorted_by(|a, b| a < b), "{version:?}");
            }
        }
        for rule in Catalog::compiled_in().rules() {
            let listed = LINT.rules(Version::V2).find(|(id, _)| rule.id == *id);
            assert!(!rule.is_in("STANDARD") || listed.is_some(), "{}", rule.id);
        }
    }

    /// Without a configuration, the engine compares as buf does.
    #[test]
    fn nothing_configured_means_the_defaults() {
        let ours = protune_engine::settings::Breaking::unconfigured().rules;
        // buf does not read configuration files.
        let ours = ours.iter().filter(|chosen| !matches!(chosen.rule.check, Check::DeployedChange(_)));
        let ours: Vec<&str> = ours.map(|chosen| chosen.rule.id.as_str()).collect();
        assert_eq!(ours, BREAKING.defaults(Version::V2));
    }

    #[test]
    fn old_words_are_understood() {
        let standard = LINT.answering("STANDARD", Version::V2).collect();
        assert_eq!(LINT.meaning("DEFAULT", Version::V2), Meaning::Deprecated(standard, &["STANDARD"]));
        assert_eq!(LINT.meaning("IMPORT_NO_WEAK", Version::V1), Meaning::Deprecated(vec![], &[]));
        assert_eq!(LINT.meaning("STYLE_DEFAULT", Version::V1), Meaning::Unknown);
        assert_eq!(BREAKING.meaning("FIELD_SAME_LABEL", Version::V2), Meaning::Unknown);
    }
}
