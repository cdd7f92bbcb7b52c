//! A table for people: the greatest rows first, with bars. What it has beside names, bytes and shares depends on how
//! wide the terminal is.

use super::notes::distinct;
use super::rows::{Row, Rows, Weight};
use super::{By, Look, ProfileFormat, Proposed};
use crate::report::draw::wrapped;
use crate::report::look::visible;
use crate::report::{count, grouped};
use protune_wire::profile::Profile;
use std::io::{self, Write};

/// In columns.
const BAR: usize = 16;
const SHORT_BAR: usize = 8;
/// Number of columns behind the bar.
const ALL: usize = HEADS.len() - 1;
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
    write_notes(rows.profile, shown, &columns, look, out)?;
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

/// Writes properties of values, for the rows that are shown.
fn write_notes(
    profile: &Profile,
    rows: &[Row<'_>],
    columns: &Columns,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let notes = rows.iter().map(|row| (row, row.notes(profile))).filter(|(_, notes)| !notes.is_empty());
    let mut is_first = true;
    for (row, notes) in notes {
        if std::mem::take(&mut is_first) {
            let head = format!("{:1$}  values", columns.what, columns.name);
            writeln!(out, "\n{}", look.aside().style(head))?;
        }
        let name = visible(&row.name);
        let width = columns.name;
        let is_long = name.chars().count() > width;
        match is_long {
            true => writeln!(out, "{}", look.path().style(&name))?,
            false => write!(out, "{}", look.path().style(format_args!("{name:width$}")))?,
        }
        for (at, line) in wrapped(&notes.join("; "), width + 2, width + 2, look.width).iter().enumerate() {
            let indent = if at == 0 && !is_long { 2 } else { width + 2 };
            writeln!(out, "{:indent$}{line}", "")?;
        }
    }
    Ok(())
}

/// Content of a row, as text.
struct Line {
    name: String,
    weight: u64,
    /// Numbers in the order of [`HEADS`].
    numbers: [String; HEADS.len()],
}

const HEADS: [&str; 6] = ["bytes", "tags", "lengths", "payload", "records", "distinct"];

impl Line {
    fn of(row: &Row<'_>) -> Line {
        let Weight { records, tag, length, payload, unknown } = row.weight;
        let weight = row.weight.bytes();
        let numbers = [weight, tag, length, payload + unknown, records];
        let [bytes, tags, lengths, payload, records] = numbers.map(|number| grouped(number as usize));
        let distinct = row.field.map_or_else(String::new, |_| distinct(&row.counts));
        let numbers = [bytes, tags, lengths, payload, records, distinct];
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
    numbers: [usize; HEADS.len()],
    bar: usize,
    /// Number of columns behind the bar: all, all but the last one, or none.
    parts: usize,
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
        let numbers: [usize; HEADS.len()] = std::array::from_fn(|at| number(at).unwrap_or(0));
        let with = |name: usize, bar: usize, parts: usize| Columns {
            what,
            name: longest.min(name),
            numbers,
            bar,
            parts,
        };
        // Messages have no values to compare.
        let has_distinct = lines.iter().any(|line| !line.numbers[ALL].is_empty());
        let all = if has_distinct { ALL } else { ALL - 1 };
        let choices = [
            (usize::MAX, BAR, all),
            (WIDE_NAME, BAR, all),
            (NARROW_NAME, BAR, all),
            (NARROW_NAME, SHORT_BAR, all),
            (NARROW_NAME, SHORT_BAR, ALL - 1),
            (WIDE_NAME, BAR, 0),
            (NARROW_NAME, BAR, 0),
        ];
        let choices = choices.map(|(name, bar, parts)| with(name, bar, parts));
        let fitting = choices.into_iter().find(|columns| columns.width() <= width);
        fitting.unwrap_or_else(|| with(NARROW_NAME, SHORT_BAR, 0))
    }

    fn width(&self) -> usize {
        let [bytes, parts @ ..] = self.numbers;
        let parts: usize = parts.iter().take(self.parts).map(|width| width + 2).sum();
        self.name + 2 + bytes + 2 + PERCENT + 2 + self.bar + parts
    }

    fn head(&self) -> String {
        let [bytes, ..] = HEADS;
        let Columns { what, name, bar, .. } = *self;
        let width = self.numbers[0];
        let head = format!("{what:name$}  {bytes:>width$}  {0:>PERCENT$}  {1:bar$}", "%", "");
        (head + &self.parts(HEADS)).trim_end().to_owned()
    }

    fn parts(&self, cells: [&str; HEADS.len()]) -> String {
        let cells = cells.iter().zip(&self.numbers).skip(1).take(self.parts);
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
        let bar = look.help().style(bar);
        writeln!(out, "  {bytes:>width$}  {share:>PERCENT$}  {bar}{}", parts.trim_end())
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
        let numbers = || ["1,234,567", "12,345", "1,234", "1,220,988", "12,345", "~1,234"].map(str::to_owned);
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
            assert_eq!(Columns::fitting(By::Path, &lines, 60).parts, 0);
            assert_eq!(
                Columns::fitting(By::Path, &lines, 90).parts,
                ALL - usize::from(names.len() == 2 || names[0].len() > 2)
            );
            assert_eq!(Columns::fitting(By::Path, &lines, 100).parts, ALL);
        }
    }
}
