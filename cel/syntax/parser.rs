//! Tokens to a tree, by precedence. Depth, nodes and length are bounded, so that no expression exhausts the stack here
//! or in a later step.

use super::ast::{Ast, Field, Logic, Node, NodeId, Operator};
use super::lexer::{Kind, Token, sign, tokens};
use super::literal;
use super::macros;
use super::problem::{Problem, problem};
use protune_compiler::text::Span;

/// Bounds and extensions of the language.
///
/// ```
/// use protune_cel::{Syntax, parse_with};
///
/// let mut syntax = Syntax::default();
/// syntax.max_depth = 3;
/// assert!(parse_with("[[1]]", &syntax).is_ok());
/// assert!(parse_with("[[[[1]]]]", &syntax).is_err());
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Syntax {
    /// Maximum length in bytes.
    pub max_length: usize,
    /// Maximum depth of brackets within each other, and of nodes within each other. At most
    /// [`Syntax::DEEPEST`].
    pub max_depth: u16,
    /// Maximum number of nodes.
    pub max_nodes: usize,
    /// A field may be a name between backticks.
    pub has_quoted_names: bool,
}

impl Syntax {
    /// The largest depth that is allowed, whatever [`Syntax::max_depth`] is.
    pub const DEEPEST: u16 = 250;
}

impl Default for Syntax {
    fn default() -> Syntax {
        Syntax { max_length: 1 << 16, max_depth: 128, max_nodes: 20_000, has_quoted_names: true }
    }
}

/// Words that cannot be the name of a variable or of a global function.
const RESERVED: [&str; 17] = [
    "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
    "namespace", "return", "var", "void", "while",
];

/// Parses an expression.
///
/// ```
/// assert!(protune_cel::parse("[1, 2].exists(x, x > 1)").is_ok());
///
/// let problem = protune_cel::parse("this.size() = 3").unwrap_err();
/// assert_eq!(problem.message, "`=` is not a sign of the language");
/// assert_eq!(problem.help.as_deref(), Some("use `==` to compare"));
/// ```
///
/// # Errors
/// The first place where the text is not an expression.
pub fn parse(text: &str) -> Result<Ast, Problem> {
    parse_with(text, &Syntax::default())
}

/// Parses an expression within other bounds; see [`parse`].
///
/// # Errors
/// The first place where the text is not an expression, or is beyond a bound.
pub fn parse_with(text: &str, syntax: &Syntax) -> Result<Ast, Problem> {
    if text.len() > syntax.max_length.min(1 << 24) {
        let span = Span::at(0);
        return Err(problem(span, format!("the expression is longer than {} bytes", syntax.max_length), "split it"));
    }
    let tokens = tokens(text)?;
    let max_depth = syntax.max_depth.min(Syntax::DEEPEST);
    let mut parser = Parser { text, tokens, at: 0, depth: 0, max_depth, syntax, ast: Ast::default() };
    let root = parser.expression()?;
    if parser.kind() != Kind::End {
        return Err(parser.unexpected("the end of the expression"));
    }
    parser.ast.root = root.0;
    Ok(parser.ast)
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    depth: u16,
    max_depth: u16,
    syntax: &'t Syntax,
    ast: Ast,
}

type Parsed = Result<NodeId, Problem>;

impl<'t> Parser<'t> {
    fn token(&self) -> Token {
        self.tokens[self.at]
    }

    fn kind(&self) -> Kind {
        self.token().kind
    }

    fn is(&self, text: &str) -> bool {
        self.kind() == sign(text)
    }

    fn bump(&mut self) -> Token {
        let token = self.token();
        if token.kind != Kind::End {
            self.at += 1;
        }
        token
    }

    fn eat(&mut self, text: &str) -> bool {
        let is = self.is(text);
        if is {
            self.at += 1;
        }
        is
    }

    fn expect(&mut self, text: &str) -> Result<Span, Problem> {
        let span = self.token().span;
        if self.eat(text) { Ok(span) } else { Err(self.unexpected(&format!("`{text}`"))) }
    }

    fn of(&self, span: Span) -> &'t str {
        &self.text[span.range()]
    }

    fn unexpected(&self, expected: &str) -> Problem {
        let token = self.token();
        match token.kind {
            Kind::End => problem(
                token.span,
                format!("the expression ends where {expected} is expected"),
                "complete the expression",
            ),
            _ => problem(
                token.span,
                format!("expected {expected}, found `{}`", self.of(token.span).escape_debug()),
                "",
            ),
        }
    }

    fn last_end(&self) -> u32 {
        self.tokens[self.at.saturating_sub(1)].span.end
    }

    /// Adds a node whose children are known.
    fn node(&mut self, node: Node, span: Span, point: Span) -> Parsed {
        let depth = 1 + self.children_depth(&node);
        if depth > self.max_depth {
            return Err(self.too_deep(point));
        }
        if self.ast.len() >= self.syntax.max_nodes {
            let message = format!("the expression has more than {} parts", self.syntax.max_nodes);
            return Err(problem(point, message, "split it"));
        }
        Ok(self.ast.add(node, span, point, depth))
    }

    fn too_deep(&self, span: Span) -> Problem {
        problem(span, format!("the expression nests more than {} levels", self.max_depth), "split it")
    }

    fn children_depth(&self, node: &Node) -> u16 {
        let of = |id: NodeId| self.ast.depths[id.index()];
        let most = |ids: &[NodeId]| ids.iter().map(|&id| of(id)).max().unwrap_or(0);
        match *node {
            Node::Select { operand, .. } | Node::Extension { operand, .. } | Node::Unary(_, operand) => of(operand),
            Node::Binary(_, left, right) | Node::Logic(_, left, right) => of(left).max(of(right)),
            Node::Conditional(a, b, c) => of(a).max(of(b)).max(of(c)),
            Node::Call { target, args, .. } => target.map_or(0, of).max(most(self.ast.list(args))),
            Node::List(nodes) | Node::Map(nodes) => most(self.ast.list(nodes)),
            Node::Message { fields, .. } => {
                self.ast.fields(fields).iter().map(|field| of(field.value)).max().unwrap_or(0)
            }
            // As deep as what it stands for elsewhere: a step, a condition and an accumulation.
            Node::Fold { range, condition, body, .. } => {
                of(range).max(condition.map_or(0, of)).max(of(body)).saturating_add(3)
            }
            Node::Bind { value, body, .. } => of(value).max(of(body)),
            _ => 0,
        }
    }

    fn cover(&self, left: NodeId, right: NodeId) -> Span {
        self.ast.span(left).cover(self.ast.span(right))
    }

    fn expression(&mut self) -> Parsed {
        if self.depth >= self.max_depth {
            return Err(self.too_deep(self.token().span));
        }
        self.depth += 1;
        let condition = self.logic(Logic::Or)?;
        let point = self.token().span;
        let result = if self.eat("?") {
            let yes = self.logic(Logic::Or)?;
            self.expect(":")?;
            let no = self.expression()?;
            let span = self.cover(condition, no);
            self.node(Node::Conditional(condition, yes, no), span, point)?
        } else {
            condition
        };
        self.depth -= 1;
        Ok(result)
    }

    /// A chain of one logical operator, as a balanced tree.
    fn logic(&mut self, logic: Logic) -> Parsed {
        let sign = if logic == Logic::Or { "||" } else { "&&" };
        let first = self.logic_operand(logic)?;
        if !self.is(sign) {
            return Ok(first);
        }
        let (mut terms, mut points) = (vec![first], Vec::new());
        loop {
            let point = self.token().span;
            if !self.eat(sign) {
                break;
            }
            points.push(point);
            terms.push(self.logic_operand(logic)?);
        }
        self.balanced(logic, &terms, &points)
    }

    fn logic_operand(&mut self, logic: Logic) -> Parsed {
        if logic == Logic::Or { self.logic(Logic::And) } else { self.relation() }
    }

    fn balanced(&mut self, logic: Logic, terms: &[NodeId], points: &[Span]) -> Parsed {
        if points.is_empty() {
            return Ok(terms[0]);
        }
        let middle = points.len() / 2;
        let left = self.balanced(logic, &terms[..=middle], &points[..middle])?;
        let right = self.balanced(logic, &terms[middle + 1..], &points[middle + 1..])?;
        let span = self.cover(left, right);
        self.node(Node::Logic(logic, left, right), span, points[middle])
    }

    fn relation(&mut self) -> Parsed {
        let mut left = self.sum()?;
        while let Some(operator) = self.relation_sign() {
            let point = self.bump().span;
            let right = self.sum()?;
            left = self.binary(operator, left, right, point)?;
        }
        Ok(left)
    }

    fn relation_sign(&self) -> Option<Operator> {
        Some(match self.kind() {
            Kind::In => Operator::In,
            kind if kind == sign("==") => Operator::Equal,
            kind if kind == sign("!=") => Operator::NotEqual,
            kind if kind == sign("<") => Operator::Less,
            kind if kind == sign("<=") => Operator::LessEqual,
            kind if kind == sign(">") => Operator::Greater,
            kind if kind == sign(">=") => Operator::GreaterEqual,
            _ => return None,
        })
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.product()?;
        loop {
            let operator = match self.kind() {
                kind if kind == sign("+") => Operator::Add,
                kind if kind == sign("-") => Operator::Subtract,
                _ => return Ok(left),
            };
            let point = self.bump().span;
            let right = self.product()?;
            left = self.binary(operator, left, right, point)?;
        }
    }

    fn product(&mut self) -> Parsed {
        let mut left = self.unary()?;
        loop {
            let operator = match self.kind() {
                kind if kind == sign("*") => Operator::Multiply,
                kind if kind == sign("/") => Operator::Divide,
                kind if kind == sign("%") => Operator::Modulo,
                _ => return Ok(left),
            };
            let point = self.bump().span;
            let right = self.unary()?;
            left = self.binary(operator, left, right, point)?;
        }
    }

    fn binary(&mut self, operator: Operator, left: NodeId, right: NodeId, point: Span) -> Parsed {
        let span = self.cover(left, right);
        self.node(Node::Binary(operator, left, right), span, point)
    }

    /// Signs before a value. An even number of them cancels out, and `-` before a number is part of it.
    fn unary(&mut self) -> Parsed {
        let (text, operator) = match self.kind() {
            kind if kind == sign("!") => ("!", Operator::Not),
            kind if kind == sign("-") => ("-", Operator::Negate),
            _ => return self.member(),
        };
        let first = self.token().span;
        let mut count = 0;
        while self.is(text) && !(text == "-" && count == 0 && self.is_negative_number()) {
            self.at += 1;
            count += 1;
        }
        let operand = self.member()?;
        if count % 2 == 0 {
            return Ok(operand);
        }
        let span = first.cover(self.ast.span(operand));
        self.node(Node::Unary(operator, operand), span, first)
    }

    fn is_negative_number(&self) -> bool {
        self.is("-") && matches!(self.tokens[self.at + 1].kind, Kind::Int | Kind::Double)
    }

    fn member(&mut self) -> Parsed {
        let mut value = self.primary()?;
        loop {
            let point = self.token().span;
            if self.eat(".") {
                value = self.after_dot(value, point)?;
            } else if self.eat("[") {
                if self.is("?") {
                    return Err(self.no_optionals());
                }
                let index = self.expression()?;
                self.expect("]")?;
                let span = self.ast.span(value).cover(Span::at(self.last_end()));
                value = self.node(Node::Binary(Operator::Index, value, index), span, point)?;
            } else {
                return Ok(value);
            }
        }
    }

    fn no_optionals(&self) -> Problem {
        problem(self.token().span, "optional values are not part of the language", "test with `has(...)` or `in`")
    }

    fn after_dot(&mut self, value: NodeId, dot: Span) -> Parsed {
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
        let node = match macros::expand(&mut self.ast, target, function, args) {
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

    fn primary(&mut self) -> Parsed {
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
