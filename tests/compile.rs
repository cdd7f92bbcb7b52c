//! Compares the compiler with protoc on the cases of `fixtures/compile`: both reject the same ones, report the same
//! lines, and write the same descriptors. A new case is a new file.
//!
//! Our findings in an invalid case stand beside it. `PROTUNE_COMPILE_REPORT=FILE` writes all differences, by group,
//! whether the tests pass or not.

mod case;
mod difference;
mod exceptions;
mod ours;
mod protoc;

use crate::is_blessing;
use crate::transcript::expected;
use case::Case;
use difference::{Difference, What};
use exceptions::Exceptions;
use libtest_mimic::{Failed, Trial};
use ours::Ours;
use protoc::{Protoc, Verdict};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// The least share of protoc's lines that we report something on, in percent.
const LINES_TO_AGREE: usize = 95;

/// A test for each case, `compile::group/case`, and one for all of them together.
pub(crate) fn trials() -> Vec<Trial> {
    let suite = Arc::new(Suite::read());
    let trial = |at: usize| {
        let suite = Arc::clone(&suite);
        Trial::test(format!("compile::{}", suite.cases[at].name), move || suite.hold(at))
    };
    let mut trials: Vec<Trial> = (0..suite.cases.len()).map(trial).collect();
    trials.push(Trial::test("compile::all_cases_together", move || suite.hold_together()));
    trials
}

/// All cases, each of which is compiled once, by the first test that asks.
struct Suite {
    cases: Vec<Case>,
    outcomes: Vec<OnceLock<Outcome>>,
    protoc: Protoc,
    exceptions: Exceptions,
}

/// The answers of both compilers to one case.
struct Outcome {
    protoc: Verdict,
    ours: Ours,
}

impl Suite {
    fn read() -> Suite {
        let cases = case::all();
        let outcomes = cases.iter().map(|_| OnceLock::new()).collect();
        Suite { cases, outcomes, protoc: Protoc::new(), exceptions: Exceptions::read() }
    }

    fn outcome(&self, at: usize) -> &Outcome {
        let case = &self.cases[at];
        self.outcomes[at].get_or_init(|| Outcome { protoc: self.protoc.run(case), ours: ours::compile(case) })
    }

    /// Differences in one case that are not meant; a line that we do not report counts over all cases.
    fn hold(&self, at: usize) -> Result<(), Failed> {
        let case = &self.cases[at];
        let outcome = self.outcome(at);
        if is_blessing() && outcome.has_findings(case) {
            fs::write(case.snapshot(), &outcome.ours.text)?;
        }
        let mut differences = outcome.differences(case);
        differences.retain(|it| it.what != What::Line && !self.exceptions.has(&it.case, it.what));
        passed_unless(&differences)
    }

    fn hold_together(&self) -> Result<(), Failed> {
        let outcomes: Vec<&Outcome> =
            (0..self.cases.len()).into_par_iter().map(|at| self.outcome(at)).collect();
        let outcomes: Vec<(&Case, &Outcome)> = self.cases.iter().zip(outcomes).collect();
        let all: Vec<Difference> =
            outcomes.iter().flat_map(|(case, outcome)| outcome.differences(case)).collect();
        let unused = self.exceptions.unused(&all);
        let lines = Lines::count(&outcomes);
        if let Some(path) = std::env::var_os("PROTUNE_COMPILE_REPORT") {
            fs::write(path, report(&outcomes, &all, &lines))?;
        }
        if !unused.is_empty() {
            return Err(format!("exceptions that are not needed: {unused:#?}").into());
        }
        if !lines.is_enough() {
            return Err(lines.summary().into());
        }
        passed_unless(&stale_snapshots(&outcomes))
    }
}

fn passed_unless(differences: &[Difference]) -> Result<(), Failed> {
    let mut out = String::new();
    difference::write_all(differences, &mut out);
    if differences.is_empty() { Ok(()) } else { Err(out.into()) }
}

fn report(outcomes: &[(&Case, &Outcome)], differences: &[Difference], lines: &Lines) -> String {
    let invalid = outcomes.iter().filter(|(case, _)| !case.is_valid()).count();
    let valid = outcomes.len() - invalid;
    let mut out = format!("{invalid} invalid cases, {valid} valid ones\n{}\n", lines.summary());
    difference::write_all(differences, &mut out);
    out
}

impl Outcome {
    fn has_findings(&self, case: &Case) -> bool {
        !case.is_valid() && self.ours.rejects()
    }

    fn differences(&self, case: &Case) -> Vec<Difference> {
        let difference = |what, detail| Difference { what, case: case.name.clone(), detail };
        if self.protoc.accepts() != case.is_valid() {
            return vec![difference(What::Fixture, self.protoc.told())];
        }
        let mut out = Vec::new();
        if !case.is_valid() && !self.ours.rejects() {
            out.push(difference(What::Accepts, self.protoc.told()));
        } else if !case.is_valid() {
            out.extend(self.stale_snapshot(case).map(|diff| difference(What::Snapshot, diff)));
            out.extend(self.difference_of_lines().map(|lines| difference(What::Line, lines)));
        } else if self.ours.rejects() {
            out.push(difference(What::Rejects, self.ours.text.clone()));
        } else if self.ours.set != self.protoc.set {
            out.push(difference(What::Bytes, self.difference_of_bytes()));
        }
        out.extend(self.ours.wording().into_iter().map(|words| difference(What::Words, words)));
        out
    }

    /// Diff between the written findings and those of this run.
    fn stale_snapshot(&self, case: &Case) -> Option<String> {
        let written = fs::read_to_string(case.snapshot()).unwrap_or_default();
        (written != self.ours.text).then(|| expected::difference("written", &written, &self.ours.text))
    }

    fn difference_of_lines(&self) -> Option<String> {
        let missed: Vec<String> =
            self.missed_lines().iter().map(|(file, line)| format!("{file}:{line}")).collect();
        let detail =
            format!("{}\nprotoc:\n{}ours:\n{}", missed.join(", "), self.protoc.told(), self.ours.text);
        (!missed.is_empty()).then_some(detail)
    }

    /// The files and lines that protoc reports, and we do not.
    fn missed_lines(&self) -> Vec<(String, usize)> {
        self.protoc.lines().difference(&self.ours.lines).cloned().collect()
    }

    fn difference_of_bytes(&self) -> String {
        let (ours, theirs) = (&self.ours.set, &self.protoc.set);
        // Lengths differ in every message around it: where both are alike again says more.
        let same = ours.iter().rev().zip(theirs.iter().rev()).take_while(|(a, b)| a == b).count();
        let shown = |set: &[u8]| {
            let end = set.len() - same;
            set[end.saturating_sub(40)..set.len().min(end + 8)].escape_ascii().to_string()
        };
        format!("up to {same} bytes before the end\nours:   {}\nprotoc: {}\n", shown(ours), shown(theirs))
    }
}

/// Written findings that no case has; removed when blessing.
fn stale_snapshots(outcomes: &[(&Case, &Outcome)]) -> Vec<Difference> {
    let with_findings = outcomes.iter().filter(|(case, outcome)| outcome.has_findings(case));
    let known: BTreeSet<PathBuf> = with_findings.map(|(case, _)| case.snapshot()).collect();
    let stale = case::snapshots().into_iter().filter(|path| !known.contains(path));
    if is_blessing() {
        stale.for_each(|path| fs::remove_file(path).expect("findings can be removed"));
        return Vec::new();
    }
    let difference = |path: PathBuf| Difference {
        what: What::Snapshot,
        case: path.display().to_string(),
        detail: "there is no such case, or we find nothing in it".to_owned(),
    };
    stale.map(difference).collect()
}

/// Number of the lines reported by protoc that we also report, over all invalid cases.
struct Lines {
    agree: usize,
    all: usize,
}

impl Lines {
    fn count(outcomes: &[(&Case, &Outcome)]) -> Lines {
        let mut lines = Lines { agree: 0, all: 0 };
        for (_, outcome) in outcomes {
            // Cases that are excepted count as well: an exception explains a line, it does not make it agree.
            if !outcome.protoc.accepts() {
                let all = outcome.protoc.lines().len();
                lines.all += all;
                lines.agree += all - outcome.missed_lines().len();
            }
        }
        lines
    }

    fn is_enough(&self) -> bool {
        self.agree * 100 >= self.all * LINES_TO_AGREE
    }

    fn summary(&self) -> String {
        format!("lines: {} of {} agree", self.agree, self.all)
    }
}
