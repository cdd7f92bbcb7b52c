//! Warnings of protoc about legal code that is probably a mistake. They are not problems, and are computed only on
//! request.

use super::checks::default_json_name;
use super::features::JsonFormat;
use super::file::*;
use super::owner::Owner;
use super::problems::{WarningProblem, error_at};
use super::view::{FileView, ImportView};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::syntax::{ImportKind, first_invalid};
use crate::text::Span;
use rustc_hash::FxHashMap;

impl FileView<'_> {
    /// The warnings about this file, in order of place.
    pub fn warnings(self) -> Vec<Diagnostic> {
        let mut out = Vec::new();
        self.bytes_that_are_no_text(&mut out);
        self.unused_imports(&mut out);
        self.odd_reserved_names(&mut out);
        self.json_names_that_clash(&mut out);
        out.sort_by_key(|warning| warning.place);
        out
    }

    fn warning(self, span: Span, problem: WarningProblem<'_>) -> Diagnostic {
        let problem = error_at(Place::new(self.id, span), problem);
        problem.severity(Severity::Warning)
    }

    /// Reports the first byte of comments and strings that is not UTF-8. A stray byte elsewhere is an error.
    fn bytes_that_are_no_text(self, out: &mut Vec<Diagnostic>) {
        let tree = self.data().tree();
        if let Some((span, byte)) =
            first_invalid(tree.bytes()).filter(|_| !tree.is_utf8() && tree.stray_byte().is_none())
        {
            out.push(self.warning(span, WarningProblem::TextNotUtf8 { byte }));
        }
    }

    fn unused_imports(self, out: &mut Vec<Diagnostic>) {
        let is_unused = |import: &ImportView<'_>| {
            import.kind() != ImportKind::Public && import.target().is_some() && !import.is_used()
        };
        for import in self.imports().filter(is_unused) {
            out.push(self.warning(import.span(), WarningProblem::ImportUnused { name: import.name() }));
        }
    }

    fn odd_reserved_names(self, out: &mut Vec<Diagnostic>) {
        for row in &self.data().reserved_names {
            let name = self.data().name(row.name);
            let is_identifier = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !is_identifier {
                let span = self.data().span(row.node);
                out.push(self.warning(span, WarningProblem::ReservedName { name }));
            }
        }
    }

    /// Reports fields of proto2 messages that share a JSON name.
    fn json_names_that_clash(self, out: &mut Vec<Diagnostic>) {
        let file = self.data();
        for (index, message) in file.messages.iter().enumerate() {
            let owner = Owner::Message(MessageId(index as u32));
            let features = || self.schema().typed().features_of(self.id, owner);
            if message.fields.len() < 2 || features().json_format != JsonFormat::LegacyBestEffort {
                continue;
            }
            let mut taken: FxHashMap<String, FieldId> = FxHashMap::default();
            for id in message.fields.iter() {
                let name = default_json_name(file, id);
                if let Some(&first) = taken.get(&name) {
                    let (of_field, of_first) = (file.name(file[id].name), file.name(file[first].name));
                    let label = Place::new(self.id, file[first].name_span);
                    let (json, other) = (&*name, of_first);
                    let problem = WarningProblem::JsonNameConflict { name: of_field, other, json };
                    out.push(self.warning(file[id].name_span, problem).label(label, "the other field"));
                    continue;
                }
                taken.insert(name, id);
            }
        }
    }
}
