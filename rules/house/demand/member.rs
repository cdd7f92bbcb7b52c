//! Demands on the fields of messages.

use super::Violation;
use crate::house::read::Reader;
use crate::house::scene::{Element, presence, type_name};
use crate::pair::place;
use protune_compiler::schema::{DeclarationView as D, FieldView};
use protune_data::{Kind, Node};

/// Fields that a message should have.
#[derive(Debug)]
pub(in crate::house) struct Members(Vec<Member>);

#[derive(Debug)]
struct Member {
    name: String,
    required: bool,
    ty: Option<String>,
    number: Option<i32>,
    presence: Option<String>,
}

const KEYS: &[&str] = &["required", "type", "number", "presence"];

impl Members {
    pub(super) fn read(table: &Node, reader: &mut Reader) -> Members {
        if table.kind() != Kind::Table {
            reader.fault(
                table,
                "`fields` should be a table of fields",
                "write `fields.page_size.type = \"int32\"`",
            );
        }
        let mut members = Vec::new();
        for entry in table.entries() {
            reader.known_keys(&entry.value, &entry.key, KEYS);
            let text = |key: &str| entry.value.get(key).and_then(Node::text).map(str::to_owned);
            let number = entry.value.get("number").and_then(Node::integer);
            members.push(Member {
                name: entry.key.to_string(),
                required: entry.value.get("required").and_then(Node::flag) != Some(false),
                ty: text("type"),
                number: number.and_then(|number| i32::try_from(number).ok()),
                presence: text("presence"),
            });
        }
        Members(members)
    }

    pub(super) fn judge(&self, element: Element<'_>) -> Option<Violation> {
        let Element::Declaration(D::Message(message)) = element else { return None };
        self.0.iter().find_map(|member| match message.field_named(&member.name) {
            None if member.required => {
                let ty = member.ty.iter().map(|ty| format!(" of type `{ty}`")).collect::<String>();
                let text = format!("message `{}` should have a field `{}`{ty}", message.name(), member.name);
                Some(Violation::new(text))
            }
            None => None,
            Some(field) => member.judge(field),
        })
    }
}

impl Member {
    fn judge(&self, field: FieldView<'_>) -> Option<Violation> {
        let name = field.name();
        let (ty, presence) = (type_name(field), presence(field));
        if let Some(wanted) = self.ty.as_ref().filter(|wanted| ***wanted != *ty) {
            let text = format!("field `{name}` should have the type `{wanted}`, not `{ty}`");
            return Some(Violation::new(text).at(place::of_type(field)));
        }
        if let Some(wanted) = self.number.filter(|&wanted| field.number() != Some(wanted)) {
            let text = format!("field `{name}` should have the number {wanted}");
            return Some(Violation::new(text).at(field.number_place().unwrap_or(field.name_place())));
        }
        let wanted = self.presence.as_ref().filter(|wanted| **wanted != presence)?;
        let text = format!("field `{name}` should have {wanted} presence, not {presence}");
        Some(Violation::new(text).at(field.name_place()))
    }
}

/// A message should have no other fields than these.
pub(super) fn only(names: &[String], element: Element<'_>) -> Option<Violation> {
    let Element::Declaration(D::Message(message)) = element else { return None };
    let other = message.fields().find(|field| !names.iter().any(|name| name == field.name()))?;
    let (message, field) = (message.name(), other.name());
    let text = format!("message `{message}` should have no field `{field}`: only `{}`", names.join("`, `"));
    Some(Violation::new(text).at(other.name_place()))
}
