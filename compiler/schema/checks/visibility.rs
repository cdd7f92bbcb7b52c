//! `export` and `local`: which types other files may refer to.

use super::{Checker, Type, ids};
use crate::schema::features::SymbolVisibility;
use crate::schema::file::*;
use crate::schema::owner::Owner;
use crate::schema::problems::EditionProblem;
use crate::schema::{Global, Symbol, Typed};
use crate::syntax::Visibility;
use crate::text::Span;

impl Checker<'_, '_> {
    /// Checks the visibility of declarations in this file.
    pub(super) fn visibility(&mut self) {
        if self.features(Owner::File).default_symbol_visibility != SymbolVisibility::Strict {
            return;
        }
        for id in ids(self.file.messages.len()).map(MessageId) {
            let row = &self.file[id];
            if row.parent.is_some() && row.visibility == Some(Visibility::Export) {
                self.nested_export(row.name_span, self.name(row.name));
            }
        }
        for id in ids(self.file.enums.len()).map(EnumId) {
            let row = &self.file[id];
            let Some(parent) = row.parent else { continue };
            if row.visibility == Some(Visibility::Export) && !self.is_name_space(parent) {
                self.nested_export(row.name_span, self.name(row.name));
            }
        }
    }

    fn nested_export(&mut self, span: Span, name: &str) {
        self.report(span, EditionProblem::NestedExport { name });
    }

    /// A message that is there for the enums in it: local, on top, with all numbers reserved.
    fn is_name_space(&self, id: MessageId) -> bool {
        let row = &self.file[id];
        let mut ranges = row.reserved_ranges.iter();
        let all = ranges.next().is_some_and(|range| {
            self.file[range].first == 1 && self.file[range].last >= crate::schema::lower::MAX_FIELD_NUMBER
        });
        row.parent.is_none() && row.visibility != Some(Visibility::Export) && all && ranges.next().is_none()
    }

    /// Reports references to types that their files keep to themselves.
    pub(super) fn hidden_types(&mut self) {
        let types = self.typed.types(self.at);
        for id in ids(self.file.fields.len()).map(FieldId) {
            let TypeName::Named { span, .. } = self.file[id].ty else { continue };
            match types.fields[id.index()] {
                Type::Message(message) => self.hidden(span, message.file, Symbol::Message(message.id)),
                Type::Enum(of) => self.hidden(span, of.file, Symbol::Enum(of.id)),
                Type::Scalar(_) | Type::Unknown => {}
            }
        }
        for (row, extendee) in self.file.extends.iter().zip(&types.extendees) {
            if let Some(message) = extendee {
                self.hidden(row.extendee_span, message.file, Symbol::Message(message.id));
            }
        }
        for (row, messages) in self.file.methods.iter().zip(&types.methods) {
            for (ty, message) in [row.input, row.output].iter().zip(messages) {
                if let Some(message) = message {
                    self.hidden(ty.span, message.file, Symbol::Message(message.id));
                }
            }
        }
    }

    fn hidden(&mut self, span: Span, file: FileId, symbol: Symbol) {
        if file == self.at || self.typed.is_exported(file, symbol) {
            return;
        }
        let (linked, symbol) = (&self.typed.linked, Global { file, id: symbol });
        self.problem(span, || EditionProblem::Local {
            name: linked.full_name(symbol),
            file: &linked.file(file).name,
        })
        .label(symbol, "declared here");
    }
}

impl Typed {
    fn is_exported(&self, id: FileId, symbol: Symbol) -> bool {
        let file = self.linked.file(id);
        if file.edition < Edition::E2024 {
            return true;
        }
        let (said, is_top) = match symbol {
            Symbol::Message(id) => (file[id].visibility, file[id].parent.is_none()),
            Symbol::Enum(id) => (file[id].visibility, file[id].parent.is_none()),
            _ => return true,
        };
        match said {
            Some(visibility) => visibility == Visibility::Export,
            None => match self.features_of(id, Owner::File).default_symbol_visibility {
                SymbolVisibility::ExportAll => true,
                SymbolVisibility::ExportTopLevel => is_top,
                SymbolVisibility::LocalAll | SymbolVisibility::Strict => false,
            },
        }
    }
}
