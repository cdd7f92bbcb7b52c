//! Comments before and behind declarations: documentation, and what hides findings of buf, in all manners in which
//! people write it, right or wrong.

use super::choices::Choices;

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Comments {
    /// Hardly any.
    Few,
    Many,
}

/// The rules that are about each kind of statement.
const RULES: [(&str, &[&str]); 11] = [
    ("syntax", &["SYNTAX_SPECIFIED", "PACKAGE_DEFINED", "FILE_LOWER_SNAKE_CASE"]),
    (
        "package",
        &[
            "PACKAGE_VERSION_SUFFIX",
            "PACKAGE_LOWER_SNAKE_CASE",
            "PACKAGE_DIRECTORY_MATCH",
            "PACKAGE_SAME_DIRECTORY",
            "DIRECTORY_SAME_PACKAGE",
            "PACKAGE_SAME_GO_PACKAGE",
        ],
    ),
    (
        "import",
        &["IMPORT_USED", "IMPORT_NO_PUBLIC", "PACKAGE_NO_IMPORT_CYCLE", "STABLE_PACKAGE_NO_IMPORT_UNSTABLE"],
    ),
    (
        "option",
        &[
            "PACKAGE_SAME_GO_PACKAGE",
            "PACKAGE_SAME_JAVA_PACKAGE",
            "PACKAGE_SAME_CSHARP_NAMESPACE",
            "PACKAGE_SAME_JAVA_MULTIPLE_FILES",
            "ENUM_NO_ALLOW_ALIAS",
        ],
    ),
    (
        "message",
        &[
            "MESSAGE_PASCAL_CASE",
            "COMMENT_MESSAGE",
            "COMMENT_FIELD",
            "FIELD_LOWER_SNAKE_CASE",
            "ENUM_PASCAL_CASE",
        ],
    ),
    ("field", &["FIELD_LOWER_SNAKE_CASE", "COMMENT_FIELD", "FIELD_NOT_REQUIRED", "FIELD_NO_DESCRIPTOR"]),
    ("oneof", &["ONEOF_LOWER_SNAKE_CASE", "COMMENT_ONEOF", "COMMENT_FIELD"]),
    (
        "enum",
        &[
            "ENUM_PASCAL_CASE",
            "COMMENT_ENUM",
            "COMMENT_ENUM_VALUE",
            "ENUM_VALUE_PREFIX",
            "ENUM_ZERO_VALUE_SUFFIX",
            "ENUM_NO_ALLOW_ALIAS",
        ],
    ),
    (
        "value",
        &["ENUM_VALUE_PREFIX", "ENUM_ZERO_VALUE_SUFFIX", "ENUM_VALUE_UPPER_SNAKE_CASE", "COMMENT_ENUM_VALUE"],
    ),
    (
        "service",
        &["SERVICE_SUFFIX", "SERVICE_PASCAL_CASE", "COMMENT_SERVICE", "COMMENT_RPC", "RPC_PASCAL_CASE"],
    ),
    (
        "rpc",
        &[
            "RPC_PASCAL_CASE",
            "COMMENT_RPC",
            "RPC_REQUEST_STANDARD_NAME",
            "RPC_RESPONSE_STANDARD_NAME",
            "RPC_REQUEST_RESPONSE_UNIQUE",
            "RPC_NO_CLIENT_STREAMING",
            "RPC_NO_SERVER_STREAMING",
        ],
    ),
];

/// `@` is a rule, and `|` ends a line.
const BEFORE: [&str; 24] = [
    "// Good to eat.",
    "// Good to eat.",
    "// Good to eat.|// And cheap.",
    "//",
    "/* */",
    "/* Good to eat. */",
    "// buf:lint:ignore @",
    "// buf:lint:ignore @",
    "// buf:lint:ignore @ because it is old",
    "// Good to eat.|// buf:lint:ignore @",
    "// buf:lint:ignore @|// buf:lint:ignore @",
    "// buf:lint:ignore @|// Good to eat.",
    "//buf:lint:ignore @",
    "// buf:lint:ignore  @",
    "// see buf:lint:ignore @",
    "// buf:lint:ignore @, @",
    "// buf:lint:ignore @XX",
    "/// buf:lint:ignore @",
    "/* buf:lint:ignore @ */",
    "/**| * Good to eat.| * buf:lint:ignore @| */",
    "/* buf:lint:ignore @|*/",
    "// buf:lint:ignore @|",
    "// Good to eat.||// buf:lint:ignore @",
    "//\tbuf:lint:ignore @ ",
];

const BEHIND: [&str; 4] =
    [" // buf:lint:ignore @", " // Good to eat.", " /* buf:lint:ignore @ */", " /* Good. */"];

impl Comments {
    /// Writes what stands on lines of its own.
    pub(crate) fn before(self, choices: &Choices, place: &str, kind: &str, depth: usize, out: &mut String) {
        let mut random = choices.at(place, "comments");
        if random.below(20) >= if self == Comments::Many { 9 } else { 1 } {
            return;
        }
        let text = with_rules(random.pick(&BEFORE), choices, place, kind);
        for line in text.split('|') {
            if !line.is_empty() {
                out.push_str(&"  ".repeat(depth));
            }
            out.push_str(line);
            out.push('\n');
        }
    }

    /// Writes what stands on the same line.
    pub(crate) fn behind(self, choices: &Choices, place: &str, kind: &str, out: &mut String) {
        let mut random = choices.at(place, "comments behind");
        if random.one_in(if self == Comments::Many { 12 } else { 40 }) {
            out.push_str(&with_rules(random.pick(&BEHIND), choices, place, kind));
        }
    }
}

fn with_rules(pattern: &str, choices: &Choices, place: &str, kind: &str) -> String {
    let mut random = choices.at(place, "rule");
    let own = RULES.iter().find(|(of, _)| *of == kind).map(|(_, rules)| *rules);
    let mut out = String::new();
    for (at, part) in pattern.split('@').enumerate() {
        if at > 0 {
            let (_, other) = random.pick(&RULES);
            let is_other = random.one_in(6);
            out.push_str(random.pick(own.filter(|_| !is_other).unwrap_or(other)));
        }
        out.push_str(part);
    }
    out
}
