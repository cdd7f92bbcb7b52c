//! Configurations of modules, in every version of buf's: which rules, with which options, and what they leave out.

use super::random::Random;
use std::collections::BTreeMap;
use std::fmt::Write;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Version {
    V1Beta1,
    V1,
    V2,
}

impl Version {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Version::V1Beta1 => "v1beta1",
            Version::V1 => "v1",
            Version::V2 => "v2",
        }
    }
}

/// The `lint` or the `breaking` of buf, and what rules and categories each version has for it.
pub(crate) struct Command {
    pub(crate) name: &'static str,
    pub(crate) rules: BTreeMap<Version, Vec<String>>,
    pub(crate) categories: BTreeMap<Version, Vec<String>>,
}

/// The section of a module whose files have these paths, relative to what the configuration's paths are relative to.
/// `indent` is that of its keys.
pub(crate) fn section(
    of: &Command,
    version: Version,
    paths: &[String],
    random: &mut Random,
    indent: &str,
) -> String {
    let mut out = String::new();
    let (rules, categories) = (&of.rules[&version], &of.categories[&version]);
    match random.below(4) {
        0 => {}
        1 => list(&mut out, indent, "use", &some(random, categories, 3)),
        2 => list(&mut out, indent, "use", categories),
        _ => {
            let mut used = some(random, rules, 25);
            used.extend(some(random, categories, 1));
            used.dedup();
            list(&mut out, indent, "use", &used);
        }
    }
    if random.one_in(3) {
        list(&mut out, indent, "except", &some(random, rules, 6));
    }
    if random.one_in(3) {
        list(&mut out, indent, "ignore", &apart(random, paths));
    }
    if random.one_in(2) {
        let mut ignored = some(random, rules, 5);
        ignored.extend(some(random, categories, 1));
        ignored.sort();
        ignored.dedup();
        writeln!(out, "{indent}ignore_only:").unwrap();
        for id in ignored {
            list(&mut out, &format!("{indent}  "), &id, &apart(random, paths));
        }
    }
    let switches: &[&str] = match (of.name, version) {
        ("breaking", _) => &["ignore_unstable_packages"],
        (_, Version::V2) => &["disallow_comment_ignores", SAME, REQUESTS, RESPONSES],
        _ => &["allow_comment_ignores", SAME, REQUESTS, RESPONSES],
    };
    for switch in switches {
        if random.one_in(3) {
            writeln!(out, "{indent}{switch}: {}", random.pick(&["true", "true", "false"])).unwrap();
        }
    }
    if of.name == "lint" && random.one_in(3) {
        writeln!(out, "{indent}enum_zero_value_suffix: {}", random.pick(&["_NONE", "_UNSPECIFIED", "D"]))
            .unwrap();
    }
    if of.name == "lint" && random.one_in(3) {
        writeln!(out, "{indent}service_suffix: {}", random.pick(&["API", "Service", "ce"])).unwrap();
    }
    out
}

const SAME: &str = "rpc_allow_same_request_response";
const REQUESTS: &str = "rpc_allow_google_protobuf_empty_requests";
const RESPONSES: &str = "rpc_allow_google_protobuf_empty_responses";

fn list(out: &mut String, indent: &str, key: &str, values: &[String]) {
    writeln!(out, "{indent}{key}:").unwrap();
    values.iter().for_each(|value| writeln!(out, "{indent}  - {value}").unwrap());
}

/// At least one, and at most `most`, in their order.
fn some(random: &mut Random, all: &[String], most: usize) -> Vec<String> {
    let wanted = 1 + random.below(most);
    let mut out: Vec<String> = (0..wanted).map(|_| all[random.below(all.len())].clone()).collect();
    out.sort();
    out.dedup();
    out
}

/// Returns files or folders of which none is in another.
fn apart(random: &mut Random, paths: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for _ in 0..1 + random.below(3) {
        let mut path = random.pick(&paths.iter().collect::<Vec<_>>()).as_str();
        while let Some((folder, _)) = path.rsplit_once('/').filter(|(folder, _)| folder.contains("gen"))
            && random.one_in(3)
        {
            path = folder;
        }
        let is_within =
            |a: &str, b: &str| a == b || a.strip_prefix(b).is_some_and(|rest| rest.starts_with('/'));
        if !out.iter().any(|other| is_within(path, other) || is_within(other, path)) {
            out.push(path.to_owned());
        }
    }
    out
}
