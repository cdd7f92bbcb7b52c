//! The names that other linters have for rules that are here as well. Only what is the same rule stands
//! in these tables: a comment that speaks of another hides nothing here.

use super::names::Named;

/// The rules of ours that protolint calls so.
pub(super) fn of_protolint(id: &str) -> Option<Named> {
    PROTOLINT.iter().find(|(theirs, _)| *theirs == id).map(|(_, ours)| Named::Some(ours))
}

/// The rules of ours that api-linter calls so. A name there may be a part of the full one, cut at `::`.
pub(super) fn of_api_linter(name: &str) -> impl Iterator<Item = Named> {
    let part = format!("::{name}::");
    let is_meant = move |theirs: &str| name == "all" || format!("::{theirs}::").contains(&part);
    API_LINTER.iter().filter(move |(theirs, _)| is_meant(theirs)).map(|(_, ours)| Named::Some(ours))
}

type Names = &'static [(&'static str, &'static [&'static str])];

static PROTOLINT: Names = &[
    ("ENUMS_HAVE_COMMENT", &["COMMENT_ENUM"]),
    ("ENUM_FIELDS_HAVE_COMMENT", &["COMMENT_ENUM_VALUE"]),
    ("ENUM_FIELD_NAMES_PREFIX", &["ENUM_VALUE_PREFIX"]),
    ("ENUM_FIELD_NAMES_UPPER_SNAKE_CASE", &["ENUM_VALUE_UPPER_SNAKE_CASE"]),
    ("ENUM_FIELD_NAMES_ZERO_VALUE_END_WITH", &["ENUM_ZERO_VALUE_SUFFIX"]),
    ("ENUM_NAMES_UPPER_CAMEL_CASE", &["ENUM_PASCAL_CASE"]),
    ("FIELDS_HAVE_COMMENT", &["COMMENT_FIELD"]),
    ("FIELD_NAMES_LOWER_SNAKE_CASE", &["FIELD_LOWER_SNAKE_CASE"]),
    ("FIELD_NUMBERS_ORDER_ASCENDING", &["FIELD_NUMBER_ORDER"]),
    ("FILE_NAMES_LOWER_SNAKE_CASE", &["FILE_LOWER_SNAKE_CASE"]),
    ("MESSAGES_HAVE_COMMENT", &["COMMENT_MESSAGE"]),
    ("MESSAGE_NAMES_UPPER_CAMEL_CASE", &["MESSAGE_PASCAL_CASE"]),
    ("PACKAGE_NAME_LOWER_CASE", &["PACKAGE_LOWER_SNAKE_CASE"]),
    ("PROTO3_FIELDS_AVOID_REQUIRED", &["FIELD_NOT_REQUIRED"]),
    ("RPCS_HAVE_COMMENT", &["COMMENT_RPC"]),
    ("RPC_NAMES_UPPER_CAMEL_CASE", &["RPC_PASCAL_CASE"]),
    ("SERVICES_HAVE_COMMENT", &["COMMENT_SERVICE"]),
    ("SERVICE_NAMES_END_WITH", &["SERVICE_SUFFIX"]),
    ("SERVICE_NAMES_UPPER_CAMEL_CASE", &["SERVICE_PASCAL_CASE"]),
];

static API_LINTER: Names = &[
    ("core::0126::unspecified", &["ENUM_ZERO_VALUE_SUFFIX"]),
    ("core::0126::upper-snake-values", &["ENUM_VALUE_UPPER_SNAKE_CASE"]),
    ("core::0131::request-message-name", &["RPC_REQUEST_STANDARD_NAME"]),
    ("core::0132::request-message-name", &["RPC_REQUEST_STANDARD_NAME"]),
    ("core::0132::response-message-name", &["RPC_RESPONSE_STANDARD_NAME"]),
    ("core::0133::request-message-name", &["RPC_REQUEST_STANDARD_NAME"]),
    ("core::0134::request-message-name", &["RPC_REQUEST_STANDARD_NAME"]),
    ("core::0135::request-message-name", &["RPC_REQUEST_STANDARD_NAME"]),
    ("core::0136::request-message-name", &["RPC_REQUEST_STANDARD_NAME"]),
    ("core::0140::lower-snake", &["FIELD_LOWER_SNAKE_CASE"]),
    (
        "core::0192::has-comments",
        &[
            "COMMENT_ENUM",
            "COMMENT_ENUM_VALUE",
            "COMMENT_FIELD",
            "COMMENT_MESSAGE",
            "COMMENT_RPC",
            "COMMENT_SERVICE",
        ],
    ),
    ("core::0215::versioned-packages", &["PACKAGE_VERSION_SUFFIX"]),
];
