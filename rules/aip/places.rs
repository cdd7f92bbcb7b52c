//! Places of findings: options of declarations, or the declaration if the option is not written in one piece.

use protune_compiler::diagnostic::Place;
use protune_compiler::schema::{DeclarationId, FieldView, FileView, OptionView, View};
use protune_compiler::syntax::OptionEntry;

pub(crate) const RESOURCE: &str = "google.api.resource";
pub(crate) const RESOURCE_DEFINITION: &str = "google.api.resource_definition";
pub(crate) const REFERENCE: &str = "google.api.resource_reference";
pub(crate) const SIGNATURE: &str = "google.api.method_signature";

/// Options that set an extension as a whole, in text order.
pub(crate) fn whole<'s>(
    options: impl Iterator<Item = OptionView<'s>>,
    extension: &str,
) -> impl Iterator<Item = OptionView<'s>> {
    options.filter(move |option| {
        let is_meant =
            option.field().is_some_and(|field| field.is_extension() && field.extension_name() == extension);
        is_meant && OptionEntry::cast(option.node()).is_some_and(|entry| entry.name_parts().count() == 1)
    })
}

/// Place of the option that sets an extension, or of the declaration.
pub(crate) fn option<I: DeclarationId>(of: View<'_, I>, extension: &str) -> Place {
    nth_option(of, extension, 0)
}

/// Place of one of several options that set an extension, or of the declaration.
pub(crate) fn nth_option<I: DeclarationId>(of: View<'_, I>, extension: &str, index: usize) -> Place {
    whole(of.options(), extension).nth(index).map_or(of.located(), OptionView::place)
}

/// Place of the type of a field.
pub(crate) fn ty(field: FieldView<'_>) -> Place {
    field.type_span().map_or(field.located(), |span| field.file.place(span))
}

/// Place of one of the resources that a file defines, or of the file.
pub(crate) fn definition(file: FileView<'_>, index: usize) -> Place {
    whole(file.options(), RESOURCE_DEFINITION).nth(index).map_or(file.whole(), OptionView::place)
}
