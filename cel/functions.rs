//! Functions: their overloads, each with a signature and a body.

use crate::eval::host::Host;
use crate::eval::meter::{Failure, Meter, Outcome};
use crate::types::signature::{self, Signature};
use crate::types::ty::Type;
use crate::value::data::Value;
use rustc_hash::FxHashMap;
use std::fmt;
use std::sync::Arc;

/// Context of a call: limits, and the provider of views.
pub struct Context<'c, 'v> {
    pub(crate) meter: &'c Meter,
    pub(crate) host: Option<&'v dyn Host>,
}

impl<'v> Context<'_, 'v> {
    /// Takes steps from the limit of the evaluation, for work that grows with the arguments.
    ///
    /// # Errors
    /// If there are not as many left.
    pub fn step(&self, steps: usize) -> Result<(), Failure> {
        self.meter.step(steps)
    }

    /// Takes the steps of reading bytes.
    ///
    /// # Errors
    /// If there are not as many left.
    pub fn read(&self, bytes: usize) -> Result<(), Failure> {
        self.meter.read(bytes)
    }

    /// Takes memory from the limit of the evaluation, for a value that grows with the arguments.
    ///
    /// # Errors
    /// If there is not as much left.
    pub fn allocate(&self, bytes: usize) -> Result<(), Failure> {
        self.meter.allocate(bytes)
    }

    /// Provider of the views, if the caller gave one.
    #[must_use]
    pub fn host(&self) -> Option<&'v dyn Host> {
        self.host
    }
}

impl fmt::Debug for Context<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").finish_non_exhaustive()
    }
}

/// Body of a function.
pub(crate) type Body =
    Arc<dyn for<'c, 'v> Fn(&Context<'c, 'v>, &[Value<'v>]) -> Result<Value<'v>, Failure> + Send + Sync>;

/// Form of a body that is a function of Rust.
pub(crate) type Plain = for<'c, 'v> fn(&Context<'c, 'v>, &[Value<'v>]) -> Outcome<Value<'v>>;

/// One signature of a function, and its body.
#[derive(Clone)]
pub(crate) struct Overload {
    pub(crate) params: Vec<Type>,
    pub(crate) result: Type,
    pub(crate) is_member: bool,
    /// Parameters of the signature; none for most.
    pub(crate) generics: Vec<Arc<str>>,
    /// `None` for the operators, which have code of their own.
    pub(crate) body: Option<Body>,
}

/// Function with all its overloads.
#[derive(Clone, Default, Debug)]
pub(crate) struct Function {
    pub(crate) overloads: Vec<Overload>,
    /// More than two arguments are a list.
    pub(crate) is_variadic: bool,
}

/// Functions by their names.
pub(crate) type Functions = FxHashMap<Box<str>, Arc<Function>>;

/// Adds an overload to a function.
pub(crate) fn add(functions: &mut Functions, signature: Signature, body: Option<Body>) {
    let mut generics = Vec::new();
    for ty in signature.params.iter().chain([&signature.result]) {
        collect_generics(ty, &mut generics);
    }
    let function = functions.entry(signature.name).or_default();
    let overload = Overload {
        params: signature.params,
        result: signature.result,
        is_member: signature.is_member,
        generics,
        body,
    };
    Arc::make_mut(function).overloads.push(overload);
}

/// Adds overloads of a library, whose signatures are separated by `;`.
pub(crate) fn add_all(functions: &mut Functions, signatures: &str, body: Option<Plain>) {
    let body: Option<Body> = body.map(|body| Arc::new(body) as Body);
    for text in signatures.split(';').map(str::trim).filter(|text| !text.is_empty()) {
        let signature = signature::parse(text, &|_| None).expect("the signatures of libraries are valid");
        add(functions, signature, body.clone());
    }
}

/// Adds the parameters of a type.
pub(crate) fn collect_generics(ty: &Type, generics: &mut Vec<Arc<str>>) {
    match ty {
        Type::Param(name) if !generics.contains(name) => generics.push(Arc::clone(name)),
        Type::List(inner) | Type::Type(Some(inner)) => collect_generics(&inner.parts[0], generics),
        Type::Map(inner) => inner.parts.iter().for_each(|part| collect_generics(part, generics)),
        Type::Opaque(opaque) => opaque.1.iter().for_each(|part| collect_generics(part, generics)),
        _ => {}
    }
}

impl Overload {
    /// Returns whether values can be the arguments, as far as their own types show.
    pub(crate) fn accepts(&self, args: &[Value<'_>]) -> bool {
        self.params.len() == args.len()
            && self.params.iter().zip(args).all(|(param, arg)| accepts(param, arg))
    }
}

fn accepts(param: &Type, value: &Value<'_>) -> bool {
    match (param, value) {
        (Type::Dyn | Type::Any | Type::Param(_) | Type::Variable(_) | Type::Error, _) => true,
        (Type::Null, Value::Null)
        | (Type::Bool, Value::Bool(_))
        | (Type::Int, Value::Int(_))
        | (Type::Uint, Value::Uint(_))
        | (Type::Double, Value::Double(_))
        | (Type::String, Value::String(_))
        | (Type::Bytes, Value::Bytes(_))
        | (Type::Duration, Value::Duration(_))
        | (Type::Timestamp, Value::Timestamp(_))
        | (Type::List(_), Value::List(_))
        | (Type::Map(_), Value::Map(_))
        | (Type::Type(_), Value::Type(_))
        | (Type::Opaque(_), _) => true,
        (Type::Message(name), Value::Message(message)) => **name == *message.name(),
        (Type::View(view, _), Value::Object(object)) => object.view == *view,
        (Type::Wrapper(_), Value::Null) => true,
        (Type::Wrapper(scalar), value) => accepts(&scalar.ty(), value),
        _ => false,
    }
}

impl fmt::Debug for Overload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} -> {}", self.params, self.result)
    }
}
