//! Routes of calls to servers: of the Gateway API, Istio, Envoy and AWS App Mesh. One model; checks nothing.

use super::pattern::{Form, Pattern, Ref};
use super::standing::Calls;
use protune_data::Node;

/// Routes of which each call takes one.
#[derive(Debug)]
pub struct Routes<'d> {
    pub kind: RouteKind,
    /// The object with the routes.
    pub root: &'d Node,
    pub routes: Vec<Route<'d>>,
    /// Whether the file shows that calls of gRPC take these routes, whatever they match.
    pub is_grpc: bool,
}

/// Program that reads routes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RouteKind {
    /// GRPCRoute of the Gateway API: the most specific match wins.
    GrpcRoute,
    /// VirtualService of Istio: the first match wins.
    VirtualService,
    /// Virtual host of Envoy: the first match wins.
    Envoy,
    /// Routes of AWS App Mesh: the least priority wins.
    AppMesh,
    /// Names in another part of a file, without any order.
    Mention,
}

/// Route, or one of its alternative conditions.
#[derive(Debug)]
pub struct Route<'d> {
    /// The condition.
    pub node: &'d Node,
    pub reference: Ref<'d>,
    /// Whether it also depends on something other than the path.
    pub is_conditional: bool,
    /// Whether it is for calls of gRPC only.
    pub is_grpc: bool,
    pub policy: Policy<'d>,
    /// Conditions of a retry: a list, or names between commas.
    pub retry_on: Option<&'d Node>,
    pub backend: Backend,
    pub priority: Option<i128>,
    /// The route with its action.
    pub holder: &'d Node,
}

/// Destination of a route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Backend {
    Server,
    /// The proxy answers itself.
    None,
}

/// Limits of a call.
#[derive(Clone, Copy, Default, Debug)]
pub struct Policy<'d> {
    pub timeout: Option<Timeout<'d>>,
    pub retry: Option<Retry<'d>>,
}

/// Time until a call fails.
#[derive(Clone, Copy, Debug)]
pub struct Timeout<'d> {
    /// The value, or what lacks it.
    pub node: &'d Node,
    pub seconds: f64,
    /// Whether it is not written.
    pub is_default: bool,
}

/// Number of attempts of a call.
#[derive(Clone, Copy, Debug)]
pub struct Retry<'d> {
    pub node: &'d Node,
    /// The first attempt included.
    pub attempts: u32,
}

impl Routes<'_> {
    /// Kind of calls that the routes are for.
    pub fn calls(&self) -> Calls {
        match self.kind {
            RouteKind::GrpcRoute | RouteKind::AppMesh => Calls::Grpc,
            RouteKind::VirtualService | RouteKind::Envoy | RouteKind::Mention => Calls::Http,
        }
    }

    /// Returns whether a route is for calls of gRPC rather than for all of HTTP.
    pub fn is_about_grpc(&self, route: &Route<'_>) -> bool {
        !route.is_wide() || self.is_grpc || route.is_grpc || self.calls() == Calls::Grpc
    }
}

impl Route<'_> {
    /// Returns whether the route is for all paths.
    pub fn is_wide(&self) -> bool {
        match &self.reference.pattern {
            Pattern::All => true,
            Pattern::Path(text) => match text.form {
                Form::Prefix | Form::Segments | Form::Contains | Form::Suffix => text.text.len() <= 1,
                Form::Regex(_) | Form::Template => text.beginning().len() <= 1,
                Form::Exact => false,
            },
            Pattern::Parts { .. } => false,
            Pattern::Unknown => true,
        }
    }
}

/// Units of durations, the longest names first.
const UNITS: &[(&str, f64)] =
    &[("ms", 1e-3), ("us", 1e-6), ("µs", 1e-6), ("ns", 1e-9), ("s", 1.0), ("m", 60.0), ("h", 3600.0)];

/// Reads a duration such as `1.5s` or `1m30s`, in seconds.
pub fn seconds(text: &str) -> Option<f64> {
    let mut rest = text;
    let mut sum = 0.0;
    while !rest.is_empty() || text.is_empty() {
        let len = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest[..len].parse().ok()?;
        let (unit, factor) = UNITS.iter().find(|(unit, _)| rest[len..].starts_with(unit))?;
        sum += number * factor;
        rest = &rest[len + unit.len()..];
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn durations_have_units() {
        for (text, expected) in [("15s", 15.0), ("1.5s", 1.5), ("1m30s", 90.0), ("100ms", 0.1), ("0s", 0.0)] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
        for text in ["", "15", "s", "-1s", "1d", "1..5s", "∞"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
