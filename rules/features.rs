//! Features that a field sets itself. The compiler resolves the final values.

use crate::edits;
use protune_compiler::diagnostic::Edit;
use protune_compiler::schema::FieldView;
use protune_compiler::syntax::{LiteralField, Node, NodeKind, OptionEntry};

/// Feature of fields: its number in `google.protobuf.FeatureSet`, and its name.
pub(crate) struct Feature {
    pub(crate) number: i32,
    pub(crate) name: &'static str,
}

pub(crate) const FIELD_PRESENCE: Feature = Feature { number: 1, name: "field_presence" };
pub(crate) const REPEATED_FIELD_ENCODING: Feature = Feature { number: 3, name: "repeated_field_encoding" };

pub(crate) const MESSAGE_ENCODING: Feature = Feature { number: 5, name: "message_encoding" };

/// `features` of `google.protobuf.FieldOptions`.
const FEATURES: i32 = 21;

/// Value that the field itself sets for a feature, by a path or inside a literal.
pub(crate) fn written<'s>(field: FieldView<'s>, feature: &Feature) -> Option<Node<'s>> {
    let value = |path: &[i32]| OptionEntry::cast(field.option(path)?.node())?.value();
    value(&[FEATURES, feature.number]).or_else(|| {
        // `features = { field_presence: EXPLICIT }`
        let literal = value(&[FEATURES]).filter(|value| value.kind() == NodeKind::Literal)?;
        let is_it =
            |field: &LiteralField<'_>| field.name().is_some_and(|name| name.node().text() == feature.name);
        literal.children().filter_map(LiteralField::cast).find(is_it)?.value()
    })
}

/// Edit that sets a feature on the field itself.
pub(crate) fn set(field: FieldView<'_>, feature: &Feature, value: &str) -> Option<Edit> {
    let (span, text) = match written(field, feature) {
        Some(written) => (written.span(), value.to_owned()),
        None => edits::one_more_option(
            field.node(),
            field.number_span()?,
            &format!("features.{} = {value}", feature.name),
        )?,
    };
    Some(Edit { file: field.file.id, span, text })
}
