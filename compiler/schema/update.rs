//! Changes of single files. A new schema shares with the old one all that the change does not touch, and equals the
//! one that linking all files anew would give. Files are looked at again that changed, that import, directly or not,
//! one whose interface changed, or whose problems speak of what changed: when somebody reads them.

use super::Global;
use super::file::{File, FileId};
use super::graph::{Targets, passed_on};
use super::link::{self, Linked, Member};
use super::lower::lower;
use super::options::Interpreted;
use super::packages::PackageId;
use super::per_file::PerFile;
use super::symbols;
use super::top_level::declares;
use super::view::Schema;
use crate::diagnostic::Diagnostic;
use crate::syntax::parse;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// A change to one file of a schema.
#[derive(Clone, Debug)]
pub struct Replacement {
    /// The file; [`Schema::next_file`], and so on from there, for new ones. The number of a removed file can be given
    /// to another one.
    pub file: FileId,
    /// New content; `None` removes the file, so that imports of it are not found.
    pub member: Option<Member>,
}

/// The caller did not want to wait for a change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cancelled;

impl fmt::Display for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cancelled")
    }
}

impl std::error::Error for Cancelled {}

impl Schema {
    /// Number of the next new file. Files keep their numbers.
    pub fn next_file(&self) -> FileId {
        FileId(self.linked().files.len() as u32)
    }

    /// The schema with some files changed, added or removed. It equals what
    /// [`link_members`](super::link_members) would give for all its files, and costs about as much as the changed
    /// files do: files that depend on them are looked at again when somebody reads them. `is_cancelled` is asked
    /// whether to give up.
    ///
    /// Imports are the caller's to find: where a file comes, goes or gets another name, those that import it are
    /// changed files as well.
    ///
    /// ```
    /// use protune_compiler::schema::{Member, Replacement, lower};
    /// use protune_compiler::syntax::parse;
    ///
    /// let schema = protune_compiler::compile([("cat.proto", "message Cat {}")], |_| None);
    /// let cat = schema.find("cat.proto").expect("it is a source").id;
    ///
    /// let file = lower("cat.proto", parse("message Cat { Mouse prey = 1; }"));
    /// let member = Member { file: file.into(), imports: Vec::new(), module: 0 };
    /// let changed = schema.replace(vec![Replacement { file: cat, member: Some(member) }], &|| false)?;
    /// assert!(schema.problems().is_empty());
    /// assert_eq!(changed.file(cat).problems().len(), 2);
    /// # Ok::<(), protune_compiler::schema::Cancelled>(())
    /// ```
    ///
    /// # Errors
    /// [`Cancelled`] if `is_cancelled` said so.
    ///
    /// # Panics
    /// If a file is numbered beyond the next one, or is the `descriptor.proto` that linking added.
    pub fn replace(
        &self,
        changes: Vec<Replacement>,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Schema, Cancelled> {
        let changes: BTreeMap<FileId, Option<Member>> =
            changes.into_iter().map(|change| (change.file, change.member)).collect();
        if is_cancelled() {
            return Err(Cancelled);
        }
        let Schema { mut interpreted, mut judged } = self.clone();
        let mut stale = interpreted.typed.linked.update(changes);
        let linked = &interpreted.typed.linked;
        for file in (0..judged.len() as u32).map(FileId) {
            let problems = &linked.problems[file];
            // Of a file that nobody asked about since it was stale, nothing is known but whether its names clash.
            let is_stale = judged.known(file).is_none_or(|it| it.depends_on(&stale.changed, &stale.names));
            if is_stale {
                stale.files.insert(file);
            }
            if is_stale && (judged.known(file).is_some() || points_into(problems, &stale.changed)) {
                stale.relinked.insert(file);
            }
        }
        while judged.len() < interpreted.linked().files.len() {
            interpreted.push();
            judged.push();
        }
        for &file in &sorted(&stale.relinked) {
            interpreted.typed.linked.judge(file, true);
        }
        for &file in &sorted(&stale.files) {
            interpreted.forget(file);
        }
        stale.files.extend(&stale.relinked);
        for &file in &sorted(&stale.files) {
            judged.forget(file);
        }
        Ok(Schema { interpreted, judged })
    }
}

impl Interpreted {
    /// Makes room for the next file.
    fn push(&mut self) {
        self.typed.types.push();
        self.typed.features.push();
        self.options.push();
    }

    /// Drops the results for a file, which is looked at when somebody asks.
    fn forget(&mut self, file: FileId) {
        self.typed.types.forget(file);
        self.typed.features.forget(file);
        self.options.forget(file);
    }
}

/// Whether the label of a problem is in one of these files, which are sorted.
fn points_into(problems: &[Diagnostic], files: &[FileId]) -> bool {
    let mut labels = problems.iter().flat_map(|problem| &problem.labels);
    labels.any(|label| files.binary_search(&label.spot.file()).is_ok())
}

fn sorted(files: &FxHashSet<FileId>) -> Vec<FileId> {
    let mut files: Vec<FileId> = files.iter().copied().collect();
    files.sort_unstable();
    files
}

/// Consequences of a change.
struct Stale {
    /// The changed files, sorted.
    changed: Vec<FileId>,
    /// Hashes of the top-level names that came or went, with their packages.
    names: Vec<u64>,
    /// Files to look at again.
    files: FxHashSet<FileId>,
    /// Files whose own names and imports are looked at again.
    relinked: FxHashSet<FileId>,
}

/// A file before it changed.
struct Old {
    id: FileId,
    file: Arc<File>,
    imports: Targets,
    module: u32,
    package: PackageId,
    was_there: bool,
    is_there: bool,
}

impl Linked {
    fn update(&mut self, mut changes: BTreeMap<FileId, Option<Member>>) -> Stale {
        self.make_room(&changes);
        self.forget_removed(&mut changes);
        let old = self.before(&changes);
        let mut stale = Stale {
            changed: old.iter().map(|old| old.id).collect(),
            names: Vec::new(),
            files: old.iter().map(|old| old.id).collect(),
            relinked: old.iter().map(|old| old.id).collect(),
        };
        let new_files = self.take_in(changes);
        let mut touched: Vec<(PackageId, Box<str>)> = Vec::new();
        self.take_names(&old, &new_files, &mut touched);
        self.files = new_files;
        self.leave_packages(&old);
        let is_renumbered = old.iter().any(|old| self.is_renumbered(old));
        let mut seeds = self.regraph(&old, is_renumbered, &mut stale);
        self.enter_packages(&old, is_renumbered);
        self.put_names(&old, &mut touched);
        let changed = old.iter().filter(|old| {
            old.was_there != old.is_there
                || old.imports != *self.graph.imports(old.id)
                || old.file.interface() != self.files[old.id].interface()
        });
        seeds.extend(changed.map(|old| old.id));
        self.reach_importers(seeds, &mut stale);
        self.see_again(&mut stale, is_renumbered);
        for (package, name) in &touched {
            stale.relinked.extend(self.top_level(*package, name).map(|symbol| symbol.file));
            stale.names.push(symbols::hash(package.0, name));
        }
        stale.names.sort_unstable();
        stale.names.dedup();
        stale
    }

    fn before(&self, changes: &BTreeMap<FileId, Option<Member>>) -> Vec<Old> {
        let before = |(&id, member): (&FileId, &Option<Member>)| {
            assert!(id != self.graph.own_descriptor(), "the file belongs to the schema");
            Old {
                id,
                file: Arc::clone(&self.files[id]),
                imports: Arc::clone(self.graph.imports(id)),
                module: self.modules[id],
                package: self.package_of[id],
                was_there: self.graph.is_there(id),
                is_there: member.is_some(),
            }
        };
        changes.iter().map(before).collect()
    }

    /// Sets the imports and modules of changed files; gives all files as they are now.
    fn take_in(&mut self, changes: BTreeMap<FileId, Option<Member>>) -> PerFile<Arc<File>> {
        let own = self.graph.own_descriptor();
        let mut files = self.files.clone();
        for (id, member) in changes {
            let member = member.unwrap_or_else(|| Member {
                file: Arc::new(lower("", parse(""))),
                imports: Vec::new(),
                module: link::NO_MODULE,
            });
            self.graph.set_imports(id, link::targets(&member.file, member.imports, own));
            self.modules.set(id, member.module);
            files.set(id, member.file);
        }
        files
    }

    /// Brings the graph up to date. Gives the files that another `descriptor.proto` holds for.
    fn regraph(&mut self, old: &[Old], is_renumbered: bool, stale: &mut Stale) -> Vec<FileId> {
        let mut redescribed = Vec::new();
        if is_renumbered || old.iter().any(|old| self.is_regraphed(old)) {
            let changed: FxHashMap<FileId, bool> = old.iter().map(|old| (old.id, old.is_there)).collect();
            let was_there: Vec<bool> = self.file_ids().map(|file| self.graph.is_there(file)).collect();
            let is_there = |file: FileId| changed.get(&file).copied().unwrap_or(was_there[file.0 as usize]);
            let regraphed = self.graph.update(&self.files, is_there, is_renumbered);
            redescribed = regraphed.redescribed;
            stale.relinked.extend(&regraphed.recycled);
        }
        // A missing import may have meant a file of another name.
        if old.iter().any(|old| old.was_there != old.is_there || old.file.name != self.files[old.id].name) {
            self.by_base = OnceLock::new();
            stale.relinked.extend(self.graph.lacking());
        }
        redescribed
    }

    /// Adds these files, and all that import them, directly or not.
    fn reach_importers(&self, mut open: Vec<FileId>, stale: &mut Stale) {
        let mut reached: FxHashSet<FileId> = open.iter().copied().collect();
        while let Some(file) = open.pop() {
            stale.files.insert(file);
            open.extend(self.graph.importers(file).iter().filter(|&&importer| reached.insert(importer)));
        }
    }

    /// Adds empty files up to the last that is changed.
    fn make_room(&mut self, changes: &BTreeMap<FileId, Option<Member>>) {
        for &id in changes.keys().filter(|id| id.0 as usize >= self.files.len()).collect::<Vec<_>>() {
            assert!(id.0 as usize == self.files.len(), "files are numbered one after the other");
            self.files.push(Arc::new(lower("", parse(""))));
            self.modules.push(link::NO_MODULE);
            self.package_of.push(PackageId::ROOT);
            self.problems.push(Arc::<[Diagnostic]>::from([]));
            self.graph.push();
        }
    }

    /// Marks files that import a removed file as changed, even if the caller does not.
    fn forget_removed(&self, changes: &mut BTreeMap<FileId, Option<Member>>) {
        let gone: FxHashSet<FileId> =
            changes.iter().filter(|(_, member)| member.is_none()).map(|(&id, _)| id).collect();
        if gone.is_empty() {
            return;
        }
        let mut importers: Vec<FileId> =
            gone.iter().flat_map(|&id| self.graph.importers(id).iter().copied()).collect();
        importers.sort_unstable();
        for id in importers {
            changes.entry(id).or_insert_with(|| {
                let (file, module) = (Arc::clone(&self.files[id]), self.modules[id]);
                Some(Member { file, imports: self.graph.imports(id).to_vec(), module })
            });
        }
        for member in changes.values_mut().flatten() {
            for target in &mut member.imports {
                *target = target.filter(|target| !gone.contains(target));
            }
        }
    }

    fn is_regraphed(&self, old: &Old) -> bool {
        old.was_there != old.is_there
            || old.imports != *self.graph.imports(old.id)
            || old.file.name != self.files[old.id].name
    }

    /// Returns whether files get new positions.
    fn is_renumbered(&self, old: &Old) -> bool {
        let new = passed_on(&self.files[old.id], self.graph.imports(old.id));
        old.was_there != old.is_there || !passed_on(&old.file, &old.imports).eq(new)
    }

    fn changes_package(&self, old: &Old) -> bool {
        let file = self.file(old.id);
        old.was_there != old.is_there || old.file.name(old.file.package) != file.name(file.package)
    }

    /// The names of a file mean something else to those that speak of them, even where they stay.
    fn is_uprooted(&self, old: &Old, new: &File) -> bool {
        old.was_there != old.is_there
            || old.module != self.modules[old.id]
            || old.file.name != new.name
            || old.file.name(old.file.package) != new.name(new.package)
    }

    /// Takes out the names that files do not declare any more.
    fn take_names(
        &mut self,
        old: &[Old],
        new: &PerFile<Arc<File>>,
        touched: &mut Vec<(PackageId, Box<str>)>,
    ) {
        for old in old.iter().filter(|old| old.was_there) {
            let file = &new[old.id];
            let is_uprooted = self.is_uprooted(old, file);
            for symbol in old.file.top_level.iter().map(|declared| declared.symbol) {
                let name = old.file.symbol_name(symbol);
                if !is_uprooted && declares(file, symbol, name) {
                    continue;
                }
                self.names.remove(old.package, Global { file: old.id, id: symbol }, name, &self.files);
                if is_uprooted || !declares_some(file, name) {
                    touched.push((old.package, name.into()));
                }
            }
            if is_uprooted {
                self.touch_packages(old.package, touched);
            }
        }
    }

    /// Adds the names that files declare newly.
    fn put_names(&mut self, old: &[Old], touched: &mut Vec<(PackageId, Box<str>)>) {
        for old in old.iter().filter(|old| old.is_there) {
            let file = Arc::clone(&self.files[old.id]);
            let is_uprooted = self.is_uprooted(old, &file);
            let package = self.package_of[old.id];
            for &declared in &file.top_level {
                let symbol = declared.symbol;
                let name = file.symbol_name(symbol);
                let was_declared = old.was_there && !is_uprooted;
                if was_declared && declares(&old.file, symbol, name) {
                    continue;
                }
                self.names.add(package, old.id, declared, &self.files);
                if !was_declared || !declares_some(&old.file, name) {
                    touched.push((package, name.into()));
                }
            }
            if is_uprooted {
                self.touch_packages(package, touched);
            }
        }
    }

    fn touch_packages(&self, package: PackageId, touched: &mut Vec<(PackageId, Box<str>)>) {
        let named = self.packages.chain(package).filter(|&package| package != PackageId::ROOT);
        touched.extend(named.map(|package| self.packages.step(package)).map(|(at, name)| (at, name.into())));
    }

    fn leave_packages(&mut self, old: &[Old]) {
        for old in old.iter().filter(|old| old.was_there) {
            if self.changes_package(old) {
                Arc::make_mut(&mut self.packages).leave(old.package, self.graph.position(old.id));
            }
        }
    }

    fn enter_packages(&mut self, old: &[Old], is_renumbered: bool) {
        for old in old.iter().filter(|old| old.is_there) {
            if self.changes_package(old) {
                let file = &self.files[old.id];
                let position = self.graph.position(old.id);
                let package = Arc::make_mut(&mut self.packages).enter(file.name(file.package), position);
                self.package_of.set(old.id, package);
            }
        }
        if is_renumbered {
            let there = self.file_ids().filter(|&file| self.graph.is_there(file));
            let placed: Vec<(PackageId, u32)> =
                there.map(|file| (self.package_of[file], self.graph.position(file))).collect();
            Arc::make_mut(&mut self.packages).renumber(placed.into_iter());
        }
    }

    /// Finds out what stale files see. Where that changed, names may clash that did not, or vice versa.
    fn see_again(&mut self, stale: &mut Stale, is_renumbered: bool) {
        if is_renumbered {
            self.graph.see_again(&self.files);
        }
        for &file in &sorted(&stale.files) {
            if !self.graph.is_there(file) {
                continue;
            }
            let is_new = is_renumbered || self.graph.see(file, &self.files[file]);
            if is_new {
                let names =
                    self.files[file].top_level.iter().map(|it| self.files[file].symbol_name(it.symbol));
                let symbols = names.flat_map(|name| self.top_level(self.package_of[file], name));
                stale.relinked.extend(symbols.map(|symbol| symbol.file));
            }
        }
    }
}

/// Returns whether something right below the package of a file has this name.
fn declares_some(file: &File, name: &str) -> bool {
    file.lookup(symbols::Scope::PACKAGE, name).is_some()
}
