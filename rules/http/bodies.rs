//! Fields that are the body of a request or response, and those that are left to the query.

use super::Flaw;
use crate::field_path::{Found, find, is_many};
use crate::google::path_template::PathTemplate;
use protune_compiler::near::nearest;
use protune_compiler::schema::{FieldView, MessageView};
use rustc_hash::FxHashSet;

/// Body that is no field of the request.
pub(crate) fn body(body: &str, request: MessageView<'_>) -> Option<Flaw> {
    if matches!(body, "" | "*") {
        return None;
    }
    if body.contains('.') && matches!(find(request, body), Found::Field { .. }) {
        let message = format!("the HTTP body `{body}` is a path, not a field of `{}`", request.full_name());
        let flaw = Flaw::new(0..body.len(), message, "name a field of the message itself");
        return Some(Flaw { is_accepted: true, ..flaw });
    }
    unknown("body", body, request)
}

/// Response body that is no field of the response.
pub(crate) fn response_body(body: &str, response: MessageView<'_>) -> Option<Flaw> {
    if matches!(body, "" | "*") {
        return None;
    }
    unknown("response body", body, response)
}

fn unknown(what: &str, name: &str, message: MessageView<'_>) -> Option<Flaw> {
    if message.field_named(name).is_some() {
        return None;
    }
    let says = format!("the HTTP {what} `{name}` is not a field of `{}`", message.full_name());
    let names: Vec<&str> = message.fields().map(|field| field.name()).collect();
    let meant = nearest(name, names.iter().copied())
        .filter(|&meant| nearest(name, names.iter().rev().copied()) == Some(meant));
    let help = match meant {
        _ if name.contains('.') => "name a field of the message itself".to_owned(),
        Some(meant) => format!("did you mean `{meant}`?"),
        None if what == "body" => "name a field of the message, or `*` for all fields".to_owned(),
        None => "name a field of the message, or remove it for the whole message".to_owned(),
    };
    let instead = meant.filter(|_| !name.contains('.'));
    Some(Flaw::new(0..name.len(), says, help).instead(instead))
}

/// Fields of the request that neither the path nor the body binds, which leaves them to the query.
pub(crate) fn unbound<'s>(path: &str, body: &str, request: MessageView<'s>) -> Vec<FieldView<'s>> {
    let Ok(template) = PathTemplate::parse(path) else { return Vec::new() };
    if body == "*" {
        return Vec::new();
    }
    let first = |(path, _)| str::split(path, '.').next();
    let mut bound: FxHashSet<&str> = template.variables().filter_map(first).collect();
    bound.insert(body);
    request.fields().filter(|field| !bound.contains(field.name())).collect()
}

/// Fields that are left to the query, which cannot hold them: repeated messages.
pub(crate) fn query<'s>(path: &str, body: &str, request: MessageView<'s>) -> Vec<FieldView<'s>> {
    let mut fields = unbound(path, body, request);
    fields.retain(|field| is_many(*field) && !field.is_map() && field.message_type().is_some());
    fields
}
