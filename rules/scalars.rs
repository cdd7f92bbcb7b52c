//! Edits that change the scalar type of a field. The rules decide which type, and why.

use crate::contracts::{Change, Shape};
use protune_compiler::diagnostic::{Edit, Fix};
use protune_compiler::schema::{Edition, FieldView, Scalar, Type};

/// Fix that changes a field to another scalar type for the same values; `None` if more than the type would have to
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

/// Edit that replaces the scalar type of a field.
pub(crate) fn set_type(field: FieldView<'_>, to: Scalar) -> Option<Edit> {
    // A map has no scalar type, and the unreleased edition names integers differently.
    if field.is_map() || field.file.edition() == Edition::Unstable {
        return None;
    }
    // Options that name the type, such as those of validators, would no longer match.
    if let Type::Scalar(from) = field.ty()
        && written(field).options().any(|option| option.node().text().contains(from.name()))
    {
        return None;
    }
    // The names of the key and the value of a map are at their types.
    let span = if field.is_of_map_entry() { field.name_span() } else { field.type_span()? };
    Some(Edit { file: field.file.id, span, text: to.name().to_owned() })
}

/// Field as written in the text: for the key and the value of a map, the map.
pub(crate) fn written(field: FieldView<'_>) -> FieldView<'_> {
    field.map().unwrap_or(field)
}
