//! Files that import each other without known roots agree on names, as those that are compiled together must: a
//! name means one file, and a file has one name. Reads nothing.

use super::load::Loader;
use protune_compiler::schema::FileId;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Times that all names are looked at again after some have changed what they mean.
const ROUNDS: usize = 8;

/// An import of a file outside of all groups.
struct Edge<'f> {
    importer: usize,
    at: usize,
    name: &'f str,
    target: usize,
}

/// An import that is changed: the importer, the place of the import, and what it means.
type Change = (usize, usize, Option<FileId>);

impl Loader<'_, '_> {
    /// Makes names mean one file for all that import it together, and drops imports of a file by a second name.
    pub(super) fn agree_on_names(&mut self) {
        let mut has_changed = false;
        for _ in 0..ROUNDS {
            let changes = self.disagreements();
            if changes.is_empty() {
                break;
            }
            has_changed = true;
            for (importer, at, target) in changes {
                self.files[importer].imports[at] = target;
            }
        }
        if has_changed {
            self.files.iter_mut().for_each(|entry| entry.is_imported = false);
            (0..self.files.len()).for_each(|importer| self.name_imported(importer));
        }
    }

    fn disagreements(&self) -> Vec<Change> {
        let edges = self.loose_edges();
        let mut of_name: FxHashMap<&str, usize> = FxHashMap::default();
        let mut of_file: FxHashMap<usize, &str> = FxHashMap::default();
        let (mut names, mut files) = (BTreeMap::new(), BTreeMap::new());
        for edge in &edges {
            if *of_name.entry(edge.name).or_insert(edge.target) != edge.target {
                names.insert(edge.name, ());
            }
            if *of_file.entry(edge.target).or_insert(edge.name) != edge.name {
                files.insert(edge.target, ());
            }
        }
        if names.is_empty() && files.is_empty() {
            return Vec::new();
        }
        let mut graph = Graph::new(self);
        let mut changes = Vec::new();
        for name in names.into_keys() {
            let of_name: Vec<&Edge<'_>> = edges.iter().filter(|edge| edge.name == name).collect();
            let (shared, below) = graph.shared(&of_name, |edge| edge.target);
            let chosen = shared.iter().copied().min_by_key(|&(target, count)| {
                let path = self.files[target].origin.disk();
                (path.is_none(), usize::MAX - count, path)
            });
            let Some((chosen, _)) = chosen else { continue };
            let other = of_name.iter().filter(|edge| edge.target != chosen && below[edge.importer]);
            changes.extend(other.map(|edge| (edge.importer, edge.at, Some(FileId::new(chosen)))));
        }
        for file in files.into_keys() {
            let of_file: Vec<&Edge<'_>> = edges.iter().filter(|edge| edge.target == file).collect();
            let (shared, below) = graph.shared(&of_file, |edge| edge.name);
            let is_path = |name: &str| {
                let disk = self.files[file].origin.disk();
                disk.is_some_and(|path| path.ends_with(name))
            };
            let Some((chosen, _)) =
                shared.into_iter().max_by_key(|(name, _)| (is_path(name), name.len(), *name))
            else {
                continue;
            };
            let other = of_file.iter().filter(|edge| edge.name != chosen && below[edge.importer]);
            changes.extend(other.map(|edge| (edge.importer, edge.at, None)));
        }
        changes
    }

    /// The imports of the files outside of all groups, as far as they are found.
    fn loose_edges(&self) -> Vec<Edge<'_>> {
        let mut edges = Vec::new();
        for (importer, entry) in self.files.iter().enumerate().filter(|(_, entry)| entry.group.is_none()) {
            let imports = self.file(importer).imported_names().zip(&entry.imports).enumerate();
            edges.extend(imports.filter_map(|(at, ((name, _), target))| {
                Some(Edge { importer, at, name, target: (*target)?.index() })
            }));
        }
        edges
    }
}

/// Graph of imports.
struct Graph {
    imports: Vec<Vec<usize>>,
    importers: Vec<Vec<usize>>,
    /// The walk that a file was last seen in.
    seen: Vec<usize>,
    walks: usize,
}

impl Graph {
    fn new(loader: &Loader<'_, '_>) -> Graph {
        let count = loader.files.len();
        let mut graph = Graph {
            imports: vec![Vec::new(); count],
            importers: vec![Vec::new(); count],
            seen: vec![0; count],
            walks: 0,
        };
        for (importer, entry) in loader.files.iter().enumerate() {
            for target in entry.imports.iter().flatten() {
                graph.imports[importer].push(target.index());
                graph.importers[target.index()].push(importer);
            }
        }
        graph
    }

    /// Returns the values of a key that several of these imports have and that some file needs together, with
    /// the number of files that need each, and the files that such a file needs.
    fn shared<'f, K: Ord + Copy>(
        &mut self,
        edges: &[&Edge<'f>],
        key: impl Fn(&Edge<'f>) -> K,
    ) -> (Vec<(K, usize)>, Vec<bool>) {
        let mut importers: BTreeMap<K, Vec<usize>> = BTreeMap::new();
        for edge in edges {
            importers.entry(key(edge)).or_default().push(edge.importer);
        }
        let mut above: Vec<(K, Vec<usize>)> = Vec::new();
        let mut count: FxHashMap<usize, usize> = FxHashMap::default();
        for (key, importers) in importers {
            let files = self.walk(importers, |graph, file| &graph.importers[file]);
            files.iter().for_each(|&file| *count.entry(file).or_default() += 1);
            above.push((key, files));
        }
        let needs_several = |file: &usize| count[file] > 1;
        let shared = above.iter().filter(|(_, files)| files.iter().any(needs_several));
        let shared = shared.map(|(key, files)| (*key, files.len())).collect();
        let tops: Vec<usize> = count.keys().copied().filter(needs_several).collect();
        let mut below = vec![false; self.imports.len()];
        if !tops.is_empty() {
            let files = self.walk(tops, |graph, file| &graph.imports[file]);
            files.into_iter().for_each(|file| below[file] = true);
        }
        (shared, below)
    }

    /// Returns these files and all that are reached from them.
    fn walk(&mut self, from: Vec<usize>, next: impl Fn(&Graph, usize) -> &Vec<usize>) -> Vec<usize> {
        self.walks += 1;
        let mut found: Vec<usize> = Vec::new();
        let mut open = from;
        while let Some(file) = open.pop() {
            if std::mem::replace(&mut self.seen[file], self.walks) != self.walks {
                found.push(file);
                open.extend(next(self, file));
            }
        }
        found
    }
}
