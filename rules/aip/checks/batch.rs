//! Requests and responses of batch methods.

use super::fields;
use crate::aip::facts::Facts;
use crate::aip::kinds::Kind;
use crate::aip::places;
use crate::aip::visit::Cx;
use crate::aip::words;
use protune_compiler::schema::{MessageView, Scalar, Type};

impl<'s> Facts<'s> {
    /// Field of the response of a method with the resource in its name, and that resource's message.
    pub(crate) fn listed_in_response(&self, response: &str, noun: &str) -> Option<MessageView<'s>> {
        let field = self.find_message(response)?.field_named(&words::snake(noun))?;
        fields::message_of(field)
    }

    /// Returns whether what a response lists has no parent. Only a resource has one.
    pub(crate) fn lists_top_level(&self, response: &str, noun: &str) -> bool {
        let field = self.find_message(response).and_then(|it| it.field_named(&words::snake(noun)));
        field.is_some_and(|field| !fields::message_of(field).is_some_and(|message| self.has_parent(message)))
    }
}

/// The request has a parent, unless the resource has none.
pub(crate) fn parent<'s>(cx: &mut Cx<'_, 's>, request: MessageView<'s>, kind: Kind) {
    let noun = kind.noun_of_request(request.name());
    let response = format!("{}{noun}Response", kind.affixes().0);
    if !cx.lists_top_level(&response, noun) {
        fields::present(cx, request, "parent", Scalar::String);
    }
}

/// The request names the resources, by `names` or by one request for each.
pub(crate) fn names<'s>(cx: &mut Cx<'_, 's>, request: MessageView<'s>, kind: Kind, verb: &str) {
    let (names, requests) = (request.field_named("names"), request.field_named("requests"));
    if names.is_none() && requests.is_none() {
        return fields::missing(cx, request, "names", "repeated string");
    }
    if let (Some(_), Some(requests)) = (names, requests) {
        let message = format!("message `{}` should have `names` or `requests`, not both", request.name());
        cx.report(requests, requests.located(), message);
    }
    if let Some(names) = names
        && (!fields::is_list(names) || names.ty() != Type::Scalar(Scalar::String))
    {
        cx.report(names, places::ty(names), "field `names` should be `repeated string`");
    }
    if requests.is_some() {
        self::requests(cx, request, kind, verb);
    }
}

/// The request has a list of requests for single resources.
pub(crate) fn requests<'s>(cx: &mut Cx<'_, 's>, request: MessageView<'s>, kind: Kind, verb: &str) {
    let want = format!("{verb}{}Request", cx.derive(kind.noun_of_request(request.name())));
    let Some(field) = request.field_named("requests") else {
        return fields::missing(cx, request, "requests", &format!("repeated {want}"));
    };
    if !fields::is_list(field) {
        let message = format!("field `requests` of `{}` should be repeated", request.name());
        cx.report(field, field.located(), message);
    }
    if field.message_type().is_none_or(|message| message.name() != want) {
        let message = format!("field `requests` of `{}` should be `repeated {want}`", request.name());
        cx.report(field, places::ty(field), message);
    }
}

/// The response lists the resources.
pub(crate) fn resources<'s>(cx: &mut Cx<'_, 's>, response: MessageView<'s>, kind: Kind) {
    let want = cx.derive(kind.noun_of_response(response.name()));
    let is_meant = |message: MessageView<'_>| message.name() == want;
    match response.fields().find(|field| field.message_type().is_some_and(is_meant)) {
        None => {
            let message =
                format!("message `{}` should have a field of type `repeated {want}`", response.name());
            cx.report(response, response.located(), message);
        }
        Some(field) if !fields::is_list(field) => {
            let message = format!("field `{}` of `{}` should be repeated", field.name(), response.name());
            cx.report(field, field.located(), message);
        }
        Some(_) => {}
    }
}
