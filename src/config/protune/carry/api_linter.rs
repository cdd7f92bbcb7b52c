//! From a configuration of api-linter. Its entries count in order; a protune.toml has one set of rules, and files that some
//! of them leave out, named by one glob or by all but one.

use super::output::{Carried, Output};
use crate::config::api_linter::{ApiLinter, Entry, Glob, rules};
use crate::config::protune::globs;
use crate::config::protune::init::quoted;
use protune_compiler::diagnostic::RuleId;
use protune_rules::{Rule, Wing};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;

/// Files that a rule leaves out.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Without {
    /// Files that match a glob of a protune.toml.
    Matching(String),
    /// Files that match none of these globs.
    AllBut(BTreeSet<String>),
}

impl Without {
    /// Key of `per-file-ignores` that means these files.
    fn glob(&self) -> String {
        match self {
            Without::Matching(glob) => format!("./{glob}"),
            Without::AllBut(globs) => match &Vec::from_iter(globs)[..] {
                [only] => format!("!./{only}"),
                globs => {
                    let globs: Vec<&str> = globs.iter().map(|glob| glob.as_str()).collect();
                    format!("!./{{{}}}", globs.join(","))
                }
            },
        }
    }
}

/// Files in which a rule does not run.
#[derive(Clone)]
enum Off {
    Everywhere,
    In(BTreeSet<Without>),
}

/// Carries a configuration over. The text is for a file in the same folder.
pub(super) fn carry_over(path: &Path, file: &ApiLinter) -> Carried {
    let mut out = Output::of(path, "");
    let all: Vec<&Arc<Rule>> = rules().collect();
    let mut off: BTreeMap<RuleId, Off> = all.iter().map(|rule| (rule.id, Off::In(BTreeSet::new()))).collect();
    for entry in &file.entries {
        apply(entry, &mut off, file, &mut out);
    }
    let is_off = |rule: &&Arc<Rule>| matches!(off[&rule.id], Off::Everywhere);
    let (stopped, running): (Vec<&Arc<Rule>>, Vec<&Arc<Rule>>) = all.iter().copied().partition(is_off);
    let (select, ignore) = (words(&running), words(&stopped));
    out.text += "\n[lint]\n";
    match select.len() <= ignore.len() + 1 {
        true if select.is_empty() => out.text += "select = []\n",
        true => out.list("select", select),
        false => {
            out.list("select", [Wing::Aip.name().to_owned()]);
            out.list("ignore", ignore);
        }
    }
    let mut by_glob: BTreeMap<String, Vec<&Arc<Rule>>> = BTreeMap::new();
    for rule in running {
        let Off::In(files) = &off[&rule.id] else { continue };
        files.iter().for_each(|files| by_glob.entry(files.glob()).or_default().push(rule));
    }
    if !by_glob.is_empty() {
        out.text += "\n[lint.per-file-ignores]\n";
    }
    for (glob, rules) in by_glob {
        out.list(&quoted(&glob), words(&rules));
    }
    out.carried()
}

/// Lets an entry decide about the files that it is about.
fn apply(entry: &Entry, off: &mut BTreeMap<RuleId, Off>, file: &ApiLinter, out: &mut Output) {
    let included = translated(&entry.paths.included, file, out);
    let excluded = translated(&entry.paths.excluded, file, out);
    let is_about_some = !entry.paths.included.is_empty();
    if is_about_some && included.is_empty() {
        return;
    }
    let mut left: BTreeSet<bool> = BTreeSet::new();
    for (rule, off) in off.iter_mut() {
        let Some(on) = entry.switches(*rule) else { continue };
        let new = match (on, is_about_some, excluded.is_empty()) {
            (true, false, true) => Some(Off::In(BTreeSet::new())),
            (false, false, true) => Some(Off::Everywhere),
            (true, ..) => switched_on(off, &included, &excluded),
            (false, ..) => switched_off(off, &included, &excluded),
        };
        match new {
            Some(new) => *off = new,
            None => _ = left.insert(on),
        }
    }
    for on in left {
        let what = if on { "enables" } else { "disables" };
        let message = format!("rules that this entry {what} in some files: no single glob says which files");
        out.leave(file.reading.line(entry.span), message);
    }
}

/// Files in which a rule does not run after it is switched on for some files; `None` if no globs say it.
fn switched_on(off: &Off, included: &BTreeSet<String>, excluded: &BTreeSet<String>) -> Option<Off> {
    match (off, included.is_empty(), excluded.is_empty()) {
        (Off::In(files), ..) if files.is_empty() => Some(off.clone()),
        (Off::Everywhere, false, true) => Some(Off::In(BTreeSet::from([Without::AllBut(included.clone())]))),
        (Off::Everywhere, true, false) => Some(Off::In(matching(excluded))),
        (Off::In(files), false, true) => {
            let rest: Option<BTreeSet<Without>> = files
                .iter()
                .filter(|files| !matches!(files, Without::Matching(glob) if included.contains(glob)))
                .map(|files| match files {
                    Without::AllBut(known) => Some(Without::AllBut(known | included)),
                    Without::Matching(_) => None,
                })
                .collect();
            rest.map(Off::In)
        }
        _ => None,
    }
}

/// Files in which a rule does not run after it is switched off for some files; `None` if no globs say it.
fn switched_off(off: &Off, included: &BTreeSet<String>, excluded: &BTreeSet<String>) -> Option<Off> {
    let more = match (included.is_empty(), excluded.is_empty()) {
        (false, true) => matching(included),
        (true, false) => BTreeSet::from([Without::AllBut(excluded.clone())]),
        _ => return None,
    };
    Some(match off {
        Off::Everywhere => Off::Everywhere,
        Off::In(files) => Off::In(files | &more),
    })
}

fn matching(globs: &BTreeSet<String>) -> BTreeSet<Without> {
    globs.iter().cloned().map(Without::Matching).collect()
}

/// The globs in the words of protune.toml, seen from the folder of the file. There, a glob also means all that is in a
/// folder that it matches.
fn translated(written: &[Glob], file: &ApiLinter, out: &mut Output) -> BTreeSet<String> {
    let mut globs = BTreeSet::new();
    for glob in written {
        match globs::of_schemas(&glob.written) {
            Some(glob) => _ = globs.insert(glob),
            None => {
                let message =
                    format!("`{}`: a glob of api-linter matches whole paths, this no schema", glob.written);
                out.leave(file.reading.line(glob.span), message);
            }
        }
    }
    globs
}

/// The fewest words that mean these rules of the wing and no others.
fn words(wanted: &[&Arc<Rule>]) -> Vec<String> {
    let ids: HashSet<RuleId> = wanted.iter().map(|rule| rule.id).collect();
    let mut words: Vec<(&str, usize)> = Vec::new();
    for rule in rules() {
        for word in rule.words().filter(|word| rule.id != **word) {
            if !words.iter().any(|(known, _)| *known == word) {
                words.push((word, rules().filter(|rule| rule.answers_to(word)).count()));
            }
        }
    }
    words.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let mut rest = ids.clone();
    let mut out = Vec::new();
    for (word, _) in words {
        let meant: HashSet<RuleId> =
            rules().filter(|rule| rule.answers_to(word)).map(|rule| rule.id).collect();
        if meant.is_subset(&ids) && !meant.is_disjoint(&rest) {
            rest.retain(|id| !meant.contains(id));
            out.push(word.to_owned());
        }
    }
    out.extend(rules().map(|rule| rule.id).filter(|id| rest.contains(id)).map(|id| id.to_string()));
    out.sort_unstable();
    out
}
