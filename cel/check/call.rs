//! Calls and operators: the overloads that fit, and the type of the result.

use super::Meaning;
use super::checker::{Checker, help_for_operands};
use crate::functions::{Function, Overload};
use crate::syntax::ast::{Node, NodeId, Operator};
use crate::types::ty::{Composite, Type};
use crate::types::unify::is_same;
use std::sync::Arc;

impl Checker<'_> {
    pub(super) fn operator(&mut self, id: NodeId, function: &str, sign: &str, args: &[NodeId]) -> Type {
        let types: Vec<Type> = args.iter().map(|&arg| self.ty(arg)).collect();
        let Some(function) = self.env.function_named(function) else { return Type::Error };
        if let Some((ty, overload)) = self.resolve(function, &types, false) {
            let function = Arc::clone(function);
            self.mean(id, Meaning::Function { function, overload, is_namespaced: false });
            return ty;
        }
        let types: Vec<Type> = types.iter().map(|ty| self.mapping.resolve(ty, true)).collect();
        let point = self.ast.point(id);
        let message = match &types[..] {
            [operand] => format!("`{sign}` does not take a value of type `{operand}`"),
            [left, right] if sign == "[]" => {
                format!("a value of type `{left}` has no index of type `{right}`")
            }
            [left, right] if sign == "in" => {
                format!("`in` does not find a `{left}` in a value of type `{right}`")
            }
            [left, right] => format!("`{sign}` does not take values of types `{left}` and `{right}`"),
            [condition, ..] if *condition != Type::Bool && !condition.is_dyn() => {
                format!("the condition of `?:` is a `bool`, not a value of type `{condition}`")
            }
            [_, yes, no] => format!("the results of `?:` have different types, `{yes}` and `{no}`"),
            _ => format!("`{sign}` does not fit"),
        };
        let help = match &types[..] {
            [left, right] if sign != "[]" && sign != "in" => help_for_operands(left, right),
            [_, yes, no] => help_for_operands(yes, no),
            _ => "",
        };
        self.report(point, message, help);
        Type::Error
    }

    /// `view["key"]` and `"key" in view`.
    pub(super) fn keyed(
        &mut self,
        id: NodeId,
        operator: Operator,
        left: NodeId,
        right: NodeId,
    ) -> Option<Type> {
        let (view, key) = match operator {
            Operator::Index => (left, right),
            Operator::In => (right, left),
            _ => return None,
        };
        let Type::View(view, name) = self.ty(view) else { return None };
        let keys = self.env.views.keys_of(view)?;
        let Node::String(text) = self.ast.node(key) else {
            let message = format!("a key of `{name}` is a literal string");
            self.report(self.ast.span(key), message, "write the key between quotes");
            return Some(Type::Error);
        };
        self.mean(id, Meaning::Member(0));
        let Some(ty) = keys.type_of(text) else {
            let known = keys.known(text);
            let near = protune_compiler::near::nearest(text, known.iter().map(String::as_str));
            let help = near.map_or(String::new(), |near| format!("did you mean `{near}`?"));
            self.report(self.ast.span(key), format!("`{name}` has no key `{text}`"), help);
            return Some(Type::Error);
        };
        Some(if operator == Operator::In { Type::Bool } else { ty })
    }

    pub(super) fn call(&mut self, id: NodeId, target: Option<NodeId>, name: &str, args: &[NodeId]) -> Type {
        for &arg in args {
            self.check(arg);
        }
        let Some(target) = target else {
            let Some((_, function)) = self.function(name) else { return self.no_function(id, name) };
            return self.overload(id, function, name, None, args, false);
        };
        if let Some(prefix) = self.ast.qualified(target) {
            let full = format!("{prefix}.{name}");
            if let Some((_, function)) = self.function(&full) {
                return self.overload(id, function, &full, None, args, true);
            }
        }
        self.check(target);
        let Some((_, function)) = self.function(name) else { return self.no_function(id, name) };
        self.overload(id, function, name, Some(target), args, false)
    }

    fn no_function(&mut self, id: NodeId, name: &str) -> Type {
        let help = self.help_for_function(name);
        self.report(self.ast.point(id), format!("there is no function `{name}`"), help);
        Type::Error
    }

    fn overload(
        &mut self,
        id: NodeId,
        function: &Arc<Function>,
        name: &str,
        target: Option<NodeId>,
        args: &[NodeId],
        is_namespaced: bool,
    ) -> Type {
        let mut types: Vec<Type> = target.iter().chain(args).map(|&arg| self.ty(arg)).collect();
        if function.is_variadic && types.len() > 2 {
            let joined = types.drain(..).fold(None, |joined, ty| Some(self.join(joined, ty)));
            types.push(Type::list(joined.unwrap_or(Type::Dyn)));
        }
        if name == "matches" {
            self.pattern(args);
        }
        if let Some((ty, overload)) = self.resolve(function, &types, target.is_some()) {
            let function = Arc::clone(function);
            self.mean(id, Meaning::Function { function, overload, is_namespaced });
            return ty;
        }
        let types: Vec<String> = types.iter().map(|ty| self.mapping.resolve(ty, true).to_string()).collect();
        let found = match target {
            Some(_) => format!("{}.{name}({})", types[0], types[1..].join(", ")),
            None => format!("{name}({})", types.join(", ")),
        };
        let forms: Vec<String> = function.overloads.iter().take(4).map(|it| form(name, it)).collect();
        let help = format!("call it as {}", forms.join(" or "));
        self.report(self.ast.point(id), format!("no form of `{name}` is `{found}`"), help);
        Type::Error
    }

    /// A pattern that is not a literal, where only literals are allowed, and one that no engine accepts.
    fn pattern(&mut self, args: &[NodeId]) {
        let Some(&pattern) = args.last() else { return };
        match self.ast.node(pattern) {
            Node::String(text) if self.env.literal_patterns => {
                if let Err(fault) = crate::library::re2::compile(text) {
                    self.report(self.ast.span(pattern), fault.to_string(), "correct the pattern");
                }
            }
            Node::String(_) => {}
            _ if self.env.literal_patterns => {
                let message = "the pattern of `matches` is not a literal";
                self.report(self.ast.span(pattern), message, "write the pattern as a string");
            }
            _ => {}
        }
    }

    /// The type of the result, and the overload if only one fits.
    fn resolve(
        &mut self,
        function: &Function,
        args: &[Type],
        is_member: bool,
    ) -> Option<(Type, Option<u32>)> {
        let mut result: Option<Type> = None;
        let (mut only, mut count) = (None, 0);
        for (at, overload) in function.overloads.iter().enumerate() {
            if overload.is_member != is_member || overload.params.len() != args.len() {
                continue;
            }
            let (params, of) = self.instance(overload);
            if !self.mapping.all_fit(args, &params) {
                continue;
            }
            count += 1;
            only = Some(at as u32);
            let of = self.mapping.resolve(&of, false);
            result = Some(match result {
                None => of,
                Some(known) if known.is_dyn() || is_same(&known, &of) => known,
                Some(_) => Type::Dyn,
            });
        }
        Some((result?, only.filter(|_| count == 1)))
    }

    /// The types of an overload, with new variables for its parameters.
    fn instance(&mut self, overload: &Overload) -> (Vec<Type>, Type) {
        if overload.generics.is_empty() {
            return (overload.params.clone(), overload.result.clone());
        }
        let variables: Vec<Type> = overload.generics.iter().map(|_| self.mapping.variable()).collect();
        let fill = |ty: &Type| filled(ty, &overload.generics, &variables);
        (overload.params.iter().map(fill).collect(), fill(&overload.result))
    }
}

pub(super) fn filled(ty: &Type, generics: &[Arc<str>], variables: &[Type]) -> Type {
    let one = |inner: &Composite<1>| filled(&inner.parts[0], generics, variables);
    match ty {
        Type::Param(name) => {
            generics.iter().position(|known| known == name).map_or(Type::Dyn, |at| variables[at].clone())
        }
        Type::List(inner) => Type::list(one(inner)),
        Type::Type(Some(inner)) => Type::of_type(one(inner)),
        Type::Map(inner) => Type::map(
            filled(&inner.parts[0], generics, variables),
            filled(&inner.parts[1], generics, variables),
        ),
        Type::Opaque(opaque) => {
            Type::opaque(&opaque.0, opaque.1.iter().map(|part| filled(part, generics, variables)).collect())
        }
        other => other.clone(),
    }
}

/// An overload in the form of a call.
fn form(name: &str, overload: &Overload) -> String {
    let types: Vec<String> = overload.params.iter().map(Type::to_string).collect();
    match overload.is_member {
        true => format!("`{}.{name}({})`", types[0], types[1..].join(", ")),
        false => format!("`{name}({})`", types.join(", ")),
    }
}
