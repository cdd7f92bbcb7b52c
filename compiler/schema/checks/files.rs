//! Files: how they import, their packages, and options that concern the file as a whole.

use super::Checker;
use crate::schema::features::FieldPresence;
use crate::schema::file::*;
use crate::schema::owner::Owner;
use crate::schema::problems::FileProblem;
use crate::syntax::{ImportKind, Node, NodeKind};
use crate::text::Span;

/// Limits of package names, in bytes and parts.
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
            self.report(span, FileProblem::FieldsAllRequired);
        }
        if self.is_edition()
            && let Some(entry) = self.entry(self.file.file_options, "java_string_check_utf8")
        {
            self.report(entry.node().span(), FileProblem::JavaStringCheck);
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
            self.report(self.file.span(statement), FileProblem::EditionUnreleased);
        }
    }

    fn package(&mut self) {
        let Some(statement) = self.file.package_statement else { return };
        let name = self.name(self.file.package);
        let span = self.file.span(statement);
        if name.len() > MAX_PACKAGE_LEN {
            self.report(span, FileProblem::PackageTooLong { most: MAX_PACKAGE_LEN });
        } else if name.split('.').count() > MAX_PACKAGE_PARTS {
            self.report(span, FileProblem::PackageTooDeep { most: MAX_PACKAGE_PARTS });
        }
        if name.starts_with('.') {
            self.report(span, FileProblem::PackageBeginsWithDot);
        }
    }

    fn imports(&mut self) {
        let has_option_imports = self.file.edition >= Edition::E2024;
        let mut option_import = None;
        for import in &self.file.imports {
            let span = self.file.span(import.node);
            match import.kind {
                ImportKind::Option if !has_option_imports => {
                    self.report(span, FileProblem::ImportOptionTooEarly);
                }
                ImportKind::Weak if has_option_imports => {
                    self.report(span, FileProblem::ImportWeak);
                }
                ImportKind::Option => option_import = Some(span),
                _ => {
                    if let Some(first) = option_import {
                        let first = self.place(first);
                        self.problem(span, FileProblem::ImportAfterOption)
                            .label(first, "the `import option`");
                    }
                }
            }
        }
    }

    /// Files for the lite runtime keep to themselves.
    fn lite(&mut self) {
        if self.file.is_lite {
            let generic = |name| self.is_set(self.file.file_options, name);
            if (generic("cc_generic_services") || generic("java_generic_services"))
                && let Some(service) = self.file.services.first()
            {
                self.report(service.name_span, FileProblem::LiteServices);
            }
            return;
        }
        let targets = self.typed.linked.graph.imports(self.at);
        for (import, target) in self.file.imports.iter().zip(targets.iter()) {
            let Some(target) = target.map(|target| self.typed.linked.file(target)) else { continue };
            if target.is_lite {
                self.report(import.file_span, FileProblem::LiteImported { name: &target.name });
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
                self.report(node.span(), FileProblem::FeaturesWithoutEdition);
            }
        }
    }
}
