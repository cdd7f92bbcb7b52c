//! Standard methods that a service has for its resources.

use super::fields::is_list_of_messages;
use crate::aip::facts::{Facts, Rpc};
use crate::aip::kinds::Kind;
use protune_compiler::schema::{MessageView, ServiceView};
use std::collections::BTreeSet;

/// Types of resources that a service creates, updates or lists, and does not get.
pub(crate) fn lacking_get<'s>(facts: &Facts<'s>, service: ServiceView<'s>) -> BTreeSet<&'s str> {
    let (mut lacking, mut got) = (BTreeSet::new(), BTreeSet::new());
    for rpc in unary(facts, service) {
        if rpc.is(Kind::Get) {
            got.extend(facts.response(rpc).and_then(|response| ty(facts, response, false)));
        } else {
            lacking.extend(returned(facts, rpc, false));
        }
    }
    &lacking - &got
}

/// Types of resources that a service creates, updates or gets, and does not list. Singletons have no list.
pub(crate) fn lacking_list<'s>(facts: &Facts<'s>, service: ServiceView<'s>) -> BTreeSet<&'s str> {
    let (mut lacking, mut listed) = (BTreeSet::new(), BTreeSet::new());
    for rpc in unary(facts, service) {
        if rpc.is(Kind::List) {
            listed.extend(returned(facts, rpc, false));
        } else if rpc.is(Kind::Get) {
            lacking.extend(facts.response(rpc).and_then(|response| ty(facts, response, true)));
        } else {
            lacking.extend(returned(facts, rpc, true));
        }
    }
    &lacking - &listed
}

fn unary<'f, 's>(facts: &'f Facts<'s>, service: ServiceView<'s>) -> impl Iterator<Item = &'f Rpc<'s>> {
    facts.rpcs.iter().filter(move |rpc| {
        let streams = rpc.view.input_type().is_stream || rpc.view.output_type().is_stream;
        rpc.view.service().id == service.id && !streams
    })
}

/// Type of the resource that a Create, Update or List method returns.
fn returned<'s>(facts: &Facts<'s>, rpc: &Rpc<'s>, without_singletons: bool) -> Option<&'s str> {
    let message = if rpc.is(Kind::List) {
        first_listed(rpc.output?)?
    } else if rpc.is(Kind::Create) || rpc.is(Kind::Update) {
        facts.response(rpc)?
    } else {
        return None;
    };
    ty(facts, message, without_singletons)
}

fn ty<'s>(facts: &Facts<'s>, message: MessageView<'s>, without_singletons: bool) -> Option<&'s str> {
    let resource = facts.resource(message)?;
    (!without_singletons || !resource.is_singleton()).then(|| resource.ty())
}

/// Message of the repeated field with the lowest number.
pub(crate) fn first_listed(response: MessageView<'_>) -> Option<MessageView<'_>> {
    let lists = response.fields().filter(|field| is_list_of_messages(*field));
    lists.min_by_key(|field| field.number())?.message_type()
}
