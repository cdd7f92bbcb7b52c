//! Check that the request or response type of an RPC is named after it. The rule chooses the side.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::options::RuleOption;
use crate::renames;
use protune_compiler::diagnostic::{Diagnostic, Fix};
use protune_compiler::schema::{FileView, Global, MessageId, MessageView, MethodView, Symbol, WrittenType};
use std::cell::LazyCell;
use std::collections::HashMap;

/// Side of an RPC: its requests or its responses.
pub(crate) struct Side {
    pub(crate) name: &'static str,
    /// Suffix of the names of its messages.
    pub(crate) suffix: &'static str,
    /// Suffixes of message names that also mean this side.
    pub(crate) words: &'static [&'static str],
    pub(crate) ty: fn(MethodView<'_>) -> WrittenType<'_>,
    pub(crate) message: fn(MethodView<'_>) -> Option<MessageView<'_>>,
    /// Option that allows `google.protobuf.Empty`.
    pub(crate) allow_empty: &'static RuleOption,
}

/// Reports each RPC whose message on this side is not named after it.
pub(crate) fn check_names(cx: &FileContext<'_>, side: &Side, out: &mut Findings) {
    let allow_empty = cx.flag(side.allow_empty);
    let mentions = LazyCell::new(|| mentions(cx.file));
    for method in cx.file.methods() {
        let ty = (side.ty)(method);
        let short = ty.name.rsplit('.').next().unwrap_or_default();
        // The text may be broken here.
        if short.is_empty() {
            continue;
        }
        let wanted = wanted(method, side);
        let is_named_after_it = wanted.iter().any(|wanted| wanted == short);
        if is_named_after_it || allow_empty && is_empty(method, side) {
            continue;
        }
        let text = format!(
            "the {} type `{short}` of `{}` should be named `{}`",
            side.name,
            method.name(),
            wanted[0]
        );
        let finding = cx.finding(cx.file.place(ty.span), text);
        let message =
            (side.message)(method).filter(|&message| is_of_one_rpc(message, method, side, &mentions));
        out.push(mend(finding, message, side, &wanted));
    }
}

/// The two names that a message may have; the second is for when the first is taken.
fn wanted(method: MethodView<'_>, side: &Side) -> [String; 2] {
    let short = format!("{}{}", casing::pascal(method.name()), side.suffix);
    let long = format!("{}{short}", casing::pascal(method.service().name()));
    [short, long]
}

fn is_empty(method: MethodView<'_>, side: &Side) -> bool {
    (side.message)(method).is_some_and(|message| message.full_name() == "google.protobuf.Empty")
}

fn mend(
    finding: Diagnostic,
    message: Option<MessageView<'_>>,
    side: &Side,
    wanted: &[String; 2],
) -> Diagnostic {
    let [short, long] = wanted;
    match message {
        Some(message) => finding.fix(rename(message, wanted)),
        None => {
            let help = format!(
                "declare a message for this {} only: `{short}`, or `{long}` if that name is taken",
                side.name
            );
            finding.help(help)
        }
    }
}

fn rename(message: MessageView<'_>, wanted: &[String; 2]) -> Option<Fix> {
    wanted.iter().find_map(|name| renames::rename(message, Symbol::Message, name))
}

/// Returns whether the message belongs to this RPC only, as far as its file shows: its name marks this side of an RPC,
/// and no other RPC mentions it. Any other message has a meaning that a rename would lose.
fn is_of_one_rpc(
    message: MessageView<'_>,
    method: MethodView<'_>,
    side: &Side,
    mentions: &HashMap<Global<MessageId>, usize>,
) -> bool {
    message.file.id == method.file.id
        && side.words.iter().any(|word| message.name().ends_with(word))
        && mentions.get(&message.global()) == Some(&1)
}

/// Number of times that RPCs of a file mention each message.
fn mentions(file: FileView<'_>) -> HashMap<Global<MessageId>, usize> {
    let mut mentions = HashMap::new();
    for message in file.methods().flat_map(|method| [method.input(), method.output()]).flatten() {
        *mentions.entry(message.global()).or_default() += 1;
    }
    mentions
}
