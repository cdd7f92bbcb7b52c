//! A message that options set, in one piece or in several: `(x).a = 1, (x).b = 2`.

use protune_compiler::schema::{DeclarationId, FieldView, OptionValue, View};
use rustc_hash::FxHashMap;

/// Value of a message, as the options that set parts of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pieces<'s>(Vec<OptionValue<'s>>);

impl<'s> Pieces<'s> {
    /// Value of an extension of the options of a declaration, if it is set.
    pub(crate) fn of<I: DeclarationId>(view: View<'s, I>, extension: &str) -> Option<Pieces<'s>> {
        let values: Vec<_> = view.custom_option(extension).collect();
        (!values.is_empty()).then_some(Pieces(values))
    }

    /// Value of a field that is a message and not repeated, given everything that sets it.
    pub(crate) fn of_parts(values: &[OptionValue<'s>]) -> Pieces<'s> {
        Pieces(values.to_vec())
    }

    /// Value of a message that is set at once.
    pub(crate) fn one(value: OptionValue<'s>) -> Pieces<'s> {
        Pieces(vec![value])
    }

    /// Everything that is set, in text order.
    pub(crate) fn each(&self) -> impl Iterator<Item = OptionValue<'s>> + use<'s, '_> {
        self.0.iter().flat_map(|piece| piece.fields())
    }

    /// Values of a field, in text order.
    pub(crate) fn all(&self, number: i32) -> impl Iterator<Item = OptionValue<'s>> + use<'s, '_> {
        self.each().filter(move |value| value.number() == number)
    }

    pub(crate) fn has(&self, number: i32) -> bool {
        self.all(number).next().is_some()
    }

    /// Value of a field that is not repeated.
    pub(crate) fn last(&self, number: i32) -> Option<OptionValue<'s>> {
        self.all(number).last()
    }

    /// Value of a field that is a message and not repeated.
    pub(crate) fn message(&self, number: i32) -> Option<Pieces<'s>> {
        let values: Vec<_> = self.all(number).collect();
        (!values.is_empty()).then_some(Pieces(values))
    }

    pub(crate) fn flag(&self, number: i32) -> bool {
        self.number(number) == Some(1)
    }

    /// Value of a field that is encoded as a varint.
    pub(crate) fn number(&self, number: i32) -> Option<u64> {
        self.last(number)?.as_varint()
    }

    pub(crate) fn text(&self, number: i32) -> Option<&'s str> {
        self.last(number)?.as_text()
    }

    pub(crate) fn bytes(&self, number: i32) -> Option<&'s [u8]> {
        Some(self.last(number)?.as_bytes())
    }

    /// Fields that are set, each once, in text order, with their values.
    pub(crate) fn fields(&self) -> Vec<(FieldView<'s>, Vec<OptionValue<'s>>)> {
        let mut fields: Vec<(FieldView<'s>, Vec<OptionValue<'s>>)> = Vec::new();
        let mut known = FxHashMap::default();
        for value in self.each() {
            let at = *known.entry(value.field().global()).or_insert(fields.len());
            if at == fields.len() {
                fields.push((value.field(), Vec::new()));
            }
            fields[at].1.push(value);
        }
        fields
    }
}
