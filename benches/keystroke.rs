//! Cost of a keystroke: the text of one file of a loaded workspace is replaced, and the findings of all
//! STANDARD rules in the whole module are updated.
//!
//!     PROTUNE_BENCH_DIR=path/to/tree cargo bench --bench keystroke
//!
//! Without the variable the well-known types are what is edited. In each of 200 files a letter is typed into a name
//! that others may use, and deleted again; files over 1 MB are listed apart. Memory is that of the loaded workspace.
#![expect(clippy::print_stdout, reason = "gives figures")]

use protune_compiler::schema::FileId;
use protune_compiler::syntax::{NodeKind, parse};
use protune_compiler::well_known;
use protune_engine::live::Live;
use protune_engine::{Settings, Workspace};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const FILES: usize = 200;
const LARGE: usize = 1_000_000;

fn main() {
    let corpus = corpus();
    let begin = Instant::now();
    let workspace = Workspace::of_texts(corpus.iter().map(|(name, text)| (name.clone(), text.clone())));
    let loaded = begin.elapsed();
    let mut live = Live::new(workspace, Settings::default());
    println!(
        "{} files loaded in {loaded:.0?}, {} findings in {:.0?}",
        corpus.len(),
        live.findings().len(),
        begin.elapsed() - loaded
    );
    let memory = resident();
    let texts: Vec<&str> = corpus.values().map(String::as_str).collect();
    let names: Vec<&str> = corpus.keys().map(String::as_str).collect();
    let mut times = Vec::new();
    // A walk through all files in steps that share no factor with their number, most likely.
    let picks = (0..FILES.min(texts.len())).map(|pick| (pick * 7919 + 13) % texts.len());
    for at in picks.filter(|&at| texts[at].len() < LARGE) {
        times.extend(typed(&mut live, at, texts[at]).map(|time| (time, at)));
    }
    for at in (0..texts.len()).filter(|&at| texts[at].len() >= LARGE) {
        if let Some(time) = typed(&mut live, at, texts[at]) {
            println!("apart: {time:.1?} in {} of {} bytes", names[at], texts[at].len());
        }
    }
    times.sort_unstable();
    for (time, at) in times.iter().rev().take(5) {
        println!("slow: {time:.1?} in {} of {} bytes", names[*at], texts[*at].len());
    }
    let Some(last) = times.len().checked_sub(1) else { return };
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "keystroke: median {:.2} ms, p95 {:.2} ms, {} files, {} MiB",
        ms(times[last / 2].0),
        ms(times[last * 95 / 100].0),
        times.len(),
        memory
    );
}

/// Time from a typed letter to findings; the least of three, as what comes between is not what is measured. `None`
/// when the file declares nothing.
fn typed(live: &mut Live, at: usize, text: &str) -> Option<Duration> {
    let name = {
        let tree = parse(text);
        let mut nodes = tree.root().children();
        let declares = |kind| matches!(kind, NodeKind::Message | NodeKind::Enum | NodeKind::Service);
        let declaration = nodes.find(|node| declares(node.kind()))?;
        declaration.child(NodeKind::Name)?.span()
    };
    let mut new = text.to_owned();
    new.insert(name.end as usize, 'x');
    let mut replace = |text: &str| {
        let begin = Instant::now();
        let touched = live.replace(FileId::new(at), text, &|| false).expect("nobody cancels");
        let count: usize = touched.iter().map(|&file| live.findings_in(file).len()).sum();
        let time = begin.elapsed();
        std::hint::black_box(count);
        time
    };
    (0..3).map(|_| (replace(&new), replace(text)).0).min()
}

/// Memory of this process, in MiB; 0 where the system does not report it.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<usize>().ok());
    kib.map_or(0, |kib| kib / 1024)
}

/// Import names and texts.
fn corpus() -> BTreeMap<String, String> {
    let mut corpus: BTreeMap<String, String> = BTreeMap::new();
    match std::env::var_os("PROTUNE_BENCH_DIR") {
        Some(root) => read_tree(Path::new(&root), &mut corpus),
        None => corpus.extend(
            well_known::names()
                .map(|name| (name.to_owned(), well_known::text(name).unwrap_or_default().to_owned())),
        ),
    }
    corpus
}

fn read_tree(root: &Path, corpus: &mut BTreeMap<String, String>) {
    for entry in walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok) {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "proto")
            && let Ok(text) = std::fs::read_to_string(path)
            && let Ok(name) = path.strip_prefix(root)
        {
            corpus.insert(name.to_string_lossy().into_owned(), text);
        }
    }
}
