//! Parts of an option: as the compiler interprets them, or as they are written if the import that declares the option is
//! missing.

use super::Text;
use protune_compiler::diagnostic::Place;
use protune_compiler::schema::{DeclarationId, FileView, OptionValue, OptionView, View};
use protune_compiler::syntax::{LiteralField, Node, NodeKind, OptionEntry};

/// Number of imports of a file that are looked at. Each option of the file may look at them.
const MAX_IMPORTS: usize = 1_000;

/// Option, or a field of its value, that is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'s> {
    file: FileView<'s>,
    value: Value<'s>,
}

#[derive(Clone, Copy, Debug)]
enum Value<'s> {
    Interpreted(OptionValue<'s>),
    /// Option whose name goes on after this many parts: `(google.api.http).get`.
    Entry(OptionEntry<'s>, usize),
    /// Field of a literal or element of a list, and its value.
    Written(Node<'s>, Node<'s>),
}

/// Values that the extension with this full name is set to, in text order; the option may be set in pieces.
pub(super) fn parts<'s, I: DeclarationId>(view: View<'s, I>, extension: &str) -> Vec<Part<'s>> {
    view.options().filter_map(|option| part(option, extension)).collect()
}

fn part<'s>(option: OptionView<'s>, extension: &str) -> Option<Part<'s>> {
    let file = option.file;
    if let Some(value) = option.value() {
        let field = value.field();
        let is_meant = field.is_extension() && field.extension_name() == extension;
        return is_meant.then_some(Part { file, value: Value::Interpreted(value) });
    }
    let entry = OptionEntry::cast(option.node())?;
    let name = entry.name_parts().next()?.extension()?;
    let is_meant = name.text().trim_start_matches('.') == extension;
    // If the declaration is there, the compiler reports what is wrong with the option.
    let is_undeclared = is_meant && file.imports().take(MAX_IMPORTS).any(|import| import.target().is_none());
    is_undeclared.then_some(Part { file, value: Value::Entry(entry, 1) })
}

impl<'s> Part<'s> {
    /// Fields that are set in the value, with their names, in text order.
    pub(super) fn fields(self) -> Vec<(&'s str, Part<'s>)> {
        let file = self.file;
        match self.value {
            Value::Interpreted(value) => {
                let part = |value: OptionValue<'s>| Part { file, value: Value::Interpreted(value) };
                value.fields().map(|value| (value.field().name(), part(value))).collect()
            }
            Value::Entry(entry, depth) => match entry.name_parts().nth(depth) {
                Some(name) => {
                    vec![(name.node().text(), Part { file, value: Value::Entry(entry, depth + 1) })]
                }
                None => entry.value().map_or_else(Vec::new, |value| written(file, value)),
            },
            Value::Written(_, value) => written(file, value),
        }
    }

    /// Values of a field, in text order.
    pub(super) fn all(self, name: &str) -> impl Iterator<Item = Part<'s>> {
        self.fields().into_iter().filter(move |(known, _)| *known == name).map(|(_, part)| part)
    }

    /// Text of a string; `None` for other values, and for strings with escapes if the option is not interpreted.
    pub(super) fn text(self) -> Option<Text<'s>> {
        let text = match self.value {
            Value::Interpreted(value) => value.as_text()?,
            _ => plain(self.value_node()?)?,
        };
        Some(Text::new(text, self.file, self.value_node()?, self.node()))
    }

    /// Place of the value.
    pub(super) fn place(self) -> Place {
        self.file.place(self.value_node().unwrap_or(self.node()).span())
    }

    /// Option, field of a literal or element of a list that sets the value.
    fn node(self) -> Node<'s> {
        match self.value {
            Value::Interpreted(value) => value.node(),
            Value::Entry(entry, _) => entry.node(),
            Value::Written(node, _) => node,
        }
    }

    fn value_node(self) -> Option<Node<'s>> {
        match self.value {
            Value::Interpreted(value) => Some(value.value_node()),
            Value::Entry(entry, _) => entry.value(),
            Value::Written(_, value) => Some(value),
        }
    }
}

/// Fields of a literal; none in other values.
fn written<'s>(file: FileView<'s>, value: Node<'s>) -> Vec<(&'s str, Part<'s>)> {
    let mut fields = Vec::new();
    if value.kind() != NodeKind::Literal {
        return fields;
    }
    for field in value.children().filter_map(LiteralField::cast) {
        let (Some(name), Some(value)) = (field.name(), field.value()) else { continue };
        let name = name.node().text();
        let part = |node, value| (name, Part { file, value: Value::Written(node, value) });
        match value.kind() {
            NodeKind::List => fields.extend(value.children().map(|element| part(element, element))),
            _ => fields.push(part(field.node(), value)),
        }
    }
    fields
}

/// Content of a string that is one token without escapes.
fn plain(value: Node<'_>) -> Option<&str> {
    let written = value.text();
    let quote = written.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inner = written.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inner.contains([quote, '\\'])).then_some(inner)
}
