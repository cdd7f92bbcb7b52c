//! Statements of a file and of its blocks, with the levels that they are indented to.

use protune_compiler::syntax::{Node, NodeKind, TokenKind};

/// Returns whether the node is a statement or a declaration.
pub(super) fn is_statement(node: Node<'_>) -> bool {
    use NodeKind::*;
    matches!(
        node.kind(),
        Syntax
            | Edition
            | Package
            | Import
            | Option
            | Message
            | Field
            | MapField
            | Group
            | Oneof
            | Extend
            | Extensions
            | Reserved
            | Enum
            | EnumValue
            | Service
            | Rpc
            | Empty
    )
}

/// Calls `visit` with each statement in the node and its level, in text order; blocks come before what is in them.
pub(super) fn walk<'t>(node: Node<'t>, level: usize, visit: &mut dyn FnMut(Node<'t>, usize)) {
    for statement in node.children().filter(|&child| is_statement(child)) {
        visit(statement, level);
        // Options of fields and values are no statements of their own.
        if statement.token(TokenKind::LBrace).is_some() {
            walk(statement, level + 1, visit);
        }
    }
}
