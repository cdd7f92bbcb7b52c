//! Many files to one name space: imports, packages, and who declares which top-level name. Reads
//! declared names only; what references mean is for `resolve`.

use super::Global;
use super::file::*;
use super::graph::{Graph, Targets};
use super::imports::{self, ByBase};
use super::lower::lower;
use super::names::Name;
use super::packages::{PackageId, Packages};
use super::per_file::PerFile;
use super::problems::{self, error_in};
use super::symbols::Symbol;
use super::top_level::TopLevel;
use crate::diagnostic::Diagnostic;
use crate::syntax::parse;
use crate::well_known;
use rustc_hash::FxHashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// Files with their imports found and their names in one table. A copy shares nearly everything with the original.
#[derive(Clone)]
pub struct Linked {
    pub(super) files: PerFile<Arc<File>>,
    pub(super) modules: PerFile<u32>,
    pub(super) graph: Graph,
    pub(super) packages: Arc<Packages>,
    /// The package of each file.
    pub(super) package_of: PerFile<PackageId>,
    pub(super) names: TopLevel,
    /// Problems of each file on its own, of its imports, and of the names that it declares.
    pub(super) problems: PerFile<Arc<[Diagnostic]>>,
    pub(super) by_base: OnceLock<Arc<ByBase>>,
}

impl fmt::Debug for Linked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.files.iter().map(|file| &file.name);
        f.write_str("Linked ")?;
        f.debug_list().entries(names).finish()
    }
}

/// A file, and what the caller knows of its surroundings.
#[derive(Clone, Debug)]
pub struct Member {
    /// Declarations of the file.
    pub file: Arc<File>,
    /// The file behind each of its imports, by its place in the list; `None` when it is not available.
    pub imports: Vec<Option<FileId>>,
    /// Files of one module may not declare the same name twice, even if none imports the other.
    pub module: u32,
}

/// Links files that import each other by their names, as one module.
pub fn link<F: Into<Arc<File>>>(files: Vec<F>) -> Linked {
    let files: Vec<Arc<File>> = files.into_iter().map(Into::into).collect();
    let by_name: FxHashMap<Box<str>, FileId> =
        files.iter().enumerate().map(|(index, file)| (file.name.clone(), FileId(index as u32))).collect();
    let member = |file: Arc<File>| {
        let target = |import: &Import| by_name.get(file.name(import.file)).copied();
        Member { imports: file.imports.iter().map(target).collect(), file, module: 0 }
    };
    link_members(files.into_iter().map(member).collect())
}

/// The module of the `descriptor.proto` that joins the files.
pub(super) const NO_MODULE: u32 = u32::MAX;

/// Links files whose imports the caller has found. A `descriptor.proto` of its own joins them at the
/// end, for files that import none.
pub fn link_members(members: Vec<Member>) -> Linked {
    let own_descriptor = FileId(members.len() as u32);
    let (mut files, mut imports, mut modules) = (Vec::new(), Vec::new(), Vec::new());
    for member in members {
        imports.push(targets(&member.file, member.imports, own_descriptor));
        files.push(member.file);
        modules.push(member.module);
    }
    let text = well_known::text(well_known::DESCRIPTOR).expect("embedded");
    files.push(Arc::new(lower(well_known::DESCRIPTOR, parse(text))));
    imports.push(Targets::from([]));
    modules.push(NO_MODULE);

    let files = PerFile::from(files);
    let graph = Graph::new(&files, imports, own_descriptor);
    let packages =
        (0..).map(FileId).zip(files.iter()).map(|(id, file)| (file.name(file.package), graph.position(id)));
    let (packages, package_of) = Packages::new(packages);
    let count = files.iter().map(|file| file.top_level.len()).sum();
    let mut names = TopLevel::new(count, own_descriptor);
    for ((id, file), &package) in (0..).map(FileId).zip(files.iter()).zip(&package_of) {
        for &declared in &file.top_level {
            names.add(package, id, declared, &files);
        }
    }
    let none: Arc<[Diagnostic]> = Arc::new([]);
    let mut linked = Linked {
        problems: files.iter().map(|_| Arc::clone(&none)).collect(),
        graph,
        packages: Arc::new(packages),
        package_of: package_of.into(),
        modules: modules.into(),
        names,
        by_base: OnceLock::new(),
        files,
    };
    let clashing = linked.clashing();
    for file in linked.file_ids() {
        linked.judge(file, clashing.contains(&file));
    }
    linked
}

/// The files behind the imports of a file. Who imports a `descriptor.proto` that nobody has gets the one that is there
/// for all.
pub(super) fn targets(file: &File, mut found: Vec<Option<FileId>>, own_descriptor: FileId) -> Targets {
    found.resize(file.imports.len(), None);
    for (import, target) in file.imports.iter().zip(&mut found) {
        if target.is_none() && file.name(import.file) == well_known::DESCRIPTOR {
            *target = Some(own_descriptor);
        }
    }
    found.into()
}

impl Linked {
    /// Every file that was linked, and in its place an empty one for each that was removed since.
    pub fn file_ids(&self) -> impl ExactSizeIterator<Item = FileId> + use<> {
        (0..self.files.len() as u32).map(FileId)
    }

    /// The tables of a file.
    #[inline]
    pub fn file(&self, id: FileId) -> &File {
        &self.files[id]
    }

    /// Finds out what is wrong with a file, before its references are looked at.
    pub(super) fn judge(&mut self, file: FileId, may_clash: bool) {
        let mut found = self.own_problems(file);
        if may_clash {
            found.extend(self.clashes(file));
        }
        problems::order_and_cap(&mut found);
        if !(found.is_empty() && self.problems[file].is_empty()) {
            self.problems.set(file, found.into());
        }
    }

    fn own_problems(&self, id: FileId) -> Vec<Diagnostic> {
        let file = self.file(id);
        let errors = file.tree.errors().iter().chain(file.problems.all());
        let mut out: Vec<Diagnostic> = errors.map(|error| error_in(id, error)).collect();
        let by_base = || -> &ByBase {
            self.by_base.get_or_init(|| Arc::new(ByBase::new(&self.files, |file| self.graph.is_there(file))))
        };
        out.extend(imports::problems(id, &self.files, self.graph.imports(id), by_base));
        out.extend(self.graph.cycle_problems(id, &self.files));
        out
    }

    /// Whether two messages are the same one of two copies of `descriptor.proto`: in a tree with a copy below one of
    /// its roots, some files may see that and others ours.
    pub(super) fn are_same_options(&self, one: Global<MessageId>, other: Global<MessageId>) -> bool {
        let name = |message: Global<MessageId>| {
            let file = self.file(message.file);
            (*file.name == *well_known::DESCRIPTOR).then(|| file.name(file[message.id].full_name))
        };
        name(one).is_some() && name(one) == name(other)
    }

    /// Returns whether a file sees options messages that are declared in a file not named `descriptor.proto`.
    pub(crate) fn has_own_options(&self, file: FileId) -> bool {
        let package = self.packages.find("google.protobuf");
        let options = package.into_iter().flat_map(|package| self.top_level(package, "FileOptions"));
        options.map(|symbol| symbol.file).any(|declaring| {
            *self.file(declaring).name != *well_known::DESCRIPTOR
                && (declaring == file || self.graph.sees(file, declaring))
        })
    }

    /// The full name of a declaration, without a leading dot.
    pub fn full_name(&self, symbol: Global<Symbol>) -> String {
        let file = self.file(symbol.file);
        let below = |scope: Name, name: Name| match file.name(scope) {
            "" => file.name(name).to_owned(),
            scope => format!("{scope}.{}", file.name(name)),
        };
        match symbol.id {
            Symbol::Message(id) => file.name(file[id].full_name).to_owned(),
            Symbol::Enum(id) => file.name(file[id].full_name).to_owned(),
            Symbol::Service(id) => file.name(file[id].full_name).to_owned(),
            Symbol::Field(id) => match file[id].parent {
                FieldParent::Message(message) => below(file[message].full_name, file[id].name),
                FieldParent::Extend(_) => file.name(file[id].full_name).to_owned(),
            },
            Symbol::Oneof(id) => below(file[file[id].message].full_name, file[id].name),
            Symbol::Method(id) => below(file[file[id].parent].full_name, file[id].name),
            Symbol::Value(id) => {
                let parent = file[file[id].parent].parent;
                below(parent.map_or(file.package, |parent| file[parent].full_name), file[id].name)
            }
        }
    }

    /// Everything of this name in this package, in every file.
    pub(super) fn top_level(&self, package: PackageId, name: &str) -> impl Iterator<Item = Global<Symbol>> {
        self.names.find(package, name, &self.files)
    }
}
