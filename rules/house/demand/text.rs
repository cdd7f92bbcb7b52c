//! Demands on packages, paths and comments.

use super::{Pattern, Violation};
use crate::house::read::Reader;
use crate::house::scene::{Element, header};
use protune_compiler::diagnostic::{Edit, Fix, Safety};
use protune_compiler::text::Span;
use protune_data::Node;

/// Demand on a package or a path.
#[derive(Debug)]
pub(in crate::house) struct Text {
    pattern: Option<Pattern>,
    prefix: Option<String>,
    depth: Option<usize>,
}

impl Text {
    pub(super) fn read(table: &Node, key: &str, reader: &mut Reader) -> Text {
        reader.known_keys(table, key, &["pattern", "prefix", "depth"]);
        Text {
            pattern: reader.pattern(table.get("pattern")),
            prefix: table.get("prefix").and_then(Node::text).map(str::to_owned),
            depth: table.get("depth").and_then(Node::integer).and_then(|depth| depth.try_into().ok()),
        }
    }

    /// `separator` is what parts of the text are separated by.
    pub(super) fn judge(&self, what: &str, text: &str, separator: char) -> Option<Violation> {
        let told = |wanted: String| Some(Violation::new(format!("the {what} `{text}` should {wanted}")));
        if let Some(prefix) = &self.prefix {
            let rest = text.strip_prefix(prefix.as_str());
            let is_whole =
                |rest: &str| rest.is_empty() || rest.starts_with(separator) || prefix.ends_with(separator);
            if !rest.is_some_and(is_whole) {
                return told(format!("be below `{prefix}`"));
            }
        }
        if let Some(depth) = self.depth.filter(|&depth| text.split(separator).count() != depth) {
            return told(format!("have {depth} parts"));
        }
        match self.pattern.as_ref().filter(|pattern| !pattern.matches(text)) {
            Some(pattern) => told(format!("match `{}`", pattern.text)),
            None => None,
        }
    }
}

/// Demand on comments.
#[derive(Debug)]
pub(in crate::house) struct Comment {
    required: bool,
    pattern: Option<Pattern>,
    starts_with_name: bool,
    trailing_counts: bool,
}

impl Comment {
    pub(super) fn read(table: &Node, reader: &mut Reader) -> Comment {
        reader.known_keys(table, "comment", &["required", "pattern", "starts-with-name", "trailing-counts"]);
        let flag = |key: &str| table.get(key).and_then(Node::flag) == Some(true);
        Comment {
            required: flag("required"),
            pattern: reader.pattern(table.get("pattern")),
            starts_with_name: flag("starts-with-name"),
            trailing_counts: flag("trailing-counts"),
        }
    }

    pub(super) fn judge(&self, element: Element<'_>) -> Option<Violation> {
        let mut comment = element.comment();
        if comment.is_empty() && self.trailing_counts {
            comment = element.trailing_comment();
        }
        let (word, name) = (element.word(), element.name());
        if !crate::comments::says_something(&comment) {
            let text = || format!("{word} `{name}` should have a comment");
            return self.required.then(|| Violation::new(text()));
        }
        if self.starts_with_name && !comment.starts_with(&*name) {
            return Some(Violation::new(format!(
                "the comment of {word} `{name}` should start with its name"
            )));
        }
        let pattern = self.pattern.as_ref().filter(|pattern| !pattern.matches(&comment))?;
        Some(Violation::new(format!("the comment of {word} `{name}` should match `{}`", pattern.text)))
    }
}

/// Demand on the comment at the top of a file.
#[derive(Debug)]
pub(in crate::house) struct Header {
    pattern: Option<Pattern>,
    text: Option<String>,
}

impl Header {
    pub(super) fn read(table: &Node, reader: &mut Reader) -> Header {
        reader.known_keys(table, "header", &["pattern", "text"]);
        let text = table.get("text").and_then(Node::text).map(|text| text.trim().to_owned());
        Header { pattern: reader.pattern(table.get("pattern")), text }
    }

    pub(super) fn judge(&self, element: Element<'_>) -> Option<Violation> {
        let Element::File(file) = element else { return None };
        let found = header(file);
        if let Some(text) = self.text.as_ref().filter(|text| !found.starts_with(text.as_str())) {
            let lines: String =
                text.lines().map(|line| format!("// {line}").trim_end().to_owned() + "\n").collect();
            let edit = Edit { file: file.id, span: Span::at(0), text: format!("{lines}\n") };
            let fix = Fix::new("write the header on top", Safety::Safe, vec![edit]);
            let message = "the file should begin with the header of the project".to_owned();
            return Some(Violation::new(message).at(file.whole()).fix(Some(fix)));
        }
        let pattern = self.pattern.as_ref().filter(|pattern| !pattern.matches(&found))?;
        let message = format!("the comment at the top of the file should match `{}`", pattern.text);
        Some(Violation::new(message).at(file.whole()))
    }
}
