//! The patterns that the names of resources follow.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::google::resource::{self, Resource};
use crate::pair::{Both, place};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Place, Severity};
use protune_compiler::schema::{FileView, MessageView};

pub static RULE: Room = Room {
    id: "RESOURCE_SAME_PATTERNS",
    wing: Wing::Breaking,
    categories: &["ANNOTATIONS"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("resource_same_patterns.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    let mut messages = cx.pair.messages.iter();
    let of_messages = messages.by_ref().map(|&Both { before, after }| Both {
        before: (of_message(before), before.name_place()),
        after: (of_message(after), after.name_place()),
    });
    let of_files = cx.pair.files.iter().map(|&Both { before, after }| Both {
        before: (of_file(before), place::of_head(before)),
        after: (of_file(after), place::of_head(after)),
    });
    for Both { before: (was, old_place), after: (is, place) } in of_messages.chain(of_files) {
        for resource in was {
            compare(cx, &resource, &is, [old_place, place], out);
        }
    }
}

fn compare(cx: &PairContext<'_>, was: &Known, is: &[Known], places: [Place; 2], out: &mut Findings) {
    let ([old_place, place], effects) = (places, Change::ResourceNames.effects());
    let name = &was.name;
    let Some(is) = is.iter().find(|other| other.name == *name) else {
        let message = format!("resource type `{name}` was removed");
        let finding = cx.finding(place, message).label(old_place, "it was defined here");
        return out.push(effects.tell(finding, "restore it"));
    };
    for pattern in was.patterns.iter().filter(|pattern| !is.patterns.contains(pattern)) {
        let message = format!("resource type `{name}` lost the pattern `{pattern}`");
        let finding = cx.finding(place, message).label(old_place, "it was defined here");
        out.push(effects.tell(finding, "restore it, and add new patterns after it"));
    }
}

/// A kind of resource that callers know by names.
struct Known {
    name: String,
    patterns: Vec<String>,
}

fn of_message(message: MessageView<'_>) -> Vec<Known> {
    resource::of_message(message).and_then(known).into_iter().collect()
}

fn of_file(file: FileView<'_>) -> Vec<Known> {
    resource::of_file(file).filter_map(known).collect()
}

fn known(resource: Resource<'_>) -> Option<Known> {
    let patterns = resource.patterns.iter().map(|pattern| pattern.text.to_owned()).collect();
    Some(Known { name: resource.ty?.text.to_owned(), patterns })
}
