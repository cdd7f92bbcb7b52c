//! One descriptor as a source: files, enums, services, and what a message declares beside its fields.
//! All references are written in full, so that a text means the same wherever it is read.

use super::budget::Budget;
use super::fields::Members;
use super::layout::Layout;
use super::options::{Reader, Setting};
use super::protos::*;
use super::scalars::quoted;
use super::types::Types;
use super::{DescriptorFile, stripped};
use crate::encoding::part::Damage;
use crate::schema::MAX_FIELD_NUMBER;
use crate::syntax::{ImportKind, Visibility};

pub(super) fn file(
    file: &FileProto<'_>,
    types: &Types<'_>,
    budget: &Budget,
) -> Result<DescriptorFile, Damage> {
    let mut printer = Printer {
        file,
        syntax: Syntax::of(file),
        layout: Layout::with_capacity(file.size + file.size / 2),
        options: Reader::new(file, types, budget),
        scope: file.package.to_owned(),
    };
    printer.file()?;
    Ok(DescriptorFile {
        name: file.name.to_owned(),
        text: printer.layout.into_text(),
        is_import: file.image.as_ref().is_some_and(|image| image.is_import),
        lost_options: printer.options.into_lost(),
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    Proto2,
    Proto3,
    Editions,
}

impl Syntax {
    fn of(file: &FileProto<'_>) -> Syntax {
        match file.syntax {
            "proto3" => Syntax::Proto3,
            "editions" => Syntax::Editions,
            _ => Syntax::Proto2,
        }
    }
}

pub(super) struct Printer<'s> {
    pub(super) file: &'s FileProto<'s>,
    pub(super) syntax: Syntax,
    pub(super) layout: Layout,
    options: Reader<'s>,
    /// The full name of what is being printed: the package, or a message.
    scope: String,
}

impl<'s> Printer<'s> {
    fn file(&mut self) -> Result<(), Damage> {
        let file = self.file;
        self.syntax();
        self.layout.gap();
        if !file.package.is_empty() {
            self.layout.line("package ");
            self.layout.push(file.package);
            self.layout.end(";");
        }
        self.layout.gap();
        for &(kind, name) in &file.imports {
            self.import(kind, name);
        }
        self.layout.gap();
        self.option_statements("google.protobuf.FileOptions", &file.options)?;
        for proto in &file.enums {
            self.enumeration(proto)?;
        }
        self.members(Members::of_file(file, self.syntax))?;
        for service in &file.services {
            self.service(service)?;
        }
        Ok(())
    }

    fn syntax(&mut self) {
        if self.file.image.as_ref().is_some_and(|image| image.is_syntax_unspecified) {
            return;
        }
        let (keyword, value) = match (self.file.syntax, self.file.edition) {
            ("editions", 1000) => ("edition", "2023".to_owned()),
            ("editions", 1001) => ("edition", "2024".to_owned()),
            ("editions", 1002) => ("edition", "2026".to_owned()),
            ("editions", 9999) => ("edition", "UNSTABLE".to_owned()),
            // Nobody knows that edition; the compiler will say so.
            ("editions", number) => ("edition", number.to_string()),
            ("", _) => ("syntax", "proto2".to_owned()),
            (syntax, _) => ("syntax", syntax.to_owned()),
        };
        self.layout.line(keyword);
        self.layout.push(" = ");
        self.layout.push(&quoted(value.as_bytes()));
        self.layout.end(";");
    }

    fn import(&mut self, kind: ImportKind, name: &str) {
        self.layout.line(match kind {
            ImportKind::Plain => "import ",
            ImportKind::Public => "import public ",
            ImportKind::Weak => "import weak ",
            ImportKind::Option => "import option ",
        });
        self.layout.push(&quoted(name.as_bytes()));
        self.layout.end(";");
    }

    // Messages.

    pub(super) fn message(&mut self, message: &'s MessageProto<'s>) -> Result<(), Damage> {
        self.layout.gap();
        self.layout.line(visibility(message.visibility));
        self.layout.push("message ");
        self.layout.push(message.name);
        self.message_body(message)?;
        self.layout.gap();
        Ok(())
    }

    /// Prints the body of a message or a group, with braces.
    pub(super) fn message_body(&mut self, message: &'s MessageProto<'s>) -> Result<(), Damage> {
        let around = self.scope.len();
        if around > 0 {
            self.scope.push('.');
        }
        self.scope.push_str(message.name);
        self.layout.open();
        self.option_statements("google.protobuf.MessageOptions", &message.options)?;
        self.reserved(&message.reserved_ranges, 1, last_number(message), &message.reserved_names);
        self.extension_ranges(message)?;
        for proto in &message.enums {
            self.enumeration(proto)?;
        }
        self.members(Members::of_message(message, &self.scope, self.syntax))?;
        self.layout.close();
        self.scope.truncate(around);
        Ok(())
    }

    fn extension_ranges(&mut self, message: &'s MessageProto<'s>) -> Result<(), Damage> {
        let have_same_options = |a: &RangeProto<'_>, b: &RangeProto<'_>| {
            a.options.iter().map(|part| part.bytes).eq(b.options.iter().map(|part| part.bytes))
        };
        for ranges in message.extension_ranges.chunk_by(have_same_options) {
            self.layout.line("extensions ");
            self.ranges(ranges, 1, last_number(message));
            let options = self.settings("google.protobuf.ExtensionRangeOptions", &ranges[0].options)?;
            self.layout.compact_options(&options);
            self.layout.end(";");
        }
        self.layout.gap();
        Ok(())
    }

    /// The `reserved` statements; the ends of ranges are `past` the last numbers, and `max` is the
    /// greatest of those.
    fn reserved(&mut self, ranges: &[RangeProto<'_>], past: i32, max: i32, names: &[&str]) {
        if !ranges.is_empty() {
            self.layout.line("reserved ");
            self.ranges(ranges, past, max);
            self.layout.end(";");
        }
        if let [first, rest @ ..] = names {
            self.layout.line("reserved ");
            self.reserved_name(first);
            for name in rest {
                self.layout.push(", ");
                self.reserved_name(name);
            }
            self.layout.end(";");
        }
        self.layout.gap();
    }

    fn reserved_name(&mut self, name: &str) {
        if self.syntax == Syntax::Editions && is_identifier(name) {
            self.layout.push(name);
        } else {
            self.layout.push(&quoted(name.as_bytes()));
        }
    }

    fn ranges(&mut self, ranges: &[RangeProto<'_>], past: i32, max: i32) {
        for (index, range) in ranges.iter().enumerate() {
            if index > 0 {
                self.layout.push(", ");
            }
            let last = range.end.saturating_sub(past);
            self.layout.push_number(range.start);
            if last == max {
                self.layout.push(" to max");
            } else if last != range.start {
                self.layout.push(" to ");
                self.layout.push_number(last);
            }
        }
    }

    // Enums and services.

    fn enumeration(&mut self, proto: &'s EnumProto<'s>) -> Result<(), Damage> {
        self.layout.gap();
        self.layout.line(visibility(proto.visibility));
        self.layout.push("enum ");
        self.layout.push(proto.name);
        self.layout.open();
        self.option_statements("google.protobuf.EnumOptions", &proto.options)?;
        self.reserved(&proto.reserved_ranges, 0, i32::MAX, &proto.reserved_names);
        for value in &proto.values {
            self.layout.line(value.name);
            self.layout.push(" = ");
            self.layout.push_number(value.number);
            let options = self.settings("google.protobuf.EnumValueOptions", &value.options)?;
            self.layout.compact_options(&options);
            self.layout.end(";");
        }
        self.layout.close();
        self.layout.gap();
        Ok(())
    }

    fn service(&mut self, service: &'s ServiceProto<'s>) -> Result<(), Damage> {
        self.layout.gap();
        self.layout.line("service ");
        self.layout.push(service.name);
        self.layout.open();
        self.option_statements("google.protobuf.ServiceOptions", &service.options)?;
        for method in &service.methods {
            self.method(method)?;
        }
        self.layout.close();
        self.layout.gap();
        Ok(())
    }

    fn method(&mut self, method: &'s MethodProto<'s>) -> Result<(), Damage> {
        self.layout.line("rpc ");
        self.layout.push(method.name);
        self.method_type(method.is_client_streaming, method.input);
        self.layout.push(" returns ");
        self.method_type(method.is_server_streaming, method.output);
        if method.options.is_empty() {
            self.layout.end(";");
            return Ok(());
        }
        self.layout.open();
        self.option_statements("google.protobuf.MethodOptions", &method.options)?;
        self.layout.close();
        Ok(())
    }

    fn method_type(&mut self, is_stream: bool, name: &str) {
        self.layout.push(if is_stream { "(stream " } else { "(" });
        self.layout.push(name);
        self.layout.push(")");
    }

    pub(super) fn option_statements(&mut self, of: &str, options: &Options<'s>) -> Result<(), Damage> {
        let settings = self.settings(of, options)?;
        self.layout.option_statements(&settings);
        Ok(())
    }

    /// Returns the settings of options of this type.
    pub(super) fn settings(&mut self, of: &str, options: &Options<'s>) -> Result<Vec<Setting<'s>>, Damage> {
        let mut settings = self.options.read(of, options)?;
        stripped::restore(self.file, of, &mut settings);
        Ok(settings)
    }
}

fn visibility(visibility: Option<Visibility>) -> &'static str {
    match visibility {
        Some(Visibility::Export) => "export ",
        Some(Visibility::Local) => "local ",
        None => "",
    }
}

/// The number that `max` stands for in a message.
fn last_number(message: &MessageProto<'_>) -> i32 {
    if message.is_message_set { i32::MAX - 1 } else { MAX_FIELD_NUMBER }
}
