//! The naming styles and the limits that editions enforce.

use super::{Checker, ids};
use crate::schema::features::{NamingStyle, ProtoLimits};
use crate::schema::file::*;
use crate::schema::owner::Owner;
use crate::schema::problems::EditionProblem;
use crate::schema::symbols::Symbol;
use crate::text::Span;

/// Limits of edition 2026.
const MAX_FIELDS: usize = 1500;
const MAX_ONEOFS: usize = 1000;
const MAX_ONEOF_FIELDS: usize = 1200;
const MAX_VALUES: usize = 1700;

impl Checker<'_, '_> {
    pub(super) fn naming_style(&mut self) {
        if let Some(statement) = self.file.package_statement
            && self.style(Owner::File) != NamingStyle::Legacy
        {
            let name = self.name(self.file.package);
            if !name.split('.').all(is_lower_snake) {
                self.style_problem(self.file.span(statement), "package", name, "lower_snake_case");
            }
        }
        for id in ids(self.file.messages.len()).map(MessageId) {
            self.message_style(id);
        }
        for id in ids(self.file.fields.len()).map(FieldId) {
            self.field_style(id);
        }
        for id in ids(self.file.enums.len()).map(EnumId) {
            self.enum_style(id);
        }
        for id in ids(self.file.services.len()).map(ServiceId) {
            let row = &self.file[id];
            self.title(Owner::Service(id), row.name_span, "service", self.name(row.name));
        }
        for id in ids(self.file.methods.len()).map(MethodId) {
            let row = &self.file[id];
            self.title(Owner::Method(id), row.name_span, "RPC", self.name(row.name));
        }
    }

    fn style(&self, owner: Owner) -> NamingStyle {
        self.features(owner).enforce_naming_style
    }

    fn message_style(&mut self, id: MessageId) {
        let row = &self.file[id];
        if row.kind == MessageKind::MapEntry {
            return;
        }
        self.title(Owner::Message(id), row.name_span, "message", self.name(row.name));
        for oneof in row.oneofs.iter() {
            let row = &self.file[oneof];
            self.lower_snake(Owner::Oneof(oneof), row.name_span, "oneof", self.name(row.name));
            self.limit(Owner::Oneof(oneof), row.fields.len(), MAX_ONEOF_FIELDS, row.name_span, "fields");
        }
        self.limit(Owner::Message(id), row.fields.len(), MAX_FIELDS, row.name_span, "fields");
        self.limit(Owner::Message(id), row.oneofs.len(), MAX_ONEOFS, row.name_span, "oneofs");
        self.accessors(row);
    }

    fn field_style(&mut self, id: FieldId) {
        let row = &self.file[id];
        let is_entry =
            matches!(row.parent, FieldParent::Message(m) if self.file[m].kind == MessageKind::MapEntry);
        if !is_entry {
            self.lower_snake(Owner::Field(id), row.name_span, "field", self.name(row.name));
        }
    }

    fn enum_style(&mut self, id: EnumId) {
        let row = &self.file[id];
        self.title(Owner::Enum(id), row.name_span, "enum", self.name(row.name));
        self.limit(Owner::Enum(id), row.values.len(), MAX_VALUES, row.name_span, "values");
        for value in row.values.iter() {
            let row = &self.file[value];
            let name = self.name(row.name);
            if self.style(Owner::Value(value)) != NamingStyle::Legacy && !is_upper_snake(name) {
                self.style_problem(row.name_span, "enum value", name, "UPPER_SNAKE_CASE");
            }
        }
    }

    fn title(&mut self, owner: Owner, span: Span, what: &str, name: &str) {
        if self.style(owner) != NamingStyle::Legacy && !is_title(name) {
            self.style_problem(span, what, name, "TitleCase");
        }
    }

    fn lower_snake(&mut self, owner: Owner, span: Span, what: &str, name: &str) {
        if self.style(owner) != NamingStyle::Legacy && !is_lower_snake(name) {
            self.style_problem(span, what, name, "lower_snake_case");
        }
    }

    fn style_problem(&mut self, span: Span, what: &str, name: &str, style: &str) {
        self.report(span, EditionProblem::NameStyle { what, name, style });
    }

    /// Checks names: from edition 2026 on, no field has a name that is generated for another one.
    fn accessors(&mut self, row: &Message) {
        let names: rustc_hash::FxHashSet<&str> = row
            .fields
            .iter()
            .map(|id| self.file[id].name)
            .chain(row.oneofs.iter().map(|id| self.file[id].name))
            .map(|name| self.file.name(name))
            .collect();
        let fields =
            row.fields.iter().map(|id| (Owner::Field(id), self.file[id].name, self.file[id].name_span));
        let oneofs =
            row.oneofs.iter().map(|id| (Owner::Oneof(id), self.file[id].name, self.file[id].name_span));
        for (owner, name, span) in fields.chain(oneofs).collect::<Vec<_>>() {
            if self.style(owner) != NamingStyle::Style2026 {
                continue;
            }
            let name = self.name(name);
            if name == "descriptor" {
                self.report(span, EditionProblem::NamedDescriptor);
            }
            let base = ["has_", "get_", "set_", "clear_"].iter().find_map(|prefix| name.strip_prefix(prefix));
            let base = base.or_else(|| name.strip_suffix("_value"));
            if let Some(base) = base.filter(|base| names.contains(base)) {
                self.report(span, EditionProblem::NamedAccessor { name, base });
            }
        }
    }

    fn limit(&mut self, owner: Owner, count: usize, most: usize, span: Span, what: &str) {
        if count > most && self.features(owner).enforce_proto_limits == ProtoLimits::Limits2026 {
            self.report(span, EditionProblem::TooMany { count, what, most });
        }
    }
}

/// The style that editions want the name of a declaration in, if it is not in that.
pub(in crate::schema) fn wanted_style(symbol: Symbol, name: &str) -> Option<&'static str> {
    let (is_in_style, style) = match symbol {
        Symbol::Message(_) | Symbol::Enum(_) | Symbol::Service(_) | Symbol::Method(_) => {
            (is_title(name), "TitleCase")
        }
        Symbol::Field(_) | Symbol::Oneof(_) => (is_lower_snake(name), "lower_snake_case"),
        Symbol::Value(_) => (is_upper_snake(name), "UPPER_SNAKE_CASE"),
    };
    (!is_in_style).then_some(style)
}

fn is_lower_snake(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && underscores_part_words(name)
}

fn is_upper_snake(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        && underscores_part_words(name)
}

fn is_title(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Each word begins with a letter: no underscore at either end, before another, or before a digit.
fn underscores_part_words(name: &str) -> bool {
    name.split('_').all(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()))
}
