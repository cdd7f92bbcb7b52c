//! Resource that a Create method creates, by the names of the method and of what it takes and returns.

use super::fields::message_of;
use crate::aip::facts::{Facts, Rpc};
use crate::aip::kinds::Kind;
use crate::aip::words;
use protune_compiler::schema::MessageView;

/// Message that a method creates: what it returns if its name contains that, or else the rest of its name.
pub(crate) fn noun_of_method<'s>(rpc: &Rpc<'s>) -> &'s str {
    let noun = Kind::Create.noun(rpc.name());
    let output = rpc.output.map_or("", |output| output.name());
    if !rpc.is_lro() && noun.contains(output) { output } else { noun }
}

/// Message that a request creates: the rest of its name, or a type of a field that is a part of that. Each later field
/// may leave less of it.
pub(crate) fn noun_of_request(request: MessageView<'_>) -> &str {
    let noun = Kind::Create.noun_of_request(request.name());
    let messages = request.fields().filter_map(message_of).map(MessageView::name);
    messages.fold(noun, |noun, name| if noun.contains(name) { name } else { noun })
}

/// Name of the field with the resource that a method creates. `None` if what it returns is not known.
pub(crate) fn field_of_method<'s>(facts: &Facts<'s>, rpc: &Rpc<'s>) -> Option<String> {
    let resource = facts.annotation(facts.response(rpc)?);
    let noun = resource.as_ref().map_or("", |resource| resource.noun());
    Some(words::snake(if noun.is_empty() { noun_of_method(rpc) } else { noun }))
}
