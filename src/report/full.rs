//! Findings for a person at a terminal: the source with the place underlined, what to do, and what a fix would
//! change. This file says what is drawn; the pen draws it.

use super::draw::{Drawn, Pen, TIE};
use super::look::visible;
use super::pages::page_url;
use super::snippet::{Snippet, drawn};
use super::summary::mark;
use super::{Columns, Format, Look, Paths, Reader, Reported, change, encode, semver, statistics};
use miette::{LabeledSpan, SourceCode};
use protune_compiler::diagnostic::{Change, Diagnostic, Edit, Label, Place, Severity};
use protune_compiler::schema::FileId;
use rayon::prelude::*;
use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::io::{self, Write};

/// Number of findings that are drawn before they are written.
const BATCH: usize = 4096;

pub static FORMAT: Format = Format {
    name: "full",
    aliases: &[],
    doc: "people at a terminal",
    columns: Columns::Fixed("characters"),
    paths: Paths::WorkingDir,
    reader: Reader::Person,
    write,
    statistics: Some(statistics::table),
};

fn write(findings: Reported<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    if let Some(semver) = findings.semver {
        return semver::write(semver, findings, look, out);
    }
    let draw = |batch: &[Diagnostic]| {
        Ok(batch.par_chunks(64).map(|some| draw(findings, some, look).into_bytes()).collect())
    };
    encode::in_turn(findings.diagnostics.chunks(BATCH), b"", draw, out)
}

fn draw(findings: Reported<'_>, some: &[Diagnostic], look: Look) -> String {
    let mut out = String::new();
    for finding in some {
        draw_finding(findings, finding, look, &mut out).expect("a string takes everything");
    }
    out
}

fn draw_finding(findings: Reported<'_>, finding: &Diagnostic, look: Look, out: &mut String) -> fmt::Result {
    let is_tight = finding.contracts.is_some();
    let pen = Pen { look, gutter: gutter(findings, finding), is_tight, has_fix: !finding.fixes.is_empty() };
    write!(out, "{}", Drawn(pen, &Shown::finding(findings, finding)))?;
    for (at, fix) in finding.fixes.iter().enumerate() {
        let lead = match (at, finding.contracts.is_some()) {
            (0, false) => "help",
            (0, true) => "fix",
            _ => "or",
        };
        change::write(findings, fix, lead, finding.place.file, pen, out)?;
    }
    out.push('\n');
    Ok(())
}

/// Number of digits of the highest line number that is drawn.
fn gutter(findings: Reported<'_>, finding: &Diagnostic) -> usize {
    let labels = finding.labels.iter().map(|label| findings.place_of(label));
    let places = labels.chain([finding.place]).filter_map(|place| Some((place.file, place.span?.start)));
    let edits = finding.fixes.iter().flat_map(|fix| match &fix.change {
        Change::Edits(edits) => &edits[..],
        Change::Rename(_) => &[],
    });
    // The lines that come with the edits have higher numbers than those that go.
    let more = |edit: &Edit| edit.text.matches('\n').count();
    let edits = edits.map(|edit| findings.workspace.text(edit.file).line(edit.span.end) + more(edit));
    let lines = places.map(|(file, at)| findings.workspace.text(file).line(at)).chain(edits);
    (lines.max().unwrap_or(0) + 1).ilog10() as usize + 1
}

/// One finding as miette wants it, or one of its labels that stands in another file.
struct Shown<'w> {
    code: Option<&'w str>,
    url: Option<String>,
    severity: miette::Severity,
    message: Cow<'w, str>,
    help: Option<Cow<'w, str>>,
    source: Snippet<'w>,
    labels: Vec<LabeledSpan>,
    elsewhere: Vec<Shown<'w>>,
}

impl<'w> Shown<'w> {
    fn finding(findings: Reported<'w>, finding: &'w Diagnostic) -> Shown<'w> {
        let home = finding.place.file;
        let (near, far): (Vec<&Label>, Vec<&Label>) =
            finding.labels.iter().partition(|label| is_drawn_in(findings.place_of(label), home));
        let mut labels: Vec<LabeledSpan> =
            near.into_iter().filter_map(|label| draw_label(findings, label)).collect();
        labels.extend(draw_place(findings, finding.place));
        Shown {
            code: Some(finding.rule.as_str()),
            url: findings.catalog.find(&finding.rule).and_then(|rule| page_url(rule)),
            severity: severity(finding.severity),
            message: marked(finding),
            help: help(finding).map(visible),
            source: snippet(findings, finding.place, !labels.is_empty()),
            labels: or_the_name(labels),
            elsewhere: far.into_iter().map(|label| Shown::label(findings, label)).collect(),
        }
    }

    fn label(findings: Reported<'w>, label: &'w Label) -> Shown<'w> {
        let place = findings.place_of(label);
        Shown {
            code: None,
            url: None,
            severity: miette::Severity::Advice,
            message: visible(&label.message),
            help: None,
            source: snippet(findings, place, place.span.is_some()),
            labels: or_the_name(draw_label(findings, label).into_iter().collect()),
            elsewhere: Vec::new(),
        }
    }
}

/// A fix says what to do; only the help says what a change breaks. What to do is the end of it.
fn help(finding: &Diagnostic) -> Option<&str> {
    let help = finding.help.as_deref()?;
    match (finding.fixes.is_empty(), finding.contracts.is_some()) {
        (true, _) => Some(help),
        (false, true) => help.rsplit_once("; ").map(|(broken, _)| broken),
        (false, false) => None,
    }
}

/// The message, and a mark where there is a fix.
fn marked(finding: &Diagnostic) -> Cow<'_, str> {
    let message = visible(&finding.message);
    match mark(finding) {
        Some(mark) => format!("{message}{TIE}{mark}").into(),
        None => message,
    }
}

fn is_drawn_in(place: Place, file: FileId) -> bool {
    place.file == file && place.span.is_some()
}

fn snippet<'w>(findings: Reported<'w>, place: Place, with_text: bool) -> Snippet<'w> {
    let file = with_text.then(|| findings.workspace.text(place.file));
    Snippet { path: findings.shown_path(place), file }
}

/// miette names a file only where it draws a label, so a file as a whole has an empty one.
fn or_the_name(labels: Vec<LabeledSpan>) -> Vec<LabeledSpan> {
    if labels.is_empty() { vec![LabeledSpan::underline((0, 0))] } else { labels }
}

fn draw_place(findings: Reported<'_>, place: Place) -> Option<LabeledSpan> {
    let span = drawn(findings.workspace.text(place.file), place.span?);
    Some(LabeledSpan::new_primary_with_span(None, span.range()))
}

fn draw_label(findings: Reported<'_>, label: &Label) -> Option<LabeledSpan> {
    let place = findings.place_of(label);
    let span = drawn(findings.workspace.text(place.file), place.span?);
    Some(LabeledSpan::new_with_span(Some(visible(&label.message).into_owned()), span.range()))
}

fn severity(severity: Severity) -> miette::Severity {
    match severity {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
        Severity::Info => miette::Severity::Advice,
    }
}

type Boxed<'a> = Option<Box<dyn fmt::Display + 'a>>;

impl miette::Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Boxed<'a> {
        Some(Box::new(self.code?))
    }

    fn url<'a>(&'a self) -> Boxed<'a> {
        Some(Box::new(self.url.as_deref()?))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Boxed<'a> {
        Some(Box::new(self.help.as_deref()?))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        if self.elsewhere.is_empty() {
            return None;
        }
        Some(Box::new(self.elsewhere.iter().map(|shown| shown as &dyn miette::Diagnostic)))
    }
}

impl std::error::Error for Shown<'_> {}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{findings, workspace};
    use super::*;
    use protune_compiler::diagnostic::{Edits, Fix, Safety};
    use protune_compiler::text::Span;

    const FILE: FileId = FileId::new(0);

    fn finding(span: Span) -> Diagnostic {
        Diagnostic::new("RULE", Severity::Error, Place::new(FILE, span), "wrong")
    }

    fn drawn(text: &str, finding: Diagnostic) -> String {
        let workspace = workspace(text);
        let finding = [finding];
        draw(findings(&workspace, &finding), &finding, Look::PLAIN)
    }

    /// Every span of a text that has all that makes lines and columns hard.
    #[test]
    fn any_place_can_be_drawn() {
        let text = "a\tb\r\n\r\né中\rx\n\n\u{1b}[1m\n1\n2\n3\n4\n5\n6\n7";
        let workspace = workspace(text);
        let places: Vec<usize> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
        for &start in &places {
            let before = &text[..start];
            let line = before.matches('\n').count();
            let column = before.rsplit('\n').next().unwrap().chars().count();
            let expected = format!("--> a.proto:{}:{}\n", line + 1, column + 1);
            for &end in places.iter().filter(|&&end| end >= start) {
                let here = [finding(Span::new(start as u32, end as u32))];
                let out = draw(findings(&workspace, &here), &here, Look::PLAIN);
                assert!(out.contains(&expected), "{start}..{end} is at {expected}:\n{out}");
                assert!(!out.contains('\u{1b}'), "{start}..{end} steers the terminal:\n{out}");
            }
        }
    }

    #[test]
    fn of_a_long_span_the_first_line_is_drawn() {
        let text = format!("message M {{\n{}}}\n", "  // more\n".repeat(50));
        let out = drawn(&text, finding(Span::new(0, text.len() as u32)));
        assert!(out.contains("\n1 | message M {\n  | ^^^^^^^^^^^\n  |\n"), "{out}");
    }

    #[test]
    fn of_a_long_line_the_part_around_the_place_is_drawn() {
        let text = format!("{}here{}\n", "é".repeat(100_000), "é".repeat(100_000));
        let out = drawn(&text, finding(Span::new(200_000, 200_004)));
        assert!(out.contains(":1:100001\n") && out.contains("ééhereéé"), "{out}");
        assert!(out.len() < 3000, "{} bytes", out.len());
    }

    #[test]
    fn of_a_long_line_the_part_around_an_edit_is_drawn() {
        let text = format!("{}here{}\n", "é".repeat(100_000), "é".repeat(100_000));
        let span = Span::new(200_000, 200_004);
        let edits = Edits::new(vec![Edit { file: FILE, span, text: "there".to_owned() }]);
        let fix = Fix::new("name it", Safety::Safe, Change::Edits(edits));
        let out = drawn(&text, finding(span).fix(fix));
        assert!(out.contains("ééhereéé") && out.contains("ééthereéé"), "{out}");
        assert!(out.len() < 3000, "{} bytes", out.len());
    }

    #[test]
    fn a_file_as_a_whole_is_named() {
        let whole = Diagnostic::new("RULE", Severity::Info, Place::file(FILE), "wrong");
        let out = drawn("message M {}\n", whole.help("do better"));
        assert_eq!(out, "info[RULE]: wrong\n --> a.proto\nhelp: do better\n\n");
    }
}
