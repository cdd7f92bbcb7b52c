//! Draws a finding the way compilers do: severity, rule and message, then each place with its line underlined, then
//! what to do. Speaks miette's protocol: it gets a [`miette::Diagnostic`] and reads lines through its
//! [`SourceCode`].

use super::Look;
use super::look::{is_control, visible};
use miette::{Diagnostic, LabeledSpan, ReportHandler, SourceCode, SpanContents};
use protune_compiler::diagnostic::Severity;
use protune_compiler::text::{ColumnUnit, column};
use std::fmt::{self, Write};

/// The fewest columns of a line that are shown, however narrow the terminal is.
const LEAST: usize = 24;

/// Stands for the part of a line that does not fit.
const CUT: &str = "...";

/// A space at which no line ends. Nothing that comes from outside has this character: it would steer a terminal.
pub(super) const TIE: char = '\u{1}';

/// Draws findings whose line numbers have at most so many digits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen {
    pub(super) look: Look,
    pub(super) gutter: usize,
}

/// A finding, drawn when it is displayed.
pub(super) struct Drawn<'a>(pub(super) Pen, pub(super) &'a dyn Diagnostic);

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.debug(self.1, f)
    }
}

impl ReportHandler for Pen {
    fn debug(&self, shown: &dyn Diagnostic, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.headline(shown, f)?;
        let mut is_drawn = self.places(shown, "-->", f)?;
        for related in shown.related().into_iter().flatten() {
            is_drawn |= self.places(related, ":::", f)?;
        }
        if is_drawn {
            self.bar(f)?;
        }
        match shown.help() {
            Some(help) => self.help("help", &help.to_string(), f),
            None => Ok(()),
        }
    }
}

impl Pen {
    /// `error[RULE]: message`
    fn headline(self, shown: &dyn Diagnostic, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = severity(shown);
        let mut head = severity.name().to_owned();
        let mut code = String::new();
        if let Some(rule) = shown.code() {
            code = format!("[{rule}]");
            head += &code;
        }
        write!(f, "{}", self.look.severity(severity).style(severity.name()))?;
        match shown.url().filter(|_| self.look.links && !code.is_empty()) {
            Some(url) => {
                let link = format!("\u{1b}]8;;{url}\u{1b}\\{code}\u{1b}]8;;\u{1b}\\");
                write!(f, "{}", self.look.severity(severity).style(link))?;
            }
            None => write!(f, "{}", self.look.severity(severity).style(code))?,
        }
        let bold = self.look.path();
        for (at, line) in wrapped(&shown.to_string(), head.len() + 2, 4, self.look.width).iter().enumerate() {
            let lead = if at == 0 { ": " } else { "    " };
            writeln!(f, "{lead}{}", bold.style(line))?;
        }
        Ok(())
    }

    /// The file, and each line of it that has a label. Returns whether there was one.
    fn places(
        self,
        shown: &dyn Diagnostic,
        arrow: &str,
        f: &mut fmt::Formatter<'_>,
    ) -> Result<bool, fmt::Error> {
        let Some(source) = shown.source_code() else { return Ok(false) };
        let mut labels: Vec<LabeledSpan> = shown.labels().into_iter().flatten().collect();
        let Some(first) = labels.iter().find(|label| label.primary()).or(labels.first()) else {
            return Ok(false);
        };
        let home = source.read_span(first.inner(), 0, 0).map_err(|_| fmt::Error)?;
        let path = home.name().unwrap_or_default();
        let (gutter, aside) = (self.gutter, self.look.gutter());
        if home.data().is_empty() {
            // Text about another file stands beside its name.
            let said = if shown.code().is_none() { format!(": {shown}") } else { String::new() };
            writeln!(f, "{:gutter$}{} {path}{said}", "", aside.style(arrow))?;
            return Ok(false);
        }
        let before = &home.data()[..first.offset() - home.span().offset()];
        let at = home.column() + String::from_utf8_lossy(before).chars().count();
        writeln!(f, "{:gutter$}{} {path}:{}:{}", "", aside.style(arrow), home.line() + 1, at + 1)?;
        self.bar(f)?;
        labels.sort_by_key(|label| (label.offset(), !label.primary()));
        let marks: Vec<Mark> =
            labels.iter().map(|label| Mark::of(label, source)).collect::<Result<_, _>>()?;
        let mut last: Option<usize> = None;
        // Of a long line, each place has the part around it.
        let is_one = |one: &Mark, other: &Mark| (one.line, &one.text) == (other.line, &other.text);
        for on_line in marks.chunk_by(is_one) {
            if last.is_some_and(|last| last + 1 < on_line[0].line) {
                writeln!(f, "{}", aside.style(CUT))?;
            }
            last = Some(on_line[0].line);
            self.line(on_line, severity(shown), f)?;
        }
        Ok(true)
    }

    /// A line of the source, and below it what is marked in it.
    fn line(self, marks: &[Mark], severity: Severity, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (gutter, aside) = (self.gutter, self.look.gutter());
        let shown = Window::around(&marks[0].text, marks[0].from, self.room());
        let number = format!("{:>gutter$} |", marks[0].line + 1);
        writeln!(f, "{} {}", aside.style(number), shown.text)?;
        for mark in marks {
            let style = if mark.is_primary { self.look.severity(severity) } else { aside };
            let (from, to) = (shown.column(mark.from), shown.column(mark.to));
            let sign = if mark.is_primary { "^" } else { "-" };
            let under = sign.repeat(to.saturating_sub(from).max(1));
            let bar = aside.style(format!("{:gutter$} |", ""));
            let space = " ".repeat(from);
            // What does not fit behind the mark goes below it.
            let label = mark.label.as_deref().unwrap_or_default();
            let width = from + under.len() + 1 + column(label, ColumnUnit::Terminal);
            if label.is_empty() || width <= self.room() {
                let told = if label.is_empty() { under } else { format!("{under} {label}") };
                writeln!(f, "{bar} {space}{}", style.style(told))?;
                continue;
            }
            writeln!(f, "{bar} {space}{}", style.style(under))?;
            let indent = from.min(self.room() / 3);
            for line in wrapped(label, indent, indent, self.room()) {
                writeln!(f, "{bar} {}{}", " ".repeat(indent), style.style(line))?;
            }
        }
        Ok(())
    }

    /// `help: what to do`
    pub(super) fn help(self, lead: &str, help: &str, f: &mut impl Write) -> fmt::Result {
        let indent = lead.len() + 2;
        for (at, line) in wrapped(help, indent, indent, self.look.width).iter().enumerate() {
            match at {
                0 => writeln!(f, "{} {line}", self.look.help().style(format_args!("{lead}:")))?,
                _ => writeln!(f, "{:indent$}{line}", "")?,
            }
        }
        Ok(())
    }

    /// The gutter of a line without a number.
    pub(super) fn bar(self, f: &mut impl Write) -> fmt::Result {
        let gutter = self.gutter;
        writeln!(f, "{}", self.look.gutter().style(format_args!("{:gutter$} |", "")))
    }

    /// A line that goes or comes.
    pub(super) fn change(
        self,
        sign: char,
        number: usize,
        text: &str,
        near: usize,
        f: &mut impl Write,
    ) -> fmt::Result {
        let gutter = self.gutter;
        let style = if sign == '-' { self.look.removed() } else { self.look.added() };
        let number = self.look.gutter().style(format!("{number:>gutter$}"));
        let text = visible(text);
        let text = Window::around(&text, near.min(text.len()), self.room()).text;
        writeln!(f, "{number} {}", style.style(format_args!("{sign} {text}")))
    }

    /// Names another file, whose lines follow.
    pub(super) fn path(self, path: &str, f: &mut impl Write) -> fmt::Result {
        let gutter = self.gutter;
        writeln!(f, "{:gutter$}{} {path}", "", self.look.gutter().style(":::"))
    }

    /// Number of columns that a line of the source may have.
    fn room(self) -> usize {
        self.look.width.saturating_sub(self.gutter + 3).max(LEAST)
    }
}

fn severity(shown: &dyn Diagnostic) -> Severity {
    match shown.severity() {
        Some(miette::Severity::Warning) => Severity::Warning,
        Some(miette::Severity::Advice) => Severity::Info,
        Some(miette::Severity::Error) | None => Severity::Error,
    }
}

/// A part of a line that is underlined.
struct Mark {
    /// From 0.
    line: usize,
    /// The line, or the part of it that was read.
    text: String,
    /// Bytes of the text.
    from: usize,
    to: usize,
    is_primary: bool,
    label: Option<String>,
}

impl Mark {
    /// Marks a label. A place of several lines has a mark to the end of its first line.
    fn of(label: &LabeledSpan, source: &dyn SourceCode) -> Result<Mark, fmt::Error> {
        let read = source.read_span(label.inner(), 0, 0).map_err(|_| fmt::Error)?;
        let (text, from) = first_line(&*read, label.offset());
        let lead = if read.column() > 0 { CUT } else { "" };
        let end = text.len().min(from + label.len()).max(from);
        let shown = |text: &str| text.replace(is_control, super::look::REPLACEMENT);
        let before = format!("{lead}{}", shown(&text[..from]));
        let marked = shown(&text[from..end]);
        let (start, stop) = (before.len(), before.len() + marked.len());
        Ok(Mark {
            line: read.line(),
            text: format!("{before}{marked}{}", shown(&text[end..])),
            from: start,
            to: stop,
            is_primary: label.primary(),
            label: label.label().map(str::to_owned),
        })
    }
}

/// The first line of what was read, and where in it a place is.
fn first_line(read: &dyn SpanContents<'_>, offset: usize) -> (String, usize) {
    let text = String::from_utf8_lossy(read.data());
    let line = text.split('\n').next().unwrap_or_default().trim_end_matches('\r');
    (line.to_owned(), line.floor_char_boundary((offset - read.span().offset()).min(line.len())))
}

/// Part of a line that fits, with its tabs as spaces.
struct Window {
    text: String,
    /// For each byte of the line where it stands in the text, in columns.
    columns: Vec<usize>,
}

impl Window {
    /// Cuts a line so that it fits and a place in it can be seen.
    fn around(line: &str, place: usize, room: usize) -> Window {
        let columns = columns(line);
        let is_start = |&byte: &usize| line.is_char_boundary(byte);
        let (whole, at) = (columns[line.len()], columns[place.min(line.len())]);
        let (mut from, mut to) = (0, line.len());
        let (mut lead, mut tail) = ("", "");
        if whole > room {
            // A third of the room before the place, where not all before it fits.
            if at + room / 3 > room {
                from = (0..=line.len())
                    .find(|&byte| is_start(&byte) && columns[byte] + room / 3 >= at)
                    .unwrap_or(0);
                lead = CUT;
            }
            let most = columns[from] + room - lead.len();
            if whole > most {
                let fits = |&byte: &usize| is_start(&byte) && columns[byte] + CUT.len() <= most;
                to = (from..=line.len()).rev().find(fits).unwrap_or(from);
                tail = CUT;
            }
        }
        let mut text = lead.to_owned();
        for (byte, c) in line[from..to].char_indices().map(|(byte, c)| (from + byte, c)) {
            match c {
                '\t' => text.extend(std::iter::repeat_n(' ', columns[byte + 1] - columns[byte])),
                c => text.push(c),
            }
        }
        text.push_str(tail);
        let (first, last) = (columns[from], columns[to]);
        let columns = columns.iter().map(|&column| column.clamp(first, last) - first + lead.len()).collect();
        Window { text, columns }
    }

    fn column(&self, byte: usize) -> usize {
        self.columns[byte.min(self.columns.len() - 1)]
    }
}

/// The column that each byte of a line begins in, and the one behind the last.
fn columns(line: &str) -> Vec<usize> {
    if line.is_ascii() {
        let step = |column: &mut usize, byte: u8| {
            let here = *column;
            *column += if byte == b'\t' { 4 - here % 4 } else { 1 };
            Some(here)
        };
        let mut columns: Vec<usize> = line.bytes().scan(0, step).collect();
        columns.push(column(line, ColumnUnit::Terminal));
        return columns;
    }
    // Several characters may be one picture, so that widths do not add up.
    let start = |byte| line.floor_char_boundary(byte);
    (0..=line.len()).map(|byte| column(&line[..start(byte)], ColumnUnit::Terminal)).collect()
}

/// A text in lines that are no wider than `width`: the first begins in column `first`, the others in column `indent`.
fn wrapped(text: &str, first: usize, indent: usize, width: usize) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    let (mut begin, mut wide) = (first, 0);
    for word in text.split(' ') {
        let word = word.replace(TIE, " ");
        let word_wide = column(&word, ColumnUnit::Terminal);
        if !line.is_empty() && begin + wide + 1 + word_wide > width {
            lines.push(std::mem::take(&mut line));
            (begin, wide) = (indent, 0);
        }
        if !line.is_empty() {
            line.push(' ');
            wide += 1;
        }
        line.push_str(&word);
        wide += word_wide;
    }
    lines.push(line);
    lines
}
