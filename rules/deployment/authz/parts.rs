//! Parts of policies that several rules need.

use crate::deployed::authz_policy::value;
use crate::deployed::pattern::{Form, Pattern, Text};
use crate::deployed::{Access, AccessKind, AccessRule, Deployment, Effect, Ref, Services};
use protune_data::Node;

/// The policies of gRPC servers in a file.
pub(super) fn of_grpc<'a, 'd: 'a>(
    accesses: impl Iterator<Item = &'a Access<'d>>,
) -> impl Iterator<Item = &'a Access<'d>> {
    accesses.filter(|access| access.kind == AccessKind::Grpc)
}

/// Place of findings about a rule: its name, or all of it.
pub(super) fn title<'d>(access: &Access<'d>, rule: &AccessRule<'d>) -> &'d Node {
    let name = if access.kind == AccessKind::Grpc { value(rule.node, "name") } else { None };
    name.unwrap_or(rule.node)
}

/// Number of policies of Istio that are compared with each other, and of paths in them.
const MAX_POLICIES: usize = 1_000;
const MAX_PATHS: usize = 20_000;

/// The policies that decide about the same servers, in order of files, this one included. `None` if there are too many.
pub(super) fn peers<'a, 'd>(
    access: &'a Access<'d>,
    deployment: &'a Deployment<'d>,
) -> Option<Vec<&'a Access<'d>>> {
    if access.kind != AccessKind::Istio {
        return (access.rules.len() <= MAX_PATHS).then(|| vec![access]);
    }
    let all = deployment.files.iter().flat_map(|file| file.accesses());
    let of_istio: Vec<&Access<'_>> =
        all.filter(|other| other.kind == AccessKind::Istio).take(MAX_POLICIES + 1).collect();
    let is_few = of_istio.len() <= MAX_POLICIES;
    let peers: Vec<&Access<'_>> =
        of_istio.into_iter().filter(|other| other.workload.meets(&access.workload)).collect();
    let paths: usize = peers.iter().flat_map(|peer| &peer.rules).map(|rule| 1 + rule.refs().count()).sum();
    (is_few && paths <= MAX_PATHS).then_some(peers)
}

/// Returns whether a policy names a service of the schema, or a path that looks like one of gRPC.
pub(super) fn is_about_grpc(access: &Access<'_>, services: &Services<'_>) -> bool {
    access.kind == AccessKind::Grpc || access.refs().any(|(_, reference)| is_grpc(reference, services))
}

/// Returns whether a reference is about gRPC rather than another use of HTTP.
pub(super) fn is_grpc(reference: &Ref<'_>, services: &Services<'_>) -> bool {
    reference.pattern.named().is_some_and(|named| {
        let method = if named.method.is_empty() { "M" } else { named.method };
        services.is_grpc_path(&format!("/{}/{method}", named.service))
    })
}

/// Services of the schema that allow rules name, each with the last reference to it.
pub(super) fn named_services<'a, 'd>(
    access: &'a Access<'d>,
    services: &Services<'_>,
) -> Vec<(String, &'a Ref<'d>, &'a AccessRule<'d>)> {
    let mut found: Vec<(String, &Ref<'_>, &AccessRule<'_>)> = Vec::new();
    for rule in access.rules.iter().filter(|rule| rule.effect == Effect::Allow) {
        for reference in rule.paths.iter().flatten() {
            let Some(named) = reference.pattern.named() else { continue };
            // A misspelt method is reported for itself.
            if services.find(named.service).is_none() || reference.selected(services).is_empty() {
                continue;
            }
            match found.iter_mut().find(|(name, ..)| name == named.service) {
                Some(known) => (known.1, known.2) = (reference, rule),
                None => found.push((named.service.to_owned(), reference, rule)),
            }
        }
    }
    found
}

/// Reason why no call can match a path.
pub(super) struct Flaw {
    pub(super) why: &'static str,
    pub(super) help: &'static str,
    /// The path that was most likely meant.
    pub(super) meant: Option<String>,
}

/// Returns why no call can match a pattern of a policy, if that shows in its text.
pub(super) fn flaw(access: &Access<'_>, reference: &Ref<'_>, services: &Services<'_>) -> Option<Flaw> {
    let text = reference.node.text().unwrap_or_default();
    if matches!(reference.pattern, Pattern::All | Pattern::Unknown) {
        return None;
    }
    match access.kind {
        AccessKind::Grpc => of_path(reference, text, services),
        AccessKind::Istio if text.contains("{*") => {
            let rest = text.replace("{**}", "").replace("{*}", "");
            rest.contains('*').then_some(Flaw {
                why: "Istio refuses `*` beside `{*}`",
                help: "use `{*}` for a part of the path, or `*` at one end of it",
                meant: None,
            })
        }
        // Other paths can be those of HTTP.
        AccessKind::Istio | AccessKind::Rbac | AccessKind::Jwt => {
            let rest = text.strip_prefix('/').unwrap_or(text);
            let service = rest.split('/').next().unwrap_or_default();
            let flaw = || of_path(reference, text, services);
            services.find(service).filter(|service| service.name.contains('.')).and_then(|_| flaw())
        }
    }
}

fn of_path(reference: &Ref<'_>, text: &str, services: &Services<'_>) -> Option<Flaw> {
    let Pattern::Path(Text { form, text: plain, .. }) = &reference.pattern else { return None };
    let slashes = plain.matches('/').count();
    let path = "write `/package.Service/Method`, or `*` at one end of it";
    let flaw = |why, meant| Some(Flaw { why, help: path, meant });
    match form {
        _ if text.is_empty() => flaw("every path begins with `/`", None),
        Form::Exact | Form::Prefix | Form::Suffix if plain.contains('*') => {
            flaw("`*` stands for any text only at one end of a path", None)
        }
        Form::Exact | Form::Prefix if !plain.starts_with('/') => {
            let meant = format!("/{text}");
            let service = plain.split('/').next().unwrap_or_default();
            let is_known = services.find(service).is_some();
            flaw("every path begins with `/`", is_known.then_some(meant))
        }
        Form::Exact if slashes == 1 => {
            let is_known = services.find(&plain[1..]).is_some();
            flaw("a path has a service and a method", is_known.then(|| format!("{text}/*")))
        }
        Form::Exact if plain.ends_with('/') && slashes == 2 => {
            let is_known = services.find(&plain[1..plain.len() - 1]).is_some();
            flaw("a path has a service and a method", is_known.then(|| format!("{text}*")))
        }
        Form::Exact | Form::Prefix if slashes > 2 || plain.starts_with("//") => {
            flaw("a path has one service and one method", None)
        }
        Form::Suffix if slashes > 2 || plain.ends_with('/') => flaw("a path ends with a method", None),
        _ => None,
    }
}
