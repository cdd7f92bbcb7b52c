//! Holds the compiler against protoc, on the cases of `fixtures/compile`: both reject the same ones,
//! point at the same lines, and write the same descriptors. A new case is a new file.
//!
//! What we find in an invalid case stands beside it; `BLESS=1 cargo test --test compile` writes it.
//! `PROTUNE_COMPILE_REPORT=FILE` writes all differences, by group, whether the test passes or not.

#[path = "compile/case.rs"]
mod case;
#[path = "compile/exceptions.rs"]
mod exceptions;
#[path = "compile/ours.rs"]
mod ours;
#[path = "compile/protoc.rs"]
mod protoc;

use case::Case;
use exceptions::{Exceptions, Kind};
use ours::Ours;
use protoc::{Protoc, Verdict};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

/// The least share of protoc's lines that we report something on, in percent.
const LINES_TO_AGREE: usize = 95;

#[test]
fn agrees_with_protoc() {
    let cases = case::all();
    let protoc = Protoc::new();
    let outcome = |case| Outcome { case, protoc: protoc.run(case), ours: ours::compile(case) };
    let outcomes: Vec<Outcome> = cases.par_iter().map(outcome).collect();
    let mut exceptions = Exceptions::read();
    let mut differences: Vec<Difference> =
        outcomes.iter().flat_map(|outcome| outcome.differences(&mut exceptions)).collect();
    differences.extend(stale_snapshots(&cases));
    let lines = Lines::count(&outcomes, &exceptions);
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

/// A place where we and protoc differ, or where what is written down is not what is so.
struct Difference {
    what: What,
    case: String,
    detail: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    /// The case does not stand where it belongs.
    Fixture,
    Accepts,
    Rejects,
    Bytes,
    Words,
    Snapshot,
    Line,
}

impl What {
    const ALL: [What; 7] =
        [What::Fixture, What::Accepts, What::Rejects, What::Bytes, What::Words, What::Snapshot, What::Line];

    fn title(self) -> &'static str {
        match self {
            What::Fixture => "protoc sees the case in another way than its folder says",
            What::Accepts => "we accept what protoc rejects",
            What::Rejects => "we reject what protoc accepts",
            What::Bytes => "the descriptors differ",
            What::Words => "the words are not in the style of the house",
            What::Snapshot => "the findings are not those that are written down; BLESS=1 writes them",
            What::Line => "we report nothing on the line that protoc reports",
        }
    }
}

/// What both say of one case.
struct Outcome<'c> {
    case: &'c Case,
    protoc: Verdict,
    ours: Ours,
}

impl Outcome<'_> {
    fn differences(&self, exceptions: &mut Exceptions) -> Vec<Difference> {
        if self.protoc.accepts() != self.case.is_valid() {
            return vec![self.difference(What::Fixture, self.protoc.told())];
        }
        let mut out = Vec::new();
        if !self.case.is_valid() {
            self.judge_invalid(exceptions, &mut out);
        } else if self.ours.rejects() {
            self.judge(What::Rejects, Kind::Rejects, self.ours.text.clone(), exceptions, &mut out);
        } else if self.ours.set != self.protoc.set {
            self.judge(What::Bytes, Kind::Bytes, self.difference_of_bytes(), exceptions, &mut out);
        }
        out.extend(self.ours.wording().into_iter().map(|words| self.difference(What::Words, words)));
        out
    }

    fn judge_invalid(&self, exceptions: &mut Exceptions, out: &mut Vec<Difference>) {
        if !self.ours.rejects() {
            return self.judge(What::Accepts, Kind::Accepts, self.protoc.told(), exceptions, out);
        }
        out.extend(self.snapshot());
        let missed: Vec<String> =
            self.missed_lines().iter().map(|(file, line)| format!("{file}:{line}")).collect();
        if !missed.is_empty() {
            let (lines, protoc) = (missed.join(", "), self.protoc.told());
            let detail = format!("{lines}\nprotoc:\n{protoc}ours:\n{}", self.ours.text);
            self.judge(What::Line, Kind::Line, detail, exceptions, out);
        }
    }

    fn judge(
        &self,
        what: What,
        kind: Kind,
        detail: String,
        exceptions: &mut Exceptions,
        out: &mut Vec<Difference>,
    ) {
        if !exceptions.take(&self.case.name, kind) {
            out.push(self.difference(what, detail));
        }
    }

    fn difference(&self, what: What, detail: String) -> Difference {
        Difference { what, case: self.case.name.clone(), detail }
    }

    /// The files and lines that protoc reports, and we do not.
    fn missed_lines(&self) -> Vec<(String, usize)> {
        self.protoc.lines().difference(&self.ours.lines).cloned().collect()
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

fn is_blessing() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// Findings without a case; removed when they are to be blessed.
fn stale_snapshots(cases: &[Case]) -> Vec<Difference> {
    let known: BTreeSet<PathBuf> = cases.iter().filter(|case| !case.is_valid()).map(Case::snapshot).collect();
    let stale = case::snapshots().into_iter().filter(|path| !known.contains(path));
    if is_blessing() {
        stale.for_each(|path| fs::remove_file(path).expect("findings can be removed"));
        return Vec::new();
    }
    let difference = |path: PathBuf| Difference {
        what: What::Snapshot,
        case: path.display().to_string(),
        detail: "there is no such case\n".to_owned(),
    };
    stale.map(difference).collect()
}

/// How many of the lines that protoc reports we report, over all invalid cases.
struct Lines {
    agree: usize,
    all: usize,
}

impl Lines {
    fn count(outcomes: &[Outcome], exceptions: &Exceptions) -> Lines {
        let counts =
            |outcome: &&Outcome| !outcome.protoc.accepts() && !exceptions.has(&outcome.case.name, Kind::Line);
        let mut lines = Lines { agree: 0, all: 0 };
        for outcome in outcomes.iter().filter(counts) {
            let all = outcome.protoc.lines().len();
            lines.all += all;
            lines.agree += all - outcome.missed_lines().len();
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

/// All differences, in order of what they are and of the groups of the cases.
fn report(outcomes: &[Outcome], differences: &[Difference], lines: &Lines) -> String {
    let invalid = outcomes.iter().filter(|outcome| !outcome.case.is_valid()).count();
    let valid = outcomes.len() - invalid;
    let mut out = format!("{invalid} invalid cases, {valid} valid ones\n{}\n", lines.summary());
    for what in What::ALL {
        let these: Vec<&Difference> = differences.iter().filter(|d| d.what == what).collect();
        if !these.is_empty() {
            write_differences(what, &these, &mut out);
        }
    }
    out
}

fn write_differences(what: What, these: &[&Difference], out: &mut String) {
    let _ = writeln!(out, "\n==== {}: {}", what.title(), these.len());
    let mut group = "";
    for difference in these {
        let this = difference.case.rsplit_once('/').map_or("", |(group, _)| group);
        if this != group {
            group = this;
            let _ = writeln!(out, "\n-- {group}");
        }
        let _ = writeln!(out, "{}", difference.case);
        for line in difference.detail.lines() {
            let _ = writeln!(out, "    {line}");
        }
    }
}
