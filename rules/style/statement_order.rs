//! Statements of a file that are not in the usual order.

use super::statements::is_statement;
use crate::context::{FileContext, Findings};
use crate::edits;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Edit, Fix, Safety, Severity};
use protune_compiler::schema::FileView;
use protune_compiler::syntax::{Node, NodeKind};
use protune_compiler::text::Span;

pub static RULE: Room = Room {
    id: "STYLE_STATEMENT_ORDER",
    wing: Wing::Style,
    categories: &[],
    buf: Buf::NONE,
    aliases: &["protolint:ORDER"],
    severity: Severity::Warning,
    doc: include_str!("statement_order.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let tree = cx.file.data().tree();
    if !tree.errors().is_empty() {
        return;
    }
    let is_ordered = |node: &Node<'_>| is_statement(*node) && node.kind() != NodeKind::Empty;
    let statements: Vec<Node<'_>> = tree.root().children().filter(is_ordered).collect();
    for (at, &[above, statement]) in statements.array_windows().enumerate() {
        let (above, part) = (Part::of(above), Part::of(statement));
        if part < above {
            let message = format!("{} should stand above {}", part.name(), above.name());
            let finding = cx.finding(cx.file.place(statement.span()), message);
            out.push(finding.fix(move_up(cx.file, &statements[..=at], statement)));
        }
    }
}

/// Parts of a file in their order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Syntax,
    Package,
    Import,
    Option,
    Declaration,
}

impl Part {
    fn of(statement: Node<'_>) -> Part {
        match statement.kind() {
            NodeKind::Syntax | NodeKind::Edition => Part::Syntax,
            NodeKind::Package => Part::Package,
            NodeKind::Import => Part::Import,
            NodeKind::Option => Part::Option,
            _ => Part::Declaration,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Part::Syntax => "the syntax",
            Part::Package => "the package",
            Part::Import => "imports",
            Part::Option => "options of the file",
            Part::Declaration => "declarations",
        }
    }
}

/// Moves a statement with its comments above the first one that belongs below it.
fn move_up(file: FileView<'_>, above: &[Node<'_>], statement: Node<'_>) -> Option<Fix> {
    let (tree, text) = (statement.tree(), file.text());
    let lines = edits::own_lines(statement)?;
    let first = edits::start_with_comments(tree, statement.token_range().start);
    let removal = edits::remove_from(file.id, text, Span::new(first, statement.span().end));
    let (at, &below) = above.iter().enumerate().find(|(_, other)| Part::of(**other) > Part::of(statement))?;
    let token = below.token_range().start;
    // What stands above the first statement is often about the file.
    let start = if at == 0 { tree.token_span(token).start } else { edits::start_with_comments(tree, token) };
    edits::indent(text, start)?;
    let moved = lines.of(text);
    let end = if moved.ends_with('\n') { "\n" } else { "\n\n" };
    let insertion = Edit { file: file.id, span: Span::at(start), text: format!("{moved}{end}") };
    let edits = vec![insertion, removal];
    Some(Fix::new(format!("move it above {}", Part::of(below).name()), Safety::Safe, edits))
}
