//! Macros, and their variables.

use super::Meaning;
use super::checker::Checker;
use crate::syntax::ast::{Macro, NodeId};
use crate::types::ty::Type;

impl Checker<'_> {
    pub(super) fn enter(&mut self, name: &str, ty: Type) -> u32 {
        self.scopes.push((name.into(), ty));
        self.locals = self.locals.max(self.scopes.len());
        self.scopes.len() as u32 - 1
    }

    pub(super) fn fold(
        &mut self,
        id: NodeId,
        kind: Macro,
        range: NodeId,
        variable: &str,
        condition: Option<NodeId>,
        body: NodeId,
    ) -> Type {
        self.check(range);
        let of = self.mapping.resolve(&self.ty(range), false);
        let is_optional = matches!(kind, Macro::OptMap | Macro::OptFlatMap);
        let element = match &of {
            Type::Opaque(opaque) if is_optional && &*opaque.0 == "optional_type" => opaque.1[0].clone(),
            Type::List(inner) if !is_optional => inner.parts[0].clone(),
            Type::Map(inner) if !is_optional => inner.parts[0].clone(),
            other if other.is_dyn() || matches!(other, Type::Variable(_) | Type::Param(_)) => {
                self.mapping.fits(&Type::Dyn, other);
                Type::Dyn
            }
            other => {
                let message = match is_optional {
                    true => format!("the macro takes an optional value, not one of type `{other}`"),
                    false => format!("a macro goes over a list or a map, not over a value of type `{other}`"),
                };
                self.report(self.ast.span(range), message, "");
                Type::Error
            }
        };
        // Other implementations collect the results in a list whose type is found with the body.
        let results = matches!(kind, Macro::Map | Macro::Filter).then(|| self.mapping.variable());
        let local = self.enter(variable, element.clone());
        if let Some(condition) = condition {
            self.check(condition);
            self.expect_bool(condition);
        }
        self.check(body);
        let ty = match (kind, results) {
            (Macro::Map, Some(results)) => {
                let body = self.ty(body);
                self.collect(results, body)
            }
            (Macro::OptMap, _) => Type::opaque("optional_type", vec![self.ty(body)]),
            (Macro::OptFlatMap, _) => self.ty(body),
            (_, Some(results)) => {
                self.expect_bool(body);
                self.collect(results, element)
            }
            _ => {
                self.expect_bool(body);
                Type::Bool
            }
        };
        self.scopes.pop();
        self.mean(id, Meaning::Local(local));
        self.mapping.resolve(&ty, false)
    }

    /// Type of the list of results, of which one has a type: that of `results + [result]`.
    fn collect(&mut self, results: Type, result: Type) -> Type {
        let results = Type::list(results);
        let element = self.mapping.variable();
        let list = Type::list(element);
        self.mapping.all_fit(&[results.clone(), Type::list(result)], &[list.clone(), list]);
        results
    }
}
