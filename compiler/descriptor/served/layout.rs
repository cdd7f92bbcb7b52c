//! Files that the declarations of a server stand in: those of the server, as far as their imports form no circle.
//! Others are split, so that only declarations that refer to each other share a file.

use super::raw::{self, EXTENSION, Reference, Resolved, Rewriting, SERVICE};
use super::{Completed, Origin, Pool, SeenMark, Served, graph, put_mark};
use crate::encoding::part::Damage;
use crate::encoding::{WireType, put_len, put_tag, put_varint};
use crate::syntax::ImportKind;
use crate::well_known;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// The declarations of all files, with the files that they will stand in.
pub(super) struct Layout<'p, 'a> {
    pool: &'p Pool<'a>,
    nodes: Vec<Node>,
    /// Types that nobody has, with whether they are enums. The outermost of those that nest.
    placeholders: BTreeMap<String, bool>,
    is_degraded: bool,
}

/// A declaration.
struct Node {
    file: usize,
    number: u32,
    full_name: String,
    bytes: Vec<u8>,
    /// Full names of the types that it refers to.
    references: Vec<String>,
}

/// A file that is written.
struct Out {
    /// The file that it comes from, if it is no file of placeholders.
    from: Option<usize>,
    name: String,
    package: String,
    nodes: Vec<usize>,
    imports: Vec<(ImportKind, usize)>,
}

impl<'p, 'a> Layout<'p, 'a> {
    /// Rewrites all declarations, with references in full.
    pub(super) fn of(
        pool: &'p Pool<'a>,
        placeholders: BTreeMap<String, bool>,
        is_degraded: bool,
    ) -> Result<Layout<'p, 'a>, Damage> {
        let mut nodes = Vec::new();
        for (at, file) in pool.files.iter().enumerate() {
            let raw = &file.raw;
            for declaration in &raw.declarations {
                let mut references = Vec::new();
                let mut resolve = |reference: Reference<'_>| {
                    let name = pool.full_name(&reference);
                    let is_placeholder = placeholders.contains_key(&name);
                    let resolved = Resolved { name: [".", &name].concat(), is_placeholder };
                    if !(reference.is_to_extendee && is_placeholder) {
                        references.push(name);
                    }
                    resolved
                };
                let is_degraded = is_degraded && well_known::text(raw.name).is_none();
                let mut rewriting = Rewriting { resolve: &mut resolve, is_degraded };
                let Some(bytes) = rewriting.declaration(raw.package, declaration)? else { continue };
                let full_name = raw.full_name(declaration);
                nodes.push(Node { file: at, number: declaration.number, full_name, bytes, references });
            }
        }
        Ok(Layout { pool, nodes, placeholders, is_degraded })
    }

    /// Writes the set.
    pub(super) fn write(&self, served: &Served<'_>, done: &mut Completed) -> Result<(), Damage> {
        let outs = self.files()?;
        let mut mark = SeenMark { is_degraded: done.is_degraded, ..SeenMark::default() };
        for out in &outs {
            if self.is_compared(out, served) {
                mark.compared.insert(out.name.clone());
            }
            put_len(&mut done.set, 1, &self.file(out, &outs));
        }
        put_mark(&mut done.set, &mark);
        Ok(())
    }

    /// The server and the schema here have the package, or it has a service that is compared.
    fn is_compared(&self, out: &Out, served: &Served<'_>) -> bool {
        let is_of_server = out.from.is_some_and(|from| self.pool.files[from].origin == Origin::Server);
        let is_served = |&node: &usize| {
            let node = &self.nodes[node];
            node.number == SERVICE && served.services.contains(&node.full_name)
        };
        is_of_server && (served.packages.contains(&out.package) || out.nodes.iter().any(is_served))
    }

    fn files(&self) -> Result<Vec<Out>, Damage> {
        let count = self.pool.files.len();
        let mut edges: Vec<Vec<usize>> = (0..count).map(|file| self.declared_imports(file)).collect();
        for node in &self.nodes {
            let targets = node.references.iter().filter_map(|name| self.pool.types.get(name).copied());
            edges[node.file].extend(targets.filter(|&target| target != node.file));
        }
        for targets in &mut edges {
            targets.sort_unstable();
            targets.dedup();
        }
        let groups = graph::circles(&edges);
        let mut sizes = vec![0_usize; count];
        groups.iter().for_each(|&group| sizes[group] += 1);
        let is_split: Vec<bool> = (0..count).map(|file| sizes[groups[file]] > 1).collect();
        let mut outs = self.outs(&is_split)?;
        self.add_imports(&mut outs, &is_split);
        Ok(outs)
    }

    fn declared_imports(&self, file: usize) -> Vec<usize> {
        let imports = self.pool.files[file].raw.imports.iter();
        let targets = imports.filter_map(|(_, name)| self.pool.by_name.get(name).copied());
        targets.filter(|&target| target != file).collect()
    }

    /// Files without their imports: those that stay as they are, parts of those that are split, and placeholders.
    fn outs(&self, is_split: &[bool]) -> Result<Vec<Out>, Damage> {
        let mut names = Names::default();
        let mut outs: Vec<Out> = Vec::new();
        let mut nodes: Vec<Vec<usize>> = vec![Vec::new(); is_split.len()];
        for (at, node) in self.nodes.iter().enumerate() {
            nodes[node.file].push(at);
        }
        for (at, file) in self.pool.files.iter().enumerate().filter(|(at, _)| !is_split[*at]) {
            // Nothing is left of a file of well-known types, or of one that declares what others do.
            if nodes[at].is_empty() && file.raw.imports.is_empty() {
                continue;
            }
            let is_of_server = file.origin == Origin::Server;
            let name = names.of(file.raw.name, is_of_server);
            let (package, nodes) = (file.raw.package.to_owned(), std::mem::take(&mut nodes[at]));
            outs.push(Out { from: Some(at), name, package, nodes, imports: Vec::new() });
        }
        for part in self.parts(is_split) {
            let first = &self.nodes[part[0]];
            let raw = &self.pool.files[first.file].raw;
            if part.iter().any(|&node| self.pool.files[self.nodes[node].file].raw.package != raw.package) {
                let what = "types of different packages refer to each other in a circle";
                return Err(Damage { offset: 0, what });
            }
            let stem = raw.name.strip_suffix(".proto").unwrap_or(raw.name);
            let own = first.full_name.rsplit('.').next().unwrap_or_default();
            let name = names.of(&format!("{stem}/{own}.proto"), true);
            outs.push(Out {
                from: Some(first.file),
                name,
                package: raw.package.to_owned(),
                nodes: part,
                imports: Vec::new(),
            });
        }
        let packages: BTreeSet<&str> = self.outermost().map(|name| package_of(name)).collect();
        for package in packages {
            let name = names.of(&format!("unknown/{package}.proto"), true);
            outs.push(Out {
                from: None,
                name,
                package: package.to_owned(),
                nodes: Vec::new(),
                imports: Vec::new(),
            });
        }
        Ok(outs)
    }

    /// Declarations of files that are split, those that refer to each other together.
    fn parts(&self, is_split: &[bool]) -> Vec<Vec<usize>> {
        let split: Vec<usize> =
            (0..self.nodes.len()).filter(|&node| is_split[self.nodes[node].file]).collect();
        let at: FxHashMap<usize, usize> = split.iter().enumerate().map(|(at, &node)| (node, at)).collect();
        let mut declares: FxHashMap<&str, usize> = FxHashMap::default();
        for &node in &split {
            declares.insert(&self.nodes[node].full_name, node);
        }
        let edges: Vec<Vec<usize>> = split
            .iter()
            .map(|&node| {
                let targets = self.nodes[node].references.iter();
                let targets = targets.filter_map(|name| around(name).find_map(|it| declares.get(it)));
                targets.map(|target| at[target]).collect()
            })
            .collect();
        let groups = graph::circles(&edges);
        let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, &node) in split.iter().enumerate() {
            parts.entry(groups[place]).or_default().push(node);
        }
        parts.into_values().collect()
    }

    /// Imports that the files of the server have, and those that their references need.
    fn add_imports(&self, outs: &mut [Out], is_split: &[bool]) {
        let mut of_file: FxHashMap<usize, usize> = FxHashMap::default();
        let mut of_name: FxHashMap<&str, usize> = FxHashMap::default();
        // Extensions of files that are split: files that import those may use them as options.
        let mut extensions: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        for (at, out) in outs.iter().enumerate() {
            if let Some(from) = out.from.filter(|&from| !is_split[from]) {
                of_file.insert(from, at);
            }
            for node in out.nodes.iter().map(|&node| &self.nodes[node]) {
                of_name.insert(&node.full_name, at);
                if node.number == EXTENSION && is_split[node.file] {
                    extensions.entry(node.file).or_default().push(at);
                }
            }
        }
        let of_package: FxHashMap<String, usize> = outs
            .iter()
            .enumerate()
            .filter(|(_, out)| out.from.is_none())
            .map(|(at, out)| (out.package.clone(), at))
            .collect();
        let placeholder = |name: &str| {
            let outermost = around(name).filter(|it| self.placeholders.contains_key(*it)).last()?;
            of_package.get(package_of(outermost)).copied()
        };
        let home = |name: &String| {
            around(name).find_map(|it| of_name.get(it).copied()).or_else(|| placeholder(name))
        };
        let mut all = Vec::with_capacity(outs.len());
        for (at, out) in outs.iter().enumerate() {
            let mut imports: Vec<(ImportKind, usize)> = Vec::new();
            let mut seen = FxHashSet::from_iter([at]);
            let mut add = |kind: ImportKind, target: usize| {
                if seen.insert(target) {
                    imports.push((kind, target));
                }
            };
            if let Some(from) = out.from {
                for (kind, name) in &self.pool.files[from].raw.imports {
                    let Some(target) = self.pool.by_name.get(name) else { continue };
                    match of_file.get(target) {
                        Some(&target) => add(*kind, target),
                        None if !is_split[from] => {
                            let parts = extensions.get(target).into_iter().flatten();
                            parts.for_each(|&part| add(ImportKind::Plain, part));
                        }
                        None => {}
                    }
                }
            }
            let references = out.nodes.iter().flat_map(|&node| &self.nodes[node].references);
            let needed: BTreeSet<usize> = references.filter_map(home).collect();
            needed.into_iter().for_each(|target| add(ImportKind::Plain, target));
            all.push(imports);
        }
        for (out, imports) in outs.iter_mut().zip(all) {
            out.imports = imports;
        }
    }

    /// Placeholders that stand in no other.
    fn outermost(&self) -> impl Iterator<Item = &String> {
        let is_inner = |name: &str| around(name).skip(1).any(|it| self.placeholders.contains_key(it));
        self.placeholders.keys().filter(move |name| !is_inner(name))
    }

    fn file(&self, out: &Out, outs: &[Out]) -> Vec<u8> {
        let mut bytes = Vec::new();
        put_len(&mut bytes, 1, out.name.as_bytes());
        if !out.package.is_empty() {
            put_len(&mut bytes, 2, out.package.as_bytes());
        }
        let (for_options, others): (Vec<_>, Vec<_>) =
            out.imports.iter().copied().partition(|(kind, _)| *kind == ImportKind::Option);
        for (at, (kind, target)) in others.into_iter().enumerate() {
            put_len(&mut bytes, 3, outs[target].name.as_bytes());
            let list = match kind {
                ImportKind::Public => 10,
                ImportKind::Weak => 11,
                ImportKind::Plain | ImportKind::Option => continue,
            };
            put_tag(&mut bytes, list, WireType::Varint);
            put_varint(&mut bytes, at as u64);
        }
        for (_, target) in for_options {
            put_len(&mut bytes, 15, outs[target].name.as_bytes());
        }
        for node in out.nodes.iter().map(|&node| &self.nodes[node]) {
            put_len(&mut bytes, node.number as i32, &node.bytes);
        }
        match out.from {
            Some(from) if self.is_degraded && well_known::text(self.pool.files[from].raw.name).is_none() => {}
            Some(from) => {
                self.pool.files[from].raw.rest.iter().for_each(|record| bytes.extend_from_slice(record));
            }
            None => {
                for name in self.outermost().filter(|name| package_of(name) == out.package) {
                    self.placeholder(name, [raw::MESSAGE, raw::ENUM], &mut bytes);
                }
                put_len(&mut bytes, 12, b"proto3");
            }
        }
        bytes
    }

    /// Writes a type without content, and those that stand in it, as one of these fields: a message or an enum.
    fn placeholder(&self, name: &str, [message, enumeration]: [u32; 2], out: &mut Vec<u8>) {
        let own = name.rsplit('.').next().unwrap_or(name);
        let inner = self.placeholders.keys().filter(|it| {
            around(it).skip(1).find(|around| self.placeholders.contains_key(*around)) == Some(name)
        });
        let inner: Vec<&String> = inner.collect();
        let mut bytes = Vec::new();
        put_len(&mut bytes, 1, own.as_bytes());
        if self.placeholders[name] && inner.is_empty() {
            let mut value = Vec::new();
            put_len(&mut value, 1, format!("{own}_UNKNOWN").as_bytes());
            put_tag(&mut value, 2, WireType::Varint);
            put_varint(&mut value, 0);
            put_len(&mut bytes, 2, &value);
            put_len(out, enumeration as i32, &bytes);
            return;
        }
        for name in inner {
            self.placeholder(name, [3, 4], &mut bytes);
        }
        put_len(out, message as i32, &bytes);
    }
}

/// Names of files that are taken.
#[derive(Default)]
struct Names {
    taken: FxHashSet<String>,
}

impl Names {
    const LONGEST: usize = 512;

    /// A name that no other file has: this one, if a file can have it. Well-known files are not those of a server.
    fn of(&mut self, name: &str, is_of_server: bool) -> String {
        let is_part = |part: &str| !part.is_empty() && part != "." && part != ".." && part.len() < 200;
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b':' | b'"');
        let is_usable = name.len() <= Names::LONGEST
            && name.ends_with(".proto")
            && name.split('/').all(is_part)
            && name.split('/').count() < 32
            && name.bytes().all(is_plain)
            && !(is_of_server && well_known::text(name).is_some());
        if is_usable && self.taken.insert(name.to_owned()) {
            return name.to_owned();
        }
        let mut number = self.taken.len();
        loop {
            let name = format!("unnamed/{number}.proto");
            if self.taken.insert(name.clone()) {
                return name;
            }
            number += 1;
        }
    }
}

/// A full name, and those of all scopes around it, inside out.
fn around(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name), |name| Some(name.rsplit_once('.')?.0))
}

fn package_of(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(package, _)| package)
}
