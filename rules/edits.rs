//! Edits that several rules make.

use crate::pair::numbers;
use protune_compiler::diagnostic::Edit;
use protune_compiler::schema::{Edition, FieldView, FileId, FileView, MessageView};
use protune_compiler::syntax::{Node, NodeKind, OptionEntry, TokenKind, Tree};
use protune_compiler::text::Span;

/// Edit that removes a statement and the comment after it. If its line has nothing else, it removes the line, and one of
/// two blank lines around it.
pub(crate) fn remove_statement(file: FileView<'_>, statement: Span) -> Edit {
    remove_from(file.id, file.text(), statement)
}

/// The same for a text that need not be a schema.
pub(crate) fn remove_from(file: FileId, text: &str, statement: Span) -> Edit {
    let (start, end) = (statement.start as usize, statement.end as usize);
    let before = text[..start].trim_end_matches(BLANK);
    let after = text[end..].trim_start_matches(BLANK);
    let range = match skip_newline(without_comment(after)) {
        // The comment may belong to the code before the statement.
        _ if !ends_line(before) => before.len()..end,
        None => start..text.len() - after.len(),
        Some(below) => before.len()..text.len() - without_blank_line(before, below).len(),
    };
    Edit { file, span: Span::new(range.start as u32, range.end as u32), text: String::new() }
}

const BLANK: [char; 2] = [' ', '\t'];

fn without_comment(text: &str) -> &str {
    if text.starts_with("//") { text.trim_start_matches(|c| c != '\n') } else { text }
}

fn ends_line(text: &str) -> bool {
    text.is_empty() || text.ends_with('\n')
}

/// Text after a leading newline; `None` if the text starts with neither a newline nor its end.
fn skip_newline(text: &str) -> Option<&str> {
    if text.is_empty() { Some(text) } else { text.strip_prefix('\n').or_else(|| text.strip_prefix("\r\n")) }
}

/// Text below a removed line, without its first line if that line and the one above are blank.
fn without_blank_line<'t>(above: &str, below: &'t str) -> &'t str {
    let is_blank_above = match above.strip_suffix('\n') {
        Some(above) => ends_line(above.trim_end_matches([' ', '\t', '\r'])),
        None => true,
    };
    skip_newline(below.trim_start_matches(BLANK)).filter(|_| is_blank_above).unwrap_or(below)
}

/// Start of the statement with this first token, including the comments directly above it.
pub(crate) fn start_with_comments(tree: &Tree, token: u32) -> u32 {
    let tokens = tree.tokens();
    let mut first = token as usize;
    // A comment, and the end of its line.
    while let Some([comment, space]) = first.checked_sub(2).map(|at| [at, at + 1])
        && matches!(tokens[comment].kind(), TokenKind::LineComment | TokenKind::BlockComment)
        && tree.token_text(space as u32).matches('\n').count() == 1
        && begins_line(tree.text(), tokens[comment].start())
    {
        first = comment;
    }
    tokens[first].start()
}

/// Lines of a statement, with the comments directly above and after it; `None` if the lines have other code.
pub(crate) fn own_lines(statement: Node<'_>) -> Option<Span> {
    let (tree, text) = (statement.tree(), statement.tree().text());
    let start = start_with_comments(tree, statement.token_range().start);
    let after = text[statement.span().end as usize..].trim_start_matches(BLANK);
    let below = skip_newline(without_comment(after)).filter(|_| begins_line(text, start))?;
    let line = text[..start as usize].trim_end_matches(BLANK).len();
    Some(Span::new(line as u32, (text.len() - below.len()) as u32))
}

fn begins_line(text: &str, at: u32) -> bool {
    ends_line(text[..at as usize].trim_end_matches(BLANK))
}

/// Blanks and comment at the end of a line; empty if the rest of the line has code.
pub(crate) fn comment_behind(rest: &str) -> &str {
    let comment = rest.trim_start_matches(BLANK);
    if !comment.starts_with("//") {
        return "";
    }
    let end = comment.find('\n').unwrap_or(comment.len());
    rest[..rest.len() - comment.len() + end].trim_end()
}

/// Place and text that add an option to a field or value with this number.
pub(crate) fn one_more_option(of: Node<'_>, number: Span, option: &str) -> Option<(Span, String)> {
    let Some(list) = of.child(NodeKind::CompactOptions) else {
        return Some((Span::at(number.end), format!(" [{option}]")));
    };
    let last = list.children().filter_map(OptionEntry::cast).last()?.node().span();
    let (before, after) = of.tree().text().split_at(last.end as usize);
    let before = &before[..last.start as usize];
    let (above, indent) = before.split_at(before.trim_end_matches([' ', '\t']).len());
    if !above.ends_with('\n') {
        return Some((Span::at(last.end), format!(", {option}")));
    }
    // Each option has its own line, and a comment after it belongs to that option.
    let comment = comment_behind(after);
    let span = Span::new(last.end, last.end + comment.len() as u32);
    Some((span, format!(",{comment}\n{indent}{option}")))
}

/// Text to remove with the option at this span: the option and a comma, or the whole list.
pub(crate) fn option_to_remove(field: FieldView<'_>, option: Span) -> Option<Span> {
    let list = field.node().child(NodeKind::CompactOptions)?;
    let entries: Vec<Span> =
        list.children().filter_map(OptionEntry::cast).map(|entry| entry.node().span()).collect();
    let at = entries.iter().position(|&entry| entry == option)?;
    Some(match (at.checked_sub(1), entries.get(at + 1)) {
        (None, None) => Span::new(field.number_span()?.end, list.span().end),
        (Some(before), _) => Span::new(entries[before].end, option.end),
        (None, Some(next)) => Span::new(option.start, next.start),
    })
}

/// Edit that adds a statement at the start of a block, after its `{`.
pub(crate) fn at_start(file: FileView<'_>, block: Node<'_>, brace: u32, statement: &str) -> Option<Edit> {
    let (text, at) = (file.text(), block.tree().token_span(brace).end);
    let written = match is_on_one_line(file, block) {
        true if text[at as usize..].starts_with('}') => format!(" {statement} "),
        true => format!(" {statement}"),
        false => format!("\n{}  {statement}", indent(text, block.span().start)?),
    };
    Some(Edit { file: file.id, span: Span::at(at), text: written })
}

/// Edit that adds an option to a declaration with a block, or to an RPC without one.
pub(crate) fn add_option(file: FileView<'_>, block: Node<'_>, option: &str) -> Option<Edit> {
    let option = format!("option {option};");
    if let Some(brace) = block.token(TokenKind::LBrace) {
        return at_start(file, block, brace, &option);
    }
    let span = block.tree().token_span(block.token(TokenKind::Semicolon)?);
    let indent = indent(file.text(), block.span().start).unwrap_or("");
    Some(Edit { file: file.id, span, text: format!(" {{\n{indent}  {option}\n{indent}}}") })
}

/// Edit that adds a statement at the end of a block, before its `}`; `None` if there is no `}`.
pub(crate) fn at_end(file: FileView<'_>, block: Node<'_>, statement: &str) -> Option<Edit> {
    let brace = block.tree().token_span(block.closing_brace()?);
    let text = file.text();
    let Some(indent) = indent(text, brace.start) else {
        // The whole block is on one line.
        let space = if text[..brace.start as usize].ends_with(' ') { "" } else { " " };
        return Some(Edit {
            file: file.id,
            span: Span::at(brace.start),
            text: format!("{space}{statement} "),
        });
    };
    let lines = statement.lines().map(|line| match line {
        "" => "\n".to_owned(),
        line => format!("{indent}  {line}\n"),
    });
    Some(Edit { file: file.id, span: Span::at(brace.start - indent.len() as u32), text: lines.collect() })
}

/// Blanks before this byte, if nothing else is before it on its line.
pub(crate) fn indent(text: &str, at: u32) -> Option<&str> {
    let before = &text[..at as usize];
    let above = before.trim_end_matches(BLANK);
    ends_line(above).then(|| &before[above.len()..])
}

/// Returns whether a block has no line break.
pub(crate) fn is_on_one_line(file: FileView<'_>, block: Node<'_>) -> bool {
    let (lines, span) = (file.lines(), block.span());
    lines.line(span.start) == lines.line(span.end)
}

/// Edit that adds those of the fields that a message does not have.
pub(crate) fn add_fields(message: MessageView<'_>, fields: &[(&str, &str)]) -> Option<Edit> {
    let has_label = |ty: &str| ty.starts_with("repeated ") || ty.starts_with("map<");
    let label = |ty: &str| match message.file.edition() == Edition::Proto2 && !has_label(ty) {
        true => "optional ",
        false => "",
    };
    let missing = fields.iter().filter(|(_, name)| message.field_named(name).is_none());
    let declare =
        |((ty, name), number): (&(&str, &str), i32)| format!("{}{ty} {name} = {number};", label(ty));
    let declared: Vec<String> = missing.zip(numbers::free(&[message])).map(declare).collect();
    if message.reserved_names().any(|reserved| fields.iter().any(|(_, name)| *name == reserved.name())) {
        return None;
    }
    let separator = if is_on_one_line(message.file, message.node()) { " " } else { "\n" };
    at_end(message.file, message.node(), &declared.join(separator))
}

/// Edit that imports a file by its name, behind the other imports; `None` if it is imported already, or is the file itself.
pub(crate) fn import(file: FileView<'_>, name: &str) -> Option<Edit> {
    if file.name() == name || file.imports().any(|import| import.name() == name) {
        return None;
    }
    let line = format!("import \"{name}\";");
    let (at, text) = match file.imports().last() {
        Some(last) => (last.span().end, format!("\n{line}")),
        None => match file.package_span().or(file.syntax_span()) {
            Some(above) => (above.end, format!("\n\n{line}")),
            None => (0, format!("{line}\n\n")),
        },
    };
    Some(Edit { file: file.id, span: Span::at(at), text })
}
