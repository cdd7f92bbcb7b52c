//! Comments: which token each belongs to, and what stands between it and its neighbours. Loses none.

use super::page::Break;
use super::{Gap, Manner, PLAIN, Printer};
use protune_compiler::syntax::TokenKind as T;
use std::ops::Range;

/// Characters that are cut off at the end of comments and their lines.
const END: [char; 3] = [' ', '\t', '\r'];

impl Printer<'_> {
    /// The token before, which carries meaning.
    pub(super) fn previous(&self, token: u32) -> Option<u32> {
        (0..token).rev().find(|&at| !self.kind(at).is_trivia())
    }

    /// The token behind, which carries meaning; the end of the file at last.
    pub(super) fn next(&self, token: u32) -> u32 {
        let mut at = token + 1;
        while self.kind(at).is_trivia() {
            at += 1;
        }
        at
    }

    pub(super) fn has_comment(&self, tokens: Range<u32>) -> bool {
        tokens.into_iter().any(|at| is_comment(self.kind(at)))
    }

    /// A comment stands right before a token.
    fn has_comment_before(&self, token: u32) -> bool {
        let before = (0..token).rev().map(|at| self.kind(at));
        before.take_while(|kind| kind.is_trivia()).any(is_comment)
    }

    /// A comment stands right behind a token, which is not the last.
    fn has_comment_behind(&self, token: u32) -> bool {
        let behind = (token + 1..).map(|at| self.kind(at));
        behind.take_while(|kind| kind.is_trivia()).any(is_comment)
    }

    /// Returns the end of the trivia of the token before `token`, where the trivia of `token` begin.
    pub(super) fn lead_start(&self, token: u32) -> u32 {
        match self.previous(token) {
            Some(before) => self.split(before, token),
            None => 0,
        }
    }

    /// Returns the position that splits the trivia between two neighbours: those before it belong to the
    /// first one.
    fn split(&self, before: u32, after: u32) -> u32 {
        let run = before + 1..after;
        if !self.has_comment(run.clone()) {
            return run.start;
        }
        let (opens, closes) = (is_open(self.kind(before)), is_close(self.kind(after)));
        let end_of_line = run.clone().find(|&at| self.newlines(at) > 0);
        if opens && closes || end_of_line.is_none() && closes && self.is_short_block(before, after) {
            return run.start;
        }
        let ends_something = closes
            || match self.kind(before) {
                T::RBrace => self.kind(after) != T::Comma,
                before => matches!(before, T::Semicolon | T::Comma),
            };
        let split = end_of_line.unwrap_or(if ends_something && !opens { run.end } else { run.start });
        if self.has_comment(run.start..split) { split } else { run.start }
    }

    /// Whether only block comments stand between a `;` and the end of its block.
    fn is_short_block(&self, before: u32, end: u32) -> bool {
        self.kind(before) == T::Semicolon && !(before..end).any(|at| self.kind(at) == T::LineComment)
    }

    /// Number of lines that a token of trivia ends.
    pub(super) fn newlines(&self, token: u32) -> usize {
        match self.kind(token) {
            T::Space => self.text(token).bytes().filter(|&byte| byte == b'\n').count(),
            _ => 0,
        }
    }

    /// Lets trivia come before the next token.
    pub(super) fn wait(&mut self, waiting: Waiting) {
        if waiting.tokens.is_empty() && !waiting.loses_newline {
            return;
        }
        self.begins_blank = self.begins_blank.or_else(|| self.begins_blank(waiting.tokens.clone()));
        self.waiting.push(waiting);
    }

    /// Whether an empty line stands before the first comment of a run; `None` when it has neither.
    fn begins_blank(&self, run: Range<u32>) -> Option<bool> {
        let mut tokens = run.into_iter();
        let first = tokens.find(|&at| is_comment(self.kind(at)) || self.newlines(at) > 1)?;
        Some(!is_comment(self.kind(first)))
    }

    /// An empty line stands before the first of the comments that are to be written before `token`, or
    /// before the token when there are none.
    pub(super) fn has_blank_before(&self, token: u32) -> bool {
        let run = self.lead_start(token)..token;
        if self.previous(token).is_none() {
            return self.end_of_blank(token).is_some_and(|blank| self.has_comment(run.start..blank));
        }
        self.begins_blank.or_else(|| self.begins_blank(run)).unwrap_or(false)
    }

    /// End of the last empty line before `token`, if there is one.
    pub(super) fn end_of_blank(&self, token: u32) -> Option<u32> {
        let start = self.lead_start(token);
        (start..token).rev().find(|&at| self.newlines(at) > 1).map(|blank| blank + 1)
    }

    /// Writes the comments that belong to `token` and stand before it, and what separates them.
    pub(super) fn lead(&mut self, token: u32, gap: Gap, manner: Manner) {
        let resume = self.resume.take();
        if self.waiting.is_empty() && !self.has_comment_before(token) {
            return self.page.separate(gap.bare());
        }
        let rest = resume.unwrap_or_else(|| Resume::at(self.lead_start(token)));
        let mut runs = std::mem::take(&mut self.waiting);
        runs.push(Waiting { tokens: rest.start..token, loses_newline: false });
        let mut between = Between::default();
        let mut last = None;
        for (at, run) in runs.iter().enumerate() {
            if at + 1 == runs.len() {
                between.newlines += rest.newlines;
            }
            for token in run.tokens.clone() {
                if is_comment(self.kind(token)) {
                    self.page.separate(match last {
                        None => gap.before_first(between),
                        Some(_) => gap.between(between, self.kind(token)),
                    });
                    self.comment(token, gap.is_on_line());
                    between = Between { follows_line: between.newlines > 0, ..Between::default() };
                    last = Some(token);
                } else if self.kind(token) == T::Space {
                    let newlines = self.newlines(token);
                    between.newlines += newlines;
                    between.has_spaces |= newlines < self.text(token).len();
                }
            }
            between.newlines -= usize::from(run.loses_newline);
        }
        self.page.separate(match last {
            None => gap.bare(),
            Some(last) => gap.after_last(between, self.kind(last), manner),
        });
        runs.clear();
        (self.waiting, self.begins_blank) = (runs, None);
    }

    /// Writes the comments before a closing bracket. Where an empty line stands right before the bracket,
    /// `at_blank` says how; otherwise only the last empty line among them is kept.
    pub(super) fn close_comments(&mut self, close: u32, at_blank: AtBlank) {
        if !self.waiting.is_empty() {
            let has_blank = self.has_blank_before(close);
            self.resume = Some(Resume::at(close));
            self.lead(close, if has_blank { Gap::Blank } else { Gap::Line }, PLAIN);
            self.page.at_most(Break::Line);
        }
        let start = self.lead_start(close);
        let blank = self.end_of_blank(close).unwrap_or(start);
        let is_first = self.previous(close).is_none_or(|before| is_open(self.kind(before)));
        if !self.has_comment(blank..close) {
            match at_blank {
                AtBlank::KeepNone => self.comment_lines(start..close),
                AtBlank::KeepInner(gap) => {
                    self.lead(close, gap, PLAIN);
                    self.page.at_most(Break::Line);
                }
            }
            return;
        }
        self.comment_lines(start..blank);
        let follows = blank > start && (!is_first || self.has_comment(start..blank));
        self.page.separate(if follows { Break::Blank } else { Break::Line });
        self.comment_lines(blank..close);
    }

    /// Writes comments, each on a line of its own.
    pub(super) fn comment_lines(&mut self, run: Range<u32>) {
        for at in run {
            if is_comment(self.kind(at)) {
                self.page.separate(Break::Line);
                self.comment(at, false);
            }
        }
    }

    /// Writes the comments that belong to `token` and stand behind it.
    pub(super) fn trail(&mut self, token: u32, manner: Manner) {
        if self.has_comment_behind(token) {
            self.trail_until(token + 1..self.split(token, self.next(token)), manner);
        }
    }

    pub(super) fn trail_until(&mut self, run: Range<u32>, manner: Manner) {
        for at in run {
            if !is_comment(self.kind(at)) {
                continue;
            }
            let is_below = manner.below && self.kind(at) == T::BlockComment;
            self.page.separate(if is_below { Break::Line } else { Break::Space });
            self.comment(at, manner.tight);
        }
    }

    /// Writes one comment. On a line that goes on, a `//` comment becomes a block.
    pub(super) fn comment(&mut self, token: u32, goes_on: bool) {
        let text = self.tree.token_text(token).trim_end_matches(END);
        match self.kind(token) {
            T::BlockComment => self.block_comment(text),
            _ if goes_on => {
                let body = text[2..].replace("*/", "* /").replace("/*", "/ *");
                self.page.push(&format!("/*{body} */"));
            }
            _ => {
                self.page.push(text);
                self.page.separate(Break::Line);
            }
        }
    }

    /// Writes a block comment, whose lines are aligned anew.
    fn block_comment(&mut self, text: &str) {
        let mut lines = text.split('\n');
        let first = lines.next().unwrap_or_default();
        let rest: Vec<&str> = lines.collect();
        self.page.push(first.trim_end_matches(END));
        if rest.is_empty() {
            return;
        }
        let margin = Margin::of(&rest);
        for line in rest {
            let line = line.trim_end_matches(END);
            if line.is_empty() {
                self.page.raw_line();
            } else {
                self.page.separate(Break::Line);
                self.page.push(&margin.realign(line));
            }
        }
    }
}

/// Common margin of the lines of a block comment, without the first.
struct Margin {
    /// Each line begins with this character.
    bullet: Option<char>,
    /// The columns that all are indented by.
    indent: usize,
}

impl Margin {
    fn of(lines: &[&str]) -> Margin {
        let mut bullet = None;
        let mut is_uniform = true;
        let mut indent = None;
        for line in lines {
            let trimmed = line.trim_start_matches([' ', '\t']).trim_end_matches(END);
            let Some(first) = trimmed.chars().next() else {
                is_uniform = false;
                continue;
            };
            if trimmed == "*/" {
                continue;
            }
            let columns = columns(line);
            indent = Some(indent.map_or(columns, |indent: usize| indent.min(columns)));
            is_uniform &= first.is_ascii_punctuation() && bullet.is_none_or(|bullet| bullet == first);
            bullet = Some(first);
        }
        Margin { bullet: bullet.filter(|_| is_uniform), indent: indent.unwrap_or(0) }
    }

    fn realign(&self, line: &str) -> String {
        let trimmed = line.trim_start_matches([' ', '\t']);
        match self.bullet {
            _ if trimmed == "*/" => if self.bullet == Some('*') { " */" } else { "*/" }.to_owned(),
            Some(_) => format!(" {trimmed}"),
            None => format!("   {}{trimmed}", " ".repeat(columns(line) - self.indent)),
        }
    }
}

/// The columns that a line is indented by; tabs reach to the next multiple of eight.
fn columns(line: &str) -> usize {
    let mut columns = 0;
    for byte in line.bytes() {
        match byte {
            b' ' => columns += 1,
            b'\t' => columns += 8 - columns % 8,
            _ => break,
        }
    }
    columns
}

/// Treatment of empty lines among comments when one stands right before the closing bracket.
#[derive(Clone, Copy)]
pub(super) enum AtBlank {
    KeepNone,
    /// They are kept; the gap is what stands before the first comment.
    KeepInner(Gap),
}

/// Trivia that comes before the next token that is written.
pub(super) struct Waiting {
    pub(super) tokens: Range<u32>,
    /// The last newline of an empty line at its end belongs to what stood behind it.
    pub(super) loses_newline: bool,
}

/// Start of the trivia of the next token, when that before it is written elsewhere.
#[derive(Clone, Copy)]
pub(super) struct Resume {
    pub(super) start: u32,
    /// Newlines that belong to it and stand before `start`.
    pub(super) newlines: usize,
}

impl Resume {
    pub(super) fn at(start: u32) -> Resume {
        Resume { start, newlines: 0 }
    }

    pub(super) fn behind_blank(start: u32) -> Resume {
        Resume { start, newlines: 1 }
    }
}

/// The space between two comments, or a comment and a token.
#[derive(Clone, Copy, Default)]
pub(super) struct Between {
    newlines: usize,
    /// More than newlines.
    has_spaces: bool,
    /// The comment before it was the first thing on its line.
    follows_line: bool,
}

impl Gap {
    /// With no comment at all.
    fn bare(self) -> Break {
        match self {
            Gap::None | Gap::Inline | Gap::Keep | Gap::KeepTight => Break::None,
            Gap::Space => Break::Space,
            Gap::Line => Break::Line,
            Gap::Blank => Break::Blank,
        }
    }

    /// The comments stand on the line of the token.
    fn is_on_line(self) -> bool {
        !matches!(self, Gap::Line | Gap::Blank)
    }

    fn before_first(self, space: Between) -> Break {
        match self {
            Gap::Inline => Break::Space,
            Gap::Keep if space.has_spaces || space.newlines > 0 => Break::Space,
            other => other.bare(),
        }
    }

    fn between(self, space: Between, after: T) -> Break {
        let is_wide = match self {
            Gap::Line | Gap::Blank if space.newlines > 1 => return Break::Blank,
            Gap::Line | Gap::Blank => return Break::Line,
            Gap::Space => true,
            Gap::Keep => space.has_spaces || space.newlines > 0 || after == T::LineComment,
            Gap::KeepTight => space.has_spaces || space.newlines > 0,
            Gap::None | Gap::Inline => after == T::LineComment || space.has_spaces && space.newlines == 0,
        };
        if is_wide { Break::Space } else { Break::None }
    }

    fn after_last(self, space: Between, last: T, manner: Manner) -> Break {
        match self {
            Gap::Line | Gap::Blank if space.newlines > 1 => Break::Blank,
            Gap::Line | Gap::Blank => {
                let is_paired =
                    manner.paired && last == T::BlockComment && space.newlines == 0 && space.follows_line;
                if is_paired { Break::Space } else { Break::Line }
            }
            Gap::Space => Break::Space,
            Gap::Keep | Gap::KeepTight if space.has_spaces => Break::Space,
            _ => Break::None,
        }
    }
}

pub(super) fn is_comment(kind: T) -> bool {
    matches!(kind, T::LineComment | T::BlockComment)
}

fn is_open(kind: T) -> bool {
    matches!(kind, T::LBrace | T::LBracket | T::LParen | T::LAngle)
}

fn is_close(kind: T) -> bool {
    matches!(kind, T::RBrace | T::RBracket | T::RParen | T::RAngle | T::Eof)
}
