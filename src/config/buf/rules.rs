//! Which rules and categories a buf.yaml can name, by its version. Facts, whether protune has the rule
//! or not.

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
pub(in crate::config) struct Catalog {
    groups: &'static [Group],
    /// Selects the rules that run when none are named.
    default: &'static str,
    deprecated: &'static [Deprecated],
}

/// Rules that have their categories in common.
struct Group {
    /// In each version; `None` where it does not have these rules.
    categories: [Option<&'static [&'static str]>; 3],
    ids: &'static [&'static str],
}

/// A word that is still understood.
struct Deprecated {
    word: &'static str,
    /// The versions that understand it.
    versions: &'static [Version],
    /// What stands for it; none when it means nothing any more.
    by: &'static [&'static str],
}

/// What a word of a buf.yaml means.
#[derive(PartialEq, Eq, Debug)]
pub(in crate::config) enum Meaning {
    /// These rules.
    Rules(Vec<&'static str>),
    /// These rules, but a newer word should be used, if there is one.
    Deprecated(Vec<&'static str>, &'static [&'static str]),
    Unknown,
}

impl Catalog {
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

    /// What stands for those that run when nobody chose any.
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

    pub(in crate::config) fn categories(&self, version: Version) -> Vec<&'static str> {
        let mut categories: Vec<&str> = self.rules(version).flat_map(|(_, it)| it.iter().copied()).collect();
        categories.sort_unstable();
        categories.dedup();
        categories
    }

    fn rules(&self, version: Version) -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
        let of_version =
            move |group: &'static Group| group.categories[version as usize].map(|it| (group.ids, it));
        self.groups.iter().filter_map(of_version).flat_map(|(ids, it)| ids.iter().map(move |&id| (id, it)))
    }
}

const MINIMAL: &[&str] = &["MINIMAL", "BASIC", "STANDARD"];
const BASIC: &[&str] = &["BASIC", "STANDARD"];
const STANDARD: &[&str] = &["STANDARD"];
const NONE: &[&str] = &[];
const LAYOUT: &[&str] = &["MINIMAL", "BASIC", "STANDARD", "FILE_LAYOUT"];
const AFFINITY: &[&str] = &["MINIMAL", "BASIC", "STANDARD", "PACKAGE_AFFINITY"];
const SENSIBLE: &[&str] = &["MINIMAL", "BASIC", "STANDARD", "SENSIBLE"];
const STYLE_BASIC: &[&str] = &["BASIC", "STANDARD", "STYLE_BASIC", "STYLE_STANDARD"];
const STYLE_STANDARD: &[&str] = &["STANDARD", "STYLE_STANDARD"];

pub(in crate::config) static LINT: Catalog = Catalog {
    default: "STANDARD",
    deprecated: &[
        Deprecated { word: "DEFAULT", versions: &Version::ALL, by: &["STANDARD"] },
        Deprecated { word: "STYLE_DEFAULT", versions: &[Version::V1Beta1], by: &["STYLE_STANDARD"] },
        Deprecated { word: "IMPORT_NO_WEAK", versions: &Version::ALL, by: &[] },
    ],
    groups: &[
        Group {
            categories: [Some(LAYOUT), Some(MINIMAL), Some(MINIMAL)],
            ids: &["DIRECTORY_SAME_PACKAGE", "PACKAGE_DIRECTORY_MATCH", "PACKAGE_SAME_DIRECTORY"],
        },
        Group { categories: [Some(SENSIBLE), Some(MINIMAL), Some(MINIMAL)], ids: &["PACKAGE_DEFINED"] },
        Group { categories: [None, Some(NONE), Some(MINIMAL)], ids: &["PACKAGE_NO_IMPORT_CYCLE"] },
        Group {
            categories: [Some(AFFINITY), Some(BASIC), Some(BASIC)],
            ids: &[
                "PACKAGE_SAME_CSHARP_NAMESPACE",
                "PACKAGE_SAME_GO_PACKAGE",
                "PACKAGE_SAME_JAVA_MULTIPLE_FILES",
                "PACKAGE_SAME_JAVA_PACKAGE",
                "PACKAGE_SAME_PHP_NAMESPACE",
                "PACKAGE_SAME_RUBY_PACKAGE",
                "PACKAGE_SAME_SWIFT_PREFIX",
            ],
        },
        Group {
            categories: [Some(SENSIBLE), Some(BASIC), Some(BASIC)],
            ids: &["ENUM_NO_ALLOW_ALIAS", "IMPORT_NO_PUBLIC"],
        },
        Group { categories: [Some(SENSIBLE), None, None], ids: &["FIELD_NO_DESCRIPTOR"] },
        Group {
            categories: [Some(STYLE_BASIC), Some(BASIC), Some(BASIC)],
            ids: &[
                "ENUM_PASCAL_CASE",
                "ENUM_VALUE_UPPER_SNAKE_CASE",
                "FIELD_LOWER_SNAKE_CASE",
                "MESSAGE_PASCAL_CASE",
                "ONEOF_LOWER_SNAKE_CASE",
                "PACKAGE_LOWER_SNAKE_CASE",
                "RPC_PASCAL_CASE",
                "SERVICE_PASCAL_CASE",
            ],
        },
        Group { categories: [Some(&["OTHER"]), Some(BASIC), Some(BASIC)], ids: &["ENUM_FIRST_VALUE_ZERO"] },
        Group { categories: [None, Some(BASIC), Some(BASIC)], ids: &["IMPORT_USED", "SYNTAX_SPECIFIED"] },
        Group { categories: [None, None, Some(BASIC)], ids: &["FIELD_NOT_REQUIRED"] },
        Group {
            categories: [Some(STYLE_STANDARD), Some(STANDARD), Some(STANDARD)],
            ids: &[
                "ENUM_VALUE_PREFIX",
                "ENUM_ZERO_VALUE_SUFFIX",
                "FILE_LOWER_SNAKE_CASE",
                "PACKAGE_VERSION_SUFFIX",
                "RPC_REQUEST_RESPONSE_UNIQUE",
                "RPC_REQUEST_STANDARD_NAME",
                "RPC_RESPONSE_STANDARD_NAME",
                "SERVICE_SUFFIX",
            ],
        },
        Group { categories: [None, Some(STANDARD), Some(STANDARD)], ids: &["PROTOVALIDATE"] },
        Group {
            categories: [Some(&["COMMENTS"]); 3],
            ids: &[
                "COMMENT_ENUM",
                "COMMENT_ENUM_VALUE",
                "COMMENT_FIELD",
                "COMMENT_MESSAGE",
                "COMMENT_ONEOF",
                "COMMENT_RPC",
                "COMMENT_SERVICE",
            ],
        },
        Group {
            categories: [Some(&["UNARY_RPC"]); 3],
            ids: &["RPC_NO_CLIENT_STREAMING", "RPC_NO_SERVER_STREAMING"],
        },
        Group { categories: [None, None, Some(NONE)], ids: &["STABLE_PACKAGE_NO_IMPORT_UNSTABLE"] },
    ],
};

const FILE: &[&str] = &["FILE"];
const PACKAGE: &[&str] = &["PACKAGE"];
const WIRE: &[&str] = &["WIRE"];
const WIRE_JSON: &[&str] = &["WIRE_JSON"];
const FROM_PACKAGE: &[&str] = &["FILE", "PACKAGE"];
const FROM_WIRE_JSON: &[&str] = &["FILE", "PACKAGE", "WIRE_JSON"];
const FROM_WIRE: &[&str] = &["FILE", "PACKAGE", "WIRE_JSON", "WIRE"];
const ON_WIRE: &[&str] = &["WIRE_JSON", "WIRE"];
const CSR_FILE: &[&str] = &["CSR", "FILE"];
const CSR_PACKAGE: &[&str] = &["CSR", "FILE", "PACKAGE"];
const CSR_WIRE_JSON: &[&str] = &["CSR", "FILE", "PACKAGE", "WIRE_JSON"];
const CSR_WIRE: &[&str] = &["CSR", "FILE", "PACKAGE", "WIRE_JSON", "WIRE"];

const OLD: &[Version] = &[Version::V1Beta1, Version::V1];

pub(in crate::config) static BREAKING: Catalog = Catalog {
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
    groups: &[
        Group { categories: [Some(FILE); 3], ids: &["SERVICE_NO_DELETE"] },
        Group { categories: [None, None, Some(FILE)], ids: &["EXTENSION_NO_DELETE"] },
        Group {
            categories: [Some(FILE), Some(FILE), Some(CSR_FILE)],
            ids: &["ENUM_NO_DELETE", "FILE_NO_DELETE", "MESSAGE_NO_DELETE"],
        },
        Group { categories: [Some(FILE), Some(FROM_WIRE), Some(CSR_WIRE)], ids: &["FILE_SAME_PACKAGE"] },
        Group {
            categories: [Some(FROM_PACKAGE); 3],
            ids: &[
                "ENUM_SAME_TYPE",
                "FIELD_SAME_CPP_STRING_TYPE",
                "FIELD_SAME_JAVA_UTF8_VALIDATION",
                "FIELD_SAME_JSTYPE",
                "FIELD_SAME_UTF8_VALIDATION",
                "FILE_SAME_CC_ENABLE_ARENAS",
                "FILE_SAME_CC_GENERIC_SERVICES",
                "FILE_SAME_CSHARP_NAMESPACE",
                "FILE_SAME_GO_PACKAGE",
                "FILE_SAME_JAVA_GENERIC_SERVICES",
                "FILE_SAME_JAVA_MULTIPLE_FILES",
                "FILE_SAME_JAVA_OUTER_CLASSNAME",
                "FILE_SAME_JAVA_PACKAGE",
                "FILE_SAME_OBJC_CLASS_PREFIX",
                "FILE_SAME_OPTIMIZE_FOR",
                "FILE_SAME_PHP_CLASS_PREFIX",
                "FILE_SAME_PHP_METADATA_NAMESPACE",
                "FILE_SAME_PHP_NAMESPACE",
                "FILE_SAME_PY_GENERIC_SERVICES",
                "FILE_SAME_RUBY_PACKAGE",
                "FILE_SAME_SWIFT_PREFIX",
                "RPC_NO_DELETE",
            ],
        },
        Group {
            categories: [Some(FROM_PACKAGE), Some(FROM_PACKAGE), Some(CSR_PACKAGE)],
            ids: &[
                "ENUM_VALUE_NO_DELETE",
                "EXTENSION_MESSAGE_NO_DELETE",
                "FIELD_NO_DELETE",
                "FILE_SAME_SYNTAX",
                "MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR",
                "ONEOF_NO_DELETE",
            ],
        },
        Group {
            categories: [Some(FROM_WIRE), Some(FROM_PACKAGE), Some(FROM_PACKAGE)],
            ids: &["FIELD_SAME_CARDINALITY"],
        },
        Group {
            categories: [Some(FROM_WIRE), Some(FROM_PACKAGE), Some(CSR_PACKAGE)],
            ids: &["FIELD_SAME_TYPE"],
        },
        Group {
            categories: [Some(FROM_WIRE_JSON), Some(FROM_WIRE_JSON), Some(CSR_WIRE_JSON)],
            ids: &[
                "ENUM_SAME_JSON_FORMAT",
                "ENUM_VALUE_SAME_NAME",
                "FIELD_SAME_JSON_NAME",
                "FIELD_SAME_NAME",
                "MESSAGE_SAME_JSON_FORMAT",
            ],
        },
        Group {
            categories: [Some(FROM_WIRE), Some(FROM_WIRE), Some(CSR_WIRE)],
            ids: &[
                "FIELD_SAME_ONEOF",
                "MESSAGE_SAME_REQUIRED_FIELDS",
                "RESERVED_ENUM_NO_DELETE",
                "RESERVED_MESSAGE_NO_DELETE",
                "RPC_SAME_CLIENT_STREAMING",
                "RPC_SAME_IDEMPOTENCY_LEVEL",
                "RPC_SAME_REQUEST_TYPE",
                "RPC_SAME_RESPONSE_TYPE",
                "RPC_SAME_SERVER_STREAMING",
            ],
        },
        Group { categories: [None, None, Some(CSR_WIRE)], ids: &["FIELD_SAME_DEFAULT"] },
        Group {
            categories: [Some(PACKAGE); 3],
            ids: &[
                "PACKAGE_ENUM_NO_DELETE",
                "PACKAGE_MESSAGE_NO_DELETE",
                "PACKAGE_NO_DELETE",
                "PACKAGE_SERVICE_NO_DELETE",
            ],
        },
        Group { categories: [None, None, Some(PACKAGE)], ids: &["PACKAGE_EXTENSION_NO_DELETE"] },
        Group {
            categories: [Some(WIRE_JSON), Some(WIRE_JSON), Some(&["CSR", "WIRE_JSON"])],
            ids: &[
                "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED",
                "FIELD_NO_DELETE_UNLESS_NAME_RESERVED",
                "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY",
            ],
        },
        Group {
            categories: [None, Some(WIRE_JSON), Some(&["CSR", "WIRE_JSON"])],
            ids: &["FIELD_WIRE_JSON_COMPATIBLE_TYPE"],
        },
        Group {
            categories: [Some(ON_WIRE), Some(ON_WIRE), Some(&["CSR", "WIRE_JSON", "WIRE"])],
            ids: &["ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED", "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED"],
        },
        Group { categories: [Some(WIRE); 3], ids: &["FIELD_WIRE_COMPATIBLE_CARDINALITY"] },
        Group { categories: [None, Some(WIRE), Some(WIRE)], ids: &["FIELD_WIRE_COMPATIBLE_TYPE"] },
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    /// How many rules there are, and how many of them run when none are named.
    #[test]
    fn as_many_as_there_are() {
        let counts = |catalog: &'static Catalog| {
            Version::ALL.map(|version| (catalog.rules(version).count(), catalog.defaults(version).len()))
        };
        assert_eq!(counts(&LINT), [(40, 30), (43, 33), (45, 35)]);
        assert_eq!(counts(&BREAKING), [(59, 49), (61, 49), (64, 51)]);
    }

    #[test]
    fn categories_have_their_sizes() {
        let size = |catalog: &'static Catalog, word, version| catalog.answering(word, version).count();
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
        for catalog in [&LINT, &BREAKING] {
            for version in Version::ALL {
                let mut ids: Vec<&str> = catalog.rules(version).map(|(id, _)| id).collect();
                ids.sort_unstable();
                assert!(ids.is_sorted_by(|a, b| a < b), "{version:?}");
            }
        }
        for rule in protune_rules::RULES {
            let is_bufs = rule.categories.contains(&"STANDARD");
            let categories = LINT.rules(Version::V2).find(|(id, _)| *id == rule.id).map(|(_, it)| it);
            assert!(!is_bufs || categories == Some(rule.categories), "{}", rule.id);
        }
    }

    /// What the engine compares without a configuration is what buf does.
    #[test]
    fn nothing_configured_means_the_defaults() {
        let ours = protune_engine::settings::Breaking::unconfigured().rules;
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
