//! The difference of two texts as few edits of lines.

use protune_compiler::text::Span;
use std::collections::HashMap;

/// Text in place of a part of another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Patch {
    /// The part.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// Returns edits of `old` that make `new` of it, in order of place. They leave lines that both texts have alone, and begin
/// and end with the letters that differ.
///
/// ```
/// use protune_engine::ide::patches;
///
/// let found = patches("a\nb\nc\n", "a\nB\nc\n");
/// assert_eq!((found.len(), found[0].text.as_str()), (1, "B"));
/// ```
pub fn patches(old: &str, new: &str) -> Vec<Patch> {
    let (a, b) = (lines(old), lines(new));
    let mut out = Vec::new();
    between(old, new, &a, &b, (0, a.len()), (0, b.len()), &mut out);
    out
}

/// The lines of a text with their ends.
fn lines(text: &str) -> Vec<Span> {
    let mut at = 0;
    let spans = text.split_inclusive('\n').map(|line| {
        let span = Span::new(at, at + line.len() as u32);
        at = span.end;
        span
    });
    spans.collect()
}

type Range = (usize, usize);

/// Aligns lines that occur once on both sides, and goes on between them.
fn between(
    old: &str,
    new: &str,
    a: &[Span],
    b: &[Span],
    (a0, a1): Range,
    (b0, b1): Range,
    out: &mut Vec<Patch>,
) {
    let (mut a0, mut a1, mut b0, mut b1) = (a0, a1, b0, b1);
    let same = |x: usize, y: usize| a[x].of(old) == b[y].of(new);
    while a0 < a1 && b0 < b1 && same(a0, b0) {
        (a0, b0) = (a0 + 1, b0 + 1);
    }
    while a0 < a1 && b0 < b1 && same(a1 - 1, b1 - 1) {
        (a1, b1) = (a1 - 1, b1 - 1);
    }
    if a0 == a1 && b0 == b1 {
        return;
    }
    let anchors = anchors(old, new, &a[a0..a1], &b[b0..b1]);
    if anchors.is_empty() {
        let (mut x, mut y) = (a0, b0);
        for (i, j) in meetings(old, new, &a[a0..a1], &b[b0..b1]) {
            push(old, new, a, b, (x, a0 + i), (y, b0 + j), out);
            (x, y) = (a0 + i, b0 + j);
        }
        push(old, new, a, b, (x, a1), (y, b1), out);
        return;
    }
    let (mut x, mut y) = (a0, b0);
    for (i, j) in anchors {
        between(old, new, a, b, (x, a0 + i), (y, b0 + j), out);
        (x, y) = (a0 + i + 1, b0 + j + 1);
    }
    between(old, new, a, b, (x, a1), (y, b1), out);
}

/// Puts some lines in place of others.
fn push(
    old: &str,
    new: &str,
    a: &[Span],
    b: &[Span],
    (a0, a1): Range,
    (b0, b1): Range,
    out: &mut Vec<Patch>,
) {
    let start = a.get(a0).map_or(old.len() as u32, |line| line.start);
    let end = if a1 > a0 { a[a1 - 1].end } else { start };
    let text_start = b.get(b0).map_or(new.len(), |line| line.start as usize);
    let text_end = if b1 > b0 { b[b1 - 1].end as usize } else { text_start };
    let patch = trimmed(old, Span::new(start, end), &new[text_start..text_end]);
    if !(patch.span.is_empty() && patch.text.is_empty()) {
        out.push(patch);
    }
}

/// Numbers of lines on both sides after which the texts so far differ in spaces alone. None unless that holds for the whole.
fn meetings(old: &str, new: &str, a: &[Span], b: &[Span]) -> Vec<(usize, usize)> {
    let letters =
        |line: Span, text| -> usize { Span::of(line, text).chars().filter(|c| !c.is_whitespace()).count() };
    let all = |lines: &[Span], text: &str| -> String {
        lines.iter().flat_map(|line| line.of(text).chars()).filter(|c| !c.is_whitespace()).collect()
    };
    if all(a, old) != all(b, new) {
        return Vec::new();
    }
    let mut meetings = Vec::new();
    let (mut j, mut there) = (0, 0);
    let mut here = 0;
    for (i, &line) in a.iter().enumerate() {
        here += letters(line, old);
        while j < b.len() && there < here {
            there += letters(b[j], new);
            j += 1;
        }
        if there == here && i + 1 < a.len() && j < b.len() {
            meetings.push((i + 1, j));
        }
    }
    meetings
}

/// Pairs of lines that occur once on each side, in increasing order on both.
fn anchors(old: &str, new: &str, a: &[Span], b: &[Span]) -> Vec<(usize, usize)> {
    let count = |text: &str, lines: &[Span]| {
        let mut seen: HashMap<String, (usize, usize)> = HashMap::new();
        for (at, line) in lines.iter().enumerate() {
            // Lines that only move in are the same here.
            let key = line.of(text).trim();
            if !key.is_empty() {
                seen.entry(key.to_owned()).and_modify(|it| it.1 += 1).or_insert((at, 1));
            }
        }
        seen
    };
    let (of_old, of_new) = (count(old, a), count(new, b));
    let unique = |(line, &(i, times)): (&String, &(usize, usize))| {
        let &(j, others) = of_new.get(line)?;
        let is_same = a[i].of(old) == b[j].of(new);
        (times == 1 && others == 1 && is_same).then_some((i, j))
    };
    let mut pairs: Vec<(usize, usize)> = of_old.iter().filter_map(unique).collect();
    pairs.sort_unstable();
    increasing(&pairs)
}

/// The longest run of pairs whose second parts increase as well.
fn increasing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut piles: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    for (at, &(_, j)) in pairs.iter().enumerate() {
        let pile = piles.partition_point(|&top| pairs[top].1 < j);
        before[at] = pile.checked_sub(1).map(|pile| piles[pile]);
        match piles.get_mut(pile) {
            Some(top) => *top = at,
            None => piles.push(at),
        }
    }
    let mut run = Vec::with_capacity(piles.len());
    let mut next = piles.last().copied();
    while let Some(at) = next {
        run.push(pairs[at]);
        next = before[at];
    }
    run.reverse();
    run
}

/// Leaves the letters alone that the old and the new part begin and end with. No line end is cut in two.
fn trimmed(old: &str, span: Span, new: &str) -> Patch {
    let part = span.of(old);
    let cut = |text: &str, at: usize| text.is_char_boundary(at) && !(at > 0 && text[..at].ends_with('\r'));
    let mut start = part.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    while !(cut(part, start) && cut(new, start)) {
        start -= 1;
    }
    let most = part.len().min(new.len()) - start;
    let mut end = part.bytes().rev().zip(new.bytes().rev()).take(most).take_while(|(a, b)| a == b).count();
    while !(cut(part, part.len() - end) && cut(new, new.len() - end)) {
        end -= 1;
    }
    let span = Span::new(span.start + start as u32, span.end - end as u32);
    Patch { span, text: new[start..new.len() - end].to_owned() }
}
