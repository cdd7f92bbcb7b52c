//! Fields: of messages, views and maps, extensions, and messages that are built.

use super::Meaning;
use super::checker::{Checker, help_for_types};
use crate::syntax::ast::{Field, Node, NodeId};
use crate::types::messages::{FieldType, MessageType};
use crate::types::ty::{Type, well_known};
use protune_compiler::near::nearest;
use protune_compiler::text::Span;
use std::sync::Arc;

impl Checker<'_> {
    pub(super) fn select(&mut self, id: NodeId, operand: NodeId, field: &str, is_test: bool) -> Type {
        let may_be_name = !is_test && !self.starts_with_local(operand);
        let qualified = if may_be_name { self.ast.qualified(id) } else { None };
        if let Some(found) = qualified.and_then(|name| self.find(&name)) {
            self.mean(id, found.meaning);
            return found.ty;
        }
        if may_be_name && self.reports_unknown_value(id, operand, field) {
            return Type::Error;
        }
        self.check(operand);
        let of = self.mapping.resolve(&self.ty(operand), false);
        let ty = self.field(id, &of, field);
        if is_test { Type::Bool } else { self.mapping.resolve(&ty, false) }
    }

    /// Reports a value that an enum does not have, and returns whether it did.
    fn reports_unknown_value(&mut self, id: NodeId, operand: NodeId, value: &str) -> bool {
        let Some(name) = self.ast.qualified(operand) else { return false };
        let messages = &self.env.messages;
        let found = self.candidates(&name).find_map(|name| Some((messages.enum_values(&name)?, name)));
        let Some((values, name)) = found else { return false };
        let help = match nearest(value, values) {
            Some(near) => format!("did you mean `{near}`?"),
            None => String::new(),
        };
        let span = self.name_after(id);
        self.report(span, format!("the enum `{name}` has no value `{value}`"), help);
        true
    }

    /// Returns whether the name that selections begin with is a variable of a macro.
    fn starts_with_local(&self, node: NodeId) -> bool {
        match *self.ast.node(node) {
            Node::Name(name) => self.local(self.ast.name(name)).is_some(),
            Node::Select { operand, .. } => self.starts_with_local(operand),
            _ => false,
        }
    }

    fn field(&mut self, id: NodeId, of: &Type, field: &str) -> Type {
        match of {
            Type::Map(inner) => inner.parts[1].clone(),
            Type::Message(name) => match self.env.messages.message(name) {
                Some(message) => self.field_of(id, &message, field, self.ast.point(id)),
                None => {
                    self.report(
                        self.ast.span(id),
                        format!("the message `{name}` is not known"),
                        "import its file",
                    );
                    Type::Error
                }
            },
            Type::View(view, name) => match self.env.views.find(*view, field) {
                Some((number, ty)) => {
                    let ty = ty.clone();
                    self.mean(id, Meaning::Member(number));
                    ty
                }
                None => {
                    let near = nearest(field, self.env.views.members(*view));
                    let help = near.map_or(String::new(), |near| format!("did you mean `{near}`?"));
                    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
                    let span = self.name_after(id);
                    self.report(span, format!("{article} `{name}` has no `{field}`"), help);
                    Type::Error
                }
            },
            // An optional value is one that may be missing; so is its field.
            Type::Opaque(opaque) if &*opaque.0 == "optional_type" && opaque.1.len() == 1 => {
                let inner = self.field(id, &opaque.1[0].clone(), field);
                Type::opaque("optional_type", vec![inner])
            }
            Type::Variable(_) => {
                self.mapping.fits(&Type::Dyn, of);
                Type::Dyn
            }
            Type::Param(_) | Type::Dyn | Type::Any | Type::Error => Type::Dyn,
            other => {
                let other = self.mapping.resolve(other, true);
                let span = self.name_after(id);
                let help = match other {
                    Type::Wrapper(_) => "leave it out: a wrapper is its value, or `null`",
                    Type::Duration | Type::Timestamp => {
                        "use a function such as `getHours()` or `getFullYear()`"
                    }
                    _ => "",
                };
                self.report(span, format!("a value of type `{other}` has no fields"), help);
                Type::Dyn
            }
        }
    }

    /// Bytes of the name after the dot of a selection; of all of it for another node.
    fn name_after(&self, id: NodeId) -> Span {
        match self.ast.node(id) {
            Node::Select { is_test: false, .. } => Span::new(self.ast.point(id).end, self.ast.span(id).end),
            _ => self.ast.span(id),
        }
    }

    fn field_of(&mut self, id: NodeId, message: &Arc<MessageType>, field: &str, _point: Span) -> Type {
        if let Some(found) = message.field(field) {
            self.mean(id, Meaning::Field(Arc::clone(found)));
            return found.ty.clone();
        }
        if let Some(extension) = self.extension_of(message, field) {
            let ty = extension.ty.clone();
            self.mean(id, Meaning::Field(extension));
            return ty;
        }
        let span = self.name_after(id);
        self.no_field(span, message, field);
        Type::Error
    }

    fn extension_of(&self, message: &MessageType, name: &str) -> Option<Arc<FieldType>> {
        let extension = self.env.messages.extension(name)?;
        (extension.extendee.as_deref() == Some(&*message.name)).then_some(extension)
    }

    fn no_field(&mut self, span: Span, message: &MessageType, field: &str) {
        let near = nearest(field, message.fields.iter().map(|field| &*field.name));
        let help = near.map_or(String::new(), |near| format!("did you mean `{near}`?"));
        self.report(span, format!("`{}` has no field `{field}`", message.name), help);
    }

    pub(super) fn extension(&mut self, id: NodeId, operand: NodeId, name: &str, is_test: bool) -> Type {
        let of = self.mapping.resolve(&self.ty(operand), false);
        let ty = match &of {
            Type::Message(message) => {
                let message = self.env.messages.message(message);
                match message.as_ref().and_then(|message| self.extension_of(message, name)) {
                    Some(extension) => {
                        let ty = extension.ty.clone();
                        self.mean(id, Meaning::Field(extension));
                        ty
                    }
                    None => {
                        let span = self.ast.span(id);
                        self.report(
                            span,
                            format!("`{of}` has no extension `{name}`"),
                            "import the file that declares it",
                        );
                        Type::Error
                    }
                }
            }
            other if other.is_dyn() => Type::Dyn,
            other => {
                self.report(
                    self.ast.span(operand),
                    format!("a value of type `{other}` has no extensions"),
                    "",
                );
                Type::Error
            }
        };
        if is_test { Type::Bool } else { ty }
    }

    pub(super) fn message(&mut self, id: NodeId, name: &str, fields: &[Field]) -> Type {
        let ty = self.message_type(id, name);
        let full = match &ty {
            Some(Type::Message(name)) => Some(name.to_string()),
            Some(_) => self.find(name).map(|found| found.name),
            None => None,
        };
        let message = full.and_then(|name| self.env.messages.message(&name));
        let mut meant = Vec::with_capacity(fields.len());
        for field in fields {
            self.check(field.value);
            let Some(message) = &message else {
                meant.push(None);
                continue;
            };
            let name = self.ast.name(field.name);
            let Some(known) = message.field(name).cloned() else {
                self.no_field(field.span, message, name);
                meant.push(None);
                continue;
            };
            let value = self.ty(field.value);
            if !self.mapping.fits(&known.ty, &value) {
                let value = self.mapping.resolve(&value, true);
                let message = format!("field `{name}` is of type `{}`, not `{value}`", known.ty);
                self.report(self.ast.span(field.value), message, help_for_types(&known.ty, &value));
            }
            meant.push(Some(known));
        }
        if let Some(message) = message {
            self.mean(id, Meaning::Message(message, meant.into()));
        }
        ty.unwrap_or(Type::Error)
    }

    fn message_type(&mut self, id: NodeId, name: &str) -> Option<Type> {
        let span = self.ast.span(id);
        let span = Span::new(span.start, self.ast.point(id).start.max(span.start));
        let Some(found) = self.find(name) else {
            let help = match nearest(name, self.env.messages.similar(name)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "import the file that declares it".into(),
            };
            self.report(span, format!("there is no message `{name}`"), help);
            return None;
        };
        match found.meaning {
            Meaning::Type(ty @ Type::Message(_)) => Some(ty),
            Meaning::Type(ty) if well_known(&found.name).is_some() => Some(ty),
            Meaning::Type(_) => {
                self.report(
                    span,
                    format!("`{name}` is not a message"),
                    "build a message, as in `acme.Cat{}`",
                );
                None
            }
            _ => {
                self.report(span, format!("`{name}` is not a type"), "build a message, as in `acme.Cat{}`");
                None
            }
        }
    }
}
