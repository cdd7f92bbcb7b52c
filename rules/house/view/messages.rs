//! Views of messages, fields and oneofs.

use super::{Listed, View, declared, line, member};
use crate::house::scene::{self, Element, Scene};
use protune_cel::Value;
use protune_compiler::schema::{DeclarationView as D, FieldId, MethodId};
use protune_compiler::syntax::Label;

pub(super) const MESSAGE: View = View {
    name: "message",
    title: "A message",
    of: "",
    members: declared!(
        message,
        "message options",
        [
            member("parent", "message", "Message that it is nested in, or `null`.", |s, key| {
                scene::maybe(s.message(key).parent())
            }),
            member("depth", "int", "Number of messages that it is nested in.", |s, key| {
                let around = std::iter::successors(s.message(key).parent(), |it| it.parent());
                Value::Int(around.count() as i64)
            }),
            member("fields", "list(field)", "Fields, in order of the text.", |s, key| s.fields(key)),
            member("oneofs", "list(oneof)", "Oneofs.", |s, key| scene::list(s.message(key).oneofs())),
            member("messages", "list(message)", "Messages that are nested in it.", |s, key| {
                scene::list(s.message(key).messages().filter(|it| !it.is_map_entry()))
            }),
            member("enums", "list(enum)", "Enums that are nested in it.", |s, key| {
                scene::list(s.message(key).enums())
            }),
            member("extensions", "list(field)", "Extensions that are declared in it.", |s, key| {
                scene::list(s.message(key).extensions())
            }),
            member(
                "used_by",
                "list(field)",
                "Fields and extensions of the module whose type it is; of maps, that of the values.",
                |s, key| { scene::keyed::<FieldId>(s.users(key, |users| &users.of_message)) }
            ),
            member("used_by_requests", "list(method)", "RPCs of the module that take it.", |s, key| {
                scene::keyed::<MethodId>(s.users(key, |users| &users.requests))
            }),
            member("used_by_responses", "list(method)", "RPCs of the module that return it.", |s, key| {
                scene::keyed::<MethodId>(s.users(key, |users| &users.responses))
            }),
            member("reserved", "list(reserved)", "Ranges of reserved numbers.", |s, key| {
                scene::list(s.message(key).reserved_ranges())
            }),
            member("reserved_names", "list(string)", "Reserved names.", |s, key| {
                Value::list(s.message(key).reserved_names().map(|it| Value::from(it.name())))
            }),
        ]
    ),
};

pub(super) const FIELD: View = View {
    name: "field",
    title: "A field or an extension",
    of: "",
    members: declared!(
        field,
        "field options",
        [
            member(
                "parent",
                "message",
                "Its message; of an extension, the message around it, or `null`.",
                |s, key| { scene::maybe(s.field(key).scope()) }
            ),
            member("number", "int", "Field number.", |s, key| {
                Value::Int(s.field(key).number().unwrap_or(0).into())
            }),
            member("type", "string", "Type: `int32`, `acme.v1.Cat`, `map<string, int32>`.", |s, key| {
                match scene::type_name(s.field(key)) {
                    std::borrow::Cow::Borrowed(name) => Value::from(name),
                    std::borrow::Cow::Owned(name) => Value::from(name),
                }
            }),
            member("kind", "string", "`scalar`, `message`, `enum`, `map` or `group`.", |s, key| {
                Value::from(scene::kind(s.field(key)))
            }),
            member(
                "label",
                "string",
                "Label as written: `optional`, `required`, `repeated`, or empty.",
                |s, key| {
                    Value::from(match s.field(key).label() {
                        Some(Label::Optional) => "optional",
                        Some(Label::Required) => "required",
                        Some(Label::Repeated) => "repeated",
                        None => "",
                    })
                }
            ),
            member("repeated", "bool", "Whether it is repeated; false for a map.", |s, key| {
                Value::Bool(s.field(key).label() == Some(Label::Repeated))
            }),
            member(
                "presence",
                "string",
                "`explicit`, `implicit`, `required`, or `none` for lists and maps.",
                |s, key| { Value::from(scene::presence(s.field(key))) }
            ),
            member("json_name", "string", "Name in JSON.", |s, key| {
                match s.field(key).json_name() {
                    std::borrow::Cow::Borrowed(name) => Value::from(name),
                    std::borrow::Cow::Owned(name) => Value::from(name),
                }
            }),
            member("packed", "bool", "Whether its elements are packed.", |s, key| {
                Value::Bool(s.field(key).is_packed())
            }),
            member("oneof", "oneof", "Oneof that it is a member of, or `null`.", |s, key| {
                let field = s.field(key);
                scene::maybe(field.oneof().filter(|_| field.label().is_none()))
            }),
            member("message", "message", "Message that is its type, or `null`.", |s, key| {
                let field = s.field(key);
                scene::maybe(field.message_type().filter(|_| !field.is_map()))
            }),
            member("enum", "enum", "Enum that is its type, or `null`.", |s, key| {
                scene::maybe(s.field(key).enum_type())
            }),
            member("key", "field", "Key of a map, as a field, or `null`.", |s, key| {
                let field = s.field(key);
                let entry = field.message_type().filter(|_| field.is_map());
                scene::maybe(entry.and_then(|entry| entry.fields().next()))
            }),
            member("value", "field", "Value of a map, as a field, or `null`.", |s, key| {
                let field = s.field(key);
                let entry = field.message_type().filter(|_| field.is_map());
                scene::maybe(entry.and_then(|entry| entry.fields().nth(1)))
            }),
            member(
                "extendee",
                "message",
                "Message that an extension extends; `null` for a field.",
                |s, key| { scene::maybe(s.field(key).extendee()) }
            ),
        ]
    ),
};

pub(super) const ONEOF: View = View {
    name: "oneof",
    title: "A oneof",
    of: "",
    members: declared!(
        oneof,
        "oneof options",
        [
            member("parent", "message", "Its message.", |s, key| scene::one(s.oneof(key).message())),
            member("fields", "list(field)", "Members.", |s, key| scene::list(s.oneof(key).fields())),
        ]
    ),
};

fn message<'s>(scene: &Scene<'s>, key: u64) -> Element<'s> {
    Element::Declaration(D::Message(scene.message(key)))
}

fn field<'s>(scene: &Scene<'s>, key: u64) -> Element<'s> {
    Element::Declaration(D::Field(scene.field(key)))
}

fn oneof<'s>(scene: &Scene<'s>, key: u64) -> Element<'s> {
    Element::Declaration(D::Oneof(scene.oneof(key)))
}
