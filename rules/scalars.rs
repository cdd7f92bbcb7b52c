//! Writes a scalar type where a field has another. Which one, and why, is for the rooms to say.

use crate::contracts::{Change, Shape};
use protune_compiler::diagnostic::{Edit, Fix};
use protune_compiler::schema::{Edition, FieldView, Scalar, Type};

/// Gives the field another scalar type of the same values; `None` where more than the type would have to
/// change.
pub(crate) fn retype(field: FieldView<'_>, to: Scalar) -> Option<Fix> {
    let Type::Scalar(from) = field.ty() else { return None };
    if field.is_of_map_entry() || from == to || field.pseudo_option_entry("default").is_some() {
        return None;
    }
    let edit = set_type(field, to)?;
    let effects = Change::Type(Shape::Scalar(from), Shape::Scalar(to)).effects();
    Some(effects.fix(&format!("make it `{}`", to.name()), vec![edit]))
}

/// Writes a scalar type in place of the one that a field has.
pub(crate) fn set_type(field: FieldView<'_>, to: Scalar) -> Option<Edit> {
    // The type of a map is none of these, and the edition to come has other names for integers.
    if field.is_map() || field.file.edition() == Edition::Unstable {
        return None;
    }
    // Options that name the type, as those of validators do, would be about another.
    if let Type::Scalar(from) = field.ty()
        && written(field).options().any(|option| option.node().text().contains(from.name()))
    {
        return None;
    }
    // The key and the value of a map are named after what is between its brackets.
    let span = if field.is_of_map_entry() { field.name_span() } else { field.type_span()? };
    Some(Edit { file: field.file.id, span, text: to.name().to_owned() })
}

/// The field that the text has: of the key and the value of a map, the map.
pub(crate) fn written(field: FieldView<'_>) -> FieldView<'_> {
    let is_map = |map: &FieldView<'_>| {
        map.is_map() && map.message_type().map(|it| it.id) == field.message().map(|it| it.id)
    };
    let map = || field.file.fields().find(is_map);
    if field.is_of_map_entry() { map().unwrap_or(field) } else { field }
}
