//! Packages that import themselves through other packages.

use crate::context::{Findings, ModuleContext};
use crate::needs::Needs;
use crate::package_graph::{Edge, PackageGraph};
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_compiler::schema::{FileView, ImportView};

pub static RULE: Room = Room {
    id: "PACKAGE_NO_IMPORT_CYCLE",
    wing: Wing::Lint,
    categories: &["MINIMAL", "BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::Absent, v1: InBuf::As(&[]), ..Buf::ALWAYS },
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("package_no_import_cycle.md"),
    options: &[],
    check: Check::Module(Needs::CYCLES, check),
};

/// Longest way back that is shown, in imports.
const LONGEST: usize = 12;

fn check(cx: &ModuleContext<'_>, out: &mut Findings) {
    let graph = PackageGraph::new(&files(cx));
    let components = graph.components();
    for package in 0..graph.names.len() {
        let is_cyclic = |edge: &&Edge<'_>| components[edge.to] == components[package];
        let edges: Vec<&Edge<'_>> = graph.edges_from(package).iter().filter(is_cyclic).collect();
        if edges.is_empty() {
            continue;
        }
        let ways = graph.ways_to(package, LONGEST, |other| components[other] == components[package]);
        for edge in edges {
            let way = ways.from(edge.to);
            let judged = edge.imports.iter().filter(|import| cx.module.contains(import.file.id));
            out.extend(judged.map(|&import| finding(cx, &graph, edge, &way, import)));
        }
    }
}

/// The files of the module and everything they import: a cycle may go through files that are not checked.
fn files<'s>(cx: &ModuleContext<'s>) -> Vec<FileView<'s>> {
    let mut files = cx.module.files().to_vec();
    let Some(first) = files.first() else { return files };
    let mut is_known = vec![false; first.schema().next_file().index()];
    for file in &files {
        is_known[file.id.index()] = true;
    }
    let judged = files.len();
    let mut next = 0;
    while let Some(&file) = files.get(next) {
        next += 1;
        let targets = file.imports().filter_map(ImportView::target);
        files.extend(targets.filter(|file| !std::mem::replace(&mut is_known[file.id.index()], true)));
    }
    files[judged..].sort_by_key(|file| file.name());
    files
}

fn finding(
    cx: &ModuleContext<'_>,
    graph: &PackageGraph<'_>,
    edge: &Edge<'_>,
    way: &[&Edge<'_>],
    import: ImportView<'_>,
) -> Diagnostic {
    let name = |package: usize| graph.names[package];
    let (from, to) = (name(edge.from), name(edge.to));
    let (Some(first), Some(last)) = (way.first(), way.last()) else {
        let message = format!(
            "package `{from}` should not import itself, through `{to}` and more than {LONGEST} further imports"
        );
        return cx
            .finding(import.place(), message)
            .help(format!("move what `{from}` needs from `{to}` to a separate package"));
    };
    let packages: Vec<String> = way.iter().map(|edge| format!("`{}`", name(edge.to))).collect();
    let message =
        format!("package `{from}` should not import itself: `{from}` -> `{to}` -> {}", packages.join(" -> "));
    let help =
        format!("move what `{}` needs from `{from}` to a package that both can import", name(last.from));
    let mut finding = cx.finding(import.place(), message).help(help);
    for edge in [first, last].into_iter().take(way.len()) {
        let import = edge.imports[0];
        let says = format!("`{}` imports `{}`", name(edge.from), name(edge.to));
        finding = finding.label(import.place(), says);
    }
    finding
}
