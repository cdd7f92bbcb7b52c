//! Many files to one name space: imports, packages, and who declares which top-level name. Reads
//! declared names only; what references mean is for `resolve`.

use super::Global;
use super::file::*;
use super::lower::lower;
use super::names::Name;
use super::problems::{ImportProblem, error_at, error_in};
use super::symbols::{self, Scope, Symbol};
use crate::diagnostic::{Diagnostic, Place};
use crate::near::nearest;
use crate::syntax::{ImportKind, parse};
use crate::text::Span;
use crate::well_known;
use hashbrown::HashTable;
use rustc_hash::FxHashMap;

/// Files with their imports found and their names in one table.
pub struct Linked {
    pub(super) files: Vec<File>,
    /// For each file, the file behind each import; `None` when it is not at hand.
    pub(super) imports: Vec<Vec<Option<FileId>>>,
    pub(super) visible: Vec<Visible>,
    pub(super) packages: Packages,
    /// The package of each file.
    pub(super) package_of: Vec<PackageId>,
    /// The `descriptor.proto` that each file's options are declared in.
    pub(super) descriptor_of: Vec<FileId>,
    pub(super) modules: Vec<u32>,
    names: TopLevel,
    pub(super) problems: Vec<Diagnostic>,
}

/// A file, and what the caller knows of its surroundings.
pub struct Member {
    pub file: File,
    /// The file behind each of its imports, by its place in the list; `None` when it is not at hand.
    pub imports: Vec<Option<FileId>>,
    /// Files of one module may not declare the same name twice, even if none imports the other.
    pub module: u32,
}

/// Links files that import each other by their names, as one module.
pub fn link(files: Vec<File>) -> Linked {
    let by_name: FxHashMap<Box<str>, FileId> =
        files.iter().enumerate().map(|(index, file)| (file.name.clone(), FileId(index as u32))).collect();
    let member = |file: File| {
        let target = |import: &Import| by_name.get(file.name(import.file)).copied();
        Member { imports: file.imports.iter().map(target).collect(), file, module: 0 }
    };
    link_members(files.into_iter().map(member).collect())
}

/// Links files whose imports the caller has found. A `descriptor.proto` of its own joins them at the
/// end, for files that import none.
pub fn link_members(members: Vec<Member>) -> Linked {
    let (mut files, mut imports, mut modules) = (Vec::new(), Vec::new(), Vec::new());
    for member in members {
        files.push(member.file);
        imports.push(member.imports);
        modules.push(member.module);
    }
    let own_descriptor = FileId(files.len() as u32);
    let text = well_known::text(well_known::DESCRIPTOR).expect("embedded");
    files.push(lower(well_known::DESCRIPTOR, parse(text)));
    imports.push(Vec::new());
    modules.push(u32::MAX);

    let mut linked = Linked {
        descriptor_of: descriptors(&files, &imports, own_descriptor),
        imports,
        visible: Vec::new(),
        packages: Packages::new(),
        package_of: Vec::new(),
        modules,
        names: TopLevel::default(),
        problems: Vec::new(),
        files,
    };
    linked.own_problems();
    linked.check_imports(own_descriptor);
    linked.find_cycles();
    linked.find_packages();
    linked.visible = linked.file_ids().map(|file| linked.visible_from(file)).collect();
    linked.declare();
    linked
}

impl Linked {
    pub fn files(&self) -> &[File] {
        &self.files
    }

    pub fn file_ids(&self) -> impl ExactSizeIterator<Item = FileId> + use<> {
        (0..self.files.len() as u32).map(FileId)
    }

    pub fn file(&self, id: FileId) -> &File {
        &self.files[id.0 as usize]
    }

    fn own_problems(&mut self) {
        for (index, file) in self.files.iter_mut().enumerate() {
            let id = FileId(index as u32);
            let problems = std::mem::take(&mut file.problems);
            let errors = file.tree.errors().iter().chain(problems.all());
            self.problems.extend(errors.map(|error| error_in(id, error)));
        }
    }

    // Imports.

    fn check_imports(&mut self, own_descriptor: FileId) {
        // The files by the last part of their names, once an import is missing.
        let mut by_base = None;
        for (index, file) in self.files.iter().enumerate() {
            let id = FileId(index as u32);
            let mut seen: FxHashMap<&str, Span> = FxHashMap::default();
            for (at, import) in file.imports.iter().enumerate() {
                let name = file.name(import.file);
                let place = Place::new(id, import.file_span);
                let target = &mut self.imports[index][at];
                if target.is_none() && name == well_known::DESCRIPTOR {
                    *target = Some(own_descriptor);
                }
                if target.is_none() {
                    let by_base = by_base.get_or_insert_with(|| names_by_base(&self.files));
                    self.problems.push(missing_import(place, name, by_base));
                }
                let first = *seen.entry(name).or_insert(import.file_span);
                if first != import.file_span {
                    let problem = error_at(place, ImportProblem::Repeated { name });
                    self.problems.push(problem.label(Place::new(id, first), "first imported here"));
                }
            }
        }
    }

    /// Reports each import that closes a cycle.
    fn find_cycles(&mut self) {
        #[derive(Clone, Copy, PartialEq)]
        enum State {
            New,
            Open,
            Done,
        }
        let mut states = vec![State::New; self.files.len()];
        for root in 0..self.files.len() {
            if states[root] != State::New {
                continue;
            }
            // The files on the way, each with the import that is followed next.
            let mut way = vec![(root, 0)];
            states[root] = State::Open;
            while let Some((file, next)) = way.last_mut() {
                let (file, import) = (*file, *next);
                *next += 1;
                match self.imports[file].get(import) {
                    None => {
                        states[file] = State::Done;
                        way.pop();
                    }
                    Some(&Some(target)) if states[target.0 as usize] == State::Open => {
                        let start = way.iter().position(|&(f, _)| f == target.0 as usize).unwrap_or(0);
                        let cycle: Vec<usize> = way[start..].iter().map(|&(f, _)| f).collect();
                        self.report_cycle(&cycle, import);
                    }
                    Some(&Some(target)) if states[target.0 as usize] == State::New => {
                        states[target.0 as usize] = State::Open;
                        way.push((target.0 as usize, 0));
                    }
                    Some(_) => {}
                }
            }
        }
    }

    fn report_cycle(&mut self, cycle: &[usize], import: usize) {
        let Some(&last) = cycle.last() else { return };
        let name = |file: usize| format!("`{}`", self.files[file].name);
        let mut way: Vec<String> = cycle.iter().map(|&file| name(file)).collect();
        way.push(name(cycle[0]));
        let place = Place::new(FileId(last as u32), self.files[last].imports[import].file_span);
        let mut problem = error_at(place, ImportProblem::Cycle { way: way.join(" -> ") });
        for pair in cycle.windows(2) {
            let target = Some(FileId(pair[1] as u32));
            let import = self.imports[pair[0]].iter().position(|&import| import == target);
            let Some(import) = import else { continue };
            let place = Place::new(FileId(pair[0] as u32), self.files[pair[0]].imports[import].file_span);
            problem = problem.label(place, "imported here");
        }
        self.problems.push(problem);
    }

    /// What a file sees: itself, its imports, and what those import publicly.
    fn visible_from(&self, from: FileId) -> Visible {
        let mut files = vec![Seen { file: from, import: None, options_only: false }];
        for (index, target) in self.imports[from.0 as usize].iter().enumerate() {
            let Some(target) = *target else { continue };
            let import = ImportId(index as u32);
            let options_only = self.file(from)[import].kind == ImportKind::Option;
            let mut open = vec![target];
            while let Some(file) = open.pop() {
                let seen = Seen { file, import: Some(import), options_only };
                if files.contains(&seen) {
                    continue;
                }
                files.push(seen);
                let rows = self.file(file).imports.iter().zip(&self.imports[file.0 as usize]);
                open.extend(
                    rows.filter(|(row, _)| row.kind == ImportKind::Public).filter_map(|(_, &file)| file),
                );
            }
        }
        let mut packages: Vec<PackageId> = files
            .iter()
            .flat_map(|seen| self.packages.chain(self.package_of[seen.file.0 as usize]))
            .collect();
        packages.sort_unstable();
        packages.dedup();
        files.sort_by_key(|seen| (seen.file, seen.import));
        Visible { files, packages }
    }

    // Names.

    fn find_packages(&mut self) {
        for file in &self.files {
            let package = self.packages.add(file.name(file.package));
            self.package_of.push(package);
        }
    }

    fn declare(&mut self) {
        for index in 0..self.files.len() {
            let (id, package) = (FileId(index as u32), self.package_of[index]);
            for symbol in top_level_symbols(&self.files[index]) {
                let symbol = Global { file: id, id: symbol };
                let name = self.files[index].symbol_name(symbol.id);
                let is_new = self.names.add(package, symbol, name, &self.files);
                let problem = if is_new {
                    self.taken_by_package(symbol, self.packages.child(package, name))
                } else {
                    self.top_level(package, name).find_map(|other| self.declared_twice(other, symbol))
                };
                self.problems.extend(problem);
            }
        }
    }

    fn taken_by_package(&self, symbol: Global<Symbol>, package: Option<PackageId>) -> Option<Diagnostic> {
        let place = self.place_of_package(package?, self.modules[symbol.file.0 as usize])?;
        Some(self.declared_elsewhere(symbol, place))
    }

    /// Two files of one module may not declare the same name, nor may a file declare what it imports.
    fn declared_twice(&self, first: Global<Symbol>, second: Global<Symbol>) -> Option<Diagnostic> {
        // Within one file, `lower` has said so.
        if first.file == second.file {
            return None;
        }
        let module = |symbol: Global<Symbol>| self.modules[symbol.file.0 as usize];
        let sees =
            |a: Global<Symbol>, b: Global<Symbol>| !self.visible[a.file.0 as usize].ways(b.file).is_empty();
        let place =
            |symbol: Global<Symbol>| Place::new(symbol.file, self.file(symbol.file).symbol_span(symbol.id));
        // Who imports the other one is the one to change.
        if sees(first, second) && !sees(second, first) {
            Some(self.declared_elsewhere(first, place(second)))
        } else if sees(second, first) || module(first) == module(second) {
            Some(self.declared_elsewhere(second, place(first)))
        } else {
            None
        }
    }

    fn declared_elsewhere(&self, symbol: Global<Symbol>, first: Place) -> Diagnostic {
        let file = self.file(symbol.file);
        let (name, other) = (self.full_name(symbol), &*self.file(first.file).name);
        let place = Place::new(symbol.file, file.symbol_span(symbol.id));
        error_at(place, ImportProblem::NameInOtherFile { name, other }).label(first, "first declared here")
    }

    /// Where a package is named first in a module; `None` when no file of it is in there.
    fn place_of_package(&self, package: PackageId, module: u32) -> Option<Place> {
        let mut of_module = self.file_ids().filter(|file| self.modules[file.0 as usize] == module);
        let is_in = |file: &FileId| {
            self.packages.chain(self.package_of[file.0 as usize]).any(|around| around == package)
        };
        let file = of_module.find(is_in)?;
        let span = self.file(file).package_statement.map(|statement| self.file(file).span(statement));
        Some(Place { file, span })
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

fn top_level_symbols(file: &File) -> impl Iterator<Item = Symbol> {
    let messages = (0..file.messages.len() as u32).map(MessageId);
    let messages = messages.filter(|&id| file[id].parent.is_none()).map(Symbol::Message);
    let values = file.top_enums.iter().flat_map(|id| file[id].values.iter()).map(Symbol::Value);
    let enums = file.top_enums.iter().map(Symbol::Enum);
    let extensions = file.top_extends.iter().flat_map(|id| file[id].fields.iter()).map(Symbol::Field);
    let services = (0..file.services.len() as u32).map(|id| Symbol::Service(ServiceId(id)));
    messages.chain(enums).chain(values).chain(extensions).chain(services).filter(|&symbol| {
        // Of names that are declared twice in one file, the first stands.
        file.lookup(Scope::PACKAGE, file.symbol_name(symbol)) == Some(symbol)
    })
}

/// For each file the `descriptor.proto` that it, or what it imports, imports.
fn descriptors(files: &[File], imports: &[Vec<Option<FileId>>], own: FileId) -> Vec<FileId> {
    let mut importers: Vec<Vec<usize>> = vec![Vec::new(); files.len()];
    for (file, targets) in imports.iter().enumerate() {
        for target in targets.iter().flatten() {
            importers[target.0 as usize].push(file);
        }
    }
    let mut found = vec![None; files.len()];
    for (index, file) in files.iter().enumerate() {
        if *file.name != *well_known::DESCRIPTOR {
            continue;
        }
        let mut open = vec![index];
        while let Some(file) = open.pop() {
            if found[file].is_none() {
                found[file] = Some(FileId(index as u32));
                open.extend(&importers[file]);
            }
        }
    }
    found.into_iter().map(|found| found.unwrap_or(own)).collect()
}

fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn names_by_base(files: &[File]) -> FxHashMap<&str, &str> {
    let mut names: Vec<&str> = files.iter().map(|file| &*file.name).collect();
    names.sort_unstable_by(|a, b| b.cmp(a));
    names.into_iter().map(|name| (base(name), name)).collect()
}

fn missing_import(place: Place, name: &str, by_base: &FxHashMap<&str, &str>) -> Diagnostic {
    let help = match (near_well_known(name), by_base.get(base(name))) {
        (Some(known), _) => format!("did you mean `{known}`?"),
        (None, Some(known)) => {
            format!("there is a file `{known}`; imports are written from an import root, see `-I`")
        }
        (None, None) => "imports are written from an import root; name the root with `-I`".to_owned(),
    };
    error_at(place, ImportProblem::NotFound { name, help })
}

/// The well-known file that was meant. Folder and file are compared by themselves: every name in the right folder
/// would be near otherwise.
fn near_well_known(name: &str) -> Option<&'static str> {
    let (folder, stem) = parts(name)?;
    let is_near = |known: &&str| parts(known).is_some_and(|(of, _)| nearest(folder, [of]).is_some());
    let known: Vec<&'static str> = well_known::names().filter(is_near).collect();
    let meant = nearest(stem, known.iter().filter_map(|known| parts(known)).map(|(_, stem)| stem))?;
    known.into_iter().find(|known| parts(known).is_some_and(|(_, stem)| stem == meant))
}

/// The folder of a name, and the file without its ending.
fn parts(name: &str) -> Option<(&str, &str)> {
    name.strip_suffix(".proto")?.rsplit_once('/')
}

/// What a file sees.
pub(super) struct Visible {
    /// Sorted by file; one that is seen through several imports is there for each.
    files: Vec<Seen>,
    /// The packages of those files and all packages around them, sorted.
    packages: Vec<PackageId>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) file: FileId,
    /// The import that brings it; `None` for the file itself.
    pub(super) import: Option<ImportId>,
    pub(super) options_only: bool,
}

impl Visible {
    /// The ways in which a file is seen; empty when it is not.
    pub(super) fn ways(&self, file: FileId) -> &[Seen] {
        let start = self.files.partition_point(|seen| seen.file < file);
        let len = self.files[start..].partition_point(|seen| seen.file == file);
        &self.files[start..start + len]
    }

    pub(super) fn has_package(&self, package: PackageId) -> bool {
        self.packages.binary_search(&package).is_ok()
    }

    pub(super) fn files(&self) -> impl Iterator<Item = FileId> {
        self.files.iter().map(|seen| seen.file)
    }
}

/// A package, or a part of the name of one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct PackageId(pub(super) u32);

impl PackageId {
    pub(super) const ROOT: PackageId = PackageId(0);
}

/// The tree of packages.
pub(super) struct Packages {
    rows: Vec<Package>,
    table: HashTable<PackageId>,
}

struct Package {
    parent: PackageId,
    name: Box<str>,
    hash: u64,
}

impl Packages {
    fn new() -> Packages {
        let root = Package { parent: PackageId::ROOT, name: "".into(), hash: 0 };
        Packages { rows: vec![root], table: HashTable::new() }
    }

    fn add(&mut self, name: &str) -> PackageId {
        name.split('.').filter(|part| !part.is_empty()).fold(PackageId::ROOT, |parent, part| {
            self.child(parent, part).unwrap_or_else(|| {
                let id = PackageId(self.rows.len() as u32);
                let hash = symbols::hash(parent.0, part);
                self.rows.push(Package { parent, name: part.into(), hash });
                self.table.insert_unique(hash, id, |&id| self.rows[id.0 as usize].hash);
                id
            })
        })
    }

    pub(super) fn child(&self, parent: PackageId, name: &str) -> Option<PackageId> {
        let same = |&id: &PackageId| {
            let row = &self.rows[id.0 as usize];
            row.parent == parent && *row.name == *name
        };
        self.table.find(symbols::hash(parent.0, name), same).copied()
    }

    /// The package, then those around it, the unnamed one last.
    pub(super) fn chain(&self, package: PackageId) -> impl Iterator<Item = PackageId> {
        std::iter::successors(Some(package), |&id| {
            (id != PackageId::ROOT).then(|| self.rows[id.0 as usize].parent)
        })
    }

    /// The full name of a package.
    pub(super) fn name(&self, package: PackageId) -> String {
        let mut parts: Vec<&str> = self.chain(package).map(|id| &*self.rows[id.0 as usize].name).collect();
        parts.pop();
        parts.reverse();
        parts.join(".")
    }
}

/// Who declares which name right below a package.
#[derive(Default)]
struct TopLevel {
    rows: Vec<Declared>,
    /// The first row of each name.
    table: HashTable<u32>,
}

struct Declared {
    hash: u64,
    package: PackageId,
    symbol: Global<Symbol>,
    /// The next row of the same name.
    next: Option<u32>,
}

impl TopLevel {
    /// Adds a declaration; true when it is the first of its name.
    fn add(&mut self, package: PackageId, symbol: Global<Symbol>, name: &str, files: &[File]) -> bool {
        let hash = symbols::hash(package.0, name);
        let row = self.rows.len() as u32;
        let first = self.first(hash, package, name, files);
        // A later row of the same name goes right behind the first.
        let next = first.and_then(|first| self.rows[first as usize].next.replace(row));
        self.rows.push(Declared { hash, package, symbol, next });
        if first.is_none() {
            self.table.insert_unique(hash, row, |&row| self.rows[row as usize].hash);
        }
        first.is_none()
    }

    fn first(&self, hash: u64, package: PackageId, name: &str, files: &[File]) -> Option<u32> {
        let same = |&row: &u32| {
            let row = &self.rows[row as usize];
            row.package == package && files[row.symbol.file.0 as usize].symbol_name(row.symbol.id) == name
        };
        self.table.find(hash, same).copied()
    }

    fn find(&self, package: PackageId, name: &str, files: &[File]) -> impl Iterator<Item = Global<Symbol>> {
        let first = self.first(symbols::hash(package.0, name), package, name, files);
        std::iter::successors(first, |&row| self.rows[row as usize].next)
            .map(|row| self.rows[row as usize].symbol)
    }
}
