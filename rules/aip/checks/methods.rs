//! Names of methods, of what they take and of what they return.

use crate::aip::facts::Rpc;
use crate::aip::fixes;
use crate::aip::kinds::Kind;
use crate::aip::places;
use crate::aip::visit::Cx;
use crate::aip::words;
use crate::google::operation;
use crate::inflection;
use protune_compiler::diagnostic::Place;
use protune_compiler::schema::MessageView;

pub(crate) const EMPTY: &str = "google.protobuf.Empty";

/// Place of the response type, or of the option that names it for an operation.
pub(crate) fn response_place(rpc: &Rpc<'_>) -> Place {
    match rpc.is_lro() && rpc.info().is_some() {
        true => places::option(rpc.view, operation::EXTENSION),
        false => output_place(rpc),
    }
}

pub(crate) fn output_place(rpc: &Rpc<'_>) -> Place {
    rpc.view.file.place(rpc.view.output_type().span)
}

/// The request is named after the method.
pub(crate) fn request_name<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let Some(request) = rpc.input else { return };
    let want = format!("{}Request", rpc.name());
    if request.name() != want {
        let message =
            format!("the request type `{}` of `{}` should be named `{want}`", request.name(), rpc.name());
        let place = rpc.view.file.place(rpc.view.input_type().span);
        let facts = **cx;
        cx.report(rpc.view, place, message).fix(|| fixes::rename_message(facts, request, &want));
    }
}

/// The response, or the result of the operation, has this name. Passes if it is not known.
fn response_is<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>, want: &str, place: Place) {
    let Some(response) = cx.response(rpc) else { return };
    if response.name() != want {
        tell_response(cx, rpc, response, want, place);
    }
}

/// The response, or the result of the operation, is named after the method.
pub(crate) fn response_name<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    response_is(cx, rpc, &format!("{}Response", rpc.name()), response_place(rpc));
}

/// The response, or the result of the operation, is the resource in the name of the method.
pub(crate) fn response_noun<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>, kind: Kind) {
    let place = match rpc.info() {
        Some(_) => places::option(rpc.view, operation::EXTENSION),
        None => output_place(rpc),
    };
    response_is(cx, rpc, kind.noun(rpc.name()), place);
}

pub(crate) fn tell_response<'s>(
    cx: &mut Cx<'_, 's>,
    rpc: &Rpc<'s>,
    response: MessageView<'s>,
    want: &str,
    place: Place,
) {
    let message = format!("the response type `{}` of `{}` should be `{want}`", response.name(), rpc.name());
    let (facts, is_free) = (**cx, want.ends_with("Response") && !rpc.is_lro());
    cx.report(rpc.view, place, message)
        .fix(|| if is_free { fixes::rename_message(facts, response, want) } else { None });
}

/// Reports the response type as it is written.
pub(crate) fn tell_output<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>, want: &str) {
    let message =
        format!("the response type `{}` of `{}` should be `{want}`", rpc.view.output_type().name, rpc.name());
    cx.report(rpc.view, output_place(rpc), message);
}

/// Name of the message that an operation results in, without its package if the file sees the message; empty if there is
/// none.
pub(crate) fn result_name<'s>(cx: &Cx<'_, 's>, rpc: &Rpc<'s>) -> &'s str {
    cx.response(rpc).map_or(rpc.response_type(), |result| result.name())
}

/// Returns whether an operation results in nothing.
pub(crate) fn results_in_nothing(rpc: &Rpc<'_>) -> bool {
    rpc.response_type().strip_prefix('.').unwrap_or(rpc.response_type()) == EMPTY
}

/// The response or the result of an operation has a name. Passes if there is none.
pub(crate) fn written_response<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>, want: &str) {
    let Some(output) = rpc.output else { return };
    let name = if rpc.is_lro() { result_name(cx, rpc) } else { output.name() };
    if name != want && !name.is_empty() {
        if rpc.is_lro() {
            tell_result(cx, rpc, want, output_place(rpc))
        } else {
            tell_response(cx, rpc, output, want, output_place(rpc))
        }
    }
}

pub(crate) fn tell_result<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>, want: &str, place: Place) {
    let message = format!(
        "the result `{}` of the operation of `{}` should be `{want}`",
        rpc.response_type(),
        rpc.name()
    );
    cx.report(rpc.view, place, message);
}

/// The method starts an operation, whose result is named after the method.
pub(crate) fn is_operation<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    if rpc.is_lro() {
        written_response(cx, rpc, &format!("{}Response", rpc.name()));
    } else {
        tell_output(cx, rpc, operation::OPERATION);
    }
}

/// A method on a resource that tools manage starts an operation.
pub(crate) fn is_lro_if_declarative<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    if !rpc.is_lro() && cx.is_declarative(rpc) {
        tell_output(cx, rpc, operation::OPERATION);
    }
}

/// The name of a batch method ends with the plural of the resource.
pub(crate) fn plural_name<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>, kind: Kind) {
    let noun = kind.noun(rpc.name());
    let want = match plural_of_response(cx, rpc) {
        Some(plural) => words::upper_camel(&plural),
        None if inflection::is_plural(noun) => return,
        None => inflection::plural(noun),
    };
    if noun != want {
        let want = format!("{}{want}", kind.affixes().0);
        let message = format!("RPC `{}` should be named `{want}`, with a plural", rpc.name());
        cx.report(rpc.view, rpc.view.name_place(), message).fix(|| fixes::rename_method(rpc.view, &want));
    }
}

/// Plural of the first resource with one that a response lists.
fn plural_of_response<'s>(cx: &Cx<'_, 's>, rpc: &Rpc<'s>) -> Option<String> {
    let response = cx.response(rpc)?;
    let lists = response.fields().filter(|field| super::fields::is_list_of_messages(*field));
    let resources = lists.filter_map(|field| cx.resource(field.message_type()?));
    resources.map(|resource| resource.plural().to_owned()).find(|plural| !plural.is_empty())
}

/// The first signature of a method is this one.
pub(crate) fn signature<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>, want: &[&str]) {
    let text = want.join(",");
    let (place, message) = match rpc.signatures().first() {
        // Spaces around the commas are not usual either.
        Some(first) if first.whole.text == text => return,
        Some(first) => (
            places::nth_option(rpc.view, places::SIGNATURE, 0),
            format!("the signature `{}` of `{}` should be `{text}`", first.whole.text, rpc.name()),
        ),
        None => (rpc.view.located(), format!("RPC `{}` should have the signature `{text}`", rpc.name())),
    };
    let facts = **cx;
    cx.report(rpc.view, place, message).fix(|| fixes::signature(facts, rpc, &text));
}
