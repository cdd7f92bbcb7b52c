//! Unification: which types fit each other, and what type variables stand for. Follows cel-go, whose rules are the ones
//! that protovalidate has: two types fit if one can be assigned to the other, and of two types that fit, the more general
//! one is kept.

use super::ty::{Scalar, Type};
use std::cell::Cell;

/// Number of types that one question looks at. Variables that stand for types with variables can make a type
/// exponentially large.
const FUEL: u32 = 5_000;

/// Type variables of one expression, and the types that they stand for.
#[derive(Default)]
pub(crate) struct Mapping {
    known: Vec<Option<Type>>,
    /// Variables and their earlier values, to go back to.
    trail: Vec<(u32, Option<Type>)>,
    fuel: Cell<u32>,
}

impl Mapping {
    /// A new variable.
    pub(crate) fn variable(&mut self) -> Type {
        self.known.push(None);
        Type::Variable(self.known.len() as u32 - 1)
    }

    /// Takes one step, and returns whether there was one left.
    fn step(&self) -> bool {
        let left = self.fuel.get();
        self.fuel.set(left.saturating_sub(1));
        left > 0
    }

    fn find(&self, ty: &Type) -> Option<&Type> {
        match ty {
            Type::Variable(variable) => self.known[*variable as usize].as_ref(),
            _ => None,
        }
    }

    fn set(&mut self, variable: u32, ty: Type) {
        let old = self.known[variable as usize].replace(ty);
        self.trail.push((variable, old));
    }

    fn undo(&mut self, mark: usize) {
        while self.trail.len() > mark {
            if let Some((variable, old)) = self.trail.pop() {
                self.known[variable as usize] = old;
            }
        }
    }

    /// Returns whether one type fits the other. If not, nothing has changed.
    pub(crate) fn fits(&mut self, a: &Type, b: &Type) -> bool {
        self.all_fit(std::slice::from_ref(a), std::slice::from_ref(b))
    }

    /// Returns whether all types fit those at their positions.
    pub(crate) fn all_fit(&mut self, a: &[Type], b: &[Type]) -> bool {
        let mark = self.trail.len();
        self.fuel.set(FUEL);
        let fits = a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.assign(a, b));
        if !fits {
            self.undo(mark);
        }
        if mark == 0 {
            self.trail.clear();
        }
        fits
    }

    fn assign(&mut self, a: &Type, b: &Type) -> bool {
        if !self.step() {
            return false;
        }
        if matches!(b, Type::Variable(_)) {
            match self.substitution(a, b) {
                (true, _) => return true,
                (false, true) => return false,
                (false, false) => {}
            }
        }
        if matches!(a, Type::Variable(_)) {
            return self.substitution(b, a).0;
        }
        if a.is_dyn() || b.is_dyn() {
            return true;
        }
        match (a, b) {
            (Type::Null, other) | (other, Type::Null) => is_nullable(other),
            (Type::List(a), Type::List(b)) => self.assign(&a.parts[0], &b.parts[0]),
            (Type::Map(a), Type::Map(b)) => {
                self.assign(&a.parts[0], &b.parts[0]) && self.assign(&a.parts[1], &b.parts[1])
            }
            (Type::Opaque(a), Type::Opaque(b)) => {
                a.0 == b.0 && a.1.len() == b.1.len() && a.1.iter().zip(&b.1).all(|(a, b)| self.assign(a, b))
            }
            (Type::Type(_), Type::Type(_)) => true,
            _ => is_same(a, b),
        }
    }

    /// Whether the variable `b`, or what it stands for, can be `a`, and whether it stood for something.
    fn substitution(&mut self, a: &Type, b: &Type) -> (bool, bool) {
        let Type::Variable(variable) = *b else { return (false, false) };
        if a == b {
            return (true, true);
        }
        if let Some(known) = self.known[variable as usize].clone() {
            if is_same(a, &known) {
                return (true, true);
            }
            if self.assign(a, &known) {
                let new = most_general(a, &known);
                if self.is_free_of(variable, &new) {
                    self.set(variable, new);
                }
                return (true, true);
            }
            return (false, true);
        }
        if self.is_free_of(variable, a) {
            self.set(variable, a.clone());
            return (true, false);
        }
        (false, false)
    }

    /// Returns whether a variable does not occur in a type.
    fn is_free_of(&self, variable: u32, within: &Type) -> bool {
        match within {
            _ if !self.step() => false,
            Type::Variable(other) if *other == variable => false,
            Type::Variable(_) => self.find(within).is_none_or(|known| self.is_free_of(variable, known)),
            Type::List(inner) | Type::Type(Some(inner)) => self.is_free_of(variable, &inner.parts[0]),
            Type::Map(inner) => inner.parts.iter().all(|part| self.is_free_of(variable, part)),
            Type::Opaque(opaque) => opaque.1.iter().all(|part| self.is_free_of(variable, part)),
            _ => true,
        }
    }

    /// The type with what is known of its variables. Unknown ones become `dyn` if `finally`.
    pub(crate) fn resolve(&self, ty: &Type, finally: bool) -> Type {
        self.fuel.set(FUEL);
        self.resolved(ty, finally)
    }

    fn resolved(&self, ty: &Type, finally: bool) -> Type {
        match ty {
            _ if !self.step() => Type::Dyn,
            Type::Variable(_) => match self.find(ty) {
                Some(known) => self.resolved(known, finally),
                None if finally => Type::Dyn,
                None => ty.clone(),
            },
            Type::Param(_) if finally => Type::Dyn,
            Type::List(inner) => Type::list(self.resolved(&inner.parts[0], finally)),
            Type::Map(inner) => {
                Type::map(self.resolved(&inner.parts[0], finally), self.resolved(&inner.parts[1], finally))
            }
            Type::Type(Some(inner)) => Type::of_type(self.resolved(&inner.parts[0], finally)),
            Type::Opaque(opaque) => {
                Type::opaque(&opaque.0, opaque.1.iter().map(|part| self.resolved(part, finally)).collect())
            }
            other => other.clone(),
        }
    }
}

/// Returns whether `null` is a value of a type.
fn is_nullable(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Null
            | Type::Opaque(_)
            | Type::Duration
            | Type::Timestamp
            | Type::Any
            | Type::Message(_)
            | Type::View(..)
            | Type::Wrapper(_)
    )
}

/// Returns whether two types are the same, where a wrapper is its scalar.
pub(crate) fn is_same(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::Wrapper(a), b) => is_scalar(*a, b),
        (a, Type::Wrapper(b)) => is_scalar(*b, a),
        (Type::List(a), Type::List(b)) => is_same(&a.parts[0], &b.parts[0]),
        (Type::Type(Some(a)), Type::Type(Some(b))) => is_same(&a.parts[0], &b.parts[0]),
        (Type::Map(a), Type::Map(b)) => a.parts.iter().zip(&b.parts).all(|(a, b)| is_same(a, b)),
        (Type::Opaque(a), Type::Opaque(b)) => {
            a.0 == b.0 && a.1.len() == b.1.len() && a.1.iter().zip(&b.1).all(|(a, b)| is_same(a, b))
        }
        (a, b) => a == b,
    }
}

fn is_scalar(scalar: Scalar, ty: &Type) -> bool {
    match ty {
        Type::Wrapper(other) => *other == scalar,
        other => scalar.ty() == *other,
    }
}

/// The type of the two that more values have.
pub(crate) fn most_general(a: &Type, b: &Type) -> Type {
    if is_less_specific(a, b) { a.clone() } else { b.clone() }
}

fn is_less_specific(a: &Type, b: &Type) -> bool {
    let is_open = |ty: &Type| ty.is_dyn() || matches!(ty, Type::Variable(_) | Type::Param(_));
    if is_open(a) {
        return true;
    }
    if is_open(b) {
        return false;
    }
    match (a, b) {
        (Type::List(a), Type::List(b)) => is_less_specific(&a.parts[0], &b.parts[0]),
        (Type::Map(a), Type::Map(b)) => a.parts.iter().zip(&b.parts).all(|(a, b)| is_less_specific(a, b)),
        (Type::Opaque(a), Type::Opaque(b)) => {
            a.0 == b.0 && a.1.len() == b.1.len() && a.1.iter().zip(&b.1).all(|(a, b)| is_less_specific(a, b))
        }
        (Type::Type(_), Type::Type(_)) => true,
        (a, b) => is_same(a, b),
    }
}
