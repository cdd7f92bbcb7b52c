//! Expressions that are the same for every value, and parts of them that fail whenever they run.

use protune_cel::{
    Ast, Checked, Duration, Logic, Node, NodeId, Operator, Timestamp, Type, translate_pattern,
};
use protune_compiler::text::Span;

/// Returns the value of an expression that does not depend on its variables; `None` if it may.
pub(crate) fn constant(checked: &Checked, text: &str) -> Option<bool> {
    let of = Reader { checked, ast: checked.ast(), text };
    of.truth(checked.ast().root())
}

/// Part of an expression that fails, and why.
pub(crate) struct Failing {
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: &'static str,
}

/// Parts that fail whenever they run, in text order.
pub(crate) fn failing(checked: &Checked) -> Vec<Failing> {
    let ast = checked.ast();
    let mut found = Vec::new();
    walk(ast, ast.root(), &mut |node| found.extend(failing_node(ast, node)));
    found.sort_by_key(|failing| failing.span.start);
    found
}

fn failing_node(ast: &Ast, id: NodeId) -> Option<Failing> {
    let at = |node: NodeId, message: String, help| Some(Failing { span: ast.span(node), message, help });
    match ast.node(id) {
        Node::Call { target, function, args } => {
            let args = ast.list(*args);
            let last = *args.last()?;
            let Node::String(literal) = ast.node(last) else { return None };
            match ast.name(*function) {
                "matches" if args.len() + usize::from(target.is_some()) == 2 => {
                    let fault = translate_pattern(literal).err()?;
                    at(last, fault.to_string(), "write the pattern in the syntax of RE2")
                }
                "duration" if target.is_none() && args.len() == 1 => match Duration::parse(literal) {
                    None => at(
                        last,
                        format!("`{}` is not a duration", literal.escape_debug()),
                        "write a number and a unit, such as `1.5s` or `2h`",
                    ),
                    Some(_) => None,
                },
                "timestamp" if target.is_none() && args.len() == 1 => match Timestamp::parse(literal) {
                    None => at(
                        last,
                        format!("`{}` is not a timestamp", literal.escape_debug()),
                        "write it as in `2025-01-31T12:00:00Z`",
                    ),
                    Some(_) => None,
                },
                _ => None,
            }
        }
        Node::Binary(Operator::Divide | Operator::Modulo, _, divisor) => match ast.node(*divisor) {
            Node::Int(0) | Node::Uint(0) => {
                at(id, "it divides by zero".to_owned(), "divide by another number")
            }
            _ => None,
        },
        _ => None,
    }
}

/// Visits a node and all nodes in it.
fn walk(ast: &Ast, id: NodeId, visit: &mut dyn FnMut(NodeId)) {
    visit(id);
    match ast.node(id) {
        Node::Select { operand, .. } | Node::Extension { operand, .. } | Node::Unary(_, operand) => {
            walk(ast, *operand, visit);
        }
        Node::Binary(_, left, right) | Node::Logic(_, left, right) => {
            [left, right].into_iter().for_each(|&node| walk(ast, node, visit));
        }
        Node::Conditional(condition, yes, no) => {
            [condition, yes, no].into_iter().for_each(|&node| walk(ast, node, visit));
        }
        Node::Call { target, args, .. } => {
            target.iter().chain(ast.list(*args)).for_each(|&node| walk(ast, node, visit));
        }
        Node::List(nodes) | Node::Map(nodes) => {
            ast.list(*nodes).iter().for_each(|&node| walk(ast, node, visit));
        }
        Node::Message { fields, .. } => {
            ast.fields(*fields).iter().for_each(|field| walk(ast, field.value, visit));
        }
        Node::Fold { range, condition, body, .. } => {
            [range, body].into_iter().chain(condition).for_each(|&node| walk(ast, node, visit));
        }
        Node::Bind { value, body, .. } => {
            [value, body].into_iter().for_each(|&node| walk(ast, node, visit));
        }
        _ => {}
    }
}

struct Reader<'c> {
    checked: &'c Checked,
    ast: &'c Ast,
    text: &'c str,
}

impl Reader<'_> {
    fn truth(&self, id: NodeId) -> Option<bool> {
        match *self.ast.node(id) {
            Node::Bool(value) => Some(value),
            Node::Unary(Operator::Not, operand) => self.truth(operand).map(|value| !value),
            Node::Logic(logic, left, right) => {
                let ends = logic == Logic::Or;
                match (self.truth(left), self.truth(right)) {
                    (Some(left), Some(right)) => Some(if ends { left || right } else { left && right }),
                    (Some(value), None) | (None, Some(value)) if value == ends => Some(ends),
                    _ => None,
                }
            }
            Node::Binary(operator, left, right) => self.compare(operator, left, right),
            _ => None,
        }
    }

    fn compare(&self, operator: Operator, left: NodeId, right: NodeId) -> Option<bool> {
        if self.is_same(left, right) {
            return match operator {
                Operator::Equal | Operator::LessEqual | Operator::GreaterEqual => Some(true),
                Operator::NotEqual | Operator::Less | Operator::Greater => Some(false),
                _ => None,
            };
        }
        let (a, b) = (self.range(left)?, self.range(right)?);
        let is_below = a.1 < b.0;
        let is_at_most = a.1 <= b.0;
        let is_above = a.0 > b.1;
        let is_at_least = a.0 >= b.1;
        let decide = |yes: bool, no: bool| if yes { Some(true) } else { no.then_some(false) };
        match operator {
            Operator::Less => decide(is_below, is_at_least),
            Operator::LessEqual => decide(is_at_most, is_above),
            Operator::Greater => decide(is_above, is_at_most),
            Operator::GreaterEqual => decide(is_at_least, is_below),
            Operator::Equal => decide(a.0 == a.1 && a == b, is_below || is_above),
            Operator::NotEqual => decide(is_below || is_above, a.0 == a.1 && a == b),
            _ => None,
        }
    }

    /// Returns whether two parts are written alike and equal themselves, which NaN does not.
    fn is_same(&self, left: NodeId, right: NodeId) -> bool {
        let is_plain = |ty: &Type| {
            matches!(ty, Type::Bool | Type::Int | Type::Uint | Type::String | Type::Bytes)
                || matches!(ty, Type::Duration | Type::Timestamp)
        };
        let written = |node: NodeId| self.ast.span(node).of(self.text);
        // A call may fail.
        let mut has_call = false;
        walk(self.ast, left, &mut |node| {
            has_call |= !matches!(self.ast.node(node), Node::Name(_) | Node::Select { .. });
        });
        !has_call && is_plain(self.checked.type_of(left)) && written(left) == written(right)
    }

    /// Least and greatest value of an integer.
    fn range(&self, id: NodeId) -> Option<(i128, i128)> {
        match *self.ast.node(id) {
            Node::Int(value) => Some((value.into(), value.into())),
            Node::Uint(value) => Some((value.into(), value.into())),
            Node::Call { function, .. } if self.ast.name(function) == "size" => Some((0, i64::MAX.into())),
            _ if *self.checked.type_of(id) == Type::Uint => Some((0, u64::MAX.into())),
            _ => None,
        }
    }
}
