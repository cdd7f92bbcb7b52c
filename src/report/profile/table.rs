//! A table for people: the greatest rows first, with bars. What it has beside names, bytes and shares depends on how
//! wide the terminal is.

use super::rows::{Row, Rows, Weight};
use super::{By, Look, ProfileFormat, Proposed};
use crate::report::look::visible;
use crate::report::{count, grouped};
use std::io::{self, Write};

/// In columns.
const BAR: usize = 16;
const SHORT_BAR: usize = 8;
const PERCENT: usize = 6;

/// The most that the column of names may take, and what it should have at least. A longer name has a line of its own.
const WIDE_NAME: usize = 40;
const NARROW_NAME: usize = 24;

pub(super) static FORMAT: ProfileFormat = ProfileFormat {
    name: "table",
    doc: "Rows with bars",
    rows: Some(30),
    has_proposals: true,
    is_binary: false,
    write,
};

fn write(rows: &Rows<'_>, limit: Option<usize>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let (profile, total) = (rows.profile, rows.total);
    writeln!(
        out,
        "{} of `{}`: {}",
        count(profile.messages as usize, "message"),
        visible(&profile.root().name),
        count(profile.bytes as usize, "byte")
    )?;
    if rows.rows.is_empty() {
        return Ok(());
    }
    let parts = [
        ("tags", total.tag),
        ("lengths", total.length),
        ("payload", total.payload),
        ("unknown", total.unknown),
    ];
    let parts = parts.map(|(name, bytes)| format!("{name} {}", percent(bytes, total.bytes())));
    writeln!(out, "{}\n", parts.join(", "))?;

    let shown = rows.shown(limit);
    let lines: Vec<Line> = shown.iter().map(Line::of).collect();
    let columns = Columns::fitting(rows.by, &lines, look.width);
    let aside = look.aside();
    writeln!(out, "{}", aside.style(columns.head()))?;
    let most = rows.rows.first().map_or(0, |row| row.weight.bytes());
    for line in &lines {
        columns.write(line, (most, total.bytes()), look, out)?;
    }
    let left = &rows.rows[shown.len()..];
    if !left.is_empty() {
        let bytes: u64 = left.iter().map(|row| row.weight.bytes()).sum();
        let (more, bytes, share) =
            (grouped(left.len()), count(bytes as usize, "byte"), percent(bytes, total.bytes()));
        writeln!(out, "{}", aside.style(format_args!("{more} more: {bytes}, {share}")))?;
    }
    for Proposed { rule, message, place, saves, .. } in rows.proposals {
        let place = place.as_deref().map(visible).unwrap_or_default();
        write!(out, "\n{}  {}", visible(rule), look.path().style(place))?;
        write!(out, "\n  {}\n", visible(message))?;
        if let Some(saves) = saves {
            writeln!(out, "  {}", visible(saves))?;
        }
    }
    Ok(())
}

/// Content of a row, as text.
struct Line {
    name: String,
    weight: u64,
    /// Numbers in the order of [`HEADS`].
    numbers: [String; 5],
}

const HEADS: [&str; 5] = ["bytes", "tags", "lengths", "payload", "records"];

impl Line {
    fn of(row: &Row<'_>) -> Line {
        let Weight { records, tag, length, payload, unknown } = row.weight;
        let weight = row.weight.bytes();
        let numbers = [weight, tag, length, payload + unknown, records];
        let numbers = numbers.map(|number| grouped(number as usize));
        Line { name: visible(&row.name).into_owned(), weight, numbers }
    }

    fn name_width(&self) -> usize {
        self.name.chars().count()
    }
}

/// Columns of the table, and their widths.
struct Columns {
    what: &'static str,
    name: usize,
    numbers: [usize; 5],
    bar: usize,
    /// Whether there are columns for the parts of the bytes, and for records.
    has_parts: bool,
}

impl Columns {
    /// The most that fits into a line.
    fn fitting(by: By, lines: &[Line], width: usize) -> Columns {
        let what = match by {
            By::Path | By::Field => "field",
            By::Message => "message",
        };
        let longest = lines.iter().map(Line::name_width).chain([what.len()]).max().unwrap_or(0);
        let number =
            |at: usize| lines.iter().map(|line| line.numbers[at].len()).chain([HEADS[at].len()]).max();
        let numbers: [usize; 5] = std::array::from_fn(|at| number(at).unwrap_or(0));
        let with = |name: usize, bar: usize, has_parts: bool| Columns {
            what,
            name: longest.min(name),
            numbers,
            bar,
            has_parts,
        };
        let choices = [
            (usize::MAX, BAR, true),
            (WIDE_NAME, BAR, true),
            (NARROW_NAME, BAR, true),
            (NARROW_NAME, SHORT_BAR, true),
            (WIDE_NAME, BAR, false),
            (NARROW_NAME, BAR, false),
        ];
        let choices = choices.map(|(name, bar, has_parts)| with(name, bar, has_parts));
        let fitting = choices.into_iter().find(|columns| columns.width() <= width);
        fitting.unwrap_or_else(|| with(NARROW_NAME, SHORT_BAR, false))
    }

    fn width(&self) -> usize {
        let [bytes, parts @ ..] = self.numbers;
        let parts: usize = parts.iter().map(|width| width + 2).sum();
        self.name + 2 + bytes + 2 + PERCENT + 2 + self.bar + if self.has_parts { parts } else { 0 }
    }

    fn head(&self) -> String {
        let [bytes, ..] = HEADS;
        let Columns { what, name, bar, .. } = *self;
        let width = self.numbers[0];
        let head = format!("{what:name$}  {bytes:>width$}  {0:>PERCENT$}  {1:bar$}", "%", "");
        (head + &self.parts(HEADS)).trim_end().to_owned()
    }

    fn parts(&self, cells: [&str; 5]) -> String {
        let cells = cells.iter().zip(&self.numbers).skip(1).filter(|_| self.has_parts);
        cells.map(|(cell, width)| format!("  {cell:>width$}")).collect()
    }

    fn write(&self, line: &Line, (most, all): (u64, u64), look: Look, out: &mut dyn Write) -> io::Result<()> {
        let [bytes, ..] = &line.numbers;
        let name = look.path();
        let name_width = self.name;
        match line.name_width() > name_width {
            true => write!(out, "{}\n{:name_width$}", name.style(&line.name), "")?,
            false => write!(out, "{}", name.style(format_args!("{:name_width$}", line.name)))?,
        }
        let bar = bar(line.weight, most, self.bar, look.unicode);
        let parts = self.parts(line.numbers.each_ref().map(String::as_str));
        // Nothing stands behind the last column.
        let bar = if parts.is_empty() { bar } else { format!("{bar:0$}", self.bar) };
        let (width, share) = (self.numbers[0], percent(line.weight, all));
        writeln!(out, "  {bytes:>width$}  {share:>PERCENT$}  {}{parts}", look.help().style(bar))
    }
}

/// With one digit behind the point.
fn percent(part: u64, all: u64) -> String {
    format!("{:.1}%", 100.0 * part as f64 / all.max(1) as f64)
}

/// In eighths of a column where they can be drawn.
fn bar(part: u64, most: u64, width: usize, unicode: bool) -> String {
    let eighths = (part as u128 * width as u128 * 8).div_ceil(most.max(1).into()) as usize;
    if !unicode {
        return "#".repeat(eighths.div_ceil(8));
    }
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
    format!("{}{rest}", "█".repeat(eighths / 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(names: &[&str]) -> Vec<Line> {
        let numbers = || ["1,234,567", "12,345", "1,234", "1,220,988", "12,345"].map(str::to_owned);
        names.iter().map(|name| Line { name: (*name).to_owned(), weight: 1, numbers: numbers() }).collect()
    }

    #[test]
    fn every_width_from_60_columns_has_a_table() {
        let long = "a".repeat(90);
        for names in [&["id"][..], &["order.lines.name"], &[&long, "id"]] {
            let lines = lines(names);
            for width in 60..200 {
                let columns = Columns::fitting(By::Path, &lines, width);
                let mut out = Vec::new();
                for line in &lines {
                    columns.write(line, (1, 1), Look::PLAIN, &mut out).unwrap();
                }
                let text = columns.head() + "\n" + &String::from_utf8(out).unwrap();
                for row in text.lines().filter(|row| *row != long) {
                    assert!(row.chars().count() <= width, "{width}: {row}");
                }
            }
            assert!(!Columns::fitting(By::Path, &lines, 60).has_parts);
            assert!(Columns::fitting(By::Path, &lines, 100).has_parts);
        }
    }
}
