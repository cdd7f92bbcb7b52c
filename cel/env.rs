//! Environments: what names an expression can use, and their types.

use crate::check::{self, Checked};
use crate::eval::meter::Failure;
use crate::eval::program::Program;
use crate::functions::{self, Body, Context, Function, Functions};
use crate::library;
use crate::syntax::problem::Problem;
use crate::syntax::{Syntax, parse_with};
use crate::types::messages::Messages;
use crate::types::signature;
use crate::types::ty::Type;
use crate::types::view::Views;
use crate::value::data::Value;
use rustc_hash::FxHashMap;
use std::fmt;
use std::sync::Arc;

/// Functions beyond the standard ones.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Library {
    /// `charAt`, `format`, `indexOf`, `join`, `lastIndexOf`, `lowerAscii`, `quote`, `replace`, `reverse`, `split`,
    /// `substring`, `trim` and `upperAscii`. The clauses of a literal `format` are checked.
    Strings,
    /// `math.greatest`, `math.least` and other functions of numbers.
    Math,
    /// `base64.encode` and `base64.decode`.
    Encoders,
    /// `optional.of`, `orValue` and others, and the macros `optMap` and `optFlatMap`.
    Optionals,
    /// The functions of protovalidate: `isEmail`, `isHostname`, `isIp`, `unique` and others.
    Validate,
}

/// Variables, functions, messages and views that an expression can use.
///
/// ```
/// use protune_cel::{Env, Inputs, Type, Value};
///
/// let mut env = Env::standard();
/// env.variable("name", Type::String);
/// env.function("shout(string) -> string", |_, args| {
///     let name = args[0].as_str().unwrap_or_default();
///     Ok(Value::from(format!("{name}!")))
/// }).unwrap();
///
/// let program = env.compile("shout(name) == 'Tom!'").unwrap();
/// assert_eq!(program.ty(), &Type::Bool);
/// let mut inputs = Inputs::default();
/// inputs.set("name", Value::from("Tom"));
/// assert_eq!(program.run(&inputs), Ok(Value::Bool(true)));
/// ```
#[derive(Clone)]
pub struct Env {
    pub(crate) messages: Messages,
    pub(crate) views: Arc<Views>,
    pub(crate) container: Box<str>,
    pub(crate) variables: Vec<(Arc<str>, Type)>,
    by_name: FxHashMap<Arc<str>, u32>,
    pub(crate) functions: Arc<Functions>,
    pub(crate) checks_format: bool,
    pub(crate) literal_patterns: bool,
    /// Bounds and extensions of the language.
    pub syntax: Syntax,
}

impl Env {
    /// The standard functions, and the well-known messages.
    #[must_use]
    pub fn standard() -> Env {
        Env {
            messages: Messages::well_known(),
            views: Arc::default(),
            container: "".into(),
            variables: Vec::new(),
            by_name: FxHashMap::default(),
            functions: library::standard(),
            checks_format: false,
            literal_patterns: false,
            syntax: Syntax::default(),
        }
    }

    /// Environment of protovalidate: the standard functions, those of strings and of validation, and order between
    /// numbers of different types, without `cel.bind` and `proto.getExt`. `this` and `now` are variables that the caller
    /// adds.
    ///
    /// ```
    /// use protune_cel::{Env, Type};
    ///
    /// let mut env = Env::protovalidate();
    /// env.variable("this", Type::String);
    /// assert_eq!(env.check("this.isEmail() && this.size() < 100.0").unwrap().ty(), &Type::Bool);
    /// ```
    #[must_use]
    pub fn protovalidate() -> Env {
        let functions = library::protovalidate();
        let syntax = Syntax { has_bind: false, has_extensions: false, ..Syntax::default() };
        Env { functions, checks_format: true, syntax, ..Env::standard() }
    }

    /// Adds the functions of a library.
    pub fn library(&mut self, library: Library) -> &mut Env {
        library::add(Arc::make_mut(&mut self.functions), library);
        self.checks_format |= library == Library::Strings;
        self.syntax.has_optionals |= library == Library::Optionals;
        self
    }

    /// Lets `<`, `<=`, `>` and `>=` compare numbers of different types.
    pub fn cross_type_order(&mut self) -> &mut Env {
        library::add_cross_type_order(Arc::make_mut(&mut self.functions));
        self
    }

    /// Refuses patterns of `matches` that are not literals, so that all of them are compiled once.
    pub fn only_literal_patterns(&mut self) -> &mut Env {
        self.literal_patterns = true;
        self
    }

    /// Sets the messages, enums and extensions.
    pub fn messages(&mut self, messages: Messages) -> &mut Env {
        self.messages = messages;
        self
    }

    /// Sets the views.
    pub fn views(&mut self, views: Views) -> &mut Env {
        self.views = Arc::new(views);
        self
    }

    /// Sets the package that names are looked up in first.
    pub fn container(&mut self, package: &str) -> &mut Env {
        self.container = package.into();
        self
    }

    /// Declares a variable. Its name may have dots.
    pub fn variable(&mut self, name: &str, ty: Type) -> &mut Env {
        let name: Arc<str> = name.into();
        let index = match self.by_name.get(&name) {
            Some(&index) => index,
            None => {
                self.variables.push((Arc::clone(&name), Type::Dyn));
                self.variables.len() as u32 - 1
            }
        };
        self.variables[index as usize].1 = ty;
        self.by_name.insert(name, index);
        self
    }

    /// Adds a function. The signature is `name(types) -> type` or `type.name(types) -> type`; a single capital letter
    /// is any type, the same wherever it stands. Messages and views that it names have to be set before.
    ///
    /// The body receives values that have the types of the signature; an argument of a wrapper type may be
    /// [`Value::Null`].
    ///
    /// # Errors
    /// If the signature cannot be read, or has a type that is not known.
    pub fn function<F>(&mut self, signature: &str, body: F) -> Result<&mut Env, UnknownType>
    where
        F: for<'c, 'v> Fn(&Context<'c, 'v>, &[Value<'v>]) -> Result<Value<'v>, Failure>
            + Send
            + Sync
            + 'static,
    {
        let named = |name: &str| {
            self.views.named(name).or_else(|| self.messages.message(name).map(|_| Type::message(name)))
        };
        let Some(parsed) = signature::parse(signature, &named) else {
            return Err(UnknownType { signature: signature.into() });
        };
        let body: Body = Arc::new(body);
        functions::add(Arc::make_mut(&mut self.functions), parsed, Some(body));
        Ok(self)
    }

    /// Returns the type that a text names, such as `list(acme.Cat)`.
    #[must_use]
    pub fn type_named(&self, text: &str) -> Option<Type> {
        let named = |name: &str| {
            self.views.named(name).or_else(|| self.messages.message(name).map(|_| Type::message(name)))
        };
        signature::ty(text, &named)
    }

    /// Parses and checks an expression.
    ///
    /// # Errors
    /// Every mistake of names and types, or the first one of the syntax.
    pub fn check(&self, text: &str) -> Result<Checked, Vec<Problem>> {
        let ast = parse_with(text, &self.syntax).map_err(|problem| vec![problem])?;
        check::check(self, ast)
    }

    /// Parses and checks an expression, and prepares it to run.
    ///
    /// # Errors
    /// Those of [`Env::check`].
    pub fn compile(&self, text: &str) -> Result<Program, Vec<Problem>> {
        Ok(Program::new(self, &self.check(text)?))
    }

    /// Prepares an expression to run without checking it. What does not fit fails when it is reached.
    ///
    /// ```
    /// use protune_cel::{Env, Inputs, Value};
    ///
    /// let program = Env::standard().compile_unchecked("true || unknown").unwrap();
    /// assert_eq!(program.run(&Inputs::default()), Ok(Value::Bool(true)));
    /// ```
    ///
    /// # Errors
    /// The first mistake of the syntax.
    pub fn compile_unchecked(&self, text: &str) -> Result<Program, Problem> {
        let ast = parse_with(text, &self.syntax)?;
        let checked = check::check_leniently(self, ast).0;
        Ok(Program::new(self, &checked))
    }

    pub(crate) fn variable_named(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).copied()
    }

    pub(crate) fn function_named(&self, name: &str) -> Option<&Arc<Function>> {
        self.functions.get(name)
    }
}

/// Signature that cannot be read, or has a type that is not known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownType {
    /// The signature.
    pub signature: String,
}

impl fmt::Display for UnknownType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a signature, or has a type that is not known", self.signature)
    }
}

impl std::error::Error for UnknownType {}

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Env").field("variables", &self.variables).finish_non_exhaustive()
    }
}
