//! Views of enums and their values, and of what messages and enums reserve.

use super::{Listed, View, declared, line, member};
use crate::house::scene::{self, Element, Scene};
use protune_cel::Value;
use protune_compiler::schema::DeclarationView as D;
use protune_compiler::schema::FieldId;

pub(super) const ENUM: View = View {
    name: "enum",
    title: "An enum",
    of: "",
    members: declared!(
        enumeration,
        "enum options",
        [
            member("parent", "message", "Message that it is nested in, or `null`.", |s, key| {
                scene::maybe(s.enumeration(key).parent())
            }),
            member("values", "list(value)", "Values, in order of the text.", |s, key| {
                scene::list(s.enumeration(key).values())
            }),
            member(
                "used_by",
                "list(field)",
                "Fields and extensions of the module whose type it is; of maps, that of the values.",
                |s, key| { scene::keyed::<FieldId>(s.users(key, |users| &users.of_enum)) }
            ),
            member("open", "bool", "Whether it accepts numbers that it does not declare.", |s, key| {
                Value::Bool(s.enumeration(key).is_open())
            }),
            member("reserved", "list(reserved)", "Ranges of reserved numbers.", |s, key| {
                scene::list(s.enumeration(key).reserved_ranges())
            }),
            member("reserved_names", "list(string)", "Reserved names.", |s, key| {
                Value::list(s.enumeration(key).reserved_names().map(|it| Value::from(it.name())))
            }),
        ]
    ),
};

pub(super) const VALUE: View = View {
    name: "value",
    title: "An enum value",
    of: "",
    members: declared!(
        value,
        "value options",
        [
            member("parent", "enum", "Its enum.", |s, key| scene::one(s.value(key).parent())),
            member("number", "int", "Number.", |s, key| Value::Int(
                s.value(key).number().unwrap_or(0).into()
            )),
        ]
    ),
};

pub(super) const RESERVED: View = View {
    name: "reserved",
    title: "A reserved range or name",
    of: "",
    members: &[
        member("start", "int", "First number; 0 for a name.", |s, key| {
            Value::Int(s.reserved(key).map_or(0, |it| i64::from(*it.numbers().start())))
        }),
        member("end", "int", "Last number, which is part of the range; 0 for a name.", |s, key| {
            Value::Int(s.reserved(key).map_or(0, |it| i64::from(*it.numbers().end())))
        }),
        member("name", "string", "The name; empty for numbers.", |s, key| {
            Value::from(s.reserved(key).err().map_or("", |it| it.name()))
        }),
        member("comment", "string", "Comment above the statement, without `//`.", |s, key| {
            Value::from(match s.reserved(key) {
                Ok(it) => scene::of_statement(it.file, it.span()),
                Err(it) => scene::of_statement(it.file, it.span()),
            })
        }),
        member("trailing_comment", "string", "Comment behind it on its line.", |s, key| {
            Value::from(match s.reserved(key) {
                Ok(it) => scene::behind(it.file, it.span().end),
                Err(it) => scene::behind(it.file, it.span().end),
            })
        }),
        member("file", "file", "File that it stands in.", |s, key| scene::file(s.file(key))),
    ],
};

fn enumeration<'s>(scene: &Scene<'s>, key: u64) -> Element<'s> {
    Element::Declaration(D::Enum(scene.enumeration(key)))
}

fn value<'s>(scene: &Scene<'s>, key: u64) -> Element<'s> {
    Element::Declaration(D::Value(scene.value(key)))
}
