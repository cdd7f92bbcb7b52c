//! The keys of buf.yaml in each version, of buf.work.yaml and of buf.lock.

use super::rules::Version;
use crate::config::keys::{Is, Key, key};
use crate::config::plugins::OF_BUF;

/// The keys of a buf.yaml of this version.
pub(super) fn of(version: Version) -> &'static Is {
    match version {
        Version::V1Beta1 => const { &Is::Table(V1BETA1) },
        Version::V1 => const { &Is::Table(V1) },
        Version::V2 => const { &Is::Table(V2) },
    }
}

const TEXTS: Is = Is::List(&Is::Text);
const RULES: Is = Is::List(&Is::Rules);
const BY_RULE: Is = Is::Map("rules and categories", &TEXTS);

const V1BETA1: &[Key] = &[
    key("version", Is::Text),
    key("name", Is::Text),
    key("deps", TEXTS),
    key("build", Is::Table(&[key("roots", TEXTS), key("excludes", TEXTS)])),
    key("lint", Is::Table(OLD_LINT)),
    key("breaking", Is::Table(BREAKING)),
];

const V1: &[Key] = &[
    key("version", Is::Text),
    key("name", Is::Text),
    key("deps", TEXTS),
    key("build", Is::Table(&[key("excludes", TEXTS)])),
    key("lint", Is::Table(OLD_LINT)),
    key("breaking", Is::Table(BREAKING)),
];

const V2: &[Key] = &[
    key("version", Is::Text),
    key("name", Is::Text),
    key("modules", Is::List(&Is::Table(MODULE))),
    key("deps", TEXTS),
    key("lint", Is::Table(LINT)),
    key("breaking", Is::Table(BREAKING)),
    key("plugins", Is::List(&Is::Table(OF_BUF))),
    key("policies", Is::List(&Is::Table(POLICY))),
];

const MODULE: &[Key] = &[
    key("path", Is::Text),
    key("name", Is::Text),
    key("includes", TEXTS),
    key("excludes", TEXTS),
    key("lint", Is::Table(LINT)),
    key("breaking", Is::Table(BREAKING)),
];

const POLICY: &[Key] = &[key("policy", Is::Text), key("ignore", TEXTS), key("ignore_only", BY_RULE)];

const OLD_LINT: &[Key] = &lint("allow_comment_ignores");
const LINT: &[Key] = &lint("disallow_comment_ignores");

const fn lint(comment_ignores: &'static str) -> [Key; 11] {
    [
        key("use", RULES),
        key("except", RULES),
        key("ignore", TEXTS),
        key("ignore_only", BY_RULE),
        key("enum_zero_value_suffix", Is::Text),
        key("rpc_allow_same_request_response", Is::Flag),
        key("rpc_allow_google_protobuf_empty_requests", Is::Flag),
        key("rpc_allow_google_protobuf_empty_responses", Is::Flag),
        key("service_suffix", Is::Text),
        key(comment_ignores, Is::Flag),
        key("disable_builtin", Is::Flag),
    ]
}

const BREAKING: &[Key] = &[
    key("use", RULES),
    key("except", RULES),
    key("ignore", TEXTS),
    key("ignore_only", BY_RULE),
    key("ignore_unstable_packages", Is::Flag),
    key("disable_builtin", Is::Flag),
];

/// The keys of buf.work.yaml.
pub(super) static WORK: Is = Is::Table(&[key("version", Is::Text), key("directories", TEXTS)]);

/// Keys that can stand below a path of keys in a file of buf with this name. Of buf.yaml those of the newest version.
pub fn below(name: &str, path: &[&str]) -> Vec<&'static str> {
    let mut is = if name == "buf.work.yaml" { &WORK } else { of(Version::V2) };
    for key in path {
        while let Is::List(item) | Is::OneOrMore(item) = is {
            is = item;
        }
        let Is::Table(keys) = is else { return Vec::new() };
        let Some(found) = keys.iter().find(|known| known.name == *key) else { return Vec::new() };
        is = &found.is;
    }
    while let Is::List(item) | Is::OneOrMore(item) = is {
        is = item;
    }
    match is {
        Is::Table(keys) => keys.iter().map(|key| key.name).collect(),
        _ => Vec::new(),
    }
}
