//! Names that several files declare, or that a package has as well. Which of two declarations is reported depends on
//! who imports whom and on the order of the files, never on the order in which they were read.

use super::Global;
use super::file::FileId;
use super::link::Linked;
use super::packages::PackageId;
use super::problems::{ImportProblem, error_at};
use super::symbols::Symbol;
use crate::diagnostic::{Diagnostic, Place, Spot};
use rustc_hash::FxHashSet;

impl Linked {
    /// The files that declare a name which something else has too.
    pub(super) fn clashing(&self) -> FxHashSet<FileId> {
        let packages = self.packages.named();
        let like_packages = packages.flat_map(|(parent, name)| self.top_level(parent, name));
        self.names.shared().chain(like_packages).map(|symbol| symbol.file).collect()
    }

    /// The declarations of a file whose names are taken.
    pub(super) fn clashes(&self, file: FileId) -> Vec<Diagnostic> {
        let package = self.package_of[file];
        let data = self.file(file);
        let clash = |id: Symbol| {
            let symbol = Global { file, id };
            let name = data.symbol_name(id);
            let others = self.top_level(package, name).filter(|other| other.file != file);
            let mut others = others.filter(|other| self.has_to_yield(file, other.file));
            // One that it imports is in its way wherever the others are.
            let first = others.next();
            let seen = first.into_iter().chain(others).find(|other| self.graph.sees(file, other.file));
            match seen.or(first) {
                Some(other) => Some(self.declared_elsewhere(symbol, other)),
                None => self.taken_by_package(symbol, self.packages.child(package, name)?),
            }
        };
        data.top_level.iter().map(|declared| declared.symbol).filter_map(clash).collect()
    }

    /// Whether the first of two files that declare the same name is the one to change. Files of one module
    /// may not declare the same name, nor may a file declare what it imports. The file that imports the other
    /// one is the one to change.
    fn has_to_yield(&self, file: FileId, other: FileId) -> bool {
        let is_sibling = self.modules[file] == self.modules[other];
        let sees = self.graph.sees(file, other);
        if !sees && !is_sibling {
            return false;
        }
        let is_seen = self.graph.sees(other, file);
        match (sees, is_seen) {
            (true, false) => true,
            (false, true) => false,
            _ => self.names.ranks_before(other, file),
        }
    }

    fn taken_by_package(&self, symbol: Global<Symbol>, package: PackageId) -> Option<Diagnostic> {
        let place = self.place_of_package(package, self.modules[symbol.file])?;
        Some(self.declared_elsewhere(symbol, place))
    }

    /// Returns the first place that names a package in a module; `None` if the module has no file of the package.
    fn place_of_package(&self, package: PackageId, module: u32) -> Option<Place> {
        let files = self.packages.files(package).iter().map(|&position| self.graph.at(position));
        let of_module = files.filter(|&file| self.modules[file] == module);
        let file = of_module.min_by_key(|&file| (file == self.graph.own_descriptor(), file))?;
        let span = self.file(file).package_statement.map(|statement| self.file(file).span(statement));
        Some(Place { file, span })
    }

    fn declared_elsewhere(&self, symbol: Global<Symbol>, first: impl Into<Spot>) -> Diagnostic {
        let (file, first) = (self.file(symbol.file), first.into());
        let (name, other) = (self.full_name(symbol), &self.file(first.file()).name);
        let place = Place::new(symbol.file, file.symbol_span(symbol.id));
        error_at(place, ImportProblem::NameInOtherFile { name, other }).label(first, "first declared here")
    }
}
