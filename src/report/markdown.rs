//! A page for people who look at a pull request or at the summary of a job: how many of what, then the findings
//! themselves, as many as such pages hold.

use super::look::is_control;
use super::pages::pages;
use super::{About, Columns, Format, Look, Paths, Reader, Reported, Summary, count};
use protune_compiler::diagnostic::{Diagnostic, RuleId, Severity};
use protune_compiler::text::ColumnUnit;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write};

/// In bytes. A comment on GitHub holds 65,536 characters, and whoever posts it adds to the page.
const MAX_PAGE: usize = 60_000;

/// Parts of the page that what could not be done, and the rules, may take, in bytes.
const MAX_UNDONE: usize = 10_000;
const MAX_RULES: usize = 15_000;

/// A row that is longer is left out in favor of others. In bytes.
const MAX_ROW: usize = 4_000;

pub(super) static FORMAT: Format = Format {
    name: "markdown",
    aliases: &[],
    doc: "a comment on a pull request, or the summary of a job",
    columns: Columns::Fixed("characters"),
    paths: Paths::Repository,
    reader: Reader::Program,
    write,
    statistics: None,
};

fn write(findings: Reported<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    let About { command, subject } = findings.about;
    let mut page = format!("### protune {command}");
    if !subject.is_empty() {
        page += &format!(" in {}", code(subject));
    }
    let was_refused = findings.workspace.reported().next().is_none() && !findings.undone.is_empty();
    match was_refused {
        true => page += "\n\nnothing was checked\n",
        false => page += &format!("\n\n{}\n", Summary::of(findings)),
    }
    add_undone(findings, &mut page);
    if let Some(semver) = findings.semver {
        page += &format!("\nThe version step that this asks for: **{}**\n", semver.step.name());
    }
    if !findings.diagnostics.is_empty() {
        add_rules(findings, &mut page);
        add_findings(findings, &mut page);
    }
    out.write_all(page.as_bytes())
}

/// A page that leaves this out would say that all is well.
fn add_undone(findings: Reported<'_>, page: &mut String) {
    if findings.is_complete() {
        return;
    }
    *page += "\n**Some of the work could not be done, so there may be more to find.**\n";
    let undone = findings.undone(Paths::Repository);
    let lines = undone.iter().map(|what| {
        let lines: Vec<String> = what.message.lines().map(cell).collect();
        format!("- {}\n", lines.join("<br>"))
    });
    let more = add_rows("\n", lines, MAX_UNDONE, page);
    if more > 0 {
        *page += &format!("- and {more} more\n");
    }
}

/// Adds the number of findings of each rule.
fn add_rules(findings: Reported<'_>, page: &mut String) {
    let mut counts: HashMap<RuleId, (usize, Severity)> = HashMap::new();
    for finding in findings.diagnostics {
        let (count, severity) = counts.entry(finding.rule).or_insert((0, finding.severity));
        *count += 1;
        *severity = finding.severity.max(*severity);
    }
    let mut pages = pages(findings.catalog, findings.diagnostics);
    pages.sort_by_key(|page| {
        let (count, severity) = counts[&page.id];
        std::cmp::Reverse((severity, count))
    });
    let rows = pages.into_iter().map(|page| {
        let (count, severity) = counts[&page.id];
        let rule = page.url.map_or(format!("`{}`", page.id), |url| format!("[`{}`]({url})", page.id));
        format!("| {rule} | {} | {count} |\n", severity.name())
    });
    let more = add_rows("\n| rule | severity | findings |\n|---|---|--:|\n", rows, MAX_RULES, page);
    if more > 0 {
        *page += &format!("\nand {}\n", count(more, "more rule"));
    }
}

fn add_findings(findings: Reported<'_>, page: &mut String) {
    const END: &str = "\n</details>\n";
    let all = findings.by_severity();
    let head = format!(
        "\n<details><summary>{}</summary>\n\n| place | rule | what |\n|---|---|---|\n",
        count(all.len(), "finding")
    );
    let room = MAX_PAGE.saturating_sub(page.len() + END.len() + "\nand 1000000000 more\n".len());
    let more = add_rows(&head, all.iter().map(|finding| row(findings, finding)), room, page);
    if more > 0 {
        *page += &format!("\nand {more} more\n");
    }
    *page += END;
}

/// Adds rows below a head, as many as there is room for. Returns how many are left out.
fn add_rows(
    head: &str,
    rows: impl ExactSizeIterator<Item = String>,
    room: usize,
    page: &mut String,
) -> usize {
    let (end, mut left_out) = (page.len() + room, rows.len());
    page.push_str(head);
    for row in rows.filter(|row| row.len() <= MAX_ROW) {
        if page.len() + row.len() > end {
            break;
        }
        page.push_str(&row);
        left_out -= 1;
    }
    left_out
}

fn row(findings: Reported<'_>, finding: &Diagnostic) -> String {
    let mut place = findings.path_in_repository(finding.place).into_owned();
    if let Some(range) = findings.range_of(finding, ColumnUnit::Scalar) {
        write!(place, ":{}:{}", range.start.line, range.start.column).expect("a string takes everything");
    }
    let mut what = cell(&finding.message);
    if let Some(help) = &finding.help {
        what += &format!("<br>help: {}", cell(help));
    }
    format!("| {} | {}: `{}` | {what} |\n", code(&place), finding.severity.name(), finding.rule)
}

/// A text of ours, with names between backticks, for the cell of a table. Nothing in it means more than it says.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let (mut rest, mut is_first) = (text, true);
    while let Some((before, name, after)) = next_name(rest) {
        if !is_first && !is_plain(before) {
            return around_names(text);
        }
        add_plain(before, &mut out);
        out += &code(name);
        (rest, is_first) = (after, false);
    }
    if !is_first && rest.contains('`') {
        return around_names(text);
    }
    add_plain(rest, &mut out);
    out
}

/// Words of ours between two names. Others belong to a name that looks as if it ended.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || " ,.;:()'-".contains(c)) && !text.contains("://")
}

/// All that stands between the first and the last backtick as one name.
fn around_names(text: &str) -> String {
    let mut out = String::new();
    if let (Some(begin), Some(end)) = (text.find('`'), text.rfind('`')) {
        add_plain(&text[..begin], &mut out);
        out += &code(&text[begin + 1..end]);
        add_plain(&text[end + 1..], &mut out);
    }
    out
}

/// Returns the text before a name, the name, and the text after it. A name may hold backticks itself: the one that
/// begins it follows a space or a bracket, and the one that ends it is followed by neither a letter nor a backtick.
fn next_name(text: &str) -> Option<(&str, &str, &str)> {
    let begins =
        |&(at, _): &(usize, &str)| text[..at].chars().next_back().is_none_or(|c| " (['\"/=".contains(c));
    let (begin, _) = text.match_indices('`').find(begins)?;
    let after = &text[begin + 1..];
    let ends = |&(at, _): &(usize, &str)| {
        let next = after[at + 1..].chars().next();
        at > 0 && next.is_none_or(|c| c == ' ' || c.is_ascii_punctuation() && !"`<@_".contains(c))
    };
    let (end, _) = after.match_indices('`').find(ends)?;
    Some((&text[..begin], &after[..end], &after[end + 1..]))
}

/// A text as code, behind more backticks than it has in a row.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    // A space on both sides is no part of the code.
    let space = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    let mut out = format!("{fence}{space}");
    for c in text.chars() {
        match c {
            '|' => out.push_str("\\|"),
            c if c.is_control() || is_control(c) => out.push(' '),
            c => out.push(c),
        }
    }
    out + space + &fence
}

fn add_plain(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            c if c.is_control() || is_control(c) => out.push(' '),
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            // Nobody is mentioned.
            '@' => out.push_str("@&#8203;"),
            '|' | '`' | '\\' | '*' | '_' | '~' | '[' | ']' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_cells() {
        assert_eq!(cell("the `a|b_c<d>` is *not* a <b>|\nc"), "the `a\\|b_c<d>` is \\*not\\* a &lt;b>\\| c");
        assert_eq!(cell("ask @me, `@you`"), "ask @&#8203;me, `@you`");
    }

    #[test]
    fn names_with_backticks_stay_code() {
        assert_eq!(cell("the file `a`b.proto` is not found"), "the file ``a`b.proto`` is not found");
        assert_eq!(cell("the file `a``b` is, `c`"), "the file ```a``b``` is, `c`");
        assert_eq!(cell("the character ``` is odd"), "the character `` ` `` is odd");
        assert_eq!(cell("the file `x` <img src=y> `z` is"), "the file ``x` <img src=y> `z`` is");
        assert_eq!(cell("the file `a` b` is"), "the file ``a` b`` is");
        assert_eq!(cell("`a` and `b` share `q` ![x](y) `"), "`` a` and `b` share `q` ![x](y)  ``");
        assert_eq!(cell("`a` (1) of `b`, see `c`"), "`a` (1) of `b`, see `c`");
        assert_eq!(cell("one ` alone"), "one \\` alone");
        assert_eq!(code("`a"), "`` `a ``");
    }
}
