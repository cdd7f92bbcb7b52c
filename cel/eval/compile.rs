//! Tree to closures. Types that the checker found choose the closure, so that a run does not ask for them again.

use super::code::{Code, Frame, ValueFn};
use super::meter::{Failure, Outcome};
use super::{fold, operators, select, strings};
use crate::check::{Checked, Meaning};
use crate::env::Env;
use crate::functions::{Body, Function, Overload};
use crate::syntax::ast::{Ast, Node, NodeId};
use crate::types::messages::Messages;
use crate::types::ty::Type;
use crate::types::view::Views;
use crate::value::build::build;
use crate::value::data::{Binary, Text, Value};
use crate::value::map::Map;
use crate::value::message::no_field;
use protune_compiler::text::Span;
use std::sync::Arc;

pub(super) struct Compiled {
    pub(super) code: Code,
    pub(super) texts: Vec<Box<str>>,
    pub(super) variables: Vec<Arc<str>>,
}

pub(super) fn compile(env: &Env, checked: &Checked) -> Compiled {
    let mut compiler = Compiler {
        env,
        ast: &checked.ast,
        checked,
        texts: Vec::new(),
        variables: Vec::new(),
        messages: env.messages.clone(),
        views: Arc::clone(&env.views),
    };
    let code = compiler.node(checked.ast.root());
    Compiled { code, texts: compiler.texts, variables: compiler.variables }
}

pub(super) struct Compiler<'e> {
    pub(super) env: &'e Env,
    pub(super) ast: &'e Ast,
    pub(super) checked: &'e Checked,
    texts: Vec<Box<str>>,
    variables: Vec<Arc<str>>,
    pub(super) messages: Messages,
    pub(super) views: Arc<Views>,
}

impl Compiler<'_> {
    pub(super) fn ty(&self, id: NodeId) -> &Type {
        &self.checked.types[id.index()]
    }

    pub(super) fn meaning(&self, id: NodeId) -> &Meaning {
        &self.checked.meanings[id.index()]
    }

    pub(super) fn value(&mut self, id: NodeId) -> ValueFn {
        self.node(id).value()
    }

    pub(super) fn node(&mut self, id: NodeId) -> Code {
        let ast = self.ast;
        let span = ast.point(id);
        match ast.node(id) {
            Node::Null => Code::value_of(|_| Ok(Value::Null)),
            Node::Bool(value) => {
                let value = *value;
                Code::bool_of(move |_| Ok(value))
            }
            Node::Int(value) => {
                let value = *value;
                Code::int_of(move |_| Ok(value))
            }
            Node::Uint(value) => {
                let value = *value;
                Code::value_of(move |_| Ok(Value::Uint(value)))
            }
            Node::Double(value) => {
                let value = *value;
                Code::value_of(move |_| Ok(Value::Double(value)))
            }
            Node::String(text) => self.text(text),
            Node::Bytes(bytes) => {
                let bytes: Arc<[u8]> = bytes.as_ref().into();
                Code::value_of(move |_| Ok(Value::Bytes(Binary::Shared(Arc::clone(&bytes)))))
            }
            Node::Name(name) => self.named(id, ast.name(*name)),
            Node::Select { operand, field, is_test } => {
                match self.meaning(id) {
                    Meaning::None | Meaning::Field(_) | Meaning::Member(_) => {}
                    _ => return self.named(id, ast.name(*field)),
                }
                select::select(self, id, *operand, ast.name(*field), *is_test)
            }
            Node::Extension { operand, name, is_test } => {
                select::select(self, id, *operand, ast.name(*name), *is_test)
            }
            Node::Unary(operator, operand) => operators::unary(self, *operator, *operand, span),
            Node::Binary(operator, left, right) => operators::binary(self, id, *operator, *left, *right),
            Node::Logic(logic, left, right) => operators::logic(self, *logic, *left, *right),
            Node::Conditional(condition, yes, no) => operators::conditional(self, *condition, *yes, *no),
            Node::Call { target, function, args } => {
                self.call(id, *target, ast.name(*function), ast.list(*args))
            }
            Node::List(elements) => self.list(ast.list(*elements)),
            Node::Map(entries) => self.map(ast.list(*entries), ast.span(id)),
            Node::Message { name, fields } => self.message(id, ast.name(*name), ast.fields(*fields)),
            Node::Fold { kind, range, condition, body, .. } => {
                fold::fold(self, id, *kind, *range, *condition, *body)
            }
            Node::Bind { value, body, .. } => {
                let Meaning::Local(slot) = *self.meaning(id) else {
                    return Code::failing("no variable".into());
                };
                let slot = slot as usize;
                let (value, body) = (self.value(*value), self.value(*body));
                Code::value_of(move |frame| {
                    frame.locals[slot] = value(frame)?;
                    body(frame)
                })
            }
        }
    }

    fn text(&mut self, text: &str) -> Code {
        let at = self.texts.len();
        self.texts.push(text.into());
        Code::text_of(move |frame| Ok(Text::Borrowed(&frame.texts[at])))
    }

    fn named(&mut self, id: NodeId, name: &str) -> Code {
        match self.meaning(id).clone() {
            Meaning::Local(slot) => {
                let slot = slot as usize;
                Code::value_of(move |frame| Ok(frame.locals[slot].clone()))
            }
            Meaning::Variable(index) => {
                let (at, name) = self.variable(index);
                Code::value_of(move |frame| match frame.variables.get(at) {
                    Some(value) => Ok(value.clone()),
                    None => Err(Failure::new(format!("the variable `{name}` has no value"))),
                })
            }
            Meaning::Number(number) => Code::int_of(move |_| Ok(number)),
            Meaning::Type(ty) => Code::value_of(move |_| Ok(Value::Type(ty.clone()))),
            _ => Code::failing(format!("there is no variable or type `{name}`")),
        }
    }

    /// Position of a variable among those of the program, and its name.
    pub(super) fn variable(&mut self, index: u32) -> (usize, Arc<str>) {
        let name = Arc::clone(&self.env.variables[index as usize].0);
        let at = self.variables.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.variables.push(Arc::clone(&name));
            self.variables.len() - 1
        });
        (at, name)
    }

    fn list(&mut self, elements: &[NodeId]) -> Code {
        let elements: Vec<ValueFn> = elements.iter().map(|&element| self.value(element)).collect();
        Code::value_of(move |frame| {
            frame.context.meter.allocate(elements.len() * size_of::<Value<'_>>())?;
            let mut values = Vec::with_capacity(elements.len());
            for element in &elements {
                values.push(element(frame)?);
            }
            Ok(Value::List(Arc::new(values)))
        })
    }

    fn map(&mut self, entries: &[NodeId], span: Span) -> Code {
        let entries: Vec<[ValueFn; 2]> =
            entries.chunks_exact(2).map(|entry| [self.value(entry[0]), self.value(entry[1])]).collect();
        Code::value_of(move |frame| {
            frame.context.meter.allocate(entries.len() * 3 * size_of::<Value<'_>>())?;
            let mut values = Vec::with_capacity(entries.len());
            for [key, value] in &entries {
                values.push((key(frame)?, value(frame)?));
            }
            let made = Map::new(values).map(Value::Map);
            made.ok_or_else(|| {
                Failure::new("a key of the map occurs twice, or is not a boolean, integer or string").at(span)
            })
        })
    }

    fn message(&mut self, id: NodeId, name: &str, fields: &[crate::syntax::ast::Field]) -> Code {
        let Meaning::Message(message, known) = self.meaning(id).clone() else {
            return Code::failing(format!("there is no message `{name}`"));
        };
        let mut values = Vec::with_capacity(fields.len());
        for (field, known) in fields.iter().zip(known.iter()) {
            let Some(known) = known else {
                let failure = no_field(&message.name, self.ast.name(field.name));
                return Code::failing(failure.message().to_owned());
            };
            values.push((Arc::clone(known), self.value(field.value)));
        }
        let (messages, span) = (self.messages.clone(), self.ast.span(id));
        Code::value_of(move |frame| {
            frame.context.meter.allocate((1 + values.len()) * 2 * size_of::<Value<'_>>())?;
            let mut fields = Vec::with_capacity(values.len());
            for (field, value) in &values {
                fields.push((Arc::clone(field), value(frame)?));
            }
            build(&messages, &message, fields).map_err(|failure| failure.at(span))
        })
    }

    fn call(&mut self, id: NodeId, target: Option<NodeId>, name: &str, args: &[NodeId]) -> Code {
        let span = self.ast.point(id);
        let (function, overload, is_namespaced) = match self.meaning(id).clone() {
            Meaning::Function { function, overload, is_namespaced } => (function, overload, is_namespaced),
            _ => match self.env.function_named(name) {
                Some(function) => (Arc::clone(function), None, false),
                None => return Code::failing(format!("there is no function `{name}`")),
            },
        };
        let target = target.filter(|_| !is_namespaced);
        let nodes: Vec<NodeId> = target.iter().chain(args).copied().collect();
        if let Some(code) = strings::known_call(self, name, target.is_some(), &nodes) {
            return code;
        }
        let args: Vec<ValueFn> = nodes.iter().map(|&arg| self.value(arg)).collect();
        let is_typed =
            nodes.iter().all(|&arg| !self.ty(arg).is_dyn() && !matches!(self.ty(arg), Type::Wrapper(_)));
        let overload = overload.filter(|_| is_typed);
        if let Some(body) = overload.and_then(|at| exact(&function.overloads[at as usize])) {
            return direct(body, args, span);
        }
        let is_member = target.is_some();
        let name = name.to_owned();
        Code::value_of(move |frame| {
            let values = args.iter().map(|arg| arg(frame)).collect::<Outcome<Vec<_>>>()?;
            frame.context.meter.step(1)?;
            dispatch(&function, &name, is_member, frame, &values).map_err(|failure| failure.at(span))
        })
    }
}

/// The body of an overload whose arguments are known to have its types.
fn exact(overload: &Overload) -> Option<Body> {
    let is_sure = |ty: &Type| !matches!(ty, Type::Wrapper(_));
    overload.params.iter().all(is_sure).then(|| overload.body.clone())?
}

/// A call of one body.
fn direct(body: Body, args: Vec<ValueFn>, span: Span) -> Code {
    let mut args = args.into_iter();
    match (args.next(), args.next(), args.next()) {
        (Some(a), None, _) => Code::value_of(move |frame| {
            let args = [a(frame)?];
            frame.context.meter.step(1)?;
            body(&frame.context, &args).map_err(|failure| failure.at(span))
        }),
        (Some(a), Some(b), None) => Code::value_of(move |frame| {
            let args = [a(frame)?, b(frame)?];
            frame.context.meter.step(1)?;
            body(&frame.context, &args).map_err(|failure| failure.at(span))
        }),
        (a, b, c) => {
            let args: Vec<ValueFn> = [a, b, c].into_iter().flatten().chain(args).collect();
            Code::value_of(move |frame| {
                let values = args.iter().map(|arg| arg(frame)).collect::<Outcome<Vec<_>>>()?;
                frame.context.meter.step(1)?;
                body(&frame.context, &values).map_err(|failure| failure.at(span))
            })
        }
    }
}

/// Calls the first overload whose parameters the values fit.
fn dispatch<'v>(
    function: &Function,
    name: &str,
    is_member: bool,
    frame: &Frame<'_, 'v>,
    values: &[Value<'v>],
) -> Outcome<Value<'v>> {
    for overload in function.overloads.iter().filter(|overload| overload.is_member == is_member) {
        let is_fit = overload.accepts(values) || function.is_variadic && values.len() > 2;
        if let (true, Some(body)) = (is_fit, &overload.body) {
            return body(&frame.context, values);
        }
    }
    let types: Vec<String> = values.iter().map(|value| value.ty().to_string()).collect();
    Err(Failure::new(format!("no such overload of `{name}` for ({})", types.join(", "))))
}
