//! Files: how they import, their packages, and options that concern the file as a whole.

use super::Checker;
use crate::schema::features::FieldPresence;
use crate::schema::file::*;
use crate::schema::owner::Owner;
use crate::syntax::{ImportKind, Node, NodeKind};
use crate::text::Span;

/// How long the name of a package is at most, in bytes, and how many parts it has.
const MAX_PACKAGE_LEN: usize = 511;
const MAX_PACKAGE_PARTS: usize = 101;

impl Checker<'_, '_> {
    pub(super) fn file(&mut self) {
        self.edition();
        self.package();
        self.imports();
        self.lite();
        self.standing_features();
        if self.is_edition() && self.features(Owner::File).field_presence == FieldPresence::LegacyRequired {
            let span = self.file.syntax.map_or(Span::at(0), |statement| self.file.span(statement));
            self.report(
                span,
                "the fields of a file cannot all be required",
                "set `field_presence` on single fields",
            );
        }
        if self.is_edition()
            && let Some(entry) = self.entry(self.file.file_options, "java_string_check_utf8")
        {
            let help = "use `features.(pb.java).utf8_validation`";
            self.report(entry.node().span(), "editions have no `java_string_check_utf8`", help);
        }
    }

    /// The edition that is not out yet is open to the files of Protobuf itself, as protoc has it.
    fn edition(&mut self) {
        let is_of_protobuf = ["google/protobuf/", "upb/", "conformance/"]
            .iter()
            .any(|folder| self.file.name.starts_with(folder));
        if self.file.edition == Edition::Unstable
            && !is_of_protobuf
            && let Some(statement) = self.file.syntax
        {
            let help = "the last edition is \"2026\"";
            self.report(self.file.span(statement), "the edition \"UNSTABLE\" is not out yet", help);
        }
    }

    fn package(&mut self) {
        let Some(statement) = self.file.package_statement else { return };
        let name = self.name(self.file.package);
        let span = self.file.span(statement);
        if name.len() > MAX_PACKAGE_LEN {
            let help = format!("{MAX_PACKAGE_LEN} bytes are the most");
            self.report(span, "the name of the package is too long", &help);
        } else if name.split('.').count() > MAX_PACKAGE_PARTS {
            let help = format!("{MAX_PACKAGE_PARTS} parts are the most");
            self.report(span, "the name of the package has too many parts", &help);
        }
        if name.starts_with('.') {
            self.report(span, "the name of a package does not begin with a dot", "remove the dot");
        }
    }

    fn imports(&mut self) {
        let has_option_imports = self.file.edition >= Edition::E2024;
        let mut option_import = None;
        for import in &self.file.imports {
            let span = self.file.span(import.node);
            match import.kind {
                ImportKind::Option if !has_option_imports => {
                    self.report(span, "`import option` comes with edition 2024", "write `import`");
                }
                ImportKind::Weak if has_option_imports => {
                    self.report(
                        span,
                        "edition 2024 has no `import weak`",
                        "write `import option`, or `import`",
                    );
                }
                ImportKind::Option => option_import = Some(span),
                _ => {
                    if let Some(first) = option_import {
                        let label = self.place(first);
                        let problem = self.problem(span, "an import stands behind an `import option`");
                        self.problems.push(problem.label(label, "the `import option`").help("move it above"));
                    }
                }
            }
        }
    }

    /// Files for the lite runtime keep to themselves.
    fn lite(&mut self) {
        let is_lite =
            |file: &File| file.plain_value(file.file_options, "optimize_for") == Some("LITE_RUNTIME");
        if is_lite(self.file) {
            let generic = |name| self.is_set(self.file.file_options, name);
            if (generic("cc_generic_services") || generic("java_generic_services"))
                && let Some(service) = self.file.services.first()
            {
                let help = "set `cc_generic_services` and `java_generic_services` to false";
                self.report(service.name_span, "a file for the lite runtime has no generic services", help);
            }
            return;
        }
        let targets = self.typed.linked.graph.imports(self.at);
        for (import, target) in self.file.imports.iter().zip(targets.iter()) {
            let Some(target) = target.map(|target| self.typed.linked.file(target)) else { continue };
            if is_lite(target) {
                let message = format!("`{}` is for the lite runtime, and this file is not", target.name);
                self.report(import.file_span, message, "set `optimize_for` alike in both");
            }
        }
    }

    /// Features are for editions alone.
    fn standing_features(&mut self) {
        if self.is_edition() {
            return;
        }
        for option in &self.file.options {
            let node = self.node(option.node);
            let first = node.child(NodeKind::OptionName).and_then(|name| name.children().next());
            if first.map(Node::text) == Some("features") {
                let help = "begin the file with `edition = \"2023\";` instead of a syntax";
                self.report(node.span(), "features are for editions only", help);
            }
        }
    }
}
