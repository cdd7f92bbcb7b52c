//! Typed views of nodes: cheap copies that name the parts of each declaration. A part that a broken
//! text lacks is `None`.

use super::lexer::TokenKind as T;
use super::tree::{Node, NodeKind as N};
use crate::text::Span;

macro_rules! views {
    ($($view:ident: $($kind:ident)|+;)*) => {$(
        /// Typed view of a node.
        #[derive(Clone, Copy, Debug)]
        pub struct $view<'t>(Node<'t>);

        impl<'t> $view<'t> {
            /// The view of a node of this kind; `None` for any other.
            pub fn cast(node: Node<'t>) -> Option<Self> {
                matches!(node.kind(), $(N::$kind)|+).then_some(Self(node))
            }

            /// The node behind the view.
            pub fn node(self) -> Node<'t> {
                self.0
            }
        }
    )*};
}

views! {
    SyntaxStatement: Syntax | Edition;
    PackageStatement: Package;
    ImportStatement: Import;
    OptionEntry: Option;
    OptionNamePart: NamePart;
    MessageDecl: Message | Group;
    FieldDecl: Field | MapField | Group;
    OneofDecl: Oneof;
    ExtendBlock: Extend;
    ExtensionsStatement: Extensions;
    ReservedStatement: Reserved;
    NumberRange: Range;
    EnumDecl: Enum;
    EnumValueDecl: EnumValue;
    ServiceDecl: Service;
    RpcDecl: Rpc;
    RpcType: RpcType;
    LiteralField: LiteralField;
}

/// The word before the type of a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Label {
    /// `optional`
    Optional,
    /// `required`
    Required,
    /// `repeated`
    Repeated,
}

/// The word before a message or an enum that says who may use it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Visibility {
    /// `export`
    Export,
    /// `local`
    Local,
}

/// Kind of an import.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportKind {
    /// `import "file"`
    Plain,
    /// `import public "file"`
    Public,
    /// `import weak "file"`
    Weak,
    /// `import option`: for options only.
    Option,
}

impl<'t> SyntaxStatement<'t> {
    /// Returns whether it is `edition`, not `syntax`.
    pub fn is_edition(self) -> bool {
        self.0.kind() == N::Edition
    }

    /// The string with the syntax or edition.
    pub fn value(self) -> Option<Node<'t>> {
        self.0.child(N::Scalar)
    }
}

impl<'t> PackageStatement<'t> {
    /// The name that it refers to.
    pub fn path(self) -> Option<Node<'t>> {
        self.0.child(N::Path)
    }
}

impl<'t> ImportStatement<'t> {
    /// Returns the kind of the import.
    pub fn kind(self) -> ImportKind {
        match self.0.own_tokens().nth(1).map(|token| self.0.tree().token_text(token)) {
            Some("public") => ImportKind::Public,
            Some("weak") => ImportKind::Weak,
            Some("option") => ImportKind::Option,
            _ => ImportKind::Plain,
        }
    }

    /// The string with the name of the file.
    pub fn file(self) -> Option<Node<'t>> {
        self.0.child(N::Scalar)
    }
}

impl<'t> OptionEntry<'t> {
    /// The name.
    pub fn name(self) -> Option<Node<'t>> {
        self.0.child(N::OptionName)
    }

    /// The parts of the name.
    pub fn name_parts(self) -> impl Iterator<Item = OptionNamePart<'t>> + use<'t> {
        self.name().into_iter().flat_map(Node::children).filter_map(OptionNamePart::cast)
    }

    /// A scalar or a literal.
    pub fn value(self) -> Option<Node<'t>> {
        value(self.0)
    }
}

/// The value among the children of an option, a literal field or a list.
fn value(node: Node<'_>) -> Option<Node<'_>> {
    node.children().find(|child| matches!(child.kind(), N::Scalar | N::Literal | N::List))
}

impl<'t> OptionNamePart<'t> {
    /// The path of an extension, without its brackets; `None` when the part is a plain name.
    pub fn extension(self) -> Option<Node<'t>> {
        self.0.child(N::Path)
    }

    /// Returns the part of `[host/path.of.Message]` after the last `/`.
    pub fn any_type(self) -> Option<Node<'t>> {
        self.0.token(T::Slash)?;
        self.0.children().filter(|child| child.kind() == N::Path).last()
    }
}

impl<'t> MessageDecl<'t> {
    /// The name.
    pub fn name(self) -> Option<Node<'t>> {
        self.0.child(N::Name)
    }

    /// The visibility.
    pub fn visibility(self) -> Option<Visibility> {
        visibility(self.0)
    }
}

fn visibility(node: Node<'_>) -> Option<Visibility> {
    match node.own_tokens().next().map(|token| node.tree().token_text(token)) {
        Some("export") => Some(Visibility::Export),
        Some("local") => Some(Visibility::Local),
        _ => None,
    }
}

impl<'t> FieldDecl<'t> {
    /// The label.
    pub fn label(self) -> Option<Label> {
        // A label is the first token of the node, and not of its type.
        match self.0.own_tokens().next().map(|token| self.0.tree().token_text(token)) {
            Some("optional") => Some(Label::Optional),
            Some("required") => Some(Label::Required),
            Some("repeated") => Some(Label::Repeated),
            _ => None,
        }
    }

    /// The name.
    pub fn name(self) -> Option<Node<'t>> {
        self.0.child(N::Name)
    }

    /// The number that stands behind `=`.
    pub fn number(self) -> Option<Node<'t>> {
        self.0.child(N::Scalar)
    }

    /// The type of a plain field.
    pub fn type_path(self) -> Option<Node<'t>> {
        (self.0.kind() == N::Field).then(|| self.0.child(N::Path)).flatten()
    }

    /// The types of the keys and the values of a map field.
    pub fn map_types(self) -> Option<(Node<'t>, Node<'t>)> {
        if self.0.kind() != N::MapField {
            return None;
        }
        let mut paths = self.0.children().filter(|child| child.kind() == N::Path);
        Some((paths.next()?, paths.next()?))
    }

    /// Returns the span of the type: the whole of `map<string, int32>`, or `group` for a group.
    pub fn type_span(self) -> Option<Span> {
        match self.0.kind() {
            N::MapField => {
                let end = self.0.token(T::RAngle)?;
                Some(self.0.word("map")?.cover(self.0.tree().token_span(end)))
            }
            N::Group => self.0.word("group"),
            _ => self.type_path().map(Node::span),
        }
    }
}

impl<'t> OneofDecl<'t> {
    /// The name.
    pub fn name(self) -> Option<Node<'t>> {
        self.0.child(N::Name)
    }
}

impl<'t> ExtendBlock<'t> {
    /// The message that is extended.
    pub fn extendee(self) -> Option<Node<'t>> {
        self.0.child(N::Path)
    }
}

impl<'t> ExtensionsStatement<'t> {
    /// The ranges of numbers.
    pub fn ranges(self) -> impl Iterator<Item = NumberRange<'t>> + use<'t> {
        self.0.children().filter_map(NumberRange::cast)
    }
}

impl<'t> ReservedStatement<'t> {
    /// The ranges of numbers.
    pub fn ranges(self) -> impl Iterator<Item = NumberRange<'t>> + use<'t> {
        self.0.children().filter_map(NumberRange::cast)
    }

    /// Names, as strings or bare.
    pub fn names(self) -> impl Iterator<Item = Node<'t>> + use<'t> {
        self.0.children().filter(|child| matches!(child.kind(), N::Scalar | N::Name))
    }
}

impl<'t> NumberRange<'t> {
    /// The first number.
    pub fn first(self) -> Option<Node<'t>> {
        self.0.child(N::Scalar)
    }

    /// The end behind `to`, when it is a number.
    pub fn last(self) -> Option<Node<'t>> {
        self.0.children().filter(|child| child.kind() == N::Scalar).nth(1)
    }

    /// Returns the span of `max`.
    pub fn max(self) -> Option<Span> {
        self.0.word("max")
    }
}

impl<'t> EnumDecl<'t> {
    /// The name.
    pub fn name(self) -> Option<Node<'t>> {
        self.0.child(N::Name)
    }

    /// The visibility.
    pub fn visibility(self) -> Option<Visibility> {
        visibility(self.0)
    }
}

impl<'t> EnumValueDecl<'t> {
    /// The name.
    pub fn name(self) -> Option<Node<'t>> {
        self.0.child(N::Name)
    }

    /// The number.
    pub fn number(self) -> Option<Node<'t>> {
        self.0.child(N::Scalar)
    }
}

impl<'t> ServiceDecl<'t> {
    /// The name.
    pub fn name(self) -> Option<Node<'t>> {
        self.0.child(N::Name)
    }
}

impl<'t> RpcDecl<'t> {
    /// The name.
    pub fn name(self) -> Option<Node<'t>> {
        self.0.child(N::Name)
    }

    /// Returns the request type.
    pub fn input(self) -> Option<RpcType<'t>> {
        self.types().next()
    }

    /// Returns the response type.
    pub fn output(self) -> Option<RpcType<'t>> {
        self.types().nth(1)
    }

    fn types(self) -> impl Iterator<Item = RpcType<'t>> + use<'t> {
        self.0.children().filter_map(RpcType::cast)
    }
}

impl<'t> RpcType<'t> {
    /// The name that it refers to.
    pub fn path(self) -> Option<Node<'t>> {
        self.0.child(N::Path)
    }

    /// Returns the span of `stream`.
    pub fn stream(self) -> Option<Span> {
        self.0.word("stream")
    }
}

impl<'t> LiteralField<'t> {
    /// The name.
    pub fn name(self) -> Option<OptionNamePart<'t>> {
        self.0.children().find_map(OptionNamePart::cast)
    }

    /// The value.
    pub fn value(self) -> Option<Node<'t>> {
        value(self.0)
    }
}
