//! File options that may set the same thing, as far as their names show: nothing is resolved here. An
//! extension can be named in several ways, from any scope of the package or from the root, and two names that
//! may be one count as one.

use protune_compiler::syntax::{Node, NodeKind as N, OptionEntry, OptionNamePart, PackageStatement, Tree};
use std::collections::{HashMap, HashSet};

/// A file option.
pub(super) struct FileOption<'t> {
    pub(super) node: Node<'t>,
    /// The parts of its name. Extensions that may be one are spelled alike.
    path: Vec<String>,
    /// Number of parts of the path that it is sorted by.
    sorted_by: usize,
}

/// Path that an option sets, and how often each part of it was set before as a whole. Options with the same
/// values are in the same relevant order exactly if all of these are the same.
pub(super) type Standing = (Vec<String>, Vec<usize>);

/// The file options, in order of the text.
pub(super) fn file_options(tree: &Tree) -> Vec<FileOption<'_>> {
    let nodes = || tree.root().children().filter(|node| node.kind() == N::Option);
    let spelled = Spelled::of(tree, nodes());
    let mut options: Vec<FileOption<'_>> = nodes()
        .map(|node| {
            let path: Vec<String> = parts(node).map(|part| spelled.part(part)).collect();
            FileOption { node, sorted_by: path.len(), path }
        })
        .collect();
    hold_together(&mut options);
    options
}

/// An option stays behind what was set of it before: both are sorted by what they have in common. Such options are an
/// error that is not made another one.
fn hold_together(options: &mut [FileOption<'_>]) {
    let prefixes = prefixes(options);
    let last: HashMap<usize, usize> =
        prefixes.iter().zip(0..).filter_map(|(prefixes, at)| Some((*prefixes.last()?, at))).collect();
    let mut turned: HashSet<usize> = HashSet::new();
    for (at, prefixes) in prefixes.iter().enumerate() {
        let around = prefixes.iter().rev().skip(1);
        turned.extend(around.filter(|prefix| last.get(prefix).is_some_and(|&whole| whole > at)));
    }
    for (option, prefixes) in options.iter_mut().zip(&prefixes) {
        let around = prefixes.iter().rev().skip(1).rev().position(|prefix| turned.contains(prefix));
        option.sorted_by = around.map_or(option.path.len(), |at| at + 1);
    }
}

/// For each option the number of each of its first parts, from the first one alone to the whole path. Equal paths have
/// equal numbers.
fn prefixes(options: &[FileOption<'_>]) -> Vec<Vec<usize>> {
    let mut known: HashMap<(usize, &str), usize> = HashMap::new();
    let mut all = Vec::with_capacity(options.len());
    for option in options {
        let mut prefix = 0;
        let mut prefixes = Vec::with_capacity(option.path.len());
        for part in &option.path {
            let next = known.len() + 1;
            prefix = *known.entry((prefix, part)).or_insert(next);
            prefixes.push(prefix);
        }
        all.push(prefixes);
    }
    all
}

impl FileOption<'_> {
    /// Returns the key that sorts the option among the others.
    pub(super) fn key(&self) -> String {
        self.path[..self.sorted_by].join(".")
    }
}

/// The standing of each of the options.
pub(super) fn standings(options: &[FileOption<'_>]) -> Vec<Standing> {
    let mut counts: HashMap<usize, usize> = HashMap::new();
    let mut standings = Vec::new();
    for (option, prefixes) in options.iter().zip(prefixes(options)) {
        let before = prefixes.iter().map(|prefix| counts.get(prefix).copied().unwrap_or(0)).collect();
        standings.push((option.path.clone(), before));
        if let Some(&whole) = prefixes.last() {
            *counts.entry(whole).or_default() += 1;
        }
    }
    standings
}

fn parts<'t>(option: Node<'t>) -> impl Iterator<Item = OptionNamePart<'t>> {
    OptionEntry::cast(option).into_iter().flat_map(OptionEntry::name_parts)
}

/// One spelling for all names of extensions that may mean the same one: the first in order of letters.
struct Spelled {
    spellings: HashMap<String, String>,
}

impl Spelled {
    fn of<'t>(tree: &'t Tree, options: impl Iterator<Item = Node<'t>>) -> Spelled {
        let package =
            tree.root().children().find_map(PackageStatement::cast).and_then(PackageStatement::path);
        let package = package.map(text).unwrap_or_default();
        let names: HashSet<String> =
            options.flat_map(parts).filter_map(|part| part.extension()).map(text).collect();
        let mut names: Vec<String> = names.into_iter().collect();
        names.sort_unstable();
        let mut groups = Groups { outer: (0..names.len()).collect() };
        let mut first: HashMap<String, usize> = HashMap::new();
        let mut ends: HashMap<&str, usize> = HashMap::new();
        names.iter().for_each(|name| *ends.entry(end(name)).or_default() += 1);
        // Most names end like no other.
        for (at, name) in names.iter().enumerate().filter(|(_, name)| ends[end(name)] > 1) {
            for meaning in meanings(name, &package) {
                let other = *first.entry(meaning).or_insert(at);
                groups.join(at, other);
            }
        }
        let spelling = |at: usize| (names[at].clone(), names[groups.of(at)].clone());
        Spelled { spellings: (0..names.len()).map(spelling).collect() }
    }

    fn part(&self, part: OptionNamePart<'_>) -> String {
        match part.extension() {
            Some(path) => format!("({})", self.spellings[&text(path)]),
            None => text(part.node()),
        }
    }
}

/// The last part of a name.
fn end(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// The full names that a name may stand for.
fn meanings(name: &str, package: &str) -> Vec<String> {
    if let Some(full) = name.strip_prefix('.') {
        return vec![full.to_owned()];
    }
    let scopes = package.match_indices('.').map(|(end, _)| &package[..end]);
    let inside =
        scopes.chain([package]).filter(|scope| !scope.is_empty()).map(|scope| format!("{scope}.{name}"));
    inside.chain([name.to_owned()]).collect()
}

/// Sets of numbers that are joined; each is known by its least one.
struct Groups {
    /// A lesser number of the same set, or the number itself.
    outer: Vec<usize>,
}

impl Groups {
    fn of(&self, mut at: usize) -> usize {
        while self.outer[at] != at {
            at = self.outer[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.of(a), self.of(b));
        self.outer[a.max(b)] = a.min(b);
    }
}

/// The tokens of a node that carry meaning, end to end.
fn text(node: Node<'_>) -> String {
    let tree = node.tree();
    let meaningful = node.token_range().filter(|&token| !tree.tokens()[token as usize].kind().is_trivia());
    meaningful.map(|token| tree.token_text(token)).collect()
}
