//! The walk over the tree, bottom-up, in the order in which the text is read.

use super::Meaning;
use crate::env::Env;
use crate::syntax::ast::{Ast, Macro, Node, NodeId};
use crate::syntax::problem::{Problem, Stage};
use crate::types::messages::MessageType;
use crate::types::ty::{Type, well_known};
use crate::types::unify::{Mapping, most_general};
use protune_compiler::near::nearest;
use protune_compiler::text::Span;
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
    locals: usize,
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

    pub(super) fn report(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        if self.problems.len() < MAX_PROBLEMS {
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

    fn select(&mut self, id: NodeId, operand: NodeId, field: &str, is_test: bool) -> Type {
        if !is_test && !self.starts_with_local(operand) {
            if let Some(found) = self.ast.qualified(id).and_then(|name| self.find(&name)) {
                self.mean(id, found.meaning);
                return found.ty;
            }
        }
        self.check(operand);
        let of = self.mapping.resolve(&self.ty(operand), false);
        let ty = self.field(id, &of, field);
        if is_test { Type::Bool } else { self.mapping.resolve(&ty, false) }
    }

    /// Returns whether the name that selections begin with is a variable of a macro.
    fn starts_with_local(&self, node: NodeId) -> bool {
        match *self.ast.node(node) {
            Node::Name(name) => self.local(self.ast.name(name)).is_some(),
            Node::Select { operand, .. } => self.starts_with_local(operand),
            _ => false,
        }
    }

    fn field(&mut self, id: NodeId, of: &Type, field: &str) -> Type {
        match of {
            Type::Map(inner) => inner.parts[1].clone(),
            Type::Message(name) => match self.env.messages.message(name) {
                Some(message) => self.field_of(id, &message, field, self.ast.point(id)),
                None => {
                    self.report(self.ast.span(id), format!("the message `{name}` is not known"), "import its file");
                    Type::Error
                }
            },
            Type::View(view, name) => match self.env.views.find(*view, field) {
                Some((number, ty)) => {
                    let ty = ty.clone();
                    self.mean(id, Meaning::Member(number));
                    ty
                }
                None => {
                    let near = nearest(field, self.env.views.members(*view));
                    let help = near.map_or(String::new(), |near| format!("did you mean `{near}`?"));
                    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
                    let span = self.name_after(id);
                    self.report(span, format!("{article} `{name}` has no `{field}`"), help);
                    Type::Error
                }
            },
            // An optional value is one that may be missing; so is its field.
            Type::Opaque(opaque) if &*opaque.0 == "optional_type" && opaque.1.len() == 1 => {
                let inner = self.field(id, &opaque.1[0].clone(), field);
                Type::opaque("optional_type", vec![inner])
            }
            Type::Variable(_) => {
                self.mapping.fits(&Type::Dyn, of);
                Type::Dyn
            }
            Type::Param(_) | Type::Dyn | Type::Any | Type::Error => Type::Dyn,
            other => {
                let other = self.mapping.resolve(other, true);
                let span = self.name_after(id);
                let help = match other {
                    Type::Wrapper(_) => "leave it out: a wrapper is its value, or `null`",
                    Type::Duration | Type::Timestamp => "use a function such as `getHours()` or `getFullYear()`",
                    _ => "",
                };
                self.report(span, format!("a value of type `{other}` has no fields"), help);
                Type::Dyn
            }
        }
    }

    /// Bytes of the name after the dot of a selection; of all of it for another node.
    fn name_after(&self, id: NodeId) -> Span {
        match self.ast.node(id) {
            Node::Select { is_test: false, .. } => {
                Span::new(self.ast.point(id).end, self.ast.span(id).end)
            }
            _ => self.ast.span(id),
        }
    }

    fn field_of(&mut self, id: NodeId, message: &Arc<MessageType>, field: &str, _point: Span) -> Type {
        if let Some(found) = message.field(field) {
            self.mean(id, Meaning::Field(Arc::clone(found)));
            return found.ty.clone();
        }
        if let Some(extension) = self.extension_of(message, field) {
            let ty = extension.ty.clone();
            self.mean(id, Meaning::Field(extension));
            return ty;
        }
        let span = self.name_after(id);
        self.no_field(span, message, field);
        Type::Error
    }

    fn extension_of(&self, message: &MessageType, name: &str) -> Option<Arc<crate::types::messages::FieldType>> {
        let extension = self.env.messages.extension(name)?;
        (extension.extendee.as_deref() == Some(&*message.name)).then_some(extension)
    }

    fn no_field(&mut self, span: Span, message: &MessageType, field: &str) {
        let near = nearest(field, message.fields.iter().map(|field| &*field.name));
        let help = near.map_or(String::new(), |near| format!("did you mean `{near}`?"));
        self.report(span, format!("`{}` has no field `{field}`", message.name), help);
    }

    fn extension(&mut self, id: NodeId, operand: NodeId, name: &str, is_test: bool) -> Type {
        let of = self.mapping.resolve(&self.ty(operand), false);
        let ty = match &of {
            Type::Message(message) => {
                let message = self.env.messages.message(message);
                match message.as_ref().and_then(|message| self.extension_of(message, name)) {
                    Some(extension) => {
                        let ty = extension.ty.clone();
                        self.mean(id, Meaning::Field(extension));
                        ty
                    }
                    None => {
                        let span = self.ast.span(id);
                        self.report(span, format!("`{of}` has no extension `{name}`"), "import the file that declares it");
                        Type::Error
                    }
                }
            }
            other if other.is_dyn() => Type::Dyn,
            other => {
                self.report(self.ast.span(operand), format!("a value of type `{other}` has no extensions"), "");
                Type::Error
            }
        };
        if is_test { Type::Bool } else { ty }
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

    fn message(&mut self, id: NodeId, name: &str, fields: &[crate::syntax::ast::Field]) -> Type {
        let ty = self.message_type(id, name);
        let full = match &ty {
            Some(Type::Message(name)) => Some(name.to_string()),
            Some(_) => self.find(name).map(|found| found.name),
            None => None,
        };
        let message = full.and_then(|name| self.env.messages.message(&name));
        let mut meant = Vec::with_capacity(fields.len());
        for field in fields {
            self.check(field.value);
            let Some(message) = &message else {
                meant.push(None);
                continue;
            };
            let name = self.ast.name(field.name);
            let Some(known) = message.field(name).cloned() else {
                self.no_field(field.span, message, name);
                meant.push(None);
                continue;
            };
            let value = self.ty(field.value);
            if !self.mapping.fits(&known.ty, &value) {
                let value = self.mapping.resolve(&value, true);
                let message = format!("field `{name}` is of type `{}`, not `{value}`", known.ty);
                self.report(self.ast.span(field.value), message, help_for_types(&known.ty, &value));
            }
            meant.push(Some(known));
        }
        if let Some(message) = message {
            self.mean(id, Meaning::Message(message, meant.into()));
        }
        ty.unwrap_or(Type::Error)
    }

    fn message_type(&mut self, id: NodeId, name: &str) -> Option<Type> {
        let span = self.ast.span(id);
        let span = Span::new(span.start, self.ast.point(id).start.max(span.start));
        let Some(found) = self.find(name) else {
            let help = self.help_for_name(name);
            self.report(span, format!("there is no message `{name}`"), help);
            return None;
        };
        match found.meaning {
            Meaning::Type(ty @ Type::Message(_)) => Some(ty),
            Meaning::Type(ty) if well_known(&found.name).is_some() => Some(ty),
            Meaning::Type(_) => {
                self.report(span, format!("`{name}` is not a message"), "build a message, as in `acme.Cat{}`");
                None
            }
            _ => {
                self.report(span, format!("`{name}` is not a type"), "build a message, as in `acme.Cat{}`");
                None
            }
        }
    }

    fn enter(&mut self, name: &str, ty: Type) -> u32 {
        self.scopes.push((name.into(), ty));
        self.locals = self.locals.max(self.scopes.len());
        self.scopes.len() as u32 - 1
    }

    fn fold(
        &mut self,
        id: NodeId,
        kind: Macro,
        range: NodeId,
        variable: &str,
        condition: Option<NodeId>,
        body: NodeId,
    ) -> Type {
        self.check(range);
        let of = self.mapping.resolve(&self.ty(range), false);
        let element = match &of {
            Type::List(inner) => inner.parts[0].clone(),
            Type::Map(inner) => inner.parts[0].clone(),
            other if other.is_dyn() || matches!(other, Type::Variable(_) | Type::Param(_)) => {
                self.mapping.fits(&Type::Dyn, other);
                Type::Dyn
            }
            other => {
                let message = format!("a macro goes over a list or a map, not over a value of type `{other}`");
                self.report(self.ast.span(range), message, "");
                Type::Error
            }
        };
        // Other implementations collect the results in a list whose type is found with the body.
        let results = matches!(kind, Macro::Map | Macro::Filter).then(|| self.mapping.variable());
        let local = self.enter(variable, element.clone());
        if let Some(condition) = condition {
            self.check(condition);
            self.expect_bool(condition);
        }
        self.check(body);
        let ty = match (kind, results) {
            (Macro::Map, Some(results)) => {
                let body = self.ty(body);
                self.collect(results, body)
            }
            (_, Some(results)) => {
                self.expect_bool(body);
                self.collect(results, element)
            }
            _ => {
                self.expect_bool(body);
                Type::Bool
            }
        };
        self.scopes.pop();
        self.mean(id, Meaning::Local(local));
        self.mapping.resolve(&ty, false)
    }

    /// Type of the list of results, of which one has a type: that of `results + [result]`.
    fn collect(&mut self, results: Type, result: Type) -> Type {
        let results = Type::list(results);
        let element = self.mapping.variable();
        let list = Type::list(element);
        self.mapping.all_fit(&[results.clone(), Type::list(result)], &[list.clone(), list]);
        results
    }
}

/// Help about two types that do not fit.
pub(super) fn help_for_types(expected: &Type, found: &Type) -> &'static str {
    match (expected, found) {
        (Type::Uint | Type::Wrapper(_), Type::Int) => "write an unsigned number as `1u`, or convert with `uint(...)`",
        (Type::Int, Type::Uint) => "convert it with `int(...)`, or leave out the `u`",
        (Type::Int, Type::Double) => "convert it with `int(...)`",
        (Type::Double, Type::Int | Type::Uint) => "write `1.0`, or convert with `double(...)`",
        (Type::String, Type::Int | Type::Uint | Type::Double | Type::Bool) => "convert it with `string(...)`",
        (Type::Bytes, Type::String) => "write `b\"...\"`, or convert with `bytes(...)`",
        (Type::String, Type::Bytes) => "convert it with `string(...)`",
        _ => "",
    }
}
