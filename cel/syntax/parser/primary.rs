//! Values without operators: literals, names, calls, lists, maps and messages.

use super::{Parsed, Parser, RESERVED};
use crate::syntax::ast::{Field, Node, NodeId};
use crate::syntax::lexer::{Kind, sign};
use crate::syntax::problem::{Problem, problem};
use crate::syntax::{literal, macros};
use protune_compiler::text::Span;

impl<'t> Parser<'t> {
    pub(super) fn after_dot(&mut self, value: NodeId, dot: Span) -> Parsed {
        if self.is("?") {
            return Err(self.no_optionals());
        }
        let name = self.bump();
        let start = self.ast.span(value);
        match name.kind {
            Kind::Ident if self.is("(") => {
                self.bump();
                let args = self.arguments(")")?;
                self.call(Some(value), name.span, &args, start.cover(Span::at(self.last_end())))
            }
            Kind::Ident => {
                let field = self.ast.add_name(&self.text[name.span.range()]);
                self.node(Node::Select { operand: value, field, is_test: false }, start.cover(name.span), dot)
            }
            Kind::Quoted => {
                let field = self.quoted(name.span)?;
                let field = self.ast.add_name(field);
                self.node(Node::Select { operand: value, field, is_test: false }, start.cover(name.span), dot)
            }
            _ => {
                self.at -= usize::from(name.kind != Kind::End);
                Err(self.unexpected("the name of a field"))
            }
        }
    }

    fn quoted(&self, span: Span) -> Result<&'t str, Problem> {
        match self.syntax.has_quoted_names {
            true => Ok(self.of(span).trim_matches('`')),
            false => Err(problem(span, "names between backticks are not enabled", "use `value[\"name\"]`")),
        }
    }

    fn call(&mut self, target: Option<NodeId>, name: Span, args: &[NodeId], span: Span) -> Parsed {
        let function = self.of(name);
        let point = name;
        let node = match macros::expand(&mut self.ast, self.syntax, target, function, args) {
            Some(node) => node?,
            None => {
                let function = self.ast.add_name(function);
                let args = self.ast.add_list(args);
                Node::Call { target, function, args }
            }
        };
        self.node(node, span, point)
    }

    /// Expressions between commas up to a closing bracket.
    fn arguments(&mut self, close: &str) -> Result<Vec<NodeId>, Problem> {
        let mut args = Vec::new();
        if self.eat(close) {
            return Ok(args);
        }
        loop {
            args.push(self.expression()?);
            if !self.eat(",") {
                break;
            }
            if close == "]" && self.is(close) {
                break;
            }
        }
        self.expect(close)?;
        Ok(args)
    }

    pub(super) fn primary(&mut self) -> Parsed {
        let token = self.token();
        let span = token.span;
        match token.kind {
            Kind::Ident => self.named(false),
            kind if kind == sign(".") && self.tokens[self.at + 1].kind == Kind::Ident => {
                self.at += 1;
                self.named(true)
            }
            kind if kind == sign("(") => {
                self.at += 1;
                let inner = self.expression()?;
                self.expect(")")?;
                Ok(inner)
            }
            kind if kind == sign("[") => self.list(),
            kind if kind == sign("{") => self.map(),
            kind if kind == sign("-") && self.is_negative_number() => {
                self.at += 1;
                self.number(true, span)
            }
            Kind::Int | Kind::Uint | Kind::Double => self.number(false, span),
            Kind::String | Kind::Bytes | Kind::True | Kind::False | Kind::Null => {
                self.at += 1;
                let node = match token.kind {
                    Kind::String => Node::String(literal::string(self.of(span), span)?.into()),
                    Kind::Bytes => Node::Bytes(literal::bytes(self.of(span), span)?.into()),
                    Kind::Null => Node::Null,
                    kind => Node::Bool(kind == Kind::True),
                };
                self.node(node, span, span)
            }
            _ => Err(self.unexpected("a value")),
        }
    }

    fn number(&mut self, negative: bool, start: Span) -> Parsed {
        let token = self.bump();
        let text = self.of(token.span);
        let span = start.cover(token.span);
        let node = match token.kind {
            Kind::Int => literal::int(text, negative).map(Node::Int),
            Kind::Uint => literal::uint(text).map(Node::Uint),
            _ => literal::double(text).map(|value| Node::Double(if negative { -value } else { value })),
        };
        let Some(node) = node else {
            let kind = match token.kind {
                Kind::Int => "a signed integer of 64 bits",
                Kind::Uint => "an unsigned integer of 64 bits",
                _ => "a finite double",
            };
            return Err(problem(span, format!("the number does not fit {kind}"), "write a smaller number"));
        };
        self.node(node, span, span)
    }

    /// A variable, a call, or the type of a message before its fields.
    fn named(&mut self, is_rooted: bool) -> Parsed {
        let token = self.bump();
        let first = token.span;
        let start = if is_rooted { Span::new(self.tokens[self.at - 2].span.start, first.end) } else { first };
        if let Some(end) = self.message_name() {
            let mut name = if is_rooted { String::from(".") } else { String::new() };
            let pieces = self.tokens[self.at - 1..end].iter();
            name.extend(pieces.map(|token| &self.text[token.span.range()]));
            self.at = end + 1;
            return self.message(&name, start);
        }
        let text = self.of(first);
        if RESERVED.contains(&text) {
            return Err(problem(first, format!("`{text}` is a reserved word"), "use another name"));
        }
        if self.eat("(") {
            let args = self.arguments(")")?;
            let span = start.cover(Span::at(self.last_end()));
            if is_rooted {
                let function = self.ast.add_name(&format!(".{text}"));
                let args = self.ast.add_list(&args);
                return self.node(Node::Call { target: None, function, args }, span, first);
            }
            return self.call(None, first, &args, span);
        }
        let name = match is_rooted {
            true => self.ast.add_name(&format!(".{text}")),
            false => self.ast.add_name(text),
        };
        self.node(Node::Name(name), start, first)
    }

    /// Position of the `{` after a name with dots, which the last token began.
    fn message_name(&self) -> Option<usize> {
        let mut at = self.at;
        loop {
            let kind = self.tokens[at].kind;
            if kind == sign("{") {
                return Some(at);
            }
            if kind != sign(".") || self.tokens[at + 1].kind != Kind::Ident {
                return None;
            }
            at += 2;
        }
    }

    fn message(&mut self, name: &str, start: Span) -> Parsed {
        let open = self.tokens[self.at - 1].span;
        let mut fields = Vec::new();
        while !self.is("}") {
            if self.is("?") {
                return Err(self.no_optionals());
            }
            let field = self.token();
            let text = match field.kind {
                Kind::Ident => self.of(field.span),
                Kind::Quoted => self.quoted(field.span)?,
                _ => return Err(self.unexpected("the name of a field")),
            };
            self.at += 1;
            let name = self.ast.add_name(text);
            self.expect(":")?;
            let value = self.expression()?;
            fields.push(Field { name, span: field.span, value });
            if !self.eat(",") {
                break;
            }
        }
        let end = self.expect("}")?;
        let name = self.ast.add_name(name);
        let fields = self.ast.add_fields(&fields);
        self.node(Node::Message { name, fields }, start.cover(end), open)
    }

    fn list(&mut self) -> Parsed {
        let start = self.bump().span;
        if self.is("?") {
            return Err(self.no_optionals());
        }
        if self.eat(",") {
            let end = self.expect("]")?;
            let none = self.ast.add_list(&[]);
            return self.node(Node::List(none), start.cover(end), start);
        }
        let elements = self.arguments("]")?;
        let elements = self.ast.add_list(&elements);
        self.node(Node::List(elements), start.cover(Span::at(self.last_end())), start)
    }

    fn map(&mut self) -> Parsed {
        let start = self.bump().span;
        let mut entries = Vec::new();
        let _ = self.is(",") && self.tokens[self.at + 1].kind == sign("}") && self.eat(",");
        while !self.is("}") {
            if self.is("?") {
                return Err(self.no_optionals());
            }
            entries.push(self.expression()?);
            self.expect(":")?;
            entries.push(self.expression()?);
            if !self.eat(",") {
                break;
            }
        }
        let end = self.expect("}")?;
        let entries = self.ast.add_list(&entries);
        self.node(Node::Map(entries), start.cover(end), start)
    }
}
