//! `google.api.http`: HTTP bindings of RPCs.

use super::Text;
use super::path_template::{PathTemplate, TemplateError};
use protune_compiler::diagnostic::Place;
use protune_compiler::schema::{MethodView, OptionValue};

const EXTENSION: &str = "google.api.http";

/// Fields of `google.api.HttpRule`.
const VERBS: &[(i32, &str)] = &[(2, "GET"), (3, "PUT"), (4, "POST"), (5, "DELETE"), (6, "PATCH")];
const BODY: i32 = 7;
const CUSTOM: i32 = 8;
const ADDITIONAL_BINDINGS: i32 = 11;
const RESPONSE_BODY: i32 = 12;
/// Fields of `google.api.CustomHttpPattern`.
const KIND: i32 = 1;
const PATH: i32 = 2;

/// HTTP binding of an RPC.
#[derive(Debug)]
pub struct Binding<'s> {
    /// `GET`, or the kind of a custom pattern; empty if no pattern is set.
    pub verb: &'s str,
    pub path: Option<Text<'s>>,
    /// Field of the request that is the body, or `*`.
    pub body: Option<Text<'s>>,
    /// Field of the response that is the response body.
    pub response_body: Option<Text<'s>>,
    /// Place of the option, or of the entry of `additional_bindings`.
    pub place: Place,
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
    let pieces: Vec<OptionValue<'_>> = method.custom_option(EXTENSION).collect();
    let additional = pieces.iter().flat_map(|piece| piece.fields_numbered(ADDITIONAL_BINDINGS));
    let additional = additional.filter_map(|value| binding(&[value]));
    binding(&pieces).into_iter().chain(additional).collect()
}

/// Binding that may be set in pieces; `None` if none is set.
fn binding<'s>(pieces: &[OptionValue<'s>]) -> Option<Binding<'s>> {
    let fields = || pieces.iter().flat_map(|piece| piece.fields());
    let is_pattern = |number: i32| number == CUSTOM || VERBS.iter().any(|&(verb, _)| verb == number);
    let pattern = fields().filter(|field| is_pattern(field.number())).last();
    let (verb, path) = match pattern {
        None => ("", None),
        Some(custom) if custom.number() == CUSTOM => {
            // The option may set its two parts separately.
            let parts: Vec<OptionValue<'s>> = fields().filter(|field| field.number() == CUSTOM).collect();
            let kind = Text::of_field(&parts, KIND).map_or("", |kind| kind.text);
            (kind, Text::of_field(&parts, PATH))
        }
        Some(pattern) => {
            let verb = VERBS.iter().find(|&&(number, _)| number == pattern.number());
            (verb.map_or("", |&(_, verb)| verb), Text::of(pattern))
        }
    };
    let (body, response_body) = (Text::of_field(pieces, BODY), Text::of_field(pieces, RESPONSE_BODY));
    let is_set = pattern.is_some() || body.is_some() || response_body.is_some();
    is_set.then_some(())?;
    Some(Binding { verb, path, body, response_body, place: pieces.first()?.place() })
}
