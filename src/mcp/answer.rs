//! Answers of tools: a text that a model reads, and the same as data. Short enough to be read; what is left out is said.

use serde_json::{Value, json};

/// The most that a text holds, in bytes.
pub(super) const MOST: usize = 32 << 10;

/// Answer of a tool.
pub(super) struct Answer {
    text: String,
    data: Value,
    is_failure: bool,
}

impl Answer {
    pub(super) fn new(text: String, data: Value) -> Answer {
        Answer { text, data, is_failure: false }
    }

    /// Answer that says why the tool could not do its work.
    pub(super) fn failure(text: impl Into<String>) -> Answer {
        Answer { text: text.into(), data: Value::Null, is_failure: true }
    }

    /// The same answer, marked as that of a tool that could not do all of its work.
    #[must_use]
    pub(super) fn failed_if(mut self, is_failure: bool) -> Answer {
        self.is_failure |= is_failure;
        self
    }

    /// The answer as a result of the protocol.
    pub(super) fn result(self) -> Value {
        let mut result = json!({ "content": [{ "type": "text", "text": self.text }] });
        if self.is_failure {
            result["isError"] = json!(true);
        }
        if !self.data.is_null() {
            result["structuredContent"] = self.data;
        }
        result
    }
}

/// Lines of an output, up to a size.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) text: String,
    /// Number of lines that did not fit.
    pub(super) left_out: usize,
}

impl Kept {
    pub(super) fn push(&mut self, line: &str) {
        if self.left_out > 0 || self.text.len() + line.len() > MOST {
            self.left_out += 1;
            return;
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Says how much is missing, if anything is.
    pub(super) fn note(&self, what_helps: &str) -> Option<String> {
        (self.left_out > 0).then(|| {
            let lines = if self.left_out == 1 { "line is" } else { "lines are" };
            format!("{} more {lines} left out; {what_helps}", self.left_out)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_counted() {
        let mut kept = Kept::default();
        let line = "x".repeat(MOST / 2);
        (0..4).for_each(|_| kept.push(&line));
        // Nothing after a gap, however short.
        kept.push("y");
        assert_eq!((kept.text.len(), kept.left_out), (MOST / 2 + 1, 4));
        assert_eq!(kept.note("name fewer").unwrap(), "4 more lines are left out; name fewer");
    }
}
