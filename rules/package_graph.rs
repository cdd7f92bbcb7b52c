//! Graph of packages and their imports. Checks nothing itself.

use protune_compiler::schema::{FileView, ImportView};
use std::collections::HashMap;

/// Graph whose nodes are packages, numbered in order of their names. Omits files without a package.
pub(crate) struct PackageGraph<'s> {
    pub(crate) names: Vec<&'s str>,
    /// Edges in order of the packages they start from.
    edges: Vec<Edge<'s>>,
    /// Index of the first edge from each package, and the end of the last.
    starts: Vec<usize>,
    /// Edges to each package.
    incoming: Vec<Vec<usize>>,
}

pub(crate) struct Edge<'s> {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// At least one.
    pub(crate) imports: Vec<ImportView<'s>>,
}

impl<'s> PackageGraph<'s> {
    pub(crate) fn new(files: &[FileView<'s>]) -> PackageGraph<'s> {
        let mut names: Vec<&str> = files.iter().map(|file| file.package()).collect();
        names.sort_unstable();
        names.dedup();
        let numbers: HashMap<&str, usize> = names.iter().enumerate().map(|(at, &name)| (name, at)).collect();
        let mut imports: Vec<(usize, usize, ImportView<'_>)> = Vec::new();
        for import in files.iter().flat_map(|file| file.imports()) {
            let Some(target) = import.target() else { continue };
            let (from, to) = (import.file.package(), target.package());
            if from != to && !from.is_empty() && !to.is_empty() {
                imports.push((numbers[from], numbers[to], import));
            }
        }
        // A stable sort keeps the imports between two packages in order.
        imports.sort_by_key(|&(from, to, _)| (from, to));
        let alike = imports.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
        let edge = |alike: &[(usize, usize, ImportView<'s>)]| Edge {
            from: alike[0].0,
            to: alike[0].1,
            imports: alike.iter().map(|&(_, _, import)| import).collect(),
        };
        let edges: Vec<Edge<'_>> = alike.map(edge).collect();
        let starts = (0..=names.len()).map(|from| edges.partition_point(|edge| edge.from < from)).collect();
        let mut incoming = vec![Vec::new(); names.len()];
        for (at, edge) in edges.iter().enumerate() {
            incoming[edge.to].push(at);
        }
        PackageGraph { names, edges, starts, incoming }
    }

    pub(crate) fn edges_from(&self, package: usize) -> &[Edge<'s>] {
        &self.edges[self.starts[package]..self.starts[package + 1]]
    }

    /// Shortest ways to a package, with at most this many edges, through packages that are `inside`.
    pub(crate) fn ways_to(
        &self,
        package: usize,
        longest: usize,
        inside: impl Fn(usize) -> bool,
    ) -> Ways<'_, 's> {
        let mut next: HashMap<usize, &Edge<'_>> = HashMap::new();
        let mut reached = vec![package];
        for _ in 0..longest {
            let mut farther = Vec::new();
            for edge in reached.iter().flat_map(|&to| &self.incoming[to]).map(|&edge| &self.edges[edge]) {
                if edge.from != package && inside(edge.from) && !next.contains_key(&edge.from) {
                    next.insert(edge.from, edge);
                    farther.push(edge.from);
                }
            }
            reached = farther;
        }
        Ways { next }
    }

    /// Number for each package, which it shares with the packages that both import it and are imported by it, directly or
    /// not.
    pub(crate) fn components(&self) -> Vec<usize> {
        let mut components = vec![usize::MAX; self.names.len()];
        // The package that the walk left last comes before everything it reaches, so a walk in the other direction
        // reaches only its component.
        for root in self.order_of_leaving().into_iter().rev() {
            let mut open = vec![root];
            while let Some(package) = open.pop() {
                if components[package] == usize::MAX {
                    components[package] = root;
                    open.extend(self.incoming[package].iter().map(|&edge| self.edges[edge].from));
                }
            }
        }
        components
    }

    /// Packages in the order in which a depth-first walk leaves them.
    fn order_of_leaving(&self) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.names.len());
        let mut is_seen = vec![false; self.names.len()];
        for root in 0..self.names.len() {
            let mut path: Vec<(usize, usize)> = Vec::new();
            let mut entered = (!is_seen[root]).then_some(root);
            loop {
                if let Some(package) = entered.take() {
                    is_seen[package] = true;
                    path.push((package, 0));
                }
                let Some((package, next)) = path.last_mut() else { break };
                match self.edges_from(*package).get(*next) {
                    Some(edge) => {
                        *next += 1;
                        entered = (!is_seen[edge.to]).then_some(edge.to);
                    }
                    None => {
                        order.push(*package);
                        path.pop();
                    }
                }
            }
        }
        order
    }
}

/// Ways that all end in one package.
pub(crate) struct Ways<'g, 's> {
    /// Next edge for each package.
    next: HashMap<usize, &'g Edge<'s>>,
}

impl<'g, 's> Ways<'g, 's> {
    /// Edges of the way from a package; empty if it is too far away.
    pub(crate) fn from(&self, package: usize) -> Vec<&'g Edge<'s>> {
        let next = |from: &usize| self.next.get(from).copied();
        std::iter::successors(next(&package), |edge| next(&edge.to)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protune_compiler::schema::{self, Schema, lower};
    use protune_compiler::syntax::parse;

    /// Schema in which each package has a file without imports, and a file for each edge that starts from it.
    fn schema(packages: usize, edges: &[(usize, usize)]) -> Schema {
        let bases = (0..packages).map(|at| (format!("{at}.proto"), format!("package p{at:03};")));
        let importers = edges.iter().map(|(from, to)| {
            (format!("{from}_{to}.proto"), format!("package p{from:03}; import \"{to}.proto\";"))
        });
        let files = bases.chain(importers).map(|(name, text)| lower(name, parse(text)));
        schema::compile_files(files)
    }

    fn graph(schema: &Schema) -> PackageGraph<'_> {
        PackageGraph::new(
            &schema.files().filter(|file| file.package() != "google.protobuf").collect::<Vec<_>>(),
        )
    }

    #[test]
    fn components_are_packages_that_reach_each_other() {
        let mut random = 1_u64;
        let mut next = |end: usize| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) as usize % end
        };
        for round in 0..200 {
            let packages = 2 + round % 9;
            let edges: Vec<_> = (0..next(2 * packages)).map(|_| (next(packages), next(packages))).collect();
            let schema = schema(packages, &edges);
            let graph = graph(&schema);
            let components = graph.components();
            let reaches = reachability(packages, &edges);
            for a in 0..packages {
                for b in 0..packages {
                    let both = a == b || reaches[a][b] && reaches[b][a];
                    assert_eq!(components[a] == components[b], both, "{edges:?}: {a} and {b}");
                }
                for edge in graph.edges_from(a) {
                    let way = graph.ways_to(a, packages, |_| true).from(edge.to);
                    assert_eq!(way.last().map(|edge| edge.to), reaches[edge.to][a].then_some(a), "{edges:?}");
                }
            }
        }
    }

    fn reachability(packages: usize, edges: &[(usize, usize)]) -> Vec<Vec<bool>> {
        let mut reaches = vec![vec![false; packages]; packages];
        for &(from, to) in edges {
            reaches[from][to] = true;
        }
        for via in 0..packages {
            for from in 0..packages {
                for to in 0..packages {
                    reaches[from][to] |= reaches[from][via] && reaches[via][to];
                }
            }
        }
        reaches
    }

    #[test]
    fn ways_are_short_and_end() {
        let ring: Vec<_> = (0..40).map(|at| (at, (at + 1) % 40)).chain([(5, 0)]).collect();
        let schema = schema(40, &ring);
        let graph = graph(&schema);
        let to_first = graph.ways_to(0, 10, |_| true);
        let stops = |from| to_first.from(from).iter().map(|edge| edge.to).collect::<Vec<_>>();
        assert_eq!(stops(1), [2, 3, 4, 5, 0]);
        assert_eq!(stops(30).len(), 10);
        assert_eq!(stops(29), [], "eleven edges away");
    }
}
