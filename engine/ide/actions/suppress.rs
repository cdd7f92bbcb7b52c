//! Comments that hide findings, in schemas and in configuration files.

use super::{Action, ActionKind};
use crate::ide::imports::newline;
use protune_compiler::diagnostic::{Diagnostic, Edit, RuleId};
use protune_compiler::schema::{FileId, Schema};
use protune_compiler::text::Span;
use protune_data::{File, Kind, Language, Node};

/// Returns comments that hide each finding at its place, and in its whole file. Errors of the compiler cannot be hidden. In
/// files with comments of buf, the first is written as buf writes it.
pub fn suppressions(
    schema: &Schema,
    file: FileId,
    findings: &[&Diagnostic],
    can_hide: &dyn Fn(&Diagnostic) -> bool,
) -> Vec<Action> {
    let view = schema.file(file);
    let text = view.text();
    let is_of_buf = text.contains("buf:lint:ignore ");
    let newline = newline(text);
    let mut actions = Vec::new();
    for (at, finding) in hidden_by_comments(file, findings, can_hide) {
        let rule = finding.rule;
        if let Some(span) = finding.place.span {
            let (start, indent) = line_of(text, span);
            let comment = match is_of_buf {
                true => format!("{indent}// buf:lint:ignore {rule}{newline}"),
                false => format!("{indent}// protune: ignore[{rule}]{newline}"),
            };
            let edit = Edit { file, span: Span::at(start as u32), text: comment };
            let title = format!("Ignore {rule} here");
            actions.push(Action::new(title, ActionKind::QuickFix, vec![edit]).of(at));
        }
        let top = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let comment = format!("// protune: ignore-file[{rule}]{newline}{newline}");
        let edit = Edit { file, span: Span::at(top), text: comment };
        let title = format!("Ignore {rule} in this file");
        actions.push(Action::new(title, ActionKind::QuickFix, vec![edit]).of(at));
    }
    actions
}

/// Returns the same for a configuration file: comments, and in JSON, which has none, keys named `//` about the object around
/// them.
pub fn suppressions_in_config(
    data: &File,
    file: FileId,
    findings: &[&Diagnostic],
    can_hide: &dyn Fn(&Diagnostic) -> bool,
) -> Vec<Action> {
    let action = |(at, finding): (usize, &Diagnostic)| {
        let (span, rule) = (finding.place.span?, finding.rule);
        let (edit, what) = match data.language {
            Language::Json => in_object(data, file, span, rule)?,
            Language::JsonWithComments => (above(data, "//", file, span, rule)?, "here"),
            Language::Yaml | Language::Toml => (above(data, "#", file, span, rule)?, "here"),
        };
        Some(Action::new(format!("Ignore {rule} {what}"), ActionKind::QuickFix, vec![edit]).of(at))
    };
    hidden_by_comments(file, findings, can_hide).filter_map(action).collect()
}

/// Findings in a file that a comment may hide, with their places among all.
fn hidden_by_comments<'f>(
    file: FileId,
    findings: &'f [&'f Diagnostic],
    can_hide: &'f dyn Fn(&Diagnostic) -> bool,
) -> impl Iterator<Item = (usize, &'f Diagnostic)> {
    let all = findings.iter().copied().enumerate();
    all.filter(move |(_, finding)| finding.code.is_none() && finding.place.file == file && can_hide(finding))
}

/// Start of the line that a part begins on, and the blanks there.
fn line_of(text: &str, span: Span) -> (usize, &str) {
    let start = text[..span.start as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let line = &text[start..];
    (start, &line[..line.len() - line.trim_start_matches([' ', '\t']).len()])
}

/// A comment above the line, unless that is in the middle of a text.
fn above(data: &File, sign: &str, file: FileId, span: Span, rule: RuleId) -> Option<Edit> {
    let (start, indent) = line_of(&data.text, span);
    let comment = format!("{indent}{sign} protune: ignore[{rule}]{}", newline(&data.text));
    let mut changed = data.text.to_string();
    changed.insert_str(start, &comment);
    let is_read = |it: &protune_data::Comment| it.span.start as usize == start + indent.len();
    let changed = protune_data::parse(data.language, changed);
    changed.comments.iter().any(is_read).then(|| Edit { file, span: Span::at(start as u32), text: comment })
}

/// A key at the start of the innermost object around a part, and what it is about in words. None if the object has one.
fn in_object(data: &File, file: FileId, span: Span, rule: RuleId) -> Option<(Edit, &'static str)> {
    let root = data.documents.first()?;
    let object = object_around(root, span).filter(|object| object.get("//").is_none())?;
    let key = format!("\"//\": \"protune: ignore[{rule}]\"");
    let start = object.span.start as usize + 1;
    let text = match object.entries().first() {
        None => key,
        // It stands as the first of the keys does.
        Some(first) => {
            let gap = &data.text[start..first.key_span.start as usize];
            format!("{gap}{key},{}", if gap.is_empty() { " " } else { "" })
        }
    };
    let what = if std::ptr::eq(object, root) { "in this file" } else { "in this object" };
    Some((Edit { file, span: Span::at(start as u32), text }, what))
}

fn object_around(node: &Node, span: Span) -> Option<&Node> {
    if node.span.start > span.start || span.end > node.span.end {
        return None;
    }
    let values = node.entries().iter().map(|entry| &entry.value).chain(node.items());
    let inner = values.filter_map(|value| object_around(value, span)).next();
    inner.or_else(|| (node.kind() == Kind::Table).then_some(node))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::actions::ActionChange;
    use protune_compiler::diagnostic::{Place, Severity};

    /// The text after the comment that hides a finding at a word, if there is one.
    fn ignored(language: Language, text: &str, word: &str) -> Option<String> {
        let (file, start) = (FileId::new(0), text.find(word).unwrap() as u32);
        let place = Place::new(file, Span::new(start, start + word.len() as u32));
        let finding = Diagnostic::new(RuleId::intern("A"), Severity::Error, place, String::new());
        let data = protune_data::parse(language, text);
        let actions = suppressions_in_config(&data, file, &[&finding], &|_| true);
        let ActionChange::Edits(edits) = &actions.first()?.change else { panic!("a rename") };
        let mut text = text.to_owned();
        text.insert_str(edits[0].span.start as usize, &edits[0].text);
        Some(text)
    }

    #[test]
    fn objects_have_one_key_that_stands_for_a_comment() {
        let json = |text: &str| ignored(Language::Json, text, "1");
        let key = r#""//": "protune: ignore[A]""#;
        assert_eq!(json(r#"{"a": {"b": 1}}"#), Some(format!(r#"{{"a": {{{key}, "b": 1}}}}"#)));
        assert_eq!(json(r#"{ "a": [1] }"#), Some(format!(r#"{{ {key}, "a": [1] }}"#)));
        assert_eq!(json("[1]"), None);
        assert_eq!(json(r#"{"//": "x", "a": 1}"#), None);
    }

    #[test]
    fn comments_stand_where_they_are_read() {
        let yaml = |text: &str, word: &str| ignored(Language::Yaml, text, word);
        assert_eq!(yaml("a:\n  b: 1\n", "1").as_deref(), Some("a:\n  # protune: ignore[A]\n  b: 1\n"));
        assert_eq!(yaml("a: |\n  one\n  two\nb: 1\n", "two"), None);
        let commented = ignored(Language::JsonWithComments, "{\n  \"a\": 1\n}\n", "1");
        assert_eq!(commented.as_deref(), Some("{\n  // protune: ignore[A]\n  \"a\": 1\n}\n"));
    }
}
