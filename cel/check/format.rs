//! Clauses of literal texts that are formatted: whether there is an argument for each, of a type that it takes.

use crate::library::format::{Piece, pieces};
use crate::syntax::ast::{Ast, Node, NodeId};
use crate::syntax::problem::{Problem, Stage};
use crate::types::ty::Type;
use protune_compiler::text::Span;

/// Returns the problems of all calls of `format`.
pub(super) fn problems(ast: &Ast, types: &[Type]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for node in &ast.nodes {
        let Node::Call { target: Some(target), function, args } = node else { continue };
        let (Node::String(text), "format", &[list]) =
            (ast.node(*target), ast.name(*function), ast.list(*args))
        else {
            continue;
        };
        if let Node::List(elements) = ast.node(list) {
            problems.extend(problem(ast, types, text, ast.span(*target), list, ast.list(*elements)));
        }
    }
    problems
}

fn problem(
    ast: &Ast,
    types: &[Type],
    text: &str,
    span: Span,
    list: NodeId,
    args: &[NodeId],
) -> Option<Problem> {
    let pieces = match pieces(text) {
        Ok(pieces) => pieces,
        Err(fault) => return Some(at(span, fault, "use one of %s %d %f %e %b %o %x %X %%")),
    };
    let mut clauses = 0;
    for piece in &pieces {
        let Piece::Clause { verb, .. } = piece else { continue };
        let Some(&arg) = args.get(clauses) else {
            return Some(at(
                ast.span(list),
                format!("there is no value for clause {} of the format", clauses + 1),
                "add one",
            ));
        };
        clauses += 1;
        let ty = match verb {
            's' => unprintable(ast, types, arg).unwrap_or(&types[arg.index()]),
            _ => &types[arg.index()],
        };
        if !takes(*verb, ty) {
            return Some(at(
                ast.span(arg),
                format!("`%{verb}` does not take a value of type `{ty}`"),
                help(*verb),
            ));
        }
    }
    let extra = *args.get(clauses)?;
    Some(at(
        ast.span(extra),
        format!("value {} has no clause in the format", clauses + 1),
        "remove the value",
    ))
}

/// The type of a part of a list or a map that cannot be written.
fn unprintable<'t>(ast: &Ast, types: &'t [Type], node: NodeId) -> Option<&'t Type> {
    let (Node::List(parts) | Node::Map(parts)) = ast.node(node) else {
        return Some(&types[node.index()]).filter(|ty| !takes('s', ty));
    };
    ast.list(*parts).iter().find_map(|&part| unprintable(ast, types, part))
}

fn at(span: Span, message: String, help: &str) -> Problem {
    Problem { span, message, help: Some(help.into()), stage: Stage::Check }
}

fn takes(verb: char, ty: &Type) -> bool {
    if ty.is_dyn() || matches!(ty, Type::Param(_)) {
        return true;
    }
    let ty = ty.unwrapped();
    match verb {
        's' => match &ty {
            Type::List(inner) => takes('s', &inner.parts[0]),
            Type::Map(inner) => inner.parts.iter().all(|part| takes('s', part)),
            Type::Message(_) | Type::View(..) | Type::Opaque(_) => false,
            _ => true,
        },
        'b' => matches!(ty, Type::Int | Type::Uint | Type::Bool),
        'o' => matches!(ty, Type::Int | Type::Uint),
        'x' | 'X' => matches!(ty, Type::Int | Type::Uint | Type::Bytes | Type::String),
        _ => matches!(ty, Type::Int | Type::Uint | Type::Double),
    }
}

fn help(verb: char) -> &'static str {
    match verb {
        's' => "format the fields of the message",
        'b' => "give an integer or a boolean, or use `%s`",
        'o' => "give an integer, or use `%s`",
        'x' | 'X' => "give an integer, a string or bytes, or use `%s`",
        _ => "give a number, or use `%s`",
    }
}
