//! Names: from the scopes of macros over the container to the root.

use super::Meaning;
use super::call::filled;
use super::checker::Checker;
use crate::functions::{Function, collect_generics};
use crate::types::ty::Type;
use std::sync::Arc;

/// Meaning of a name, with its type.
pub(super) struct Found {
    pub(super) ty: Type,
    pub(super) meaning: Meaning,
    /// The name without what its container adds.
    pub(super) name: String,
}

impl<'e> Checker<'e> {
    /// A type of a variable, whose parameters are types that the checker has to find.
    fn without_params(&mut self, ty: Type) -> Type {
        let mut generics = Vec::new();
        collect_generics(&ty, &mut generics);
        if generics.is_empty() {
            return ty;
        }
        for name in &generics {
            if !self.params.contains_key(name) {
                let variable = self.mapping.variable();
                self.params.insert(Arc::clone(name), variable);
            }
        }
        let variables: Vec<Type> = generics.iter().map(|name| self.params[name].clone()).collect();
        filled(&ty, &generics, &variables)
    }

    /// The names that a name can stand for: in the container, in what is around it, and as it is.
    pub(super) fn candidates(&self, name: &str) -> impl Iterator<Item = String> + use<> {
        let (mut container, name) = match name.strip_prefix('.') {
            Some(name) => (None, name.to_owned()),
            None => (Some(self.env.container.to_string()), name.to_owned()),
        };
        let mut is_last = false;
        std::iter::from_fn(move || {
            if is_last {
                return None;
            }
            match container.take().filter(|around| !around.is_empty()) {
                Some(around) => {
                    container =
                        Some(around.rsplit_once('.').map_or(String::new(), |(outer, _)| outer.to_owned()));
                    Some(format!("{around}.{name}"))
                }
                None => {
                    is_last = true;
                    Some(name.clone())
                }
            }
        })
    }

    /// Position and type of a variable of a macro.
    pub(super) fn local(&self, name: &str) -> Option<(u32, Type)> {
        let at = self.scopes.iter().rposition(|(local, _)| &**local == name)?;
        Some((at as u32, self.scopes[at].1.clone()))
    }

    /// A variable, a type or a value of an enum.
    pub(super) fn find(&mut self, name: &str) -> Option<Found> {
        if let Some((at, ty)) = self.local(name) {
            return Some(Found { ty, meaning: Meaning::Local(at), name: name.to_owned() });
        }
        let mut candidates = self.candidates(name);
        candidates.find_map(|name| {
            if let Some(index) = self.env.variable_named(&name) {
                let ty = self.env.variables[index as usize].1.clone();
                let ty = self.without_params(ty);
                return Some(Found { ty, meaning: Meaning::Variable(index), name });
            }
            if let Some(ty) = self.type_named(&name) {
                let meaning = Meaning::Type(ty.clone());
                return Some(Found { ty: Type::of_type(ty), meaning, name });
            }
            let number = self.env.messages.enum_value(&name)?;
            Some(Found { ty: Type::Int, meaning: Meaning::Number(number.into()), name })
        })
    }

    fn type_named(&self, name: &str) -> Option<Type> {
        Some(match name {
            "bool" => Type::Bool,
            "int" => Type::Int,
            "uint" => Type::Uint,
            "double" => Type::Double,
            "string" => Type::String,
            "bytes" => Type::Bytes,
            "list" => Type::list(Type::Dyn),
            "map" => Type::map(Type::Dyn, Type::Dyn),
            "null_type" => Type::Null,
            "type" => Type::Type(None),
            "optional_type" if self.env.syntax.has_optionals => Type::opaque("optional_type", Vec::new()),
            _ => {
                self.env.messages.message(name)?;
                Type::message(name)
            }
        })
    }

    pub(super) fn function(&self, name: &str) -> Option<(String, &'e Arc<Function>)> {
        self.candidates(name).find_map(|name| {
            let function = self.env.function_named(&name)?;
            Some((name, function))
        })
    }

    /// Help about an unknown variable or type.
    pub(super) fn help_for_name(&self, name: &str) -> String {
        if self.is_full() {
            return String::new();
        }
        let locals = self.scopes.iter().map(|(name, _)| &**name);
        let variables = self.env.variables.iter().map(|(name, _)| &**name);
        let similar = self.env.messages.similar(name);
        let known = locals.chain(variables).chain(similar);
        match protune_compiler::near::nearest(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None if self.env.variables.is_empty() => "there are no variables here".into(),
            None => {
                let names: Vec<String> =
                    self.env.variables.iter().take(8).map(|(name, _)| format!("`{name}`")).collect();
                format!("use one of {}", names.join(", "))
            }
        }
    }

    /// Help about an unknown function.
    pub(super) fn help_for_function(&self, name: &str) -> String {
        if self.is_full() {
            return String::new();
        }
        let mut known: Vec<&str> =
            self.env.functions.keys().map(|name| &**name).filter(|name| !name.contains(['_', '@'])).collect();
        known.extend(["all", "exists", "exists_one", "filter", "map", "has"]);
        known.sort_unstable();
        match protune_compiler::near::nearest(name, known) {
            Some(near) if near == name => format!("`{near}` is a macro, or takes other arguments"),
            Some(near) => format!("did you mean `{near}`?"),
            None => "call a function that is there".into(),
        }
    }
}
