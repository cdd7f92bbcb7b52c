//! Files around those that are reported: the part of a module that decides what rules find in a few of its
//! files, by their outlines and without parsing the others. Reads no file itself, and judges nothing.

use super::load::{GroupId, Loader};
use super::origin::Origin;
use super::outline::{Outline, Outliner};
use super::targets::{self, Home, Target};
use super::users::{self, Sought};
use super::{paths, read};
use protune_rules::Needs;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

/// Part of a file that is read into the schema.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Depth {
    /// A text of ours in its place, with those of its RPCs that count.
    StandIn(String),
    /// The file, without what it imports.
    Alone,
    /// The file, and everything it imports.
    Whole,
}

/// A file that is not parsed.
pub(super) struct Node {
    pub(super) origin: Origin,
    /// The name that it is imported by.
    name: String,
    pub(super) outline: Outline,
    /// Files that it imports, by their places in the list.
    imports: Vec<usize>,
    /// Rules look at it.
    is_judged: bool,
    is_reported: bool,
}

/// A module with everything it imports.
pub(super) struct Surroundings {
    /// The judged files of the module first.
    nodes: Vec<Node>,
    by_package: FxHashMap<Box<str>, Vec<usize>>,
}

/// Few files are reported, and it is known where imports start: then the files that decide about them are found
/// with less work than it takes to parse them all.
fn is_worthwhile(loader: &Loader<'_, '_>, targets: &[Target]) -> bool {
    let reported = targets.iter().filter(|target| target.is_reported);
    let has_known_roots =
        |target: &Target| target.home.is_none_or(|home| loader.scope.projects[home.project].roots_are_known);
    loader.scope.request.roots.is_empty()
        && reported.clone().all(has_known_roots)
        && reported.count() * 2 <= targets.len()
}

impl Loader<'_, '_> {
    /// Reads the reported files with everything they import, and the part of their modules that rules with
    /// these needs look at. Returns the targets, those reported that are in the end; `None` if only the whole
    /// modules can decide.
    pub(super) fn load_around<'t>(&mut self, whole: &'t [Target], needs: Needs) -> Option<Cow<'t, [Target]>> {
        let mut targets = match self.scope.request.changes {
            Some(_) => Cow::Owned(targets::changed(self.scope, whole)?),
            None => Cow::Borrowed(whole),
        };
        if !is_worthwhile(self, &targets) {
            return None;
        }
        let reported = targets.iter().filter(|target| target.is_reported);
        let mut homes: Vec<Home> = reported.clone().filter_map(|target| target.home).collect();
        homes.sort_unstable();
        homes.dedup();
        self.read(reported.map(|target| (Origin::Disk(target.path.clone()), self.group(target))).collect());
        self.load_imports(0);
        if self.scope.request.changes.is_some() {
            self.report_affected(&homes, targets.to_mut(), whole, needs)?;
        }
        let mut depths: Vec<(Origin, GroupId, Depth)> = Vec::new();
        for home in homes {
            let of_module = self.look_around(home, &targets, needs)?.into_iter();
            depths.extend(of_module.map(|(origin, depth)| (origin, GroupId(home.project), depth)));
        }
        let of_depth = |wanted: Depth| {
            let fitting = depths.iter().filter(move |(_, _, depth)| *depth == wanted);
            fitting.map(|(origin, group, _)| (origin.clone(), Some(*group)))
        };
        let first = self.files.len();
        self.read(of_depth(Depth::Whole).collect());
        self.load_imports(first);
        // What was imported since is there.
        let first = self.files.len();
        self.read(of_depth(Depth::Alone).filter(|(origin, _)| !self.by_disk.contains_key(origin)).collect());
        for (origin, group, depth) in depths {
            match depth {
                Depth::StandIn(text) if !self.by_disk.contains_key(&origin) => {
                    self.add(origin, Some(group), read::parsed(&text));
                }
                _ => {}
            }
        }
        self.link_imports(first);
        self.order(&targets);
        Some(targets)
    }

    /// Reports as well what a change can cause findings in, and reads it: files that import one that changed, directly
    /// or not, and those that rules with these needs see together with one. `None` when that is too much.
    fn report_affected(
        &mut self,
        homes: &[Home],
        targets: &mut [Target],
        whole: &[Target],
        needs: Needs,
    ) -> Option<()> {
        let mut affected: FxHashSet<OsString> = FxHashSet::default();
        for &home in homes {
            let sought = if needs.rpcs { self.sought(home, targets) } else { Sought::default() };
            let surroundings = self.surroundings(home, targets, &sought);
            let seen = surroundings.depths(needs, &sought).0.into_keys();
            let nodes = seen.chain(surroundings.importers()).map(|index| &surroundings.nodes[index]);
            let judged = nodes.filter(|node| node.is_judged).filter_map(|node| node.origin.disk());
            affected.extend(judged.map(|path| path.as_os_str().to_owned()));
        }
        let mut new = Vec::new();
        for (target, whole) in targets.iter_mut().zip(whole) {
            if whole.is_reported && !target.is_reported && affected.contains(target.path.as_os_str()) {
                target.is_reported = true;
                new.push((Origin::Disk(target.path.clone()), self.group(target)));
            }
        }
        if !is_worthwhile(self, targets) {
            return None;
        }
        new.retain(|(origin, _)| !self.by_disk.contains_key(origin));
        let first = self.files.len();
        self.read(new);
        self.load_imports(first);
        Some(())
    }

    /// The files that have to be there for the reported ones of a module, besides those that are.
    fn look_around(&mut self, home: Home, targets: &[Target], needs: Needs) -> Option<Vec<(Origin, Depth)>> {
        let sought = if needs.rpcs { self.sought(home, targets) } else { Sought::default() };
        let surroundings = self.surroundings(home, targets, &sought);
        if self.packages_may_clash(&surroundings) {
            return None;
        }
        let depths = surroundings.depths(needs, &sought).0.into_iter();
        let depths = depths.map(|(index, depth)| (&surroundings.nodes[index].origin, depth));
        let missing = depths.filter(|(origin, _)| !self.by_disk.contains_key(origin));
        Some(missing.map(|(origin, depth)| (origin.clone(), depth)).collect())
    }

    fn sought(&self, home: Home, targets: &[Target]) -> Sought {
        let is_meant = |target: &&Target| target.is_reported && target.home == Some(home);
        let index = |target: &Target| self.by_disk.get(&Origin::Disk(target.path.clone()));
        let reported = targets.iter().filter(is_meant).filter_map(index);
        let reported = reported.map(|id| self.file(id.index()));
        let all = self.files.iter().enumerate().map(|(index, entry)| (&entry.origin, self.file(index)));
        Sought::new(reported, all)
    }

    fn surroundings(&mut self, home: Home, targets: &[Target], sought: &Sought) -> Surroundings {
        let (scope, words) = (self.scope, sought.first_parts());
        let is_sought = |last: &str| sought.has_last_part(last);
        let outliner = Outliner::new(&words, &is_sought);
        let module = &scope.projects[home.project].modules[home.module];
        let of_module: Vec<&Target> =
            targets.iter().filter(|target| target.home == Some(home) && target.is_judged).collect();
        scope.request.progress.expect(of_module.len());
        let outline = |buffer: &mut Vec<u8>, target: &&Target| {
            let origin = Origin::Disk(target.path.clone());
            let outline = self.outline(&origin, &outliner, buffer);
            scope.request.progress.step();
            let name = paths::printed(&target.path, module.root_of(&target.path).unwrap_or(Path::new("/")));
            let is_reported = target.is_reported;
            (
                outline,
                Node {
                    origin,
                    name,
                    outline: Outline::default(),
                    imports: Vec::new(),
                    is_judged: true,
                    is_reported,
                },
            )
        };
        let read: Vec<_> = of_module.par_iter().map_init(Vec::new, outline).collect();
        let mut nodes = Vec::with_capacity(read.len());
        for (outline, node) in read {
            match outline {
                Ok(outline) => nodes.extend(outline.map(|outline| Node { outline, ..node })),
                Err(error) if !self.by_disk.contains_key(&node.origin) => self.fail(&node.origin, &error),
                Err(_) => {}
            }
        }
        self.find_nodes(GroupId(home.project), &outliner, &mut nodes);
        let mut by_package: FxHashMap<Box<str>, Vec<usize>> = FxHashMap::default();
        for (index, node) in nodes.iter().enumerate() {
            match by_package.get_mut(&node.outline.package) {
                Some(files) => files.push(index),
                None => drop(by_package.insert(node.outline.package.clone(), vec![index])),
            }
        }
        Surroundings { nodes, by_package }
    }

    /// Finds the files that the nodes import, and adds those from outside of the module.
    fn find_nodes(&mut self, group: GroupId, outliner: &Outliner<'_>, nodes: &mut Vec<Node>) {
        let mut by_origin: FxHashMap<Origin, usize> =
            nodes.iter().enumerate().map(|(index, node)| (node.origin.clone(), index)).collect();
        let mut by_name: FxHashMap<Box<str>, Option<usize>> = FxHashMap::default();
        let mut next = 0;
        while next < nodes.len() {
            let mut imports = Vec::with_capacity(nodes[next].outline.imports.len());
            for name in std::mem::take(&mut nodes[next].outline.imports) {
                if let Some(&known) = by_name.get(&name) {
                    imports.extend(known);
                    continue;
                }
                let origin = self.resolve(group, nodes[next].origin.disk(), &name);
                let found = origin.and_then(|origin| match by_origin.get(&origin) {
                    Some(&known) => Some(known),
                    None => {
                        let outline = self.outline(&origin, outliner, &mut Vec::new()).ok()??;
                        let (name, imports) = (name.to_string(), Vec::new());
                        by_origin.insert(origin.clone(), nodes.len());
                        nodes.push(Node {
                            origin,
                            name,
                            outline,
                            imports,
                            is_judged: false,
                            is_reported: false,
                        });
                        Some(nodes.len() - 1)
                    }
                });
                by_name.insert(name, found);
                imports.extend(found);
            }
            nodes[next].imports = imports;
            next += 1;
        }
    }

    /// Whether any file that is read whole declares the name of a package, which the compiler reports.
    fn packages_may_clash(&self, surroundings: &Surroundings) -> bool {
        let mut inner: FxHashMap<&str, FxHashSet<&str>> = FxHashMap::default();
        for (outer, last) in
            surroundings.packages().into_iter().filter_map(|package| package.rsplit_once('.'))
        {
            inner.entry(outer).or_default().insert(last);
        }
        (0..self.files.len()).map(|index| self.file(index)).any(|file| {
            let Some(inner) = inner.get(file.package()) else { return false };
            file.declared_names().any(|name| inner.contains(name))
        })
    }
}

/// Depth of reading by node.
#[derive(Default)]
pub(super) struct Depths(BTreeMap<usize, Depth>);

impl Depths {
    /// At least this much.
    pub(super) fn raise(&mut self, node: usize, depth: Depth) {
        let known = self.0.entry(node).or_insert_with(|| depth.clone());
        if *known < depth {
            *known = depth;
        }
    }
}

impl Surroundings {
    pub(super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// All packages, with those around them.
    pub(super) fn packages(&self) -> FxHashSet<&str> {
        self.by_package.keys().flat_map(|package| around(package)).collect()
    }

    pub(super) fn of_package(&self, package: &str) -> &[usize] {
        self.by_package.get(package).map_or(&[], Vec::as_slice)
    }

    fn reported(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.is_reported)
    }

    /// Depths that rules with these needs require, besides the reported files and their imports.
    fn depths(&self, needs: Needs, sought: &Sought) -> Depths {
        let mut depths = Depths::default();
        self.neighbours(needs, &mut depths);
        if needs.cycles {
            self.cycles(&mut depths);
        }
        if needs.importers {
            self.importers().into_iter().for_each(|index| depths.raise(index, Depth::Whole));
        }
        users::find(self, sought, &mut depths);
        depths
    }

    /// Files in the packages, and as needed in the directories, of the reported ones. Two files of a package may
    /// declare one name, so that the compiler asks for the packages as well.
    fn neighbours(&self, needs: Needs, depths: &mut Depths) {
        let judged = |index: &&usize| self.nodes[**index].is_judged;
        let mut packages: Vec<&str> = self.reported().map(|node| &*node.outline.package).collect();
        packages.sort_unstable();
        packages.dedup();
        for package in packages {
            self.of_package(package)
                .iter()
                .filter(judged)
                .for_each(|&index| depths.raise(index, Depth::Alone));
        }
        if needs.directory {
            let directories: FxHashSet<&str> = self.reported().map(Node::directory).collect();
            for (index, node) in self.nodes.iter().enumerate() {
                if node.is_judged && directories.contains(node.directory()) {
                    depths.raise(index, Depth::Alone);
                }
            }
        }
    }

    /// The judged files that import a reported one, directly or not, in no order.
    fn importers(&self) -> Vec<usize> {
        let mut importing: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for (index, node) in self.nodes.iter().enumerate() {
            node.imports.iter().for_each(|&imported| importing[imported].push(index));
        }
        let mut found: Vec<usize> =
            (0..self.nodes.len()).filter(|&node| self.nodes[node].is_reported).collect();
        let reported = found.len();
        let mut seen: FxHashSet<usize> = found.iter().copied().collect();
        let mut next = 0;
        while let Some(&node) = found.get(next) {
            next += 1;
            found.extend(importing[node].iter().copied().filter(|&importer| seen.insert(importer)));
        }
        found.split_off(reported)
    }

    /// Files of the packages that are on a way from a reported file back to its package.
    fn cycles(&self, depths: &mut Depths) {
        let mut importing: FxHashMap<&str, FxHashSet<&str>> = FxHashMap::default();
        let mut imported: FxHashMap<&str, FxHashSet<&str>> = FxHashMap::default();
        for node in &self.nodes {
            for to in self.imported_packages(node) {
                importing.entry(&node.outline.package).or_default().insert(to);
                imported.entry(to).or_default().insert(&node.outline.package);
            }
        }
        for node in self.reported() {
            let before = reached(&node.outline.package, &imported);
            if !self.imported_packages(node).any(|to| before.contains(to)) {
                continue;
            }
            let behind = reached(&node.outline.package, &importing);
            for (index, other) in self.nodes.iter().enumerate() {
                let package = &*other.outline.package;
                if behind.contains(package) && before.contains(package) {
                    depths.raise(index, Depth::Alone);
                }
            }
        }
    }

    /// Other packages that a file imports; files without one are in none.
    fn imported_packages<'s>(&'s self, node: &'s Node) -> impl Iterator<Item = &'s str> {
        let from = &*node.outline.package;
        let packages = node.imports.iter().map(|&index| &*self.nodes[index].outline.package);
        packages.filter(move |to| !from.is_empty() && !to.is_empty() && *to != from)
    }
}

impl Node {
    pub(super) fn is_judged(&self) -> bool {
        self.is_judged
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn imports(&self) -> &[usize] {
        &self.imports
    }

    fn directory(&self) -> &str {
        self.name.rsplit_once('/').map_or(".", |(directory, _)| directory)
    }
}

/// A package and those that it is in, the innermost first; none for no package.
pub(super) fn around(package: &str) -> impl Iterator<Item = &str> {
    let first = (!package.is_empty()).then_some(package);
    std::iter::successors(first, |inner| inner.rsplit_once('.').map(|(outer, _)| outer))
}

fn reached<'s>(from: &'s str, edges: &FxHashMap<&'s str, FxHashSet<&'s str>>) -> FxHashSet<&'s str> {
    let mut reached = FxHashSet::from_iter([from]);
    let mut open = vec![from];
    while let Some(package) = open.pop() {
        open.extend(edges.get(package).into_iter().flatten().filter(|to| reached.insert(to)));
    }
    reached
}
