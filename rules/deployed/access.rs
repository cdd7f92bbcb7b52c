//! Policies that allow or deny calls: of gRPC servers, Istio and Envoy. One model; checks nothing.

use super::pattern::{Pattern, Ref, Selected};
use super::services::Services;
use super::standing::Calls;
use protune_data::Node;

/// Policy that allows or denies calls.
#[derive(Debug)]
pub struct Access<'d> {
    pub kind: AccessKind,
    /// The whole policy.
    pub root: &'d Node,
    pub rules: Vec<AccessRule<'d>>,
    /// Servers that the policy is for; empty if it is for the server that reads it.
    pub workload: Workload<'d>,
    /// Whether a template adds rules or paths that are not in the text.
    pub is_open: bool,
}

/// Program that reads a policy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccessKind {
    /// Authorization policy of gRPC servers (gRFC A43).
    Grpc,
    /// AuthorizationPolicy of Istio.
    Istio,
    /// Filter `rbac` of Envoy.
    Rbac,
    /// Filter `jwt_authn` of Envoy: rules say which calls need a token.
    Jwt,
}

/// Rule of a policy, or one of the alternatives in a rule.
#[derive(Debug)]
pub struct AccessRule<'d> {
    /// Value that the rule is written in.
    pub node: &'d Node,
    pub effect: Effect,
    /// Calls that it is for, any of them; `None` for all.
    pub paths: Option<Vec<Ref<'d>>>,
    /// Calls that it is not for, although `paths` has them.
    pub except: Vec<Ref<'d>>,
    /// Whether it also depends on something other than the path.
    pub is_conditional: bool,
    /// Whether it depends on the caller.
    pub checks_caller: bool,
    /// HTTP methods that it is for.
    pub http_methods: Vec<&'d Node>,
    /// List that has the paths.
    pub list: Option<&'d Node>,
}

/// Effect of a rule on the calls that it matches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    Allow,
    Deny,
    /// Needs a token.
    Demand,
    /// Neither: logs, or leaves the decision to another program.
    Other,
}

/// Servers that a policy of Kubernetes selects.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Workload<'d> {
    pub namespace: &'d str,
    /// Labels that a server needs, in order.
    pub labels: Vec<(&'d str, &'d str)>,
    /// Names of targets that the policy is attached to, in order.
    pub targets: Vec<&'d str>,
}

impl Workload<'_> {
    /// Returns whether some server can belong to both.
    pub fn meets(&self, other: &Workload<'_>) -> bool {
        // Policies in the root namespace hold everywhere.
        const ROOT: &str = "istio-system";
        let is_near = self.namespace == other.namespace
            || [self.namespace, other.namespace].iter().any(|name| name.is_empty() || *name == ROOT);
        let agrees =
            |labels: &[(&str, &str)], with: &[(&str, &str)]| labels.iter().all(|label| with.contains(label));
        is_near
            && self.targets == other.targets
            && (agrees(&self.labels, &other.labels) || agrees(&other.labels, &self.labels))
    }
}

impl<'d> Access<'d> {
    /// Kind of calls that the policy is about.
    pub fn calls(&self) -> Calls {
        if self.kind == AccessKind::Grpc { Calls::Grpc } else { Calls::Http }
    }

    /// Rules with an effect.
    pub fn rules_that(&self, effect: Effect) -> impl Iterator<Item = &AccessRule<'d>> {
        self.rules.iter().filter(move |rule| rule.effect == effect)
    }

    /// All references to methods.
    pub fn refs(&self) -> impl Iterator<Item = (&AccessRule<'d>, &Ref<'d>)> {
        self.rules.iter().flat_map(|rule| rule.refs().chain(&rule.except).map(move |path| (rule, path)))
    }

    /// Returns the decision about a call without headers over an insecure connection, as a gRPC server makes it.
    pub fn allows(&self, path: &str) -> bool {
        let matches = |rule: &AccessRule<'_>| !rule.is_conditional && rule.matches(path);
        !self.rules_that(Effect::Deny).any(matches) && self.rules_that(Effect::Allow).any(matches)
    }
}

impl<'d> AccessRule<'d> {
    /// Returns a rule for every call.
    pub(super) fn for_all(node: &'d Node, effect: Effect) -> AccessRule<'d> {
        let (except, http_methods) = (Vec::new(), Vec::new());
        let (is_conditional, checks_caller) = (false, false);
        AccessRule {
            node,
            effect,
            paths: None,
            except,
            is_conditional,
            checks_caller,
            http_methods,
            list: None,
        }
    }
}

impl<'d> AccessRule<'d> {
    /// References in `paths`.
    pub fn refs(&self) -> impl Iterator<Item = &Ref<'d>> {
        self.paths.iter().flatten()
    }

    /// Returns whether the rule is for a path.
    pub fn matches(&self, path: &str) -> bool {
        let is_meant =
            self.paths.as_ref().is_none_or(|paths| paths.iter().any(|it| it.pattern.matches(path)));
        is_meant && !self.except.iter().any(|it| it.pattern.matches(path))
    }

    /// Returns whether the rule is for every call, under whichever conditions.
    pub fn is_for_all(&self) -> bool {
        let is_all = |it: &Ref<'_>| matches!(it.pattern, Pattern::All);
        self.except.is_empty() && self.paths.as_ref().is_none_or(|paths| paths.iter().any(is_all))
    }

    /// Returns the methods of the schema that it is for; those of `except` included.
    pub fn selected(&self, services: &Services<'_>) -> Selected {
        match &self.paths {
            None => std::iter::once(0..services.methods().len() as u32).collect(),
            Some(paths) => {
                let mut all: Selected = paths.iter().flat_map(|it| it.selected(services)).cloned().collect();
                all.sort_unstable_by_key(|rows| rows.start);
                all
            }
        }
    }

    /// Returns whether a template decides which calls it is for.
    pub fn is_unknown(&self) -> bool {
        self.refs().chain(&self.except).any(|it| matches!(it.pattern, Pattern::Unknown))
    }
}
