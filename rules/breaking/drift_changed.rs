//! Declarations that a server has in another way than the schema.

use crate::context::{Findings, PairContext};
use crate::contracts::{Change, Effects};
use crate::pair::cardinality::{without_presence, words as held};
use crate::pair::effects::Compared;
use crate::pair::oneofs::Exclusions;
use crate::pair::{Both, defaults, effects, enum_values, place, types, words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::*;
use rustc_hash::{FxHashMap, FxHashSet};

pub static RULE: Room = Room {
    id: "DRIFT_CHANGED",
    wing: Wing::Breaking,
    categories: &["DRIFT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("drift_changed.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    let pair = cx.pair;
    let mut compared = Compared::default();
    let mut exclusions: FxHashMap<Global<MessageId>, Exclusions<'_>> = FxHashMap::default();
    for &both in &pair.messages {
        if both.before.oneofs().next().is_some() || both.after.oneofs().next().is_some() {
            exclusions.insert(both.after.global(), Exclusions::of(both));
        }
    }
    for &Both { before, after } in &pair.fields {
        let mut unlike = unlike_fields(before, after, pair.is_degraded);
        let exclusions = after.message().and_then(|message| exclusions.get(&message.global()));
        let mut effects = compared.of_cardinality(before, after).and(effects::of_names(before, after));
        if exclusions.is_some_and(|exclusions| !exclusions.are_kept(before, after)) {
            unlike.push("its oneof differs".to_owned());
            effects = effects.and(effects::of_exclusion(before, after));
        }
        if !defaults::are_same(before, after) {
            effects = effects.and(Change::Default.effects());
        }
        if !unlike.is_empty() {
            let message =
                format!("{} differs from what is served: {}", words::field(after), unlike.join(", "));
            let finding = cx.finding(place::of_field(after), message);
            let finding = finding.label(place::of_field(before), "the server has this");
            out.push(finding.contracts(effects.contracts()));
        }
    }
    for &Both { before, after } in &pair.methods {
        let unlike = unlike_methods(before, after);
        if !unlike.is_empty() {
            let (name, service) = (after.name(), after.service());
            let unlike = unlike.join(", ");
            let message =
                format!("RPC `{name}` of `{}` differs from what is served: {unlike}", service.name());
            let finding = cx.finding(after.place(), message).label(before.place(), "the server has this");
            out.push(finding.contracts(of_methods(before, after, &mut compared).contracts()));
        }
    }
    for &Both { before, after } in &pair.enums {
        let old: FxHashMap<i32, Vec<ValueView<'_>>> = enum_values::by_number(before).into_iter().collect();
        for (number, values) in enum_values::by_number(after) {
            let Some(old) = old.get(&number) else { continue };
            let effects = effects::of_value_names(old, &values);
            let (was, is) = (enum_values::names(old), enum_values::names(&values));
            let served: FxHashSet<&str> = was.iter().copied().collect();
            if is.iter().any(|name| served.contains(name)) {
                continue;
            }
            let (was, is) = (words::names(&was), words::names(&is));
            let message = format!("number {number} of `{}` is served as {was}, and {is} here", after.name());
            let finding = cx.finding(values[0].place(), message).label(old[0].place(), "the server has this");
            out.push(finding.contracts(effects.contracts()));
        }
    }
}

fn unlike_fields(before: FieldView<'_>, after: FieldView<'_>, is_degraded: bool) -> Vec<String> {
    let mut out = Vec::new();
    let mut compare = |what: &str, was: String, is: String| {
        if was != is {
            out.push(format!("{what} is `{was}` there and `{is}` here"));
        }
    };
    let is_map = before.is_map() && after.is_map();
    let is_same = is_degraded && types::are_same_message(before, after);
    if !is_map && !is_same {
        compare("the type", types::name(before), types::name(after));
    }
    let of_map = before.is_of_map_entry() || after.is_of_map_entry();
    if !of_map {
        compare("the name", before.name().to_owned(), after.name().to_owned());
        let (was, is) = (before.cardinality(), after.cardinality());
        let (was, is) = if is_degraded { (without_presence(was), without_presence(is)) } else { (was, is) };
        compare("the cardinality", held(was).to_owned(), held(is).to_owned());
    }
    if !is_degraded && !of_map && !after.is_extension() && before.name() == after.name() {
        compare("the JSON name", before.json_name().into_owned(), after.json_name().into_owned());
    }
    if !is_degraded && !defaults::are_same(before, after) {
        out.push("the default differs".to_owned());
    }
    out
}

fn unlike_methods(before: MethodView<'_>, after: MethodView<'_>) -> Vec<String> {
    let message = |it: Option<MessageView<'_>>, is_stream: bool| {
        let stream = if is_stream { "stream " } else { "" };
        format!("{stream}{}", it.map_or("", MessageView::full_name))
    };
    let input = |it: MethodView<'_>| message(it.input(), it.input_type().is_stream);
    let output = |it: MethodView<'_>| message(it.output(), it.output_type().is_stream);
    let parts =
        [("the request", input(before), input(after)), ("the response", output(before), output(after))];
    let unlike = parts.into_iter().filter(|(_, was, is)| was != is);
    unlike.map(|(what, was, is)| format!("{what} is `{was}` there and `{is}` here")).collect()
}

fn of_methods(before: MethodView<'_>, after: MethodView<'_>, compared: &mut Compared) -> Effects {
    let streams = |it: MethodView<'_>| (it.input_type().is_stream, it.output_type().is_stream);
    let streaming = if streams(before) == streams(after) { Change::Unfelt } else { Change::Streaming };
    let pairs = [(before.input(), after.input()), (before.output(), after.output())];
    let messages = pairs.into_iter().filter_map(|(was, is)| Some(Both { before: was?, after: is? }));
    let others = messages.filter(|both| both.before.full_name() != both.after.full_name());
    let effects = others.map(|both| Change::OtherType.effects().and(compared.of_messages(both)));
    effects.fold(streaming.effects(), Effects::and)
}
