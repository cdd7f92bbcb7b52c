//! Numbers and names that are kept from being used again.

use crate::edits;
use crate::pair::words;
use protune_compiler::diagnostic::{Fix, Safety};
use protune_compiler::schema::*;
use protune_compiler::syntax::Node;

/// Numbers and names to reserve, each as it is written.
pub(crate) struct Reserved {
    pub(crate) numbers: Vec<String>,
    pub(crate) names: Vec<String>,
}

/// Reserves numbers and names in a message or an enum.
pub(crate) fn reserve(file: FileView<'_>, block: Node<'_>, reserved: Reserved) -> Option<Fix> {
    let Reserved { numbers, names } = reserved;
    if numbers.is_empty() && names.is_empty() {
        return None;
    }
    let written: Vec<String> = match file.edition().is_edition() {
        true => names.clone(),
        false => names.iter().map(|name| format!("\"{name}\"")).collect(),
    };
    let lists = [numbers.join(", "), written.join(", ")];
    let statements = lists.iter().filter(|list| !list.is_empty()).map(|list| format!("reserved {list};"));
    let statements: Vec<String> = statements.collect();
    let separator = if edits::is_on_one_line(file, block) { " " } else { "\n" };
    let edit = edits::at_end(file, block, &statements.join(separator))?;
    let what: Vec<String> =
        numbers.into_iter().chain(words::quoted(names.iter().map(String::as_str))).collect();
    let title = format!("reserve {}", words::list(&what));
    Some(Fix::new(title, Safety::Safe, vec![edit]))
}

/// Reserves the number and the name of a deleted field, as far as they are free.
pub(crate) fn reserve_field(before: FieldView<'_>, after: MessageView<'_>) -> Option<Fix> {
    let (name, number) = (before.name(), before.number()?);
    let is_name_free = after.field_named(name).is_none() && !after.reserves_name(name);
    let is_number_free = !after.reserves_number(number) && !after.leaves_to_extensions(number);
    let numbers = if is_number_free { vec![number.to_string()] } else { Vec::new() };
    let names = if is_name_free { vec![name.to_owned()] } else { Vec::new() };
    reserve(after.file, after.node(), Reserved { numbers, names })
}
