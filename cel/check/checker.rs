//! The walk over the tree, bottom-up, in the order in which the text is read.

use super::Meaning;
use crate::env::Env;
use crate::syntax::ast::{Ast, Node, NodeId};
use crate::syntax::problem::{Problem, Stage};
use crate::types::ty::Type;
use crate::types::unify::{Mapping, most_general};
use protune_compiler::text::Span;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Number of problems that are kept of one expression.
const MAX_PROBLEMS: usize = 20;

pub(super) struct Checker<'e> {
    pub(super) env: &'e Env,
    pub(super) ast: &'e Ast,
    pub(super) types: Vec<Type>,
    pub(super) meanings: Vec<Meaning>,
    pub(super) mapping: Mapping,
    /// Variables of the macros around, outer ones first.
    pub(super) scopes: Vec<(Box<str>, Type)>,
    /// Type variables for the parameters in the types of variables.
    pub(super) params: FxHashMap<Arc<str>, Type>,
    /// Most variables of macros that are there at once.
    pub(super) locals: usize,
    problems: Vec<Problem>,
}

pub(super) type Result = (Vec<Type>, Vec<Meaning>, u32, Vec<Problem>);

impl<'e> Checker<'e> {
    pub(super) fn new(env: &'e Env, ast: &'e Ast) -> Checker<'e> {
        let count = ast.len();
        Checker {
            env,
            ast,
            types: vec![Type::Error; count],
            meanings: vec![Meaning::None; count],
            mapping: Mapping::default(),
            scopes: Vec::new(),
            params: FxHashMap::default(),
            locals: 0,
            problems: Vec::new(),
        }
    }

    pub(super) fn run(mut self) -> Result {
        self.check(self.ast.root());
        for ty in &mut self.types {
            *ty = self.mapping.resolve(ty, true);
        }
        if self.env.checks_format && self.problems.is_empty() {
            let problems = super::format::problems(self.ast, &self.types);
            self.problems.extend(problems);
        }
        (self.types, self.meanings, self.locals as u32, self.problems)
    }

    /// Returns whether further problems are not kept, and need no help.
    pub(super) fn is_full(&self) -> bool {
        self.problems.len() >= MAX_PROBLEMS
    }

    pub(super) fn report(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        if !self.is_full() {
            let help = Some(help.into()).filter(|help| !help.is_empty());
            self.problems.push(Problem { span, message: message.into(), help, stage: Stage::Check });
        }
    }

    pub(super) fn ty(&self, node: NodeId) -> Type {
        self.types[node.index()].clone()
    }

    fn set(&mut self, node: NodeId, ty: Type) {
        self.types[node.index()] = ty;
    }

    pub(super) fn mean(&mut self, node: NodeId, meaning: Meaning) {
        self.meanings[node.index()] = meaning;
    }

    pub(super) fn check(&mut self, id: NodeId) {
        let ast = self.ast;
        let ty = match ast.node(id) {
            Node::Null => Type::Null,
            Node::Bool(_) => Type::Bool,
            Node::Int(_) => Type::Int,
            Node::Uint(_) => Type::Uint,
            Node::Double(_) => Type::Double,
            Node::String(_) => Type::String,
            Node::Bytes(_) => Type::Bytes,
            Node::Name(name) => self.name(id, ast.name(*name)),
            Node::Select { operand, field, is_test } => self.select(id, *operand, ast.name(*field), *is_test),
            Node::Unary(operator, operand) => {
                self.check(*operand);
                self.operator(id, operator.function(), operator.sign(), &[*operand])
            }
            Node::Binary(operator, left, right) => {
                self.check(*left);
                self.check(*right);
                match self.keyed(id, *operator, *left, *right) {
                    Some(ty) => ty,
                    None => self.operator(id, operator.function(), operator.sign(), &[*left, *right]),
                }
            }
            Node::Logic(_, left, right) => {
                self.check(*left);
                self.check(*right);
                let fits = [self.expect_bool(*left), self.expect_bool(*right)];
                if fits == [true, true] { Type::Bool } else { Type::Error }
            }
            Node::Conditional(condition, yes, no) => {
                for part in [condition, yes, no] {
                    self.check(*part);
                }
                self.operator(id, "_?_:_", "?:", &[*condition, *yes, *no])
            }
            Node::Call { target, function, args } => {
                self.call(id, *target, ast.name(*function), ast.list(*args))
            }
            Node::List(elements) => {
                let element = self.joined(ast.list(*elements).iter().copied());
                Type::list(element.unwrap_or_else(|| self.mapping.variable()))
            }
            Node::Map(entries) => self.map(ast.list(*entries)),
            Node::Message { name, fields } => {
                let fields = ast.fields(*fields).to_vec();
                self.message(id, ast.name(*name), &fields)
            }
            Node::Fold { kind, range, variable, condition, body } => {
                self.fold(id, *kind, *range, ast.name(*variable), *condition, *body)
            }
            Node::Bind { variable, value, body } => {
                self.check(*value);
                let ty = self.ty(*value);
                let local = self.enter(ast.name(*variable), ty);
                self.check(*body);
                self.scopes.pop();
                self.mean(id, Meaning::Local(local));
                self.ty(*body)
            }
            Node::Extension { operand, name, is_test } => {
                self.check(*operand);
                self.extension(id, *operand, ast.name(*name), *is_test)
            }
        };
        self.set(id, ty);
    }

    fn name(&mut self, id: NodeId, name: &str) -> Type {
        match self.find(name) {
            Some(found) => {
                self.mean(id, found.meaning);
                found.ty
            }
            None => {
                let help = self.help_for_name(name);
                self.report(self.ast.span(id), format!("there is no variable or type `{name}`"), help);
                Type::Error
            }
        }
    }

    pub(super) fn expect_bool(&mut self, node: NodeId) -> bool {
        let ty = self.ty(node);
        let fits = self.mapping.fits(&ty, &Type::Bool);
        if !fits {
            let ty = self.mapping.resolve(&ty, true);
            let help = match ty {
                Type::Int | Type::Uint | Type::Double => "compare it, as in `x != 0`",
                Type::String => "compare it, as in `x != \"\"`",
                _ => "",
            };
            self.report(self.ast.span(node), format!("expected a `bool`, found `{ty}`"), help);
        }
        fits
    }

    /// The type that fits all nodes; `dyn` if there is none, and `None` without nodes.
    pub(super) fn joined(&mut self, nodes: impl Iterator<Item = NodeId>) -> Option<Type> {
        let mut joined = None;
        for node in nodes {
            self.check(node);
            joined = Some(self.join(joined, self.ty(node)));
        }
        joined
    }

    pub(super) fn join(&mut self, previous: Option<Type>, current: Type) -> Type {
        match previous {
            None => current,
            Some(previous) if self.mapping.fits(&previous, &current) => most_general(&previous, &current),
            Some(_) => Type::Dyn,
        }
    }

    fn map(&mut self, entries: &[NodeId]) -> Type {
        let (mut key, mut value) = (None, None);
        for entry in entries.chunks_exact(2) {
            self.check(entry[0]);
            key = Some(self.join(key, self.ty(entry[0])));
            self.check(entry[1]);
            value = Some(self.join(value, self.ty(entry[1])));
        }
        match (key, value) {
            (Some(key), Some(value)) => Type::map(key, value),
            _ => {
                let key = self.mapping.variable();
                Type::map(key, self.mapping.variable())
            }
        }
    }
}

/// Help about operands of two types.
pub(super) fn help_for_operands(left: &Type, right: &Type) -> &'static str {
    match (left, right) {
        (Type::Int, Type::Uint) | (Type::Uint, Type::Int) => {
            "write unsigned numbers as `1u`, or convert with `uint(...)` or `int(...)`"
        }
        (Type::Double, Type::Int | Type::Uint) | (Type::Int | Type::Uint, Type::Double) => {
            "write doubles as `1.0`, or convert with `double(...)`"
        }
        (Type::String, Type::Int | Type::Uint | Type::Double | Type::Bool)
        | (Type::Int | Type::Uint | Type::Double | Type::Bool, Type::String) => {
            "write strings between quotes, or convert with `string(...)`"
        }
        (Type::String, Type::Bytes) | (Type::Bytes, Type::String) => {
            "write bytes as `b\"...\"`, or convert with `bytes(...)`"
        }
        (Type::Null, Type::Message(_) | Type::Wrapper(_))
        | (Type::Message(_) | Type::Wrapper(_), Type::Null) => "",
        (Type::Null, _) | (_, Type::Null) => "remove the comparison: the value is never `null`",
        _ => "",
    }
}

/// Help about two types that do not fit.
pub(super) fn help_for_types(expected: &Type, found: &Type) -> &'static str {
    match (expected, found) {
        (Type::Uint | Type::Wrapper(_), Type::Int) => {
            "write an unsigned number as `1u`, or convert with `uint(...)`"
        }
        (Type::Int, Type::Uint) => "convert it with `int(...)`, or leave out the `u`",
        (Type::Int, Type::Double) => "convert it with `int(...)`",
        (Type::Double, Type::Int | Type::Uint) => "write `1.0`, or convert with `double(...)`",
        (Type::String, Type::Int | Type::Uint | Type::Double | Type::Bool) => "convert it with `string(...)`",
        (Type::Bytes, Type::String) => "write `b\"...\"`, or convert with `bytes(...)`",
        (Type::String, Type::Bytes) => "convert it with `string(...)`",
        _ => "",
    }
}
