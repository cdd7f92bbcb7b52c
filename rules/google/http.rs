//! `google.api.http`: HTTP bindings of RPCs.

use super::Text;
use super::part::{Part, parts};
use super::path_template::{PathTemplate, TemplateError};
use protune_compiler::diagnostic::Place;
use protune_compiler::schema::MethodView;

pub const EXTENSION: &str = "google.api.http";

/// Fields of `google.api.HttpRule` that are paths, and their verbs.
const VERBS: &[(&str, &str)] =
    &[("get", "GET"), ("put", "PUT"), ("post", "POST"), ("delete", "DELETE"), ("patch", "PATCH")];
const CUSTOM: &str = "custom";
const ADDITIONAL_BINDINGS: &str = "additional_bindings";

/// HTTP binding of an RPC.
#[derive(Debug)]
pub struct Binding<'s> {
    /// `GET`, or the kind of a custom pattern; empty if no pattern is set.
    pub verb: &'s str,
    /// Kind of a custom pattern.
    pub kind: Option<Text<'s>>,
    pub path: Option<Text<'s>>,
    /// Field of the request that is the body, or `*`.
    pub body: Option<Text<'s>>,
    /// Field of the response that is the response body.
    pub response_body: Option<Text<'s>>,
    /// Place of the option, or of the entry of `additional_bindings`.
    pub place: Place,
    /// Whether a verb is set, with a path or without.
    pub has_pattern: bool,
    /// Whether a custom pattern is set that has no path.
    pub lacks_path: bool,
    /// Places of the `additional_bindings` of an additional binding, which may not have any.
    pub nested: Vec<Place>,
}

impl<'s> Binding<'s> {
    /// `GET /v1/cats`
    pub fn route(&self) -> String {
        match self.path {
            None if self.verb.is_empty() => String::new(),
            path => format!("{} {}", self.verb, path.map_or("", |path| path.text)),
        }
    }

    /// Path, parsed. Spans in it count from the start of its text.
    pub fn template(&self) -> Option<Result<PathTemplate<'s>, TemplateError>> {
        self.path.map(|path| PathTemplate::parse(path.text))
    }
}

/// Two bindings are equal if they accept the same calls.
impl PartialEq for Binding<'_> {
    fn eq(&self, other: &Self) -> bool {
        (self.verb, self.path, self.body, self.response_body)
            == (other.verb, other.path, other.body, other.response_body)
    }
}

/// Bindings of an RPC: the one of the option itself, then the additional ones in text order.
pub fn bindings(method: MethodView<'_>) -> Vec<Binding<'_>> {
    let mut bindings = all_bindings(method);
    bindings.retain(|it| it.has_pattern || it.body.is_some() || it.response_body.is_some());
    bindings
}

/// Bindings of an RPC, like [`bindings`], with those that set nothing.
pub fn all_bindings(method: MethodView<'_>) -> Vec<Binding<'_>> {
    let pieces = parts(method, EXTENSION);
    let Some(first) = pieces.first() else { return Vec::new() };
    // The option may be set in pieces.
    let fields: Vec<Field<'_>> = pieces.iter().flat_map(|piece| piece.fields()).collect();
    let mut bindings = vec![binding(&fields, first.place())];
    for (_, additional) in fields.iter().filter(|(name, _)| *name == ADDITIONAL_BINDINGS) {
        let fields = additional.fields();
        let nested = fields.iter().filter(|(name, _)| *name == ADDITIONAL_BINDINGS);
        let nested = nested.map(|(_, part)| part.place()).collect();
        bindings.push(Binding { nested, ..binding(&fields, additional.place()) });
    }
    bindings
}

type Field<'s> = (&'s str, Part<'s>);

fn binding<'s>(fields: &[Field<'s>], place: Place) -> Binding<'s> {
    let verb_of = |name: &str| VERBS.iter().find(|&&(field, _)| field == name).map(|&(_, verb)| verb);
    let pattern = fields.iter().rfind(|(name, _)| *name == CUSTOM || verb_of(name).is_some());
    let mut lacks_path = false;
    let (verb, kind, path) = match pattern {
        None => ("", None, None),
        Some((CUSTOM, _)) => {
            let custom = fields.iter().filter(|(name, _)| *name == CUSTOM);
            let parts: Vec<Field<'s>> = custom.flat_map(|(_, part)| part.fields()).collect();
            lacks_path = !parts.iter().any(|(name, _)| *name == "path");
            let kind = last_text(&parts, "kind");
            (kind.map_or("", |kind| kind.text), kind, last_text(&parts, "path"))
        }
        Some((name, path)) => (verb_of(name).unwrap_or(""), None, path.text()),
    };
    let (body, response_body) = (last_text(fields, "body"), last_text(fields, "response_body"));
    let has_pattern = pattern.is_some();
    let nested = Vec::new();
    Binding { verb, kind, path, body, response_body, place, has_pattern, lacks_path, nested }
}

/// Last text that a field is set to.
fn last_text<'s>(fields: &[Field<'s>], name: &str) -> Option<Text<'s>> {
    fields.iter().rev().filter(|(known, _)| *known == name).find_map(|(_, part)| part.text())
}
