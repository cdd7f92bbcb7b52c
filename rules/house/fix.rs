//! Fixes of house rules: intents, which become edits here, with the safety and the effects of all other fixes.

use super::evaluator::Evaluator;
use super::read::Reader;
use super::scene::{self, Element, is_named};
use super::{Expression, On};
use crate::contracts::Change;
use crate::{casing, edits, renames};
use protune_cel::{Env, Failure, Type, Value};
use protune_compiler::diagnostic::{Edit, Fix, Safety};
use protune_compiler::schema::{DeclarationView as D, FieldView, FileView, Scalar, Symbol};
use protune_compiler::syntax::Label;
use protune_compiler::text::Span;
use protune_data::Node;

/// Change that a fix makes.
#[derive(Debug)]
pub(super) enum Intent {
    Rename(Expression),
    Type(Expression),
    Label(String),
    /// Name and value, as they are written.
    SetOption(String, String),
    RemoveOption(String),
    Comment(Expression),
    /// Removes an import that is not used.
    Delete,
}

const KEYS: &[&str] = &["rename", "type", "label", "set-option", "remove-option", "comment", "delete"];

impl Intent {
    pub(super) fn read(table: &Node, on: On, env: &Env, reader: &mut Reader) -> Vec<Intent> {
        reader.known_keys(table, "fix", KEYS);
        let mut intents = Vec::new();
        for entry in table.entries() {
            let (key, node) = (&*entry.key, &entry.value);
            let is_field = matches!(on, On::Field | On::Extension);
            let fits = match key {
                "type" | "label" => is_field,
                "delete" => on == On::Import,
                "rename" => !matches!(on, On::File | On::Package | On::Import | On::Reserved),
                "set-option" | "remove-option" => !matches!(on, On::Package | On::Import | On::Reserved),
                "comment" => !matches!(on, On::File | On::Package | On::Reserved | On::Import),
                _ => continue,
            };
            if !fits {
                reader.fault(
                    node,
                    format!("the fix `{key}` does not apply to what the rule is about"),
                    "remove it",
                );
                continue;
            }
            let text = || node.text().unwrap_or_default().to_owned();
            intents.extend(match key {
                "rename" => reader.expression(node, env, Some(Type::String)).map(Intent::Rename),
                "type" => reader.expression(node, env, Some(Type::String)).map(Intent::Type),
                "comment" => reader.expression(node, env, Some(Type::String)).map(Intent::Comment),
                "label" => reader
                    .one_of(Some(node), "label", &["optional", "repeated", "required"])
                    .map(|label| Intent::Label(label.to_owned())),
                "set-option" => {
                    reader.known_keys(node, "set-option", &["name", "value"]);
                    let part = |key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
                    match (part("name"), part("value")) {
                        (Some(name), Some(value)) => Some(Intent::SetOption(name, value)),
                        _ => {
                            let help = "write both, the value as it stands in a schema: `value = '\"pets\"'`";
                            reader.fault(node, "`set-option` needs a `name` and a `value`", help);
                            None
                        }
                    }
                }
                "remove-option" => Some(Intent::RemoveOption(text())),
                _ if node.flag() == Some(true) => Some(Intent::Delete),
                _ => {
                    reader.fault(node, "`delete` can only be `true`", "write `delete = true`, or remove it");
                    None
                }
            });
        }
        intents
    }

    pub(super) fn expression(&self) -> Option<&Expression> {
        match self {
            Intent::Rename(it) | Intent::Type(it) | Intent::Comment(it) => Some(it),
            _ => None,
        }
    }

    /// Returns the fix of an element; `None` where it would make no legal schema.
    pub(super) fn fix<'v>(
        &'v self,
        element: Element<'_>,
        evaluator: &mut Evaluator<'v>,
    ) -> Result<Option<Fix>, Failure> {
        let value = match self.expression() {
            Some(expression) => match evaluator.run(expression)? {
                Value::String(text) => text.to_string(),
                _ => return Ok(None),
            },
            None => String::new(),
        };
        Ok(match (self, element) {
            (Intent::Rename(_), _) => rename(element, &value),
            (Intent::Type(_), Element::Declaration(D::Field(field))) => set_type(field, &value),
            (Intent::Label(label), Element::Declaration(D::Field(field))) => set_label(field, label),
            (Intent::SetOption(name, value), _) => set_option(element, name, value),
            (Intent::RemoveOption(name), _) => remove_option(element, name),
            (Intent::Comment(_), Element::Declaration(it)) => comment(it, &value),
            (Intent::Delete, Element::Import(import)) if !import.is_used() => {
                let title = format!("remove the import of `{}`", import.name());
                Some(Fix::new(title, Safety::Safe, vec![edits::remove_statement(import.file, import.span())]))
            }
            _ => None,
        })
    }
}

/// Renames a declaration with all references.
pub(super) fn rename(element: Element<'_>, to: &str) -> Option<Fix> {
    let Element::Declaration(declaration) = element else { return None };
    if declaration.name() == to {
        return None;
    }
    match declaration {
        D::Message(it) => renames::rename(it, Symbol::Message, to),
        D::Field(it) => renames::rename(it, Symbol::Field, to),
        D::Oneof(it) => renames::rename(it, Symbol::Oneof, to),
        D::Enum(it) => renames::rename(it, Symbol::Enum, to),
        D::Value(it) => renames::rename(it, Symbol::Value, to),
        D::Service(it) => renames::rename(it, Symbol::Service, to),
        D::Method(it) => renames::rename(it, Symbol::Method, to),
        _ => None,
    }
}

/// Well-known types, each with the file that declares it.
const WELL_KNOWN: &[(&str, &str)] = &[
    ("google.protobuf.Any", "google/protobuf/any.proto"),
    ("google.protobuf.Duration", "google/protobuf/duration.proto"),
    ("google.protobuf.Empty", "google/protobuf/empty.proto"),
    ("google.protobuf.FieldMask", "google/protobuf/field_mask.proto"),
    ("google.protobuf.Struct", "google/protobuf/struct.proto"),
    ("google.protobuf.Timestamp", "google/protobuf/timestamp.proto"),
];

fn set_type(field: FieldView<'_>, to: &str) -> Option<Fix> {
    let span = field.type_span().filter(|_| !field.is_map() && scene::kind(field) != "group")?;
    let mut all = vec![Edit { file: field.file.id, span, text: to.to_owned() }];
    let is_name = to.split('.').all(casing::is_identifier);
    if !is_name || scene::type_name(field) == to {
        return None;
    }
    if Scalar::from_name(to, field.file.edition()).is_none() {
        match WELL_KNOWN.iter().find(|(name, _)| *name == to) {
            Some((_, file)) => all.extend(edits::import(field.file, file)),
            None => {
                // A type that is not imported would have to be guessed.
                let found = field.file.look_up_type(field.message(), to);
                matches!(found, protune_compiler::schema::Lookup::Found(_)).then_some(())?;
            }
        }
    }
    Some(Change::OtherType.effects().fix(&format!("change the type to `{to}`"), all))
}

fn set_label(field: FieldView<'_>, label: &str) -> Option<Fix> {
    let text = field.file.text();
    let written = match field.label() {
        Some(Label::Optional) => "optional",
        Some(Label::Required) => "required",
        Some(Label::Repeated) => "repeated",
        None => "",
    };
    if written == label || field.is_map() || label == "optional" && field.oneof().is_some() {
        return None;
    }
    let start = field.span().start;
    let edit = match written {
        "" => Edit { file: field.file.id, span: Span::at(start), text: format!("{label} ") },
        _ if text[start as usize..].starts_with(written) => {
            let span = Span::new(start, start + written.len() as u32);
            Edit { file: field.file.id, span, text: label.to_owned() }
        }
        _ => return None,
    };
    let effects = match label {
        // Presence shows in generated code, and zeros that are set are written.
        "optional" if written.is_empty() => Change::Generated.effects(),
        _ => Change::OtherType.effects(),
    };
    Some(effects.fix(&format!("make the field `{label}`"), vec![edit]))
}

/// Name of an option as it is written: an extension between parentheses.
fn written(name: &str) -> String {
    if name.contains('.') { format!("({name})") } else { name.to_owned() }
}

pub(super) fn set_option(element: Element<'_>, name: &str, value: &str) -> Option<Fix> {
    let title = format!("set `{}` to `{value}`", written(name));
    let file = element.file();
    let set = element.options().into_iter().find(|option| is_named(*option, name));
    let edit = match set {
        Some(option) => {
            let span = option.value()?.value_span();
            (span.of(file.text()) != value).then(|| Edit { file: file.id, span, text: value.to_owned() })?
        }
        None => add_option(element, &format!("{} = {value}", written(name)))?,
    };
    Some(Fix::new(title, Safety::Unsafe, vec![edit]).setting_options())
}

fn add_option(element: Element<'_>, option: &str) -> Option<Edit> {
    let file = element.file();
    let of_field = |node, number: Option<Span>| {
        let (span, text) = edits::one_more_option(node, number?, option)?;
        Some(Edit { file: file.id, span, text })
    };
    match element {
        Element::Declaration(D::Field(it)) => of_field(it.node(), it.number_span()),
        Element::Declaration(D::Value(it)) => of_field(it.node(), it.number_span()),
        Element::Declaration(it) => edits::add_option(file, it.node(), option),
        Element::File(file) => {
            let above =
                file.imports().last().map(|it| it.span()).or(file.package_span()).or(file.syntax_span());
            let at = above.map_or(0, |span| span.end);
            Some(Edit { file: file.id, span: Span::at(at), text: format!("\n\noption {option};") })
        }
        _ => None,
    }
}

pub(super) fn remove_option(element: Element<'_>, name: &str) -> Option<Fix> {
    let mut set = element.options().into_iter().filter(|option| is_named(*option, name));
    let (option, None) = (set.next()?, set.next()) else { return None };
    let file = element.file();
    let edit = match element {
        Element::Declaration(D::Field(field)) => {
            let span = edits::option_to_remove(field, option.span())?;
            Edit { file: file.id, span, text: String::new() }
        }
        Element::Declaration(D::Value(_)) => return None,
        _ => edits::remove_statement(file, option.span()),
    };
    let title = format!("remove the option `{}`", written(name));
    Some(Fix::new(title, Safety::Unsafe, vec![edit]).setting_options())
}

fn comment(declaration: D<'_>, text: &str) -> Option<Fix> {
    let file: FileView<'_> = declaration.file();
    let start = declaration.node().span().start;
    let indent = edits::indent(file.text(), start)?;
    if text.trim().is_empty() || !declaration.leading_comment().trim().is_empty() {
        return None;
    }
    let lines: String = text.lines().map(|line| format!("// {}\n{indent}", line.trim())).collect();
    let edit = Edit { file: file.id, span: Span::at(start), text: lines };
    Some(Fix::new("add a comment", Safety::Safe, vec![edit]))
}
