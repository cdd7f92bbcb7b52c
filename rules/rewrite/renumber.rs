//! Frequent fields with longer tags than rare ones.

use crate::contracts;
use crate::proposal::{Measured, MeasuredField, ProfileContext, Proposal, Words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::{Change, Step, varint};
use std::collections::BTreeSet;

pub static RULE: Room = Room {
    id: "REWRITE_RENUMBER",
    wing: Wing::Rewrite,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("renumber.md"),
    options: &[],
    check: Check::Profile(check),
};

/// Numbers with tags of one byte, and of two.
const CLASSES: [(u32, u32); 2] = [(1, 15), (16, 2047)];

fn check(cx: &ProfileContext<'_>, out: &mut Vec<Proposal>) {
    for message in cx.measurements.messages.iter().filter(|message| !message.ty.is_map_entry) {
        out.extend(propose(cx, message));
    }
}

fn propose(cx: &ProfileContext<'_>, message: &Measured<'_>) -> Option<Proposal> {
    let mut numbering = Numbering::of(message);
    let before = numbering.bytes();
    CLASSES.into_iter().for_each(|class| numbering.fill(class));
    let moved: Vec<&Numbered<'_, '_>> = numbering.fields.iter().filter(|field| field.is_moved()).collect();
    let step = |field: &&Numbered<'_, '_>| Step {
        message: field.of.message.to_owned(),
        field: field.of.field.number,
        change: Change::Renumber { to: field.number },
    };
    let moves: Vec<String> = moved.iter().map(|field| field.shown()).collect();
    let words = Words {
        message: format!("the tags of `{}` take {before} bytes", message.declared.name()),
        help: format!("give short tags to frequent fields: {}", moves.join(", ")),
        title: format!("change {}", numbers(moved.len())),
    };
    let place = message.declared.file.place(message.declared.name_span());
    let gain = i128::from(before) - i128::from(numbering.bytes());
    let (steps, effect) = (moved.iter().map(step).collect(), contracts::Change::Numbers);
    let mut proposal = cx.propose_steps(place, steps, words, effect, gain)?;
    for field in moved {
        let declared = field.of.declared;
        let place = declared.file.place(declared.number_span().unwrap_or(declared.name_span()));
        let label = format!("{} times, should be {}", field.of.tags(), field.number);
        proposal.finding = proposal.finding.label(place, label);
    }
    Some(proposal)
}

fn numbers(fields: usize) -> String {
    match fields {
        1 => "the number of 1 field".to_owned(),
        _ => format!("the numbers of {fields} fields"),
    }
}

/// Fields of a message with their new numbers.
struct Numbering<'m, 's> {
    fields: Vec<Numbered<'m, 's>>,
    /// Numbers that no field gets.
    blocked: BTreeSet<u32>,
    /// Minimum number of bytes that a move has to save.
    least: u64,
    message: &'m Measured<'s>,
}

struct Numbered<'m, 's> {
    of: &'m MeasuredField<'s>,
    number: u32,
}

impl<'m, 's> Numbering<'m, 's> {
    /// Numbering before any move. Extensions keep their numbers, which other files assign.
    fn of(message: &'m Measured<'s>) -> Numbering<'m, 's> {
        let (extensions, own): (Vec<_>, Vec<_>) =
            message.fields.iter().partition(|field| field.field.is_extension);
        let extensions = extensions.into_iter().map(|field| field.field.number);
        let own = own.into_iter().map(|of| Numbered { of, number: of.field.number });
        let blocked = message.unknown.iter().copied().chain(extensions).collect();
        let mut numbering = Numbering { fields: own.collect(), blocked, least: 0, message };
        numbering.least = numbering.bytes() / 1000;
        numbering
    }

    fn bytes(&self) -> u64 {
        self.fields.iter().map(|field| field.of.tags() * varint::tag_len(field.number) as u64).sum()
    }

    /// Moves the most frequent fields with longer tags into a class of numbers: to a free number, else in place of the
    /// rarest field of the class.
    fn fill(&mut self, class: (u32, u32)) {
        while let Some(up) = self.most_frequent_above(class) {
            let free = self.free(class);
            let down = self.rarest_in(class).filter(|_| free.is_none());
            let Some(number) = free.or(down.map(|down| self.fields[down].number)) else { return };
            let shorter = varint::tag_len(self.fields[up].number) - varint::tag_len(number);
            let rarer = down.map_or(0, |down| self.fields[down].of.tags());
            let saved = self.fields[up].of.tags().saturating_sub(rarer) * shorter as u64;
            if saved == 0 || saved < self.least {
                return;
            }
            let left = std::mem::replace(&mut self.fields[up].number, number);
            if let Some(down) = down {
                self.fields[down].number = left;
            }
        }
    }

    fn most_frequent_above(&self, (_, last): (u32, u32)) -> Option<usize> {
        let above = (0..self.fields.len()).filter(|&at| self.fields[at].number > last);
        let used = above.filter(|&at| self.fields[at].of.tags() > 0);
        used.max_by_key(|&at| (self.fields[at].of.tags(), std::cmp::Reverse(self.fields[at].number)))
    }

    fn rarest_in(&self, (first, last): (u32, u32)) -> Option<usize> {
        let inside = (0..self.fields.len()).filter(|&at| (first..=last).contains(&self.fields[at].number));
        inside.min_by_key(|&at| (self.fields[at].of.tags(), std::cmp::Reverse(self.fields[at].number)))
    }

    fn free(&self, (first, last): (u32, u32)) -> Option<u32> {
        let ty = self.message.ty;
        let is_in = |ranges: &[(u32, u32)], number| {
            ranges.iter().any(|&(first, last)| (first..=last).contains(&number))
        };
        (first..=last).find(|&number| {
            !self.blocked.contains(&number)
                && !is_in(&ty.reserved, number)
                && !is_in(&ty.extension_ranges, number)
                // Old numbers become reserved.
                && !self.fields.iter().any(|field| field.number == number || field.of.field.number == number)
        })
    }
}

impl Numbered<'_, '_> {
    fn is_moved(&self) -> bool {
        self.number != self.of.field.number
    }

    fn shown(&self) -> String {
        format!("`{}` {} to {}", self.of.declared.name(), self.of.field.number, self.number)
    }
}
