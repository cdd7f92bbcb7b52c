//! Macros: calls that the parser replaces with nodes of their own. A call with another number of arguments stays a call.

use super::Syntax;
use super::ast::{Ast, Macro, Node, NodeId};
use super::problem::{Problem, problem};
use protune_compiler::text::Span;

/// Name that a macro may not hide: what other implementations collect results in.
const ACCUMULATORS: [&str; 2] = ["__result__", "@result"];

/// Returns the node that a call of a macro becomes; `None` for another call.
pub(super) fn expand(
    ast: &mut Ast,
    syntax: &Syntax,
    target: Option<NodeId>,
    function: &str,
    args: &[NodeId],
) -> Option<Result<Node, Problem>> {
    match (target, function, args) {
        (None, "has", &[arg]) => Some(has(ast, arg)),
        (Some(range), "all", &[variable, body]) => Some(fold(ast, Macro::All, range, variable, None, body)),
        (Some(range), "exists", &[variable, body]) => {
            Some(fold(ast, Macro::Exists, range, variable, None, body))
        }
        (Some(range), "exists_one", &[variable, body]) => {
            Some(fold(ast, Macro::ExistsOne, range, variable, None, body))
        }
        (Some(range), "existsOne", &[variable, body]) if syntax.has_exists_one => {
            Some(fold(ast, Macro::ExistsOne, range, variable, None, body))
        }
        (Some(range), "optMap", &[variable, body]) if syntax.has_optionals => {
            Some(fold(ast, Macro::OptMap, range, variable, None, body))
        }
        (Some(range), "optFlatMap", &[variable, body]) if syntax.has_optionals => {
            Some(fold(ast, Macro::OptFlatMap, range, variable, None, body))
        }
        (Some(range), "map", &[variable, body]) => Some(fold(ast, Macro::Map, range, variable, None, body)),
        (Some(range), "map", &[variable, condition, body]) => {
            Some(fold(ast, Macro::Map, range, variable, Some(condition), body))
        }
        (Some(range), "filter", &[variable, body]) => {
            Some(fold(ast, Macro::Filter, range, variable, None, body))
        }
        (Some(target), "bind", &[variable, value, body])
            if syntax.has_bind && is_named(ast, target, "cel") =>
        {
            let variable = match *ast.node(variable) {
                Node::Name(name) => name,
                _ => return Some(Err(no_variable(ast.span(variable)))),
            };
            Some(Ok(Node::Bind { variable, value, body }))
        }
        (Some(target), "getExt" | "hasExt", &[operand, name])
            if syntax.has_extensions && is_named(ast, target, "proto") =>
        {
            let is_test = function == "hasExt";
            let Some(full) = ast.qualified(name) else {
                let help = "write its full name, such as `acme.owner`";
                return Some(Err(problem(ast.span(name), "not the name of an extension", help)));
            };
            let name = ast.add_name(full.trim_start_matches('.'));
            Some(Ok(Node::Extension { operand, name, is_test }))
        }
        _ => None,
    }
}

fn is_named(ast: &Ast, node: NodeId, name: &str) -> bool {
    matches!(*ast.node(node), Node::Name(id) if ast.name(id) == name)
}

fn has(ast: &Ast, arg: NodeId) -> Result<Node, Problem> {
    match *ast.node(arg) {
        Node::Select { operand, field, is_test: false } => Ok(Node::Select { operand, field, is_test: true }),
        _ => {
            let help = "write `has(value.field)`";
            Err(problem(ast.span(arg), "`has` takes the field of a value", help))
        }
    }
}

fn fold(
    ast: &Ast,
    kind: Macro,
    range: NodeId,
    variable: NodeId,
    condition: Option<NodeId>,
    body: NodeId,
) -> Result<Node, Problem> {
    let span = ast.span(variable);
    match *ast.node(variable) {
        Node::Name(name) if ACCUMULATORS.contains(&ast.name(name)) => {
            Err(problem(span, format!("`{}` is reserved for results", ast.name(name)), "use another name"))
        }
        Node::Name(variable) if !ast.name(variable).starts_with('.') => {
            Ok(Node::Fold { kind, range, variable, condition, body })
        }
        _ => Err(no_variable(span)),
    }
}

fn no_variable(span: Span) -> Problem {
    problem(span, "a macro needs a variable here", "write a simple name, as in `list.all(x, x > 0)`")
}
