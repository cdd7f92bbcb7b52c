//! Syntax tree of an expression: flat, in an arena, children before their parents. Macros are nodes of their own.

use protune_compiler::text::Span;
use std::fmt;

/// Node of a tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Name in an expression, by its position among the names of the tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct NameId(pub(crate) u32);

/// Run of nodes that belong to one node, such as the arguments of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Nodes {
    start: u32,
    len: u32,
}

/// Operator with one or two operands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Operator {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`
    Divide,
    /// `a % b`
    Modulo,
    /// `a == b`
    Equal,
    /// `a != b`
    NotEqual,
    /// `a < b`
    Less,
    /// `a <= b`
    LessEqual,
    /// `a > b`
    Greater,
    /// `a >= b`
    GreaterEqual,
    /// `a in b`
    In,
    /// `a[b]`
    Index,
    /// `!a`
    Not,
    /// `-a`
    Negate,
}

impl Operator {
    /// Returns the name of its function in the specification of CEL.
    #[must_use]
    pub fn function(self) -> &'static str {
        match self {
            Operator::Add => "_+_",
            Operator::Subtract => "_-_",
            Operator::Multiply => "_*_",
            Operator::Divide => "_/_",
            Operator::Modulo => "_%_",
            Operator::Equal => "_==_",
            Operator::NotEqual => "_!=_",
            Operator::Less => "_<_",
            Operator::LessEqual => "_<=_",
            Operator::Greater => "_>_",
            Operator::GreaterEqual => "_>=_",
            Operator::In => "@in",
            Operator::Index => "_[_]",
            Operator::Not => "!_",
            Operator::Negate => "-_",
        }
    }

    /// Returns the sign that it is written with.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Operator::In => "in",
            Operator::Index => "[]",
            _ => self.function().trim_matches('_'),
        }
    }
}

/// Logical operator.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Logic {
    /// `a && b`
    And,
    /// `a || b`
    Or,
}

/// Macro that goes over a list or the keys of a map.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Macro {
    /// `list.all(x, condition)`
    All,
    /// `list.exists(x, condition)`
    Exists,
    /// `list.exists_one(x, condition)`
    ExistsOne,
    /// `list.map(x, value)` and `list.map(x, condition, value)`
    Map,
    /// `list.filter(x, condition)`
    Filter,
    /// `optional.optMap(x, value)`
    OptMap,
    /// `optional.optFlatMap(x, optional)`
    OptFlatMap,
}

/// Node of an expression.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum Node {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// An integer.
    Int(i64),
    /// An integer that ends with `u`.
    Uint(u64),
    /// A number with a fraction or an exponent.
    Double(f64),
    /// A string.
    String(Box<str>),
    /// Bytes.
    Bytes(Box<[u8]>),
    /// A name. A leading dot, which starts the search at the root, is part of it.
    Name(NameId),
    /// `operand.field`, and `has(operand.field)` if `is_test`.
    Select {
        /// The value whose field it is.
        operand: NodeId,
        /// The name of the field.
        field: NameId,
        /// `has(...)` stands around it.
        is_test: bool,
    },
    /// `!a`, `-a`
    Unary(Operator, NodeId),
    /// An operator with two operands.
    Binary(Operator, NodeId, NodeId),
    /// `a && b` or `a || b`
    Logic(Logic, NodeId, NodeId),
    /// `a ? b : c`
    Conditional(NodeId, NodeId, NodeId),
    /// `name(args)` or `target.name(args)`
    Call {
        /// The value before the dot.
        target: Option<NodeId>,
        /// The name of the function.
        function: NameId,
        /// The arguments.
        args: Nodes,
    },
    /// `[a, b]`
    List(Nodes),
    /// `{a: b}`; keys and values in turn.
    Map(Nodes),
    /// `Name{field: value}`
    Message {
        /// The name of the type.
        name: NameId,
        /// The fields.
        fields: Fields,
    },
    /// A macro over the elements of a list, or the keys of a map.
    Fold {
        /// The macro.
        kind: Macro,
        /// The list or the map.
        range: NodeId,
        /// The variable that stands for an element.
        variable: NameId,
        /// The condition of `map` with three arguments.
        condition: Option<NodeId>,
        /// The condition or the value for an element.
        body: NodeId,
    },
    /// `cel.bind(x, value, body)`
    Bind {
        /// The variable.
        variable: NameId,
        /// Its value.
        value: NodeId,
        /// The expression that may use it.
        body: NodeId,
    },
    /// `proto.getExt(message, name)` and `proto.hasExt(message, name)`
    Extension {
        /// The message.
        operand: NodeId,
        /// The full name of the extension.
        name: NameId,
        /// It only asks whether the extension is set.
        is_test: bool,
    },
}

/// Run of fields of a message.
pub type Fields = Nodes;

/// One field of a message that is built.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    /// Its name.
    pub name: NameId,
    /// Bytes of the name.
    pub span: Span,
    /// Its value.
    pub value: NodeId,
}

/// Parsed expression.
///
/// ```
/// let ast = protune_cel::parse("this.name == 'cat'").unwrap();
/// let root = ast.node(ast.root());
/// assert!(matches!(root, protune_cel::Node::Binary(protune_cel::Operator::Equal, ..)));
/// assert_eq!(ast.span(ast.root()).of("this.name == 'cat'"), "this.name == 'cat'");
/// ```
#[derive(Clone, Default)]
pub struct Ast {
    pub(crate) nodes: Vec<Node>,
    pub(crate) spans: Vec<Span>,
    /// Place of the sign or the name that makes the node what it is.
    pub(crate) points: Vec<Span>,
    pub(crate) depths: Vec<u16>,
    lists: Vec<NodeId>,
    fields: Vec<Field>,
    names: Vec<Box<str>>,
    pub(crate) root: u32,
}

impl Ast {
    /// Outermost node.
    #[must_use]
    pub fn root(&self) -> NodeId {
        NodeId(self.root)
    }

    /// Number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns whether there is no node, which no parsed expression is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Returns a node.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// Returns the bytes of the expression that a node stands for.
    #[must_use]
    pub fn span(&self, id: NodeId) -> Span {
        self.spans[id.index()]
    }

    /// Returns the sign or the name that makes a node what it is: the operator, the function, the field.
    #[must_use]
    pub fn point(&self, id: NodeId) -> Span {
        self.points[id.index()]
    }

    /// Returns a name.
    #[must_use]
    pub fn name(&self, id: NameId) -> &str {
        &self.names[id.0 as usize]
    }

    /// Returns the nodes of a run.
    #[must_use]
    pub fn list(&self, nodes: Nodes) -> &[NodeId] {
        &self.lists[nodes.start as usize..(nodes.start + nodes.len) as usize]
    }

    /// Returns the fields of a message.
    #[must_use]
    pub fn fields(&self, fields: Fields) -> &[Field] {
        &self.fields[fields.start as usize..(fields.start + fields.len) as usize]
    }

    /// Returns the full name that a node may be, such as `a.b.c` of two selections.
    #[must_use]
    pub fn qualified(&self, id: NodeId) -> Option<String> {
        let mut out = String::new();
        self.write_qualified(id, &mut out).then_some(out)
    }

    fn write_qualified(&self, id: NodeId, out: &mut String) -> bool {
        match *self.node(id) {
            Node::Name(name) => {
                out.push_str(self.name(name));
                true
            }
            Node::Select { operand, field, is_test: false } => {
                let is_name = self.write_qualified(operand, out);
                out.push('.');
                out.push_str(self.name(field));
                is_name
            }
            _ => false,
        }
    }

    /// Returns a text that two expressions share if they differ in spaces, comments and the notation of literals only.
    ///
    /// ```
    /// let form = |text: &str| protune_cel::parse(text).unwrap().form();
    /// assert_eq!(form("this == 'a'"), form("this == \"a\" // a"));
    /// assert_ne!(form("this == 'a'"), form("this != 'a'"));
    /// ```
    #[must_use]
    pub fn form(&self) -> String {
        let fields: Vec<_> = self.fields.iter().map(|field| (field.name, field.value)).collect();
        format!("{:?}", (self.root, &self.nodes, &self.lists, &self.names, fields))
    }

    pub(crate) fn add(&mut self, node: Node, span: Span, point: Span, depth: u16) -> NodeId {
        self.nodes.push(node);
        self.spans.push(span);
        self.points.push(point);
        self.depths.push(depth);
        NodeId(self.nodes.len() as u32 - 1)
    }

    pub(crate) fn add_name(&mut self, name: &str) -> NameId {
        self.names.push(name.into());
        NameId(self.names.len() as u32 - 1)
    }

    pub(crate) fn add_list(&mut self, nodes: &[NodeId]) -> Nodes {
        let start = self.lists.len() as u32;
        self.lists.extend_from_slice(nodes);
        Nodes { start, len: nodes.len() as u32 }
    }

    pub(crate) fn add_fields(&mut self, fields: &[Field]) -> Fields {
        let start = self.fields.len() as u32;
        self.fields.extend_from_slice(fields);
        Nodes { start, len: fields.len() as u32 }
    }
}

impl fmt::Debug for Ast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.nodes.iter().zip(&self.spans)).finish()
    }
}
