//! Words for what a change breaks, in helps and in titles of fixes.

use crate::pair::words::list;
use protune_compiler::diagnostic::{Contracts, Verdict};
use std::sync::LazyLock;

/// The contracts by the words of messages.
fn by_name(contracts: Contracts) -> [(&'static str, Verdict); 3] {
    let Contracts { wire, json, source } = contracts;
    [("encoded messages", wire), ("JSON", json), ("generated source", source)]
}

fn named(contracts: Contracts, is_meant: fn(Verdict) -> bool) -> String {
    let meant = by_name(contracts).into_iter().filter(|&(_, verdict)| is_meant(verdict));
    list(&meant.map(|(name, _)| name.to_owned()).collect::<Vec<_>>())
}

/// Returns what a change breaks, in words: `this breaks JSON; in encoded messages, numbers that ...`.
pub(super) fn told(contracts: Contracts) -> String {
    let broken = named(contracts, Verdict::breaks);
    let conditions = by_name(contracts).into_iter().filter_map(|(name, verdict)| match verdict {
        Verdict::Conditional(why) => Some((name, why)),
        Verdict::Safe | Verdict::Breaks(_) => None,
    });
    // Conditions that are the same are told once.
    let mut told: Vec<(Vec<String>, &str)> = Vec::new();
    for (name, why) in conditions {
        match told.iter_mut().find(|(_, known)| *known == why) {
            Some((names, _)) => names.push(name.to_owned()),
            None => told.push((vec![name.to_owned()], why)),
        }
    }
    let told = told.into_iter().map(|(names, why)| format!("in {}, {why}", list(&names)));
    let broken = (!broken.is_empty()).then(|| format!("this breaks {broken}"));
    broken.into_iter().chain(told).collect::<Vec<_>>().join("; ")
}

/// Returns the end of a title that names what a fix breaks: `, which breaks JSON, and may break generated source`.
pub(super) fn which_breaks(contracts: Contracts) -> &'static str {
    /// Fixes are made by the ten thousand, and there are few ends.
    static ENDS: LazyLock<Vec<String>> = LazyLock::new(|| (0..27).map(end).collect());
    let grades = by_name(contracts).map(|(_, verdict)| grade(verdict));
    &ENDS[grades.into_iter().fold(0, |number, grade| number * 3 + grade)]
}

fn grade(verdict: Verdict) -> usize {
    match verdict {
        Verdict::Safe => 0,
        Verdict::Conditional(_) => 1,
        Verdict::Breaks(_) => 2,
    }
}

fn end(number: usize) -> String {
    let verdicts = [9, 3, 1].map(|place| match number / place % 3 {
        0 => Verdict::Safe,
        1 => Verdict::Conditional(""),
        _ => Verdict::Breaks(""),
    });
    let [wire, json, source] = verdicts;
    let contracts = Contracts { wire, json, source };
    let broken = named(contracts, Verdict::breaks);
    let endangered = named(contracts, |verdict| matches!(verdict, Verdict::Conditional(_)));
    match (broken.as_str(), endangered.as_str()) {
        ("", "") => String::new(),
        (broken, "") => format!(", which breaks {broken}"),
        ("", endangered) => format!(", which may break {endangered}"),
        (broken, endangered) => format!(", which breaks {broken}, and may break {endangered}"),
    }
}
