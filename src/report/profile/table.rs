//! A table for people: the greatest rows first, with bars.

use super::rows::{Row, Rows, Weight};
use super::{By, Look, ProfileFormat};
use crate::report::count;
use crate::report::look::visible;
use std::io::{self, Write};

/// In columns.
const BAR: usize = 16;
pub(super) static FORMAT: ProfileFormat =
    ProfileFormat { name: "table", doc: "Rows with bars", rows: Some(30), is_binary: false, write };

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
    let cells: Vec<[String; 5]> = shown.iter().map(|row| numbers(row.weight)).collect();
    let heads = ["bytes", "tags", "lengths", "payload", "records"];
    let width = |at: usize| cells.iter().map(|cells| cells[at].len()).max().unwrap_or(0).max(heads[at].len());
    let widths: [usize; 5] = std::array::from_fn(width);
    let [bytes, rest @ ..] = heads;
    let name = match rows.by {
        By::Path => "path",
        By::Message => "message",
        By::Field => "field",
    };
    let aside = look.aside();
    let head = format!(
        "{bytes:>0$}  {1:>6}  {2:BAR$}{3}  {name}",
        widths[0],
        "%",
        "",
        columns(rest.map(str::to_owned), &widths)
    );
    writeln!(out, "{}", aside.style(head))?;
    let most = rows.rows.first().map_or(0, |row| row.weight.bytes());
    for (row, cells) in shown.iter().zip(&cells) {
        write_row(row, cells, &widths, (most, total.bytes()), look, out)?;
    }
    let left = &rows.rows[shown.len()..];
    if !left.is_empty() {
        let bytes: u64 = left.iter().map(|row| row.weight.bytes()).sum();
        let more = format!(
            "{} more: {}, {}",
            left.len(),
            count(bytes as usize, "byte"),
            percent(bytes, total.bytes())
        );
        writeln!(out, "{}", aside.style(more))?;
    }
    Ok(())
}

fn write_row(
    row: &Row<'_>,
    [bytes, rest @ ..]: &[String; 5],
    widths: &[usize; 5],
    (most, all): (u64, u64),
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let weight = row.weight.bytes();
    let bar = format!("{:BAR$}", bar(weight, most, look.unicode));
    writeln!(
        out,
        "{bytes:>0$}  {1:>6}  {2}{3}  {4}",
        widths[0],
        percent(weight, all),
        look.help().style(bar),
        columns(rest.clone(), widths),
        look.path().style(visible(&row.name))
    )
}

fn columns(cells: [String; 4], widths: &[usize; 5]) -> String {
    cells.iter().zip(&widths[1..]).map(|(cell, width)| format!("  {cell:>width$}")).collect()
}

fn numbers(weight: Weight) -> [String; 5] {
    let payload = weight.payload + weight.unknown;
    [weight.bytes(), weight.tag, weight.length, payload, weight.records].map(|number| number.to_string())
}

/// With one digit behind the point.
fn percent(part: u64, all: u64) -> String {
    format!("{:.1}%", 100.0 * part as f64 / all.max(1) as f64)
}

/// In eighths of a column where they can be drawn.
fn bar(part: u64, most: u64, unicode: bool) -> String {
    let eighths = (part as u128 * BAR as u128 * 8).div_ceil(most.max(1).into()) as usize;
    if !unicode {
        return "#".repeat(eighths.div_ceil(8));
    }
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
    format!("{}{rest}", "█".repeat(eighths / 8))
}
