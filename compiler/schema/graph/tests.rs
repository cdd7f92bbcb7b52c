//! Files see the files that a walk along the imports finds, in few runs.

use super::*;
use crate::schema::file::ImportId;
use crate::schema::link::{Linked, link};
use crate::schema::lower::lower;
use crate::syntax::{ImportKind, parse};

/// Links files that import each other: `imports[n]` are those of file n, each with its kind.
fn linked(imports: &[Vec<(&str, usize)>]) -> Linked {
    let file = |(at, imports): (usize, &Vec<(&str, usize)>)| {
        let statement = |(kind, target): &(&str, usize)| format!("import {kind} \"f{target}.proto\";\n");
        let imports: String = imports.iter().map(statement).collect();
        lower(format!("f{at}.proto"), parse(format!("edition = \"2024\";\n{imports}message M{at} {{}}\n")))
    };
    link(imports.iter().enumerate().map(file).collect())
}

/// The first import on each way from a file to another, by walking along public imports from each in turn.
fn ways(linked: &Linked, from: FileId, to: FileId) -> Vec<(ImportId, FileId, bool)> {
    let file = linked.file(from);
    let mut ways = Vec::new();
    for ((row, &target), import) in file.imports.iter().zip(linked.graph.imports(from).iter()).zip(0..) {
        let Some(target) = target else { continue };
        let (mut open, mut seen) = (vec![target], vec![target]);
        while let Some(at) = open.pop() {
            for next in passed_on(linked.file(at), linked.graph.imports(at)) {
                if !seen.contains(&next) {
                    seen.push(next);
                    open.push(next);
                }
            }
        }
        if seen.contains(&to) {
            ways.push((ImportId(import), target, row.kind == ImportKind::Option));
        }
    }
    ways
}

#[test]
fn sees_what_a_walk_finds() {
    let mut seed = 7_u64;
    let mut below = |end: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % end
    };
    for round in 0..300 {
        let count = 1 + below(9);
        let degree = 1 + below(4);
        let mut some = |_| {
            let kind = ["", "public", "public", "option"][below(4)];
            (kind, below(count + 1))
        };
        let imports: Vec<Vec<(&str, usize)>> =
            (0..count).map(|_| (0..degree).map(&mut some).collect()).collect();
        let linked = linked(&imports);
        for from in linked.file_ids() {
            for to in linked.file_ids().filter(|&to| to != from) {
                let ways = ways(&linked, from, to);
                let direct = ways.iter().find(|way| way.1 == to).or(ways.first());
                let wanted = direct.map(|way| (Some(way.0), ways.iter().all(|way| way.2)));
                let seen = linked.graph.seen(from, to).map(|seen| (seen.import, seen.options_only));
                assert_eq!(seen, wanted, "round {round}, {from:?} to {to:?} in {imports:?}");
            }
            let all = linked.file_ids().filter(|&to| linked.graph.sees(from, to)).count();
            assert_eq!(linked.graph.seen_from(from).count(), all);
        }
    }
}

/// Were it otherwise, a schema would cost more than its text.
#[test]
fn sees_far_in_few_runs() {
    const N: usize = 200;
    let chain: Vec<_> = (0..N).map(|at| vec![("public", at + 1)]).collect();
    let circle: Vec<_> = (0..N).map(|at| vec![("public", (at + 1) % N)]).collect();
    let diamonds: Vec<_> = (0..N).map(|at| vec![("public", at + 1), ("public", at + 2)]).collect();
    // A hub in front that passes on half of the files; the others pass on the hub.
    let hub: Vec<_> = (0..N)
        .map(|at| match at {
            0 => (1..N / 2).map(|leaf| ("public", leaf)).collect(),
            at if at < N / 2 => Vec::new(),
            _ => vec![("public", 0)],
        })
        .collect();
    for (imports, far) in [(chain, N - 1), (circle, N - 1), (diamonds, N - 1), (hub, N / 2 - 1)] {
        let linked = linked(&imports);
        for from in linked.file_ids().skip(1).take(N / 2) {
            let runs = linked.graph.visible[from].runs();
            assert!(runs <= 5, "{runs} runs from {from:?}");
        }
        let last = FileId(N as u32 - 1);
        assert!(linked.graph.sees(last, last));
        assert!(linked.graph.seen_from(FileId(0)).count() >= far);
    }
}
