//! The text that is being made: puts what is between two pieces of it, and the indentation of lines.
//! Knows nothing of tokens.

/// Break between two pieces of text. The widest of several requested breaks is made.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Break {
    None,
    Space,
    Line,
    /// An empty line.
    Blank,
}

pub(super) struct Page {
    text: String,
    /// Break before the next piece.
    due: Break,
    /// One level of indentation.
    unit: String,
    level: usize,
}

/// A state of a page that it can be taken back to.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    len: usize,
    due: Break,
    level: usize,
}

impl Page {
    pub(super) fn new(capacity: usize, unit: String) -> Page {
        Page { text: String::with_capacity(capacity), due: Break::None, unit, level: 0 }
    }

    /// The whole text: empty, or with a newline at its end.
    pub(super) fn finish(mut self) -> String {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text
    }

    /// Nothing is written but empty lines.
    fn is_at_top(&self) -> bool {
        self.text.bytes().all(|byte| byte == b'\n')
    }

    pub(super) fn separate(&mut self, by: Break) {
        self.due = self.due.max(by);
    }

    /// No more than this is due after all.
    pub(super) fn at_most(&mut self, by: Break) {
        self.due = self.due.min(by);
    }

    /// Adds a piece of text, which holds no newline.
    pub(super) fn push(&mut self, piece: &str) {
        if !self.is_at_top() {
            match self.due {
                Break::None => {}
                Break::Space => self.text.push(' '),
                Break::Line => self.start_line("\n"),
                Break::Blank => self.start_line("\n\n"),
            }
        }
        self.due = Break::None;
        self.text.push_str(piece);
    }

    /// Makes the break that is due.
    pub(super) fn settle(&mut self) {
        self.push("");
    }

    fn start_line(&mut self, newlines: &str) {
        self.text.push_str(newlines);
        for _ in 0..self.level {
            self.text.push_str(&self.unit);
        }
    }

    /// Adds an empty line right here: inside of a comment, or at the top.
    pub(super) fn raw_line(&mut self) {
        self.text.push('\n');
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Writes the text anew from a byte on.
    pub(super) fn rewrite(&mut self, from: usize, text: &str) {
        self.text.truncate(from);
        self.text.push_str(text);
    }

    pub(super) fn indent(&mut self) {
        self.level += 1;
    }

    pub(super) fn dedent(&mut self) {
        self.level -= 1;
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { len: self.text.len(), due: self.due, level: self.level }
    }

    /// A line was ended since, or is due to be.
    pub(super) fn has_line_since(&self, mark: Mark) -> bool {
        self.due >= Break::Line || self.text[mark.len..].contains('\n')
    }

    /// The first line that was written to since.
    pub(super) fn line_since(&self, mark: Mark) -> &str {
        let start = match self.text[mark.len..].find(|c| c != '\n') {
            Some(skipped) if skipped > 0 => mark.len + skipped,
            _ => self.text[..mark.len].rfind('\n').map_or(0, |newline| newline + 1),
        };
        self.text[start..].lines().next().unwrap_or_default()
    }

    pub(super) fn take_back(&mut self, to: Mark) {
        self.text.truncate(to.len);
        self.due = to.due;
        self.level = to.level;
    }
}
