//! Our suppressions in configuration files: comments in YAML, and in JSON keys named `//`, since it has no comments.

use super::Policy;
use super::comments::{Comments, ours};
use super::reach::Extent;
use protune_compiler::text::Span;
use protune_data::{Comment, File, Language, Node, edit};
use protune_rules::{Flaw, Removal, Style, Suppression};

pub(super) fn read<'p>(data: &File, policy: &Policy<'p>) -> Comments<'p> {
    let mut found = Comments { catalog: policy.catalog, suppressions: Vec::new(), claims: Vec::new() };
    if data.language == Language::Json {
        for root in &data.documents {
            keys(data, root, true, &mut found);
        }
        return found;
    }
    let places = Places::new(data);
    // From the last comment to the first: one above another is about the same line.
    let mut below: Option<(usize, Option<Extent>)> = None;
    let mut read: Vec<(Suppression, Option<Extent>)> = Vec::new();
    for comment in data.comments.iter().rev() {
        let line = line_start(&data.text, comment.span.start as usize);
        let reach = match comment.own_line {
            true => {
                let end = comment.span.end as usize;
                let next = end + data.text[end..].find('\n').map_or(data.text.len() - end, |at| at + 1);
                let reach = match below {
                    Some((at, reach)) if at == next => reach,
                    _ => places.starting_at(next),
                };
                below = Some((line, reach));
                reach
            }
            false => Some(extent(line, line_end(&data.text, line))),
        };
        read.extend(in_comment(data, comment).map(|suppression| (suppression, reach)));
    }
    for (suppression, reach) in read.into_iter().rev() {
        add(suppression, reach, &mut found);
    }
    found
}

fn in_comment(data: &File, comment: &Comment) -> Option<Suppression> {
    let raw = comment.span.of(&data.text);
    let text = raw.trim_start_matches(['#', '/', ' ', '\t']);
    let start = comment.span.start + (raw.len() - text.len()) as u32;
    let whole = Span::new(comment.span.start, comment.span.end);
    ours(text.trim_end(), start, || Removal::Comment(whole))
}

/// Reads the keys of a table and of those in it. One at the root is about the file.
fn keys(data: &File, node: &Node, is_root: bool, found: &mut Comments<'_>) {
    for entry in node.entries() {
        let value = &entry.value;
        if &*entry.key != KEY {
            keys(data, value, false, found);
            continue;
        }
        let raw = value.span.of(&data.text);
        let Some(text) = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')) else { continue };
        let trimmed = text.trim_start();
        let start = value.span.start + 1 + (text.len() - trimmed.len()) as u32;
        let removal = || match found.suppressions.len() < MOST_REMOVED {
            true => removal(data, value),
            false => Removal::Nothing,
        };
        let Some(suppression) = ours(trimmed.trim_end(), start, removal) else { continue };
        let reach =
            if is_root { Extent::FILE } else { Extent::of(Span::new(node.span.start, node.span.end)) };
        add(suppression, Some(reach), found);
    }
    node.items().iter().for_each(|item| keys(data, item, false, found));
}

/// Key in JSON that stands for a comment.
const KEY: &str = "//";

/// Number of keys of one file that a fix removes: each costs a look at the whole file.
const MOST_REMOVED: usize = 50;

fn removal(data: &File, value: &Node) -> Removal {
    match edit::remove(data, value) {
        Some(edit) if edit.text.is_empty() => Removal::Part(Span::new(edit.span.start, edit.span.end)),
        _ => Removal::Nothing,
    }
}

fn add(mut suppression: Suppression, reach: Option<Extent>, found: &mut Comments<'_>) {
    let reach = if suppression.style == Style::OursForFile { Some(Extent::FILE) } else { reach };
    if reach.is_none() {
        suppression.flaw = suppression.flaw.or(Some(Flaw::CoversNothing));
    }
    found.add(suppression, reach.as_slice());
}

/// Entries and items of a file, by their starts.
struct Places<'d> {
    text: &'d str,
    /// In order.
    extents: Vec<(u32, u32)>,
}

impl<'d> Places<'d> {
    fn new(data: &'d File) -> Places<'d> {
        let mut extents = Vec::new();
        data.documents.iter().for_each(|root| collect(root, &mut extents));
        extents.sort_unstable();
        Places { text: &data.text, extents }
    }

    /// Returns the line that starts at an offset, with all of the entries and items that start in it; `None` for a line
    /// without text.
    fn starting_at(&self, line: usize) -> Option<Extent> {
        let end = line_end(self.text, line);
        let text = self.text[line..end].trim();
        if text.is_empty() || text.starts_with('#') {
            return None;
        }
        let first = self.extents.partition_point(|&(start, _)| (start as usize) < line);
        let inside = self.extents[first..].iter().take_while(|&&(start, _)| (start as usize) < end);
        let last = inside.map(|&(_, end)| end as usize).max().unwrap_or(end);
        Some(extent(line, last.max(end)))
    }
}

fn collect(node: &Node, out: &mut Vec<(u32, u32)>) {
    if node.is_alias() {
        return;
    }
    for entry in node.entries().iter().filter(|entry| !entry.merged) {
        let value = &entry.value;
        out.push((entry.key_span.start, entry.key_span.end.max(value.span.end)));
        collect(value, out);
    }
    for item in node.items() {
        out.push((item.span.start, item.span.end));
        collect(item, out);
    }
}

fn extent(start: usize, end: usize) -> Extent {
    Extent::of(Span::new(start as u32, end as u32))
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |at| at + 1)
}

fn line_end(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |at| from + at)
}
