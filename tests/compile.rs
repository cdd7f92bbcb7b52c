//! Holds the compiler against protoc, on the cases of `fixtures/compile`: both reject the same ones,
//! point at the same lines, and write the same descriptors. A new case is a new file.
//!
//! What we find in an invalid case stands beside it; `BLESS=1 cargo test --test compile` writes it.
//! `PROTUNE_COMPILE_REPORT=FILE` writes all differences, by group, whether the test passes or not.

#[path = "compile/case.rs"]
mod case;
#[path = "compile/difference.rs"]
mod difference;
#[path = "compile/exceptions.rs"]
mod exceptions;
#[path = "compile/ours.rs"]
mod ours;
#[path = "compile/protoc.rs"]
mod protoc;

use case::Case;
use difference::{Difference, What};
use exceptions::Exceptions;
use ours::Ours;
use protoc::{Protoc, Verdict};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::PathBuf;

/// The least share of protoc's lines that we report something on, in percent.
const LINES_TO_AGREE: usize = 95;

#[test]
fn agrees_with_protoc() {
    let cases = case::all();
    let protoc = Protoc::new();
    let outcomes: Vec<Outcome> = cases.par_iter().map(|case| Outcome::of(case, &protoc)).collect();
    let mut exceptions = Exceptions::read();
    let mut differences: Vec<Difference> = outcomes.iter().flat_map(Outcome::differences).collect();
    differences.retain(|difference| !exceptions.take(&difference.case, difference.what));
    differences.extend(stale_snapshots(&outcomes));
    let lines = Lines::count(&outcomes);
    let report = report(&outcomes, &differences, &lines);
    if let Some(path) = std::env::var_os("PROTUNE_COMPILE_REPORT") {
        fs::write(path, &report).expect("the report can be written");
    }
    say(&lines);
    let is_passed = differences.iter().all(|difference| difference.what == What::Line) && lines.is_enough();
    assert!(is_passed, "\n\n{report}");
    assert!(exceptions.unused().is_empty(), "exceptions that are none: {:#?}", exceptions.unused());
}

#[expect(clippy::print_stdout, reason = "how far the two agree is worth knowing when nothing fails, too")]
fn say(lines: &Lines) {
    println!("{}", lines.summary());
}

fn report(outcomes: &[Outcome], differences: &[Difference], lines: &Lines) -> String {
    let invalid = outcomes.iter().filter(|outcome| !outcome.case.is_valid()).count();
    let valid = outcomes.len() - invalid;
    let mut out = format!("{invalid} invalid cases, {valid} valid ones\n{}\n", lines.summary());
    difference::write_all(differences, &mut out);
    out
}

/// What both say of one case.
struct Outcome<'c> {
    case: &'c Case,
    protoc: Verdict,
    ours: Ours,
}

impl<'c> Outcome<'c> {
    fn of(case: &'c Case, protoc: &Protoc) -> Outcome<'c> {
        let ours = catch_unwind(|| ours::compile(case));
        let ours = ours.unwrap_or_else(|_| panic!("the compiler panics on {}", case.name));
        Outcome { case, protoc: protoc.run(case), ours }
    }

    fn differences(&self) -> Vec<Difference> {
        if self.protoc.accepts() != self.case.is_valid() {
            return vec![self.difference(What::Fixture, self.protoc.told())];
        }
        let mut out = Vec::new();
        if !self.case.is_valid() && !self.ours.rejects() {
            out.push(self.difference(What::Accepts, self.protoc.told()));
        } else if !self.case.is_valid() {
            out.extend(self.snapshot());
            out.extend(self.difference_of_lines());
        } else if self.ours.rejects() {
            out.push(self.difference(What::Rejects, self.ours.text.clone()));
        } else if self.ours.set != self.protoc.set {
            out.push(self.difference(What::Bytes, self.difference_of_bytes()));
        }
        out.extend(self.ours.wording().into_iter().map(|words| self.difference(What::Words, words)));
        out
    }

    fn difference(&self, what: What, detail: String) -> Difference {
        Difference { what, case: self.case.name.clone(), detail }
    }

    /// What is wrong with the written findings, which are replaced when they are to be blessed.
    fn snapshot(&self) -> Option<Difference> {
        let path = self.case.snapshot();
        let written = fs::read_to_string(&path).unwrap_or_default();
        if written == self.ours.text {
            return None;
        }
        if is_blessing() {
            fs::write(&path, &self.ours.text).expect("findings can be written");
            return None;
        }
        let diff = similar::TextDiff::from_lines(&written, &self.ours.text);
        let detail = diff.unified_diff().header("written", "this run").to_string();
        Some(self.difference(What::Snapshot, detail))
    }

    fn difference_of_lines(&self) -> Option<Difference> {
        let missed: Vec<String> =
            self.missed_lines().iter().map(|(file, line)| format!("{file}:{line}")).collect();
        let detail =
            format!("{}\nprotoc:\n{}ours:\n{}", missed.join(", "), self.protoc.told(), self.ours.text);
        (!missed.is_empty()).then(|| self.difference(What::Line, detail))
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

/// Written findings that no case has; removed when they are to be blessed.
fn stale_snapshots(outcomes: &[Outcome]) -> Vec<Difference> {
    let has_findings = |outcome: &&Outcome| !outcome.case.is_valid() && outcome.ours.rejects();
    let known: BTreeSet<PathBuf> =
        outcomes.iter().filter(has_findings).map(|outcome| outcome.case.snapshot()).collect();
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

fn is_blessing() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// How many of the lines that protoc reports we report, over all invalid cases.
struct Lines {
    agree: usize,
    all: usize,
}

impl Lines {
    fn count(outcomes: &[Outcome]) -> Lines {
        let mut lines = Lines { agree: 0, all: 0 };
        for outcome in outcomes {
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
