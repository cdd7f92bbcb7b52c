//! Comments of a page that expect findings, written for the findings that there are.

use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::text::{ColumnUnit, LineIndex, Text};

/// Returns the text of a block with a comment below the place of each finding. The findings are those in this text.
pub(super) fn marked(text: &str, findings: &[&Diagnostic]) -> String {
    let index = LineIndex::new(text);
    let mut marks: Vec<(usize, usize, String)> = findings.iter().map(|it| mark(index.of(text), it)).collect();
    marks.sort();
    marks.dedup();
    let mut marks = marks.into_iter().peekable();
    let mut out = String::with_capacity(text.len() * 2);
    while let Some((_, _, mark)) = marks.next_if(|(line, ..)| *line == 0) {
        out += &mark;
    }
    for (line, content) in text.lines().enumerate() {
        out += content;
        out.push('\n');
        while let Some((_, _, mark)) = marks.next_if(|(above, ..)| *above == line + 1) {
            out += &mark;
        }
    }
    out
}

/// Line above the comment, from 1, or 0 for the whole file; the column, and the comment.
fn mark(text: Text<'_>, finding: &Diagnostic) -> (usize, usize, String) {
    let message = finding.message.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = format!("{}: {message}", finding.rule);
    let Some(span) = finding.place.span else { return (0, 0, format!("//! {said}\n")) };
    let position = |offset: u32| text.position(offset, ColumnUnit::Byte);
    let ((line, start), (last, end)) = (position(span.start), position(span.end));
    let content = text.text.lines().nth(line).unwrap_or_default();
    let indent = content.len() - content.trim_start().len();
    let statement = content.split("//").next().unwrap_or_default().trim_end();
    let mark = match (last == line && start < end, start >= 2) {
        (true, _) if (start, end) == (indent, statement.len()) => format!("{0:indent$}//~ {said}\n", ""),
        (true, true) => {
            let before = if start >= indent + 2 { indent } else { start - 2 };
            let room = start - before - 2;
            format!("{0:before$}//{0:room$}{1} {said}\n", "", "^".repeat(end - start))
        }
        _ => format!("{0:indent$}//@ {1}:{2}-{3}:{4} {said}\n", "", line + 1, start + 1, last + 1, end + 1),
    };
    (line + 1, start, mark)
}

#[cfg(test)]
mod tests {
    use super::*;
    use protune_compiler::diagnostic::{Place, RuleId, Severity};
    use protune_compiler::schema::FileId;
    use protune_compiler::text::Span;
    use protune_rules::house::Page;

    #[test]
    fn marks_are_read_as_the_findings_that_they_are_written_for() {
        let text = "message M {\n  bool is_a = 1;\n}\n";
        let at = |span: Option<(u32, u32)>, message: &str| {
            let span = span.map(|(start, end)| Span { start, end });
            let place = Place { file: FileId::new(0), span };
            Diagnostic::new(RuleId::intern("ACME_X"), Severity::Error, place, message.to_owned())
        };
        let found = [
            at(Some((19, 23)), "is: a"),
            at(Some((14, 18)), "bool"),
            at(Some((0, 7)), "at the start"),
            at(Some((8, 30)), "several lines"),
            at(Some((14, 28)), "a statement"),
            at(None, "the file"),
        ];
        let marked = marked(text, &found.iter().collect::<Vec<_>>());
        assert_eq!(
            marked,
            "//! ACME_X: the file\nmessage M {\n//@ 1:1-1:8 ACME_X: at the start\n//@ 1:9-3:2 ACME_X: several lines\n  \
             bool is_a = 1;\n  //~ ACME_X: a statement\n//^^^^ ACME_X: bool\n  //   ^^^^ ACME_X: is: a\n}\n"
        );
        let page = Page::read(&format!("# ACME_X\n\n## Fails\n\n```proto\n{marked}```\n"));
        assert_eq!(page.blocks[0].text, text);
        let read: Vec<(usize, usize, &str)> = page.blocks[0]
            .expected
            .iter()
            .map(|it| (it.line, it.columns.start, it.message.as_str()))
            .collect();
        assert_eq!(
            read,
            [
                (0, 0, "the file"),
                (1, 0, "at the start"),
                (1, 8, "several lines"),
                (2, 2, "a statement"),
                (2, 2, "bool"),
                (2, 7, "is: a")
            ]
        );
    }
}
