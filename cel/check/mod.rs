//! Types of the parts of an expression, and what its names mean. Follows the checker of cel-go, so that an expression
//! that protovalidate accepts is accepted here, with the same type.

mod call;
mod checker;
mod fields;
mod fold;
mod format;
mod names;

use crate::env::Env;
use crate::functions::Function;
use crate::syntax::ast::{Ast, NodeId};
use crate::syntax::problem::Problem;
use crate::types::messages::{FieldType, MessageType};
use crate::types::ty::Type;
use std::sync::Arc;

/// Expression with the types of its parts.
///
/// ```
/// use protune_cel::{Env, Node, Type};
///
/// let checked = Env::standard().check("[1, 2].map(x, x * 0.5 > 1.0)");
/// assert!(checked.is_err(), "an `int` is not multiplied with a `double`");
/// let checked = Env::standard().check("[1, 2].map(x, double(x) > 1.0)").unwrap();
/// assert_eq!(checked.ty().to_string(), "list(bool)");
/// let Node::Fold { range, .. } = checked.ast().node(checked.ast().root()) else { unreachable!() };
/// assert_eq!(checked.type_of(*range), &Type::list(Type::Int));
/// ```
#[derive(Clone, Debug)]
pub struct Checked {
    pub(crate) ast: Arc<Ast>,
    pub(crate) types: Vec<Type>,
    pub(crate) meanings: Vec<Meaning>,
    /// Number of variables of macros that are there at once, at most.
    pub(crate) locals: u32,
}

/// Meaning of the name of a node.
#[derive(Clone, Debug, Default)]
pub(crate) enum Meaning {
    /// Nothing, or the expression is known without it.
    #[default]
    None,
    /// Variable of the environment.
    Variable(u32),
    /// Variable of a macro, by its position; for a macro, that of its own variable.
    Local(u32),
    /// Value of an enum.
    Number(i64),
    /// Type as a value.
    Type(Type),
    /// Field of a message.
    Field(Arc<FieldType>),
    /// Member of a view.
    Member(u32),
    /// Message that is built, and the fields that are set.
    Message(Arc<MessageType>, Arc<[Option<Arc<FieldType>>]>),
    /// Function, the only overload that fits if there is only one, and whether the target belongs to its name.
    Function { function: Arc<Function>, overload: Option<u32>, is_namespaced: bool },
}

impl Checked {
    /// Type of the expression.
    #[must_use]
    pub fn ty(&self) -> &Type {
        self.type_of(self.ast.root())
    }

    /// The tree of the expression.
    #[must_use]
    pub fn ast(&self) -> &Ast {
        &self.ast
    }

    /// Type of a part of the expression.
    #[must_use]
    pub fn type_of(&self, node: NodeId) -> &Type {
        &self.types[node.index()]
    }
}

/// Checks a tree.
pub(crate) fn check(env: &Env, ast: Ast) -> Result<Checked, Vec<Problem>> {
    let (checked, problems) = check_leniently(env, ast);
    if problems.is_empty() { Ok(checked) } else { Err(problems) }
}

/// Checks a tree as far as possible. Parts with a mistake have no meaning, and the type `!error!`.
pub(crate) fn check_leniently(env: &Env, ast: Ast) -> (Checked, Vec<Problem>) {
    let checker = checker::Checker::new(env, &ast);
    let (types, meanings, locals, problems) = checker.run();
    (Checked { ast: Arc::new(ast), types, meanings, locals }, problems)
}
