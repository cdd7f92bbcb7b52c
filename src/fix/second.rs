//! The second opinion: protox, a compiler that shares no code with ours. The only folder that names it.
//! It knows no editions, and not all that protoc takes; where it does not take a file as it was it has
//! no say. It is slow, so that it sees a sample when much has changed.

use super::maps;
use protox::Compiler;
use protox::file::{File as ProtoxFile, FileResolver, GoogleFileResolver};
use protune_compiler::descriptor::likeness::{Compiled, CompiledFile};
use protune_compiler::schema::lower;
use protune_compiler::syntax::parse;
use protune_compiler::well_known;
use protune_engine::Workspace;
use protune_engine::fix::{Allowance, Before, Changed, Origins, Unjudged, imports, is_as_announced};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

/// It is asked about so many of the changed files at most, evenly spread, and about all that they import.
const SAMPLE: usize = 200;

/// Texts by import name.
type Sources = BTreeMap<String, String>;

/// The error says what it disagrees with.
pub(super) fn agrees(
    before: &Before,
    workspace: &Workspace,
    changed: &[Changed],
    allowance: &Allowance<'_>,
) -> Result<Vec<Unjudged>, String> {
    let asked = sample(workspace, changed);
    let names: Vec<&str> = asked.iter().map(|asked| asked.name).collect();
    let (old, new) = sources(before, workspace, changed, &names);
    let paths: HashMap<&str, &str> = workspace
        .files_after()
        .map(|file| (file.name(), workspace.document(file.id).path.as_str()))
        .collect();
    let (old, new) =
        silently(|| rayon::join(|| compile(old, &names, &paths), || compile(new, &names, &paths)));
    let mut unjudged = Vec::new();
    for Asked { name, path } in asked {
        match (old.refusals.get(name), new.refusals.get(name)) {
            (Some(reason), _) => unjudged.push(Unjudged { path: path.to_owned(), reason: reason.clone() }),
            (None, Some(reason)) if is_stricter(reason) => {
                unjudged.push(Unjudged { path: path.to_owned(), reason: reason.clone() });
            }
            (None, Some(reason)) => {
                let blame = allowance.blame(path);
                return Err(format!(
                    "protox, a second compiler, would not take {path} any more: {reason}; {blame}"
                ));
            }
            (None, None) => {}
        }
    }
    is_as_announced(&old.compiled, &new.compiled, allowance, |_| true)
        .map_err(|error| format!("protox finds: {error}"))?;
    Ok(unjudged)
}

/// Returns whether it refuses a file that protoc takes, and our compiler with it. In proto3, it compares names of fields
/// without case and underscores; protoc compares those in JSON. It is stricter elsewhere too, but about texts that no fix
/// writes.
fn is_stricter(reason: &str) -> bool {
    reason.starts_with("camel-case name of field '")
}

/// A changed file that it is asked about.
struct Asked<'w> {
    /// Name that imports use.
    name: &'w str,
    path: &'w str,
}

fn sample<'w>(workspace: &'w Workspace, changed: &[Changed]) -> Vec<Asked<'w>> {
    let is_changed: HashSet<&str> = changed.iter().map(|changed| changed.path.as_str()).collect();
    let files = workspace.files_after().map(|file| (file.name(), workspace.document(file.id)));
    let changed = files.filter(|(_, source)| is_changed.contains(source.path.as_str()));
    let mut all: Vec<Asked<'_>> = changed.map(|(name, source)| Asked { name, path: &source.path }).collect();
    all.sort_unstable_by_key(|asked| asked.path);
    let step = all.len().div_ceil(SAMPLE).max(1);
    all.into_iter().step_by(step).collect()
}

/// Returns the old and new texts of these files and of all their imports.
fn sources(
    before: &Before,
    workspace: &Workspace,
    changed: &[Changed],
    names: &[&str],
) -> (Sources, Sources) {
    let loaded: HashMap<&Path, &str> = workspace
        .files_after()
        .filter_map(|file| Some((workspace.document(file.id).disk.as_deref()?, file.text())))
        .collect();
    let new = |path: &Path| match loaded.get(path) {
        Some(text) => Some((*text).to_owned()),
        // An import that is gone may have taken its file along.
        None => std::fs::read_to_string(path).ok(),
    };
    let were: HashMap<&Path, &str> =
        changed.iter().map(|changed| (changed.disk.as_path(), changed.old.as_str())).collect();
    let old = |path: &Path| were.get(path).map(|text| (*text).to_owned()).or_else(|| new(path));
    (closure(names, &before.imports, old), closure(names, &imports(workspace), new))
}

/// Texts that cannot be found, or could be one or the other, are left out: it will miss them.
fn closure(names: &[&str], origins: &Origins, text_at: impl Fn(&Path) -> Option<String>) -> Sources {
    let mut sources = Sources::new();
    let mut open: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    while let Some(name) = open.pop() {
        if sources.contains_key(&name) {
            continue;
        }
        let text = match origins.get(&name) {
            Some(Some(Some(path))) => text_at(path),
            _ => well_known::text(&name).map(str::to_owned),
        };
        let Some(text) = text else { continue };
        let file = lower(name.as_str(), parse(text.as_str()));
        open.extend(file.imported_names().map(|(name, _)| name.to_owned()));
        sources.insert(name, text);
    }
    sources
}

/// Results for files.
struct Judged {
    compiled: Compiled,
    /// Reason why it refuses a file, by import name.
    refusals: HashMap<String, String>,
}

fn compile(sources: Sources, names: &[&str], paths: &HashMap<&str, &str>) -> Judged {
    let sources = Arc::new(sources);
    let mut refusals = HashMap::new();
    let mut compiler = None;
    // It panics over some files, and is no longer of use then.
    while compiler.is_none() && refusals.len() <= names.len() {
        compiler = open_all(&sources, names, &mut refusals);
    }
    let compiled = compiler.map(|compiler| compiled(&compiler, paths));
    Judged { compiled: compiled.unwrap_or_else(|| Compiled::new(Vec::new())), refusals }
}

/// `None` when it panics; the file that it panics over is then among those that are refused.
fn open_all(
    sources: &Arc<Sources>,
    names: &[&str],
    refusals: &mut HashMap<String, String>,
) -> Option<Compiler> {
    let mut compiler = Compiler::with_file_resolver(InMemory(Arc::clone(sources)));
    for name in names {
        if refusals.contains_key(*name) {
            continue;
        }
        let opened = catch_unwind(AssertUnwindSafe(|| compiler.open_file(name).map(|_| ())));
        let (refusal, is_alive) = match opened {
            Ok(Ok(())) => continue,
            Ok(Err(error)) => (error.to_string(), true),
            Err(_) => ("it panics".to_owned(), false),
        };
        refusals.insert((*name).to_owned(), refusal.lines().next().unwrap_or_default().to_owned());
        if !is_alive {
            return None;
        }
    }
    Some(compiler)
}

fn compiled(compiler: &Compiler, paths: &HashMap<&str, &str>) -> Compiled {
    let pool = compiler.descriptor_pool();
    // Where no file sees it, there are no options of a project, and so no maps.
    let of_files = pool.get_message_by_name("google.protobuf.FileDescriptorProto");
    let places: HashMap<String, usize> =
        pool.files().zip(0..).map(|(file, at)| (file.name().to_owned(), at)).collect();
    let files = pool.files().map(|file| CompiledFile {
        key: paths.get(file.name()).map_or(file.name(), |path| path).to_owned(),
        descriptor: match &of_files {
            Some(of_files) => maps::in_order(&pool, of_files, &file.encode_to_vec()),
            None => file.encode_to_vec(),
        },
        imports: file.dependencies().filter_map(|import| places.get(import.name()).copied()).collect(),
    });
    Compiled::new(files.collect())
}

/// Catches a panic, which is no bug of ours to report.
fn silently<T>(work: impl FnOnce() -> T) -> T {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let done = work();
    panic::set_hook(hook);
    done
}

struct InMemory(Arc<Sources>);

impl FileResolver for InMemory {
    fn open_file(&self, name: &str) -> Result<ProtoxFile, protox::Error> {
        // It cannot parse the newest one, which has options on ranges of one number.
        if name == well_known::DESCRIPTOR {
            return GoogleFileResolver::new().open_file(name);
        }
        let text = self.0.get(name).ok_or_else(|| protox::Error::file_not_found(name))?;
        let mut descriptor = ProtoxFile::from_source(name, text)?.file_descriptor_proto().clone();
        // It searches all places for each option, and nobody reads them here.
        descriptor.source_code_info = None;
        Ok(ProtoxFile::from_file_descriptor_proto(descriptor))
    }
}
