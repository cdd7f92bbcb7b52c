//! The canonical layout of a source: indentation by two, blank lines between declarations, options in
//! one line where there is one. Knows lines and blocks, not what they declare.

use super::options::{Setting, Value};
use std::fmt::Write as _;

#[derive(Default)]
pub(super) struct Layout {
    out: String,
    depth: usize,
    /// A blank line is to stand before the next line, unless that is the first of a block.
    has_gap: bool,
}

impl Layout {
    pub(super) fn with_capacity(bytes: usize) -> Layout {
        Layout { out: String::with_capacity(bytes), ..Layout::default() }
    }

    pub(super) fn into_text(self) -> String {
        self.out
    }

    /// Begins a line.
    pub(super) fn line(&mut self, text: &str) {
        if self.has_gap && !self.out.is_empty() && !self.out.ends_with("{\n") {
            self.out.push('\n');
        }
        self.has_gap = false;
        self.indent();
        self.out.push_str(text);
    }

    /// Adds to a line.
    pub(super) fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    pub(super) fn push_number(&mut self, number: i32) {
        let _ = write!(self.out, "{number}");
    }

    /// Ends a line.
    pub(super) fn end(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// Sets what follows apart from what stands here.
    pub(super) fn gap(&mut self) {
        self.has_gap = true;
    }

    /// Ends a line with the brace that opens a block.
    pub(super) fn open(&mut self) {
        self.end(" {");
        self.depth += 1;
    }

    /// Ends a block; one that holds nothing takes no line of its own.
    pub(super) fn close(&mut self) {
        self.depth -= 1;
        self.has_gap = false;
        if self.out.ends_with("{\n") {
            self.out.pop();
        } else {
            self.indent();
        }
        self.end("}");
    }

    /// Options as statements.
    pub(super) fn option_statements(&mut self, settings: &[Setting<'_>]) {
        for setting in settings {
            self.line("option ");
            self.assignment(setting);
            self.end(";");
        }
        self.gap();
    }

    /// Options in brackets, behind what stands in the line.
    pub(super) fn compact_options(&mut self, settings: &[Setting<'_>]) {
        match settings {
            [] => {}
            [setting] => {
                self.push(" [");
                self.assignment(setting);
                self.push("]");
            }
            [first, rest @ ..] => {
                self.push(" [");
                self.depth += 1;
                self.option_line(first);
                for setting in rest {
                    self.push(",");
                    self.option_line(setting);
                }
                self.depth -= 1;
                self.end("");
                self.indent();
                self.push("]");
            }
        }
    }

    /// One of several options in brackets; the line stays open.
    fn option_line(&mut self, setting: &Setting<'_>) {
        self.end("");
        self.indent();
        self.assignment(setting);
    }

    fn assignment(&mut self, setting: &Setting<'_>) {
        self.push(&setting.name);
        self.push(" = ");
        self.value(&setting.value);
    }

    fn value(&mut self, value: &Value<'_>) {
        match value {
            Value::Scalar(text) => self.push(text),
            Value::Message(settings) if settings.is_empty() => self.push("{}"),
            Value::Message(settings) => self.literal(settings),
        }
    }

    fn literal(&mut self, settings: &[Setting<'_>]) {
        self.end("{");
        self.depth += 1;
        for setting in settings {
            self.indent();
            self.push(&setting.name);
            self.push(if matches!(setting.value, Value::Scalar(_)) { ": " } else { " " });
            self.value(&setting.value);
            self.end("");
        }
        self.depth -= 1;
        self.indent();
        self.push("}");
    }

    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.out.push_str("  ");
        }
    }
}
