//! Options that pack or unpack a repeated field.

use crate::{edits, features};
use protune_compiler::diagnostic::Edit;
use protune_compiler::schema::FieldView;
use protune_compiler::syntax::OptionEntry;

/// `packed` of `google.protobuf.FieldOptions`.
const PACKED: &[i32] = &[2];

/// Option and value that this field would set.
pub(crate) fn option(field: FieldView<'_>, packed: bool) -> (&'static str, &'static str) {
    match (field.file.edition().is_edition(), packed) {
        (true, true) => ("features.repeated_field_encoding", "PACKED"),
        (true, false) => ("features.repeated_field_encoding", "EXPANDED"),
        (false, true) => ("packed", "true"),
        (false, false) => ("packed", "false"),
    }
}

/// Edit that sets the option.
pub(crate) fn set(field: FieldView<'_>, packed: bool) -> Option<Edit> {
    let (option, value) = option(field, packed);
    if field.file.edition().is_edition() {
        return features::set(field, &features::REPEATED_FIELD_ENCODING, value);
    }
    let written = field.option(PACKED).and_then(|written| OptionEntry::cast(written.node())?.value());
    let (span, text) = match written {
        Some(written) => (written.span(), value.to_owned()),
        None => edits::one_more_option(field.node(), field.number_span()?, &format!("{option} = {value}"))?,
    };
    Some(Edit { file: field.file.id, span, text })
}
