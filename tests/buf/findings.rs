//! Findings of the two in one workspace, and their differences.

use super::buf;
use super::config::Command;
use super::tree::{Files, Pair, Unit};
use crate::binary::protune;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::process::Output;

pub(crate) struct Outcome {
    pub(crate) units: usize,
    /// Messages of buf about the units that it cannot compile.
    pub(crate) left_out: Vec<String>,
    pub(crate) equal: usize,
    pub(crate) differences: Vec<Difference>,
}

pub(crate) struct Difference {
    pub(crate) rules: BTreeSet<String>,
    /// Findings of both, and the files.
    pub(crate) shown: String,
}

#[derive(Debug)]
struct Finding {
    path: String,
    /// Line and column of the start and of the end.
    range: [u64; 4],
    rule: String,
    message: String,
}

impl Finding {
    /// Words are not compared.
    fn is_same(&self, other: &Finding) -> bool {
        self.path == other.path && self.range == other.range && self.rule == other.rule
    }
}

/// Place that buf reports for findings without one.
const NOWHERE: [u64; 4] = [1; 4];

pub(crate) fn compare(command: &Command, mut pair: Pair) -> Outcome {
    let mut left_out = Vec::new();
    loop {
        let (theirs, ours) = run(command, &pair);
        let errors: Vec<&Finding> = theirs.iter().filter(|finding| finding.rule == "COMPILE").collect();
        if errors.is_empty() {
            return outcome(&pair, left_out, theirs, ours);
        }
        let units = pair.units.len();
        pair.units.retain(|unit| {
            let mut paths = unit.now.keys().chain(unit.before.keys());
            // Those of the files before are absolute.
            !paths.any(|path| errors.iter().any(|error| error.path.ends_with(path.as_str())))
        });
        left_out.extend(errors.iter().map(|error| format!("{}: {}", error.path, error.message)));
        assert!(pair.units.len() < units, "no unit has what buf cannot compile: {left_out:?}");
    }
}

fn run(command: &Command, pair: &Pair) -> (Vec<Finding>, Vec<Finding>) {
    let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
    let [now, before] = folders.each_ref().map(|folder| folder.path());
    pair.write(now, before);
    let mut arguments = vec![command.name, "--error-format", "json"];
    if command.name == "breaking" {
        arguments.extend(["--exclude-imports", "--against", before.to_str().expect("a plain path")]);
    }
    let [theirs, ours] = [(buf(), [0, 100]), (protune(now), [0, 1])].map(|(mut program, codes)| {
        let answer = program.args(&arguments).current_dir(now).output().expect("it runs");
        let code = answer.status.code();
        let told = String::from_utf8_lossy(&answer.stderr);
        assert!(code.is_some_and(|code| codes.contains(&code)), "{program:?} ends with {code:?}: {told}");
        findings(&answer)
    });
    (theirs, ours)
}

fn findings(answer: &Output) -> Vec<Finding> {
    let text = String::from_utf8_lossy(&answer.stdout);
    let finding = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).expect("a finding a line");
        let number = |key: &str| value[key].as_u64().unwrap_or(1);
        Finding {
            path: value["path"].as_str().unwrap_or_default().to_owned(),
            range: ["start_line", "start_column", "end_line", "end_column"].map(number),
            message: value["message"].as_str().unwrap_or_default().to_owned(),
            rule: value["type"].as_str().expect("a rule").to_owned(),
        }
    };
    text.lines().map(finding).collect()
}

fn outcome(pair: &Pair, left_out: Vec<String>, mut theirs: Vec<Finding>, mut ours: Vec<Finding>) -> Outcome {
    let mut outcome = Outcome { units: pair.units.len(), left_out, equal: 0, differences: Vec::new() };
    // buf has no rules about comments that hide findings.
    ours.retain(|finding| !finding.rule.starts_with("SUPPRESSION_"));
    outcome.equal = ours.len();
    take_equal(&mut theirs, &mut ours);
    outcome.equal -= ours.len();
    let mut rest: BTreeMap<usize, (Vec<Finding>, Vec<Finding>)> = BTreeMap::new();
    for (finding, is_ours) in
        theirs.into_iter().map(|it| (it, false)).chain(ours.into_iter().map(|it| (it, true)))
    {
        let has =
            |unit: &Unit| unit.now.contains_key(&finding.path) || unit.before.contains_key(&finding.path);
        let at = pair.units.iter().position(has).unwrap_or(usize::MAX);
        let (theirs, ours) = rest.entry(at).or_default();
        if is_ours { ours } else { theirs }.push(finding);
    }
    outcome.differences =
        rest.into_iter().map(|(unit, (theirs, ours))| difference(pair, unit, &theirs, &ours)).collect();
    outcome
}

/// Takes out what is in both. Where buf has no place, or no file, the rule and the file, or the rule, decide.
fn take_equal(theirs: &mut Vec<Finding>, ours: &mut Vec<Finding>) {
    let is_equal: [fn(&Finding, &Finding) -> bool; 3] = [
        |their, our| their.is_same(our),
        |their, our| their.range == NOWHERE && their.path == our.path && their.rule == our.rule,
        |their, our| their.range == NOWHERE && their.path.is_empty() && their.rule == our.rule,
    ];
    for is_equal in is_equal {
        theirs.retain(|their| match ours.iter().position(|our| is_equal(their, our)) {
            Some(at) => {
                ours.swap_remove(at);
                false
            }
            None => true,
        });
    }
}

fn difference(pair: &Pair, unit: usize, theirs: &[Finding], ours: &[Finding]) -> Difference {
    let mut shown = String::new();
    for (who, findings) in [("only buf finds", theirs), ("only we find", ours)] {
        for Finding { path, range: [line, column, end_line, end_column], rule, .. } in findings {
            writeln!(shown, "{who} {rule} at {path}:{line}:{column}-{end_line}:{end_column}").unwrap();
        }
    }
    if let Some(unit) = pair.units.get(unit) {
        shown += &pair.configuration(unit.module);
        for (when, files) in [("before", &unit.before), ("now", &unit.now)] {
            show(when, files, &mut shown);
        }
    }
    let rules = theirs.iter().chain(ours).map(|finding| finding.rule.clone()).collect();
    Difference { rules, shown }
}

fn show(when: &str, files: &Files, out: &mut String) {
    for (path, text) in files {
        write!(out, "--- {when} {path}\n{text}").unwrap();
    }
}
