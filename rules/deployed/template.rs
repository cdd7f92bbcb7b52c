//! Templates of configuration files, such as those of Helm and Jinja. Their actions are blanked, so that the rest can be
//! parsed as YAML or JSON with the places of the template. Evaluates nothing.
//!
//! An action within a line becomes a word of [`HOLE`] characters, one that is a line of its own a comment of them, and an
//! action that only controls others becomes space.

use super::services::is_method_path;
use protune_data::{File, Language, Node, Problem, Span, parse};
use std::ops::Range;

/// Stands for text that a template inserts. Three bytes in UTF-8, and in no real configuration.
const HOLE: char = '\u{e000}';

/// Words that begin an action which inserts nothing.
const CONTROLS: &[&str] = &[
    "if", "else", "end", "range", "with", "define", "block", "break", "continue", "endif", "for", "endfor",
    "set",
];

/// Longest action, in bytes.
const MAX_ACTION: usize = 8_000;

/// Pairs of marks around an action; whether it inserts text.
const MARKS: &[(&str, &str, bool)] = &[("{{", "}}", true), ("{%", "%}", false), ("{#", "#}", false)];

/// Parses a configuration file, or the template of one. Of a template that cannot be parsed, only the paths of methods
/// are read, as a list.
pub fn parse_deployed(language: Language, text: &str) -> File {
    if !is_template(text) {
        return parse(language, text);
    }
    let file = parse(language, blank(text));
    // Both branches of a condition can set a key.
    let is_harmless = |problem: &Problem| problem.message.starts_with("duplicate key");
    if file.problems.iter().all(is_harmless) { file } else { parse(Language::Yaml, paths(&file.text)) }
}

/// Returns whether a text has actions of a template. A table in a table is none.
fn is_template(text: &str) -> bool {
    let is_action = |at: usize| {
        // A line can be long, and have an action at each character.
        let near = &text[at + 2..text.floor_char_boundary(at + 2 + MAX_ACTION)];
        let line = near.split('\n').next().unwrap_or_default();
        let begins = |c: char| c.is_alphabetic() || matches!(c, '.' | '$' | '/' | '(' | '"' | '-');
        line.trim_start().starts_with(begins) && (line.contains("}}") || line.starts_with(['-', '/']))
    };
    text.contains("{%") || text.match_indices("{{").any(|(at, _)| is_action(at))
}

/// A list in YAML of the paths of methods in a text, each where it is in the text.
fn paths(text: &str) -> String {
    let mut out: Vec<u8> = text.bytes().map(|b| if b == b'\n' { b'\n' } else { b' ' }).collect();
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_');
    let mut is_first = true;
    let mut at = 0;
    for word in text.split(|c| !is_part(c)) {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        debug_assert!(start >= at, "words are in order");
        at = start + word.len();
        // The character before the word becomes a bracket or a comma.
        if start > 0 && is_method_path(word) {
            out[start..at].copy_from_slice(word.as_bytes());
            out[start - 1] = if is_first { b'[' } else { b',' };
            is_first = false;
        }
    }
    let mut out = String::from_utf8(out).unwrap_or_default();
    out.push_str(if is_first { "" } else { "]" });
    // Marks the text as that of a template.
    out.push_str(" #");
    out.push(HOLE);
    out
}

/// A text of the same length, without its actions.
fn blank(text: &str) -> String {
    let mut out = Blanked { text: String::with_capacity(text.len()), is_in_blank: true };
    let mut actions = Actions { text, at: 0, open_until: [0; MARKS.len()] };
    let mut end = 0;
    while let Some(action) = actions.next() {
        out.push(&text[end..action.span.start]);
        end = action.span.end;
        let (inner, len) = (&text[action.span.clone()], action.span.len());
        let ahead = text[end..].trim_start_matches([' ', '\t', '\r']);
        let is_alone = out.is_in_blank && (ahead.is_empty() || ahead.starts_with('\n'));
        match action.inserts && !inner.contains('\n') {
            false => out.push_space(inner),
            true if is_alone => {
                out.push("#");
                out.push_hole(len - 1);
            }
            true => out.push_hole(len),
        }
    }
    out.push(&text[end..]);
    out.text
}

/// A text whose actions are blanked, as far as it was read.
struct Blanked {
    text: String,
    /// The last line has only spaces so far. Looking back for that would cost the length of the line for each action.
    is_in_blank: bool,
}

impl Blanked {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        let (begins, last) = text.rsplit_once('\n').map_or((false, text), |(_, last)| (true, last));
        self.is_in_blank = (begins || self.is_in_blank) && last.trim().is_empty();
    }

    fn push_space(&mut self, action: &str) {
        let space: String = action.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
        self.push(&space);
    }

    fn push_hole(&mut self, len: usize) {
        self.text.extend(std::iter::repeat_n(HOLE, len / HOLE.len_utf8()));
        self.text.extend(std::iter::repeat_n('x', len % HOLE.len_utf8()));
        self.is_in_blank = false;
    }
}

/// Actions of a text, in order. Finding all of them costs a time linear in the text.
struct Actions<'t> {
    text: &'t str,
    at: usize,
    /// For each pair of marks, the offset before which no more actions end.
    open_until: [usize; MARKS.len()],
}

struct Action {
    span: Range<usize>,
    inserts: bool,
}

impl Actions<'_> {
    fn next(&mut self) -> Option<Action> {
        while let Some(brace) = self.text[self.at..].find('{') {
            let start = self.at + brace;
            self.at = start + 1;
            let Some(mark) = MARKS.iter().position(|(open, ..)| self.text[start..].starts_with(open)) else {
                continue;
            };
            let Some(end) = self.end(start + 2, mark) else { continue };
            self.at = end;
            let words = self.text[start + 2..end].trim_start_matches(['-', '~', ' ', '\t', '\n', '\r']);
            let word = words.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            let is_control = CONTROLS.contains(&word)
                || words.starts_with("/*")
                || words.starts_with('$') && is_assignment(words);
            return Some(Action { span: start..end, inserts: MARKS[mark].2 && !is_control });
        }
        None
    }

    /// End of the action whose content starts at an offset, unless it is too long.
    fn end(&mut self, start: usize, mark: usize) -> Option<usize> {
        let from = start.max(self.open_until[mark]);
        let last = self.text.len().min(start + MAX_ACTION);
        let close = MARKS[mark].1.as_bytes();
        let bytes = self.text.as_bytes().get(from..last).unwrap_or_default();
        match bytes.windows(close.len()).position(|window| window == close) {
            Some(at) => Some(from + at + close.len()),
            None => {
                self.open_until[mark] = last.saturating_sub(1).max(from);
                None
            }
        }
    }
}

fn is_assignment(words: &str) -> bool {
    let action = words.split("}}").next().unwrap_or_default();
    action.contains(":=") || action.split_whitespace().nth(1) == Some("=")
}

/// Returns whether a file is a template whose actions were blanked, or a text with variables.
pub fn has_holes(file: &File) -> bool {
    file.text.contains(HOLE)
}

/// Returns whether a template or a variable inserts a part of a text: `{{ .x }}`, `${X}`, `$(X)`, `%(x)s`.
pub fn is_dynamic(text: &str) -> bool {
    text.contains(HOLE) || text.contains("${") || text.contains("$(") || text.contains("%(")
}

/// Places where a template inserts lines, in order.
pub(super) struct Inserted(Vec<Span>);

impl Inserted {
    pub(super) fn of(file: &File) -> Inserted {
        let comments = file.comments.iter().filter(|comment| comment.text.contains(HOLE));
        Inserted(comments.map(|comment| comment.span).collect())
    }

    /// Returns whether one of the places is in a value.
    pub(super) fn is_in(&self, node: &Node) -> bool {
        let at = self.0.partition_point(|place| place.start < node.span.start);
        self.0.get(at).is_some_and(|place| place.start < node.span.end)
    }
}

#[cfg(test)]
mod tests {
    use super::{Inserted, blank, has_holes, is_dynamic, parse_deployed};
    use protune_data::Language;

    #[test]
    fn actions_leave_places_as_they_are() {
        let text = "{{- if .on }}\nname: {{ .name }} # {{ x }}\npaths:\n  {{- toYaml .paths | nindent 2 }}\n- /p.S/Get\n{{ end }}";
        let blanked = blank(text);
        assert_eq!(blanked.len(), text.len());
        assert_eq!(blanked.find("/p.S/Get"), text.find("/p.S/Get"));
        let file = parse_deployed(Language::Yaml, text);
        assert_eq!(file.problems, []);
        assert!(has_holes(&file) && Inserted::of(&file).is_in(file.root()));
        assert!(is_dynamic(file.root().get("name").unwrap().text().unwrap()));
        assert_eq!(file.root().at("paths[0]").and_then(|path| path.text()), Some("/p.S/Get"));
    }

    #[test]
    fn actions_over_lines_and_open_ones_are_blanked() {
        assert_eq!(blank("a\n{{/* b\nc */}}\nd"), "a\n      \n      \nd");
        assert_eq!(blank("a {{ b"), "a {{ b");
        assert_eq!(blank("{# {{ a }} #} {# {{ if b }}"), "              {#           ");
        assert_eq!(blank("{% if a %}b{% endif %}"), "          b           ");
    }

    #[test]
    fn only_paths_are_read_where_the_rest_cannot_be() {
        let text = "{{ if x }}\na: [\n paths: '/p.v1.S/Get' b: \"/p.S/Put\"\n]]: {{ .y }}\n";
        let file = parse_deployed(Language::Yaml, text);
        assert_eq!(file.problems, []);
        let found: Vec<_> = file.root().items().iter().map(|path| path.span.of(text)).collect();
        assert_eq!(found, ["/p.v1.S/Get", "/p.S/Put"]);
        assert!(has_holes(&file));
    }

    #[test]
    fn tables_in_tables_are_no_templates() {
        for text in ["a: {b: {c: d}}", r#"{"a": {"b": {}}}"#, "a: [{}, {}]"] {
            assert!(!has_holes(&parse_deployed(Language::Yaml, text)), "{text}");
        }
    }
}
