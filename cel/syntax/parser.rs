//! Tokens to a tree, by precedence. Depth, nodes and length are bounded, so that no expression exhausts the stack here
//! or in a later step.

mod primary;

use super::ast::{Ast, Logic, Node, NodeId, Operator};
use super::lexer::{Kind, Token, sign, tokens};
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
    /// `cel.bind` is a macro.
    pub has_bind: bool,
    /// `proto.getExt` and `proto.hasExt` are macros.
    pub has_extensions: bool,
    /// `optMap` and `optFlatMap` are macros.
    pub has_optionals: bool,
    /// `existsOne` is another name of the macro `exists_one`. cel-go has it, and protovalidate does not.
    pub has_exists_one: bool,
}

impl Syntax {
    /// The largest depth that is allowed, whatever [`Syntax::max_depth`] is.
    pub const DEEPEST: u16 = 160;
}

impl Default for Syntax {
    fn default() -> Syntax {
        Syntax {
            max_length: 1 << 16,
            max_depth: 128,
            max_nodes: 20_000,
            has_quoted_names: true,
            has_bind: true,
            has_extensions: true,
            has_optionals: false,
            has_exists_one: false,
        }
    }
}

/// Words that cannot be the name of a variable or of a global function.
const RESERVED: [&str; 17] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
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
        return Err(problem(
            span,
            format!("the expression is longer than {} bytes", syntax.max_length),
            "split it",
        ));
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
            Node::Select { operand, .. } | Node::Extension { operand, .. } | Node::Unary(_, operand) => {
                of(operand)
            }
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
        problem(
            self.token().span,
            "optional values are not part of the language",
            "test with `has(...)` or `in`",
        )
    }
}
